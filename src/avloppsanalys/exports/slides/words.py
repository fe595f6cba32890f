"""Words on a slide: made harmless, made to fit their place, and written in their language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.util import Pt

from avloppsanalys.exports.slides.paragraph import AIR, Paragraph, size_that_fits
from avloppsanalys.wording import Language, harmless

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.text.text import TextFrame

__all__ = ["LANGUAGES", "NAMES", "first_sentence", "fits", "harmless", "led", "put", "shortened", "write"]

LANGUAGES: Final = {"sv": MSO_LANGUAGE_ID.SWEDISH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}
NAMES: Final = {"sv": "sv-SE", "en": "en-GB"}
_POINT: Final = 12700
_DOTS: Final = "…"
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")


def shortened(words: str, longest: int) -> str:
    """Return words, harmless, and cut where they would crowd out what they are about.

    Parameters
    ----------
    words : str
        Any text.
    longest : int
        Number of letters.

    Returns
    -------
    str
        Ends in three dots where it is cut.

    Examples
    --------
    >>> shortened("kv 3 2026", 30), shortened("a" * 31, 5)
    ('kv 3 2026', 'aaaa…')
    """
    clean = harmless(words)
    return clean if len(clean) <= longest else f"{clean[: longest - 1].rstrip()}…"


def put(
    shape: Shape, paragraphs: Sequence[Paragraph], sizes: Sequence[int], lang: Language, *, bold: bool = False
) -> bool:
    """Write paragraphs into a place of a slide, as large as they fit.

    Parameters
    ----------
    shape : pptx.shapes.autoshape.Shape
        The place.
    paragraphs : sequence of Paragraph
        What it shall say.
    sizes : sequence of int
        From the wanted to the smallest allowed [pt].
    lang : {"sv", "en"}
        Language.
    bold : bool, default False
        Whether the place writes in bold.

    Returns
    -------
    bool
        Whether all of it is there; else the longest paragraphs lose sentences from their end, then words, and end in
        three dots; those that must stand whole come last.
    """
    box, clean = _box(shape), _harmless(paragraphs)
    weighed = [replace(one, finding=True) for one in clean] if bold else clean
    size = size_that_fits(weighed, box, sizes)
    whole = size is not None
    while size is None:
        longest = max(range(len(clean)), key=lambda index: _spared_last(clean[index]))
        kept = clean[longest].words
        clean[longest] = replace(clean[longest], words=_shorter(kept))
        weighed = [replace(one, finding=True) for one in clean] if bold else clean
        size = sizes[-1] if len(kept) < 3 else size_that_fits(weighed, box, sizes[-1:])
    write(shape.text_frame, clean, lang, size=size)
    return whole


def fits(shape: Shape, paragraphs: Sequence[Paragraph], sizes: Sequence[int]) -> bool:
    """Return whether paragraphs have room in their place without being cut.

    Parameters
    ----------
    shape : pptx.shapes.autoshape.Shape
        The place.
    paragraphs : sequence of Paragraph
        What it shall say.
    sizes : sequence of int
        From the wanted to the smallest allowed [pt].

    Returns
    -------
    bool
    """
    return size_that_fits(_harmless(paragraphs), _box(shape), sizes) is not None


def _box(shape: Shape) -> tuple[float, float]:
    """Return width and height of a place [pt]."""
    return shape.width / _POINT, shape.height / _POINT


def _harmless(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs as they are written."""
    return [replace(one, words=harmless(one.words), lead=led(one.lead)) for one in paragraphs]


def _spared_last(one: Paragraph) -> tuple[bool, bool, int]:
    """Return how soon a paragraph is cut: one that need not be whole first, of those one of several sentences."""
    return not one.whole, len(_sentences(one.words)) > 1, len(one.words)


def _sentences(words: str) -> list[str]:
    return _BETWEEN_SENTENCES.split(words.removesuffix(_DOTS).rstrip())


def first_sentence(words: str) -> str:
    """Return the first sentence of some words.

    Parameters
    ----------
    words : str
        Any text.

    Returns
    -------
    str

    Examples
    --------
    >>> first_sentence("Ökar: +33 % per år. Ny, bekräftas nästa period.")
    'Ökar: +33 % per år.'
    """
    return _sentences(words)[0]


def _shorter(words: str) -> str:
    """Return words without their last sentence; a single sentence without some words, a single word without letters."""
    told = _sentences(words)
    if len(told) > 1:
        return " ".join([*told[:-1], _DOTS])
    kept = told[0][: int(0.95 * len(told[0]))]
    at = kept.rfind(" ")
    return (kept[:at] if at > 0 else kept).rstrip() + _DOTS


def led(lead: str) -> str:
    """Return a lead with the space that parts it from the words.

    Parameters
    ----------
    lead : str
        Any text.

    Returns
    -------
    str
        Harmless.

    Examples
    --------
    >>> led("Bygger på:")
    'Bygger på: '
    """
    return f"{harmless(lead)} " if lead else ""


def write(frame: TextFrame, paragraphs: Sequence[Paragraph], lang: Language, *, size: int | None = None) -> None:
    """Write paragraphs into a frame.

    Parameters
    ----------
    frame : pptx.text.text.TextFrame
        An empty frame.
    paragraphs : sequence of Paragraph
        Harmless words.
    lang : {"sv", "en"}
        Language.
    size : int, optional
        Of the text [pt]; that of the place where not given.
    """
    for index, one in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        if size is not None and index:
            paragraph.space_before = Pt(round(AIR * size))
        if one.bullet:
            paragraph.level = 1
        for words, bold in ((one.lead, True), (one.words, one.finding)):
            if not words:
                continue
            run = paragraph.add_run()
            run.text = words
            run.font.language_id = LANGUAGES[lang]
            if bold:
                run.font.bold = True
            if one.finding:
                run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
            if size is not None:
                run.font.size = Pt(size + one.larger)
