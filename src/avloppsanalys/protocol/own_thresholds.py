"""The kommun's own limits of the quality checks: what is wrong with them, told with all else that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from avloppsanalys.errors import near_matches
from avloppsanalys.protocol.toml_value import as_toml
from avloppsanalys.reference import thresholds
from avloppsanalys.wording import Phrase, ProblemLog

__all__ = ["note_thresholds"]

_ENDS: Final = (("low", "high"), ("low_since_first", "high_since_first"))
_NEVER_NEGATIVE: Final = ("robust_z", "least_days", "least_scatter", "least_samples", "high_frozen", "high_unfrozen")
_MOST: Final = 1e6
"""No limit of any check, in its unit, comes near it. Our choice."""


def note_thresholds(given: object, log: ProblemLog, file: str) -> None:
    """Note limits of checks that do not exist, that are no numbers, or of which the lower is above the upper.

    Parameters
    ----------
    given : object
        The section ``thresholds``: check -> name of a limit -> its value; anything else holds no limit.
    log : ProblemLog
        Where the faults are noted.
    file : str
        What the faults are of.
    """
    tabled: dict[str, dict[str, float]] = {}
    for row in thresholds():
        tabled.setdefault(row.check, {})[row.name] = row.value
    for check, own in given.items() if isinstance(given, Mapping) else ():
        key = f"thresholds.{check}"
        if check not in tabled:
            _note_unknown("thresholds", check, tabled, log, file)
        elif not isinstance(own, Mapping):
            log.add("PRO005", file=file, key=key, value=as_toml(own), expected=Phrase("protocol.expected.limits"))
        else:
            sound = {
                name: value for name, value in own.items() if _note_limit(key, name, value, tabled[check], log, file)
            }
            limits = tabled[check] | sound
            for low, high in _ENDS:
                if limits.get(low, -math.inf) > limits.get(high, math.inf):
                    log.add("PRO020", file=file, check=check, low=f"{limits[low]:g}", high=f"{limits[high]:g}")


def _note_limit(key: str, name: str, value: object, tabled: Mapping[str, float], log: ProblemLog, file: str) -> bool:
    """Note one limit that cannot be, and return whether it can."""
    before = len(log)
    if name not in tabled:
        _note_unknown(key, name, tabled, log, file)
    elif isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        expected = Phrase("protocol.expected.number")
        log.add("PRO005", file=file, key=f"{key}.{name}", value=as_toml(value), expected=expected)
    elif not (0 if name in _NEVER_NEGATIVE else -_MOST) <= value <= _MOST:
        low = 0 if name in _NEVER_NEGATIVE else -_MOST
        log.add("PRO007", file=file, key=f"{key}.{name}", value=value, low=f"{low:.0f}", high=f"{_MOST:.0f}")
    return len(log) == before


def _note_unknown(key: str, value: str, known: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note a check or a limit that does not exist, with what was perhaps meant."""
    log.add("PRO006", file=file, key=key, value=value, known=", ".join(near_matches(str(value), known) or known))
