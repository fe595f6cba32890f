"""The line of each series under the default settings, and the word for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring import MOSTLY_BELOW
from avloppsanalys.power import detectable_change, estimated_errors
from avloppsanalys.scatter import SEASON_FROM, PeriodLine, line_design
from avloppsanalys.trend.day_line import DayLine, correlated_line, day_line
from avloppsanalys.trend.layout import Days
from avloppsanalys.trend.shared_doubt import slope_weights
from avloppsanalys.trend.verdict import BAND, Blocking, Decision, decide, intervals

__all__ = ["FEWEST_PERIODS", "NO_LINE", "Assessment", "assess_days"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

FEWEST_PERIODS: Final = 6
"""Periods with a number below which a series has no trend: only two periods are compared."""

NO_LINE: Final = frozenset[Blocking]({"never_quantified", "too_few_periods"})
"""Reasons for which a series' line is no number that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The line of each series, the same if its level wanders, and what stands in the way of a verdict."""

    fitted: DayLine
    design: Floats
    """Of its lines (`scatter.line_design`), shape (series, periods, columns)."""
    wandering: PeriodLine
    """Missing for a series of fewer than sixteen periods: it is not asked."""
    blocking: list[list[Blocking]]
    slope_weights: Floats
    """Weight of each period's mean log in the slope, shape (series, periods)."""
    extra_variance: Floats
    """What a series' unknown weekday pattern and the factors that join its blocks add to the variance of the slope."""

    def p_value(self) -> Floats:
        """Return the p of no change that the verdict rests on: the larger one of the two lines'."""
        return np.asarray(np.fmax(self.fitted.line.p_value(), self.wandering.p_value()))

    def smallest_change(self, power: float = 0.8, alpha: float = 0.05, band: float = BAND) -> Floats:
        """Return the smallest log change a year that this verdict could have shown with the wanted power.

        Both lines must show it, so it is that of the one that sees less, which is also the first to reach out of the
        band; adjustment for several substances enters by `alpha`.
        """
        return detectable_change(estimated_errors(*self.larger_error()), band=band, power=power, alpha=alpha)

    def larger_error(self) -> tuple[Floats, Floats]:
        """Return the standard error of the line that sees less [log change a year], and the degrees of freedom."""
        line, wandering = self._lines()
        return np.fmax(line.standard_error, wandering.standard_error), line.df

    def decide(self, *, adjusted_p: Sequence[float | None] | None = None, band: float = BAND) -> list[Decision]:
        """Return the verdict of each series (`trend.verdict.decide`)."""
        line, wandering = (intervals(one) for one in self._lines())
        adjusted = [None] * len(line) if adjusted_p is None else adjusted_p
        return [
            decide(why, one, wandering=other, adjusted_p=p, band=band)
            for why, one, other, p in zip(self.blocking, line, wandering, adjusted, strict=True)
        ]

    def rows(self, chosen: slice) -> Assessment:
        """Return the assessment of some of the series alone."""
        return Assessment(
            fitted=_rows(self.fitted, chosen),
            wandering=_line_rows(self.wandering, chosen),
            **{name: getattr(self, name)[chosen] for name in ("design", "blocking", "slope_weights", "extra_variance")},
        )

    def _lines(self) -> tuple[PeriodLine, PeriodLine]:
        return self.fitted.line, self.wandering


def assess_days(
    days: Days,
    years: Floats,
    block: Integers,
    season: Integers | None = None,
    *,
    steps: Floats | None = None,
    prior_variance: Floats | None = None,
    prior_df: Floats | None = None,
) -> Assessment:
    """Fit each series' line under the default settings, and say what stands in the way of a verdict.

    From sixteen periods a series has season terms, and its change must also show if its level wanders.

    Parameters
    ----------
    days : Days
        Single days.
    years : numpy.ndarray
        Time of each period [years]. Shape (periods,) or (series, periods).
    block : numpy.ndarray of int
        Block of each period, below 0 where it has no days. Shape (series, periods).
    season : numpy.ndarray of int, optional
        Season of each period. Shape (periods,) or (series, periods).
    steps : numpy.ndarray, optional
        Further columns (`scatter.line_design`).
    prior_variance, prior_df : numpy.ndarray, optional
        As in `day_line`.

    Returns
    -------
    Assessment

    Notes
    -----
    A block whose days all lie below a limit has no level, so it tells nothing of the slope that its blocks share, and
    is left out.

    Examples
    --------
    >>> logs = np.log([100.0, 120, 140, 170, 200, 240, 290, 350])
    >>> period = np.arange(8)
    >>> days = Days(log_low=logs, log_high=logs, series=0 * period, period=period, campaign=0 * period,
    ...             worth=np.ones(8))
    >>> found = assess_days(days, period / 4, np.zeros((1, 8), dtype=int))
    >>> found.decide()[0].verdict
    'increasing'
    """
    numbered = _blocks_with_a_number(days, block)
    design = line_design(years, numbered, season=season, steps=steps)
    kept = numbered[days.series, days.period] >= 0
    fitted = day_line(days.only(kept), design, prior_variance=prior_variance, prior_df=prior_df)
    asked = (fitted.n_periods >= SEASON_FROM) & np.isfinite(fitted.line.slope)
    wandering = _missing(fitted.line)
    if asked.any():
        found = correlated_line(_rows(fitted, asked), design[asked])
        for name in PeriodLine.__dataclass_fields__:
            getattr(wandering, name)[asked] = getattr(found, name)
    below = np.bincount(days.series, ~np.isfinite(days.log_low), minlength=len(block))
    mostly_below = below > MOSTLY_BELOW * np.bincount(days.series, minlength=len(block))
    return Assessment(
        fitted=fitted,
        design=design,
        wandering=wandering,
        slope_weights=slope_weights(fitted.variance, design, fitted.line),
        extra_variance=np.zeros(len(block)),
        blocking=[
            _blocking(mostly, apart, few, endless, untold)
            for mostly, apart, few, endless, untold in zip(
                mostly_below.tolist(),
                _apart(numbered, design).tolist(),
                (fitted.n_quantified < FEWEST_PERIODS).tolist(),
                np.isnan(fitted.day_variance).tolist(),
                np.isnan(fitted.line.standard_error).tolist(),
                strict=True,
            )
        ],
    )


def _blocking(mostly: bool, apart: bool, few: bool, endless: bool, untold: bool) -> list[Blocking]:
    reasons: list[tuple[bool, Blocking]] = [
        (mostly, "mostly_below_limit"),
        (apart, "no_common_block"),
        (few, "too_few_periods"),
        (endless, "few_days_quantified"),
        (untold, "no_degrees_of_freedom"),
    ]
    return [name for holds, name in reasons if holds]


def _apart(block: Integers, design: Floats) -> npt.NDArray[np.bool_]:
    """Return the series of several blocks whose levels take up all that could tell a slope."""
    ordered = np.sort(block, axis=1)
    several = ((ordered[:, 1:] != ordered[:, :-1]) & (ordered[:, :-1] >= 0)).any(axis=1)
    return np.asarray(several & ~np.any(design[:, :, -1] != 0, axis=1))


def _blocks_with_a_number(days: Days, block: Integers) -> Integers:
    """Return the blocks with -1 for the periods of those in which no day has a number."""
    series, periods = block.shape
    number = int(block.max(initial=0)) + 1
    each = block[days.series, days.period]
    seen = np.isfinite(days.log_low) & (each >= 0)
    told = np.bincount((days.series * number + each)[seen], minlength=series * number).reshape(series, number) > 0
    kept = told[np.arange(series)[:, None], np.maximum(block, 0)] & (block >= 0)
    sampled = np.zeros((series, periods), dtype=bool)
    sampled[days.series, days.period] = True
    return np.where(kept & sampled, block, -1)


def _missing(line: PeriodLine) -> PeriodLine:
    return PeriodLine(**{name: np.full_like(getattr(line, name), np.nan) for name in PeriodLine.__dataclass_fields__})


def _rows(fitted: DayLine, chosen: npt.NDArray[np.bool_] | slice) -> DayLine:
    """Return the chosen series alone."""
    rest = {name: getattr(fitted, name)[chosen] for name in DayLine.__dataclass_fields__ if name != "line"}
    return DayLine(line=_line_rows(fitted.line, chosen), **rest)


def _line_rows(line: PeriodLine, chosen: npt.NDArray[np.bool_] | slice) -> PeriodLine:
    return PeriodLine(**{name: getattr(line, name)[chosen] for name in PeriodLine.__dataclass_fields__})
