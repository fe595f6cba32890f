"""Scatter between days and weeks: size classes, what is unknown, and the data it was computed from."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.reference import (
    campaign_scatter,
    campaign_variability,
    day_scatter,
    main_residue,
    substances,
    variability,
)

RESIDUES = [*(row.name for row in substances()), "something new"]


def log_sd(cv: float) -> float:
    return math.sqrt(math.log(1 + cv**2))


@pytest.mark.parametrize(
    ("persons", "cv"), [(49_999, 0.35), (50_000, 0.32), (150_000, 0.24), (499_999, 0.24), (760_407, 0.25)]
)
def test_a_class_begins_at_its_lower_bound(persons: float, cv: float) -> None:
    scatter, _, extrapolated = day_scatter(["benzoylecgonine"], [persons])
    assert scatter[0] == pytest.approx(log_sd(cv))
    assert not extrapolated[0]


@pytest.mark.parametrize(("persons", "expected"), [(19_999, True), (20_000, False), (float("nan"), True)])
def test_small_and_unknown_plants_are_extrapolated(persons: float, expected: bool) -> None:
    scatter, _, extrapolated = day_scatter(["methamphetamine"], [persons])
    assert extrapolated.tolist() == [expected]
    assert scatter[0] == pytest.approx(log_sd(0.41))


def test_a_residue_that_the_table_lacks_takes_the_row_for_any_other() -> None:
    scatter, _, _ = day_scatter(["tramadol", "something new", "MDMA"], [17_000, 200_000, 200_000])
    assert scatter == pytest.approx([log_sd(0.60), log_sd(0.60), log_sd(0.59)])


@given(st.lists(st.tuples(st.sampled_from(RESIDUES), st.floats(0, 5e6) | st.just(math.nan)), max_size=20))
def test_a_column_gives_what_its_rows_give_one_by_one(rows: list[tuple[str, float]]) -> None:
    names, persons = [row[0] for row in rows], [row[1] for row in rows]
    scatter, worth, extrapolated = day_scatter(pd.Series(names, dtype="str"), persons)
    alone = [day_scatter([name], [size]) for name, size in rows]
    np.testing.assert_array_equal(scatter, [float(values[0]) for values, _, _ in alone])
    np.testing.assert_array_equal(worth, [float(dfs[0]) for _, dfs, _ in alone])
    np.testing.assert_array_equal(extrapolated, [bool(flags[0]) for _, _, flags in alone])
    assert bool((scatter > 0).all())


def test_the_size_classes_of_a_residue_join_without_gaps() -> None:
    for residue in {row.residue for row in variability()}:
        rows = [row for row in variability() if row.residue == residue]
        assert rows[0].population_low == 0
        assert rows[-1].population_high == math.inf
        assert [row.population_high for row in rows[:-1]] == [row.population_low for row in rows[1:]]
    campaigns = campaign_variability()
    assert (campaigns[0].population_low, campaigns[-1].population_high) == (0, math.inf)
    assert campaigns[0].population_high == campaigns[1].population_low


def test_the_cell_that_rests_on_few_weeks_says_so() -> None:
    assert [(row.residue, row.population_low, row.n) for row in variability() if row.n is not None] == [
        ("ketamine", 0, 5)
    ]


def test_weeks_scatter_with_twice_the_variance_in_small_plants() -> None:
    scatter, prior_df = campaign_scatter([49_999, 50_000, 2e6, float("nan")])
    assert scatter[0] ** 2 == pytest.approx(2 * scatter[1] ** 2, rel=1e-3)
    assert scatter.tolist() == [0.2121, 0.15, 0.15, 0.2121]
    assert prior_df.tolist() == [3, 3, 3, 3]


def test_the_table_agrees_with_the_european_weeks_at_hand(shared: Path) -> None:
    """Computed on ten countries of the release that the table was computed on; cells of 19 weeks and more."""
    weeks = pd.read_csv(shared / "euda" / "ww2025-all-data.csv")
    sites = pd.read_csv(shared / "euda" / "ww2025-site-info-table.csv").set_index("SiteID")["Population"].astype(float)
    days = weeks.loc[:, "Wednesday":"Tuesday"]
    weeks["cv"] = days.std(axis=1) / days.mean(axis=1)
    weeks["persons"] = weeks["Site ID"].map(sites)
    whole = weeks[days.notna().all(axis=1) & weeks["cv"].notna() & weeks["persons"].notna()]
    compared = 0
    for row in variability():
        inside = whole["persons"].between(row.population_low, row.population_high, inclusive="left")
        cell = whole.loc[inside & (whole["Metabolite"].map(main_residue) == row.residue), "cv"]
        if len(cell) >= 20:
            compared += 1
            assert row.cv_day == pytest.approx(cell.median(), abs=0.05), (row.residue, row.population_low)
    assert compared == 20
