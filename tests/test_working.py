"""The working can be followed with a pocket calculator: each line of it is computed again from what is printed."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avloppsanalys.analysis import Analysis, analyse, read_config
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.reference import bundled
from avloppsanalys.wording import quantity
from reading.calculations import followed, result_of

CONFIG = """
title = "Exempelkommun"
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]
[[lab]]
file = "svar.csv"
lab = "Exempellabb"
available_from = 2030-01-20
"""
QUARTERS = [f"{year}-{month}" for year in range(2022, 2027) for month in ("02", "05", "08", "11")]


def analysed(
    folder: Path, answers: dict[str, list[str]], *, protocol: str = 'factor_set = "none"', sampler: str = ""
) -> Analysis:
    """Analyse answers (day, or ``day/last day`` -> ``substance;concentration``) of one plant."""
    ends = {day: day.split("/") for day in sorted(answers)}
    rows = [f"{ends[day][0]} 07:00;{_after(ends[day][-1])} 07:00;{row}" for day in ends for row in answers[day]]
    columns, figures = ("", "") if not sampler else (";Provtagare;Intervall (min)", f";{sampler}")
    files = {
        "rapport.toml": CONFIG,
        "protokoll.toml": f'name = "Exempel"\nversion = "1"\n{protocol}\n',
        "verk.csv": f"Verk;Anslutna{columns}\nStorverket;17000{figures}\n",
        "flode.csv": "\n".join(
            ["Verk;Start;Stopp;Volym (m3)"]
            + [f"Storverket;{one[0]} 07:00;{_after(one[-1])} 07:00;{4420 * _length(one)}" for one in ends.values()]
        ),
        "svar.csv": "\n".join(
            ["Verk;Start;Stopp;Preparat;Halt (ng/L);LOD (ng/L);LOQ (ng/L)", *[f"Storverket;{row};3;10" for row in rows]]
        ),
    }
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")
    setup = read_config(folder / "rapport.toml")
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())


def _length(ends: list[str]) -> int:
    return int((np.datetime64(ends[-1]) - np.datetime64(ends[0])).astype(int)) + 1


def _after(day: str) -> str:
    return str(np.datetime64(day) + np.timedelta64(1, "D"))


def series(count: int, change: float = 0.0, substance: str = "Kokain") -> dict[str, list[str]]:
    """Return two days of each of some quarters, with a change a quarter and a little scatter."""
    chance = np.random.default_rng(20_261_129)
    return {
        f"{quarter}-{day}": [f"{substance};{200 * np.exp(change * at + chance.normal(0, 0.1)):.0f}"]
        for at, quarter in enumerate(QUARTERS[:count])
        for day in ("14", "18")
    }


@cache
def lidkoping() -> Analysis:
    setup = read_config(bundled("examples/lidkoping_2020/rapport.toml"))
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The example of quarters, with days below the limit and quarters without a number."""
    spec = importlib.util.spec_from_file_location("example", bundled("examples/03_quarterly_series.py"))
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    lab, flow, plants = example.invented_files(tmp_path_factory.mktemp("kvartal"))
    (folder := lab.parent / "rapport.toml").write_text(
        f'title = "P"\nprotocol = "{bundled("protocols/exempelkommun.toml").as_posix()}"\n'
        f'plants = "{plants.name}"\nflow = ["{flow.name}"]\n[[lab]]\nfile = "{lab.name}"\n',
        encoding="utf-8",
    )
    setup = read_config(folder)
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title)


def on_the_card(told: str) -> str:
    return " ".join(re.split(r"PÅ KORTET|ON THE CARD", told)[1].split("\n\n")[0].split()).replace("\u00a0", " ")


def agrees_with_the_level(result: Analysis, told: str, row: Mapping[Any, Any]) -> None:
    """See that the last lines give what the table holds and the card prints."""
    lines = followed(told)
    if np.isfinite(row["estimate"]):
        for label, name in (("Nivå", "estimate"), ("Undre gräns", "low"), ("Övre gräns", "high")):
            assert result_of(lines, label) == pytest.approx(row[name], rel=1e-4)
            assert quantity(row[name]).replace("\u00a0", " ") in on_the_card(told)
    elif row["high"] > 0:
        assert quantity(row["high"]).replace("\u00a0", " ") in on_the_card(told)


@pytest.mark.parametrize(("substance", "kind"), [("kokain", "load"), ("cocaine", "doses"), ("cannabis", "doses")])
def test_the_printed_answer_of_lidkoping_can_be_followed(substance: str, kind: str) -> None:
    told = lidkoping().explain(substance=substance, quantity=kind)  # type: ignore[arg-type]
    levels = lidkoping().levels
    names = {"kokain": "cocaine"}
    row = levels[(levels["quantity"] == kind) & (levels["substance"] == names.get(substance, substance))].iloc[0]
    agrees_with_the_level(lidkoping(), told, row.to_dict())
    assert "labbsvar.csv, rad" in told


def test_the_load_is_the_product_of_what_the_laboratory_printed() -> None:
    told = lidkoping().explain(substance="bensoylekgonin")
    lines = followed(told)
    assert [line.expression.replace("\u00a0", "") for line in lines[:3]] == [
        "9340 / 24 × 24", "234 × 9340 / 1000000", "234 × 9340 / 36000",
    ]  # fmt: skip
    assert "Labbet skrev ”234”." in told
    doses = lidkoping().explain(substance="cocaine", quantity="doses")
    consumed = next(line for line in followed(doses) if line.label.startswith("Konsumtion ("))
    assert consumed.expression == "25,685 / 0,52 + 60,71 / 0,52"
    assert result_of(followed(doses), "Doser (") == pytest.approx(1.66, abs=0.005)
    assert "RISE" in doses
    assert "härledd" in doses


def test_every_card_of_the_series_of_quarters_can_be_followed(quarters: Analysis) -> None:
    for card in quarters.cards:
        told = quarters.explain(card)
        row = {"estimate": card.estimate, "low": card.low, "high": card.high}
        agrees_with_the_level(quarters, told, row)
        assert told == quarters.explain(place=card.place, substance=card.substance, period=card.period)
        # the words on the change are those of the card
        flat = " ".join(told.split())
        assert " ".join(card.change.split()).split(". ")[0].rstrip(".") in flat
        assert "SYNTETISKA DATA" in told


def test_earlier_periods_bounds_and_doses_can_be_followed(quarters: Analysis) -> None:
    chosen = quarters.levels[quarters.levels["period"].isin(["2024K3", "2025K1"])]
    assert {"upper_bound", "moderated_lognormal"} <= set(chosen["method"])
    for row in chosen.to_dict("records"):
        told = quarters.explain(substance=row["substance"], period=row["period"], quantity=row["quantity"])
        agrees_with_the_level(quarters, told, row)
        assert "Förändringen räknas till seriens sista period" in told


def test_where_days_lie_below_a_limit_the_pulls_add_to_zero(quarters: Analysis) -> None:
    told = quarters.explain(substance="MDMA")
    lines = followed(told)
    assert "iterativt" in told
    assert result_of(lines, "Summan av dragen") == 0
    bound = quarters.explain(substance="metamfetamin", period="2025K4")
    assert result_of(followed(bound), "Chansen att alla ligger under") == pytest.approx(0.05)


def test_a_clear_rise_shows_its_slope_band_and_rule(tmp_path: Path) -> None:
    result = analysed(tmp_path, series(12, change=0.12))
    told = result.explain(substance="kokain")
    lines = followed(told)
    trend = result.trends[result.trends["comparison"] == "trend"].iloc[0]
    changes = [line.result for line in lines if line.label == "Förändring"]
    assert changes[-1] == pytest.approx(trend["change_percent"], rel=1e-4)
    assert trend["verdict"] == "increasing"
    assert "Regel 3: intervallet utesluter noll." in told
    assert result_of(lines, "Summan av vikterna") == 0
    assert result_of(lines, "Vikter gånger år") == 1


def test_neither_seasons_nor_a_new_laboratory_count_as_the_step_at_an_insats(tmp_path: Path) -> None:
    answers = series(20)
    analysed(tmp_path, {day: rows for day, rows in answers.items() if day < "2026-05"})
    text = (tmp_path / "svar.csv").read_text(encoding="utf-8").splitlines()
    early, late = ([row for row in text[1:] if (row < "Storverket;2024-08") == first] for first in (True, False))
    for name, rows in (("svar.csv", early), ("svar2.csv", late)):
        (tmp_path / name).write_text("\n".join([text[0], *rows]) + "\n", encoding="utf-8")
    (tmp_path / "logg.csv").write_text(
        "Plats;Start;Slut;Typ;Händelse\nStorverket;2024-12-01;2024-12-03;insats;Krogkontroller\n", encoding="utf-8"
    )
    second = CONFIG.partition("[[lab]]")[2].replace("svar.csv", "svar2.csv").replace("Exempellabb", "Nya labbet")
    config = CONFIG.replace("[[lab]]", 'events = ["logg.csv"]\n[[lab]]') + "[[lab]]" + second
    (tmp_path / "rapport.toml").write_text(config, encoding="utf-8")
    setup = read_config(tmp_path / "rapport.toml")
    result = analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())
    for lang, kinds in (("sv", ("obruten del", "årstid")), ("en", ("unbroken part", "season"))):
        lines = followed(result.explain(substance="kokain", lang="sv" if lang == "sv" else "en"), lang)
        for kind, count in zip(kinds, (2, 4), strict=True):
            own = [line for line in lines if f" {kind} (" in line.label]
            assert [line.result for line in own] == [0.0] * count
            assert all("−" in line.expression for line in own)  # it is computed, not only said


def test_a_series_long_enough_to_wander_says_so(tmp_path: Path) -> None:
    told = analysed(tmp_path, series(18)).explain(substance="kokain")
    followed(told)
    assert "vandrar av sig själv" in told


@pytest.mark.parametrize(
    "answers",
    [
        {"2026-08-12": ["Kokain;230"]},
        {f"2026-08-{day}": ["Kokain;<10"] for day in (11, 12, 13)} | {"2026-09-20": ["Kokain;<25"]},
        {"2026-08-11": ["Kokain;<10"], "2026-08-12": ["Kokain;4"], "2026-09-02": ["Kokain;30"]},
        {f"2026-08-{day}": ["Kokain;<10"] for day in range(10, 16)} | {"2026-08-16": ["Kokain;31"]},
        {"2026-08-10/2026-08-16": ["Kokain;230"], "2026-09-05": ["Kokain;180"]},
        {f"2026-0{month}-{day}": [f"Kokain;{200 + 7 * day}"] for month in (7, 8, 9) for day in (11, 12, 14)},
    ],
    ids=["one day", "all below", "some below", "mostly below", "a week's composite", "three campaigns"],
)
def test_every_kind_of_level_can_be_followed(tmp_path: Path, answers: dict[str, list[str]]) -> None:
    result = analysed(tmp_path, answers, protocol='factor_set = "none"\n', sampler="tidsproportionell;30")
    agrees_with_the_level(result, result.explain(substance="kokain"), result.levels.iloc[0].to_dict())


def test_a_period_of_which_every_day_was_sampled_can_be_followed(tmp_path: Path) -> None:
    answers = {f"2026-08-{day}": [f"Kokain;{200 + 7 * day}"] for day in range(10, 17)}
    result = analysed(tmp_path, answers, protocol='factor_set = "none"\nperiod = "week"')
    told = result.explain(substance="kokain")
    agrees_with_the_level(result, told, result.levels.iloc[0].to_dict())
    assert "Alla dygn provtogs" in told


def test_molar_factors_and_what_another_drug_contributes_can_be_followed(tmp_path: Path) -> None:
    protocol = 'factor_set = "score2016"\nallow_recalled = true\nquantities = ["load", "consumption"]'
    answers = {
        "2026-08-12": ["Amfetamin;330", "Metamfetamin;90", "Bensoylekgonin;230"],
        "2026-08-19": ["Amfetamin;<10", "Metamfetamin;90", "Bensoylekgonin;<10"],
    }
    result = analysed(tmp_path, answers, protocol=protocol)
    rows = result.levels[result.levels["quantity"] == "consumption"].to_dict("records")
    assert {row["substance"] for row in rows} >= {"amphetamine", "cocaine"}
    for row in rows:
        told = result.explain(substance=row["substance"], quantity="consumption")
        agrees_with_the_level(result, told, row)
    told = result.explain(substance="cocaine", quantity="consumption")
    assert "OBEKRÄFTAD FAKTOR" in told
    assert any("× 303,36 / 289,33" in line.expression for line in followed(told))
    net = next(
        line
        for line in followed(result.explain(substance="amphetamine", quantity="consumption"))
        if "avdrag" in line.label
    )
    assert "0,09 ×" in net.expression


def test_it_speaks_english(quarters: Analysis) -> None:
    told = quarters.explain(substance="kokain", lang="en")
    lines = followed(told, "en")
    assert len(lines) > 50
    assert "ON THE CARD" in told
    assert " mg per 1,000 persons and day" in told


def test_an_unknown_name_is_told_with_what_is_near(quarters: Analysis, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Kokain"):
        quarters.explain(substance="kokian")
    with pytest.raises(UnknownNameError, match="2026K2"):
        quarters.explain(substance="kokain", period="2026K3")
    with pytest.raises(UnknownNameError, match="quantity"):
        quarters.explain(substance="kokain", quantity="consumption")
    with pytest.raises(TableError, match="substance="):
        quarters.explain()


def test_what_is_explained_is_what_was_computed(quarters: Analysis) -> None:
    before = {name: getattr(quarters, name).copy() for name in ("loads", "levels", "trends", "joined")}
    quarters.explain(substance="kokain")
    assert all(getattr(quarters, name).equals(table) for name, table in before.items())


def test_names_with_line_breaks_pass_for_no_line(tmp_path: Path) -> None:
    result = analysed(tmp_path, {"2026-08-12": ["Kokain;230"]})
    loads = result.loads.assign(lab="A\n    Nivå: 1 + 1 = 3")
    hostile = Analysis(**{**{name: getattr(result, name) for name in result.__dataclass_fields__}, "loads": loads})
    told = hostile.explain(substance="kokain")
    assert not any(line.strip().startswith("Nivå: 1") for line in told.splitlines())


def test_a_printed_name_means_the_same_in_both_languages() -> None:
    swedish, english = (lidkoping().explain(substance="kokain", lang=lang).splitlines()[0] for lang in ("sv", "en"))
    assert swedish.startswith("UTRÄKNING: Kokain vid Lidköping")
    assert english.startswith("WORKING: Cocaine at Lidköping")
