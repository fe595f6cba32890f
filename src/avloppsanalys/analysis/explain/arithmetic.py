"""Arithmetic that can be printed: an expression writes itself in numbers, and knows what the printed ones give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from avloppsanalys.wording import Language, number

__all__ = ["Expression", "Number", "exp", "given", "least", "ln", "median", "most", "normal", "root", "total"]

_EXACT_DIGITS: Final = 12
_SIGNED, _SUM, _PRODUCT, _POWER, _WHOLE = range(5)
"""How strongly a part of an expression holds together: what is weaker than its surroundings stands in brackets."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A number, or an operation on expressions."""

    def written(self, digits: int, lang: Language) -> str:
        """Return the expression as it is printed, computed numbers with `digits` significant digits."""
        raise NotImplementedError

    def value(self, digits: int) -> float:
        """Return what a reader gets from the printed numbers."""
        raise NotImplementedError

    @property
    def precedence(self) -> int:
        """How strongly it holds together."""
        return _WHOLE

    def within(self, precedence: int, digits: int, lang: Language) -> str:
        """Return the expression as part of one that holds together by `precedence`."""
        told = self.written(digits, lang)
        return told if self.precedence >= precedence else f"({told})"

    def __add__(self, other: Expression) -> Expression:
        """Return the sum."""
        return Chain(((" + ", self), (" + ", other)), _SUM)

    def __sub__(self, other: Expression) -> Expression:
        """Return the difference."""
        return Chain(((" + ", self), (" − ", other)), _SUM)

    def __mul__(self, other: Expression) -> Expression:
        """Return the product."""
        return Chain(((" × ", self), (" × ", other)), _PRODUCT)

    def __truediv__(self, other: Expression) -> Expression:
        """Return the quotient."""
        return Chain(((" × ", self), (" / ", other)), _PRODUCT)

    def squared(self) -> Expression:
        """Return the square."""
        return Square(self)


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A number: one that was given, printed in full, or one that was computed."""

    exact: float
    is_given: bool = False

    def rounded(self, digits: int) -> Decimal:
        """Return the number as it is printed."""
        return Decimal(f"{self.exact:.{(_EXACT_DIGITS if self.is_given else digits) - 1}e}")

    def written(self, digits: int, lang: Language) -> str:
        """Return the number without zeros at its end."""
        shown = self.rounded(digits).normalize()
        return number(float(shown), max(0, -int(shown.as_tuple().exponent)), lang)

    def value(self, digits: int) -> float:
        """Return the number as it is printed."""
        return float(self.rounded(digits))

    @property
    def precedence(self) -> int:
        """A number below zero stands in brackets within another expression."""
        return _WHOLE if self.exact >= 0 else _SIGNED


@dataclass(frozen=True, slots=True)
class Chain(Expression):
    """Terms of a sum, or factors of a product, each with its sign before it."""

    parts: tuple[tuple[str, Expression], ...]
    kind: int

    @property
    def precedence(self) -> int:
        """A sum holds together less than a product, and what begins with a minus sign least."""
        return _SIGNED if self.parts[0][1].precedence == _SIGNED else self.kind

    def written(self, digits: int, lang: Language) -> str:
        """Return the parts in a row; the first sign is understood, and a part of the same kind needs no brackets."""
        told = []
        for at, (sign, part) in enumerate(self.parts):
            alone = at == 0 and isinstance(part, Number)
            firm = 0 if alone else self.kind + (sign in (" − ", " / "))
            told.append((sign if at else "") + part.within(firm, digits, lang))
        return "".join(told)

    def value(self, digits: int) -> float:
        """Return the sum or product of what the parts give."""
        found = 0.0 if self.kind == _SUM else 1.0
        for sign, part in self.parts:
            one = part.value(digits)
            match sign:
                case " + ":
                    found += one
                case " − ":
                    found -= one
                case " × ":
                    found *= one
                case _:
                    found /= one
        return found


@dataclass(frozen=True, slots=True)
class Square(Expression):
    """A square."""

    base: Expression

    @property
    def precedence(self) -> int:
        """It holds together more than a product."""
        return _POWER

    def written(self, digits: int, lang: Language) -> str:
        """Return the base with a raised two."""
        return f"{self.base.within(_WHOLE, digits, lang)}²"

    def value(self, digits: int) -> float:
        """Return the square of what the base gives."""
        return self.base.value(digits) ** 2


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function of expressions."""

    name: str
    of: tuple[Expression, ...]

    def written(self, digits: int, lang: Language) -> str:
        """Return the function as on a calculator."""
        return f"{self.name}({'; '.join(part.written(digits, lang) for part in self.of)})"

    def value(self, digits: int) -> float:
        """Return what the function gives."""
        from statistics import median as middle

        found = [part.value(digits) for part in self.of]
        match self.name:
            case "ln":
                return math.log(found[0])
            case "exp":
                return math.exp(found[0])
            case "√":
                return math.sqrt(max(found[0], 0.0))
            case "Φ":
                return math.erfc(-found[0] / math.sqrt(2)) / 2
            case "φ":
                return math.exp(-(found[0] ** 2) / 2) / math.sqrt(2 * math.pi)
            case "median":
                return float(middle(found))
            case _:
                return max(found) if self.name == "max" else min(found)


def given(value: float) -> Number:
    """Return a number that somebody printed, counted or chose: it is printed in full."""
    return Number(float(value), is_given=True)


def ln(of: Expression) -> Expression:
    """Return the natural logarithm."""
    return Call("ln", (of,))


def exp(of: Expression) -> Expression:
    """Return e raised to an expression."""
    return Call("exp", (of,))


def root(of: Expression) -> Expression:
    """Return the square root."""
    return Call("√", (of,))


def most(*of: Expression) -> Expression:
    """Return the largest."""
    return Call("max", of)


def least(*of: Expression) -> Expression:
    """Return the smallest."""
    return Call("min", of)


def median(of: Sequence[Expression]) -> Expression:
    """Return the median."""
    return Call("median", tuple(of))


def normal(of: Expression, *, density: bool = False) -> Expression:
    """Return the share of a standard normal below an end, or its density there."""
    return Call("φ" if density else "Φ", (of,))


def total(terms: Sequence[Expression]) -> Expression:
    """Return the sum of terms; zero of none."""
    if not terms:
        return given(0.0)
    return terms[0] if len(terms) == 1 else Chain(tuple((" + ", one) for one in terms), _SUM)
