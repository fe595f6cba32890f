"""What of a card stands on its slide, and what in the notes."""

from __future__ import annotations

from typing import Final

from avloppsanalys.exports.slides.paragraph import Paragraph
from avloppsanalys.lagesbild import IndicatorCard, card_rows
from avloppsanalys.wording import Language, text

__all__ = ["beside_the_chart", "spoken"]

_SHOWN: Final = 2
"""So many caveats stand on the slide, the weightiest first; and further ones that must."""

_MANDATORY: Final = ("small_plant", "may_be_prescribed", "marked_season")
"""Caveats of a level that stand on its slide whenever they apply, whole, whatever else weighs on it."""


def beside_the_chart(card: IndicatorCard, lang: Language) -> list[Paragraph]:
    """Return what stands beside the chart: the figure first, then what it rests on and what weighs on it.

    Parameters
    ----------
    card : IndicatorCard
        The card of the slide.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    list of Paragraph
    """
    mandatory = {text(f"caveat.{name}", lang) for name in _MANDATORY}
    shown = [words for turn, words in enumerate(card.caveats) if turn < _SHOWN or words in mandatory]
    more = len(card.caveats) - len(shown)
    return [
        Paragraph(words=card.value, larger=6, finding=True),
        Paragraph(words=card.interval),
        *([Paragraph(lead=_head("mass", lang), words=card.mass)] if card.mass else []),
        *(
            # whole: without its end a change against last year may seem to contradict the title
            Paragraph(lead=_head(name, lang), words=words, whole=name == "last_year")
            for name, words in (
                ("days", card.sampled),
                ("change", card.change),
                ("last_year", card.last_year),
                ("next", card.next_sampling),
            )
        ),
        *(Paragraph(lead=_head("caveat", lang), words=words, whole=words in mandatory) for words in shown),
        *([Paragraph(words=text("slides.more_caveats", lang, count=more))] if more > 0 else []),
    ]


def spoken(card: IndicatorCard, method: tuple[tuple[str, str], ...], lang: Language) -> list[Paragraph]:
    """Return all of a card, and how it was done: what the speaker has in the notes.

    Parameters
    ----------
    card : IndicatorCard
        The card of the slide.
    method : tuple of (str, str)
        Headings and paragraphs.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    list of Paragraph
    """
    return [
        Paragraph(words=card.title),
        *(Paragraph(lead=_head(name, lang), words=words) for name, words in card_rows(card)),
        *(Paragraph(lead=f"{heading}:", words=words) for heading, words in method),
    ]


def _head(name: str, lang: Language) -> str:
    """Return what stands before a part of the card."""
    return f"{text(f'card.head.{name}', lang)}:"
