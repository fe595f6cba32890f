"""A finished chart: the picture, the words that say the same, and the table behind it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from avloppsanalys.charts.raster import png
from avloppsanalys.charts.style import drawing

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Chart", "slug"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """One chart, ready to be written.

    Parameters
    ----------
    name : str
        File name without ending.
    title : str
        Its heading.
    draw : callable
        Draws its figure anew, a `matplotlib.figure.Figure`. A figure is large and many pages are written one by one:
        none is drawn before it is needed, and only one that was asked for (`figure`) is kept.
    alt_text : str
        What the chart shows, for those who do not see it.
    table : pandas.DataFrame
        The numbers that are drawn.
    """

    name: str
    title: str
    draw: Callable[[], Figure]
    alt_text: str
    table: pd.DataFrame
    _kept: list[Figure] = field(default_factory=list, init=False, repr=False)
    _drawn: list[str] = field(default_factory=list, init=False, repr=False)

    @property
    def figure(self) -> Figure:
        """The picture, 16:9 for a slide; what is changed in it before it is written is written."""
        if not self._kept:
            self._kept.append(self.draw())
        return self._kept[0]

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the picture as SVG and PNG (1920 x 1080) and the alt text as a text file.

        The same chart gives the same bytes each time. The table is written by the caller, in the formats of its other
        tables.

        Parameters
        ----------
        folder : pathlib.Path
            Must exist.

        Returns
        -------
        tuple of pathlib.Path
            The three files.
        """
        svg, raster, txt = (folder / f"{self.name}.{ending}" for ending in ("svg", "png", "txt"))
        figure = self._figure()
        if not self._drawn:
            self._drawn.append(self._svg_of(figure))
        svg.write_text(self.svg(), encoding="utf-8", newline="\n")
        with drawing():
            raster.write_bytes(png(figure))
        txt.write_text(self.alt_text + "\n", encoding="utf-8", newline="\n")
        return svg, raster, txt

    def svg(self) -> str:
        """Return the picture as SVG that a screen reader can read: a title and a description in words.

        It is drawn once: the folder and the page of an underlag hold the same picture.

        Returns
        -------
        str
            A whole SVG file.
        """
        if not self._drawn:
            self._drawn.append(self._svg_of(self._figure()))
        return self._drawn[0]

    def _figure(self) -> Figure:
        """Return the figure that was asked for, or one that is forgotten when it is written."""
        return self._kept[0] if self._kept else self.draw()

    def _svg_of(self, figure: Figure) -> str:
        drawn = StringIO()
        with drawing():
            figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        words = f"<title>{escape(self.title)}</title><desc>{escape(self.alt_text)}</desc>"
        before, opening, after = drawn.getvalue().partition("<svg ")
        attributes, close, content = after.partition(">")
        return f'{before}{opening}role="img" {attributes}{close}\n {words}{content}'


def slug(place: str) -> str:
    """Return a place as part of a file name that every system can hold: "Sölvesborg" -> "solvesborg"."""
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "plats"
