"""Days in words, and silence that never passes for zero."""

import pandas as pd
import pytest

from avloppsanalys.lagesbild import not_sampled
from avloppsanalys.lagesbild.sampled_days import sampled_days
from avloppsanalys.tables import LOADS, PLAN, TIMEZONE, arrange, empty
from avloppsanalys.wording import counted


def samples(*days: str, hours: int = 24, campaigns: int = 1) -> pd.DataFrame:
    start = pd.to_datetime([f"{day} 07:00" for day in days]).tz_localize(TIMEZONE)
    names = [str(number % campaigns) for number in range(len(days))]
    return pd.DataFrame({"start": start, "end": start + pd.Timedelta(hours=hours), "campaign": names})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (samples("2026-05-06"), "onsdag 6 maj 2026: en vardag, en provtagningsvecka"),
        (samples("2026-05-09"), "lördag 9 maj 2026: en helgdag, en provtagningsvecka"),
        (samples("2026-05-14"), "torsdag 14 maj 2026: en helgdag, en provtagningsvecka"),  # Kristi himmelsfärdsdag
        (
            samples("2026-05-04", "2026-05-05", "2026-05-06", "2026-05-20", campaigns=2),
            "måndag 4 maj till onsdag 6 maj och onsdag 20 maj 2026: fyra vardagar, två provtagningsveckor",
        ),
        (
            samples("2025-12-30", "2026-01-07", campaigns=2),
            "tisdag 30 december 2025 och onsdag 7 januari 2026: två vardagar, två provtagningsveckor",
        ),
        (
            samples("2026-05-04", hours=7 * 24),
            "måndag 4 maj till söndag 10 maj 2026: fem vardagar och två helgdagar, en provtagningsvecka",
        ),
        (
            samples(*(f"2026-{month:02}-06" for month in range(1, 13)), campaigns=12),
            "tolv provdygn från tisdag 6 januari 2026 till söndag 6 december 2026: sju vardagar och fem helgdagar,"
            " tolv provtagningsveckor",
        ),
        (samples(), ""),
    ],
)
def test_days_are_read_aloud(table: pd.DataFrame, words: str) -> None:
    assert sampled_days(table) == words


def test_numbers_are_words_up_to_twelve() -> None:
    forms = [counted("card.weekdays", count) for count in (0, 1, 2, 12, 13)]
    assert forms == ["inga vardagar", "en vardag", "två vardagar", "tolv vardagar", "13 vardagar"]


def loads(*days: tuple[str, str]) -> pd.DataFrame:
    start = pd.to_datetime([f"{day} 07:00" for _, day in days]).tz_localize(TIMEZONE)
    rows = {"plant": [place for place, _ in days], "sample_id": [day for _, day in days], "residue": "MDMA"}
    return arrange(pd.DataFrame({**rows, "start": start, "end": start + pd.Timedelta(days=1)}), LOADS)


def plan(*days: tuple[str, str]) -> pd.DataFrame:
    start = pd.to_datetime([day for _, day in days]).tz_localize(TIMEZONE)
    rows = {"place": [place for place, _ in days], "start": start, "end": start + pd.Timedelta(days=1)}
    return arrange(pd.DataFrame(rows), PLAN)


def said(table: pd.DataFrame, planned: pd.DataFrame, as_of: str | None, period: str = "quarter") -> dict[str, str]:
    known = None if as_of is None else pd.Timestamp(as_of, tz=TIMEZONE)
    return {gap.place: gap.text for gap in not_sampled(table, planned, period=period, as_of=known)}


def test_a_place_that_was_left_out_is_told_and_one_that_waits_is_not() -> None:
    taken = loads(("A", "2026-05-06"), ("B", "2026-08-12"))
    assert said(taken, empty(PLAN), None) == {"A": "Inga provsvar finns från A kv 3 2026."}
    planned = plan(("B", "2026-11-11"))
    waiting = said(taken, planned, "2026-12-01")  # eight weeks for an answer have not passed
    assert waiting.keys() == {"A"}
    over = said(taken, planned, "2027-02-01")
    assert over["B"] == (
        "Inga provsvar finns från B kv 4 2026: ett provdygn var planerat, och svaret skulle ha kommit."
    )


def test_a_place_of_the_plan_alone_and_a_named_period_are_told() -> None:
    taken = loads(("A", "2026-08-12"))
    only_planned = said(taken, plan(("C", "2026-08-12"), ("C", "2026-08-16")), "2026-12-01")
    assert only_planned == {
        "C": "Inga provsvar finns från C kv 3 2026: två provdygn var planerade, och svaren skulle ha kommit."
    }
    named = said(taken, empty(PLAN), None, period="2026-01-01/2026-02-11")
    assert set(named) == {"A"}
    assert said(loads(), empty(PLAN), None) == {}
