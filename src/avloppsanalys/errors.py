"""Exceptions, and how offending rows are shown in them.

An error says what is wrong, where, how many times, and what to do. It reports everything it found at once, and it
also inherits the builtin that a programmer would expect (``ValueError``, ``LookupError``).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AvloppsanalysError",
    "FileError",
    "TableError",
    "UnitError",
    "UnknownNameError",
    "near_matches",
    "show_rows",
]

SHOWN_ROWS = 5


class AvloppsanalysError(Exception):
    """Base of every error that this package raises on purpose."""


class FileError(AvloppsanalysError, ValueError):
    """A file that cannot be trusted as a whole: empty, binary, truncated, too large, of an unknown layout."""


class TableError(AvloppsanalysError, ValueError):
    """A table that lacks a column, holds the wrong kind of values, or repeats a key."""


class UnitError(AvloppsanalysError, ValueError):
    """A unit that is missing, unknown, or of another dimension than the quantity."""


class UnknownNameError(AvloppsanalysError, LookupError):
    """A substance, factor set or other name that the reference tables do not hold."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, matches: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.matches = tuple(matches) or near_matches(name, known)
        hint = f"Did you mean {' or '.join(map(repr, self.matches))}?" if self.matches else "No name is near it."
        super().__init__(f"Unknown {kind} {name!r}. {hint}")


def near_matches(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known names that resemble `name`, the nearest first.

    Parameters
    ----------
    name : str
        What was asked for.
    known : iterable of str
        The names that exist.

    Returns
    -------
    tuple of str
        At most three; empty when nothing is near.

    Examples
    --------
    >>> near_matches("kokian", ["kokain", "ketamin", "MDMA"])
    ('kokain',)
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    return tuple(by_folded[match] for match in get_close_matches(name.casefold(), by_folded, n=3))


def show_rows(frame: pd.DataFrame) -> str:
    """Return the first rows of `frame` as indented text for an error message, with a count of the rest.

    Parameters
    ----------
    frame : pandas.DataFrame
        The offending rows.

    Returns
    -------
    str
        One line a row under the column names; never more than five rows.
    """
    shown = frame.head(SHOWN_ROWS).to_string(index=False)
    text = "\n".join(f"    {line}" for line in shown.splitlines())
    hidden = len(frame) - SHOWN_ROWS
    return f"{text}\n    ... and {hidden} more" if hidden > 0 else text
