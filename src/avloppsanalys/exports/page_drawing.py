"""A picture of numbers as lines and points to draw on a page: where each mark stands, and what the axis says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.lagesbild.picture import decimals_of, round_step
from avloppsanalys.wording import Language, number, text

__all__ = ["PageDrawing", "SeriesMarks", "draw_picture"]

WIDTH: Final = 400
HEIGHT: Final = 210
TOP: Final = 10.0
BOTTOM: Final = 170.0
RIGHT: Final = 392.0
CHARACTER: Final = 7.3
"""Width of a character of the axes' text."""
CROSS: Final = 12.0
"""Of a cross above zero."""
APART: Final = 7.0
"""Between the marks of two series in one period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMarks:
    """The marks of one series.

    Attributes
    ----------
    name, mark, middle : str
        As in the series.
    style : int
        Which of the page's colours and dashes it has, from 0.
    points : tuple of (float, float)
        Where a level or a bound stands.
    reaches : tuple of (float, float, float)
        Where an interval stands: x, y of its high end, y of its low end.
    boxes : tuple of (float, float, float, float)
        Bands: x, y, width, height.
    lines : tuple of str
        Path of each unbroken stretch of a line.
    """

    name: str
    mark: str
    middle: str
    style: int
    points: tuple[tuple[float, float], ...]
    reaches: tuple[tuple[float, float, float], ...]
    boxes: tuple[tuple[float, float, float, float], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDrawing:
    """A picture ready to be drawn.

    Attributes
    ----------
    width, height, left, right, bottom : float
        Of the drawing and its panel.
    zero : float
        Height of zero on the axis.
    ticks : tuple of (float, str)
        Heights on the axis with what is written there.
    labels : tuple of (float, tuple of str)
        Where a period stands, with the lines of its name; some are left out where they would meet.
    series : tuple of SeriesMarks
        What is drawn.
    crosses : tuple of (float, float)
        Where figures stand that were asked for and have no number: above the axis, on no height that means anything.
    lacking : str
        What the key calls a cross; "" where there is none.
    """

    width: float
    height: float
    left: float
    right: float
    bottom: float
    zero: float
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, tuple[str, ...]], ...]
    series: tuple[SeriesMarks, ...]
    crosses: tuple[tuple[float, float], ...] = ()
    lacking: str = ""


def draw_picture(picture: Picture, lang: Language = "sv") -> PageDrawing:
    """Return where everything in a picture stands; the axis holds zero, and whatever lies below it.

    Parameters
    ----------
    picture : Picture
        Numbers, with the period of each.
    lang : {"sv", "en"}, default "sv"
        Language of the numbers at the axis.

    Returns
    -------
    PageDrawing
    """
    ticks, decimals = _ticks(picture)
    written = [number(tick, decimals, lang) for tick in ticks]
    left = 10 + CHARACTER * max(map(len, written))
    lowest, span = ticks[0], ticks[-1] - ticks[0]
    step = (RIGHT - left) / max(1, len(picture.categories))

    def across(position: int) -> float:
        return round(left + (position + 0.5) * step, 1)

    def up(value: float) -> float:
        return round(BOTTOM - (value - lowest) / span * (BOTTOM - TOP), 1)

    levels = [one for one in picture.series if one.mark == "level"]

    def marks(one: Series, style: int) -> SeriesMarks:
        aside = (levels.index(one) - (len(levels) - 1) / 2) * APART if one.mark == "level" else 0.0
        there = [(round(across(i) + aside, 1), v, lo, hi) for i, (v, lo, hi) in enumerate(_rows(one))]
        heights = [(x, None if v is None else up(v)) for x, v, _, _ in there]
        ends = [(x, up(high), up(low)) for x, _, low, high in there if low is not None and high is not None]
        wide = round(0.8 * step, 1)
        boxes = [(round(x - wide / 2, 1), top, wide, round(low - top, 1)) for x, top, low in ends]
        return SeriesMarks(
            name=one.name,
            mark=one.mark,
            middle=one.middle,
            style=style,
            points=tuple((x, y) for x, y in heights if y is not None) if one.mark != "line" else (),
            reaches=tuple(ends) if one.mark != "band" else (),
            boxes=tuple(boxes) if one.mark == "band" else (),
            lines=tuple(_stretches(heights)) if one.mark == "line" else (),
        )

    # Bands lie behind, whatever their place in the key.
    drawn = [marks(one, style) for style, one in enumerate(picture.series)]
    return PageDrawing(
        width=WIDTH,
        height=HEIGHT,
        left=round(left, 1),
        right=RIGHT,
        bottom=BOTTOM,
        zero=up(0.0),
        ticks=tuple((up(tick), words) for tick, words in zip(ticks, written, strict=True)),
        labels=_labels(picture.categories, step, across),
        series=tuple(sorted(drawn, key=lambda one: one.mark != "band")),
        crosses=tuple((across(i), round(up(0.0) - CROSS, 1)) for i, lack in enumerate(picture.lacking) if lack),
        lacking=text("picture.context.lacking", lang) if any(picture.lacking) else "",
    )


def _rows(one: Series) -> list[tuple[float | None, float | None, float | None]]:
    return list(zip(one.values, one.low, one.high, strict=True))


def _ticks(picture: Picture) -> tuple[list[float], int]:
    """Return the heights of the axis, from the lowest to the highest, and the decimals that tell them apart."""
    numbers = [value for one in picture.series for row in _rows(one) for value in row if value is not None]
    lowest, highest = min([0.0, *numbers]), max([0.0, *numbers])
    step = round_step(highest - lowest)
    first, last = math.floor(lowest / step), max(math.ceil(highest / step), math.floor(lowest / step) + 1)
    return [step * count for count in range(first, last + 1)], decimals_of(step)


def _labels(
    names: tuple[str, ...], step: float, across: Callable[[int], float]
) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """Return the names under the axis on two lines, from the last backwards, as many as do not meet."""
    split = [tuple(name.rsplit(" ", 1)) for name in names]
    widest = max((len(part) for parts in split for part in parts), default=1)
    every = max(1, math.ceil(CHARACTER * (widest + 1) / step))
    shown = [i for i in range(len(names)) if (len(names) - 1 - i) % every == 0]
    # a long name at the end would reach out of the drawing, and be cut there; some computers' letters are wider
    ends = [WIDTH - 1.15 * CHARACTER * max(map(len, split[i])) / 2 for i in shown]
    return tuple((round(min(across(i), end), 1), split[i]) for i, end in zip(shown, ends, strict=True))


def _stretches(points: list[tuple[float, float | None]]) -> list[str]:
    """Return the unbroken stretches of a line as paths: what is missing breaks it."""
    stretches: list[list[str]] = [[]]
    for x, y in points:
        if y is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{x:g},{y:g}")
    return ["M" + "L".join(stretch) for stretch in stretches if stretch]
