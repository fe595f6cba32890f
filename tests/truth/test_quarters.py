"""The intervals of quarters whose truth is known, in small: `python benchmarks/truth quarters` is the whole of it.

One hundred plants a cell leave chance of 2 points in a cell, so cells are pooled: 0.4 points over a design's drugs and
numbers of days, 0.6 over a drug's designs. The tables of the method page must agree with them cell by cell.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from avloppsanalys.tables import ALL_COMPONENTS, SAMPLE_COMPONENTS

Floats = npt.NDArray[np.float64]

PLANTS = 100
PLANTS_OF_THE_PAGE = 2000
PAGE = Path(__file__).parents[2] / "docs" / "method" / "truth"


@pytest.fixture(scope="module")
def quarters(truths: None) -> Any:
    import quarters  # type: ignore[import-not-found]  # a script of benchmarks/truth, on the path for now

    return quarters


@pytest.fixture(scope="module", params=[1.0, 1.3], ids=["as the table", "1.3 times the table"])
def found(request: pytest.FixtureRequest, quarters: Any) -> tuple[float, pd.DataFrame]:
    return request.param, quarters.coverage(PLANTS, request.param)


def test_the_mean_of_each_design_and_of_each_drug_holds_its_bar(
    found: tuple[float, pd.DataFrame], quarters: Any
) -> None:
    factor, cells = found
    (low, high), drug = quarters.BARS[factor]
    assert cells.groupby("design")["all"].mean().between(low, high).all()
    assert (cells.groupby("residue")["all"].mean() >= drug).all()


def test_the_truth_does_not_lie_above_much_more_often_than_below(found: tuple[float, pd.DataFrame]) -> None:
    factor, cells = found
    assert cells["truth above"].mean() < (3.5 if factor == 1 else 7)


def test_the_table_of_the_method_page_is_what_the_code_gives(found: tuple[float, pd.DataFrame], quarters: Any) -> None:
    factor, cells = found
    drugs = list(quarters.DRUGS)
    page = pd.read_csv(PAGE / f"quarters-{factor:g}.csv", index_col=["design", "n"])
    today = quarters.wide(cells)
    assert page.index.tolist() == today.index.tolist()
    p = page[drugs].to_numpy() / 100
    chance = 100 * np.sqrt(np.maximum(p * (1 - p), 0.02) * (1 / PLANTS + 1 / PLANTS_OF_THE_PAGE))
    assert (np.abs(today[drugs].to_numpy() - 100 * p) < 4.5 * chance).all()
    np.testing.assert_allclose(page["mean"], page[drugs].mean(axis=1), atol=0.11)


def one_cell(quarters: Any, design: str, number: int, plants: int = 1500) -> float:
    """Return the coverage of cocaine's quarters at plants that scatter as the table says."""
    rng = quarters.cell_seed("ablation", design)
    mask = quarters.sampled(design, number, plants, quarters.DAYS_OF_QUARTER, rng)
    population = np.full(plants, 17_000.0)
    return float(quarters.quarter("benzoylecgonine", mask, rng, below=0.0, population=population)["hit"].mean())


@pytest.mark.parametrize("design", ["random", "two campaigns"])
def test_without_the_shared_errors_it_would_not_hold(
    design: str, quarters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = one_cell(quarters, design, 3)
    levels = quarters.period_levels
    monkeypatch.setattr(quarters, "period_levels", lambda loads: levels(loads, components=SAMPLE_COMPONENTS))
    assert one_cell(quarters, design, 3) < min(whole - 0.04, 0.93)
    monkeypatch.setattr(quarters, "period_levels", lambda loads: levels(loads, components=ALL_COMPONENTS))
    assert one_cell(quarters, design, 3) == whole


@pytest.mark.parametrize("design", ["one run", "two campaigns"])
def test_without_the_scatter_between_weeks_it_would_hold_less(
    design: str, quarters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(populations: Floats) -> tuple[Floats, Floats]:
        return np.full(len(populations), 1e-9), np.full(len(populations), 3.0)

    whole = one_cell(quarters, design, 7)
    monkeypatch.setattr("avloppsanalys.days.layers.campaign_scatter", none)
    assert one_cell(quarters, design, 7) < whole - 0.005


def test_a_coarse_sampler_that_is_stated_is_covered_and_one_that_is_not_is_less(quarters: Any) -> None:
    mean = quarters.by_sampler(150).groupby("sampler")["coverage"].mean()
    assert mean["stated"] >= 93
    assert mean["not stated"] < mean["stated"] - 3


def test_a_bar_is_held_only_by_a_number_within_it(truths: None) -> None:
    from bars import Bar, verdict  # type: ignore[import-not-found]

    held, missed, unknown = (Bar(name="x", value=value, low=90, high=98) for value in (90.0, 98.1, float("nan")))
    assert [held.held, missed.held, unknown.held] == [True, False, False]
    assert verdict([held, missed, unknown]) == 2
