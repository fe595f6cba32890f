"""Figures of one population from several sources: what each is worth, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import components, population_log_sds
from avloppsanalys.tables import translated
from avloppsanalys.uncertainty import log_sd_from_cv

__all__ = ["CombinedPopulation", "combine_populations", "counting_methods", "population_log_sd"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_SPELLINGS = {
    "register": "register anslutna folkbokföring scb",
    "plant": "plant verk verket verkets driftpersonal",
    "BOD7": "bod7 pe",
    "BOD5": "bod5",
    "NH4-N": "nh4-n nh4 ammonium ammoniumkväve",
}
_METHOD_OF = {word: method for method, words in _SPELLINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedPopulation:
    """What several figures of one population say together; arrays of one shape."""

    persons: Floats
    log_sd: Floats
    """Spread on the log scale [-], widened by `birge_factor`."""
    birge_factor: Floats
    """At least 1: how much further the figures lie apart than their spreads allow."""
    n: npt.NDArray[np.int64]
    """How many figures there were."""


def counting_methods(words: pd.Series[str]) -> pd.Series[str]:
    """Return the way of counting persons that each word means; missing where it means none.

    Parameters
    ----------
    words : pandas.Series of str
        Column `population_method` as a plant writes it, in Swedish or English.

    Returns
    -------
    pandas.Series of str
        ``register``, ``plant`` or a marker, same index.

    Examples
    --------
    >>> counting_methods(pd.Series(["Register", "pe", "gissning"])).tolist()
    ['register', 'BOD7', nan]
    """
    return translated(words, lambda word: _METHOD_OF.get(word.strip().casefold()))


def population_log_sd(methods: pd.Series[str]) -> tuple[Floats, Flags]:
    """Return how well a population is known from each way of counting it.

    Parameters
    ----------
    methods : pandas.Series of str
        Column `population_method` as a plant writes it, in Swedish or English.

    Returns
    -------
    log_sd : numpy.ndarray
        [-], one a row; the general component of population where the method is not known.
    known : numpy.ndarray of bool
        Whether it is.

    Examples
    --------
    >>> log_sd, known = population_log_sd(pd.Series(["Register", "pe", "gissning"]))
    >>> log_sd.round(3).tolist(), known.tolist()
    ([0.1, 0.45, 0.1], [True, True, False])
    """
    method = counting_methods(methods)
    general = next(entry.cv for entry in components() if entry.component == "population")
    log_sd = method.map(dict(population_log_sds())).astype(float).fillna(float(log_sd_from_cv(general)))
    return np.asarray(log_sd, dtype=float), np.asarray(method.notna(), dtype=bool)


def combine_populations(persons: npt.ArrayLike, log_sd: npt.ArrayLike) -> CombinedPopulation:
    r"""Combine figures of one population, each weighted by how well it is known.

    The figures are taken to be independent: two markers that share a flow meter, or two figures from one register, are
    not. A bias that all share is not seen.

    Parameters
    ----------
    persons : array_like
        [persons], shape (..., n): the figures lie along the last axis; a missing one is left out.
    log_sd : array_like
        Spread of each on the log scale [-], above 0, broadcast against `persons`.

    Returns
    -------
    CombinedPopulation
        Shape (...); missing where there is no figure.

    Notes
    -----
    :math:`w_i = 1/s_i^2`, :math:`\ln P = \sum w_i \ln P_i / \sum w_i`, :math:`s^2 = 1/\sum w_i`, and :math:`s` times
    the Birge factor :math:`\sqrt{\chi^2/(n-1)}` where that is above 1,
    :math:`\chi^2 = \sum w_i (\ln P_i - \ln P)^2`.

    References
    ----------
    .. [1] R. T. Birge, "The calculation of errors by the method of least squares", Phys. Rev. 40 (1932),
       :doi:`10.1103/PhysRev.40.207`.

    Examples
    --------
    >>> both = combine_populations([17000.0, 25000.0], [0.1, 0.45])
    >>> round(float(both.persons)), round(float(both.log_sd), 4)
    (17311, 0.0976)
    """
    figures, spread = np.broadcast_arrays(np.asarray(persons, dtype=float), np.asarray(log_sd, dtype=float))
    given = (figures > 0) & (spread > 0)
    weight = np.divide(1.0, np.square(spread), out=np.zeros(figures.shape), where=given)
    logs = np.log(figures, out=np.zeros(figures.shape), where=given)
    n, total = given.sum(axis=-1), weight.sum(axis=-1)
    some = n > 0
    mean = np.divide((weight * logs).sum(axis=-1), total, out=np.full(total.shape, np.nan), where=some)
    own = np.sqrt(np.divide(1.0, total, out=np.full(total.shape, np.nan), where=some))
    chi_square = (weight * np.square(logs - mean[..., np.newaxis])).sum(axis=-1)
    birge = np.sqrt(np.maximum(np.divide(chi_square, n - 1, out=np.ones(total.shape), where=n > 1), 1.0))
    return CombinedPopulation(persons=np.exp(mean), log_sd=own * birge, birge_factor=birge, n=n)
