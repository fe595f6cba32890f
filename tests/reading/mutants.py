"""Copies of a written file in which one printed number is another: what the tests that read it must see."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

__all__ = ["Place", "Printed"]

_NUMERAL: Final = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_TOLD: Final = {
    ".txt": {r".*": re.compile(r"(?P<told>.+)", re.DOTALL)},
    # not what the drawings are made of, nor styles
    ".html": {r".*": re.compile(r">(?P<told>[^<>]*\d[^<>]*)<(?!/style)")},
    ".pptx": {
        r"ppt/(slides|notesSlides)/[^/]+\.xml": re.compile(
            r'<a:t>(?P<told>[^<]*)</a:t>(?!</a:fld>)|descr="(?P<described>[^"]*)"'
        ),
        r"ppt/charts/[^/]+\.xml": re.compile(r"<c:v>(?P<told>[^<]*)</c:v>"),
        r"ppt/embeddings/[^/]+\.xlsx": re.compile(
            r'<c r="[^"]*"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>(?P<told>[^<]*)</v>|<t[^>]*>(?P<words>[^<]*)</t>'
        ),
    },
    ".xlsx": {
        r"xl/worksheets/[^/]+\.xml": re.compile(r'<c r="[^"]*"(?: s="\d+")?><v>(?P<told>[^<]*)</v>'),
        r"xl/sharedStrings\.xml": re.compile(r"<t[^>]*>(?P<told>[^<]*)</t>"),
        r"xl/charts/[^/]+\.xml": re.compile(r"<c:v>(?P<told>[^<]*)</c:v>"),
        r"xl/drawings/[^/]+\.xml": re.compile(r'descr="(?P<told>[^"]*)"'),
    },
}  # fmt: skip
"""In which parts of a file, and where in those, numbers are told; archives in it are opened too."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A printed number: in which part of the file, and from where to where."""

    part: str
    inner: str
    start: int
    end: int
    near: str


class Printed:
    """The printed numbers of one file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def places(self) -> list[Place]:
        """Every number that is told, in the order of the file."""
        return [*self._places()]

    def some(self, count: int, seed: int) -> list[Place]:
        """Return so many of them, chosen by chance and always the same."""
        return self.places if count >= len(self.places) else random.Random(seed).sample(self.places, count)

    def mutant(self, place: Place, copy: Path) -> Path:
        """Write the file with the last digit of one number one off."""
        made = copy / self.file.name
        if not place.part:
            made.write_bytes(_changed(self.file.read_bytes(), place))
            return made
        made.write_bytes(_archived(self.file.read_bytes(), place.part, lambda part: self._inside(part, place)))
        return made

    def _inside(self, part: bytes, place: Place) -> bytes:
        if not place.inner:
            return _changed(part, place)
        return _archived(part, place.inner, lambda inner: _changed(inner, place))

    def _places(self) -> Iterator[Place]:
        kinds = _TOLD[self.file.suffix]
        if self.file.suffix in (".txt", ".html"):
            (pattern,) = kinds.values()
            yield from _found(self.file.read_bytes(), pattern, "", "")
            return
        with zipfile.ZipFile(self.file) as archive:
            for name in archive.namelist():
                for kind, pattern in kinds.items():
                    if not re.fullmatch(kind, name):
                        continue
                    if not name.endswith(".xlsx"):
                        yield from _found(archive.read(name), pattern, name, "")
                        continue
                    with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inside:
                        for inner in inside.namelist():
                            if re.fullmatch(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", inner):
                                yield from _found(inside.read(inner), pattern, name, inner)


def _found(content: bytes, pattern: re.Pattern[str], part: str, inner: str) -> Iterator[Place]:
    words = content.decode("utf-8")
    begins = words.index("</style>") if "</style>" in words else 0
    for told in pattern.finditer(words):
        (group,) = [name for name, one in told.groupdict().items() if one is not None]
        if told.start() < begins and not told[0].endswith("<"):
            continue
        for number in _NUMERAL.finditer(told[group]):
            start = told.start(group) + number.start()
            if words[max(0, start - 2) : start] in ("&#", "#x"):
                continue
            if _same_to_a_computer(words[told.start(group) : told.end(group)], number[0]):
                continue
            near = words[max(told.start(group), start - 30) : start + 30]
            yield Place(part=part, inner=inner, start=start, end=told.start(group) + number.end(), near=near)


def _same_to_a_computer(told: str, number: str) -> bool:
    """Return whether a number alone has so many digits that another last one is the same number to a computer."""
    return told == number and number.count(".") == 1 and float(number) == float(number[:-1] + _other(number[-1]))


def _other(digit: str) -> str:
    return str(int(digit) + 1) if digit != "9" else "8"


def _changed(content: bytes, place: Place) -> bytes:
    words = content.decode("utf-8")
    return (words[: place.end - 1] + _other(words[place.end - 1]) + words[place.end :]).encode("utf-8")


def _archived(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, change(inside) if name == part else inside)
    return made.getvalue()
