"""A picture as numbers: what each format draws with its own, editable charts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

__all__ = ["Mark", "Picture", "Series", "Values", "decimals_of", "plain_values", "round_step"]

Mark = Literal["level", "bound", "band", "line"]
"""A level with its interval; an upper bound without one; an expected range; values joined by a line."""

_FEW_CASES: Final = 10
_MOST_STEPS: Final = 5

Values = tuple[float | None, ...]
"""One number a category; None where there is none."""


def plain_values(column: pd.Series[Any]) -> Values:
    """Return a column as plain numbers; None for what is missing or has no end.

    Parameters
    ----------
    column : pandas.Series
        Numbers, one a category.

    Returns
    -------
    tuple of float or None

    Examples
    --------
    >>> plain_values(pd.Series([17.0, float("nan"), float("inf")]))
    (17.0, None, None)
    """
    return tuple(float(value) if np.isfinite(value) else None for value in column.to_numpy("float64", na_value=np.nan))


def round_step(reach: float) -> float:
    """Return how far it is between the figures at an axis: 1, 2 or 5 of some power of ten, and few of them.

    Parameters
    ----------
    reach : float
        From the lowest to the highest number, zero among them.

    Returns
    -------
    float

    Examples
    --------
    >>> [round_step(reach) for reach in (61, 0.9, 0.0)]
    [20.0, 0.2, 1.0]
    """
    span = reach or float(_MOST_STEPS)
    size = 10.0 ** math.floor(math.log10(span / _MOST_STEPS))
    return next(size * times for times in (1, 2, 5, 10) if size * times * _MOST_STEPS >= span)


def decimals_of(step: float) -> int:
    """Return how many decimals tell figures that are a round `step` apart from each other.

    Parameters
    ----------
    step : float
        From `round_step`.

    Returns
    -------
    int

    Examples
    --------
    >>> [decimals_of(step) for step in (20.0, 1.0, 0.2, 0.05)]
    [0, 0, 1, 2]
    """
    return max(0, -math.floor(math.log10(step * 1.000001)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of values in a picture.

    Parameters
    ----------
    name : str
        What the key calls it.
    mark : {"level", "bound", "band", "line"}
        How it is drawn.
    values, low, high : tuple of float or None
        One a category; None where there is none. Ends of the interval, None where it has none.
    middle : str, optional
        What the key calls the values that are drawn across a band; empty where there are none.

    Raises
    ------
    ValueError
        If values and ends are not as many, or `middle` is empty where a band has values, or not where nothing has.
    """

    name: str
    mark: Mark
    values: Values
    low: Values
    high: Values
    middle: str = ""

    def __post_init__(self) -> None:
        """Refuse rows of unlike length, where a value would be of another period, and values that no key can name."""
        if not len(self.values) == len(self.low) == len(self.high):
            raise ValueError(f"The series {self.name!r} has {len(self.values)} values, {len(self.low)} low ends and "
                             f"{len(self.high)} high ends: give one of each a category.")  # fmt: skip
        if bool(self.middle) != (self.mark == "band" and any(value is not None for value in self.values)):
            raise ValueError(
                f"The series {self.name!r} needs a name for its middle where a band has values, else none."
            )

    @property
    def has_ends(self) -> bool:
        """Whether any of the values has an interval."""
        return any(end is not None for end in (*self.low, *self.high))

    @property
    def below_zero(self) -> bool:
        """Whether an interval begins below zero: columns that stand on each other would then part at the axis."""
        return any(end is not None and end < 0 for end in self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart of one quantity, ready for a slide, a sheet or a page.

    Parameters
    ----------
    title : str
        The finding, or what is shown.
    unit : str
        Unit and time base, as they stand at the axis.
    categories : tuple of str
        What stands under the axis: periods in words, in the order of time.
    series : tuple of Series
        What is drawn; each as long as `categories`.
    alt_text : str
        What it shows, for those who do not see it.
    note : str
        What must be read with it: a caveat, or the trap of an indicator; may be empty.
    lacking : tuple of str
        One a category, or none at all: how a figure is told that was asked for and has no number ("utan tal"); "" where
        there is nothing to say. No series says so: a point on the axis would be a zero, and any other a value.
    as_given : bool
        Whether the numbers are somebody else's and are printed with the decimals that they were given with.
    brief : tuple of (str, str)
        What of `note` stands beside the chart where there is little room, a lead in bold (or "") and words each, the
        weightiest first; none where the note is short.
    source : str
        Whose the numbers are, where it must be named beside them; may be empty.
    """

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt_text: str
    note: str = ""
    lacking: tuple[str, ...] = ()
    as_given: bool = False
    brief: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse series that do not have one value a category, and marks that do not stand at one each."""
        if self.lacking and len(self.lacking) != len(self.categories):
            raise ValueError(f"There are {len(self.lacking)} marks of figures without a number for "
                             f"{len(self.categories)} categories: give one of each, or none.")  # fmt: skip
        for one in self.series:
            if len(one.values) != len(self.categories):
                raise ValueError(f"The series {one.name!r} has {len(one.values)} values for {len(self.categories)} "
                                 "categories: give one a category.")  # fmt: skip

    @property
    def told_categories(self) -> tuple[str, ...]:
        """The categories, each with the mark of a figure that has no number: "september 2026 (utan tal)"."""
        pairs = zip(self.categories, self.lacking or ("",) * len(self.categories), strict=True)
        return tuple(f"{name} ({lack})" if lack else name for name, lack in pairs)

    @property
    def step(self) -> float | None:
        """How far apart the figures at the axis are: one for few cases, which have no halves; None if none is drawn."""
        drawn = self._drawn
        few = self.as_given and all(value == int(value) for value in drawn) and max(drawn, default=0.0) <= _FEW_CASES
        return (1.0 if few else round_step(max(0.0, *drawn) - min(0.0, *drawn))) if drawn else None

    @property
    def decimals(self) -> int:
        """How many decimals each figure at the axis has, so that 1,0 stands above 0,8."""
        return 0 if self.step is None else decimals_of(self.step)

    @property
    def ends(self) -> tuple[float, float | None]:
        """Where the axis begins and ends: at figures that hold every interval, zero among them; None for no end."""
        drawn, step = self._drawn, self.step or 1.0
        low, high = min(drawn, default=0.0), max(drawn, default=0.0)
        return min(0.0, step * math.floor(low / step)), step * math.ceil(high / step) if high > 0 else None

    @property
    def _drawn(self) -> list[float]:
        """Every number that is drawn."""
        ends = [end for one in self.series for end in (*one.low, *one.high)]
        ends += [value for one in self.series for value in one.values]  # noqa: PD011 - a tuple of ours
        return [end for end in ends if end is not None]
