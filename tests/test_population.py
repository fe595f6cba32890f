"""Persons: figures by hand, what markers add, when two agree, and where a block of one source ends."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys import reference
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.population import (
    check_register,
    combine_populations,
    daily_population,
    marker_load,
    marker_population,
    population_blocks,
    population_log_sd,
)

DOCS = Path(__file__).parents[1] / "docs"


def test_bod_by_hand() -> None:
    # 119 kg of BOD7 a day at 70 g are 1 700 person equivalents.
    assert marker_population(119.0, "BOD7") == pytest.approx(1700)
    assert marker_load(238.0, 500.0) == pytest.approx(119)


def test_taking_bod7_for_bod5_makes_the_population_17_percent_too_large() -> None:
    right, wrong = (marker_population(119.0, marker) for marker in ("BOD7", "BOD5"))
    assert wrong / right - 1 == pytest.approx(0.17, abs=0.005)


def test_ammonium_lies_between_its_published_ends() -> None:
    row = next(row for row in reference.population_figures() if row.method == "NH4-N" and row.low == 6.5)
    assert row.value == (row.low + row.high) / 2
    # 60 % of 10.8 and of 14 g total nitrogen.
    assert (row.low, row.high) == (round(0.6 * 10.8, 1), round(0.6 * 14, 1))


def test_a_marker_is_known_by_its_name_alone() -> None:
    told = r"^Unknown population marker 'BOD'\. Did you mean 'BOD7' or 'BOD5'\?$"
    with pytest.raises(UnknownNameError, match=told):
        marker_population(119.0, "BOD")


def test_a_register_is_known_best_and_an_uncalibrated_marker_to_a_factor_of_two() -> None:
    log_sd, known = population_log_sd(pd.Series(["register", "verk", "PE", "NH4-N", None, "gissning"]))
    general = math.sqrt(math.log1p(0.1**2))
    assert log_sd.tolist() == pytest.approx([0.1, 0.22, 0.45, 0.45, general, general])
    assert known.tolist() == [True, True, True, True, False, False]
    assert math.exp(1.96 * log_sd[2]) == pytest.approx(2.4, abs=0.05)


def test_the_spread_of_a_plants_own_figure_holds_its_distance_from_the_census() -> None:
    assert reference.population_log_sds()["plant"] == pytest.approx(math.hypot(0.15, math.log(1.18)), abs=0.005)


def test_two_figures_by_hand() -> None:
    # Weights 100 and 25: ln P = (100 ln 1000 + 25 ln 1284.03) / 125 = ln 1000 + 0.2 * 0.25; chi2 = 1.25 with one df.
    both = combine_populations([1000.0, 1000 * math.exp(0.25)], [0.1, 0.2])
    assert float(both.persons) == pytest.approx(1000 * math.exp(0.05))
    assert float(both.birge_factor) == pytest.approx(math.sqrt(100 * 0.05**2 + 25 * 0.20**2))
    assert float(both.log_sd) == pytest.approx(float(both.birge_factor) / math.sqrt(125))


def test_figures_that_agree_are_not_narrowed() -> None:
    both = combine_populations([1000.0, 1000.0], [0.1, 0.1])
    assert (float(both.birge_factor), float(both.log_sd)) == pytest.approx((1, 0.1 / math.sqrt(2)))


def test_one_figure_is_itself_and_none_is_missing() -> None:
    rows = combine_populations([[17_000.0, np.nan], [np.nan, np.nan]], [0.1, 0.45])
    assert rows.persons[0] == pytest.approx(17_000)
    assert rows.log_sd[0] == pytest.approx(0.1)
    assert np.isnan([rows.persons[1], rows.log_sd[1]]).all()
    assert rows.n.tolist() == [1, 0]


@given(
    st.lists(st.tuples(st.floats(100, 1e6), st.floats(0.05, 1)), min_size=1, max_size=6),
    st.floats(0.1, 10),
)
def test_a_combination_lies_within_its_figures_scales_with_them_and_forgets_their_order(
    figures: list[tuple[float, float]], factor: float
) -> None:
    persons, log_sd = np.array(figures).T
    both = combine_populations(persons, log_sd)
    assert persons.min() * (1 - 1e-9) <= both.persons <= persons.max() * (1 + 1e-9)
    assert both.log_sd >= 0.999999 / math.sqrt(float(np.square(1 / log_sd).sum()))
    scaled = combine_populations(persons[::-1] * factor, log_sd[::-1])
    assert_allclose([scaled.persons, scaled.log_sd], [both.persons * factor, both.log_sd], rtol=1e-9)


@given(st.lists(st.floats(1, 1e4), min_size=1, max_size=8), st.floats(1e-3, 1e3))
def test_a_marker_moves_days_but_not_their_mean_and_its_unit_does_not_matter(loads: list[float], unit: float) -> None:
    marker, group = np.array(loads), np.zeros(len(loads), dtype=int)
    persons, _ = daily_population(1000.0, marker, group, 0.15)
    assert persons.mean() == pytest.approx(1000)
    assert_allclose(daily_population(1000.0, marker * unit, group, 0.15)[0], persons)


def test_the_spread_of_a_day_by_a_marker_is_what_noise_makes_of_it() -> None:
    rng = np.random.default_rng(5)
    noise = np.exp(rng.normal(0, 0.15, (20_000, 3)))
    group = np.repeat(np.arange(20_000), 3)
    persons, log_sd = daily_population(1000.0, noise.ravel(), group, 0.15)
    assert np.log(persons).std() == pytest.approx(log_sd[0], rel=0.02)


def test_each_plant_has_its_own_mean_and_a_missing_marker_no_day() -> None:
    persons, log_sd = daily_population(
        [1000.0, 1000.0, 1000.0, 2000.0], [90.0, 110.0, np.nan, 5.0], np.array([0, 0, 0, 1]), 0.1
    )
    assert persons[[0, 1, 3]].tolist() == pytest.approx([900, 1100, 2000])
    assert log_sd[[0, 1, 3]].tolist() == pytest.approx([0.1 / math.sqrt(2), 0.1 / math.sqrt(2), 0])
    assert np.isnan([persons[2], log_sd[2]]).all()


def blocks(since: Sequence[Any], methods: Sequence[Any], names: list[str] | None = None) -> list[int]:
    moments = pd.to_datetime(pd.Series(since, dtype="str")).dt.tz_localize("Europe/Stockholm")
    plants = pd.Series(names or ["A"] * len(since), dtype="str")
    return population_blocks(plants, moments, pd.Series(methods, dtype="str")).tolist()


def test_a_changed_source_starts_a_block_and_an_updated_register_does_not() -> None:
    years = ["2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"]
    assert blocks(years, ["register", "Register ", "BOD7", "register"]) == [1, 1, 2, 3]


def test_blocks_follow_time_and_not_the_order_of_rows() -> None:
    assert blocks(["2026-01-01", None, "2025-01-01"], ["BOD7", "register", "register"]) == [2, 1, 1]


def test_a_source_that_is_not_stated_is_its_own_and_each_plant_counts_from_one() -> None:
    years = ["2023-01-01", "2024-01-01", "2025-01-01", "2025-01-01"]
    assert blocks(years, [None, None, "register", "register"], ["A", "A", "A", "B"]) == [1, 1, 2, 1]


def samples(**columns: list[Any]) -> pd.DataFrame:
    table: dict[str, list[Any]] = {
        "plant": ["Exempelverket"],
        "marker": ["BOD7"],
        "value": [238.0],
        "flow_m3_per_day": [500.0],
        "population": [1500.0],
        "population_method": ["register"],
    }
    return pd.DataFrame(table | columns)


def test_a_marker_near_the_register_agrees_by_hand() -> None:
    row = check_register(samples()).table.iloc[0]
    assert row["ratio"] == pytest.approx(1700 / 1500)
    reach = 1.959964 * math.hypot(0.45, 0.1)
    assert row["low"] == pytest.approx(row["ratio"] * math.exp(-reach))
    assert row["high"] == pytest.approx(row["ratio"] * math.exp(reach))
    assert bool(row["agree"])
    assert check_register(samples()).problems.empty


def test_a_marker_three_times_the_register_is_flagged_in_swedish_and_english() -> None:
    far = samples(population=[560.0])
    problems = check_register(far).problems
    assert problems[["rule", "severity"]].to_numpy().tolist() == [["POP001", "warning"]]
    assert problems["what"].tolist() == [
        "BOD7 vid Exempelverket motsvarar 1\u00a0700 personer, men registret säger 560: 3,0 gånger så mycket."
        " Det är mer än vad osäkerheten i de två tillåter."
    ]
    assert "3.0 times as much" in check_register(far, lang="en").problems["what"].iloc[0]


def test_an_unknown_source_is_noted_and_counts_as_the_general_component() -> None:
    found = check_register(samples(population_method=["gissning"]), lang="en")
    assert found.problems["rule"].tolist() == ["POP002"]
    assert "(gissning)" in found.problems["what"].iloc[0]
    bare = check_register(samples().drop(columns="population_method"))
    assert bare.problems["what"].tolist() == [
        "Det står inte hur antalet anslutna vid Exempelverket har räknats (–);"
        " biblioteket räknar med den allmänna osäkerheten."
    ]


def test_a_plants_own_uncertainty_goes_before_that_of_its_method() -> None:
    own = check_register(samples(population_cv=[0.5])).table.iloc[0]
    spread = math.hypot(0.45, math.sqrt(math.log1p(0.25)))
    assert math.log(own["high"] / own["low"]) == pytest.approx(2 * 1.959964 * spread)


def test_many_days_narrow_only_their_own_scatter() -> None:
    many = pd.concat([samples(value=[value]) for value in (200.0, 238.0, 283.22)], ignore_index=True)
    row = check_register(many).table.iloc[0]
    scatter = math.log(238 / 200)
    spread = math.sqrt(0.45**2 + 0.1**2 + scatter**2 / 3)
    assert math.log(row["high"] / row["low"]) == pytest.approx(2 * 1.959964 * spread, rel=1e-5)
    assert (row["n_days"], round(row["marker_persons"])) == (3, 1700)


def test_days_without_a_marker_or_register_are_left_out() -> None:
    some = pd.concat([samples(), samples(value=[np.nan]), samples(population=[np.nan])], ignore_index=True)
    assert check_register(some).table["n_days"].tolist() == [1]


def test_a_missing_column_is_named_with_what_is_near() -> None:
    told = r"^Markers cannot be compared: columns 'population' are missing \(is it 'populaton'\?\)\.$"
    with pytest.raises(TableError, match=told):
        check_register(samples().rename(columns={"population": "populaton", "population_method": "source"}))


def test_the_check_leaves_its_argument_alone() -> None:
    table = samples()
    before = table.copy(deep=True)
    check_register(table)
    pd.testing.assert_frame_equal(table, before)


def table_under(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under one heading of a page."""
    section = (DOCS / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip("`") for cell in row] for row in rows[1:]]


def test_the_page_of_reference_data_shows_the_figures() -> None:
    def shown(row: reference.PopulationFigure) -> list[str]:
        ends = "-" if math.isnan(row.low) else f"{row.low:.3g}-{row.high:.3g}"
        return [row.method, row.quantity, f"{row.value:.3g}", ends, row.status]

    assert table_under("reference-data.md", "Population") == [shown(row) for row in reference.population_figures()]


def test_the_method_page_shows_what_the_code_gives() -> None:
    rows = table_under("method/population.md", "What comes out")
    for register, marker, *cells in rows:
        both = combine_populations([float(register.replace(" ", "")), float(marker.replace(" ", ""))], [0.1, 0.45])
        reach = math.exp(1.959964 * float(both.log_sd))
        assert cells == [
            f"{float(both.persons):,.0f}".replace(",", " "),
            f"{float(both.persons) / reach:,.0f}-{float(both.persons) * reach:,.0f}".replace(",", " "),
            f"{float(both.birge_factor):.2f}",
        ]
    assert len(rows) == 3
