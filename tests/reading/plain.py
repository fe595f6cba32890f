"""Texts to paste: ``kort.txt``, and the alternative texts of the charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reading.passages import Passage, one_line

__all__ = ["ITEM", "passages"]

ITEM = "item of a list"
"""Where a passage is a whole sentence of a list."""


def passages(file: Path) -> Iterator[Passage]:
    """Yield the paragraphs of a text; the lines of a card are told under its title, which is its first line."""
    text = file.read_text(encoding="utf-8-sig")
    for block in re.split(r"\n\s*\n", text):
        if block.strip():
            heading = block.strip().splitlines()[0]
            first, *items = re.split(r"\n- ", block)
            yield Passage(where=file.name, words=one_line(first), heading=heading)
            for item in items:  # each is told by itself
                yield Passage(where=f"{file.name}, {ITEM}", words=one_line(item), heading=heading)
