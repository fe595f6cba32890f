"""The numbers that stand in the texts themselves: "per 1 000 personer", "i 95 fall av 100"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from reading.passages import one_line

__all__ = ["without_fixed_numbers"]

_FIELD: Final = re.compile(r"\{[^{}]*\}")


@cache
def _fixed() -> tuple[str, ...]:
    """Return what stands between the fields of every text and has a digit and a word in it, the longest first."""
    found: set[str] = set()
    for file in files("avloppsanalys.wording").joinpath("texts").iterdir():
        if file.name.endswith(".toml"):
            for words in _texts(tomllib.loads(file.read_text(encoding="utf-8"))):
                pieces = (_plain(one_line(piece)) for piece in _FIELD.split(words))
                found.update(piece for piece in pieces if re.search(r"\d", piece) and re.search(r"[^\W\d]{2}", piece))
    return tuple(sorted(found, key=lambda piece: (-len(piece), piece)))


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, str):
        yield found


def _plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def without_fixed_numbers(words: str) -> tuple[str, int]:
    """Return the words with every number of the catalogue blanked out where its text stands whole; and how many."""
    left, plain, count = words, _plain(words).casefold(), 0
    if not re.search(r"\d", words):
        return words, 0
    for piece in _fixed():
        at = plain.find(piece.casefold())
        while at >= 0:
            end = at + len(piece)
            count += len(re.findall(r"\d+", left[at:end]))
            left = left[:at] + re.sub(r"\d", "\0", left[at:end]) + left[end:]
            at = plain.find(piece.casefold(), end)
    return left, count
