"""The workbook as a whole: which sheets there are, in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.charts import write_charts
from avloppsanalys.exports.workbook.findings import write_findings
from avloppsanalys.exports.workbook.glossary import write_glossary
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.exports.workbook.told import write_told
from avloppsanalys.wording import harmless, text

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["write_workbook"]

MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the same underlag gives the same bytes: a file's own dates say when
_FIRST: Final = "andrat"
"""What has changed since the last underlag is the first question at a meeting."""
_TO_READ: Final = (_FIRST, "anmarkningar")
"""Tables of sentences."""
_SETTINGS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(briefing: Briefing, path: Path) -> None:
    """Write an underlag as a workbook.

    Sheets in order: the findings, charts that can be edited, what has changed, every other table as an Excel table (the
    problems among them), how it was done, and what the words mean. Every number is a number, in the digits of the table
    that it is from; its number format shows as many as few samples can carry. A text is never executed, whatever it
    begins with. The same underlag gives the same bytes.

    Parameters
    ----------
    briefing : Briefing
        The finished underlag.
    path : pathlib.Path
        File to write; its folder must exist.
    """
    from xlsxwriter import Workbook  # only who writes a workbook pays for the import

    with Workbook(str(path), _SETTINGS) as book:
        _describe(book, briefing)
        sheets = Sheets(book, briefing.lang)
        write_findings(briefing, sheets)
        write_charts(briefing, sheets)
        for name in sorted(briefing.tables, key=lambda one: one != _FIRST):
            sheets.table(briefing.headings[name], briefing.tables[name], to_read=name in _TO_READ)
        write_told(briefing, sheets)
        write_glossary(briefing, sheets)


def _describe(book: Workbook, briefing: Briefing) -> None:
    """Say what the workbook is, in the properties that a reader sees in the file explorer."""
    comments = " ".join([*briefing.marks, text("workbook.about", briefing.lang)])
    book.set_properties({"title": harmless(briefing.title)[:255], "comments": harmless(comments), "created": MADE})
