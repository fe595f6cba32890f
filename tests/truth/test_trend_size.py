"""The bars of `benchmarks/truth/trend_kernels.py` in a fast version: few series, the same scenarios and settings.

Bars are those of the benchmark plus three standard errors of chance.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
import pytest
from numpy.testing import assert_allclose

from avloppsanalys.power import slope_power, slope_variance

SERIES: Final = 1000


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "truth" / "trend_kernels.py"
    spec = importlib.util.spec_from_file_location("trend_kernels", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


truth = _benchmark()
BARRED = [name for name in truth.SCENARIOS if "no bar" not in name]


def chance(bar: float) -> float:
    return bar + 3 * float(np.sqrt(bar * (1 - bar) / SERIES))


def words(name: str, quarters: int, change: float) -> dict[str, float]:
    rng = np.random.default_rng([7, quarters, *name.encode()])
    made = truth.SCENARIOS[name](SERIES, quarters, rng)
    found: dict[str, float] = truth.shares(truth.assessed(made, change, "LOQ" in name, rng))
    return found


@pytest.mark.parametrize("name", BARRED)
def test_few_words_are_false_when_nothing_changes(name: str) -> None:
    none = words(name, 12, 0.0)
    false = none.get("increasing", 0.0) + none.get("decreasing", 0.0)
    assert false <= chance(0.10 if name.startswith(truth.WANDERING) else 0.055)


@pytest.mark.parametrize("name", ["independent days", "quarter noise .15", "30 % below LOQ"])
def test_unchanged_is_rare_on_the_edge_of_the_band(name: str) -> None:
    assert words(name, 20, truth.EDGE).get("unchanged", 0.0) <= chance(0.05)


def test_twenty_quarters_see_a_quarter_more_each_year_with_seasons_and_a_level_that_may_wander() -> None:
    assert words("independent days", 20, truth.EDGE)["increasing"] >= 0.95 - 0.02
    assert words("independent days", 12, truth.EDGE)["increasing"] >= 0.50


def test_the_closed_form_bounds_the_power_of_the_verdict() -> None:
    found = words("quarter noise .15", 12, truth.EDGE)["increasing"]
    bound = float(slope_power(truth.EDGE / 4, slope_variance(12, 3, truth.DAY_VARIANCE, 0.15**2), 10))
    assert found <= bound + 0.05
    assert found >= bound - 0.10


def test_the_smallest_change_that_a_verdict_could_have_shown_is_shown_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    made = truth.plain(SERIES, 12, rng)
    smallest = float(np.median(truth.assessed(made, 0.0, False, rng).smallest_change()))
    seen = truth.assessed(truth.plain(SERIES, 12, rng), smallest, False, rng)
    assert_allclose(np.mean(seen.p_value() < 0.05), 0.8, atol=0.06)
