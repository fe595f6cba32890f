"""The cards as plain text, to paste into an e-mail or a document."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from avloppsanalys.lagesbild.card import IndicatorCard
from avloppsanalys.wording import Language, text

__all__ = ["card_text"]

_WIDTH = 100


def card_text(
    cards: Sequence[IndicatorCard],
    *,
    heading: Sequence[str] = (),
    beside: Sequence[str] = (),
    lang: Language = "sv",
) -> str:
    """Return cards as text: the finding first, then what it rests on, what weighs on it, and what it does not say.

    Parameters
    ----------
    cards : sequence of IndicatorCard
        From `indicator_cards`.
    heading : sequence of str
        Lines above the first card: title, whether it is internal, whether the data are invented.
    beside : sequence of str
        Paragraphs after the last card: what is told beside the substances.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
        With a line end after the last line; without a card it says so.
    """
    told = [*heading, "", *(line for card in cards for line in (*_lines(card, lang), ""))]
    if not cards:
        told += [text("card.none", lang), ""]
    told += [
        *(textwrap.fill(_one_line(one), _WIDTH, subsequent_indent="  ") for one in beside),
        *([""] if beside else []),
    ]
    return "\n".join(told)


def _lines(card: IndicatorCard, lang: Language) -> list[str]:
    """Return the lines of one card."""
    said = {
        "level": f"{card.value}, {card.interval}",
        "days": card.sampled,
        "change": card.change,
        "last_year": card.last_year,
        "baseline": card.baseline,
        "known": card.known,
        "next": card.next_sampling,
    }
    rows = [f"{text(f'card.head.{name}', lang)}: {words}" for name, words in said.items()]
    rows += [f"{text('card.head.caveat', lang)}: {words}" for words in card.caveats]
    rows.append(f"{text('card.head.not', lang)}: {' '.join(card.does_not_say)}")
    rows.append(card.source)
    wrapped = (textwrap.fill(_one_line(row), _WIDTH, initial_indent="  ", subsequent_indent="    ") for row in rows)
    return [_one_line(card.title), *wrapped]


def _one_line(words: str) -> str:
    """Return words on one line: a name with line breaks in it cannot pass for another line of the card."""
    return " ".join(words.split())
