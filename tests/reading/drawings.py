"""The drawn charts as SVG: title and description, which stand for the drawing where it is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from reading.passages import Passage, one_line

__all__ = ["passages"]


def passages(file: Path) -> Iterator[Passage]:
    """Yield title, description and any text of a drawing; its letters are curves, so that there is no other."""
    for node in etree.parse(str(file), etree.XMLParser(resolve_entities=False)).iter("{*}title", "{*}desc", "{*}text"):
        where = f"{file.name}, <{etree.QName(node).localname}>"
        yield Passage(where=where, words=one_line("".join(map(str, node.itertext()))))
