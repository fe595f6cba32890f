"""Other indicators as pictures, one an indicator and place: each with its own unit, and its trap as the note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import Period, label, timeline
from avloppsanalys.lagesbild.cited import cited_words
from avloppsanalys.lagesbild.context import HIDDEN, has_number, unit_words
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.tables import CONTEXT, arrange, check
from avloppsanalys.wording import Language, counted, listed, text

__all__ = ["context_pictures", "each_indicator", "indicator_title", "time_base", "told_figure", "trap"]

_SERIES = ["place", "indicator", "unit"]
_NAMED: Final = 3
"""Periods without a number that are named; of more it is told how many, since each is marked under the axis."""


_ALIKE: Final = 1.1
"""A period that is longer than another by no more than this is told as one of about the same length: our choice."""


def context_pictures(context: pd.DataFrame, *, smallest_count: float = 5, lang: Language = "sv") -> tuple[Picture, ...]:
    """Return other indicators as pictures; nothing is computed, and nothing is drawn together that has another unit.

    Parameters
    ----------
    context : pandas.DataFrame
        What `context_table` returned.
    smallest_count : float, default 5
        The limit under which counts were suppressed [cases].
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Picture
        One a place, indicator and unit; its groups, and its preliminary figures, are series of their own. The note is
        what the indicator does not say, and its source.

    Raises
    ------
    TableError
        If `context` is no table of indicators.
    """
    return tuple(_picture(rows, smallest_count, lang) for rows in each_indicator(context))


def each_indicator(context: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of each place, indicator and unit; the first raises what is no table of indicators."""
    check(context, CONTEXT)
    parts = arrange(context, CONTEXT).groupby(_SERIES, dropna=False, sort=False)
    yield from (arrange(part, CONTEXT) for _, part in parts)


def indicator_title(rows: pd.DataFrame, lang: Language) -> str:
    """Return what an indicator is called, with its place where it is of one."""
    place, name = rows["place"].iloc[0], str(rows["indicator"].iloc[0])
    return text("picture.context.title", lang, indicator=name, place=place) if isinstance(place, str) else name


def trap(indicator_type: object, lang: Language, *, short: bool = False) -> str:
    """Return what an indicator does not say; an unknown one has a general warning, never none.

    Parameters
    ----------
    indicator_type : object
        An id of `reference.indicators`, or anything else.
    lang : {"sv", "en"}
        Language.
    short : bool, default False
        In one line.

    Returns
    -------
    str
    """
    known = indicator_type if isinstance(indicator_type, str) and indicator_type else "other"
    return text(f"indicator.{known}.{'short' if short else 'trap'}", lang)


def time_base(rows: pd.DataFrame, lang: Language) -> str:
    """Return the unit of some rows with the time that each figure is of: "antal, per månad"."""
    unit = unit_words(str(rows["unit"].iloc[0]), lang)
    periods = [Period.parse(period) for period in rows["period"].unique()]
    kinds = {period.kind for period in periods}
    base = kinds.pop() if len(kinds) == 1 else "free"
    if base != "free":
        return f"{unit}, {text(f'context.base.{base}', lang)}"
    shortest, longest = (end(period.days for period in periods) for end in (min, max))
    if longest > _ALIKE * shortest:
        return f"{unit}, {text('context.base.free', lang)}"
    alike = "days" if shortest == longest else "about_days"
    return f"{unit}, {counted(f'context.base.{alike}', round((shortest + longest) / 2), lang)}"


def told_figure(row: Mapping[Any, Any], lang: Language) -> str:
    """Return one figure in words; only a figure can be preliminary, not the lack of one.

    Parameters
    ----------
    row : mapping
        A row of a table of indicators.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
        Without a full stop: "augusti 2026: 12 (preliminärt)".
    """
    told = text("picture.context.told", lang, period=_when(row, lang), shown=row["shown"])
    early = row["status"] == "preliminary" and has_number(row)
    return text("picture.context.preliminary_mark", lang, told=told) if early else told


def _picture(rows: pd.DataFrame, smallest: float, lang: Language) -> Picture:
    """Return the picture of one indicator at one place."""
    periods = [period.name for period in timeline(rows["period"])]
    series: list[Series] = []
    for group, part in rows.groupby("group", dropna=False, sort=False):
        own = arrange(part.set_index("period").reindex(periods).reset_index(), CONTEXT)
        series += _series(own, str(group) if isinstance(group, str) else "", smallest, lang)
    title = indicator_title(rows, lang)
    told = "; ".join(told_figure(row, lang) for row in rows.to_dict("records"))
    own_trap = trap(rows["indicator_type"].iloc[0], lang)
    silent = rows[[not has_number(row) for row in rows.to_dict("records")]]
    return Picture(
        title=title,
        unit=time_base(rows, lang),
        categories=tuple(label(period, lang) for period in periods),
        series=tuple(series),
        alt_text=f"{text('picture.alt', lang, title=title, told=told)} {own_trap}",
        note=" ".join([*_without_number(silent, lang), own_trap, *cited_words(rows["source"], lang)]),
        lacking=() if silent.empty else tuple(_lacking(rows[rows["period"] == one], lang) for one in periods),
        as_given=True,
    )


def _lacking(rows: pd.DataFrame, lang: Language) -> str:
    """Return the mark of a period with figures that were asked for and have no number; "" where there are none."""
    told = [has_number(row) for row in rows.to_dict("records")]
    if all(told):  # or nothing was asked for
        return ""
    return text(f"picture.context.{'partly_lacking' if any(told) else 'lacking'}", lang)


def _without_number(rows: pd.DataFrame, lang: Language) -> list[str]:
    """Return a sentence of each reason why figures have no number: of which periods, or of how many."""
    told = []
    for shown, part in rows.groupby("shown", sort=False):
        when = [_when(row, lang) for row in part.to_dict("records")]
        of = listed(when, lang) if len(when) <= _NAMED else counted("picture.context.figures", len(when), lang)
        reason = str(shown)
        told.append(text("picture.context.without", lang, reason=reason[:1].upper() + reason[1:], periods=of))
    return [*told, text("picture.context.not_zero", lang)] if told else []


def _series(rows: pd.DataFrame, group: str, smallest: float, lang: Language) -> list[Series]:
    """Return the figures of one group: the final, the preliminary, and what is suppressed, where there are any."""
    early = rows["status"].eq("preliminary")
    none = (None,) * len(rows)
    found = []
    settled = "final" if rows["status"].eq("final").any() else "value"
    for name, chosen in ((settled, ~early), ("preliminary", early)):
        if rows.loc[chosen, "value"].notna().any():
            values = plain_values(rows["value"].where(chosen))
            found.append(Series(name=_named(group, name, lang), mark="level", values=values, low=none, high=none))
    if rows["missing"].eq(HIDDEN[0]).any():
        # only between which numbers it lies: one and the largest that is not told
        small = rows["missing"].eq(HIDDEN[0])
        low, high = (plain_values(pd.Series(end, index=rows.index).where(small)) for end in (1.0, float(smallest) - 1))
        found.append(Series(name=_named(group, "small", lang), mark="band", values=none, low=low, high=high))
    return found


def _named(group: str, name: str, lang: Language) -> str:
    words = text(f"picture.context.{name}", lang)
    return f"{group}: {words.lower()}" if group else words


def _when(row: Mapping[Any, Any], lang: Language) -> str:
    """Return the period of a figure, and its group."""
    period = label(row["period"], lang)
    return f"{period} {row['group']}" if isinstance(row["group"], str) else period
