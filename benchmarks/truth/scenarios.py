"""What loads may do over the quarters while nothing changes, as logs of single days.

Each scenario gives ``logs`` of shape (series, quarters, days), missing where no day was sampled, and where it needs
them ``limit`` (same shape), ``campaign`` (which days lie in one week) and ``weekdays`` (on which each run begins).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

DAY_VARIANCE = np.log1p(0.45**2)
EDGE = np.log(1.25)
Floats = np.ndarray
Made = dict[str, Floats]
Maker = Callable[[int, int, np.random.Generator], Made]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How the series are made, and what share of false words and of `unchanged` on the band's edge is allowed [%]."""

    make: Maker
    false_bar: float | None = 5.5
    edge_bar: float | None = 5.0

    def __call__(self, series: int, quarters: int, rng: np.random.Generator) -> Made:
        """Return the series."""
        return self.make(series, quarters, rng)


def plain(series: int, quarters: int, rng: np.random.Generator, days: int = 3) -> Made:
    return {"logs": np.sqrt(DAY_VARIANCE) * rng.standard_normal((series, quarters, days))}


def quarter_noise(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = plain(series, quarters, rng)
    return {"logs": made["logs"] + 0.15 * rng.standard_normal((series, quarters, 1))}


def season(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = plain(series, quarters, rng)
    each = 0.15 * rng.standard_normal((series, 4))
    return {"logs": made["logs"] + each[:, np.arange(quarters) % 4, None]}


def sine_season(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = plain(series, quarters, rng)
    start = rng.uniform(0, 2 * np.pi, (series, 1))
    wave = 0.15 * np.sqrt(2) * np.sin(np.arange(quarters) * np.pi / 2 + start)
    return {"logs": made["logs"] + wave[:, :, None]}


def varying_days(series: int, quarters: int, rng: np.random.Generator) -> Made:
    logs = plain(series, quarters, rng, days=7)["logs"] + 0.15 * rng.standard_normal((series, quarters, 1))
    number = rng.integers(1, 8, (series, quarters, 1))
    return {"logs": np.where(np.arange(7) < number, logs, np.nan)}


def one_week(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = plain(series, quarters, rng)
    return {
        "logs": made["logs"] + 0.15 * rng.standard_normal((series, quarters, 1)),
        "campaign": np.zeros(3, dtype=int),
    }


def two_weeks(series: int, quarters: int, rng: np.random.Generator) -> Made:
    campaign = np.array([0, 0, 1])
    weeks = 0.15 * rng.standard_normal((series, quarters, 2))
    return {"logs": plain(series, quarters, rng)["logs"] + weeks[:, :, campaign], "campaign": campaign}


def shifted_weekdays(series: int, quarters: int, rng: np.random.Generator) -> Made:
    # From Tuesday-Thursday to Friday-Sunday half-way, three days in a row.
    weekdays = np.where(np.arange(quarters) < quarters // 2, 1, 4)
    return quarter_noise(series, quarters, rng) | {"weekdays": weekdays}


def random_weekdays(series: int, quarters: int, rng: np.random.Generator) -> Made:
    return quarter_noise(series, quarters, rng) | {"weekdays": rng.integers(0, 7, quarters)}


def drifting_scatter(series: int, quarters: int, rng: np.random.Generator) -> Made:
    factor = np.exp(0.5 * np.linspace(-1, 1, quarters))
    return {"logs": plain(series, quarters, rng)["logs"] * factor[:, None]}


def random_walk(series: int, quarters: int, rng: np.random.Generator) -> Made:
    level = np.cumsum(0.1 * rng.standard_normal((series, quarters)), axis=1)
    return {"logs": plain(series, quarters, rng)["logs"] + level[:, :, None]}


def uneven_scatter(log_sd: float) -> Maker:
    def made(series: int, quarters: int, rng: np.random.Generator) -> Made:
        factor = np.exp(log_sd * rng.standard_normal((series, quarters, 1)))
        return {"logs": plain(series, quarters, rng)["logs"] * factor}

    return made


def below(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = plain(series, quarters, rng)["logs"]
    return {"logs": made, "limit": np.full(made.shape, -0.5244 * np.sqrt(DAY_VARIANCE))}


def below_noise(series: int, quarters: int, rng: np.random.Generator) -> Made:
    made = quarter_noise(series, quarters, rng)["logs"]
    return {"logs": made, "limit": np.full(made.shape, -0.5244 * np.sqrt(DAY_VARIANCE + 0.15**2))}


def lowered_limit(series: int, quarters: int, rng: np.random.Generator) -> Made:
    logs = plain(series, quarters, rng)["logs"]
    # Half of the days are below the first limit, one in ten below the second: 30 % in all.
    ends = np.where(np.arange(quarters) < quarters // 2, 0.0, -1.2816) * np.sqrt(DAY_VARIANCE)
    return {"logs": logs, "limit": np.broadcast_to(ends[:, None], logs.shape)}


def wandering(phi: float, sd: float, days: int = 3) -> Maker:
    def made(series: int, quarters: int, rng: np.random.Generator) -> Made:
        level = np.empty((series, quarters))
        level[:, 0] = rng.standard_normal(series)
        for quarter in range(1, quarters):
            level[:, quarter] = phi * level[:, quarter - 1] + np.sqrt(1 - phi**2) * rng.standard_normal(series)
        return {"logs": plain(series, quarters, rng, days)["logs"] + sd * level[:, :, None]}

    return made


def single_days(series: int, quarters: int, rng: np.random.Generator) -> Made:
    return plain(series, quarters, rng, days=1)


def heavy_tails(series: int, quarters: int, rng: np.random.Generator) -> Made:
    return {"logs": np.sqrt(DAY_VARIANCE * 0.6) * rng.standard_t(5, (series, quarters, 3))}


def missing_quarters(series: int, quarters: int, rng: np.random.Generator) -> Made:
    logs = quarter_noise(series, quarters, rng)["logs"]
    gone = np.argsort(rng.random((series, quarters)), axis=1) < quarters // 6
    return {"logs": np.where(gone[:, :, None], np.nan, logs)}


SCENARIOS: dict[str, Scenario] = {
    "independent days": Scenario(make=plain),
    "quarter noise .15": Scenario(make=quarter_noise),
    "season .15": Scenario(make=season),
    "season .15, a wave": Scenario(make=sine_season),
    "1-7 days, noise .15": Scenario(make=varying_days),
    "week .15, one week": Scenario(make=one_week),
    "week .15, two weeks": Scenario(make=two_weeks),
    "scatter uneven, log sd .2": Scenario(make=uneven_scatter(0.2)),
    "scatter uneven, log sd .4": Scenario(make=uneven_scatter(0.4)),
    "scatter uneven, log sd .6": Scenario(make=uneven_scatter(0.6)),
    "30 % below LOQ": Scenario(make=below),
    "30 % below LOQ, noise .15": Scenario(make=below_noise),
    "LOQ lowered half-way": Scenario(make=lowered_limit),
    "AR(1) .5, sd .2": Scenario(make=wandering(0.5, 0.2), false_bar=10.0),
    "heavy tails t(5)": Scenario(make=heavy_tails),
    "a sixth of quarters missing": Scenario(make=missing_quarters),
    "weekdays shifted": Scenario(make=shifted_weekdays, false_bar=8.0),
    "weekdays at random": Scenario(make=random_weekdays, false_bar=8.0),
    "AR(1) .5, sd .2, 7 days": Scenario(make=wandering(0.5, 0.2, days=7), false_bar=None, edge_bar=None),
    "one day a quarter": Scenario(make=single_days, false_bar=None, edge_bar=None),
    "scatter drifts by e": Scenario(make=drifting_scatter, false_bar=None, edge_bar=None),
    "random walk .1": Scenario(make=random_walk, false_bar=None, edge_bar=None),
}
