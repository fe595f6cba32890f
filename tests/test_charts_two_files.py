"""A figure drawn once is, in both of its files, what matplotlib draws when it is asked for each."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Circle

from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.two_files import svg_and_png


def page() -> Figure:
    """Return a page of every kind of mark, but no text."""
    with drawing():
        figure = Figure(figsize=(8, 4.5), dpi=144)
        ax = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 10), ylim=(0, 10))
        ax.set_axis_off()
        days = np.arange(10.0)
        ax.plot(days, 2 + np.sin(days), linewidth=3, linestyle=(0, (2, 1.5)))
        ax.plot(days, days, linestyle="none", marker="v", markersize=9, markeredgecolor="white")
        ax.scatter(days, 9 - days, s=10 * days, facecolors="none", edgecolors="#b34700", linewidths=1.5)
        ax.errorbar(days, days / 2 + 3, days / 5, fmt="_", capsize=4)
        ax.vlines(days, 0, 1, linewidth=2, linestyle="dashed")
        ax.bar(days, days / 3, hatch="////", facecolor="none", edgecolor="#4f5859")
        ax.add_collection(PolyCollection([[(1, 6), (2, 9), (3, 6)], [(4, 6), (5, 9), (16, 6)]], facecolors="#dbe8f1"))
        line, *_ = ax.plot(days, 8 + 0 * days, linewidth=20, color="#a61c00")
        line.set_clip_path(Circle((5, 8), 2, transform=ax.transData))
        return figure


def plain(figure: Figure) -> npt.NDArray[np.float64]:
    """Return the pixels that matplotlib draws."""
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3] / 255


def outlines(file: str) -> list[tuple[str, ...]]:
    """Return everything that is drawn in an SVG: kind, outline, place and look."""
    root = ElementTree.fromstring(file)
    told = ("d", "x", "y", "transform", "style")
    return [(one.tag, *(one.get(name, "") for name in told)) for one in root.iter() if one.get("d") or one.get("x")]


def test_pixels_are_those_of_a_page_drawn_at_that_resolution() -> None:
    with drawing():
        ours = imread(io.BytesIO(svg_and_png(page())[1]), format="png")[:, :, :3]
        theirs = plain(page())
    assert ours.shape == theirs.shape == (648, 1152, 3)
    apart = np.abs(ours - theirs).max(axis=2)
    assert (theirs < 0.9).any(axis=2).mean() > 0.02, "the page is not empty"
    # a mark may begin in the next pixel; none is moved, of another width, or unclipped
    assert (apart > 0.1).mean() < 1e-3


def test_the_svg_is_that_of_matplotlib() -> None:
    with drawing():
        file = io.StringIO()
        figure = page()
        figure.dpi = 72
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(file, metadata={"Date": None})
        ours = outlines(svg_and_png(page())[0])
    assert len(ours) > 50
    assert ours == outlines(file.getvalue())


def test_a_figure_that_cannot_be_drawn_keeps_its_resolution() -> None:
    class Broken(Figure):
        def draw(self, renderer: object) -> None:
            raise RuntimeError("broken")

    figure = Broken(figsize=(4, 2), dpi=144)
    with pytest.raises(RuntimeError, match="broken"):
        svg_and_png(figure)
    assert figure.dpi == 144
