"""The columns of each series' line with their products, from which every weighting makes its normal equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Columns"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of many series; one that is zero throughout counts as absent.

    Weights change from round to round of a fit, the products do not: each weighting is then one multiplication.
    """

    x: Floats
    """Shape (series, periods, columns)."""
    turned: Floats
    """Shape (series, columns, periods)."""
    products: Floats
    """Of each column with each in each period, shape (series, periods, columns squared)."""
    used: Mask
    """Shape (series, columns)."""
    filled: Floats
    """Ones on the diagonal of absent columns, so that X'WX can be inverted; shape (series, columns, columns)."""

    @classmethod
    def of(cls, x: Floats) -> Columns:
        """Return the columns of an array of shape (series, periods, columns)."""
        series, periods, number = x.shape
        used = np.any(x != 0, axis=1)
        return cls(
            x=x,
            turned=np.ascontiguousarray(np.swapaxes(x, 1, 2)),
            products=(x[:, :, :, None] * x[:, :, None, :]).reshape(series, periods, number * number),
            used=used,
            filled=~used[:, :, None] * np.eye(number),
        )

    def only(self, series: Mask | Integers) -> Columns:
        """Return the columns of the chosen series."""
        return Columns(**{name: getattr(self, name)[series] for name in Columns.__dataclass_fields__})

    def squares(self, weights: Floats) -> Floats:
        """Return X'WX under each of several weightings.

        Parameters
        ----------
        weights : numpy.ndarray
            Shape (series, weightings, periods).

        Returns
        -------
        numpy.ndarray
            Shape (series, weightings, columns, columns); not filled.

        Examples
        --------
        >>> one = Columns.of(np.array([[[1.0, -1.0], [1.0, 2.0]]]))
        >>> one.squares(np.array([[[1.0, 0.5]]]))[0, 0].tolist()
        [[1.5, 0.0], [0.0, 3.0]]
        """
        number = self.x.shape[2]
        return np.asarray(weights @ self.products).reshape(*weights.shape[:2], number, number)

    def fitted(self, coefficients: Floats) -> Floats:
        """Return the line of coefficients of shape (series, columns), shape (series, periods)."""
        return np.asarray((self.x @ coefficients[:, :, None])[:, :, 0])

    def solved(self, inverse: npt.NDArray[np.floating[Any]], weighted: Floats) -> Floats:
        """Return the coefficients from the inverse of X'WX and W y, shape (series, columns)."""
        return np.asarray((inverse @ (self.turned @ weighted[:, :, None]))[:, :, 0])
