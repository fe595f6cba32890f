"""Text to rows of cells: which of ``;``, tab and ``,`` separates them, and on which line each row begins."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice
from typing import Final

from avloppsanalys.readers.refusal import RefusedFileError

__all__ = ["DELIMITERS", "split_rows"]

DELIMITERS: Final = (";", "\t", ",")
"""In order of preference when two separate the file equally well: a comma may be a decimal sign."""

_SNIFFED_ROWS: Final = 200


def split_rows(text: str, *, name: str) -> tuple[list[list[str]], list[int], str]:
    """Return the rows of `text`, the line on which each begins, and the delimiter.

    Parameters
    ----------
    text : str
        The whole file.
    name : str
        Name of the file, for the error.

    Returns
    -------
    rows : list of list of str
        Cells with outer spaces kept, quotes resolved.
    lines : list of int
        1-based; a quoted cell may run over several lines.
    delimiter : str
        One of `DELIMITERS`.

    Raises
    ------
    FileError
        If a quoted cell is never closed, or is followed by more text.
    """
    delimiter = max(DELIMITERS, key=lambda candidate: _agreement(text, candidate))
    # strict: otherwise a quotation mark that is never closed swallows the rest of the file in silence
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        raise RefusedFileError("FIL009", name, row=ends[-1] + 1 if ends else 1, why=error) from error
    return rows, [1, *(end + 1 for end in ends[:-1])], delimiter


def _agreement(text: str, delimiter: str) -> int:
    """Return how many of the first rows have the most common number of cells, two at least."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        widths = Counter(len(row) for row in islice(reader, _SNIFFED_ROWS))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)
