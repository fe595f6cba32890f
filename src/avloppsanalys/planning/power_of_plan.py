"""What ways of sampling can show: power, smallest detectable change, and the least that is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.planning.design import QUARTERS, Costs, Design
from avloppsanalys.planning.plant_scatter import PlantScatter
from avloppsanalys.power import SlopeErrors, detectable_change, slope_errors, verdict_power
from avloppsanalys.tables import SAMPLING_CURVES, SAMPLING_NEEDED, SAMPLING_OPTIONS, arrange

__all__ = ["BAND", "HORIZONS", "curve_table", "needed_table", "option_table", "plan_power"]

Floats = npt.NDArray[np.float64]

BAND: Final = math.log(1.25)
"""Log change a year within which the verdict says *oförändrat*; a test holds it to that of `trend`."""

HORIZONS: Final = (2, 3, 5)
"""Years after which it is told what can be seen."""

MOST_CAMPAIGNS: Final = 13
MOST_DAYS: Final = 7


def plan_power(
    design: Design,
    years: float,
    change: float,
    *,
    day_log_sd: float,
    week_log_sd: float,
    substances: int = 1,
    band: float = BAND,
) -> float:
    """Return the chance that the verdict names a change under one way of sampling.

    Every quarter is sampled, no day lies below a limit, and method, laboratory and population stay as they are. With
    the same weekdays every quarter, what is unknown of the week takes no part.

    Parameters
    ----------
    design : Design
        What each quarter samples.
    years : float
        How long [years].
    change : float
        Yearly change as a share: 0.25, or -0.2.
    day_log_sd, week_log_sd : float
        Scatter of days within a campaign, measurement included, and of weeks [log scale].
    substances : int, default 1
        Substances among which the p is adjusted after Holm; 1 for a main substance.
    band : float, default ln 1.25
        Log change a year within which a level counts as unchanged.

    Returns
    -------
    float
        See `power.verdict_power`.

    Examples
    --------
    >>> three_days = Design(campaigns=3, weekdays=(3,))
    >>> [round(plan_power(three_days, years, 0.25, day_log_sd=0.43, week_log_sd=0.15), 2) for years in (2, 3, 5)]
    [0.13, 0.57, 0.98]
    """
    errors = slope_errors(round(QUARTERS * years), design.campaigns, design.days, day_log_sd**2, week_log_sd**2)
    return float(verdict_power(math.log1p(change), errors, band=band, family=substances)[0])


def option_table(
    plants: Sequence[PlantScatter],
    designs: Sequence[Design],
    *,
    change: float,
    years: int,
    costs: Costs,
    substances: int,
    power: float,
    band: float,
) -> pd.DataFrame:
    """Return a `tables.SAMPLING_OPTIONS` table: a row for each place and design; see `plan_sampling`."""
    pairs = [(plant, design) for plant in plants for design in designs]
    campaigns = np.array([design.campaigns for _, design in pairs])
    days = np.array([design.days for _, design in pairs])

    def errors(horizon: int) -> SlopeErrors:
        return _errors([plant for plant, _ in pairs], QUARTERS * horizon, campaigns, days)

    detectable = {
        f"detectable_{horizon}_years_percent": _percent(
            detectable_change(errors(horizon), band=band, power=power, family=substances)
        )
        for horizon in HORIZONS
    }
    mixes = [(design.weekday_mix(), plant.weekday_covariance) for plant, design in pairs]
    rows = pd.DataFrame(
        {
            "place": [plant.place for plant, _ in pairs],
            "campaigns_per_period": campaigns,
            "days_per_campaign": days,
            "weekdays": [" ".join(map(str, design.weekdays)) for _, design in pairs],
            "days_per_year": QUARTERS * campaigns * days,
            "cost_kr_per_year": costs.per_year(campaigns, days, [plant.plants for plant, _ in pairs]),
            "power": verdict_power(math.log1p(change), errors(years), band=band, family=substances),
            "level_weekday_sd": [
                round(math.sqrt(max(float(mix @ covariance @ mix), 0.0)), 6) for mix, covariance in mixes
            ],
            "scatter_basis": [plant.basis for plant, _ in pairs],
        }
        | detectable
    )
    return arrange(rows, SAMPLING_OPTIONS)


def needed_table(
    plants: Sequence[PlantScatter], *, change: float, costs: Costs, substances: int, power: float, band: float
) -> pd.DataFrame:
    """Return a `tables.SAMPLING_NEEDED` table: the cheapest sampling that is enough, else that of fewest days."""
    groups, each = np.meshgrid(np.arange(1, MOST_CAMPAIGNS + 1), np.arange(1, MOST_DAYS + 1), indexing="ij")
    campaigns, days = groups.ravel(), each.ravel()
    rows = []
    for plant in plants:  # the few places of a kommun
        cost = costs.per_year(campaigns, days, plant.plants)
        order = np.lexsort((campaigns, campaigns * days, np.nan_to_num(cost)))
        for horizon in HORIZONS:
            errors = _errors([plant] * len(days), QUARTERS * horizon, campaigns, days)
            found = verdict_power(math.log1p(change), errors, band=band, family=substances)
            enough = order[found[order] >= power]
            row: dict[str, object] = {"place": plant.place, "years": horizon}
            if len(enough):
                best = int(enough[0])
                row |= {
                    "campaigns_per_period": campaigns[best],
                    "days_per_campaign": days[best],
                    "days_per_year": QUARTERS * campaigns[best] * days[best],
                    "power": found[best],
                    "cost_kr_per_year": cost[best],
                }
            rows.append(row)
    return arrange(pd.DataFrame(rows), SAMPLING_NEEDED)


def curve_table(plants: Sequence[PlantScatter], *, substances: int, power: float, band: float) -> pd.DataFrame:
    """Return a `tables.SAMPLING_CURVES` table: one to seven days a quarter, in one run or each in its own week."""
    rows = pd.DataFrame(
        [
            {"plant": plant, "place": plant.place, "years": horizon, "spread": spread, "days_per_period": days}
            for plant in plants
            for horizon in HORIZONS
            for spread in (False, True)
            for days in range(1, MOST_DAYS + 1)
        ]
    )
    number = rows["days_per_period"].to_numpy()
    campaigns = np.where(rows["spread"], number, 1)
    errors = _errors(list(rows["plant"]), QUARTERS * rows["years"].to_numpy(), campaigns, number // campaigns)
    found = detectable_change(errors, band=band, power=power, family=substances)
    return arrange(rows.drop(columns="plant").assign(detectable_percent=_percent(found)), SAMPLING_CURVES)


def _errors(
    plants: Sequence[PlantScatter], periods: npt.ArrayLike, campaigns: npt.ArrayLike, days: npt.ArrayLike
) -> SlopeErrors:
    day = np.array([plant.day_variance for plant in plants])
    week = np.array([plant.campaign_variance for plant in plants])
    return slope_errors(periods, campaigns, days, day, week)


def _percent(log_change: Floats) -> Floats:
    """Return log changes as rises in percent; missing where no change is named."""
    return np.where(np.isfinite(log_change), 100 * np.expm1(np.where(np.isfinite(log_change), log_change, 0.0)), np.nan)
