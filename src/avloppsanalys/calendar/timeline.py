"""Periods in their order, those without samples among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pandas as pd

from avloppsanalys.calendar.period import Period, PeriodKind, period_of
from avloppsanalys.tables import TIMEZONE

__all__ = ["kind_of", "timeline"]

_KINDS: Final[tuple[tuple[str, PeriodKind], ...]] = (
    (r"\d{4}v\d\d", "week"),
    (r"\d{4}-\d\d", "month"),
    (r"\d{4}K\d", "quarter"),
    (r"\d{4}T\d", "tertial"),
    (r"\d{4}H\d", "halfyear"),
    (r"\d{4}", "year"),
)


def kind_of(periods: Iterable[str]) -> PeriodKind | None:
    """Return the kind that all periods share, or None when they are free periods or of several kinds."""
    kinds = {next((kind for form, kind in _KINDS if re.fullmatch(form, period)), None) for period in periods}
    return kinds.pop() if len(kinds) == 1 else None


def timeline(periods: Iterable[str]) -> tuple[Period, ...]:
    """Return the periods in time order; between named ones also those that the table does not hold.

    Parameters
    ----------
    periods : iterable of str
        Names as in a table of levels, in any order.

    Returns
    -------
    tuple of Period

    Examples
    --------
    >>> [period.name for period in timeline(["2026K3", "2026K1"])]
    ['2026K1', '2026K2', '2026K3']
    """
    return _with_those_between(frozenset(periods))


@lru_cache(maxsize=100)
def _with_those_between(names: frozenset[str]) -> tuple[Period, ...]:
    """Return the named periods and those between; all substances of a place have the same ones, in every picture."""
    present = sorted({Period.parse(name) for name in names}, key=lambda period: (period.first, period.last))
    kind = kind_of(period.name for period in present)
    if kind is None or len(present) < 2:
        return tuple(present)
    days = pd.Series(pd.date_range(present[0].first, present[-1].first, freq="D", tz=TIMEZONE))
    return tuple(Period.parse(name) for name in period_of(days, kind).unique())
