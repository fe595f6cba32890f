"""A file as a grid of text cells with line numbers, whatever its encoding, delimiter or format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from avloppsanalys.readers.delimiter import split_rows
from avloppsanalys.readers.encoding import decode
from avloppsanalys.readers.reading import SourceFile
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.workbook import read_sheet
from avloppsanalys.wording import system_fault

__all__ = ["MAX_BYTES", "Grid", "read_grid", "source_file"]

MAX_BYTES: Final = 20_000_000
"""Far above any laboratory's table; a larger file is another kind of file."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BINARY: Final = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of one file, as text, none of them interpreted yet.

    `lines` holds, for each row, its 1-based line as an editor (or its row as Excel) shows it. Rows may differ in
    length, and blank rows are kept. A number cell of a workbook is text that begins with `EXACT`.
    """

    name: str
    sha256: str
    encoding: str
    delimiter: str
    sheet: str
    other_sheets: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]


def source_file(grid: Grid, *, layout: str, decimal: str | None) -> SourceFile:
    """Return what a file was read as; how many of its rows were used is for the reader to add."""
    return SourceFile(
        name=grid.name,
        sha256=grid.sha256,
        layout=layout,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        decimal=decimal or "",
    )


def read_grid(path: str | PathLike[str]) -> Grid:
    """Read a CSV, TSV or XLSX file as text cells.

    The encoding is UTF-8 (with or without a byte order mark), UTF-16 or cp1252; the delimiter ``;``, ``,`` or tab. Of a
    workbook the first visible sheet that holds anything is read.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    Grid

    Raises
    ------
    FileError
        If the file is missing, empty, binary, too large, truncated or in no accepted encoding.
    """
    file = Path(path)
    data = _read_bytes(file)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        sheet = read_sheet(data, name=file.name)
        return Grid(
            name=file.name,
            sha256=digest,
            encoding="xlsx",
            delimiter="",
            sheet=sheet.name,
            other_sheets=sheet.others,
            rows=sheet.rows,
            lines=list(range(1, len(sheet.rows) + 1)),
        )
    text, encoding = decode(data, name=file.name)
    rows, lines, delimiter = split_rows(text, name=file.name)
    return Grid(
        name=file.name,
        sha256=digest,
        encoding=encoding,
        delimiter=delimiter,
        sheet="",
        other_sheets=(),
        rows=rows,
        lines=lines,
    )


def _read_bytes(file: Path) -> bytes:
    """Return the bytes of a file that may hold a table, or say why it cannot."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise RefusedFileError("FIL003", file.name, size=f"{size / 1e6:.1f}", limit=f"{MAX_BYTES / 1e6:.0f}")
        data = file.read_bytes()
    except OSError as error:
        raise RefusedFileError("FIL001", file.name, why=system_fault(error), path=file) from error
    if not data:
        raise RefusedFileError("FIL002", file.name)
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            raise RefusedFileError("FIL004", file.name, kind=kind)
    if data.startswith(_OLE):
        raise RefusedFileError("FIL005", file.name)
    return data
