"""A figure as PNG: one canvas for all pages of a size, and the plainest file that says it."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["png"]

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB: Final = bytes((8, 2, 0, 0, 0))
_PACKED: Final = 3
"""How hard it is packed: rows as they are pack a page of plain colours as well as filtered ones, in half the time."""


def png(figure: Figure) -> bytes:
    r"""Return a figure as a PNG file of its own size and resolution.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With a background that covers the page: the file has no transparency.

    Returns
    -------
    bytes
        The same figure gives the same bytes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> png(Figure(figsize=(2, 1), dpi=72))[:4]
    b'\x89PNG'
    """
    width, height = (round(side) for side in figure.bbox.size)
    canvas = _canvas(width, height, float(figure.dpi))
    canvas.clear()
    figure.draw(canvas)
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3].reshape(height, 3 * width)
    rows = np.zeros((height, 1 + 3 * width), dtype="uint8")  # each begins with its filter: none
    rows[:, 1:] = pixels
    dots = round(figure.dpi / 0.0254)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">II", width, height) + _EIGHT_BIT_RGB),
            _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), _PACKED)),
            _chunk(b"IEND", b""),
        )
    )


@lru_cache(maxsize=1)
def _canvas(width: int, height: int, dpi: float) -> Any:
    """Return what all pages of a size are drawn on: how long a text is need not be measured anew for each."""
    # matplotlib has no types for it
    return cast(Any, RendererAgg)(width, height, dpi)


def _chunk(name: bytes, data: bytes) -> bytes:
    """Return a part of the file: its length, name, content and check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
