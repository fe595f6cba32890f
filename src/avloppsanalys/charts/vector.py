"""A figure as SVG: each text outlined once, and laid wherever it stands."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

__all__ = ["POINTS_PER_INCH", "Vector"]

POINTS_PER_INCH: Final = 72
_UNDATED: Final = {"Date": None, "Creator": None}
"""The same figure gives the same file, whenever and with whatever version it is made."""

_LETTERS: Final = cast(Any, TextToPath())
_SVG: Final = cast(Any, RendererSVG)
"""matplotlib has no types for it."""

_COMMANDS: Final = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
_FINE: Final = 10
"""Outlines are in whole thousandths of the letters' size: a dot of a poster."""


class Vector(RendererSVG):
    """A file being written, in which a text that comes again ("kv 4" under every panel) refers to the first one."""

    def __init__(self, width: float, height: float) -> None:
        self._file = StringIO()
        _SVG.__init__(self, width, height, self._file, image_dpi=POINTS_PER_INCH, metadata=_UNDATED)
        self._outlined: dict[tuple[str, FontProperties], str] = {}

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: object = False,
        mtext: object = None,
    ) -> None:  # fmt: skip
        """Draw a text with its baseline's left end at a point of the page, counted from the top."""
        clipped = gc.get_clip_rectangle() is not None or gc.get_clip_path() != (None, None)
        if ismath or clipped or gc.get_url() is not None or gc.get_rgb()[3] != 1:
            _SVG.draw_text(self, gc, x, y, s, prop, angle, ismath, mtext)
            return
        scale = prop.get_size_in_points() / _LETTERS.FONT_SCALE / _FINE
        place = f"translate({x:.2f} {y:.2f}){f' rotate({-angle:g})' if angle else ''} scale({scale:g} {-scale:g})"
        link = {"xlink:href": f"#{self._outline(s, prop)}"}
        cast(Any, self).writer.element("use", transform=place, fill=to_hex(gc.get_rgb()), attrib=link)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object) -> tuple[float, float, float]:
        """Return the size of a text [points]; it is the same on every page."""
        return _size(s, prop.copy(), bool(ismath))

    def finished(self) -> str:
        """Return the file."""
        cast(Any, self).finalize()
        return self._file.getvalue()

    def _outline(self, words: str, prop: FontProperties) -> str:
        """Return the id of a text's outline, which is written where it is first asked for."""
        key = (words, prop.copy())
        if key not in self._outlined:
            self._outlined[key] = f"text{len(self._outlined) + 1}"
            writer = cast(Any, self).writer
            writer.comment(words)  # so that a file can be searched for what it says
            writer.start("defs")
            writer.element("path", id=self._outlined[key], d=_outline_of(*key))
            writer.end("defs")
        return self._outlined[key]


@lru_cache(maxsize=2000)
def _outline_of(words: str, prop: FontProperties) -> str:
    """Return the outline of a text as SVG has it; a command holds until the next, but for the start of a stroke."""
    vertices, codes = _LETTERS.get_text_path(prop, words)
    drawn, before = [], None
    for (x, y), code in zip(np.rint(_FINE * np.asarray(vertices)).astype(int).tolist(), codes, strict=True):
        command = " " if code == before != Path.MOVETO else _COMMANDS[code]
        drawn.append(command if code == Path.CLOSEPOLY else f"{command}{x} {y}")
        before = code
    return "".join(drawn)


@lru_cache(maxsize=2000)
def _size(words: str, prop: FontProperties, ismath: bool) -> tuple[float, float, float]:
    """Return width, height and descent of a text [points]."""
    width, height, descent = _LETTERS.get_text_width_height_descent(words, prop, ismath)
    return width, height, descent
