"""The maximum of a censored normal likelihood in both its parameters, for many groups at once.

Worked in Olsen's parameters alpha = mu / sigma and tau = 1 / sigma, where the log-likelihood is concave whatever the
censoring: Newton's method with halved steps finds the one maximum from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.intervals import Intervals, is_exact, middles
from avloppsanalys.censoring.truncated_normal import below, between

__all__ = ["Maximum", "maximise"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_MOST_STEPS = 100
_DECREMENT = 1e-20  # twice the rise that a Newton step still promises: a distance of 1e-10 standard errors
_ACCEPTED = 1e-10  # the same, where rounding lets it come no nearer
_SLACK = 1e-12  # rounding of the log-likelihood itself
_WIDE = 1e6  # a log interval wider than this says no more of where the values lie than an open one
_RIDGE = 1e-12  # so that a likelihood which is flat in mu still finds its sigma


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """Where the (penalised) likelihood of each group is largest, and how it bends there."""

    mu: Floats
    log_sigma: Floats
    log_likelihood: Floats
    """Of the values on the log scale, without the penalty."""
    information: tuple[Floats, Floats, Floats]
    """Minus the second derivatives in (mu, mu), (mu, ln sigma) and (ln sigma, ln sigma), with the penalty."""
    converged: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Likelihood:
    """The data of each group in the form that the log-likelihood needs, shifted and scaled to size one."""

    count: Floats
    total: Floats
    squares: Floats
    side: Floats  # of each one-sided value: 1 below an end, -1 above it
    end: Floats
    low: Floats
    high: Floats
    group: Integers  # of the one-sided values and then of the two-sided ones
    groups: int
    power: Floats
    """Weight of ln tau in the penalty, ``d0 - 1``; 0 without one."""
    pull: Floats
    """Weight of tau² / 2 in the penalty, ``d0 s0²``; 0 without one."""

    def terms(self, alpha: Floats, tau: Floats) -> Floats:
        """Return value, two slopes and three minus second derivatives of the penalised log-likelihood: (6, groups)."""
        exact = np.array(
            [
                self.count * np.log(tau)
                - (tau**2 * self.squares - 2 * alpha * tau * self.total + self.count * alpha**2) / 2
                - self.count * np.log(2 * np.pi) / 2,
                tau * self.total - self.count * alpha,
                self.count / tau - tau * self.squares + alpha * self.total,
                self.count,
                -self.total,
                self.count / tau**2 + self.squares,
            ]
        )
        ones = len(self.end)
        rows = np.concatenate(
            [
                _one_sided(self.side, self.end, alpha[self.group[:ones]], tau[self.group[:ones]]),
                _two_sided(self.low, self.high, alpha[self.group[ones:]], tau[self.group[ones:]]),
            ],
            axis=1,
        )
        censored = [np.bincount(self.group, row, minlength=self.groups) for row in rows]
        return exact + np.array(censored) + self.penalty(tau)

    def penalty(self, tau: Floats) -> Floats:
        """Return the same six terms of the log prior of sigma alone."""
        none = np.zeros(self.groups)
        return np.array(
            [
                self.power * np.log(tau) - self.pull * tau**2 / 2,
                none,
                self.power / tau - self.pull * tau,
                none,
                none,
                self.power / tau**2 + self.pull,
            ]
        )


def _one_sided(side: Floats, end: Floats, alpha: Floats, tau: Floats) -> Floats:
    """Return the six terms of values below (side 1) or above (side -1) an end."""
    z = side * (tau * end - alpha)
    log_mass, hazard = below(z)
    bend = hazard * (z + hazard)
    return np.array([log_mass, -side * hazard, side * hazard * end, bend, -bend * end, bend * end**2])


def _two_sided(low: Floats, high: Floats, alpha: Floats, tau: Floats) -> Floats:
    """Return the six terms of values between two ends."""
    log_mass, at_low, at_high, mean = between(tau * low - alpha, tau * high - alpha)
    middle, half = low / 2 + high / 2, (high - low) / 2
    centre, reach = tau * middle - alpha, tau * half
    both = at_low + at_high
    # Sums and differences over the two ends, written so that nothing cancels where the interval is narrow.
    slope = half * both - mean * middle
    edge = reach * both - centre * mean  # at_high * z_high - at_low * z_low
    lever = half * (centre * both - reach * mean)
    return np.array(
        [
            log_mass,
            mean,
            slope,
            edge + mean**2,
            -(middle * edge + lever) + mean * slope,
            (middle**2 + half**2) * edge + 2 * middle * lever + slope**2,
        ]
    )


def maximise(values: Intervals, prior_variance: Floats, prior_df: Floats) -> Maximum:
    """Return the maximum of each group's log-likelihood, or of the penalised one where `prior_df` is above 0.

    Parameters
    ----------
    values : Intervals
        Groups whose likelihood has a maximum.
    prior_variance, prior_df : numpy.ndarray
        One a group. The penalty is ``-(d0 - 1) ln sigma - d0 s0² / (2 sigma²)``: a scaled inverse chi-square prior for
        sigma² and one degree of freedom given back for the mean. With no value censored, sigma² is then exactly
        ``(d0 s0² + sum of squares) / (d0 + n - 1)``.

    Returns
    -------
    Maximum
    """
    centre, scale = _centre_and_scale(values, prior_variance, prior_df)
    likelihood = _standardised(values, centre, scale, prior_variance, prior_df)
    alpha, tau = np.zeros(values.groups), np.ones(values.groups)
    terms = likelihood.terms(alpha, tau)
    share = np.ones(values.groups)
    for _ in range(_MOST_STEPS):
        rise_alpha, rise_tau, decrement = _newton_step(terms)
        moving = decrement > _DECREMENT
        if not moving.any():
            break
        bounded = np.minimum(1.0, 0.75 * tau / np.maximum(-rise_tau, 1e-200))  # tau stays positive
        length = np.where(moving, share * np.where(rise_tau < 0, bounded, 1.0), 0.0)
        tried_alpha, tried_tau = alpha + length * rise_alpha, tau + length * rise_tau
        tried = likelihood.terms(tried_alpha, tried_tau)
        better = tried[0] >= terms[0] - _SLACK * (1 + np.abs(terms[0]))
        alpha, tau = np.where(better, tried_alpha, alpha), np.where(better, tried_tau, tau)
        terms, share = np.where(better, tried, terms), np.where(better, 1.0, share / 2)
    return _in_mu_and_sigma(likelihood, alpha, tau, terms, centre, scale)


def _newton_step(terms: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the step in alpha and in tau, and twice the rise that it promises."""
    _, slope_a, slope_t, n_aa, n_at, n_tt = terms
    n_aa = n_aa + _RIDGE
    determinant = n_aa * n_tt - n_at**2
    rise_alpha = (n_tt * slope_a - n_at * slope_t) / determinant
    rise_tau = (n_aa * slope_t - n_at * slope_a) / determinant
    return rise_alpha, rise_tau, slope_a * rise_alpha + slope_t * rise_tau


def _centre_and_scale(values: Intervals, prior_variance: Floats, prior_df: Floats) -> tuple[Floats, Floats]:
    """Return a first guess of mean and standard deviation: narrow intervals say where, and wide ones are near."""
    width = np.where(np.isfinite(values.low) & np.isfinite(values.high), values.high - values.low, np.inf)
    weight = 1 / (np.minimum(width, _WIDE) + 1 / _WIDE)
    middle = values.total(weight * middles(values.low, values.high)) / values.total(weight)
    nearest = np.clip(middle[values.group], values.low, values.high)
    count = values.total(np.ones(len(nearest)))
    centre = values.total(nearest) / count
    squares = values.total(np.square(nearest - centre[values.group]))
    return centre, np.sqrt((squares + prior_df * prior_variance) / (count + prior_df))


def _standardised(
    values: Intervals, centre: Floats, scale: Floats, prior_variance: Floats, prior_df: Floats
) -> _Likelihood:
    """Return the likelihood of the values less `centre` over `scale`."""
    low = (values.low - centre[values.group]) / scale[values.group]
    high = (values.high - centre[values.group]) / scale[values.group]
    exact = is_exact(values.low, values.high)
    number = np.where(exact, low / 2 + high / 2, 0.0)
    below_end, above_end = np.isneginf(low), np.isposinf(high)
    two = ~(exact | below_end | above_end)
    ends = np.concatenate([high[below_end], low[above_end]])
    return _Likelihood(
        count=values.total(exact),
        total=values.total(number),
        squares=values.total(np.square(number)),
        side=np.repeat([1.0, -1.0], [below_end.sum(), above_end.sum()]),
        end=ends,
        low=low[two],
        high=high[two],
        group=np.concatenate([values.group[below_end], values.group[above_end], values.group[two]]),
        groups=values.groups,
        power=np.where(prior_df > 0, prior_df - 1, 0.0),
        pull=prior_df * prior_variance / np.square(scale),
    )


def _in_mu_and_sigma(
    likelihood: _Likelihood, alpha: Floats, tau: Floats, terms: Floats, centre: Floats, scale: Floats
) -> Maximum:
    """Return the maximum in the parameters that are asked for: the slopes are zero, so the bends carry over simply."""
    _, _, _, n_aa, n_at, n_tt = terms
    information = (
        tau**2 * n_aa / scale**2,
        -tau * (alpha * n_aa + tau * n_at) / scale,
        alpha**2 * n_aa + 2 * alpha * tau * n_at + tau**2 * n_tt,
    )
    decrement = _newton_step(terms)[2]
    return Maximum(
        mu=centre + scale * alpha / tau,
        log_sigma=np.log(scale / tau),
        log_likelihood=terms[0] - likelihood.penalty(tau)[0] - likelihood.count * np.log(scale),
        information=information,
        converged=(np.abs(decrement) <= _ACCEPTED) & (n_aa * n_tt - n_at**2 > _SLACK * n_aa * n_tt),
    )
