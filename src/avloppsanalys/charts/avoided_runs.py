"""The stretches of days that a year plan avoids: storhelger, payday weekends, school holidays and events."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pandas as pd

__all__ = ["BANDS", "AvoidedRun", "avoided_runs"]

BANDS: Final = ("public_holiday", "payday_weekend", "school_holiday", "event")
"""The kinds that a chart tells apart; any other is an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvoidedRun:
    """A stretch of days that are avoided for one reason."""

    kind: str
    name: str
    first: int
    last: int


def avoided_runs(days: pd.DataFrame) -> list[AvoidedRun]:
    """Return the stretches of days that belong together; payday weekends only where they are avoided."""
    own = days[days["kind"].ne("day_after") & (days["kind"].ne("payday_weekend") | days["closed"].astype(bool))]
    runs = []
    for (kind, whole), rows in own.groupby(["kind", "whole"], sort=False):
        numbers = sorted({day.toordinal() for day in rows["date"]})
        breaks = [0, *(place for place, (a, b) in enumerate(pairwise(numbers), start=1) if b - a > 1), len(numbers)]
        shown = str(kind) if kind in BANDS else "event"
        runs += [
            AvoidedRun(kind=shown, name=str(whole), first=numbers[a], last=numbers[b - 1]) for a, b in pairwise(breaks)
        ]
    return sorted(runs, key=lambda run: (run.first, run.last, run.name))
