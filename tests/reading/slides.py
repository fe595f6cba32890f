"""The slides: the words of every frame and note, what charts say to those who do not see them, and their numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pptx

from reading.passages import Held, Passage, one_line

__all__ = ["numbers", "passages", "titles"]

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def passages(file: Path) -> Iterator[Passage]:
    """Yield the words of every slide under its title."""
    for number, slide in enumerate(pptx.Presentation(str(file)).slides, start=1):
        title = slide.shapes.title.text_frame.text if slide.shapes.title is not None else ""
        where = f"{file.name}, slide {number}"
        for shape in slide.shapes:
            if shape.has_text_frame and not _is_page_number(shape):
                for paragraph in shape.text_frame.paragraphs:
                    yield Passage(where=where, words=one_line(paragraph.text), heading=title)
            yield Passage(where=f"{where}, alternative text", words=_described(shape), heading=title)
        if slide.has_notes_slide:
            for line in slide.notes_slide.notes_text_frame.text.splitlines():
                yield Passage(where=f"{where}, notes", words=one_line(line), heading=title)


def titles(file: Path) -> list[str]:
    """Return the titles of the slides, "" for one without."""
    slides = pptx.Presentation(str(file)).slides
    return [one_line(slide.shapes.title.text_frame.text) if slide.shapes.title is not None else "" for slide in slides]


def numbers(file: Path) -> Iterator[Held]:
    """Yield every number of a chart, as it is drawn and as it stands in the sheet that opens when it is edited."""
    for number, slide in enumerate(pptx.Presentation(str(file)).slides, start=1):
        title = slide.shapes.title.text_frame.text if slide.shapes.title is not None else ""
        for shape in slide.shapes:
            if shape.has_chart:
                where = f"{file.name}, slide {number}"
                yield from _drawn(shape.chart, where, title)
                yield from _sheet(shape.chart, where, title)


def _drawn(chart: Any, where: str, title: str) -> Iterator[Held]:
    root = chart.part._element
    for series in root.iter(f"{_C}ser"):
        name = "".join(node.text or "" for node in series.find(f"{_C}tx").iter(f"{_C}v"))
        categories = {
            point.get("idx"): point.find(f"{_C}v").text
            for axis in series.iter(f"{_C}cat")
            for point in axis.iter(f"{_C}pt")
        }
        stacked = series.getparent().find(f"{_C}grouping")
        is_stacked = stacked is not None and stacked.get("val") == "stacked"
        columns = {"val": "stacked" if is_stacked else "val", "plus": "plus", "minus": "minus"}
        for held, column in columns.items():
            for values in series.iter(f"{_C}{held}"):
                for point in values.iter(f"{_C}pt"):
                    yield Held(
                        where=f"{where}, chart, {name}", value=float(point.find(f"{_C}v").text), heading=title,
                        row=categories.get(point.get("idx"), ""), column=column,
                    )  # fmt: skip


def _sheet(chart: Any, where: str, title: str) -> Iterator[Held]:
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    for sheet in book:
        heads, *rows = list(sheet.iter_rows(values_only=True))
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if isinstance(value, float | int) and not isinstance(value, bool):
                    yield Held(
                        where=f"{where}, sheet of the chart, {head}", value=float(value), heading=title,
                        row=str(row[0]), column="val",
                    )  # fmt: skip


def _is_page_number(shape: Any) -> bool:
    return bool(shape.is_placeholder and "SLIDE_NUMBER" in str(shape.placeholder_format.type))


def _described(shape: Any) -> str:
    (properties,) = shape._element.xpath(".//*[local-name()='cNvPr']")[:1]
    return one_line(str(properties.get("descr") or ""))
