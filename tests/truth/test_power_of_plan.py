"""Power of a plan against what the verdict says of simulated series: `python benchmarks/truth plans` in small.

No point here is a row of the table: other numbers of quarters, other scatter, other seeds, and changes.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
import pandas as pd
import pytest

from avloppsanalys.power import FEWEST_PERIODS, SEASON_FROM, detectable_change, slope_errors, verdict_power
from avloppsanalys.reference import datafiles
from avloppsanalys.scatter import SEASON_FROM as SCATTER_SEASON_FROM
from avloppsanalys.trend import BAND, adjusted_p_values
from avloppsanalys.trend import FEWEST_PERIODS as TREND_FEWEST_PERIODS

SERIES: Final = 4000
DAY_SD: Final = float(np.sqrt(np.log1p(0.45**2)))
PAGE: Final = Path(__file__).parents[2] / "docs" / "method" / "truth" / "plans.csv"
WITHIN: Final = 0.02
"""The bar: two points."""


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "truth" / "power_table.py"
    spec = importlib.util.spec_from_file_location("power_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


truth = _benchmark()

# Quarters, campaigns, days of each, log sd of days and of weeks, change a year.
PLANS = [
    (6, 3, 1, DAY_SD, 0.0, 0.60),
    (8, 3, 1, DAY_SD, 0.0, 0.25),
    (8, 3, 2, DAY_SD, 0.2, 0.60),
    (10, 1, 3, 0.35, 0.2, -0.30),
    (12, 3, 1, DAY_SD, 0.15, 0.25),
    (12, 2, 2, DAY_SD, 0.1, 0.30),
    (14, 1, 7, 0.4, 0.15, 0.25),
    (15, 1, 1, DAY_SD, 0.1, -0.30),
    (18, 3, 1, DAY_SD, 0.15, 0.25),
    (18, 1, 3, DAY_SD, 0.2, 0.25),
    (22, 3, 1, 0.6, 0.2, 0.20),
    (22, 2, 2, 0.5, 0.25, 0.20),
    (26, 1, 2, 0.7, 0.1, 0.20),
    (32, 3, 1, 0.7, 0.2, 0.15),
]


def simulated(plan: tuple[int, int, int, float, float, float], seed: int = 11) -> float:
    quarters, campaigns, days, day_sd, week_sd, change = plan
    found = truth.assessed(SERIES, quarters, campaigns, days, day_sd, week_sd, float(np.log1p(change)), seed)
    word = "increasing" if change > 0 else "decreasing"
    return float(np.mean([one.verdict == word for one in found.decide()]))


def planned(plan: tuple[int, int, int, float, float, float], band: float = BAND) -> float:
    quarters, campaigns, days, day_sd, week_sd, change = plan
    errors = slope_errors(quarters, campaigns, days, day_sd**2, week_sd**2)
    return float(verdict_power(np.log1p(change), errors, band=band)[0])


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_power_of_a_plan_is_that_of_the_verdict(plan: tuple[int, int, int, float, float, float]) -> None:
    assert abs(planned(plan) - simulated(plan)) <= WITHIN


@pytest.mark.parametrize("plan", range(0, 15, 2))
def test_the_power_of_a_plan_is_that_of_trends_on_a_table_of_loads(truths: None, plan: int) -> None:
    import plans  # type: ignore[import-not-found]  # a script of benchmarks/truth, on the path for now

    one, series = plans.PLANS[plan], 500
    told, found = one.told(), plans.found(one, series, seed=5)
    assert abs(told - found) <= 100 * WITHIN + 3 * float(np.sqrt(told * (100 - told) / series)), one.name()


def test_the_page_tells_what_planning_tells_today(truths: None) -> None:
    import plans

    page = pd.read_csv(PAGE, index_col="plan")
    assert page["told"].to_dict() == {one.name(): pytest.approx(one.told(), abs=0.051) for one in plans.PLANS}
    assert page["off"].abs().max() <= 100 * WITHIN + 0.05


@pytest.mark.parametrize("quarters", [12, 21])
def test_a_change_smaller_than_the_band_is_rather_called_unchanged_the_better_it_is_known(quarters: int) -> None:
    plan = (quarters, 6, 1, 0.3, 0.05, 0.15)
    assert planned(plan) < planned(plan, band=1e-6) - 0.1
    assert abs(planned(plan) - simulated(plan)) <= WITHIN


def test_the_smallest_detectable_change_is_found_as_often_as_it_says() -> None:
    errors = slope_errors([10, 18], 3, 1, DAY_SD**2, 0.15**2)
    for quarters, change in zip([10, 18], detectable_change(errors, band=BAND).tolist(), strict=True):
        plan = (quarters, 3, 1, DAY_SD, 0.15, float(np.expm1(change)))
        assert abs(simulated(plan, seed=12) - 0.8) <= WITHIN


@pytest.mark.parametrize("quarters", [12, 18])
def test_one_changing_substance_of_several_is_decided_by_the_smallest_p(quarters: int) -> None:
    found = truth.assessed(SERIES, quarters, 3, 1, DAY_SD, 0.1, float(np.log(1.35)), 13)
    family = [
        adjusted_p_values({"one": one} | {str(number): 1.0 for number in range(4)})["one"] for one in found.p_value()
    ]
    words = [one.verdict for one in found.decide(adjusted_p=family)]
    errors = slope_errors(quarters, 3, 1, DAY_SD**2, 0.1**2)
    told = float(verdict_power(np.log(1.35), errors, band=BAND, family=5)[0])
    assert abs(words.count("increasing") / SERIES - told) <= WITHIN


def test_the_table_was_made_by_the_verdict_as_it_is() -> None:
    first = (truth.FILE).read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith(f"digest of what was simulated {truth.digest()}"), (
        "What a verdict rests on has changed since the table was made: run benchmarks/truth/power_table.py again."
    )


def test_a_row_of_the_table_is_made_again() -> None:
    rows = [row for row in datafiles.read_rows("power.csv") if (row["periods"], row["visible_share"]) == ("20", "0.7")]
    again = truth.widening(2000, 20, 0.7)
    np.testing.assert_allclose([float(row["widening"]) for row in rows], again, rtol=0.05)


def test_the_kernel_and_the_verdict_share_their_settings() -> None:
    assert FEWEST_PERIODS == TREND_FEWEST_PERIODS
    assert SEASON_FROM == SCATTER_SEASON_FROM
