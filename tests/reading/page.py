"""The page: its words by article, its tables row by row, the words of its drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html

from reading.passages import Passage, one_line

__all__ = ["AXIS", "drawings", "passages", "read", "rows"]

AXIS = "numbers of an axis"
_SKIPPED = ("style", "script", "table")
_BLOCKS = "//p | //dd | //li | //h1 | //h2 | //h3 | //dt | //summary | //title | //desc | //caption"


def read(file: Path) -> Any:
    """Return the root element."""
    return lxml.html.fromstring(file.read_bytes().decode("utf-8"))


def drawings(file: Path) -> list[list[str]]:
    """Return of every drawing that says what it is: the heading of its article, its name and its description."""
    return [
        [_article(one), *(_words(one.xpath(f"./*[local-name()='{said}']")[0]) for said in ("title", "desc"))]
        for one in read(file).xpath("//*[local-name()='svg'][@role='img']")
    ]


def rows(file: Path) -> list[tuple[str, list[str]]]:
    """Return the rows under the heads of every table, each with the caption."""
    return [
        (_words(table.find("caption")), [_words(cell) for cell in row])
        for table in read(file).iter("table")
        for row in table.find("tbody").iter("tr")
    ]


def passages(file: Path) -> Iterator[Passage]:
    """Yield what is read on the page; a row of a table with the caption and the headings of its columns."""
    root = read(file)
    told = set()
    for node in root.xpath(_BLOCKS):
        told.update(node.iter())
        yield Passage(where=f"{file.name}, <{node.tag}>", words=_words(node), heading=_article(node))
    for drawing in root.xpath("//*[local-name()='svg']"):
        texts: dict[str, list[str]] = {AXIS: [], "<text>": []}
        for node in drawing.xpath(".//*[local-name()='text']"):
            told.update(node.iter())
            texts[AXIS if node.get("class") == "tick" else "<text>"].append(_words(node))
        for where, words in texts.items():  # a name under the axis stands in two lines
            if words:
                yield Passage(where=f"{file.name}, {where}", words=" ".join(words), heading=_article(drawing))
    for table in root.iter("table"):
        told.update(table.iter())
        yield from _rows(table, file.name)
    # nothing stands outside what is walked
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag not in _SKIPPED and node not in told:
            loose = [node.text or "", *(child.tail or "" for child in node)]
            if one_line(" ".join(loose)):
                yield Passage(where=f"{file.name}, <{node.tag}>", words=one_line(" ".join(loose)))


def _rows(table: Any, name: str) -> Iterator[Passage]:
    caption = _words(table.find("caption"))
    for row in table.iter("tr"):
        cells = [_words(cell) for cell in row if cell.tag in ("th", "td")]
        keys = [_words(cell) for cell in row if cell.tag == "th" and cell.get("scope") == "row"]
        heading = " | ".join([_article(table), caption, *keys])
        for cell in cells:
            where = f"{name}, table '{caption}', row {keys}"
            yield Passage(where=where, words=cell, heading=heading, row=" | ".join(cells))


def _article(node: Any) -> str:
    """Return the heading of the article around an element."""
    around = node.xpath("ancestor-or-self::article[1]//h3")
    return _words(around[0]) if around else ""


def _words(node: Any) -> str:
    return one_line(str(node.text_content()))
