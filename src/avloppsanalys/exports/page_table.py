"""Tables of a page: the numbers of a picture or a chart in words, as they are printed everywhere else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild import Picture, Series, unit_words
from avloppsanalys.reference import display_name, factor_set
from avloppsanalys.wording import Language, change, number, percent, quantity, text, verdict_word

__all__ = ["Head", "PageTable", "chart_tables", "picture_table", "words_table"]

NOTHING: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A heading of one column, or of several under one name; of numbers or of words."""

    words: str
    columns: int = 1
    rows: int = 1
    number: bool = False

    @property
    def scope(self) -> str:
        """What it is the heading of."""
        return "colgroup" if self.columns > 1 else "col"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """A table of texts.

    Attributes
    ----------
    caption : str
        What it holds, and in which unit.
    heads : tuple of tuple of Head
        One or two rows of headings.
    rows : tuple of tuple of str
        The cells.
    keys : int
        How many cells of each row say what the row is of.
    numbers : tuple of bool
        Which columns hold numbers.
    """

    caption: str
    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    keys: int
    numbers: tuple[bool, ...]


def picture_table(picture: Picture, lang: Language = "sv") -> PageTable:
    """Return the numbers of a picture: a row a period, and of each series its values and the ends of its intervals.

    Parameters
    ----------
    picture : Picture
        What is drawn.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    PageTable
    """
    first = Head(words=text("page.column.period", lang), rows=2)
    above, below, columns = [first], list[Head](), [list(picture.told_categories)]
    for one in picture.series:
        parts = dict(zip(("value", "low", "high"), _parts(one), strict=True))
        held = {name: part for name, part in parts.items() if any(value is not None for value in part)}
        shown = held or {"value": parts["value"]}
        write = _writer(one, lang)
        columns += [[NOTHING if value is None else write(value) for value in part] for part in shown.values()]
        if len(shown) == 1:
            above.append(Head(words=one.name, rows=2, number=True))
        else:
            above.append(Head(words=one.name, columns=len(shown)))
            words = {name: text(f"page.column.{name}", lang) for name in shown}
            words |= {"value": one.middle} if one.middle else {}
            below += [Head(words=words[name], number=True) for name in shown]
    heads = (tuple(above), tuple(below)) if below else (tuple(replace(head, rows=1) for head in above),)
    caption = text("page.table.caption", lang, title=picture.title, unit=picture.unit)
    rows = tuple(zip(*columns, strict=True))
    return PageTable(caption=caption, heads=heads, rows=rows, keys=1, numbers=(False, *[True] * (len(columns) - 1)))


def chart_tables(table: pd.DataFrame, *, title: str, lang: Language = "sv") -> tuple[PageTable, ...]:
    """Return the numbers of a drawn chart; what is one number a substance in a table of its own.

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
    tuple of PageTable
        One or two; a number is in as many digits as in the chart.
    """
    table = _told_beside(table, lang)
    said = [name for name in _ORDER if name in table and table[name].notna().any()]
    told = [name for name in _CAPTION if name in said and len(table[name].drop_duplicates()) == 1]
    names = [name for name in said if name not in told and name != "interval_level"]
    if "factor_set" in names and table["factor_set"].eq("none").all():
        names.remove("factor_set")
    extra = [_caption(name, table[name].iloc[0], lang) for name in told]
    keys = [name for name in names if name in _KEYS]
    series = [name for name in keys if name in ("substance", "residue", "factor_set")]
    apart = [name for name in names if name in _CHANGE]
    once = table[[*series, *apart]].drop_duplicates()
    if not apart or len(once) == len(table) or len(once) > len(table[series].drop_duplicates()):
        return (_frame_table(table[names], title, extra, len(keys), lang),)
    rest = [name for name in names if name not in apart]
    changes = _frame_table(once, text("page.table.changes", lang, title=title), [], len(series), lang)
    return _frame_table(table[rest], title, extra, len(keys), lang), changes


def words_table(caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, keys: int = 1) -> PageTable:
    """Return a table of words.

    Parameters
    ----------
    caption : str
        What it holds.
    heads : tuple of str
        Its headings.
    rows : sequence of tuple of str
        Its cells.
    keys : int, default 1
        How many cells of each row say what the row is of.

    Returns
    -------
    PageTable
    """
    above = tuple(Head(words=head) for head in heads)
    return PageTable(caption=caption, heads=(above,), rows=tuple(rows), keys=keys, numbers=(False,) * len(heads))


def _frame_table(frame: pd.DataFrame, title: str, extra: list[str], keys: int, lang: Language) -> PageTable:
    """Return a table with each column written by its kind."""
    # a chart of the week has ratios, where the others have quantities
    written = dict(_WRITTEN) | (dict.fromkeys(("expected", "low", "high"), _ratio) if "weekday" in frame else {})
    columns = [[_cell(written[str(name)], value, lang) for value in frame[name]] for name in frame]
    numbers = tuple(_WRITTEN[str(name)] in _NUMBERS for name in frame)
    heads = tuple(
        Head(words=text(f"page.column.{name}", lang), number=is_number)
        for name, is_number in zip(frame, numbers, strict=True)
    )
    caption = ". ".join([title, *extra]) + "."
    return PageTable(
        caption=caption, heads=(heads,), rows=tuple(zip(*columns, strict=True)), keys=keys, numbers=numbers
    )


def _told_beside(table: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the table of a chart with what stands beside the levels in columns of its own, as it is printed."""
    if "expected_low" in table:
        words = {name: text(f"prescribed.verdict.{name}", lang) for name in table["verdict"].unique()}
        return table.assign(prescribed=table["verdict"].map(words)).drop(columns=["verdict", "place"])
    if "shown" in table:
        levels = [NOTHING if pd.isna(value) else quantity(value, lang) for value in table["value"]]
        units = [unit_words(unit, lang) for unit in table["unit"]]
        return table.assign(shown=table["shown"].where(table["shown"].notna(), levels), measured_in=units).drop(
            columns=["value", "unit", "place"]
        )
    return table


def _cell(write: Callable[[Any, Language], str], value: Any, lang: Language) -> str:
    """Return one cell."""
    if pd.isna(value) or value == "":
        return NOTHING
    if isinstance(value, float) and math.isinf(value):
        return text("page.cell.no_end", lang)
    return write(value, lang)


def _caption(name: str, value: Any, lang: Language) -> str:
    """Return what holds for the whole table."""
    if name == "interval_level":
        return text("page.table.interval", lang, level=percent(value, lang))
    if name == "dose_mg":
        return text("page.table.dose", lang, dose=number(value, 0, lang))
    return text("page.table.unit", lang, unit=_unit(value, lang))


def _parts(one: Series) -> tuple[tuple[float | None, ...], ...]:
    return one.values, one.low, one.high  # noqa: PD011 - no table of pandas


def _writer(one: Series, lang: Language) -> Callable[[float], str]:
    """Return how the numbers of a series are written: counts as they are, all else to the digits of a quantity."""
    numbers = [value for part in _parts(one) for value in part if value is not None]
    if all(float(value).is_integer() for value in numbers):
        return lambda value: number(value, 0, lang)
    return lambda value: quantity(value, lang)


def _count(value: Any, lang: Language) -> str:
    return number(value, 0, lang)


def _unit(value: Any, lang: Language) -> str:
    known = {"mg/day/1000": "load", "doses/day/1000": "doses"}
    return text(f"page.unit.{known[value]}", lang) if value in known else str(value)


def _factors(value: Any, lang: Language) -> str:
    chosen = factor_set(value)
    return chosen.title_sv if lang == "sv" else chosen.title_en


def _weekday(value: Any, lang: Language) -> str:
    return text("chart.weekday.names", lang).split()[int(value) - 1]


def _ratio(value: Any, lang: Language) -> str:
    return number(value, 2, lang)


def _as_it_is(value: Any, lang: Language) -> str:
    return str(value)


def _status(value: Any, lang: Language) -> str:
    return text(f"page.cell.{value}", lang)


def _position(value: Any, lang: Language) -> str:
    return text(f"europe.word.{value}", lang)


def _yes(value: Any, lang: Language) -> str:
    return text("page.cell.yes", lang) if value else NOTHING


_PRESCRIBED: Final = (
    "observed", "observed_low", "observed_high", "expected", "expected_low", "expected_high", "net", "net_low",
    "net_high",
)  # fmt: skip
_EUROPE: Final = (
    "euda_view_mg_per_day_per_1000", *(f"towns_p{cut}_mg_per_day_per_1000" for cut in (10, 25, 50, 75, 90)),
)  # fmt: skip
_WRITTEN: Final[Mapping[str, Callable[[Any, Language], str]]] = MappingProxyType(
    {
        **dict.fromkeys(("indicator", "group"), _as_it_is),
        **dict.fromkeys(("substance", "residue"), display_name),
        "factor_set": _factors,
        **dict.fromkeys(("period", "earlier_period"), label),
        "weekday": _weekday,
        "year": _as_it_is,
        "unit": _unit,
        **dict.fromkeys(("estimate", "level", "fitted"), quantity),
        "own_median": _ratio,
        **dict.fromkeys(_PRESCRIBED, quantity),
        "prescribed": _as_it_is,
        **dict.fromkeys(("shown", "measured_in"), _as_it_is),
        **dict.fromkeys(("low", "high"), quantity),
        "status": _status,
        **dict.fromkeys(_EUROPE, quantity),
        "n_days": _count,
        "n_campaigns": _count,
        "n_below_loq": _count,
        "n_towns": _count,
        "position": _position,
        "block": _count,
        **dict.fromkeys(("earlier_estimate", "earlier_low", "earlier_high"), quantity),
        "earlier_n_days": _count,
        "verdict": verdict_word,
        "is_new": _yes,
        **dict.fromkeys(("change_percent", "low_percent", "high_percent", "smallest_detectable_percent"), change),
        "interval_level": percent,
        "dose_mg": _count,
    }
)
"""How each column of a chart's table is written; one that is not here says no more than the others (or is an id)."""

_ORDER: Final = tuple(_WRITTEN)
_KEYS: Final = ("indicator", "group", "substance", "residue", "factor_set", "period", "weekday", "year")
_CAPTION: Final = ("unit", "dose_mg", "interval_level")
_CHANGE: Final = (
    "verdict", "is_new", "change_percent", "low_percent", "high_percent", "smallest_detectable_percent",
)  # fmt: skip
_NUMBERS: Final = (quantity, change, percent, _count, _ratio)
