"""The sheet that a calculation is written on: headings, sentences, and lines that a pocket calculator can follow."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass, field
from typing import Final

from avloppsanalys.analysis.explain.arithmetic import Expression, Number
from avloppsanalys.wording import Language, number, text

__all__ = ["Sheet"]

_WIDTH: Final = 116
_DIGITS: Final = (6, 7, 8, 10, 12)
"""Significant digits of computed numbers in a line: as few as make the line hold."""
_NOTHING: Final = 1e-12
"""What a sum that should be zero may miss it by in the computer."""
_ENOUGH: Final = 5
"""Significant digits that a result should have."""


@dataclass(slots=True)
class Sheet:
    """Lines in the order in which they are written."""

    lang: Language
    lines: list[str] = field(default_factory=list)

    def heading(self, name: str, **fields: object) -> None:
        """Write a heading, with an empty line before it."""
        self.lines += ["", text(f"working.{name}", self.lang, **fields)]

    def say(self, name: str, **fields: object) -> None:
        """Write a sentence."""
        self._wrapped(text(f"working.{name}", self.lang, **fields), "  ", "  ")

    def tell(self, words: str) -> None:
        """Write words that somebody else has made."""
        self._wrapped(words, "  ", "  ")

    def value(self, name: str, value: float, **fields: object) -> Number:
        """Write a number that comes from elsewhere, and return it."""
        shown = Number(float(value))
        label = text(f"working.{name}", self.lang, **fields)
        self._wrapped(f"{label}: {shown.written(6, self.lang)}", "    ")
        return shown

    def line(
        self, name: str, expression: Expression, result: float | None = None, *, unit: str = "", **fields: object
    ) -> Number:
        """Write a calculation, and return its result.

        Parameters
        ----------
        name : str
            Id of the text before the colon.
        expression : Expression
            What is computed.
        result : float, optional
            What the step found; by default what the expression gives, for a sum on the way to one.
        unit : str
            Id of the text after the result.
        **fields : object
            For the text.

        Returns
        -------
        Number
        """
        exact = expression.value(17) if result is None else float(result)
        exact = exact if abs(exact) > _NOTHING else 0.0
        if isinstance(expression, Number):  # nothing is computed: the number stands alone
            return self.value(name, exact, **fields)
        label = text(f"working.{name}", self.lang, **fields)
        after = f" {text(f'working.unit.{unit}', self.lang)}" if unit else ""
        digits, decimals = _readable(expression, exact)
        held = digits is not None
        written = expression.written(digits or _DIGITS[0], self.lang)
        shown = number(exact, decimals, self.lang)
        mark = "" if held else f" {text('working.not_reproduced', self.lang)}"
        self._wrapped(f"{label}: {written} = {shown}{after}{mark}", "    ")
        return Number(exact)

    def told(self) -> str:
        """Return the whole sheet as text."""
        return "\n".join(self.lines).strip("\n") + "\n"

    def _wrapped(self, words: str, indent: str, next_indent: str = " " * 10) -> None:
        """Write words on lines that are not too long; what continues a line stands further in."""
        self.lines += textwrap.wrap(
            words, _WIDTH, initial_indent=indent, subsequent_indent=next_indent, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip


def _without_zeros(value: float, decimals: int) -> int:
    """Return how many decimals a number needs: fewer where the rest of them are zeros."""
    fewer = (one for one in range(decimals) if abs(round(value, one) - value) <= 1e-9 * abs(value))
    return next(fewer, decimals)


def _readable(expression: Expression, exact: float) -> tuple[int | None, int]:
    """Return the digits of the numbers and the decimals of the result with which a line holds as it is printed."""
    size = math.floor(math.log10(abs(exact))) if exact and math.isfinite(exact) else 0
    for fewest in (_ENOUGH, 4, 3, 1, -6):
        for digits in _DIGITS:
            found = expression.value(digits)
            for significant in range(6, fewest - 1, -1):
                decimals = max(0, significant - 1 - size)
                if abs(found - exact) <= 0.45 * 10.0**-decimals:
                    return digits, _without_zeros(exact, decimals)
    return None, max(0, _ENOUGH - size)
