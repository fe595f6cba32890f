"""The letters of a drawing: those that its font has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from avloppsanalys.wording import harmless

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    from matplotlib.text import Text

    for drawn in figure.findobj(Text):
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


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the font of the drawings has."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
