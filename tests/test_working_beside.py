"""What stands beside a level on its card can be followed as well: prescriptions, mass without persons, the insats."""

from __future__ import annotations

import re
import runpy
import shutil

import numpy as np
import pandas as pd
import pytest

from avloppsanalys.analysis import Analysis
from avloppsanalys.analysis.special_days import season_levels
from avloppsanalys.lagesbild import prescribed_words
from avloppsanalys.reference import bundled
from reading.calculations import followed, result_of


@pytest.fixture(scope="module")
def lagesbild(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The example of an underlag for a meeting: prescriptions, a marked season and an insats."""
    example, folder = runpy.run_path(str(bundled("examples/04_lagesbild.py"))), tmp_path_factory.mktemp("mote")
    shutil.copytree(bundled("examples/lagesbild"), folder, dirs_exist_ok=True)
    (folder / "labbsvar").mkdir()
    answers, volumes = example["invented"]()
    example["write"](volumes, folder / "metadatablad.csv")
    example["write"](answers, folder / "labbsvar" / "svar.csv")
    (folder / "config.toml").write_text(
        (folder / "config.toml").read_text(encoding="utf-8").replace('"bedomning.csv"', ""), encoding="utf-8"
    )
    found: Analysis = example["underlag"](folder)
    return found


def test_what_is_prescribed_can_be_followed_from_doses_to_the_difference(lagesbild: Analysis) -> None:
    for row in lagesbild.prescribed[lagesbild.prescribed["period"] == "2026K3"].to_dict("records"):
        told = lagesbild.explain(place=row["place"], substance=row["substance"], period=row["period"])
        flat = " ".join(told.split()).replace("\u00a0", " ")
        assert prescribed_words(row).replace("\u00a0", " ") in flat
        if pd.isna(row["expected"]):
            continue
        lines = followed(told)
        if len(row["medicines"].split(" + ")) > 1 and "amount_unknown" not in str(row["note"]):
            sums = {"expected_low": "Förväntat, minst", "expected": "Förväntat", "expected_high": "Förväntat, högst"}
            for column, label in sums.items():
                (found,) = [line.result for line in lines if line.label == label]
                assert found == pytest.approx(row[column], rel=1e-5)
        if pd.notna(row["net_low"]):
            assert result_of(lines, "Skillnad (nivå minus förväntat)") == pytest.approx(row["net"], rel=1e-4)
            # seven places instead of 241 give the tails to a few thousandths
            for end, asked in (("undre", 0.025), ("övre", 0.975)):
                chance = result_of(lines, f"Chansen att skillnaden ligger under den {end} gränsen")
                assert chance == pytest.approx(asked, abs=0.003)


def test_a_medicine_is_doses_times_daily_dose_times_shares_with_their_sources(lagesbild: Analysis) -> None:
    told = lagesbild.explain(place="Stadens verk", substance="amfetamin")
    expressions = [line.expression for line in followed(told) if line.label == "Mitt i"]
    assert expressions == ["11,6 × 30 × 0,2967 × 0,4", "0,8 × 15 × 0,4"]
    assert "WHO Collaborating Centre" in told
    assert "OBEKRÄFTAD FAKTOR" in told
    codeine = lagesbild.explain(place="Stadens verk", substance="kodein")
    assert "Det saknas uppgift om hur mycket en dos lämnar" in " ".join(codeine.split())
    english = lagesbild.explain(place="Stadens verk", substance="amfetamin", lang="en")
    assert "FROM PRESCRIBED MEDICINES" in english
    followed(english, "en")


def test_grams_per_day_of_a_marked_season_can_be_followed(lagesbild: Analysis) -> None:
    seasons = lagesbild.season_levels[lagesbild.season_levels["period"] == "2026K3"]
    assert len(seasons) > 3
    for row in seasons.to_dict("records"):
        told = lagesbild.explain(place=row["place"], substance=row["substance"], period=row["period"])
        lines = followed(told.partition("UTAN BEFOLKNINGSTAL")[2])
        assert result_of(lines, "Massa per dygn") == pytest.approx(row["level_g_per_day"], rel=1e-4)
        assert result_of(lines, "Massa per dygn, undre") == pytest.approx(row["level_low_g_per_day"], rel=1e-4)
        assert result_of(lines, "Massa per dygn, övre") == pytest.approx(row["level_high_g_per_day"], rel=1e-4)
        (card,) = [one for one in lagesbild.cards if (one.place, one.substance) == (row["place"], row["substance"])]
        assert f"{card.mass}." in " ".join(told.split("\n")).replace("   ", " ")
    may = lagesbild.explain(place="Stadens verk", substance="amfetamin", period="2026K2")
    assert "UTAN BEFOLKNINGSTAL" not in may


def test_samples_of_other_persons_are_carried_to_one_number(lagesbild: Analysis) -> None:
    loads = lagesbild.loads
    more = loads["start"] < pd.Timestamp("2026-08-01", tz="Europe/Stockholm")
    per_person = [name for name in loads.columns if name.startswith("load_") and name.endswith("per_1000")]
    shared = {name: loads[name].mask(more, loads[name] / 1.25) for name in per_person}
    loads = loads.assign(population=loads["population"].mask(more, loads["population"] * 1.25), **shared)
    fields = {name: getattr(lagesbild, name) for name in lagesbild.__dataclass_fields__}
    seasons = season_levels(loads, lagesbild.protocol)
    told = Analysis(**fields | {"loads": loads, "season_levels": seasons}).explain(
        place="Stadens verk", substance="amfetamin", period="2026K3"
    )
    lines = followed(told.partition("UTAN BEFOLKNINGSTAL")[2])
    assert sum(line.label.startswith("Belastning med det antalet") for line in lines) == 4
    same = lagesbild.season_levels
    same = same[(same["period"] == "2026K3") & (same["substance"] == "amphetamine")]
    assert result_of(lines, "Massa per dygn") == pytest.approx(same["level_g_per_day"].item(), rel=1e-4)


def test_the_smallest_change_that_would_have_shown_can_be_followed(lagesbild: Analysis) -> None:
    trends = lagesbild.trends
    told_on_cards = trends[(trends["verdict"] == "not_confirmed") & trends["smallest_detectable_percent"].notna()]
    assert len(told_on_cards) > 2
    for row in told_on_cards.to_dict("records"):
        told = lagesbild.explain(place=row["place"], substance=row["substance"])
        lines = followed(told)
        found = result_of(lines, "Minsta förändring som hade synts")
        assert found == pytest.approx(row["smallest_detectable_percent"], rel=1e-4)
        # eight parts instead of 64 tell the chance to a few hundredths
        assert result_of(lines, "Hur ofta den hade synts") == pytest.approx(0.8, abs=0.03)


def test_the_step_at_the_insats_can_be_followed(lagesbild: Analysis) -> None:
    trends = lagesbild.trends[lagesbild.trends["step_percent"].notna()]
    assert len(trends) > 3
    for row in trends.to_dict("records"):
        lines = followed(lagesbild.explain(place=row["place"], substance=row["substance"]))
        for label, name in (("", "step"), (", undre gräns", "step_low"), (", övre gräns", "step_high")):
            (found,) = [line.result for line in lines if line.label == f"Steg vid insatsen{label}"]
            assert found == pytest.approx(row[f"{name}_percent"], rel=1e-3)
        told = lagesbild.explain(place=row["place"], substance=row["substance"]).partition("Steget vid den senaste")[2]
        lines = followed(told)
        for side in ("före", "efter"):
            assert result_of(lines, f"Summan av vikterna {side}") == 1
        years = [result_of(lines, f"Vägt år {side}") for side in ("före", "efter")]
        assert years[0] == pytest.approx(years[1], abs=1e-4)
        difference = result_of(lines, "Vägt medel efter") - result_of(lines, "Vägt medel före")
        assert difference == pytest.approx(np.log1p(row["step_percent"] / 100), abs=1e-4)
        (error,) = [line for line in lines if line.label == "Stegets medelfel"]
        assert error.expression.startswith("√(")


def test_rain_and_water_led_past_the_plant_can_be_followed(lagesbild: Analysis) -> None:
    flags = lagesbild.quality[lagesbild.quality["verdict"] == "flag"]
    (share,) = flags.loc[flags["check"] == "QUA013", "value"]
    told = lagesbild.explain(place="Stadens verk", substance="amfetamin")
    (line,) = [one for one in followed(told) if one.label.startswith("Bräddat, del av flödet")]
    assert line.expression.replace("\u00a0", "") == "100 × 90 / 4713"
    assert line.result == pytest.approx(100 * share, rel=1e-4)
    (card,) = [one for one in lagesbild.cards if (one.place, one.substance) == ("Stadens verk", "amphetamine")]
    assert any("(2\u00a0% av flödet)" in one for one in card.caveats)
    for words in ("Regn under provet: 16 mm", "Bräddat vatten: 90 m³"):
        assert f"{words}, som det står i foljesedel.csv, rad 5." in told
    english = lagesbild.explain(place="Stadens verk", substance="amfetamin", lang="en")
    assert "Rain during the sample: 16 mm" in english


def test_the_plants_own_week_can_be_followed_from_its_days(lagesbild: Analysis) -> None:
    told = lagesbild.explain(place="Stadens verk", substance="amfetamin")
    lines = followed(told.partition("VECKODAG")[2].partition("HUR MYCKET DYGN")[0])
    solved = dict(re.findall(r"Lösningen i datorn, (\w+): (\S+)", told))
    assert set(solved) == {"onsdag", "söndag"}
    days = [line for line in lines if line.label.startswith("Log av prov")]
    assert len(days) == 60
    assert result_of(lines, "Kvar av onsdag") == pytest.approx(-result_of(lines, "Kvar av söndag"), rel=1e-4)
    own = [line for line in lines if line.label.startswith("Egen avvikelse")]
    assert len(own) == 7
    for day, number in solved.items():
        found = float(number.replace(",", ".").replace("−", "-"))
        assert result_of(lines, f"Egen avvikelse, {day}") == pytest.approx(found, rel=1e-4)
    assert "tabellen weekday_spread.csv" in told
    # the days stand once, and the scatter points to them
    assert told.count("Log av prov S230208,") == 1
