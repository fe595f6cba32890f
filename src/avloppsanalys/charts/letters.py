"""The letters of a drawing: those that its font has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from avloppsanalys.wording import harmless

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.text import Text

__all__ = ["draw_known_letters"]

_EVERY_FONT: Final = 0x17F
"""The last letter of the Latin alphabets, which every font has."""

_UNKNOWN: Final = "\N{WHITE SQUARE}"


def draw_known_letters(figure: Figure) -> None:
    """Put a square in the place of each letter that the font of the drawings lacks; the alternative text has it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Its texts are changed in place.
    """
    for drawn in _seen(figure):
        words = drawn.get_text()
        if any(ord(letter) > _EVERY_FONT or not letter.isprintable() for letter in words):
            plain = harmless(words, lines=True)
            shown = "".join(
                letter if ord(letter) <= _EVERY_FONT or ord(letter) in _letters() else _UNKNOWN
                for letter in plain
                if letter != "\N{ZERO WIDTH JOINER}"
            )
            if shown != words:
                drawn.set_text(shown)


def _seen(part: Artist) -> Iterator[Text]:
    """Yield the texts that are drawn of a part of a figure: an axis that is not would make its texts to be asked."""
    from matplotlib.text import Text

    if part.get_visible():
        if isinstance(part, Text):
            yield part
        for child in part.get_children():
            yield from _seen(child)


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the font of the drawings has."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
