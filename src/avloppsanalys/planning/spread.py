"""Which weeks to sample: campaigns spread over their periods so that every day lies near one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avloppsanalys.calendar import CAMPAIGN_DAYS

__all__ = ["spread_campaigns"]

Floats = npt.NDArray[np.float64]


def spread_campaigns(
    centre: Floats, first_day: npt.NDArray[np.int64], is_open: npt.NDArray[np.bool_], start: Floats, end: Floats
) -> npt.NDArray[np.intp] | None:
    """Choose a week for each campaign so that the days of each period lie as near as may be to a campaign of it.

    Each campaign takes one open week; two campaigns begin at least seven days apart, so that they are two. Which days
    are open is given; that people live otherwise in some weeks than in others is not modelled.

    Parameters
    ----------
    centre : numpy.ndarray
        Mean day of campaign k in week w [days], shape (campaigns, weeks).
    first_day : numpy.ndarray
        First day of campaign k in week w [days], same shape.
    is_open : numpy.ndarray of bool
        Whether campaign k may take week w, same shape.
    start, end : numpy.ndarray
        The period of each campaign: its first day, and the day after its last [days], shape (campaigns,). Campaigns
        come in time order; those with the same `start` share a period.

    Returns
    -------
    numpy.ndarray of int, or None
        The week of each campaign; None if they do not fit.

    Notes
    -----
    Minimises the sum over all days of the squared distance to the nearest campaign of the period, in the continuum: a
    gap g between two campaigns costs g³/12, a gap e between a campaign and the end of its period e³/3. Exact, by
    dynamic programming over campaigns; of equal plans the one with the earlier weeks. Without closed days m campaigns
    stand in the middle of m equal parts.

    Examples
    --------
    >>> weeks = np.arange(13) * 7.0
    >>> centre = np.tile(weeks + 3.5, (3, 1))
    >>> spread_campaigns(centre, centre.astype(int), np.ones((3, 13), bool), np.zeros(3), np.full(3, 91.0)).tolist()
    [2, 6, 10]
    """
    campaigns, _ = centre.shape
    new_period = np.r_[True, start[1:] != start[:-1]]
    last_of_period = np.r_[new_period[1:], True]
    own = np.where(is_open, 0.0, np.inf)
    own += np.where(new_period[:, None], np.maximum(centre - start[:, None], 0) ** 3 / 3, 0.0)
    own += np.where(last_of_period[:, None], np.maximum(end[:, None] - centre, 0) ** 3 / 3, 0.0)
    best = own[0]
    came_from = np.zeros(centre.shape, dtype=np.intp)
    for k in range(1, campaigns):  # one turn a campaign, all pairs of weeks at once
        gap = np.where(new_period[k], 0.0, np.maximum(centre[k] - centre[k - 1][:, None], 0) ** 3 / 12)
        apart = first_day[k] - first_day[k - 1][:, None] >= CAMPAIGN_DAYS
        through = np.where(apart, best[:, None] + gap, np.inf)
        came_from[k] = np.argmin(through, axis=0)
        best = through[came_from[k], np.arange(centre.shape[1])] + own[k]
    week = int(np.argmin(best))
    if not np.isfinite(best[week]):
        return None
    chosen = np.empty(campaigns, dtype=np.intp)
    for k in range(campaigns - 1, -1, -1):
        chosen[k] = week
        week = int(came_from[k, week])
    return chosen
