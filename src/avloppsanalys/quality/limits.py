"""The limits that the checks compare with: a kommun's own where it has chosen one, else the tabled ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from avloppsanalys.reference import thresholds

__all__ = ["Limits", "OwnLimits"]

OwnLimits = Mapping[str, Mapping[str, float]]
"""Check -> name of a limit -> the value that a kommun has chosen for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What passes, by check and name of the limit.

    Examples
    --------
    >>> Limits({"QUA010": {"low": 150.0}}).of("QUA010", "low"), Limits().of("QUA010", "high")
    (150.0, 600.0)
    """

    own: OwnLimits = field(default_factory=dict)

    def of(self, check: str, name: str) -> float:
        """Return a limit of a check, nan where there is none of that name."""
        own = self.own.get(check, {})
        return float(own[name]) if name in own else _tabled(check, name)


@cache
def _tabled(check: str, name: str) -> float:
    """Return a limit as the reference table has it."""
    return next((row.value for row in thresholds() if (row.check, row.name) == (check, name)), np.nan)
