"""A figure as PNG: one canvas for all pages of a size, each text drawn once, and the plainest file that says it."""

from __future__ import annotations

import math
import struct
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import findfont, get_font
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

__all__ = ["Canvas", "canvas_of", "packed"]

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB: Final = bytes((8, 2, 0, 0, 0))
_PACKED: Final = 3
"""How hard it is packed: rows as they are pack a page of plain colours as well as filtered ones, in half the time."""


_PARTS: Final = 64
"""Of a pixel, in which a font measures."""

_Agg: Final = cast(Any, RendererAgg)
_hinting: Final = cast(Any, get_hinting_flag)
"""matplotlib has no types for them."""


class Canvas(RendererAgg):
    """What pages are drawn on, whose level texts are drawn once and then laid on the page as pictures.

    Nine in ten texts of an underlag are drawn before, "kv 4" on every axis, and letters are most of the work. A text
    stands on whole pixels.
    """

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: object = False,
        mtext: object = None,
    ) -> None:  # fmt: skip
        """Draw a text with its baseline's left end at a point of the page, counted from the top."""
        if ismath or angle or not s.strip():
            _Agg.draw_text(self, gc, x, y, s, prop, angle, ismath, mtext)
            return
        picture, left, below = _text_picture(s, prop.copy(), tuple(gc.get_rgb()), float(self.dpi))
        cast(Any, self).draw_image(gc, round(x) + left, self.height - round(y) - below, picture)


@lru_cache(maxsize=1000)
def _text_picture(
    words: str, prop: FontProperties, colour: tuple[float, ...], dpi: float
) -> tuple[npt.NDArray[np.uint8], int, int]:
    """Return a text as pixels, the lowest row first, how far right of its start they begin, and rows below its line."""
    font: Any = get_font(findfont(prop))
    font.set_size(prop.get_size_in_points(), dpi)
    font.set_text(words, 0.0, flags=_hinting())
    font.draw_glyphs_to_bitmap()
    covered = np.asarray(font.get_image())
    picture = np.empty((*covered.shape, 4), dtype="uint8")
    picture[..., :3] = np.rint(255 * np.array(colour[:3]))
    picture[..., 3] = np.rint(covered * colour[3])
    left, _ = font.get_bitmap_offset()
    return picture[::-1], round(left / _PARTS), math.ceil(font.get_descent() / _PARTS)


def canvas_of(figure: Figure) -> Canvas:
    """Return what a figure is drawn on, empty; its size in pixels is that of the figure at its own resolution."""
    width, height = (round(side) for side in figure.bbox.size)
    canvas = _canvas(width, height, float(figure.dpi))
    cast(Any, canvas).clear()
    return canvas


def packed(canvas: Canvas) -> bytes:
    """Return what is drawn as a PNG file."""
    drawn = cast(Any, canvas)
    width, height, dots = drawn.width, drawn.height, round(drawn.dpi / 0.0254)
    pixels = Image.frombuffer("RGBA", (width, height), drawn.buffer_rgba()).convert("RGB").tobytes()
    rows = np.zeros((height, 1 + 3 * width), dtype="uint8")  # each begins with its filter: none
    rows[:, 1:] = np.frombuffer(pixels, dtype="uint8").reshape(height, 3 * width)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">II", width, height) + _EIGHT_BIT_RGB),
            _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)),
            _chunk(b"IDAT", zlib.compress(rows.data, _PACKED)),
            _chunk(b"IEND", b""),
        )
    )


@lru_cache(maxsize=1)
def _canvas(width: int, height: int, dpi: float) -> Canvas:
    """Return what all pages of a size are drawn on."""
    canvas: Canvas = cast(Any, Canvas)(width, height, dpi)
    return canvas


def _chunk(name: bytes, data: bytes) -> bytes:
    """Return a part of the file: its length, name, content and check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
