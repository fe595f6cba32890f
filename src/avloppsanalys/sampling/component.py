"""The sampling component: the parts of a sampler's error, row by row, and what a small plant has more than others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import sampler_assumption
from avloppsanalys.sampling.modes import OWN_INTERVAL, sampler_modes, within_day_cv
from avloppsanalys.sampling.pulses import pulse_cv, pulses_per_day, user_cv

__all__ = ["SamplingParts", "excess_sampling_variance", "sampling_cv", "sampling_parts"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingParts:
    """Coefficients of variation [fraction] of one day's sample, part by part; arrays of one shape."""

    pulses: Floats
    """Pulses that passed between two aliquots."""
    within_day: Floats
    """Flow and concentration that vary over the day, where the sampler does not follow the flow."""
    other: Floats
    """Everything else about taking a sample."""
    users: Floats
    """Chance in the number of doses of the day: a true difference between days and no error of the sampler."""

    @property
    def sampler(self) -> Floats:
        """The error of the sampler: `pulses`, `within_day` and `other` together, `users` left out."""
        return np.asarray(np.sqrt(np.square(self.pulses) + np.square(self.within_day) + np.square(self.other)))


def sampling_parts(
    mode: npt.ArrayLike,
    interval_min: npt.ArrayLike,
    population: npt.ArrayLike,
    doses_per_day_per_1000: npt.ArrayLike | None = None,
) -> SamplingParts:
    """Return each part of the sampling error of one day's sample.

    A volume-proportional sampler is taken for a flow-proportional one at its mean interval. The interval of a
    continuous sampler and of a grab sample follow from the mode.

    Parameters
    ----------
    mode : array_like of str
        Members of `SamplerMode`, any shape.
    interval_min : array_like
        Time from one aliquot to the next [min], same shape.
    population : array_like
        Connected persons [persons], same shape.
    doses_per_day_per_1000 : array_like, optional
        Doses [doses/day/1000 persons]; by default the assumption in ``reference``.

    Returns
    -------
    SamplingParts
        Arrays of that shape; missing where something that is needed is missing.

    Examples
    --------
    >>> parts = sampling_parts("flow_proportional", 10.0, [1000, 5000, 36000])
    >>> parts.pulses.round(2).tolist(), parts.sampler.round(2).tolist()
    ([0.77, 0.34, 0.13], [0.77, 0.35, 0.14])
    """
    doses = sampler_assumption("doses_per_day_per_1000") if doses_per_day_per_1000 is None else doses_per_day_per_1000
    modes, interval, persons, doses = np.broadcast_arrays(
        np.asarray(mode, dtype=object), np.asarray(interval_min, float), np.asarray(population, float), doses
    )
    for name, own in OWN_INTERVAL.items():
        interval = np.where(modes == name, own, interval)
    return SamplingParts(
        pulses=pulse_cv(interval, pulses_per_day(persons, doses)),
        within_day=within_day_cv(modes),
        other=np.full(interval.shape, sampler_assumption("other_cv")),
        users=user_cv(persons * doses / 1000),
    )


def sampling_cv(rows: pd.DataFrame, general_cv: float) -> pd.DataFrame:
    """Return the sampling component of each row, from what its plant says of its sampler.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `sampler_mode`, `sampling_interval_min` [min], `population` [persons] and, where it is known,
        `doses_per_day_per_1000` [doses/day/1000 persons]. A column may be absent.
    general_cv : float
        The general component [fraction], for rows whose plant does not say how it samples.

    Returns
    -------
    pandas.DataFrame
        Same index: `sampling_cv` [fraction], the error of the sampler; `user_cv` [fraction], chance in the number of
        doses, which is no error; `sampling_basis`, ``sampler`` where the plant's sampler was used and ``general`` where
        it was not; `doses_assumed`, whether the number of doses is the stated default.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "sampler_mode": ["flödesproportionell", None], "sampling_interval_min": [10.0, None],
    ...     "population": [5000.0, 5000.0],
    ... })
    >>> sampling_cv(rows, general_cv=0.10)[["sampling_cv", "sampling_basis"]].round(2)
       sampling_cv sampling_basis
    0         0.35        sampler
    1         0.10        general
    """
    stated = _stated(rows)
    known = np.logical_and.reduce([stated[name].notna().to_numpy() for name in ("mode", "interval_min", "population")])
    parts = sampling_parts(stated["mode"], stated["interval_min"], stated["population"], stated["doses"])
    return pd.DataFrame(
        {
            "sampling_cv": np.where(known, parts.sampler, general_cv),
            "user_cv": parts.users,
            "sampling_basis": np.where(known, "sampler", "general"),
            "doses_assumed": stated["doses_assumed"],
        },
        index=rows.index,
    )


def excess_sampling_variance(sampling_log_variance: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Return the sampling error of a plant over that of the plants from which its tabled scatter was borrowed.

    Tabled scatter between days holds the sampling error of the plants behind the table. They are taken to sample in
    proportion to the flow at a usual interval, so that a coarser sampler, or far fewer pulses, has more. Not modelled:
    the chance in the number of doses, which the line of scatter in mass follows by itself.

    Parameters
    ----------
    sampling_log_variance : array_like
        Log variance of the plant's own sampling component [-], any shape.
    population : array_like
        Persons of the plants behind the borrowed scatter [persons], broadcast against it: as many as the plant's own
        where they pass as much of the residue as it does.

    Returns
    -------
    numpy.ndarray
        Log variance [-], never below 0.

    Examples
    --------
    >>> own = np.log1p(np.square(sampling_parts("time_proportional", 30.0, [2500.0, 17000.0]).sampler))
    >>> excess_sampling_variance(own, [2500.0, 17000.0]).round(3).tolist()
    [0.395, 0.09]
    """
    usual = sampling_parts("flow_proportional", sampler_assumption("usual_interval_min"), population)
    return np.asarray(np.maximum(np.asarray(sampling_log_variance) - np.log1p(np.square(usual.sampler)), 0.0))


def _stated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each row says of its sampler, missing where it says nothing or nonsense; doses have a default."""
    words = rows["sampler_mode"] if "sampler_mode" in rows.columns else pd.Series(index=rows.index, dtype="str")
    mode = sampler_modes(words)
    interval, population, doses = (
        _positive(rows, name) for name in ("sampling_interval_min", "population", "doses_per_day_per_1000")
    )
    for name, minutes in OWN_INTERVAL.items():
        interval[mode.eq(name).to_numpy()] = minutes
    assumed = np.isnan(doses)
    return pd.DataFrame(
        {
            "mode": mode.array,
            "interval_min": interval,
            "population": population,
            "doses": np.where(assumed, sampler_assumption("doses_per_day_per_1000"), doses),
            "doses_assumed": assumed,
        },
        index=rows.index,
    )


def _positive(rows: pd.DataFrame, name: str) -> Floats:
    """Return the numbers above 0 of a column that may be absent, the others as missing."""
    if name not in rows.columns:
        return np.full(len(rows), np.nan)
    values = rows[name].to_numpy(dtype=float, na_value=np.nan)
    return np.where(values > 0, values, np.nan)
