"""A figure as PNG: the texts that are drawn once stand where matplotlib itself puts them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from avloppsanalys.charts.two_files import svg_and_png

TEXTS = ("kv 4", "Ägg, jäst & ÅÄÖ gjpq", "1\N{NO-BREAK SPACE}000", "SYNTETISKA DATA", "två\nrader")


def page(*, angle: float = 0.0, alpha: float = 1.0, clip: bool = False) -> Figure:
    """Return texts of several sizes, colours and places, some of them twice."""
    figure = Figure(figsize=(8, 4.5), dpi=120, facecolor="white")
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    for number, words in enumerate(TEXTS * 2):
        size, weight = 8 + number % 5, ("bold" if number % 3 == 0 else "normal")
        colour = ("#a61c00", "#1a1a1a", "#00507d")[number % 3]
        ax.text(
            0.013 + 0.47 * (number // 5), 0.07 + 0.2 * (number % 5), words, size=size, weight=weight, color=colour,
            rotation=angle, alpha=alpha, clip_on=clip, ha=("left", "center", "right")[number % 3],
        )  # fmt: skip
    return figure


def as_png(figure: Figure) -> npt.NDArray[np.float64]:
    """Return the figure as the file has it."""
    return np.asarray(imread(io.BytesIO(svg_and_png(figure)[1]), format="png")[:, :, :3], dtype=float)


def plain(figure: Figure) -> npt.NDArray[np.float64]:
    """Return the figure as matplotlib draws it."""
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3] / 255


def ink(picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how much of each colour the white page lacks in each of its columns and rows."""
    return np.concatenate([(1 - picture).sum(axis=axis).ravel() for axis in (0, 1)])


def middle(picture: npt.NDArray[np.float64], axis: int) -> float:
    """Return the middle of all that is drawn, along the rows (0) or the columns (1)."""
    dark = (1 - picture).sum(axis=2).sum(axis=1 - axis)
    return float(np.average(np.arange(len(dark)), weights=dark))


@pytest.mark.parametrize(
    ("angle", "alpha", "clip"), [(0.0, 1.0, False), (30.0, 1.0, False), (0.0, 0.4, False), (0.0, 1.0, True)]
)
def test_texts_stand_where_matplotlib_puts_them(angle: float, alpha: float, clip: bool) -> None:
    ours, theirs = (draw(page(angle=angle, alpha=alpha, clip=clip)) for draw in (as_png, plain))
    assert ours.shape == theirs.shape
    # a letter may move by half a pixel; nothing is lost, doubled, turned or of another colour
    totals = [(1 - one).sum(axis=(0, 1)) for one in (ours, theirs)]
    np.testing.assert_allclose(totals[0], totals[1], rtol=0.01)
    for axis in (0, 1):
        assert abs(middle(ours, axis) - middle(theirs, axis)) < 0.6
    assert np.corrcoef(ink(ours), ink(theirs))[0, 1] > 0.98
    assert (np.abs(ours - theirs).mean(axis=2) > 0.9).mean() < 1e-3


def test_the_same_figure_gives_the_same_bytes_before_and_after_its_texts_are_known() -> None:
    assert svg_and_png(page())[1] == svg_and_png(page())[1]
