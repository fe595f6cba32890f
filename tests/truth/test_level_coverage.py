"""How often the 95 % interval of a quarter's mean holds the truth, over thousands of simulated plants at once.

The truth of a plant is the realised mean of all 91 days of its quarter. Days and weeks scatter as the reference tables
say; each sample has its own error, and all samples of a plant share one more. Coverage depends on chance by 0.35 points
(one standard error) with 4000 plants; the bars leave four of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from avloppsanalys.levels import period_levels
from avloppsanalys.reference import campaign_scatter, week_model
from avloppsanalys.tables import SAMPLE_COMPONENTS, component_column
from avloppsanalys.uncertainty import log_sd_from_cv

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]

PLANTS: Final = 4000
WEEKS: Final = 13
DAYS: Final = 7 * WEEKS
QUARTER: Final = "2026-07-06/2026-10-04"  # thirteen weeks from a Monday
RESIDUE: Final = "benzoylecgonine"
PERSONS: Final = 17_000.0
LEVEL: Final = 100.0
SAMPLE_CV: Final = {"sampling": 0.10, "analysis": 0.15, "flow": 0.05}
SHARED_CV: Final = {"meter": 0.10, "population": 0.10, "lab": 0.10, "stability": 0.05}


def one_day(rng: np.random.Generator) -> Days:
    return rng.integers(0, DAYS, (PLANTS, 1))


def three_days(rng: np.random.Generator) -> Days:
    return np.argsort(rng.random((PLANTS, DAYS)), axis=1)[:, :3]


def three_days_in_a_row(rng: np.random.Generator) -> Days:
    return rng.integers(0, DAYS - 2, (PLANTS, 1)) + np.arange(3)


def wednesday_and_sunday_twice(rng: np.random.Generator) -> Days:
    weeks = np.argsort(rng.random((PLANTS, WEEKS)), axis=1)[:, :2]
    return np.concatenate([7 * weeks + 2, 7 * weeks + 6], axis=1)


Design = Callable[[np.random.Generator], Days]
DESIGNS: Final[tuple[Design, ...]] = (one_day, three_days, three_days_in_a_row, wednesday_and_sunday_twice)


def log_sd(cvs: dict[str, float]) -> float:
    """Return the log standard deviation of a product of errors."""
    return float(np.sqrt(np.sum(np.square(log_sd_from_cv(list(cvs.values()))))))


def heavy_tailed(rng: np.random.Generator) -> Floats:
    """Return days of t(5) with unit variance, cut at four standard deviations."""
    return np.asarray(np.clip(rng.standard_t(5, (PLANTS, DAYS)) / np.sqrt(5 / 3), -4, 4))


def simulated(design: Design, *, spread: float = 1.0, heavy_tails: bool = False) -> tuple[pd.DataFrame, Floats]:
    """Return the loads that the plants' samples give, and the realised mean of each quarter."""
    rng = np.random.default_rng([2026, DESIGNS.index(design)])
    model = week_model(RESIDUE)
    days = float(model.day_variance(LEVEL * PERSONS / 1000)) ** 0.5
    weeks = campaign_scatter([PERSONS])[0].item()
    # Each plant has a weekday pattern of its own around the common one.
    between = days**2 * model.spread
    departure = rng.multivariate_normal(np.zeros(7), between, PLANTS, check_valid="ignore", method="eigh")
    pattern = np.tile(model.log_factors + departure, WEEKS)
    own = np.sqrt((spread * days) ** 2 - log_sd(SAMPLE_CV) ** 2)  # the table's scatter holds the samples' errors
    each = heavy_tailed(rng) if heavy_tails else rng.normal(size=(PLANTS, DAYS))
    logs = pattern + own * each + spread * weeks * np.repeat(rng.normal(size=(PLANTS, WEEKS)), 7, axis=1)
    sampled = np.sort(design(rng), axis=1)
    shape = sampled.shape
    error = rng.normal(0, log_sd(SAMPLE_CV), shape) + rng.normal(0, log_sd(SHARED_CV), (PLANTS, 1))
    measured = np.exp(np.take_along_axis(logs, sampled, axis=1) + error)
    start = (pd.Timestamp("2026-07-06") + pd.to_timedelta(sampled.ravel(), unit="D")).tz_localize("Europe/Stockholm")
    loads = pd.DataFrame(
        {
            "plant": np.repeat([f"{number:04d}" for number in range(PLANTS)], shape[1]),
            "sample_id": np.arange(sampled.size).astype(str),
            "residue": RESIDUE,
            "start": start,
            "end": start + pd.Timedelta(days=1),
            "load_mg_per_day_per_1000": LEVEL * measured.ravel(),
            "population": PERSONS,
            **{component_column(name): float(log_sd_from_cv(cv)) for name, cv in (SAMPLE_CV | SHARED_CV).items()},
        }
    )
    return loads, LEVEL * np.exp(logs).mean(axis=1)


def coverage(levels: pd.DataFrame, truth: Floats) -> float:
    """Return the share of plants whose interval holds the truth."""
    assert levels["place"].tolist() == [f"{number:04d}" for number in range(PLANTS)]
    return float(((levels["low"] <= truth) & (truth <= levels["high"])).mean())


@pytest.mark.parametrize("design", DESIGNS)
def test_the_interval_covers_the_quarters_mean_at_the_tabled_scatter(design: Design) -> None:
    loads, truth = simulated(design)
    levels = period_levels(loads, QUARTER)
    found = coverage(levels, truth)
    assert 0.94 <= found <= 0.99, f"{design.__name__}: {found:.3f}"
    bias = float(np.mean(np.log(levels["estimate"] / truth)))
    assert abs(bias) < 0.025, f"{design.__name__}: the level is {bias:+.1%} off on average"


@pytest.mark.parametrize("design", [three_days, wednesday_and_sunday_twice])
def test_without_the_shared_part_it_would_not(design: Design) -> None:
    loads, truth = simulated(design)
    assert coverage(period_levels(loads, QUARTER, components=SAMPLE_COMPONENTS), truth) < 0.93


@pytest.mark.parametrize("design", DESIGNS)
def test_without_the_campaign_layer_it_would_cover_less(design: Design, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(populations: Floats) -> tuple[Floats, Floats]:
        return np.full(len(populations), 1e-9), np.full(len(populations), 3.0)

    loads, truth = simulated(design)
    whole = coverage(period_levels(loads, QUARTER), truth)
    monkeypatch.setattr("avloppsanalys.levels.layers.campaign_scatter", none)
    assert coverage(period_levels(loads, QUARTER), truth) < whole - 0.005


@pytest.mark.parametrize("design", DESIGNS)
def test_plants_that_scatter_half_again_as_much_with_heavy_tails_are_still_mostly_covered(design: Design) -> None:
    """Three days or fewer cannot show that their own plant scatters more than the table says."""
    loads, truth = simulated(design, spread=1.5, heavy_tails=True)
    found = coverage(period_levels(loads, QUARTER), truth)
    assert 0.84 <= found <= 0.97, f"{design.__name__}: {found:.3f}"
