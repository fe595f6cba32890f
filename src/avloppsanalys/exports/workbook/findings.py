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
    "finding": 26, "place": 12, "substance": 15, "period": 9, "estimate": 7, "low": 7, "high": 7, "unit": 12,
}  # fmt: skip
"""What a card is of, and its figure: columns in their order, each with its width [characters]."""

_ON_PAPER: Final = {"change": 28, "caveat": 56, "assessment": 20}
"""What is read first of what the card says of it, under the headings of the card: printed on the one page's width."""

_BESIDE: Final = {
    "mass": 40, "days": 70, "last_year": 70, "baseline": 60, "not": 80, "withheld": 60, "known": 30, "next": 30,
    "source": 90, "digest": 24,
}  # fmt: skip
"""The rest of it, which no paper has room for beside the figures; what no card says has no column."""

_TOLD: Final = {**_ON_PAPER, **_BESIDE}


def write_findings(briefing: Briefing, sheets: Sheets) -> None:
    """Write the findings under the title and the marks."""
    lang = briefing.lang
    sheet = sheets.add(text("workbook.findings", lang))
    sheets.cell(sheet, 0, 0, briefing.title, "title")
    row = 1
    for mark in briefing.marks:
        sheets.cell(sheet, row, 0, mark, "mark")
        row += 1
    for note in ("read_me", "on_paper"):
        sheets.cell(sheet, row, 0, text(f"workbook.{note}", lang), "plain")
        row += 1
    row += 1
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
    # on paper as wide as one page: all columns beside each other would be too small to read
    printed = sum(name not in _BESIDE for name in widths)
    sheet.print_area(0, 0, row, printed - 1)
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
