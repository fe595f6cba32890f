"""A figure drawn once, as the two files that it is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.transforms import Affine2D, Bbox, TransformedPath

from avloppsanalys.charts.raster import canvas_of, packed
from avloppsanalys.charts.vector import POINTS_PER_INCH, Vector

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["svg_and_png"]

_Base: Final = cast(Any, RendererBase)
"""matplotlib has no types for it."""


class _Both(RendererBase):
    """What a page is drawn on: every mark goes to the SVG as it is, and to the pixels as many times larger.

    Half of the time of drawing is to find where everything stands, which is the same in both.
    """

    def __init__(self, vector: Any, canvas: Any) -> None:
        _Base.__init__(self)
        self._vector = vector
        self._canvas = canvas
        self._scale = canvas.dpi / POINTS_PER_INCH
        self._larger = Affine2D().scale(self._scale).get_matrix()

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        """Draw a line, or what it encloses."""
        self._vector.draw_path(gc, path, transform, rgbFace)
        self._canvas.draw_path(self._clipped(gc), path, self._enlarged(transform), rgbFace)

    def draw_markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None  # noqa: N803
    ) -> None:  # fmt: skip
        """Draw a mark at each point of a path."""
        self._vector.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        mark, points = self._enlarged(marker_trans), self._enlarged(trans)
        self._canvas.draw_markers(self._clipped(gc), marker_path, mark, path, points, rgbFace)

    def draw_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any, offset_trans: Any,
        *looks: Any, **more_looks: Any,
    ) -> None:  # fmt: skip
        """Draw many paths at once."""
        self._vector.draw_path_collection(
            gc, master_transform, paths, all_transforms, offsets, offset_trans, *looks, **more_looks
        )
        master, points = self._enlarged(master_transform), self._enlarged(offset_trans)
        self._canvas.draw_path_collection(
            self._clipped(gc), master, paths, all_transforms, offsets, points, *looks, **more_looks
        )

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a text with its baseline's left end at a point of the page, counted from the top."""
        self._vector.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        place = (self._scale * x, self._scale * y)
        self._canvas.draw_text(self._clipped(gc), *place, s, prop, angle, ismath, mtext)

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a group of marks."""
        self._vector.open_group(s, gid)

    def close_group(self, s: str) -> None:
        """End a group of marks."""
        self._vector.close_group(s)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Return the size of a text [points]."""
        size: tuple[float, float, float] = self._vector.get_text_width_height_descent(s, prop, ismath)
        return size

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the page [points]."""
        return self._vector.width, self._vector.height

    def _enlarged(self, transform: Any) -> Affine2D:
        return Affine2D(self._larger @ transform.get_matrix())

    def _clipped(self, gc: Any) -> GraphicsContextBase:
        """Return how something is drawn, clipped where it is on the larger page."""
        larger: Any = cast(Any, GraphicsContextBase)()
        larger.copy_properties(gc)
        if (box := gc.get_clip_rectangle()) is not None:
            larger.set_clip_rectangle(Bbox(self._scale * np.asarray(box.get_points())))
        path, affine = gc.get_clip_path()
        if path is not None:
            larger.set_clip_path(TransformedPath(path, self._enlarged(affine)))
        return cast(GraphicsContextBase, larger)


def svg_and_png(figure: Figure) -> tuple[str, bytes]:
    r"""Return a figure as an SVG file whose letters are outlines, and as a PNG file of its own size and resolution.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With a background that covers the page: the PNG has no transparency.

    Returns
    -------
    svg : str
    png : bytes
        The same figure gives the same files.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> svg, png = svg_and_png(Figure(figsize=(2, 1), dpi=72))
    >>> svg[:13], png[:4]
    ('<?xml version', b'\x89PNG')
    """
    canvas, dpi = canvas_of(figure), figure.dpi
    figure.dpi = POINTS_PER_INCH
    try:
        vector = Vector(*figure.bbox.size)
        figure.draw(_Both(vector, canvas))
    finally:
        figure.dpi = dpi
    return vector.finished(), packed(canvas)
