"""Expected loads of prescribed medicines: laws, what is said of each level, and the interval against simulation."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from avloppsanalys.consumption import PRESCRIBED_VERDICTS, prescribed_loads
from avloppsanalys.reference import prescribed_residues
from avloppsanalys.tables import LEVELS, PRESCRIBED, PRESCRIPTIONS, TIMEZONE, arrange, check, empty
from avloppsanalys.uncertainty import SplitLognormal, difference_interval
from avloppsanalys.wording import text


def moment(day: str) -> pd.Timestamp:
    return pd.Timestamp(day, tz=TIMEZONE)


def level(**changed: Any) -> dict[str, Any]:
    return {
        "place": "A", "substance": "amphetamine", "quantity": "load", "factor_set": "none", "period": "2025K3",
        "period_start": moment("2025-07-01"), "period_end": moment("2025-10-01"), "unit": "mg/day/1000 inh",
        "estimate": 86.0, "low": 52.0, "high": 142.0, "interval_level": 0.95,
    } | changed  # fmt: skip


def medicine(atc: str = "N06BA12", ddd: float = 10.0, year: int = 2025, **changed: Any) -> dict[str, Any]:
    return {
        "medicine": "lisdexamfetamine", "atc": atc, "start": moment(f"{year}-01-01"),
        "end": moment(f"{year + 1}-01-01"), "ddd_per_day_per_1000": ddd,
    } | changed  # fmt: skip


def loads(medicines: list[dict[str, Any]], levels: list[dict[str, Any]], **options: Any) -> pd.DataFrame:
    given_table = arrange(pd.DataFrame(medicines, columns=list(PRESCRIPTIONS.columns)), PRESCRIPTIONS)
    level_table = arrange(pd.DataFrame(levels), LEVELS)
    kept = given_table.copy(), level_table.copy()
    table = prescribed_loads(given_table, level_table, **{"allow_recalled": True} | options)
    pd.testing.assert_frame_equal(given_table, kept[0])
    pd.testing.assert_frame_equal(level_table, kept[1])
    check(table, PRESCRIBED, unique=True)
    assert list(table.columns) == list(PRESCRIBED.columns)
    assert set(table["verdict"]) <= set(PRESCRIBED_VERDICTS)
    for verdict, reason, note in table[["verdict", "reason", "note"]].itertuples(index=False):
        assert text(f"prescribed.verdict.{verdict}")
        assert text(f"prescribed.reason.{reason}")
        assert all(text(f"prescribed.note.{one}") for one in ([] if pd.isna(note) else note.split()))
    return table


NUMBERS = ["expected_low", "expected", "expected_high", "net", "net_low", "net_high"]
DDDS = st.floats(0.01, 60)


def of_places(*each: tuple[list[dict[str, Any]], dict[str, Any]]) -> list[pd.Series[Any]]:
    """Return what is expected of several levels, each a place of its own with the medicines beside it."""
    names = "ABC"[: len(each)]
    given_rows = [row | {"place": place} for place, (rows, _) in zip(names, each, strict=True) for row in rows]
    table = loads(given_rows, [one | {"place": place} for place, (_, one) in zip(names, each, strict=True)])
    assert table["place"].to_list() == list(names)
    return [table.iloc[row] for row in range(len(each))]


@given(ddd=DDDS, factor=st.floats(0.1, 10))
def test_the_expected_load_is_linear_in_the_doses(ddd: float, factor: float) -> None:
    one, more = of_places(*(([medicine(ddd=value)], level()) for value in (ddd, ddd * factor)))
    for name in ("expected_low", "expected", "expected_high"):
        assert more[name] == pytest.approx(factor * one[name])


@given(first=DDDS, second=DDDS)
def test_what_is_shared_adds_end_to_end(first: float, second: float) -> None:
    rows = [medicine(ddd=first), medicine("N06BA02", second)]
    both, *alone = of_places((rows, level()), *(([row], level()) for row in rows))
    for name in ("expected_low", "expected", "expected_high"):
        assert both[name] == pytest.approx(sum(row[name] for row in alone))
    assert both["medicines"] == "lisdexamfetamine + dexamfetamine"


@given(scale=st.floats(1e-3, 1e3))
def test_the_net_has_the_unit_of_the_level(scale: float) -> None:
    scaled = level(estimate=86 * scale, low=52 * scale, high=142 * scale)
    one, other = of_places(([medicine()], level()), ([medicine(ddd=10 * scale)], scaled))
    assert other[NUMBERS].to_numpy("float64") == pytest.approx(scale * one[NUMBERS].to_numpy("float64"), rel=1e-6)
    assert other["verdict"] == one["verdict"]


LEVELS_OF_ALL = [level(), level(substance="tramadol"), level(place="B", estimate=90.0), level(period="2025K4")]
MEDICINES_OF_ALL = [medicine(), medicine("N06BA02", 1.0), medicine("N02AX02", 3.0)]


@cache
def in_order() -> pd.DataFrame:
    return loads(MEDICINES_OF_ALL, LEVELS_OF_ALL)


@given(order=st.permutations(range(4)), turned=st.permutations(range(3)))
def test_the_order_of_the_rows_is_without_meaning(order: list[int], turned: list[int]) -> None:
    one = in_order()
    other = loads([MEDICINES_OF_ALL[row] for row in turned], [LEVELS_OF_ALL[row] for row in order])
    key = list(PRESCRIBED.key)
    first, second = (table.sort_values(key, ignore_index=True) for table in (one, other))
    pd.testing.assert_frame_equal(first, second)
    assert one["place"].to_list() == [row["place"] for row in LEVELS_OF_ALL]


def test_without_prescriptions_there_is_no_row() -> None:
    assert loads([], [level()]).empty
    assert loads([medicine(place="B")], [level()]).empty
    assert loads([medicine()], [level(substance="benzoylecgonine")]).empty
    assert prescribed_loads(empty(PRESCRIPTIONS), empty(LEVELS)).empty
    assert loads([medicine()], [level(quantity="consumption")]).empty


def test_what_is_said() -> None:
    told = {
        "exceeds": loads([medicine(ddd=2)], [level()]),
        "can_be_fully_explained": loads([medicine(ddd=20)], [level()]),
        "not_assessable": loads([medicine()], [level(estimate=np.nan, low=0.0, high=9.0)]),
    }
    assert {verdict: table["verdict"].item() for verdict, table in told.items()} == {name: name for name in told}
    assert told["not_assessable"]["reason"].item() == "upper_bound"
    assert told["not_assessable"]["expected"].item() == pytest.approx(35.6, abs=0.01)
    below = told["can_be_fully_explained"].iloc[0]
    assert below["net_low"] < 0 < below["net_high"]
    assert loads([medicine(ddd=60)], [level()])["net"].item() < 0


def test_of_a_marked_season_it_is_never_said_that_the_level_exceeds() -> None:
    cells = pd.DataFrame({"place": ["A"], "period": ["2025K3"]})
    levels = [level(), level(place="B")]
    marked, other = loads([medicine(ddd=2)], levels, season_cells=cells).to_dict("records")
    assert (marked["verdict"], marked["reason"]) == ("not_assessable", "marked_season")
    assert [marked[name] for name in NUMBERS] == [other[name] for name in NUMBERS], "the numbers stay"
    assert other["verdict"] == "exceeds"
    explained = loads([medicine(ddd=20)], levels, season_cells=cells)
    assert set(explained["verdict"]) == {"can_be_fully_explained"}


def test_a_number_that_nobody_has_read_needs_leave() -> None:
    row = loads([medicine()], [level()], allow_recalled=False).iloc[0]
    assert (row["verdict"], row["reason"], row["factor_status"]) == ("not_assessable", "unconfirmed_factor", "recalled")
    assert row[NUMBERS].isna().all()


def test_an_amount_that_nobody_can_tell_never_says_exceeds() -> None:
    codeine = level(substance="codeine")
    assert loads([medicine("R05DA04", 0.1)], [codeine])["verdict"].item() == "exceeds"
    both = loads([medicine("R05DA04", 0.1), medicine("N02AJ06", 5.0)], [codeine]).iloc[0]
    assert (both["verdict"], both["reason"], both["note"]) == ("not_assessable", "amount_unknown", "amount_unknown")
    plenty = loads([medicine("R05DA04", 20.0), medicine("N02AJ06", 5.0)], [codeine]).iloc[0]
    assert plenty["verdict"] == "can_be_fully_explained"
    alone = loads([medicine("N01AX03", 0.1)], [level(substance="ketamine")]).iloc[0]
    assert (alone["verdict"], alone["reason"]) == ("not_assessable", "no_amount_known")
    assert loads([medicine("N06BA04", 9.0)], [level()]).empty  # methylphenidate gives no amphetamine


def test_which_year_serves_a_level() -> None:
    years = [medicine(ddd=float(year - 2020), year=year) for year in (2023, 2024, 2025, 2026)]
    quarters = [
        level(period=f"{year}K1", period_start=moment(f"{year}-01-01"), period_end=moment(f"{year}-04-01"))
        for year in (2022, 2023, 2025, 2028)
    ]
    table = loads(years, quarters)
    assert table["reason"].iloc[0] == "no_prescriptions_for_period"
    assert table["prescriptions_start"].dt.year.tolist()[1:] == [2023, 2025, 2026]
    assert table["note"].isna().to_list() == [True, True, True, False]
    assert table["note"].iloc[3] == "older_than_level"
    assert table["expected"].to_numpy()[1:] / table["expected"].iloc[1] == pytest.approx([1, 5 / 3, 2])


def test_a_places_own_rows_go_before_those_of_all() -> None:
    rows = [medicine(ddd=1.0), medicine(ddd=2.0, place="A")]
    table = loads(rows, [level(), level(place="B")])
    assert (table["expected"] / 3.5604).to_numpy() == pytest.approx([2.0, 1.0])


def test_two_areas_are_not_to_be_guessed_between() -> None:
    row = loads([medicine(area="Exempelkommun"), medicine(area="Riket", ddd=9.0)], [level()]).iloc[0]
    assert (row["verdict"], row["reason"]) == ("not_assessable", "several_areas")
    assert row[NUMBERS].isna().all()


def test_a_final_figure_goes_before_a_preliminary_one() -> None:
    rows = [medicine(ddd=8.0, status="final"), medicine(ddd=9.0, status="preliminary")]
    row = loads(rows, [level()]).iloc[0]
    assert row["expected"] == pytest.approx(8 * 3.5604)
    assert pd.isna(row["note"])
    assert loads(rows[1:], [level()])["note"].item() == "preliminary"


def test_nothing_dispensed_is_nothing_expected() -> None:
    row = loads([medicine(ddd=0.0)], [level()]).iloc[0]
    assert row["expected_high"] == 0
    assert (row["net"], row["net_low"], row["net_high"]) == pytest.approx((86, 52, 142), rel=1e-3)
    assert row["verdict"] == "exceeds"


@given(interval_level=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_a_wider_coverage_is_wider(interval_level: float) -> None:
    row, usual = (loads([medicine()], [level()], interval_level=one).iloc[0] for one in (interval_level, 0.95))
    assert row["expected"] == usual["expected"]
    assert (row["expected_high"] >= usual["expected_high"]) == (interval_level >= 0.95)
    assert (row["net_low"] <= usual["net_low"]) == (interval_level >= 0.95)


SHAPES = [
    # observed (median, low, high), expected (median, low, high)
    ((86.0, 52.0, 142.0), (35.6, 17.8, 62.3)),
    ((40.0, 35.0, 47.0), (35.6, 17.8, 62.3)),
    ((5.0, 2.0, 30.0), (35.6, 17.8, 62.3)),
    ((86.0, 52.0, 142.0), (8.0, 7.9, 8.2)),
    ((20.0, 10.0, 50.0), (12.0, 4.0, 12.0)),  # nothing above the typical share
]


@pytest.mark.parametrize(("seen", "given_ends"), SHAPES)
@pytest.mark.parametrize("coverage", [0.8, 0.95])
def test_the_interval_of_a_difference_is_that_of_simulation(
    seen: tuple[float, ...], given_ends: tuple[float, ...], coverage: float
) -> None:
    laws = [SplitLognormal.from_interval(*(np.array([value]) for value in ends)) for ends in (seen, given_ends)]
    scores = np.random.default_rng(20261129).standard_normal((2, 1_000_000))
    drawn = laws[0].at_score(scores[0]) - laws[1].at_score(scores[1])
    low, high = difference_interval(laws[0], laws[1], coverage)
    for found, share in ((low, (1 - coverage) / 2), (high, (1 + coverage) / 2)):
        reached = float((drawn <= found[0]).mean())
        assert reached == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / 1e6) + 2e-4)


def test_a_sum_of_shared_shares_is_that_of_simulation() -> None:
    """Codeine and morphine leave morphine with unlike ranges: the ends of the sum are those of one shared score."""
    share = {
        row.atc: row.residue_mg_per_ddd for row in prescribed_residues()
        if row.residue == "morphine" and row.atc in ("R05DA04", "N02AA01")
    }  # fmt: skip
    score = np.random.default_rng(20261129).standard_normal(400_000)
    drawn = sum(
        SplitLognormal.from_interval(np.array([typical]), np.array([low]), np.array([high])).at_score(score)
        for low, typical, high in share.values()
    )
    row = loads([medicine("R05DA04", 1.0), medicine("N02AA01", 1.0)], [level(substance="morphine")]).iloc[0]
    assert np.quantile(drawn, [0.025, 0.5, 0.975]) == pytest.approx(
        [row["expected_low"], row["expected"], row["expected_high"]], rel=0.01
    )


def test_a_score_and_its_value_are_inverse() -> None:
    law = SplitLognormal.from_interval(np.array([10.0]), np.array([4.0]), np.array([15.0]))
    scores = ndtri(np.linspace(0.01, 0.99, 9))
    assert law.score(law.at_score(scores)) == pytest.approx(scores, abs=1e-9)
    assert law.score(np.array([0.0, -1.0])).tolist() == [-np.inf, -np.inf]
