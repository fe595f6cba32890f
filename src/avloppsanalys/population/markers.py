"""Persons from a marker in the wastewater: how many there seem to be, and which days had more or fewer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import marker_per_person

__all__ = ["daily_population", "marker_load", "marker_population"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

GRAMS_PER_KILOGRAM = 1000.0


def marker_load(concentration_mg_per_l: npt.ArrayLike, flow_m3_per_day: npt.ArrayLike) -> Floats:
    """Return the daily load of a marker.

    Parameters
    ----------
    concentration_mg_per_l : array_like
        [mg/L = g/m³], any shape.
    flow_m3_per_day : array_like
        [m³/day], broadcast against it.

    Returns
    -------
    numpy.ndarray
        [kg/day]

    Examples
    --------
    >>> float(marker_load(238.0, 500.0))
    119.0
    """
    grams = np.asarray(concentration_mg_per_l, dtype=float) * np.asarray(flow_m3_per_day, dtype=float)
    return np.asarray(grams / GRAMS_PER_KILOGRAM)


def marker_population(load_kg_per_day: npt.ArrayLike, marker: str) -> Floats:
    """Return how many persons a load of a marker would mean, each giving what the reference tables say.

    Nothing is known of the plant at hand: industry, leachate and reject water are in the load. The spread is that of
    `population_log_sd` for the marker, and it is the same error on every day.

    Parameters
    ----------
    load_kg_per_day : array_like
        [kg/day], any shape.
    marker : str
        ``BOD7`` (70 g a person equivalent in Sweden), ``BOD5`` (60 g) or ``NH4-N``.

    Returns
    -------
    numpy.ndarray
        [persons]; for BOD person equivalents.

    Raises
    ------
    UnknownNameError
        If there is no such marker; near matches are listed.

    Examples
    --------
    >>> float(marker_population(119.0, "BOD7"))
    1700.0
    """
    return np.asarray(np.asarray(load_kg_per_day, dtype=float) * GRAMS_PER_KILOGRAM / marker_per_person(marker))


def daily_population(
    register: npt.ArrayLike, marker: npt.ArrayLike, group: Integers, marker_log_sd: npt.ArrayLike
) -> tuple[Floats, Floats]:
    r"""Return how many persons there were on each day: the register's number, shifted by the marker from day to day.

    The register gives the level and the marker only the day's share of it, so its load per person is not needed. Over
    the days of a group the mean stays the register's: a marker cannot tell that all of them were holidays.

    Parameters
    ----------
    register : array_like
        [persons], shape (n,).
    marker : array_like
        Load of one marker [any unit of mass per day], shape (n,).
    group : numpy.ndarray of int
        The plant (and block) of each day, from 0.
    marker_log_sd : array_like
        How well the marker tells one day from another [-], broadcast against `marker`. 0.10-0.15 is recalled for
        NH4-N.

    Returns
    -------
    persons : numpy.ndarray
        [persons], shape (n,): :math:`P_d = P_\text{reg} \, m_d / \bar m`; missing where the marker is.
    log_sd : numpy.ndarray
        [-], shape (n,): what the marker adds to the register's own error, :math:`s_m \sqrt{1 - 1/n}` with n days in the
        group; 0 for a single day, which only gives the register back.

    Examples
    --------
    >>> persons, log_sd = daily_population([1000, 1000], [90.0, 110.0], np.array([0, 0]), 0.15)
    >>> persons.tolist(), log_sd.round(3).tolist()
    ([900.0, 1100.0], [0.106, 0.106])
    """
    load = np.asarray(marker, dtype=float)
    known = load > 0
    groups = int(group.max(initial=-1)) + 1
    n = np.bincount(group, known, minlength=groups)
    mean = np.bincount(group, np.where(known, load, 0.0), minlength=groups) / np.maximum(n, 1)
    share = np.divide(load, mean[group], out=np.full(load.shape, np.nan), where=known)
    spread = np.asarray(marker_log_sd, dtype=float) * np.sqrt(1 - 1 / np.maximum(n, 1)[group])
    return np.asarray(register, dtype=float) * share, np.where(known, spread, np.nan)
