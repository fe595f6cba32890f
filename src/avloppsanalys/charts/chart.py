"""A finished chart: the picture, the words that say the same, and the table behind it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from avloppsanalys.charts.letters import draw_known_letters
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.two_files import svg_and_png
from avloppsanalys.wording import harmless

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Chart", "Drawn", "slug"]

LONGEST_PART: Final = 60
"""Letters of a place in a file name: Windows gives the whole path 260, of which the folders take most."""


class Drawn(NamedTuple):
    """A chart as it is written.

    Attributes
    ----------
    svg : str
        A whole file that a screen reader can read: a title and a description in words.
    png : bytes
        A whole file of 1920 x 1080.
    """

    svg: str
    png: bytes


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
    _drawn: list[Drawn] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the words that people typed harmless."""
        object.__setattr__(self, "title", harmless(self.title))
        object.__setattr__(self, "alt_text", harmless(self.alt_text))

    @property
    def figure(self) -> Figure:
        """The picture, 16:9 for a slide; what is changed in it before it is written is written."""
        if not self._kept:
            self._kept.append(self._anew())
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
        vector, raster, txt = (folder / f"{self.name}.{ending}" for ending in ("svg", "png", "txt"))
        drawn = self.drawn()
        vector.write_text(drawn.svg, encoding="utf-8", newline="\n")
        raster.write_bytes(drawn.png)
        txt.write_text(self.alt_text + "\n", encoding="utf-8", newline="\n")
        return vector, raster, txt

    def drawn(self) -> Drawn:
        """Return the picture in both its forms: drawn once, as the folder and the page of an underlag hold the same.

        Returns
        -------
        Drawn
        """
        if self._kept:  # it may have been changed since
            return self._draw(self._kept[0])
        if not self._drawn:
            self._drawn.append(self._draw(self._anew()))
        return self._drawn[0]

    def without_drawing(self) -> Chart:
        """Return the chart as it can be sent to another process: in words and numbers, with no drawing.

        Returns
        -------
        Chart
        """
        return replace(self, draw=_drawn_elsewhere)

    def take_over(self, drawn: Drawn) -> None:
        """Take over what another process has drawn of this chart, so that it is not drawn again.

        Parameters
        ----------
        drawn : Drawn
        """
        self._drawn[:] = [drawn]

    def _anew(self) -> Figure:
        """Return the picture drawn anew, in letters that the font has: one that it lacks would be a box."""
        figure = self.draw()
        draw_known_letters(figure)
        return figure

    def _draw(self, figure: Figure) -> Drawn:
        with drawing():
            svg, png = svg_and_png(figure)
        return Drawn(svg=self._worded(svg), png=png)

    def _worded(self, picture: str) -> str:
        """Return an SVG with title and description in words."""
        words = f"<title>{escape(self.title)}</title><desc>{escape(self.alt_text)}</desc>"
        before, opening, after = picture.partition("<svg ")
        attributes, close, content = after.partition(">")
        return f'{before}{opening}role="img" {attributes}{close}\n {words}{content}'


def _drawn_elsewhere() -> Figure:
    """Stand for the drawing of a chart that another process draws."""
    raise RuntimeError("This chart is drawn by another process; it takes over what is drawn there.")


def slug(place: str) -> str:
    """Return a place as part of a file name that every system can hold: "Sölvesborg" -> "solvesborg".

    A name that is longer than the part may be is cut, and keeps eight digits of the whole to tell it from its like.
    """
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().casefold()
    part = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "plats"
    if len(part) <= LONGEST_PART:
        return part
    whole = hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{part[:LONGEST_PART].rstrip('-')}-{whole}"
