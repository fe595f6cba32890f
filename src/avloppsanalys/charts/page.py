"""The page that a chart stands on: one slide with heading, key, panels and source line."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from avloppsanalys.charts import style
from avloppsanalys.errors import TableError

__all__ = [
    "DOTS_PER_INCH",
    "MOST_PANELS",
    "PANEL_LEFT",
    "add_heading",
    "add_key",
    "add_source",
    "inches",
    "open_page",
    "open_strips",
    "wrapped",
]

DOTS_PER_INCH: Final = 144
WIDTH: Final = 1920 / DOTS_PER_INCH
HEIGHT: Final = 1080 / DOTS_PER_INCH

_ROWS_AND_COLUMNS: Final = {1: (1, 1), 2: (1, 2), 3: (1, 3), 4: (2, 2), 5: (2, 3), 6: (2, 3)}
MOST_PANELS: Final = max(_ROWS_AND_COLUMNS)

# All in inches, so that text and marks keep their distance whatever the number of panels.
MARGIN: Final = 0.5
HEAD: Final = 1.53
FOOT: Final = 0.62  # room for two lines of source
FOOT_LINE: Final = 0.19
PANEL_LEFT: Final = 0.72
PANEL_RIGHT: Final = 0.15
PANEL_TOP: Final = 0.56
PANEL_BOTTOM: Final = 0.82
KEY_COLUMNS: Final = 3
STRIP_HEAD: Final = 1.42  # a key of two lines
STRIP_GAP: Final = 0.3
STRIP_WIDTH: Final = WIDTH - 2 * MARGIN
SMALLEST_HEADING: Final = 9.0
"""Points; the whole title stands in the alternative text, and as the title of the file."""
BOLD_CHARACTER_WIDTH: Final = 0.66
"""Mean width of a bold character, as a share of its size."""


def open_page(panels: int, source_line: str) -> tuple[Figure, list[Axes]]:
    """Return an empty slide with its panels.

    Parameters
    ----------
    panels : int
        1 to 6.
    source_line : str
        What will stand at the foot: the panels leave room for it.

    Returns
    -------
    figure : matplotlib.figure.Figure
        16:9.
    axes : list of matplotlib.axes.Axes
        Row by row.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    rows, columns = _ROWS_AND_COLUMNS[panels]
    cell_width = (WIDTH - 2 * MARGIN) / columns
    foot = FOOT + FOOT_LINE * max(0, len(wrapped(source_line)) - 2)
    cell_height = (HEIGHT - HEAD - foot) / rows
    axes = []
    for panel in range(panels):
        row, column = divmod(panel, columns)
        left = MARGIN + column * cell_width + PANEL_LEFT
        bottom = foot + (rows - 1 - row) * cell_height + PANEL_BOTTOM
        width = cell_width - PANEL_LEFT - PANEL_RIGHT
        height = cell_height - PANEL_BOTTOM - PANEL_TOP
        axes.append(figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT)))
    return figure, axes


def open_strips(heights: Sequence[float], source_line: str) -> tuple[Figure, list[Axes]]:
    """Return an empty slide with strips over its whole width, one below the other, what is left spread between them.

    Parameters
    ----------
    heights : sequence of float
        Of each strip [inches], from the top.
    source_line : str
        What will stand at the foot: the strips leave room for it.

    Returns
    -------
    figure : matplotlib.figure.Figure
        16:9.
    axes : list of matplotlib.axes.Axes
        From the top; in units of inches upwards.

    Raises
    ------
    TableError
        If the page is not high enough.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    foot = FOOT + FOOT_LINE * max(0, len(wrapped(source_line)) - 2)
    room = HEIGHT - STRIP_HEAD - foot - sum(heights)
    if room < 0:
        raise TableError(f"The page lacks {-room:.1f} inches of height for all that is to stand on it: show less.")
    gap = min(room / len(heights), STRIP_GAP)
    axes = []
    top = HEIGHT - STRIP_HEAD
    for height in heights:
        box = (MARGIN / WIDTH, (top - height) / HEIGHT, STRIP_WIDTH / WIDTH, height / HEIGHT)
        axes.append(figure.add_axes(box, ylim=(0, height)))
        top -= height + gap
    return figure, axes


def inches(ax: Axes) -> tuple[float, float]:
    """Return width and height of the axes on the page."""
    box = ax.get_position()
    width, height = ax.figure.get_size_inches()  # type: ignore[union-attr]
    return box.width * width, box.height * height


def add_heading(figure: Figure, title: str) -> None:
    """Write the heading on one line, smaller when it is long, and cut where it would be too small to read."""
    room = (WIDTH - 2 * MARGIN) * 72 / BOLD_CHARACTER_WIDTH
    longest, line = int(room / SMALLEST_HEADING), " ".join(title.split())
    shown = line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
    size = min(23.0, room / len(shown))
    figure.text(MARGIN / WIDTH, 1 - 0.34 / HEIGHT, shown, size=size, weight="bold", ha="left", va="top")


def add_key(figure: Figure, entries: Mapping[str, Any]) -> None:
    """Write the key to the marks: label -> the artist that it explains."""
    # matplotlib fills a key column by column; it is to be read row by row.
    labels = [label for column in range(KEY_COLUMNS) for label in list(entries)[column::KEY_COLUMNS]]
    figure.legend(
        [entries[label] for label in labels],
        labels,
        loc="upper left",
        bbox_to_anchor=(MARGIN / WIDTH, 1 - 0.86 / HEIGHT),
        ncols=KEY_COLUMNS,
        fontsize=12.5,
        handletextpad=0.5,
        columnspacing=2.2,
        borderaxespad=0,
        borderpad=0,
    )


def add_source(figure: Figure, source_line: str) -> None:
    """Write the source at the foot of the page, in as many lines as it needs."""
    text = "\n".join(wrapped(source_line))
    figure.text(MARGIN / WIDTH, 0.2 / HEIGHT, text, size=10.5, color=style.TEXT_QUIET, ha="left", va="bottom")


def wrapped(source_line: str) -> list[str]:
    """Return the source in lines that fit the page."""
    return textwrap.wrap(source_line, width=150)
