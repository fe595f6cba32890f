"""The first sheet: what was found, a row a card, with the words that must be read with it."""

from __future__ import annotations

from typing import Final

from avloppsanalys.calendar import label
from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.lagesbild import IndicatorCard
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, text

__all__ = ["write_findings"]

_COLUMNS: Final = {
    "finding": 48, "place": 22, "substance": 22, "period": 12, "estimate": 10, "low": 10, "high": 10, "unit": 30,
    "days": 44, "change": 44, "last_year": 36, "caveat": 110,
}  # fmt: skip
"""Columns in their order, each with its width [characters]."""


def write_findings(briefing: Briefing, sheets: Sheets) -> None:
    """Write the findings under the title and the marks."""
    lang = briefing.lang
    sheet = sheets.add(text("workbook.findings", lang))
    sheets.cell(sheet, 0, 0, briefing.title, "title")
    row = 1
    for mark in briefing.marks:
        sheets.cell(sheet, row, 0, mark, "mark")
        row += 1
    sheets.cell(sheet, row, 0, text("workbook.read_me", lang), "plain")
    row += 2
    for position, (name, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(position, position, width)
        sheets.cell(sheet, row, position, text(f"workbook.column.{name}", lang), "heading")
    headings = row
    sheet.freeze_panes(headings + 1, 1)
    for card in (finding.card for finding in briefing.findings):
        row += 1
        told = dict(zip(_COLUMNS, _row(card, lang), strict=True))
        for position, (name, value) in enumerate(told.items()):
            look = "unit" if name == "unit" else "text" if isinstance(value, str) else None
            sheets.cell(sheet, row, position, value, look)
        sheets.fit(sheet, row, [(value, _COLUMNS[name]) for name, value in told.items()])
    sheet.fit_to_pages(2, 0)  # in one, nobody could read it: each page has the findings in its first column
    sheet.repeat_columns(0)
    sheet.repeat_rows(headings)


def _row(card: IndicatorCard, lang: Language) -> tuple[object, ...]:
    """Return one card in the order of the columns."""
    return (
        card.title,
        card.place,
        display_name(card.substance, lang),
        label(card.period, lang),
        card.estimate,
        card.low,
        card.high,
        text("picture.unit.load", lang),
        card.sampled,
        card.change,
        card.last_year,
        "\n".join(card.caveats),
    )
