"""Published figures: what the words of their units say, and which of them cannot be right."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import TableError
from avloppsanalys.labcheck import check_claims, read_unit_words

PER_DAY = "doser per 1000 invånare och dygn"


def claims(*rows: tuple[float, str, str], **fields: Any) -> pd.DataFrame:
    """Return figures of one sampling: value, as printed, unit."""
    table = pd.DataFrame(rows, columns=["value", "printed", "unit"])
    known: dict[str, Any] = {"plant": "Ax", "sample_id": "v. 33", "substance": "cannabis", "population": 17_600.0}
    return table.assign(**(known | {"days_sampled": 5.0} | fields))


def rules(*rows: tuple[float, str, str], **fields: Any) -> list[str]:
    """Return the checks that find something."""
    return [str(rule) for rule in check_claims(claims(*rows, **fields))["rule"]]


@pytest.mark.parametrize(
    ("words", "measure", "per", "time"),
    [
        ("doser/1000 inv/dygn", "doses", "thousand", "day"),
        ("Doser per 1 000 inv. & 24 h", "doses", "thousand", "day"),
        ("doser totalt under perioden", "doses", "total", "period"),
        ("doser totalt/dygn", "doses", "total", "day"),
        ("doser totalt", "doses", "total", ""),
        ("normaldoser/1000 inv", "doses", "thousand", ""),
        ("linor totalt under veckan", "doses", "total", "period"),
        ("doser per invånare och dygn", "doses", "person", "day"),
        ("7 doser/inv. och dygn", "doses", "person", "day"),
        ("mg/1000 inv/dygn", "mg", "thousand", "day"),
        ("doses per person per day", "doses", "person", "day"),
        ("kronor", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_the_words_of_a_unit(words: str, measure: str, per: str, time: str) -> None:
    read = read_unit_words(words)
    assert (read.measure, read.per, read.time, read.mixed) == (measure, per, time, False)
    assert read.complete == (bool(measure) and bool(per) and bool(time))


def test_every_unit_of_the_published_points_is_understood(shared: Path) -> None:
    points = pd.read_csv(shared / "swedish_tables" / "published_points_sweden.csv", sep=";")
    read = {unit: read_unit_words(unit) for unit in points["enhet"].unique()}
    assert all(words.measure and words.per and not words.mixed for words in read.values())
    silent = {unit for unit, words in read.items() if not words.time}
    assert silent == {"doser/1000 inv", "normaldoser/1000 inv", "doser totalt"}


def test_figures_that_agree_are_silent() -> None:
    assert rules((18.0, "18", PER_DAY), (1575.0, "1575", "doser totalt under perioden")) == []
    assert rules((18.0, "18", PER_DAY), (317.0, "317", "doser totalt per dygn")) == []


@given(per_1000=st.integers(4, 400), days=st.integers(2, 31), population=st.integers(2_000, 500_000))
def test_a_sum_told_as_a_day_is_always_found_and_a_sum_told_as_a_sum_never(
    per_1000: int, days: int, population: int
) -> None:
    total = round(per_1000 * days * population / 1000)
    known = {"days_sampled": float(days), "population": float(population)}
    day = (float(per_1000), str(per_1000), PER_DAY)
    assert rules(day, (float(total), str(total), "doser totalt under perioden"), **known) == []
    found = rules(day, (float(total), str(total), "doser totalt per dygn"), **known)
    assert found[:1] == ["CHK002"]
    assert set(found) <= {"CHK002", "CHK005"}  # a sum may also be more than a dose for everyone


@pytest.mark.parametrize(
    ("larger", "smaller", "rule"),
    [
        ((317.0, "317", PER_DAY), (317.0, "317", "doser totalt per dygn"), "CHK010"),
        ((18.0, "18", "mg per 1000 invånare och dygn"), (0.018, "0,018", "mg per 1000 invånare och dygn"), "CHK003"),
        ((18.0, "18", PER_DAY), (12.0, "12", PER_DAY), "CHK011"),
        ((18.0, "18", PER_DAY), (232.0, "232", "doser totalt per dygn"), "CHK001"),
    ],
)
def test_each_slip_has_its_own_check(
    larger: tuple[float, str, str], smaller: tuple[float, str, str], rule: str
) -> None:
    assert rules(larger, smaller) == [rule]
    assert rules(smaller, larger) == [rule]


def test_figures_of_different_samplings_places_and_substances_are_not_held_against_each_other() -> None:
    pair = claims((18.0, "18", PER_DAY), (90.0, "90", PER_DAY))
    for name, values in (("sample_id", ["a", "b"]), ("plant", ["A", "B"]), ("substance", ["cannabis", "MDMA"])):
        assert check_claims(pair.assign(**{name: values})).empty


def test_the_days_are_not_guessed() -> None:
    assert rules((18.0, "18", PER_DAY), (90.0, "90", PER_DAY), days_sampled=float("nan")) == ["CHK011"]


def test_doses_of_one_size_can_be_compared() -> None:
    assert check_claims(claims((18.0, "18", PER_DAY), dose_mg=125.0)).empty


def test_a_figure_is_told_with_its_file_and_line_in_the_readers_language() -> None:
    told = check_claims(
        claims((18.0, "18", PER_DAY), (90.0, "90", PER_DAY)).assign(source_file="press.csv", source_line=[2, 3]),
        lang="en",
    )
    assert told[["file", "line", "rule", "severity"]].to_dict("records") == [
        {"file": "press.csv", "line": 3, "rule": "CHK002", "severity": "warning"}
    ]
    assert told["what"].item().startswith("Cannabis, Ax: '90 doser per 1000 invånare och dygn' is the sum over")


def test_arguments_are_left_alone_and_no_claims_are_no_problems() -> None:
    given_claims = claims((18.0, "18", PER_DAY), (90.0, "90", PER_DAY))
    before = given_claims.copy(deep=True)
    check_claims(given_claims)
    pd.testing.assert_frame_equal(given_claims, before)
    assert check_claims(given_claims.iloc[:0]).empty


def test_a_table_without_units_is_refused() -> None:
    with pytest.raises(TableError, match=r"^Not a table of claims: column 'unit' is missing"):
        check_claims(claims((18.0, "18", PER_DAY)).drop(columns="unit"))
