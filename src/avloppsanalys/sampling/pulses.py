"""Pulses of residue that pass a sampler, and what an interval between aliquots makes of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import sampler_assumption

__all__ = ["pulse_cv", "pulses_per_day", "user_cv"]

Floats = npt.NDArray[np.float64]


def pulses_per_day(
    population: npt.ArrayLike, doses_per_day_per_1000: npt.ArrayLike, pulses_per_dose: float | None = None
) -> Floats:
    """Return how many pulses carry a residue to the plant in a day.

    Parameters
    ----------
    population : array_like
        Connected persons [persons], any shape.
    doses_per_day_per_1000 : array_like
        Doses of the drug [doses/day/1000 persons], broadcast against `population`.
    pulses_per_dose : float, optional
        Flushes that carry a share of one dose; by default the assumption in ``reference``.

    Returns
    -------
    numpy.ndarray
        [pulses/day]

    Examples
    --------
    >>> pulses_per_day([1000, 5000, 36000], 1.7).tolist()
    [6.8, 34.0, 244.8]
    """
    flushes = sampler_assumption("pulses_per_dose") if pulses_per_dose is None else pulses_per_dose
    return np.asarray(np.asarray(population, float) * np.asarray(doses_per_day_per_1000, float) / 1000 * flushes)


def pulse_cv(interval_min: npt.ArrayLike, pulses: npt.ArrayLike, pulse_length_min: float | None = None) -> Floats:
    r"""Return the error of a sampler that takes an aliquot now and then of a residue that comes in pulses.

    Pulses are alike, of one length, with sharp edges, and fall independently of each other and of the aliquots. Not
    modelled: dispersion in the sewer beyond that length, doses of different size, a sampler that clogs.

    Parameters
    ----------
    interval_min : array_like
        Time from one aliquot to the next [min], any shape; 0 for a continuous sampler.
    pulses : array_like
        Pulses in the sampled time, above 0, broadcast against `interval_min`.
    pulse_length_min : float, optional
        How long a pulse takes to pass the sampler [min]; by default the assumption in ``reference``.

    Returns
    -------
    numpy.ndarray
        Coefficient of variation [fraction]; 0 where a pulse lasts as long as the interval or longer.

    Notes
    -----
    An aliquot meets a pulse with probability :math:`p = \tau/\Delta t`, and that pulse then counts as :math:`1/p`,
    so :math:`CV = \sqrt{(1 - p)/(p N)}`.

    References
    ----------
    .. [1] C. Ort and W. Gujer, "Sampling for representative micropollutant loads in sewer systems", Water Sci. Technol.
       54 (2006), :doi:`10.2166/wst.2006.591`, for the size of the error; the formula is derived here.

    Examples
    --------
    >>> pulse_cv(10, [20, 150, 1000], pulse_length_min=2).round(2).tolist()
    [0.45, 0.16, 0.06]
    """
    length = sampler_assumption("pulse_length_min") if pulse_length_min is None else pulse_length_min
    missed = np.maximum(np.asarray(interval_min, dtype=float) / length - 1, 0.0)
    return np.asarray(np.sqrt(missed / np.asarray(pulses, dtype=float)))


def user_cv(doses_per_day: npt.ArrayLike) -> Floats:
    """Return how much the number of doses differs between days by chance alone.

    It is a true difference between days: part of what a day's load is, not of how well it is known.

    Parameters
    ----------
    doses_per_day : array_like
        Doses behind the day's load [doses/day], above 0, any shape.

    Returns
    -------
    numpy.ndarray
        Coefficient of variation [fraction]: ``1 / sqrt(doses)``, as of a Poisson number.

    Examples
    --------
    >>> user_cv([1.7, 61.2]).round(2).tolist()
    [0.77, 0.13]
    """
    return np.asarray(1 / np.sqrt(np.asarray(doses_per_day, dtype=float)))
