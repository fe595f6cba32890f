"""Which weeks to sample: campaigns spread over their periods so that every day lies near one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avloppsanalys.calendar import CAMPAIGN_DAYS

__all__ = ["spread_campaigns"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def spread_campaigns(
    centre: Floats,
    first_day: Ints,
    is_open: npt.NDArray[np.bool_],
    start: Floats,
    end: Floats,
    *,
    marked: npt.NDArray[np.bool_] | None = None,
    wanted: Ints | None = None,
) -> npt.NDArray[np.intp] | None:
    """Choose a week for each campaign so that the days of each period lie as near as may be to a campaign of it.

    Each campaign takes one open week; two campaigns begin at least seven days apart, so that they are two. So many
    campaigns of each period as are wanted take a marked week, or as near that number as the open weeks allow; that
    comes before nearness. Which days are open is given; that people live otherwise in some weeks than in others is not
    modelled.

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
    marked : numpy.ndarray of bool, optional
        Whether campaign k would be of a marked kind in week w, shape (campaigns, weeks); by default none is.
    wanted : numpy.ndarray of int, optional
        How many marked campaigns the period of each campaign is to have, shape (campaigns,); by default none.

    Returns
    -------
    numpy.ndarray of int, or None
        The week of each campaign; None if they do not fit.

    Notes
    -----
    Minimises the sum over all days of the squared distance to the nearest campaign of the period, in the continuum: a
    gap g between two campaigns costs g³/12, a gap e between a campaign and the end of its period e³/3, and a marked
    campaign too many or too few more than all of those. Exact, by dynamic programming over campaigns and the marked
    ones so far; of equal plans the one with the earlier weeks. Without closed days m campaigns stand in the middle of
    m equal parts.

    Examples
    --------
    >>> weeks = np.arange(13) * 7.0
    >>> centre = np.tile(weeks + 3.5, (3, 1))
    >>> quarter = centre, centre.astype(int), np.ones((3, 13), bool), np.zeros(3), np.full(3, 91.0)
    >>> spread_campaigns(*quarter).tolist()
    [2, 6, 10]
    >>> last_of_month = np.isin(np.arange(13), [3, 8, 12])
    >>> spread_campaigns(*quarter, marked=np.tile(last_of_month, (3, 1)), wanted=np.ones(3, int)).tolist()
    [2, 7, 12]
    """
    campaigns, weeks = centre.shape
    is_marked = np.zeros(centre.shape, dtype=bool) if marked is None else marked
    number = np.zeros(campaigns, dtype=np.int64) if wanted is None else wanted
    new_period = np.r_[True, start[1:] != start[:-1]]
    last_of_period = np.r_[new_period[1:], True]
    own = np.where(is_open, 0.0, np.inf)
    own += np.where(new_period[:, None], np.maximum(centre - start[:, None], 0) ** 3 / 3, 0.0)
    own += np.where(last_of_period[:, None], np.maximum(end[:, None] - centre, 0) ** 3 / 3, 0.0)
    count = np.arange(_most_in_a_period(new_period) + 1 if is_marked.any() else 1)
    above_all = float(((end - start) ** 3)[new_period].sum())
    best = np.where(count == 0, 0.0, np.full((weeks, 1), np.inf))
    came_from: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]] = []
    for k in range(campaigns):  # one turn a campaign, all pairs of weeks at once
        before = np.tile(np.arange(weeks)[:, None], (1, len(count))), np.tile(count, (weeks, 1))
        if k:
            apart = first_day[k] - first_day[k - 1][:, None] >= CAMPAIGN_DAYS
            gap = np.where(new_period[k], 0.0, np.maximum(centre[k] - centre[k - 1][:, None], 0) ** 3 / 12)
            ended = best.argmin(axis=1) if new_period[k] else count
            reached = np.where(count == 0, best.min(axis=1)[:, None], np.inf) if new_period[k] else best
            through = reached[:, None, :] + np.where(apart, gap, np.inf)[:, :, None]
            week = through.argmin(axis=0)
            best = through.min(axis=0)
            before = week, ended[week] if new_period[k] else before[1]
        best, before = _marked_once_more(best, before, is_marked[k])
        best = best + own[k][:, None]
        if last_of_period[k]:
            best = best + above_all * np.abs(count - number[k])
        came_from.append(before)
    if not np.isfinite(best).any():
        return None
    chosen = np.empty(campaigns, dtype=np.intp)
    place = np.unravel_index(int(best.argmin()), best.shape)
    for k in range(campaigns - 1, -1, -1):
        chosen[k] = place[0]
        place = came_from[k][0][place], came_from[k][1][place]
    return chosen


def _most_in_a_period(new_period: npt.NDArray[np.bool_]) -> int:
    """Return the campaigns of the period that has most of them."""
    return int(np.bincount(np.cumsum(new_period)).max())


def _marked_once_more(
    best: Floats, before: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]], marked: npt.NDArray[np.bool_]
) -> tuple[Floats, tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Move what ends in a marked week one count up."""
    if not marked.any():
        return best, before
    shifted = np.hstack([np.full((len(best), 1), np.inf), best[:, :-1]])
    week, count = (np.where(marked[:, None], np.roll(one, 1, axis=1), one) for one in before)
    return np.where(marked[:, None], shifted, best), (week, count)
