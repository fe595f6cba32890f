"""The sheet of words: what those on cards and sheets mean, and which columns of the tables hold them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.wording import text

__all__ = ["WORDS", "write_glossary"]

WORDS: Final = MappingProxyType(
    {
        "level": ("estimate",),
        "interval": ("low", "high"),
        "load": ("load_mg_per_day_per_1000",),
        "persons": ("population",),
        "residue": ("residue",),
        "limit": ("loq_ng_per_l",),
        "campaign": ("n_campaigns",),
        "verdict": ("verdict",),
        "broken": ("n_blocks",),
        "season": ("season",),
        "bypass": ("bypass_m3",),
        "flag": ("verdict",),
        "prescribed": (),
        "factor_set": ("factor_set",),
        "digest": (),
    }
)
"""Ids of the texts ``workbook.word.<id>`` and ``workbook.means.<id>``, with the columns that hold what they name."""

_HEADINGS: Final = {"term": 28, "meaning": 100, "in_column": 30}
"""Each with the width of its column [characters]."""


def write_glossary(briefing: Briefing, sheets: Sheets) -> None:
    """Write the words, a row each, in the order in which a card is read."""
    lang = briefing.lang
    sheet = sheets.add(text("workbook.glossary", lang))
    for position, width in enumerate(_HEADINGS.values()):
        sheet.set_column(position, position, width)
    for row, (name, columns) in enumerate(WORDS.items(), start=1):
        cells = (text(f"workbook.word.{name}", lang), text(f"workbook.means.{name}", lang), ", ".join(columns))
        for position, words in enumerate(cells):
            sheets.cell(sheet, row, position, words, "text")
        sheets.fit(sheet, row, zip(cells, _HEADINGS.values(), strict=True))
    sheets.as_table(sheet, 0, [text(f"workbook.{name}", lang) for name in _HEADINGS], len(WORDS))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
