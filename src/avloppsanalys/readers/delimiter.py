"""Text to rows of cells: which of ``;``, tab and ``,`` separates them, and on which line each row begins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Final

from avloppsanalys.readers.personal import without_personal_numbers
from avloppsanalys.readers.refusal import RefusedFileError

__all__ = ["DELIMITERS", "check_decimal_commas", "split_rows"]

DELIMITERS: Final = (";", "\t", ",")
"""In order of preference when two separate the file equally well: a comma may be a decimal sign."""

_SNIFFED_ROWS: Final = 200

# The two halves of "<12,5 ng/l" when the comma has been taken for a delimiter: "<12" and "5 ng/l".
_WHOLE: Final = re.compile(r"\s*[<>≤≥]?=?\s*[-+\u2212]?[0-9][0-9\s]*")
_FRACTION: Final = re.compile(r"[0-9]+(?![0-9.:-]).*")


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
        raise RefusedFileError("FIL009", name, row=ends[-1] + 1 if ends else 1) from error
    return rows, [1, *(end + 1 for end in ends[:-1])], delimiter


def _agreement(text: str, delimiter: str) -> int:
    """Return how many of the first rows have the most common number of cells, two at least."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        widths = Counter(len(row) for row in islice(reader, _SNIFFED_ROWS))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)


def check_decimal_commas(rows: Sequence[Sequence[str]], lines: Sequence[int], *, width: int, name: str) -> None:
    """Refuse a comma-separated table in which decimal commas have split numbers over two cells.

    Rows that are too long show it; a row of the right length may be shifted too where its last cells are blank, so none
    of the table can be trusted.

    Parameters
    ----------
    rows : sequence of sequence of str
        The rows below the header.
    lines : sequence of int
        Their lines.
    width : int
        Number of cells of the header.
    name : str
        Name of the file, for the error.

    Raises
    ------
    FileError
        If a row has filled cells beyond the header, and two cells that can be the halves of one number.
    """
    split = [
        place
        for place, row in enumerate(rows)
        if any(map(str.strip, row[width:]))
        and any(_WHOLE.fullmatch(left) and _FRACTION.fullmatch(right) for left, right in pairwise(row))
    ]
    if split:
        shown = without_personal_numbers(",".join(rows[split[0]]))[:200]
        raise RefusedFileError("FIL023", name, count=len(split), row=lines[split[0]], shown=shown)
