"""Weekdays that a text claims of a date."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.calendar import weekday_claims

DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


@given(date=st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), claimed=st.integers(0, 6))
def test_a_claim_holds_exactly_on_its_weekday(date: dt.date, claimed: int) -> None:
    for words in (
        f"{DAYS[claimed]} den {date.day} {MONTHS[date.month - 1]} {date.year}",
        f"Prov togs {DAYS[claimed].capitalize()}en {date.day} {MONTHS[date.month - 1][:3]}. {date.year}, kl. 07.00",
        f"{date.isoformat()} ({DAYS[claimed]})",
        f"{DAYS[claimed][:3]} {date.isoformat()}",
    ):
        (claim,) = weekday_claims(words)
        assert (claim.date, claim.weekday, claim.holds) == (date, claimed, date.weekday() == claimed)


@pytest.mark.parametrize(
    "words",
    ["", "26 november 2017", "lördag", "lördag och söndag", "lördag 31 februari 2017", "lönehelg 26 november 2017"],
)
def test_a_text_without_a_weekday_of_a_date_claims_nothing(words: str) -> None:
    assert weekday_claims(words) == ()


def test_all_claims_of_a_text_are_found_in_order() -> None:
    found = weekday_claims("onsdag 11 oktober 2017 och\nlördag den 26 november 2017")
    assert [(claim.date.isoformat(), claim.holds) for claim in found] == [("2017-10-11", True), ("2017-11-26", False)]
