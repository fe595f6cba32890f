"""The bars of the word on a trend, in small: `python benchmarks/truth changes` is the whole of it.

Chance is three standard errors of the series that are made here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

SERIES = 400
PAGE = Path(__file__).parents[2] / "docs" / "method" / "truth" / "changes.csv"
SERIES_OF_THE_PAGE = 4000


@pytest.fixture(scope="module")
def changes(truths: None) -> Any:
    import changes  # type: ignore[import-not-found]  # a script of benchmarks/truth, on the path for now

    return changes


def chance(bar: float) -> float:
    return bar + 300 * float(np.sqrt(bar / 100 * (1 - bar / 100) / SERIES))


def test_few_words_are_false_when_nothing_changes_and_the_page_says_how_few(changes: Any) -> None:
    page = pd.read_csv(PAGE, index_col=["scenario", "quarters"])
    for name, scenario in changes.SCENARIOS.items():
        said = changes.false(changes.cell(name, 12, SERIES, 0.0))
        if scenario.false_bar is not None:
            assert said <= chance(scenario.false_bar), name
        told = float(page.loc[(name, 12), "false"])
        p = np.clip(told / 100, 0.01, 0.99)
        assert abs(said - told) <= 450 * np.sqrt(p * (1 - p) * (1 / SERIES + 1 / SERIES_OF_THE_PAGE)), name


@pytest.mark.parametrize("name", ["independent days", "quarter noise .15", "30 % below LOQ"])
def test_unchanged_is_rare_on_the_edge_of_the_band(changes: Any, name: str) -> None:
    assert 100 * changes.cell(name, 20, SERIES, changes.EDGE).get("unchanged", 0.0) <= chance(5.0)


def test_twelve_quarters_see_half_and_twenty_nearly_all_of_a_quarter_more_each_year(changes: Any) -> None:
    assert changes.cell("independent days", 12, SERIES, changes.EDGE)["increasing"] >= 0.50
    assert changes.cell("independent days", 20, SERIES, changes.EDGE)["increasing"] >= 0.92


def test_a_shift_of_weekdays_that_is_not_evened_out_cannot_be_judged(changes: Any) -> None:
    said = changes.cell("weekdays shifted", 12, 100, 0.0, weekday_basis="as_sampled")
    assert said == {"not_assessable": 1.0}


def test_a_scatter_that_drifts_is_flagged_more_often_than_one_that_does_not(changes: Any) -> None:
    assert changes.drifts("independent days", 12, SERIES) <= chance(5.0)
    assert changes.drifts("scatter drifts by e", 20, SERIES) >= 30


def test_eight_substances_seldom_give_a_false_word(changes: Any) -> None:
    assert changes.eight_substances(150) <= 15 + 8
