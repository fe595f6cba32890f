"""The cards as plain text, to paste into an e-mail or a document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from avloppsanalys.lagesbild.card import IndicatorCard
from avloppsanalys.wording import Language, text

__all__ = ["card_rows", "card_text"]

_WIDTH: Final = 100


def card_text(
    cards: Sequence[IndicatorCard],
    *,
    heading: Sequence[str] = (),
    questions: Sequence[tuple[str, str]] = (),
    beside: Sequence[str] = (),
    lang: Language = "sv",
) -> str:
    """Return cards as text: the finding first, then what it rests on, what weighs on it, and what it does not say.

    Parameters
    ----------
    cards : sequence of IndicatorCard
        From `indicator_cards`.
    heading : sequence of str
        Paragraphs above the first card: title, whether it is internal, how an interval is read.
    questions : sequence of (str, str)
        Control questions with their answers, below the last card.
    beside : sequence of str
        Paragraphs after the last card: what is told beside the substances.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
        With a line end after the last line; without a card it says so.
    """
    told = [*(_wrapped(words) for words in heading), "", *(line for card in cards for line in (*_card(card, lang), ""))]
    if not cards:
        told += [text("card.none", lang), ""]
    told += [*(_wrapped(one, hang="  ") for one in beside), *([""] if beside else [])]
    if questions:
        told += [text("control.heading", lang), ""]
    for question, answer in questions:
        told += [_wrapped(question), _wrapped(answer, indent="  "), ""]
    return "\n".join(told)


def card_rows(card: IndicatorCard) -> list[tuple[str, str]]:
    """Return all that a card says under its title, in the order in which it is read.

    Parameters
    ----------
    card : IndicatorCard
        From `indicator_cards`.

    Returns
    -------
    list of (str, str)
        Ids of the texts ``card.head.<id>``, each with its words; what a card has nothing to say of is left out.
    """
    rows = [
        ("period", card.when),
        ("level", f"{card.value}, {card.interval}" if card.estimate == card.estimate else card.value),
        ("mass", card.mass),
        ("days", card.sampled),
        ("change", card.change),
        ("last_year", card.last_year),
        ("baseline", card.baseline),
        *(("caveat", words) for words in card.caveats),
        ("not", " ".join(card.does_not_say)),
        ("withheld", card.withheld),
        ("assessment", card.assessment),
        ("known", card.known),
        ("next", card.next_sampling),
        ("source", card.source),
        ("digest", card.digest),
    ]
    return [(name, words) for name, words in rows if words]


def _card(card: IndicatorCard, lang: Language) -> list[str]:
    """Return the lines of one card."""
    told = [f"{text(f'card.head.{name}', lang)}: {words}" for name, words in card_rows(card)]
    return [_one_line(card.title), *(_wrapped(row, indent="  ", hang="    ") for row in told)]


def _wrapped(words: str, *, indent: str = "", hang: str | None = None) -> str:
    """Return words in lines of a readable length."""
    return textwrap.fill(
        _one_line(words), _WIDTH, initial_indent=indent, subsequent_indent=indent if hang is None else hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _one_line(words: str) -> str:
    """Return words on one line, hard spaces kept: a name with line breaks in it cannot pass for another line."""
    return re.sub(r"[^\S\u00a0]+", " ", words).strip()
