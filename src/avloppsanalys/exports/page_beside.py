"""Tables of the charts that set something beside the levels: medicines, other indicators, Europe's towns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.exports.page_table import NOTHING, Head, PageTable
from avloppsanalys.lagesbild import has_number, unit_words
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, quantity, text

__all__ = ["beside_table"]

_MASS: Final = "_mg_per_day_per_1000"


def beside_table(table: pd.DataFrame, *, title: str, lang: Language = "sv") -> PageTable | None:
    """Return the numbers of a chart that sets something beside the levels.

    Parameters
    ----------
    table : pandas.DataFrame
        The numbers that are drawn.
    title : str
        What the chart is called.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    PageTable or None
        None for a chart of levels or changes, which `page_table.chart_tables` knows.
    """
    rows = table.to_dict("records")
    if "net" in table:
        return _prescribed(rows, f"{title}. {text('page.table.unit', lang, unit=text('page.unit.load', lang))}.", lang)
    if "indicator" in table:
        return _context(rows, f"{title}.", lang)
    if "n_towns" in table:
        return _europe(rows, f"{title}. {text('page.table.unit', lang, unit=text('page.unit.load', lang))}.", lang)
    return None


def _prescribed(rows: Sequence[dict[Any, Any]], caption: str, lang: Language) -> PageTable:
    """Return level, expected load and difference of each substance and period, each with its interval."""
    parts = ("observed", "expected", "net")
    above = [
        *(Head(words=text(f"page.column.{name}", lang), rows=2) for name in ("substance", "period")),
        *(Head(words=text(f"page.column.{name}", lang), columns=3) for name in ("estimate", "prescribed", "net")),
        Head(words=text("page.column.follows", lang), rows=2),
    ]
    below = [
        Head(words=text(f"page.column.{end}", lang), number=True) for _ in parts for end in ("value", "low", "high")
    ]
    cells = [
        (
            display_name(row["substance"], lang),
            label(row["period"], lang),
            *(_number(row[f"{part}{end}"], lang) for part in parts for end in ("", "_low", "_high")),
            text(f"prescribed.brief.{row['verdict']}", lang),
        )
        for row in rows
    ]
    numbers = (False, False, *[True] * len(below), False)
    return PageTable(caption=caption, heads=(tuple(above), tuple(below)), rows=tuple(cells), keys=2, numbers=numbers)


def _context(rows: Sequence[dict[Any, Any]], caption: str, lang: Language) -> PageTable:
    """Return each figure as it is told, the levels with their intervals; what is suppressed says so."""
    cells = [
        (
            row["indicator"],
            _words(row.get("group")),
            label(row["period"], lang),
            row["shown"] if isinstance(row.get("shown"), str) else _number(row["value"], lang),
            _number(row.get("low"), lang),
            _number(row.get("high"), lang),
            unit_words(row["unit"], lang),
            text("chart.context.preliminary", lang)
            if row.get("status") == "preliminary" and has_number(row)
            else NOTHING,
            _words(row.get("source")),
        )
        for row in rows
    ]
    names = ("indicator", "group", "period", "value", "low", "high", "unit", "status", "source")
    return _plain(caption, names, cells, numbers=("value", "low", "high"), keys=3, lang=lang)


def _europe(rows: Sequence[dict[Any, Any]], caption: str, lang: Language) -> PageTable:
    """Return the plant's own figure beside the middle of the towns, never a town."""
    held = [f"euda_view{_MASS}", *(f"towns_p{cut}{_MASS}" for cut in (25, 50, 75))]
    cells = [
        (
            display_name(row["substance"], lang),
            str(row["year"]),
            str(row["n_days"]),
            *(_number(row[name], lang) for name in held),
            NOTHING if pd.isna(row["n_towns"]) else str(row["n_towns"]),
        )
        for row in rows
    ]
    numbers = ("euda_view", "towns_p25", "towns_p50", "towns_p75", "n_towns")
    return _plain(
        caption, ("substance", "year", "n_days", *numbers), cells, numbers=("n_days", *numbers), keys=2, lang=lang
    )


def _plain(
    caption: str,
    names: Sequence[str],
    cells: Sequence[tuple[str, ...]],
    *,
    numbers: Sequence[str],
    keys: int,
    lang: Language,
) -> PageTable:
    """Return a table with one row of headings, without the columns that say nothing in any row."""
    held = [place for place, name in enumerate(names) if place < 1 or any(row[place] != NOTHING for row in cells)]
    is_number = tuple(names[place] in numbers for place in held)
    heads = tuple(
        Head(words=text(f"page.column.{names[place]}", lang), number=known)
        for place, known in zip(held, is_number, strict=True)
    )
    rows = tuple(tuple(row[place] for place in held) for row in cells)
    return PageTable(
        caption=caption, heads=(heads,), rows=rows, keys=sum(place < keys for place in held), numbers=is_number
    )


def _number(value: object, lang: Language) -> str:
    if value is None or pd.isna(value) or not np.isfinite(float(value)):  # type: ignore[call-overload, arg-type]
        return NOTHING
    return quantity(float(value), lang)  # type: ignore[arg-type]


def _words(value: object) -> str:
    return value if isinstance(value, str) and value else NOTHING
