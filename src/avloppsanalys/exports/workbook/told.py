"""The sheet of method: what is told in words, and what weighs on the whole."""

from __future__ import annotations

from typing import Final

from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.wording import text

__all__ = ["write_told"]

_WIDTHS: Final = (34, 110)
"""Of headings and words [characters]."""


def write_told(briefing: Briefing, sheets: Sheets) -> None:
    """Write how it was done, the control questions with their answers, and the files that it rests on."""
    lang = briefing.lang
    document = briefing.document
    sheet = sheets.add(text("workbook.method", lang))
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    files = [
        (text(f"workbook.input.{one['kind']}", lang), text(f"workbook.digest.{of}", lang, **one))
        for one in document["inputs"]
        for of in [one.get("digest_of", "file")]
    ]
    rows = [
        *briefing.method,
        *briefing.questions,
        (
            text("workbook.protocol", lang),
            " ".join(str(document["protocol"][key]) for key in ("name", "version", "digest")),
        ),
        (text("workbook.version", lang), f"avloppsanalys {document['library_version']}, {document['tables_version']}"),
        *files,
    ]
    for row, (heading, words) in enumerate(rows):
        sheets.cell(sheet, row, 0, heading, "heading")
        sheets.cell(sheet, row, 1, words, "text")
        sheets.fit(sheet, row, zip((heading, words), _WIDTHS, strict=True))
