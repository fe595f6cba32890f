"""Settings that levels and changes share, refused where they are none of those that exist."""

from __future__ import annotations

from typing import get_args

from avloppsanalys.errors import TableError
from avloppsanalys.tables import WeekdayBasis

__all__ = ["check_settings"]


def check_settings(weekday_basis: str, interval_level: float) -> None:
    """Refuse a weekday basis or a coverage that is none.

    Parameters
    ----------
    weekday_basis : {"seven_days", "as_sampled"}
        Whether days are evened out over the week.
    interval_level : float
        Coverage of intervals, above 0 and below 1.

    Raises
    ------
    TableError
        If either is something else; both are named.
    """
    faults = []
    if weekday_basis not in get_args(WeekdayBasis):
        faults.append(f"weekday_basis={weekday_basis!r}: give one of {', '.join(get_args(WeekdayBasis))}.")
    if not 0 < interval_level < 1:
        faults.append(f"interval_level={interval_level!r}: give a share above 0 and below 1, as 0.95.")
    if faults:
        raise TableError(" ".join(faults))
