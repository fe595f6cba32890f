"""Bars that a benchmark must hold: what was measured, between what it must lie, and whether it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One number and the bar that it must hold."""

    name: str
    value: float
    low: float = -np.inf
    high: float = np.inf

    @property
    def held(self) -> bool:
        """Whether the number lies where it must; a missing one does not."""
        return bool(self.low <= self.value <= self.high)

    @property
    def asked(self) -> str:
        """Return the bar in words."""
        if np.isfinite(self.low) and np.isfinite(self.high):
            return f"{self.low:g} to {self.high:g}"
        return f"at least {self.low:g}" if np.isfinite(self.low) else f"at most {self.high:g}"

    def __str__(self) -> str:
        """Return one line."""
        return f"{'held' if self.held else 'MISSED':6}  {self.name}: {self.value:.4g} ({self.asked})"


def verdict(bars: Iterable[Bar]) -> int:
    """Print every bar, those that were missed last, and return how many those are."""
    ordered = sorted(bars, key=lambda bar: not bar.held)
    for bar in ordered:
        print(bar)
    missed = sum(not bar.held for bar in ordered)
    print(f"\n{len(ordered) - missed} of {len(ordered)} bars held")
    return missed
