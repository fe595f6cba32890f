"""The first sheet: what was found, a row a card, with the words that must be read with it."""

from __future__ import annotations

from typing import Final

from avloppsanalys.calendar import label
from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.lagesbild import IndicatorCard, card_rows
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, text

__all__ = ["write_findings"]

_COLUMNS: Final = {
    "finding": 48, "place": 22, "substance": 22, "period": 12, "estimate": 10, "low": 10, "high": 10, "unit": 30,
}  # fmt: skip
"""What a card is of, and its figure: columns in their order, each with its width [characters]."""

_TOLD: Final = {
    "mass": 30, "days": 44, "change": 44, "last_year": 36, "baseline": 36, "caveat": 110, "not": 48, "withheld": 44,
    "assessment": 48, "known": 24, "next": 24, "source": 44, "digest": 24,
}  # fmt: skip
"""What the card says of it, under the headings of the card; what no card says has no column."""

_PAGES: Final = 4
"""Beside each other on paper: in fewer nobody could read it. Each has the findings in its first column."""


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
    told = [_told(finding.card) for finding in briefing.findings]
    widths = _COLUMNS | {name: width for name, width in _TOLD.items() if any(name in one for one in told)}
    for position, width in enumerate(widths.values()):
        sheet.set_column(position, position, width)
    headings = row
    told_in = [f"workbook.column.{name}" if name in _COLUMNS else f"card.head.{name}" for name in widths]
    sheets.as_table(sheet, headings, [text(heading, lang) for heading in told_in], len(briefing.findings))
    sheet.freeze_panes(headings + 1, 1)
    for finding, words in zip(briefing.findings, told, strict=True):
        row += 1
        cells = _figure(finding.card, lang) | words
        for position, name in enumerate(widths):
            value = cells.get(name)
            look = "unit" if name == "unit" else "text" if isinstance(value, str) else None
            sheets.cell(sheet, row, position, value, look)
        sheets.fit(sheet, row, [(value, widths[name]) for name, value in cells.items()])
    sheet.fit_to_pages(_PAGES, 0)
    sheet.repeat_columns(0)
    sheet.repeat_rows(headings)


def _figure(card: IndicatorCard, lang: Language) -> dict[str, object]:
    """Return what a card is of, and its figure as numbers."""
    return {
        "finding": card.title,
        "place": card.place,
        "substance": display_name(card.substance, lang),
        "period": label(card.period, lang),
        "estimate": card.estimate,
        "low": card.low,
        "high": card.high,
        "unit": text("picture.unit.load", lang),
    }


def _told(card: IndicatorCard) -> dict[str, object]:
    """Return what a card says of its figure, all caveats in one cell."""
    said: dict[str, list[str]] = {}
    for name, words in card_rows(card):
        said.setdefault(name, []).append(words)
    return {name: "\n".join(words) for name, words in said.items() if name in _TOLD}
