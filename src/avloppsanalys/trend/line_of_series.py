"""The line of each series with everything that a change is in doubt about, and what stands in the way of a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import WeekModel, main_residue
from avloppsanalys.scatter import PeriodLine
from avloppsanalys.tables import WeekdayBasis
from avloppsanalys.trend.assessment import Assessment, assess_days
from avloppsanalys.trend.layout import Days
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.shared_doubt import join_variance, mix_bias, mix_variance
from avloppsanalys.trend.verdict import Blocking

__all__ = ["series_line", "series_lines"]

Floats = npt.NDArray[np.float64]

TOLERATED_BIAS: Final = 0.25
"""Of a standard error: what a changed mix of weekdays may move a change by before nothing is said of it. It makes a
nominal 5 % false word 5.7 %."""


def series_line(
    series: DaySeries,
    models: Mapping[str, WeekModel],
    *,
    weekday_basis: WeekdayBasis = "seven_days",
    steps: Floats | None = None,
) -> Assessment:
    """Fit the line of each series under the default settings.

    What is unknown of a plant's weekday pattern and of the factors that join blocks widens the slope's interval, as far
    as it does not cancel. A series none of whose days has a number is an upper bound, and nothing is said of its
    change: days between two limits would else make a line out of nothing. Where days were not evened out over the week
    and the mix of weekdays drifts, there is no verdict.

    Parameters
    ----------
    series : DaySeries
        The series.
    models : mapping of str to WeekModel
        What is known of the days of a week.
    weekday_basis : {"seven_days", "as_sampled"}
        Whether the days were evened out.
    steps : numpy.ndarray, optional
        Further columns, shape (S, Q, steps).

    Returns
    -------
    Assessment
    """
    found = assess_days(series.days, series.years, series.block, series.season, steps=steps)
    return _in_doubt(series, found, models, weekday_basis)


def series_lines(
    several: Sequence[DaySeries], models: Mapping[str, WeekModel], *, weekday_basis: WeekdayBasis = "seven_days"
) -> list[Assessment]:
    """Fit the lines of the same series with more and with fewer of their days, all in one.

    No series takes part in the fit of another, and one fit of many costs hardly more than one of few.

    Parameters
    ----------
    several : sequence of DaySeries
        Of the same series and periods (`DaySeries.without_last_period`).
    models, weekday_basis
        As for `series_line`.

    Returns
    -------
    list of Assessment
        What `series_line` gives for each.
    """
    first, count = several[0], len(several[0].keys)
    found = assess_days(
        Days.together([one.days for one in several], count),
        first.years,
        np.concatenate([one.block for one in several]),
        first.season,
    )
    return [
        _in_doubt(one, found.rows(slice(number * count, (number + 1) * count)), models, weekday_basis)
        for number, one in enumerate(several)
    ]


def _in_doubt(
    series: DaySeries, found: Assessment, models: Mapping[str, WeekModel], weekday_basis: WeekdayBasis
) -> Assessment:
    """Return lines as wide as what is unknown of weekdays and of joins makes them, with what forbids a word."""
    weights = found.slope_weights
    pattern = series.layers.weekday_covariance
    extra = mix_variance(weights, series.mix, pattern)
    extra += join_variance(weights, series.join_log_sd)
    line, wandering = (_widened(one, extra) for one in (found.fitted.line, found.wandering))
    blocking = [
        ["never_quantified", *why] if never else why
        for never, why in zip(series.never_quantified.tolist(), found.blocking, strict=True)
    ]
    if weekday_basis == "as_sampled":
        known = [models.get(main_residue(name), models["*"]) for name in series.keys["substance"]]
        factors, spread = (np.array([getattr(one, name) for one in known]) for name in ("log_factors", "spread"))
        between = spread * found.fitted.day_variance[:, None, None]
        off = np.sqrt(np.square(mix_bias(weights, series.mix, factors)) + mix_variance(weights, series.mix, between))
        drifts = off > TOLERATED_BIAS * found.fitted.line.standard_error
        changed: list[Blocking] = ["weekday_mix_changed"]
        blocking = [[*why, *(changed if one else [])] for why, one in zip(blocking, drifts, strict=True)]
    return replace(
        found,
        fitted=replace(found.fitted, line=line),
        wandering=wandering,
        blocking=blocking,
        extra_variance=extra,
    )


def _widened(line: PeriodLine, extra: Floats) -> PeriodLine:
    return replace(line, standard_error=np.sqrt(np.square(line.standard_error) + extra))
