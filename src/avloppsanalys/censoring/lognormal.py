"""The lognormal of each group of values when some are known only as an interval: Tobit, with or without a prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.intervals import Intervals, is_exact
from avloppsanalys.censoring.tobit import Maximum, maximise

__all__ = ["LognormalFit", "lognormal_fit", "moderated_lognormal_fit"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Words = npt.NDArray[np.str_]

_OWN_SCATTER: Final = 2
"""Detected values that a group must have before its own scatter is estimated."""
_LEAST_INFORMATION: Final = 1e-3  # in mu, where one known value has 1
_MOST_DF: Final = 1e9  # a prior worth more than this is a scatter taken as known


@dataclass(frozen=True, slots=True, kw_only=True)
class LognormalFit:
    """The lognormals of many groups, one element a group; every number is missing where `status` is not ``ok``."""

    mu: Floats
    """Mean of the logs [-]; ``exp(mu)`` is the median [unit of the values]."""
    sigma: Floats
    """Standard deviation of the logs [-]."""
    mu_se: Floats
    log_sigma_se: Floats
    """Standard errors of `mu` and of ln `sigma` [-], from the observed information."""
    covariance: Floats
    """Of `mu` and ln `sigma` [-]."""
    df: Floats
    """Degrees of freedom of Student's t for the intervals."""
    log_likelihood: Floats
    """Of the values themselves, not of their logs, as R's ``survreg`` prints it; without the prior."""
    n: Integers
    """Values in the likelihood."""
    n_detected: Integers
    """Those of them that are not below a limit."""
    n_unknown: Integers
    """Values left out because their limit is unknown."""
    status: Words
    """``ok``, or why there is no estimate."""

    @property
    def median(self) -> Floats:
        """Median [unit of the values]: ``exp(mu)``."""
        return _exp(self.mu)

    @property
    def mean(self) -> Floats:
        """Mean [unit of the values]: ``exp(mu + sigma² / 2)``."""
        return _exp(self.mu + np.square(self.sigma) / 2)

    def median_interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the interval of the median at `level` [unit of the values]: ``exp(mu ± t mu_se)``."""
        reach = self._quantile(level) * self.mu_se
        return _exp(self.mu - reach), _exp(self.mu + reach)

    def mean_interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the interval of the mean at `level` [unit of the values], on the log scale by the delta method."""
        lever = np.square(self.sigma)
        variance = self.mu_se**2 + 2 * lever * self.covariance + (lever * self.log_sigma_se) ** 2
        centre, reach = self.mu + lever / 2, self._quantile(level) * np.sqrt(variance)
        return _exp(centre - reach), _exp(centre + reach)

    def _quantile(self, level: float) -> Floats:
        """Return Student's t."""
        from scipy.special import stdtrit

        return np.asarray(stdtrit(self.df, (1 + level) / 2))


def _exp(logs: Floats) -> Floats:
    """Return the numbers of logs; one beyond the largest float is inf, as it should be."""
    with np.errstate(over="ignore"):
        return np.exp(logs)


def lognormal_fit(log_low: Floats, log_high: Floats, group: Integers, groups: int) -> LognormalFit:
    """Fit a lognormal to each group of values of which some are known only to lie in an interval.

    The estimate is the maximum of the likelihood, mu and sigma both from the group's own values; two or three days say
    next to nothing of sigma, and `moderated_lognormal_fit` is then the one to use. Not modelled: errors that days
    share, and days that resemble each other.

    Parameters
    ----------
    log_low, log_high : numpy.ndarray
        Log of the ends between which each value lies: equal where it is known, ``-inf, ln LOD`` below the limit of
        detection, ``ln LOD, ln LOQ`` detected but not quantified, ``ln max, inf`` above the range. A value whose limit
        is missing is left out and counted in `n_unknown`.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.

    Returns
    -------
    LognormalFit
        `status` is ``ok`` or one of

        - ``no_values``: none, or none with a known limit;
        - ``all_below``: every value lies below a limit, so only an upper bound exists (`location_bound`);
        - ``all_above``: every value lies above the range;
        - ``too_few_detects``: fewer than two detected values;
        - ``scatter_undetermined``: one and the same number would agree with all values, or none has two ends;
        - ``level_undetermined``: the limits lie so far apart that the values between them tell no level: mu has less
          than a thousandth of the information of one known value;
        - ``not_converged``: the maximum was not found.

    Raises
    ------
    CensoringError
        If the arrays differ in length, a group code is outside its range or a low end lies above its high one.

    Notes
    -----
    With z = (ln x - mu) / sigma the log-likelihood is the sum of ``ln phi(z) - ln(x sigma)`` over known values and of
    ``ln(Phi(z_high) - Phi(z_low))`` over intervals. Standard errors are those of the observed information. The degrees
    of freedom are ``1 / (2 Var(ln sigma)) - 1``, between 1 and n - 1: with nothing censored n - 1, and less the less
    the values say of sigma.

    References
    ----------
    .. [1] J. Tobin, "Estimation of relationships for limited dependent variables", Econometrica 26 (1958),
       :doi:`10.2307/1907382`.
    .. [2] R. J. Olsen, "Note on the uniqueness of the maximum likelihood estimator for the Tobit model", Econometrica
       46 (1978), :doi:`10.2307/1911445`.

    Examples
    --------
    >>> high = np.log([5.2, 1.0, 3.3, 8.1, 1.0, 2.2, 2.0, 12.5, 4.4, 2.0])
    >>> below = np.array([False, True, False, False, True, False, True, False, False, True])
    >>> fit = lognormal_fit(np.where(below, -np.inf, high), high, np.zeros(10, dtype=int), 1)
    >>> float(fit.mu[0]), float(fit.sigma[0]), str(fit.status[0])
    (0.780137, 1.205123, 'ok')
    """
    values = Intervals.of(log_low, log_high, group, groups)
    two_ends = values.count(np.isfinite(values.low) & np.isfinite(values.high))
    detected = values.count(values.low > -np.inf)
    refused = {
        "too_few_detects": detected < _OWN_SCATTER,
        "scatter_undetermined": values.agree() | (two_ends == 0),
    }
    none = np.zeros(groups)
    return _fit(values, refused, none, none)


def moderated_lognormal_fit(
    log_low: Floats, log_high: Floats, group: Integers, groups: int, prior_variance: Floats, prior_df: Floats
) -> LognormalFit:
    """Fit a lognormal to each group of partly censored values, its scatter moderated by that of others of its kind.

    With nothing censored, mu is the mean of the logs and sigma² is what `scatter.moderated_variance` gives. One
    detected value is enough. Not modelled: errors that days share, and days that resemble each other.

    Parameters
    ----------
    log_low, log_high : numpy.ndarray
        Log of the ends between which each value lies, as in `lognormal_fit`.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.
    prior_variance, prior_df : numpy.ndarray
        One a group: the variance of the logs that others have shown, and how many degrees of freedom it is worth (at
        least 1; inf takes it as known).

    Returns
    -------
    LognormalFit
        `status` as in `lognormal_fit`, but a group with one detected value is fitted; ``no_prior`` where the prior
        variance is not positive or is worth less than one degree of freedom.

    Raises
    ------
    CensoringError
        If the arrays differ in length, a group code is outside its range or a low end lies above its high one.

    Notes
    -----
    What is maximised is the log-likelihood plus the log of a scaled inverse chi-square prior for sigma² with d0 degrees
    of freedom and scale s0², plus ln sigma for the degree of freedom that the mean takes::

        log L(mu, sigma) - (d0 - 1) ln sigma - d0 s0² / (2 sigma²)

    The degrees of freedom are ``1 / (2 Var(ln sigma))``, between d0 and d0 + n - 1: with nothing censored d0 + n - 1.

    References
    ----------
    .. [1] G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in microarray
       experiments", Stat. Appl. Genet. Mol. Biol. 3 (2004), :doi:`10.2202/1544-6115.1027`.

    Examples
    --------
    >>> high = np.log([2.0, 3.0, 5.0])
    >>> low = np.array([-np.inf, high[1], high[2]])
    >>> fit = moderated_lognormal_fit(low, high, np.zeros(3, dtype=int), 1, np.array([0.1]), np.array([4.0]))
    >>> float(fit.median[0]), float(fit.sigma[0])
    (2.867432, 0.430767)
    """
    values = Intervals.of(log_low, log_high, group, groups)
    usable = (prior_variance > 0) & np.isfinite(prior_variance) & (prior_df >= 1)
    two_ends = values.count(np.isfinite(values.low) & np.isfinite(values.high))
    refused = {"no_prior": ~usable, "scatter_undetermined": (two_ends == 0) & ~(prior_df > 1)}
    return _fit(values, refused, prior_variance, np.minimum(prior_df, _MOST_DF))


def _fit(
    values: Intervals, refused: dict[str, npt.NDArray[np.bool_]], prior_variance: Floats, prior_df: Floats
) -> LognormalFit:
    """Maximise where the likelihood has a maximum, and say why not where it has none."""
    n = values.count(np.ones(len(values.low), dtype=bool))
    detected = values.count(values.low > -np.inf)
    reasons = {
        "no_values": n == 0,
        "all_below": detected == 0,
        "all_above": values.count(values.high < np.inf) == 0,
        **refused,
    }
    fitted = ~np.any(list(reasons.values()), axis=0)
    chosen = values.within(fitted)
    prior_df = prior_df[fitted]
    found = maximise(chosen, prior_variance[fitted], prior_df)
    flat = found.information[0] * np.exp(2 * found.log_sigma) < _LEAST_INFORMATION
    for reason, rows in {"level_undetermined": flat, "not_converged": ~found.converged}.items():
        reasons[reason] = np.zeros(values.groups, dtype=bool)
        reasons[reason][fitted] = rows
    solved = found.converged & ~flat
    numbers = _estimates(chosen, found, n[fitted], prior_df, solved)
    placed = {name: np.full(values.groups, np.nan) for name in numbers}
    for name, column in placed.items():
        column[np.flatnonzero(fitted)[solved]] = numbers[name]
    return LognormalFit(
        **placed,
        n=n,
        n_detected=detected,
        n_unknown=values.n_unknown,
        status=np.select(list(reasons.values()), list(reasons), "ok"),
    )


def _estimates(
    values: Intervals, found: Maximum, n: Integers, prior_df: Floats, solved: npt.NDArray[np.bool_]
) -> dict[str, Floats]:
    """Return the numbers of the fits that are solved, one a group."""
    in_mu, across, in_sigma = (bend[solved] for bend in found.information)
    n, prior_df = n[solved], prior_df[solved]
    determinant = in_mu * in_sigma - across**2
    own_mean = prior_df == 0  # without a prior the likelihood has not paid for the mean
    df = determinant / in_mu / 2 - own_mean
    exact = is_exact(values.low, values.high)
    jacobian = values.total(np.where(exact, values.high, 0.0))
    return {
        "mu": found.mu[solved],
        "sigma": np.exp(found.log_sigma[solved]),
        "mu_se": np.sqrt(in_sigma / determinant),
        "log_sigma_se": np.sqrt(in_mu / determinant),
        "covariance": -across / determinant,
        "df": np.clip(df, np.maximum(prior_df, 1.0), prior_df + n - 1),
        "log_likelihood": (found.log_likelihood - jacobian)[solved],
    }
