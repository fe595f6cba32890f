"""The digest that a decision to publish names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["digest"]

_DIGITS: Final = 6
"""Computers differ in the last digits of a number: those are no change of a result."""
"""Computers differ in the last digits of a number: those are no change of a result."""


def digest(named: list[str], told: Sequence[Mapping[Any, Any]]) -> str:
    """Return twelve hexadecimal digits of what is told, whatever the language, the version and the last digits."""
    records = [
        {**record, "caveats": [caveat["id"] for caveat in record["caveats"]]} if "caveats" in record else record
        for record in told
    ]
    plain = [
        sorted(
            (key, f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)) for key, value in record.items()
        )
        for record in records
    ]
    return hashlib.sha256(repr([*named, *plain]).encode()).hexdigest()[:12]
