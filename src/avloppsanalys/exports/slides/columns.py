"""What a picture is to PowerPoint: series to draw, and a sheet of numbers that can be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from avloppsanalys.exports.slides.words import shortened
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.wording import Language, text

__all__ = ["Column", "Drawn", "Reach", "Role", "columns_of", "drawn_of"]

Role = Literal["floor", "band", "whisker", "middle", "end", "level", "bound", "line"]
"""What lies unseen under a band; the band on it; a further band; what a band is about; ends, unseen; and the marks.

The axis of a chart makes room for series, not for error bars: the ends of an interval are series too, so that no bar is
cut off, whatever numbers somebody writes in the sheet.
"""

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the sheet behind a chart.

    Parameters
    ----------
    heading : str
        What stands above it.
    values : tuple of float or None
        One a category.
    difference : (int, int) or None
        The columns, counted from the first after the categories, of which it is the first less the second; None for
        numbers of its own.
    """

    heading: str
    values: Values
    difference: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a mark reaches above and below its value, and in which columns that stands."""

    above: int
    below: int | None
    plus: Values
    minus: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A series as it is drawn.

    Parameters
    ----------
    name : str
        What the key calls it.
    role : Role
        How it is drawn.
    nth : int
        Which of its kind it is, from zero: the second level has another mark than the first.
    series : Series
        Where its numbers come from.
    values : tuple of float or None
        One a category.
    """

    name: str
    role: Role
    nth: int
    series: Series
    values: Values


LONGEST_NAME: Final = 70
"""More letters in the key would leave no room for the chart [letters]."""

_ORDER: Final = ("band", "line", "bound", "level")
"""What is drawn first lies behind."""


def drawn_of(picture: Picture, lang: Language) -> tuple[Drawn, ...]:
    """Return the series that a picture is drawn with, those behind first; what has no number is left out.

    Parameters
    ----------
    picture : Picture
        What is to be drawn.
    lang : {"sv", "en"}
        Language of the key.

    Returns
    -------
    tuple of Drawn
        The first band is two: what lies unseen under it, and how high it stands on that.
    """
    drawn = []
    for mark in _ORDER:
        kind = [one for one in picture.series if one.mark == mark and _known(one)]
        for nth, one in enumerate(kind):
            name = shortened(one.name, LONGEST_NAME)
            if mark != "band":
                drawn.append(Drawn(name=name, role=one.mark, nth=nth, series=one, values=one.values))
                if one.has_ends:
                    drawn += [_ends("low", name, one, lang), _ends("high", name, one, lang)]
                continue
            if nth == 0 and not one.below_zero:
                reach = _less(one.high, one.low)
                drawn.append(Drawn(name=_end("low", name, lang), role="floor", nth=0, series=one, values=one.low))
                drawn.append(Drawn(name=name, role="band", nth=0, series=one, values=reach))
            else:
                drawn.append(Drawn(name=name, role="whisker", nth=nth, series=one, values=one.low))
                drawn.append(_ends("high", name, one, lang))
            if one.middle:
                middle = shortened(one.middle, LONGEST_NAME)
                drawn.append(Drawn(name=middle, role="middle", nth=nth, series=one, values=one.values))
    # Columns that stand on the axis come first: PowerPoint wants all of one kind together.
    return tuple(sorted(drawn, key=lambda one: one.role not in ("floor", "band")))


def columns_of(drawn: tuple[Drawn, ...], lang: Language) -> tuple[tuple[Column, ...], dict[int, Reach]]:
    """Return the columns of the sheet, and how far each series that has an interval reaches.

    Parameters
    ----------
    drawn : tuple of Drawn
        From `drawn_of`.
    lang : {"sv", "en"}
        Language of the headings.

    Returns
    -------
    columns : tuple of Column
        One a series, in their order; then the ends of the intervals, and how far they are from the value.
    reaches : dict of int to Reach
        By the place of the series.
    """
    columns = [Column(heading=one.name, values=one.values) for one in drawn]
    reaches = {}
    for index, one in enumerate(drawn):
        low, high = one.series.low, one.series.high
        if one.role == "band":
            columns.append(Column(heading=_end("high", one.name, lang), values=high))
            columns[index] = Column(heading=one.name, values=one.values, difference=(len(columns) - 1, index - 1))
        elif one.role == "whisker":
            plus = _less(high, low)
            columns.append(Column(heading=_end("above", one.name, lang), values=plus, difference=(index + 1, index)))
            reaches[index] = Reach(above=len(columns) - 1, below=None, plus=plus, minus=())
        elif one.role in ("level", "line") and one.series.has_ends:
            minus, plus = _less(one.values, low), _less(high, one.values)  # the ends stand in the next two columns
            columns.append(Column(heading=_end("below", one.name, lang), values=minus, difference=(index, index + 1)))
            columns.append(Column(heading=_end("above", one.name, lang), values=plus, difference=(index + 2, index)))
            reaches[index] = Reach(above=len(columns) - 1, below=len(columns) - 2, plus=plus, minus=minus)
    return tuple(columns), reaches


def _ends(which: Literal["low", "high"], name: str, series: Series, lang: Language) -> Drawn:
    """Return the lower or upper ends of a series."""
    values = series.low if which == "low" else series.high
    return Drawn(name=_end(which, name, lang), role="end", nth=0, series=series, values=values)


def _known(series: Series) -> bool:
    """Return whether a series has anything to draw."""
    if series.mark == "band":
        return any(None not in ends for ends in zip(series.low, series.high, strict=True))
    return any(value is not None for value in series.values)


def _end(which: str, name: str, lang: Language) -> str:
    """Return what a column beside a series is called."""
    return text(f"slides.column.{which}", lang, name=name)


def _less(upper: Values, lower: Values) -> Values:
    """Return the difference where both are known."""
    return tuple(None if one is None or other is None else one - other for one, other in zip(upper, lower, strict=True))
