"""The numbers that a native chart keeps for itself, each beside the cell that it says it is from."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]
import pptx
from lxml import etree
from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]

__all__ = ["DrawnSeries", "Kept", "as_kept", "charts_of_slides", "charts_of_workbook", "unlike_cells"]

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_PARTS: Final = ("tx", "cat", "val", "plus", "minus")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a chart keeps of a range of cells: the points that are written in it, and the cells themselves."""

    points: Mapping[int, str]
    cells: tuple[Any, ...]

    @property
    def numbers(self) -> tuple[Any, ...]:
        """The cells as they are drawn: what is no number is a gap."""
        return tuple(cell if isinstance(cell, int | float) else None for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class DrawnSeries:
    """One series of a chart, by what is drawn of it: ``tx``, ``cat``, ``val``, ``plus``, ``minus``."""

    where: str
    parts: Mapping[str, Kept]


def as_kept(value: float) -> float:
    """Return a number in the sixteen digits that a workbook keeps of it."""
    return float(f"{value:.16G}")


def charts_of_workbook(file: Path) -> list[list[DrawnSeries]]:
    """Return the charts of a workbook, in their order, each with its series in the order in which they are numbered."""
    book = openpyxl.load_workbook(file, data_only=True)
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        ordered = sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))
        return [[*_series(etree.fromstring(archive.read(name)), book, name)] for name in ordered]


def charts_of_slides(file: Path) -> list[tuple[list[DrawnSeries], list[tuple[Any, ...]]]]:
    """Return the charts of a deck in its order: their series, and the rows of the sheet that opens to edit them."""
    found = []
    for number, slide in enumerate(pptx.Presentation(str(file)).slides, start=1):
        for shape in slide.shapes:
            if shape.has_chart:
                part = shape.chart.part
                book = openpyxl.load_workbook(io.BytesIO(part.chart_workbook.xlsx_part.blob), data_only=True)
                series = [*_series(part._element, book, f"slide {number}")]
                found.append((series, [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]))
    return found


def unlike_cells(series: DrawnSeries) -> Iterator[str]:
    """Yield the points that a chart keeps otherwise than its cells have them, and cells of which it keeps none."""
    for part, kept in series.parts.items():
        if not kept.points:  # read from the cells when the file is opened
            continue
        for at, cell in enumerate(kept.cells):
            point = kept.points.get(at)
            if isinstance(cell, int | float):
                alike = point is not None and as_kept(float(point)) == as_kept(cell)
            else:
                alike = point == cell or (cell in (None, "") and point in (None, ""))
            if not alike:
                yield f"{series.where}, {part} {at}: kept {point!r}, in the cell {cell!r}"
        if beyond := set(kept.points) - set(range(len(kept.cells))):
            yield f"{series.where}, {part}: points {sorted(beyond)} of no cell"


def _series(root: Any, book: Any, where: str) -> Iterator[DrawnSeries]:
    found = sorted(root.iter(f"{_C}ser"), key=lambda one: int(one.find(f"{_C}idx").get("val")))
    for number, one in enumerate(found):
        parts = {}
        for part in _PARTS:
            for node in one.iter(f"{_C}{part}"):
                if (formula := node.find(f".//{_C}f")) is not None:
                    points = {int(point.get("idx")): point.find(f"{_C}v").text for point in node.iter(f"{_C}pt")}
                    parts[part] = Kept(points=points, cells=_cells(book, formula.text))
                elif part == "tx":
                    parts[part] = Kept(points={}, cells=("".join(node.itertext()),))
        yield DrawnSeries(where=f"{where}, series {number}", parts=parts)


def _cells(book: Any, formula: str) -> tuple[Any, ...]:
    sheet, _, area = formula.rpartition("!")
    first, top, last, bottom = range_boundaries(area.replace("$", ""))
    own = book[sheet.strip("'")] if sheet.strip("'") in book.sheetnames else book.worksheets[0]
    return tuple(
        cell
        for row in own.iter_rows(min_row=top, max_row=bottom, min_col=first, max_col=last, values_only=True)
        for cell in row
    )
