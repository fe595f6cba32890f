"""The same period last year beside the word on the whole series: what reconciles the two, and only where it must."""

import math
from itertools import product
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.lagesbild.last_year_words import last_year_words
from avloppsanalys.tables import MASS_LEVELS, empty
from avloppsanalys.wording import Language

UNSURE = "Intervallet rymmer både minskning och ökning"
APART = "om skillnaden består visar kommande mätningar."
WORDS = {
    "increasing": (24.0, 6.0, 45.0), "decreasing": (-20.0, -31.0, -6.0), "unchanged": (1.0, -9.0, 12.0),
    "not_confirmed": (8.0, -20.0, 45.0), "not_assessable": (math.nan, math.nan, math.nan),
}  # fmt: skip
LAST_YEAR = {
    "fall": (-41.0, -60.0, -20.0), "perhaps_fall": (-41.0, -78.0, 60.0), "hardly_any": (3.0, -30.0, 40.0),
    "perhaps_rise": (30.0, -20.0, 110.0), "rise": (60.0, 20.0, 110.0), "small_rise": (8.0, 2.0, 14.0),
    "fall_alone": (-41.0, math.nan, math.nan),
}  # fmt: skip
SAID = {
    ("increasing", "fall"): APART, ("increasing", "fall_alone"): APART, ("increasing", "perhaps_fall"): UNSURE,
    ("decreasing", "rise"): APART, ("decreasing", "small_rise"): APART, ("decreasing", "perhaps_rise"): UNSURE,
    ("decreasing", "hardly_any"): UNSURE,
    ("unchanged", "fall"): APART, ("unchanged", "rise"): APART, ("unchanged", "small_rise"): APART,
    ("unchanged", "fall_alone"): APART, ("unchanged", "perhaps_fall"): UNSURE, ("unchanged", "perhaps_rise"): UNSURE,
    ("not_confirmed", "fall"): APART, ("not_confirmed", "rise"): APART, ("not_confirmed", "small_rise"): APART,
    ("not_assessable", "fall"): APART, ("not_assessable", "rise"): APART, ("not_assessable", "small_rise"): APART,
}  # fmt: skip


def row(comparison: str, change: tuple[float, float, float], **more: Any) -> dict[str, Any]:
    ends = dict(zip(("change_percent", "low_percent", "high_percent"), change, strict=True))
    shared = {"comparison": comparison, "first_period": "2025K2", "last_period": "2026K2", "n_days": 8}
    return {**shared, **ends, **more}


LEVELS = pd.DataFrame({"period": ["2025K1", "2025K2", "2026K2"], "n_days": [3, 4, 4]})


def told(
    word: dict[str, Any], last_year: dict[str, Any], mass: pd.DataFrame | None = None, lang: Language = "sv"
) -> str:
    changes = pd.DataFrame([last_year]) if word is last_year else pd.DataFrame([word, last_year])
    beside = empty(MASS_LEVELS) if mass is None else mass
    return last_year_words(changes, word, LEVELS, beside, lang).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("verdict", "compared"), [*product(WORDS, LAST_YEAR)])
def test_the_two_are_reconciled_where_they_point_different_ways_and_nowhere_else(verdict: str, compared: str) -> None:
    word = row("trend", WORDS[verdict], verdict=verdict, reason="no_common_block")
    found = told(word, row("same_period_last_year", LAST_YEAR[compared], verdict=None))
    wanted = SAID.get((verdict, compared))
    assert ("hela serien" in found) == (wanted is not None)
    assert wanted is None or wanted in found
    low, high = LAST_YEAR[compared][1:]
    assert (UNSURE in found) <= (low <= 0 <= high), "it holds a fall and a rise only if it does"


def test_the_sentence_of_a_fall_that_may_be_none_beside_unchanged() -> None:
    word = row("trend", WORDS["unchanged"], verdict="unchanged", reason="inside_band")
    last_year = row("same_period_last_year", LAST_YEAR["perhaps_fall"], verdict=None)
    assert told(word, last_year) == (
        "−41 % mot samma kvartal i fjol (−78 till +60). Intervallet rymmer både minskning och ökning och säger inte"
        " emot ”Oförändrat”, som gäller hela serien."
    )
    assert told(word, last_year, lang="en") == (
        "−41% against the same quarter last year (−78 to +60). The interval holds both a fall and a rise and does not"
        " contradict “Unchanged”, which is of the whole series."
    )
    clear = row("same_period_last_year", LAST_YEAR["fall"], verdict=None)
    assert told(word, clear) == (
        "−41 % mot samma kvartal i fjol (−60 till −20). Det gäller två kvartal och ”Oförändrat” hela serien: om"
        " skillnaden består visar kommande mätningar."
    )


def test_a_comparison_that_has_the_word_itself_is_reconciled_with_nothing() -> None:
    only = row("same_period_last_year", LAST_YEAR["fall"], verdict="decreasing", reason="excludes_zero")
    assert told(only, only) == "−41 % mot samma kvartal i fjol (−60 till −20)"
    assert told({}, only) == "−41 % mot samma kvartal i fjol (−60 till −20)"


def test_a_season_is_told_before_the_reconciling_sentence() -> None:
    word = row("trend", WORDS["unchanged"], verdict="unchanged", reason="inside_band")
    mass = pd.DataFrame([{"period": "2026K2", "season": "sommargäster"}])
    found = told(word, row("same_period_last_year", LAST_YEAR["fall"], verdict=None), mass)
    assert "per 1 000 personer vilseleder. Det gäller två kvartal och ”Oförändrat” hela serien:" in found


@pytest.mark.parametrize(
    ("period", "periods"),
    [("2026", "två år"), ("2026H1", "två halvår"), ("2026T1", "två tertial"), ("2026-05", "två månader")],
)
def test_the_sentence_names_the_kind_of_period(period: str, periods: str) -> None:
    ends = {"first_period": period.replace("2026", "2025"), "last_period": period}
    word = row("trend", WORDS["unchanged"], verdict="unchanged", reason="inside_band") | ends
    assert periods in told(word, row("same_period_last_year", LAST_YEAR["fall"], verdict=None) | ends)


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (8, ""),
        (7, ", utan ett dygn på en storhelg eller händelse som nivåerna räknar med"),
        (6, ", utan två dygn på storhelg eller händelse som nivåerna räknar med"),
    ],
)
def test_days_on_events_that_the_two_levels_hold_and_the_comparison_does_not_are_told(counted: int, words: str) -> None:
    change = row("trend", (1.0, -5.0, 7.0), verdict="unchanged")
    said = told(change, row("same_period_last_year", LAST_YEAR["hardly_any"], n_days=counted))
    assert said == f"+3 % mot samma kvartal i fjol (−30 till +40){words}"
