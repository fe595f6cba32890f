"""A verdict in words: every verdict, reason and comparison, in both languages, with the signs and spaces of print."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from avloppsanalys.analysis.level_words import change_words
from avloppsanalys.errors import UnknownNameError
from avloppsanalys.tables import TRENDS, arrange
from avloppsanalys.trend.assessment import FEWEST_PERIODS as DECIDED
from avloppsanalys.trend.verdict import Blocking, Reason, Verdict
from avloppsanalys.wording import (
    MOST_DETECTABLE_PERCENT,
    Language,
    change,
    number,
    percent,
    verdict_notes,
    verdict_word,
    verdict_words,
)
from avloppsanalys.wording.verdicts import FEWEST_PERIODS

RISING: dict[str, Any] = {
    "place": "Sölvesborg", "substance": "benzoylecgonine", "quantity": "load", "factor_set": "none",
    "comparison": "trend", "first_period": "2024K1", "last_period": "2026K3", "change_percent": 24.2,
    "low_percent": 6.1, "high_percent": 45.3, "interval_level": 0.95, "verdict": "increasing",
    "reason": "excludes_zero", "smallest_detectable_percent": 35.0, "n_periods": 11,
}  # fmt: skip
UNSURE = RISING | {"verdict": "not_confirmed", "reason": "includes_zero", "low_percent": -12.0, "high_percent": 30.0}


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("row", "swedish", "english"),
    [
        (
            RISING,
            "Ökar: +24 % per år över perioden (+6 till +45)",
            "Increasing: +24% a year over the period (+6 to +45)",
        ),
        (
            RISING | {"verdict": "decreasing", "change_percent": -24.0, "low_percent": -45.0, "high_percent": -6.0},
            "Minskar: −24 % per år över perioden (−45 till −6)",
            "Decreasing: −24% a year over the period (−45 to −6)",
        ),
        (
            RISING | {"verdict": "unchanged", "change_percent": 2.0, "low_percent": -8.0, "high_percent": 13.0},
            "Oförändrat: +2 % per år över perioden (−8 till +13)",
            "Unchanged: +2% a year over the period (−8 to +13)",
        ),
        (
            UNSURE,
            "Ingen säkerställd förändring: mellan −12 och +30 % per år över perioden;"
            " det hade krävts +35 % per år för att synas",
            "No confirmed change: between −12 and +30% a year over the period;"
            " +35% a year would have been needed to show",
        ),
        (
            UNSURE | {"comparison": "same_period_last_year"},
            "Ingen säkerställd förändring: mellan −12 och +30 % mot samma kvartal i fjol; det hade krävts +35 % för att"
            " synas",
            "No confirmed change: between −12 and +30% against the same quarter last year; +35% would have been needed"
            " to show",
        ),
        (
            {name: value for name, value in UNSURE.items() if name != "smallest_detectable_percent"}
            | {"comparison": "previous_period", "last_period": "2026v07"},
            "Ingen säkerställd förändring: mellan −12 och +30 % mot veckan före",
            "No confirmed change: between −12 and +30% against the week before",
        ),
        (
            RISING | {"verdict": None, "comparison": "four_periods"},
            "+24 % för de senaste fyra perioderna mot de fyra före (+6 till +45)",
            "+24% for the latest four periods against the four before (+6 to +45)",
        ),
        (
            RISING | {"low_percent": np.nan, "high_percent": np.nan, "verdict": None},
            "+24 % per år över perioden",
            "+24% a year over the period",
        ),
        (
            RISING | {"change_percent": np.nan, "verdict": pd.NA},
            "ingen jämförelse kan göras",
            "no comparison can be made",
        ),
    ],
)  # fmt: skip
def test_a_row_is_one_sentence(row: dict[str, Any], swedish: str, english: str) -> None:
    assert plain(verdict_words(row)) == swedish
    assert plain(verdict_words(row, "en")) == english


@pytest.mark.parametrize(
    ("reason", "periods", "told"),
    [
        ("too_few_periods", 4, "Går inte att bedöma än: 4 kvartal, minst 6 behövs"),
        ("too_few_periods", 8, "Går inte att bedöma än: för få kvartal med mätvärde, minst 6 behövs"),
        ("mostly_below_limit", 8, "Går inte att bedöma: fler än fyra av fem dygn ligger under bestämningsgränsen"),
        (
            "few_days_quantified",
            8,
            "Går inte att bedöma: för få dygn har ett mätvärde för att säga hur mycket dygn skiljer sig",
        ),
        ("weekday_mix_changed", 8, "Går inte att bedöma: proven är tagna på andra veckodagar än tidigare"),
    ],
)
def test_what_cannot_be_assessed_says_why(reason: str, periods: int, told: str) -> None:
    row = RISING | {"verdict": "not_assessable", "reason": reason, "n_periods": periods}
    assert verdict_words(row) == told


def test_the_word_for_periods_follows_their_kind_and_number() -> None:
    row = {"verdict": "not_assessable", "reason": "too_few_periods"}
    kinds = {"2026-08": "månad", "2026v41": "vecka", "2026T1": "tertial", "2026H1": "halvår", "2026": "år"}
    for period, one in kinds.items():
        assert f"än: 1 {one}, minst" in verdict_words(row | {"n_periods": 1, "last_period": period})
    assert "än: 3 månader, minst" in verdict_words(row | {"n_periods": 3, "last_period": "2026-08"})
    assert "än: 3 perioder, minst" in verdict_words(row | {"n_periods": 3, "last_period": "2026-01-01/2026-02-11"})


def test_every_verdict_and_every_blocking_reason_has_words_in_both_languages() -> None:
    languages: tuple[Language, ...] = ("sv", "en")
    for lang in languages:
        assert len({verdict_word(verdict, lang) for verdict in get_args(Verdict)}) == len(get_args(Verdict))
        told = {verdict_words({"verdict": "not_assessable", "reason": why}, lang) for why in get_args(Blocking)}
        assert len(told) == len(get_args(Blocking))
        for verdict in get_args(Verdict):
            for reason in get_args(Reason):
                if verdict != "not_assessable":
                    assert verdict_words(RISING | {"verdict": verdict, "reason": reason}, lang)
    with pytest.raises(UnknownNameError):
        verdict_word("rising")


def test_as_many_periods_are_said_to_be_needed_as_are_asked_for() -> None:
    assert FEWEST_PERIODS == DECIDED


def test_a_row_of_the_table_is_told_as_a_mapping_is() -> None:
    table = arrange(pd.DataFrame([RISING, UNSURE | {"n_periods": None}]), TRENDS)
    assert verdict_words(table.iloc[0]) == verdict_words(RISING)
    assert verdict_words(table.iloc[1], "en") == verdict_words(UNSURE, "en")
    assert verdict_notes(table.iloc[1]) == ()


def test_a_new_word_is_to_be_confirmed() -> None:
    assert verdict_notes(RISING | {"is_new": True}) == ("Ny, bekräftas nästa period.",)
    assert verdict_notes(RISING | {"is_new": False}) == ()
    assert verdict_notes(UNSURE | {"is_new": True}) == (), "that nothing is known needs no confirmation"


def test_a_drifting_scatter_and_an_updated_count_of_persons_are_told() -> None:
    (note,) = verdict_notes(RISING | {"note": "theil_sen_disagrees scatter_drifts"})
    assert note.startswith("Spridningen mellan dygn har ändrats under perioden")
    (note,) = verdict_notes(RISING | {"population_change_percent": 5.88})
    assert note.replace("\xa0", " ") == (
        "Antalet anslutna personer uppdaterades med +6 % under perioden, från samma källa. Det ensamt ändrar värdet per"
        " 1 000 personer med −6 %."
    )
    assert verdict_notes(RISING | {"population_change_percent": 0.3}) == ()


def test_theil_and_sen_are_told_only_when_they_give_another_word() -> None:
    slope, low, high = 60.0, 50.0, 70.0
    row = RISING | {"theil_sen_percent": slope, "theil_sen_low_percent": low, "theil_sen_high_percent": high}
    assert verdict_notes(row) == (), "the row says whether the word is another, and it does not"
    (note,) = verdict_notes(row | {"note": "theil_sen_disagrees"})
    assert f"blir slutsatsen en annan: {change(slope)} % per år ({change(low)} till {change(high)})" in plain(note)
    assert "Theil" not in note, "no name of a method on a card"
    unassessed = {"note": "theil_sen_disagrees", "verdict": "not_assessable", "reason": "weekday_mix_changed"}
    assert verdict_notes(row | unassessed) == (), "there is no word to be other than"


def test_a_step_is_told_with_the_warning_and_left_out_days_are_counted() -> None:
    step = {"step_percent": -20.0, "step_low_percent": -40.0, "step_high_percent": 6.0, "n_event_days": 3}
    told, days = verdict_notes(RISING | step)
    assert (
        plain(told) == "Steg vid den senaste insatsen: −20 % (−40 till +6). Före och efter är inte detsamma som effekt."
    )
    for start in ("2026-05-14", pd.Timestamp("2026-05-14", tz="Europe/Stockholm")):  # of an underlag, and of a table
        dated = verdict_notes(RISING | step | {"step_start": start})[0]
        assert plain(dated).startswith("Steg vid insatsen 14 maj 2026: −20 % (−40 till +6). Före")
        assert "at the intervention 14 May 2026:" in verdict_notes(RISING | step | {"step_start": start}, "en")[0]
    assert "den senaste" in verdict_notes(RISING | step | {"step_start": pd.NaT})[0]
    assert days == "Händelser har uteslutit tre dygn ur bedömningen av förändringen."


@pytest.mark.parametrize("reason", ["wandering_level", "several_substances"])
def test_an_interval_that_excludes_zero_without_a_change_is_explained(reason: str) -> None:
    (note,) = verdict_notes(RISING | {"verdict": "not_confirmed", "reason": reason})
    assert note.startswith("Intervallet går inte över noll")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (24.3, "+24"), (-12.4, "−12"), (0.0, "0"), (-0.0, "0"), (0.31, "+0,3"), (-0.31, "−0,3"), (0.04, "+0,04"),
        (0.0004, "0"), (999.6, "+1\N{NO-BREAK SPACE}000"), (1721.0, ">\N{NO-BREAK SPACE}+1\N{NO-BREAK SPACE}000"),
        (-99.9, "<\N{NO-BREAK SPACE}−99"), (-99.0, "−99"),
    ],
)  # fmt: skip
def test_a_change_has_its_sign_and_no_more_digits_than_it_bears(value: float, written: str) -> None:
    assert change(value) == written


def test_a_number_below_zero_has_a_real_minus_and_no_number_is_minus_zero() -> None:
    assert number(-12.41, 1) == "−12,4"
    assert number(-1234.0, 0, "en") == "−1,234"
    assert number(-0.2, 0) == number(-0.0, 0) == "0"
    assert number(-0.04, 1) == "0,0"
    assert percent(-0.12) == "−12\N{NO-BREAK SPACE}%"


def test_the_word_and_its_notes_stand_in_a_row_with_one_full_stop_each() -> None:
    row = RISING | {"is_new": True, "step_percent": -20.0, "step_low_percent": -40.0, "step_high_percent": 6.0}
    (told,) = change_words(pd.DataFrame([row]), "sv").iloc[:, -1]
    assert plain(told) == (
        "Ökar: +24 % per år över perioden (+6 till +45). Ny, bekräftas nästa period. Steg vid den senaste insatsen:"
        " −20 % (−40 till +6). Före och efter är inte detsamma som effekt."
    )


def test_a_change_that_nothing_could_have_shown_is_told_without_a_number() -> None:
    row = {"verdict": "not_confirmed", "change_percent": 2.0, "low_percent": -99.9, "high_percent": 5e21}
    for smallest in (8e40, 1000.1, np.nan, None):  # missing in a table of trends: larger than any that is told
        assert verdict_words(row | {"smallest_detectable_percent": smallest}) == (
            "Ingen säkerställd förändring: proven säger för lite för att visa någon förändring"
        )
    assert "proven säger för lite" not in verdict_words(row | {"smallest_detectable_percent": 999.0})
    glossary = Path(__file__).parents[1] / "docs" / "glossary.md"
    assert f"over {MOST_DETECTABLE_PERCENT:.0f} %" in glossary.read_text(encoding="utf-8")


def test_what_is_unchanged_and_has_moved_for_certain_says_so() -> None:
    row = {"comparison": "trend", "verdict": "unchanged", "change_percent": 15.0, "low_percent": 11.0}
    assert verdict_notes(row | {"high_percent": 19.0})[0].startswith("Intervallet går inte över noll, men hela ligger")
    assert verdict_notes(row | {"low_percent": -1.0, "high_percent": 19.0}) == ()
    assert verdict_notes(row | {"verdict": "increasing", "high_percent": 19.0}) == ()
