"""A paragraph of a slide, and how much room paragraphs take."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["AIR", "Paragraph", "lines_of", "size_that_fits"]

LINE: Final = 1.2
"""Height of a line, in heights of its text."""

AIR: Final = 0.35
"""Room above a paragraph, in heights of its text."""

_ADVANCES: Final = {
    letter: advance
    for letters, advance in {
        "ijl'’|": 0.23, "ftI.,:;/\\! \u00a0\u202f[]": 0.29, "r()-\"·*": 0.36, "ckJsvxyz": 0.51, "wCDHNRU": 0.73,
        "GOQ": 0.78, "mMW%&": 0.95, "@—…": 1.02,
    }.items()
    for letter in letters
}  # fmt: skip
"""Widths of letters in Arial, in heights of the text: of the widest in each group, so never too narrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: a lead in bold, and words.

    Parameters
    ----------
    words : str
        What it says.
    lead : str
        What stands before it in bold.
    larger : int
        How much larger than the rest it is [pt].
    finding : bool
        Whether it is the figure of the slide: bold, in the colour of levels.
    bullet : bool
        Whether it is one of a list.
    whole : bool
        Whether it must not be cut while anything else can be.
    """

    words: str
    lead: str = ""
    larger: int = 0
    finding: bool = False
    bullet: bool = False
    whole: bool = False

    @property
    def said(self) -> str:
        """The whole of it."""
        return f"{self.lead}{self.words}"


def lines_of(words: str, size: float, width: float, *, bold: bool = False) -> int:
    """Return on how many lines words stand.

    Parameters
    ----------
    words : str
        One paragraph.
    size, width : float
        Of its text, and of its place [pt].
    bold : bool, default False
        Whether it is bold, and so wider.

    Returns
    -------
    int
        At least one. A word that is longer than a line is broken.

    Examples
    --------
    >>> lines_of("Kokain", 12, 400), lines_of("a" * 200, 12, 400)
    (1, 4)
    """
    count, used = 1, 0.0
    for word in words.split(" "):
        needed = sum(map(_advance, word)) * size * (1.1 if bold else 1.0)
        if used and used + needed > width:
            count, used = count + 1, 0.0
        count += int(needed // width)
        used = (used + needed % width) + 0.29 * size
    return count


def _advance(letter: str) -> float:
    """Return about how wide a letter is, in heights of the text."""
    if letter in _ADVANCES:
        return _ADVANCES[letter]
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x2FFF:
        return 1.4 if ord(letter) > 0xFFFF else 1.0
    return 0.68 if letter.isupper() else 0.59


def size_that_fits(paragraphs: Sequence[Paragraph], box: tuple[float, float], sizes: Sequence[int]) -> int | None:
    """Return the first of the sizes at which paragraphs fit their place.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        What is to stand there.
    box : (float, float)
        Width and height of the place [pt].
    sizes : sequence of int
        From the wanted to the smallest allowed [pt].

    Returns
    -------
    int or None
        None where not even the smallest fits.
    """
    return next((size for size in sizes if _height(paragraphs, size, box[0]) <= box[1]), None)


def _height(paragraphs: Sequence[Paragraph], size: int, width: float) -> float:
    """Return how high paragraphs stand [pt]."""
    height = -AIR * size
    for one in paragraphs:
        own = size + one.larger
        room = width - 22.5 if one.bullet else width
        height += AIR * size + LINE * own * lines_of(one.said, own, room, bold=one.finding)
    return height
