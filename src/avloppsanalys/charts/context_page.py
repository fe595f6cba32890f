"""A page of small multiples on one time axis: to the left what each measures and its trap, to the right its panel."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from avloppsanalys.charts import style
from avloppsanalys.charts.page import DOTS_PER_INCH, FOOT, FOOT_LINE, HEIGHT, MARGIN, WIDTH, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from avloppsanalys.charts.context_panel import ContextPanel

__all__ = ["PANEL_WIDTH", "TICKS", "open_rows", "rows_that_fit", "write_words"]

MOST_ROWS: Final = 6

# Inches.
HEAD: Final = 1.46  # heading and a key of two lines
WORDS_WIDTH: Final = 4.35
PANEL_LEFT: Final = MARGIN + WORDS_WIDTH + 0.75
PANEL_WIDTH: Final = WIDTH - MARGIN - PANEL_LEFT
ROW_GAP: Final = 0.2
TICKS: Final = 0.5
"""Under the lowest panel: the names of the periods."""
TALLEST: Final = 1.5

NAME: Final = 12.0
SMALL: Final = 9.5
LINE: Final = 1.16
APART: Final = 5.0
"""Between a trap and the name under it [points]."""
SMALLEST: Final = 0.9
"""Share of their size that words may be set in before a page has fewer rows."""
NOTE_LINES: Final = 2
CHARACTER: Final = 0.56
BOLD_CHARACTER: Final = 0.65


_TALL: Final = LINE * (NAME + SMALL + NOTE_LINES * SMALL)
"""Words to the left of a panel at their tallest [points]."""


def rows_that_fit(source_line: str, *, below: float) -> int:
    """Return how many rows a page has room for, so that no trap touches the name under it; see `open_rows`."""
    room = 72 * _room(source_line, below)
    return max(1, min(MOST_ROWS, int(room / (SMALLEST * _TALL + APART))))


def _room(source_line: str, below: float) -> float:
    """Return the height that the rows share [inches]."""
    return HEIGHT - HEAD - FOOT - FOOT_LINE * max(0, len(wrapped(source_line)) - 2) - below


def open_rows(rows: int, source_line: str, *, below: float) -> tuple[Figure, list[Axes]]:
    """Return an empty slide with as many panels, one below the other.

    Parameters
    ----------
    rows : int
        1 to `rows_that_fit`.
    source_line : str
        What will stand at the foot.
    below : float
        Room under the lowest panel [inches].

    Returns
    -------
    figure : matplotlib.figure.Figure
        16:9.
    axes : list of matplotlib.axes.Axes
        From the top.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    cell = min(_room(source_line, below) / rows, TALLEST)
    tops = [HEIGHT - HEAD - number * cell for number in range(rows)]
    return figure, [
        figure.add_axes(
            (PANEL_LEFT / WIDTH, (top - cell + ROW_GAP) / HEIGHT, PANEL_WIDTH / WIDTH, (cell - ROW_GAP) / HEIGHT)
        )
        for top in tops
    ]


def write_words(ax: Axes, panel: ContextPanel) -> None:
    """Write to the left of a panel its name, its unit and its trap."""
    figure: Any = ax.figure
    box = ax.get_position()
    y = box.y1 * HEIGHT + 0.04
    bold, quiet = {"weight": "bold"}, {"color": style.TEXT_QUIET}
    # on a full page words are a little smaller, so that the trap keeps away from the name under it
    share = min(1.0, (72 * (box.height * HEIGHT + ROW_GAP) - APART) / _TALL)
    small = share * SMALL
    # a long name becomes smaller too: there is room for four lines
    named = max(small, min(share * NAME, WORDS_WIDTH * 72 / (BOLD_CHARACTER * len(panel.name))))
    for part, size, wide, most, look in (
        (panel.name, named, BOLD_CHARACTER, 1, bold),
        (panel.unit, small, CHARACTER, 1, {}),
        (panel.note, small, CHARACTER, NOTE_LINES, quiet),
    ):
        for line in textwrap.wrap(part, round(WORDS_WIDTH * 72 / (wide * size)), max_lines=most, placeholder=" …"):
            y -= LINE * size / 72
            figure.text(MARGIN / WIDTH, y / HEIGHT, line, size=size, ha="left", va="baseline", **look)
