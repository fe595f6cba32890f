"""What of a card stands on its slide, and what in the notes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from avloppsanalys.exports.slides.paragraph import Paragraph
from avloppsanalys.exports.slides.words import first_sentence
from avloppsanalys.lagesbild import MOST_SHOWN, IndicatorCard, card_rows, mandatory_caveats, weighty_caveats
from avloppsanalys.wording import Language, text

__all__ = ["BRIEFER", "beside_the_chart", "spoken"]

Brief = Literal["days", "change"]
BRIEFER: Final[tuple[tuple[Brief, ...], ...]] = (("change",), ("change", "days"))
"""What is told in short where there is no room, the first that serves."""

_CONCLUDED: Final = ("current", "changed", "unknown_figure")
"""An assessment that there is; that the group has yet to make one stands on the first slide."""


def beside_the_chart(
    card: IndicatorCard, lang: Language, *, caveats: int = MOST_SHOWN, brief: Collection[Brief] = ()
) -> list[Paragraph]:
    """Return what stands beside the chart: the figure, what it rests on, what was concluded of it, what weighs on it.

    Parameters
    ----------
    card : IndicatorCard
        The card of the slide.
    lang : {"sv", "en"}
        Language.
    caveats : int, default 2
        How many there is room for; those that must stand do so beyond it.
    brief : collection of {"days", "change"}, default none
        What there is no room for: the dates of the days, more of the change than its word and numbers.

    Returns
    -------
    list of Paragraph
    """
    sampled = card.sampled.rpartition(": ")[2] if "days" in brief else card.sampled
    change = first_sentence(card.change) if "change" in brief else card.change
    concluded = card.assessment if card.assessment_status in _CONCLUDED else ""
    mandatory, shown = mandatory_caveats(lang), weighty_caveats(card, lang, most=caveats)
    more = len(card.caveats) - len(shown)
    in_notes = [text("slides.more_caveats", lang, count=more)] if more > 0 else []
    in_notes += [text("slides.more_of_it", lang)] if (sampled, change) != (card.sampled, card.change) else []
    return [
        Paragraph(words=card.value, larger=6, finding=True, whole=True),
        Paragraph(words=card.interval, whole=True),
        *([Paragraph(lead=_head("mass", lang), words=card.mass, whole=True)] if card.mass else []),
        *(
            # whole: without its end a change against last year may seem to contradict the title, and an assessment to
            # be of the figure
            Paragraph(lead=_head(name, lang), words=words, whole=whole)
            for name, words, whole in (
                ("days", sampled, False),
                ("change", change, False),
                ("last_year", card.last_year, True),
                ("assessment", concluded, True),
                ("next", card.next_sampling, True),
            )
            if words
        ),
        *(Paragraph(lead=_head("caveat", lang), words=words, whole=words in mandatory) for words in shown),
        *([Paragraph(words=" ".join(in_notes))] if in_notes else []),
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
