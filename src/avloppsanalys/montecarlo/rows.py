"""Draws of a sum of lognormal rows, faster than drawing normals one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["LognormalRows"]

Floats = npt.NDArray[np.float64]

TURN: Final = np.float32(2 * np.pi)


class LognormalRows:
    """Buffers for rows of at most `size` draws, filled again and again: a row fits the cache, a table does not.

    Normals by Box and Muller, which JCGM 101 (C.4) gives: ``sqrt(-2 ln u) * (cos, sin)(2 pi v)`` are two independent
    normals. All steps are array functions, so a pair costs less than two draws of numpy's generator. The u, which makes
    the tails, has 53 bits; the rest is single precision, a relative error of 1e-7 in a draw.
    """

    def __init__(self, size: int) -> None:
        pairs = (size + 1) // 2
        self._uniform = np.empty(pairs)
        self._radius, self._angle, self._wave = np.empty((3, pairs), dtype=np.float32)
        self._row = np.empty(2 * pairs, dtype=np.float32)

    def add(self, total: Floats, rows: Iterable[tuple[float, float]], rng: np.random.Generator) -> None:
        """Add ``median * exp(log_sd * z)`` to `total` in place for each (log_sd, median) of `rows`."""
        pairs = (len(total) + 1) // 2
        uniform, row = self._uniform[:pairs], self._row[: 2 * pairs]
        radius, angle, wave = self._radius[:pairs], self._angle[:pairs], self._wave[:pairs]
        for log_sd, median in rows:
            rng.random(out=uniform)
            np.log(np.subtract(1.0, uniform, out=uniform), out=uniform)  # 1 - u lies in (0, 1], and has a logarithm
            np.copyto(radius, uniform, casting="same_kind")
            np.sqrt(np.multiply(radius, -2 * log_sd**2, out=radius), out=radius)
            rng.random(out=angle, dtype=np.float32)
            np.multiply(angle, TURN, out=angle)
            np.multiply(radius, np.cos(angle, out=wave), out=row[:pairs])
            np.multiply(radius, np.sin(angle, out=wave), out=row[pairs:])
            np.multiply(np.exp(row, out=row), median, out=row)
            np.add(total, row[: len(total)], out=total)
