"""Eleven cases that a meeting sees, from files to card: the exact title, word and first caveat stand in a fixture.

``fixtures/cards.toml`` is read aloud before it is changed. A number in a title is the one that the chain computes: the
changelog says why it moved.
"""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avloppsanalys.analysis import Analysis, analyse, read_config

CASES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "fixtures" / "cards.toml").read_text(encoding="utf-8")
)
PROTOCOL = 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\nmain_substances = ["cocaine"]\n'
SUMMER = '[[marked_seasons]]\nname = "sommargäster"\nfirst = "06-15"\nlast = "08-16"\n'
QUARTERS = [f"{year}-{month}" for year in (2022, 2023, 2024, 2025) for month in ("02", "05", "08", "11")]
DAYS = {"02": (4, 8, 18, 22), "05": (6, 10, 20, 24), "08": (19, 23, 26, 30), "11": (4, 8, 18, 22)}
"""Days of each month, so that weekdays and weekends are sampled alike."""

Row = dict[str, Any]


def row(day: str, concentration: object, **more: object) -> Row:
    """Return one row of a laboratory's answer on one day."""
    told = {
        "Verk": "Storverket", "Start": f"{day} 07:00", "Stopp": "", "Preparat": "Bensoylekgonin",
        "Halt (ng/L)": concentration, "LOQ (ng/L)": 10, "Metod": "LC-1", "Rapportnr": f"R-{day[:7]}", "Utgåva": 1,
        "Rapportdatum": "2026-11-20",
    }  # fmt: skip
    return told | more


def written(folder: Path, name: str, rows: list[Row]) -> None:
    lines = [";".join(rows[0]), *(";".join(map(str, one.values())) for one in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def analysed(
    folder: Path,
    rows: list[Row],
    *,
    persons: int = 17_000,
    protocol: str = PROTOCOL,
    as_of: str = "2026-11-20",
    **files: list[Row],
) -> Analysis:
    """Analyse rows of an answer as the command does; `files` are forms by their key in the configuration."""
    starts = {one["Start"][:10]: one for one in rows}
    for one in rows:
        day = np.datetime64(one["Start"][:10]) + np.timedelta64(1, "D")
        one["Stopp"] = f"{day} 07:00"
    written(folder, "svar.csv", rows)
    flows = [{"Verk": "Storverket", "Start": f"{day} 07:00", "Volym (m3)": 4420} for day in starts]
    written(folder, "flode.csv", flows)
    written(folder, "verk.csv", [{"Verk": "Storverket", "Anslutna": persons}])
    (folder / "protokoll.toml").write_text(protocol, encoding="utf-8")
    for name, form in files.items():
        written(folder, f"{name}.csv", form)
    forms = "".join(f'{name} = ["{name}.csv"]\n' for name in files)
    given = {"title": "Exempelkommun", "protocol": "protokoll.toml", "plants": "verk.csv"}
    config = "".join(f'{key} = "{value}"\n' for key, value in given.items()) + f'flow = ["flode.csv"]\n{forms}'
    answer = '[[lab]]\nfile = "svar.csv"\nlab = "Exempellabb"\n'
    (folder / "config.toml").write_text(f"{config}as_of = {as_of}\n{answer}", encoding="utf-8")
    setup = read_config(folder / "config.toml")
    said = {"protocol": setup.protocol, "title": setup.title, "as_of": setup.as_of}
    return analyse(*setup.read(), **said, **setup.read_forms())  # type: ignore[arg-type]


def series(*levels: float, scatter: float = 0.1, days: int = 2, **more: object) -> list[Row]:
    """Return days of each quarter with a little scatter about the concentrations [ng/L]."""
    chance = np.random.default_rng(20_261_124)
    return [
        row(f"{quarter}-{day:02}", round(level * np.exp(chance.normal(0, scatter))), **more)
        for quarter, level in zip(QUARTERS, levels, strict=False)
        for day in DAYS[quarter[-2:]][:days]
    ]


def one_sample(folder: Path) -> Analysis:
    return analysed(folder, [row("2026-08-19", 230)])


def none(folder: Path) -> Analysis:
    rows = [row("2026-05-06", 230, Rapportdatum="2026-07-01"), row("2026-05-10", 260, Rapportdatum="2026-07-01")]
    rows += [row("2025-11-04", 200, Rapportdatum="2026-01-10")]
    planned = [
        {"Plats": "Storverket", "Provdatum": day, "Svar senast": answer}
        for day, answer in (("2026-08-19", "2026-11-16"), ("2026-08-23", "2026-11-16"), ("2026-12-02", "2027-02-15"))
    ]
    return analysed(folder, rows, as_of="2026-12-01", plan=planned)


def all_below(folder: Path) -> Analysis:
    return analysed(folder, [row(f"2026-08-{day}", "<10") for day in (19, 23)])


def never_quantified(folder: Path) -> Analysis:
    rows = series(*[9.0] * 11)
    return analysed(folder, [one | {"Halt (ng/L)": "<10", "LOD (ng/L)": 3} for one in rows])


def broken_series(folder: Path) -> Analysis:
    rows = series(*[200.0] * 7)
    return analysed(folder, [*rows[:8], *(one | {"Metod": "LC-2"} for one in rows[8:])])


def under_the_guard(folder: Path) -> Analysis:
    return analysed(folder, [row("2026-08-19", 230), row("2026-08-23", 290)], persons=1_200)


def clear_rise(folder: Path) -> Analysis:
    return analysed(folder, series(*np.geomspace(100, 900, 16)))


def clear_fall(folder: Path) -> Analysis:
    return analysed(folder, series(*np.geomspace(900, 100, 16)))


def equivalence(folder: Path) -> Analysis:
    return analysed(folder, series(*[200.0] * 16, days=4, scatter=0.05))


def corrected_answer(folder: Path) -> Analysis:
    first = [row(f"2026-08-{day}", 900, Rapportdatum="2026-10-20") for day in (19, 23)]
    return analysed(
        folder, [*first, *(one | {"Halt (ng/L)": 240, "Utgåva": 2, "Rapportdatum": "2026-11-20"} for one in first)]
    )


def summer_season(folder: Path) -> Analysis:
    return analysed(folder, [row("2026-07-15", 230), row("2026-07-19", 290)], protocol=PROTOCOL + SUMMER)


MADE = {
    made.__name__: made
    for made in (
        one_sample, none, all_below, never_quantified, broken_series, under_the_guard, clear_rise, clear_fall,
        equivalence, corrected_answer, summer_season,
    )
}  # fmt: skip


def test_the_fixture_and_the_cases_are_the_same_eleven() -> None:
    assert CASES.keys() == MADE.keys()
    assert len(MADE) == 11


@pytest.mark.parametrize("case", MADE)
def test_the_words_of_the_card_are_these(case: str, tmp_path: Path) -> None:
    (card,) = MADE[case](tmp_path).cards
    said = {"title": card.title, "verdict": card.verdict, "caveat": "".join(card.caveats[:1])}
    assert {name: words.replace("\u00a0", " ") for name, words in said.items()} == CASES[case]


def test_a_season_against_other_days_is_told_in_title_and_comparison(tmp_path: Path) -> None:
    rows = [row(day, 200) for day in ("2025-09-03", "2025-09-07")] + [
        row(day, 240) for day in ("2026-07-15", "2026-07-19")
    ]
    (card,) = analysed(tmp_path, rows, protocol=PROTOCOL + SUMMER).cards
    assert card.title.replace("\u00a0", " ").endswith(" (kv 3 2026 med dygn i säsongen sommargäster)")
    assert "bara kv 3 2026 har dygn i en märkt säsong (sommargäster)" in card.last_year.replace("\u00a0", " ")
