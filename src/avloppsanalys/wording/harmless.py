"""Words that people typed, without what would harm the words around them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["TURNING", "harmless"]

TURNING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks of direction, as a class of a regular expression has them."""

_TURNING: Final = re.compile(f"[{TURNING}]")


def harmless(words: str, *, lines: bool = False) -> str:
    r"""Return words without control characters, and without what would turn the direction of the text around.

    A number that is read from right to left is another number, so marks of direction are left out; letters of scripts
    that run that way keep their own.

    Parameters
    ----------
    words : str
        Any text.
    lines : bool, default False
        Whether line breaks are kept; else the words are put on one line.

    Returns
    -------
    str
        Hard spaces are kept.

    Examples
    --------
    >>> harmless("17\u202e 82\x00\nmg <script>")
    '17 82 mg <script>'
    """
    spaced = words if lines else re.sub(r"[^\S\u00a0\u202f]+", " ", words).strip()
    return "".join(
        letter
        for letter in _TURNING.sub("", spaced)
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
