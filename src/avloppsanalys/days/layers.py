"""The layers of scatter of each series: between campaigns, between days, between weekdays, and what is error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import weekday_shares
from avloppsanalys.days.numbered import numbered
from avloppsanalys.reference import WeekModel, campaign_scatter, main_residue
from avloppsanalys.sampling import excess_sampling_variance
from avloppsanalys.scatter import (
    between_group_variance,
    moderated_variance,
    weekday_pattern,
    within_group_variance,
)
from avloppsanalys.tables import SAMPLE_COMPONENTS
from avloppsanalys.uncertainty import total_log_sd

__all__ = ["Layers", "ScatterOrigin", "layers_and_origin", "scatter_layers"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

SMALL_PLANT: Final = 20_000.0
"""Persons of a plant whose population nobody stated: small plants scatter most."""

_SINGLE_DAY: Final = 0.1  # days: a sample of 21.6 to 26.4 hours tells of one day


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Log variances that hold for each row (those of its series), with their degrees of freedom."""

    total_variance: Floats
    """Moderated scatter of days within a campaign, as observed: errors of the samples included."""
    day_variance: Floats
    """The part of it that is the days' own."""
    day_df: Floats
    campaign_variance: Floats
    campaign_df: Floats
    borrowed_variance: Floats
    """The scatter of days at plants like this one, before its own days moderate it."""
    borrowed_df: Floats
    weekday_log_factor: Floats
    """Log of the row's weekday (or weekdays) over the mean of the week, the plant's own departure included."""
    weekday_shares: Floats
    """Share of each weekday in the row's sample, shape (rows, 7)."""
    weekday_covariance: Floats
    """What is unknown of the series' weekday pattern, shape (series, 7, 7)."""
    series: Integers
    extrapolated: npt.NDArray[np.bool_]
    """Whether less passes the plant than at those from which the scatter was derived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatterOrigin:
    """What the layers were made of, so that they can be followed by hand. One element a series unless told."""

    logs: Floats
    """Log of each single day with a number, evened out over the week; missing for other rows. Shape (rows,)."""
    log_factors: Floats
    """The common weekday factors, shape (series, 7)."""
    departure: Floats
    """The plant's own departure from them, shape (series, 7)."""
    week_level: Floats
    """Log of the mean of the factors with the departure, which is taken off so that a week's mean is 1."""
    mass: Floats
    """What passes the plant [mg/day]."""
    persons: Floats
    mass_line: Floats
    """Variance of days that the line in the mass gives."""
    line_end: Floats
    """The same where no less than `mass_low` passes."""
    sampler_excess: Floats
    """What the plant's own sampler adds to that end."""
    prior_variance: Floats
    prior_df: Floats
    own_variance: Floats
    """Of the plant's own days within their campaigns; 0 without degrees of freedom."""
    own_df: Floats
    moderated_variance: Floats
    error_variance: Floats
    """Mean over the series' samples of what sampling, analysis and flow explain."""
    total_variance: Floats
    campaign_own_variance: Floats
    campaign_own_df: Floats
    campaign_prior_variance: Floats
    campaign_prior_df: Floats


def scatter_layers(
    days: pd.DataFrame,
    series: Integers,
    included: list[str],
    models: Mapping[str, WeekModel],
    *,
    by_weekday: bool,
    by_mass: bool = True,
) -> Layers:
    """Return the scatter of each row's series: the plant's own, moderated by what many plants have shown.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days of one quantity (`levels.sampled_days`).
    series : numpy.ndarray of int
        The series (place, substance, factor set) of each row.
    included : list of str
        Uncertainty components that are told apart from the scatter; with none of them all of it counts as the days'.
    models : mapping of str to WeekModel
        What is known of each residue, ``*`` for any other.
    by_weekday : bool
        Whether days are evened out over the week.
    by_mass : bool, default True
        Whether scatter is borrowed from plants where the same mass passes. If not, it is that of the least mass behind
        the tables: the widest, and the same whatever the loads are multiplied by.

    Returns
    -------
    Layers
    """
    return layers_and_origin(days, series, included, models, by_weekday=by_weekday, by_mass=by_mass)[0]


def layers_and_origin(
    days: pd.DataFrame,
    series: Integers,
    included: list[str],
    models: Mapping[str, WeekModel],
    *,
    by_weekday: bool,
    by_mass: bool = True,
) -> tuple[Layers, ScatterOrigin]:
    """Return the layers of `scatter_layers`, and what they were made of.

    Parameters
    ----------
    days, series, included, models, by_weekday, by_mass
        As for `scatter_layers`.

    Returns
    -------
    layers : Layers
    origin : ScatterOrigin
    """
    one = np.unique(series, return_index=True)[1]
    count = len(one)
    size = np.bincount(series)
    known = [models.get(main_residue(name), models["*"]) for name in days["substance"].iloc[one]]
    factors = np.array([model.log_factors for model in known]) if by_weekday else np.zeros((count, 7))
    shares = weekday_shares(days["start"], days["days"].to_numpy(dtype=float))
    common = np.log(np.einsum("rw,rw->r", shares, np.exp(factors)[series]))

    single = (days["value"] > 0).to_numpy() & np.isclose(days["days"].to_numpy(dtype=float), 1.0, atol=_SINGLE_DAY)
    value = days["value"].to_numpy(dtype=float)
    logs = np.log(value, out=np.full(len(days), np.nan), where=single) - common
    persons = _series_mean(_column(days, "population"), series, size, fallback=SMALL_PLANT)
    mass = _series_mass(days, series, count) * persons / 1000
    low = np.array([model.mass_low for model in known])
    mass = np.where(np.isfinite(mass) & (mass > 0) & by_mass, mass, low)
    sampling = np.bincount(series, np.square(total_log_sd(days, ["sampling"] if "sampling" in included else []))) / size
    line, line_end, excess = _borrowed_parts(known, mass, persons, sampling)
    prior = np.maximum(line, line_end + excess)
    prior_df = np.array([model.prior_df for model in known])
    spread = np.array([model.spread for model in known]) * prior[:, None, None] * by_weekday

    campaign, period = (pd.factorize(days[name], sort=True)[0] for name in ("campaign", "period"))
    cluster = numbered(series, campaign)
    departure, covariance = weekday_pattern(logs, shares, cluster, series, prior, spread)
    own_pattern = np.einsum("rw,rw->r", shares, departure[series])
    level = np.log(np.mean(np.exp(factors + departure), axis=1))  # the week's mean stays the unit of the factors
    logs = logs - own_pattern

    own, own_df = within_group_variance(logs, series, cluster, count)
    observed, df = moderated_variance(own, own_df, prior, prior_df)
    errors = np.square(total_log_sd(days, [name for name in included if name in SAMPLE_COMPONENTS]))
    error = np.bincount(series, errors) / size
    total = np.maximum(observed, error)  # the errors are in the scatter that is seen: they bound it from below

    cell = numbered(series, period)
    between, between_df = between_group_variance(logs, cell, numbered(cell, campaign), series, total, count)
    campaign_sd, campaign_prior_df = campaign_scatter(persons)
    campaign_prior = np.square(campaign_sd)
    campaign_variance, campaign_df = moderated_variance(between, between_df, campaign_prior, campaign_prior_df)
    layers = Layers(
        total_variance=total[series],
        day_variance=(total - error)[series],
        day_df=df[series],
        campaign_variance=campaign_variance[series],
        campaign_df=campaign_df[series],
        borrowed_variance=prior[series],
        borrowed_df=prior_df[series],
        weekday_log_factor=common + own_pattern - level[series],
        weekday_shares=shares,
        weekday_covariance=covariance,
        series=series,
        extrapolated=(mass < low)[series],
    )
    origin = ScatterOrigin(
        logs=logs,
        log_factors=factors,
        departure=departure,
        week_level=level,
        mass=mass,
        persons=persons,
        mass_line=line,
        line_end=line_end,
        sampler_excess=excess,
        prior_variance=prior,
        prior_df=prior_df,
        own_variance=own,
        own_df=own_df,
        moderated_variance=observed,
        error_variance=error,
        total_variance=total,
        campaign_own_variance=between,
        campaign_own_df=between_df,
        campaign_prior_variance=campaign_prior,
        campaign_prior_df=campaign_prior_df,
    )
    return layers, origin


def _borrowed_parts(
    known: list[WeekModel], mass: Floats, persons: Floats, sampling: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the scatter of days at plants like each series', that at the line's end, and what its sampler adds to it.

    The line may be followed to masses smaller than those behind it; a sampler's excess is over its end.
    """
    behind = np.maximum(mass, [model.mass_low for model in known])
    line, end = (
        np.array([float(model.day_variance(one)) for model, one in zip(known, masses, strict=True)])
        for masses in (mass, behind)
    )
    return line, end, excess_sampling_variance(sampling, persons * behind / mass)


def _column(days: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers; missing throughout where the table does not have it."""
    return days[name].to_numpy(dtype=float) if name in days.columns else np.full(len(days), np.nan)


def _series_mean(values: Floats, series: Integers, size: Integers, fallback: float) -> Floats:
    """Return the mean of each series' known values."""
    known = np.isfinite(values)
    number = np.bincount(series, known, minlength=len(size))
    total = np.bincount(series, np.where(known, values, 0.0), minlength=len(size))
    return np.asarray(np.divide(total, number, out=np.full(len(size), fallback), where=number > 0))


def _series_mass(days: pd.DataFrame, series: Integers, count: int) -> Floats:
    """Return the geometric mean load of each series [mg/day/1000]; half the limit stands for a day below it here."""
    load = _column(days, "load_mg_per_day_per_1000")
    bound = _column(days, "load_high_mg_per_day_per_1000")
    typical = np.where(load > 0, load, bound / 2)
    usable = np.isfinite(typical) & (typical > 0)
    logs = np.log(typical, out=np.zeros(len(days)), where=usable)
    number = np.bincount(series, usable, minlength=count)
    total = np.bincount(series, logs, minlength=count)
    return np.asarray(np.exp(np.divide(total, number, out=np.full(count, np.nan), where=number > 0)))
