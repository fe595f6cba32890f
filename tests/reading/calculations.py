"""Each printed line of a calculation, computed again from the numbers that stand on it."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

__all__ = ["PrintedLine", "followed", "printed_lines", "result_of"]

_NUMBER: Final = r"[−-]?\d{1,3}(?:GROUP\d{3})*(?:POINT\d+)?|[−-]?\d+(?:POINT\d+)?"
_FUNCTIONS: Final[dict[str, Callable[..., float]]] = {
    "ln": math.log,
    "exp": math.exp,
    "root": math.sqrt,
    "below": lambda end: math.erfc(-end / math.sqrt(2)) / 2,
    "density": lambda end: math.exp(-(end**2) / 2) / math.sqrt(2 * math.pi),
    "max": max,
    "min": min,
    "median": lambda *of: median(of),
}
_WRITTEN: Final = {"√": "root", "Φ": "below", "φ": "density", "×": "*", "−": "-", "²": "**2", ";": ","}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line of arithmetic as it is printed."""

    label: str
    expression: str
    result: float
    unit_in_last_place: float
    computed: float
    """What the printed expression gives."""

    @property
    def holds(self) -> bool:
        """Whether the printed result is what the printed numbers give, to the last printed digit."""
        return abs(self.computed - self.result) <= 0.5001 * self.unit_in_last_place + 0.5 * self.unit_in_last_place


def printed_lines(told: str, lang: str = "sv") -> list[PrintedLine]:
    """Return every line with an equals sign, continued lines joined."""
    joined = re.sub(r"\n {10,}", " ", told)
    return [_line(one, lang) for one in joined.splitlines() if " = " in one]


def _line(printed: str, lang: str) -> PrintedLine:
    left, right = printed.strip().rsplit(" = ", 1)
    label, expression = left.rsplit(": ", 1)
    group, point = ("\u00a0", ",") if lang == "sv" else (",", r"\.")
    number = _NUMBER.replace("GROUP", group).replace("POINT", point)
    found = re.match(number, right)
    assert found, printed
    decimals = len(found[0].partition("," if lang == "sv" else ".")[2])
    plain = re.sub(number.replace("[−-]?", ""), lambda one: _plain(one[0], lang), expression)
    for written, meant in _WRITTEN.items():
        plain = plain.replace(written, meant)
    return PrintedLine(
        label=label,
        expression=expression,
        result=float(_plain(found[0], lang).replace("−", "-")),
        unit_in_last_place=10.0**-decimals,
        computed=_value(ast.parse(plain.strip(), mode="eval").body),
    )


def _plain(number: str, lang: str) -> str:
    return number.replace("\u00a0", "").replace(",", ".") if lang == "sv" else number.replace(",", "")


def _value(node: ast.expr) -> float:
    """Return the value of an expression of numbers, the four operations, squares and the functions of a calculator."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _value(left), _value(right)
            match op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
                case _:
                    return float(one**other)
        case ast.Call(func=ast.Name(id=name), args=args):
            return float(_FUNCTIONS[name](*(_value(one) for one in args)))
        case _:
            raise AssertionError(ast.dump(node))


def followed(told: str, lang: str = "sv") -> list[PrintedLine]:
    """Return the lines, each of which holds as it is printed."""
    lines = printed_lines(told, lang)
    assert [line for line in lines if not line.holds] == []
    assert "går inte att räkna efter med utskrivna" not in told
    assert "cannot be followed" not in told
    return lines


def result_of(lines: list[PrintedLine], label: str) -> float:
    return next(line.result for line in lines if line.label.startswith(label))
