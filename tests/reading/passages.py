"""What a reader finds in a file: words, and numbers as programs hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Held", "Passage", "one_line"]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Words that a person reads: where they stand, the heading that says what they are about, and a table's row."""

    where: str
    words: str
    heading: str = ""
    row: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A number with all its digits: where it stands, the heading above it, and what its row and column are called."""

    where: str
    value: float
    heading: str = ""
    row: str = ""
    column: str = ""


def one_line(words: str) -> str:
    """Return words on one line; hard spaces stay, since they hold a number together."""
    return re.sub(r"[ \t\r\n\v]+", " ", words).strip()
