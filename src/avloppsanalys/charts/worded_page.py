"""A page of rows: a wide panel to the left, and to its right the name of the substance and what is to be said of it.

A page holds as many rows as the longest words leave room for, so that no sentence is cut.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from avloppsanalys.charts import style
from avloppsanalys.charts.page import DOTS_PER_INCH, FOOT, FOOT_LINE, HEIGHT, MARGIN, WIDTH, wrapped

__all__ = ["PANEL_WIDTH", "Words", "open_rows", "rows_of_pages", "write_unit", "write_words"]

MOST_ROWS: Final = 3

# Inches.
HEAD: Final = 1.5  # heading and a key of three lines
PANEL_LEFT: Final = MARGIN + 0.72
WORDS_LEFT: Final = 9.0
WORDS_WIDTH: Final = WIDTH - MARGIN - WORDS_LEFT
PANEL_WIDTH: Final = WORDS_LEFT - 0.3 - PANEL_LEFT
ROW_TOP: Final = 0.3
"""Above each panel: its unit and its stamps."""
ROW_GAP: Final = 0.12
LOWEST_ROW: Final = 1.2

NAME: Final = 17.0
WORD: Final = 15.5
DETAIL: Final = 15.0
NOTE: Final = 12.0
LINE: Final = 1.36
"""Height of a line as a share of the size of its letters."""
CHARACTER: Final = 0.60
BOLD_CHARACTER: Final = 0.68
"""Width of a character as a share of its size; DejaVu Sans is a wide face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands beside a panel: the name, a sentence with its first words apart, and what must be said besides."""

    name: str
    word: str
    detail: str
    notes: tuple[str, ...] = ()

    def height(self) -> float:
        """Return the height of the words [inches]."""
        return sum(LINE * size / 72 for _, size, _ in _lines(self))


def rows_of_pages(words: Sequence[Words], source_line: str, *, row_bottom: float, below: float) -> list[int]:
    """Return how many rows each page holds: as few pages as their words leave room for, about evenly filled.

    Parameters
    ----------
    words : sequence of Words
        One a row.
    source_line : str
        What will stand at the foot.
    row_bottom : float
        Under each panel [inches].
    below : float
        Under the lowest panel besides [inches].

    Returns
    -------
    list of int
    """
    room = _room(source_line, below)
    needs = [_need(one, row_bottom) for one in words]
    fewest = len(_filled(needs, room, MOST_ROWS))
    ways = (_filled(needs, room, most) for most in range(-(-len(needs) // fewest), MOST_ROWS + 1))
    return next(pages for pages in ways if len(pages) == fewest)


def open_rows(
    words: Sequence[Words], source_line: str, *, row_bottom: float, below: float
) -> tuple[Figure, list[Axes]]:
    """Return an empty slide with the panels of its rows, alike in height unless the words need it otherwise.

    Parameters
    ----------
    words : sequence of Words
        One a row, as many as `rows_of_pages` gives the page.
    source_line, row_bottom, below
        As in `rows_of_pages`.

    Returns
    -------
    figure : matplotlib.figure.Figure
        16:9.
    axes : list of matplotlib.axes.Axes
        From the top.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    room = _room(source_line, below)
    needs = [_need(one, row_bottom) for one in words]
    alike = max(needs) * len(needs) <= room
    cells = [room / len(needs) if alike else need + (room - sum(needs)) / len(needs) for need in needs]
    axes = []
    top = HEIGHT - HEAD
    for cell in cells:
        bottom = top - cell + row_bottom + ROW_GAP
        tall = cell - ROW_TOP - row_bottom - ROW_GAP
        box = (PANEL_LEFT / WIDTH, bottom / HEIGHT, PANEL_WIDTH / WIDTH, tall / HEIGHT)
        axes.append(figure.add_axes(box))
        top -= cell
    return figure, axes


def write_words(ax: Axes, words: Words) -> None:
    """Write the words to the right of a panel, from its top downwards."""
    figure: Any = ax.figure
    y = ax.get_position().y1 * HEIGHT + ROW_TOP
    for line, size, look in _lines(words):
        y -= LINE * size / 72
        figure.text(WORDS_LEFT / WIDTH, y / HEIGHT, line, size=size, ha="left", va="baseline", **look)


def write_unit(ax: Axes, unit: str, stamps: Sequence[str]) -> None:
    """Write the unit above the y axis, and the stamps above the right end of the panel."""
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    left = -72 * (PANEL_LEFT - MARGIN)
    ax.annotate(unit, (0, 1), xytext=(left, 7), size=11.5, color=style.TEXT_QUIET, va="bottom", ha="left", **above)
    after = 0.0
    for stamp in reversed(stamps):
        ax.annotate(
            stamp, (1, 1), xytext=(-3 - after, 7), size=10.5, weight="bold", color=style.STAMP, va="bottom", ha="right",
            bbox={"boxstyle": "square,pad=0.25", "facecolor": style.BACKGROUND, "edgecolor": style.STAMP}, **above,
        )  # fmt: skip
        after += 10.5 * (0.78 * len(stamp) + 1.5)


def _lines(words: Words) -> list[tuple[str, float, dict[str, Any]]]:
    """Return the lines of the words, each with its size and look."""
    bold, plain, quiet = {"weight": "bold"}, dict[str, str](), {"color": style.TEXT_QUIET}
    parts = [
        (words.name, NAME, BOLD_CHARACTER, bold),
        (words.word, WORD, BOLD_CHARACTER, bold),
        (words.detail, DETAIL, CHARACTER, plain),
        *((note, NOTE, CHARACTER, quiet) for note in words.notes),
    ]
    lines = []
    for part, size, wide, look in parts:
        characters = int(WORDS_WIDTH * 72 / (wide * size))
        # A hard space keeps a number with its unit.
        found = textwrap.wrap(part.replace("\N{NO-BREAK SPACE}", "\N{INFORMATION SEPARATOR ONE}"), characters)
        shown = (line.replace("\N{INFORMATION SEPARATOR ONE}", "\N{NO-BREAK SPACE}") for line in found)
        lines += [(line, size, dict(look)) for line in shown]
    return lines


def _filled(needs: Sequence[float], room: float, most: int) -> list[int]:
    """Return how many rows each page holds when it takes what has room [inches], but no more than `most`."""
    pages: list[list[float]] = [[]]
    for need in needs:
        if pages[-1] and (len(pages[-1]) == most or sum(pages[-1]) + need > room):
            pages.append([])
        pages[-1].append(need)
    return [len(page) for page in pages]


def _need(words: Words, row_bottom: float) -> float:
    """Return the height of a row that holds its words and a panel that can be read [inches]."""
    return max(LOWEST_ROW + row_bottom, words.height() + ROW_GAP)


def _room(source_line: str, below: float) -> float:
    """Return the height that is left for the rows [inches]."""
    return HEIGHT - HEAD - below - _foot(source_line)


def _foot(source_line: str) -> float:
    return FOOT + FOOT_LINE * max(0, len(wrapped(source_line)) - 2)
