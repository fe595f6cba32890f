"""XLSX to the same grid of text cells; calamine does the reading."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.wording import Phrase

__all__ = ["EXACT", "Sheet", "read_sheet"]

EXACT: Final = "\x02"
"""Begins a cell that Excel stores as a number: its point is a decimal sign in every file. No text file holds this."""

MAX_UNPACKED_BYTES: Final = 200_000_000

_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_CELL: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*?(?<!/)>(.*?)</c>', re.DOTALL)
_NO_RESULT: Final = re.compile(rb"<f\b(?!.*<v>[^<])", re.DOTALL)

# What zipfile raises for archives whose bytes have been cut or changed.
_ARCHIVE_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, NotImplementedError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one worksheet as text, and the names of the other visible sheets that hold something."""

    name: str
    others: tuple[str, ...]
    rows: list[list[str]]


def read_sheet(data: bytes, *, name: str) -> Sheet:
    """Return the first visible worksheet that holds anything.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for the error.

    Returns
    -------
    Sheet

    Raises
    ------
    FileError
        If the workbook is truncated or damaged, holds nothing, or holds formulas without a saved result.
    """
    # calamine is imported on first use: most files are CSV
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _check_archive(data, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = {
            sheet.name: workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        }
    except CalamineError as error:
        raise RefusedFileError("FIL010", name, why=Phrase("archive_fault.content")) from error
    filled = [sheet for sheet, rows in grids.items() if any(cell != "" for row in rows for cell in row)]
    if not filled:
        raise RefusedFileError("FIL002", name)
    rows = [[_as_text(cell) for cell in row] for row in grids[filled[0]]]
    return Sheet(name=filled[0], others=tuple(filled[1:]), rows=rows)


def _as_text(cell: _Cell) -> str:
    """Write one cell so that it can be read in one way only."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else f"{EXACT}{cell!r}"
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _check_archive(data: bytes, name: str) -> None:
    """Refuse what calamine would read in part or as blanks: broken archives, Excel errors, formulas without result."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            small = unpacked <= MAX_UNPACKED_BYTES
            broken = archive.testzip() if small else None
            parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
            sheets = [archive.read(part) for part in parts] if small and not broken else []
    except _ARCHIVE_FAULTS as error:
        raise RefusedFileError("FIL010", name, why=Phrase("archive_fault.no_archive")) from error
    if not small:
        size, limit = (f"{number / 1e6:.0f}" for number in (unpacked, MAX_UNPACKED_BYTES))
        raise RefusedFileError("FIL003", name, size=size, limit=limit)
    if broken:
        raise RefusedFileError("FIL010", name, why=Phrase("archive_fault.checksum"))
    unread = [cell.decode() for sheet in sheets for cell in _cells_without_value(sheet)]
    if unread:
        shown = ", ".join(unread[:5]) + (", ..." if len(unread) > 5 else "")
        raise RefusedFileError("FIL011", name, count=len(unread), cells=shown)


def _cells_without_value(sheet: bytes) -> list[bytes]:
    """Return the cells (as "D7") whose value a reader would take for a blank."""
    if b't="e"' not in sheet and b"<f" not in sheet:
        return []
    unread = []
    for match in _CELL.finditer(sheet):
        tag = match.group(0)[: match.start(2) - match.start()]
        # a formula that yields "" is saved as an empty text: that is a result
        if b't="e"' in tag or (b't="str"' not in tag and _NO_RESULT.search(match.group(2))):
            unread.append(match.group(1))
    return unread
