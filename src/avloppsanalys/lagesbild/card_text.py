"""The cards as plain text, to paste into an e-mail or a document: each in short, with what may never be left out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from avloppsanalys.lagesbild.card import IndicatorCard
from avloppsanalys.lagesbild.weighty_caveats import weighty_caveats
from avloppsanalys.wording import Language, counted, text

__all__ = ["MOST_CHANGES", "card_rows", "card_text"]

_WIDTH: Final = 100
_SHORT: Final = ("mass", "change", "last_year", "caveat", "withheld", "assessment", "next", "source")
"""Parts of a card that are pasted, after its level."""
MOST_CHANGES: Final = 8
"""Sentences on what has changed: as many as are read aloud before somebody asks."""


def card_text(
    cards: Sequence[IndicatorCard],
    *,
    heading: Sequence[str] = (),
    marks: Sequence[str] = (),
    questions: Sequence[tuple[str, str]] = (),
    beside: Sequence[Sequence[str]] = (),
    changed: Sequence[str] | None = None,
    lang: Language = "sv",
) -> str:
    """Return cards as text, each in short: the finding, its figure and change, what weighs most on it, the assessment.

    A card is pasted alone, so the marks stand in each; what all of them do not say stands once.

    Parameters
    ----------
    cards : sequence of IndicatorCard
        From `indicator_cards`.
    heading : sequence of str
        Paragraphs above the first card: title, how an interval is read.
    marks : sequence of str
        What must stand with every figure: that it is internal, that the data are invented.
    questions : sequence of (str, str)
        Control questions with their answers, below the last card.
    beside : sequence of sequence of str
        Blocks of paragraphs after the last card: what is told beside the substances.
    changed : sequence of str, optional
        What has changed since the last underlag (`changes_in_brief`), above the first card: the first of it, and how
        much more there is. None where there is no earlier one; without a sentence it says that nothing has.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
        With a line end after the last line; without a card it says so.
    """
    told = [_wrapped(words) for words in (*heading[:1], *marks, *heading[1:])]
    told += [_wrapped(text("card.short.rest", lang))] if cards else []
    if changed is not None:
        told += ["", *_changed(changed, lang)]
    told += ["", *(line for card in cards for line in (*_card(card, marks, lang), ""))]
    if not cards:
        told += [text("card.none", lang), ""]
    for words in dict.fromkeys(" ".join(card.does_not_say) for card in cards):
        told += [_wrapped(f"{text('card.head.not', lang)}: {words}", hang="  "), ""]
    for block in beside:
        told += [*(_wrapped(one, hang="  ") for one in block), ""] if block else []
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


def _card(card: IndicatorCard, marks: Sequence[str], lang: Language) -> list[str]:
    """Return the lines of one card; what they leave out stands on the page."""
    rows = dict(card_rows(card))
    shown = weighty_caveats(card, lang)
    more = len(card.caveats) - len(shown)
    rows["caveat"] = " ".join([*shown, *([counted("card.short.more", more, lang)] if more else [])])
    if text("caveat.small_plant", lang) in shown:
        rows.pop("withheld", None)  # said already; the control questions tell why
    told = [
        *([" ".join(marks)] if marks else []),
        text("card.short.level", lang, when=card.when, value=rows["level"]),
        *(f"{text(f'card.head.{name}', lang)}: {rows[name]}" for name in _SHORT if rows.get(name)),
    ]
    return [_one_line(card.title), *(_wrapped(row, indent="  ", hang="    ") for row in told)]


def _changed(changed: Sequence[str], lang: Language) -> list[str]:
    """Return the lines on what has changed: what matters most comes first, and the rest stands on the page."""
    if not changed:
        return [text("page.changed.none", lang)]
    shown = changed if len(changed) <= MOST_CHANGES else changed[: MOST_CHANGES - 1]
    more = len(changed) - len(shown)
    rest = [counted("card.short.more_changes", more, lang)] if more else []
    return [f"{text('page.changed', lang)}:", *(_wrapped(f"- {one}", hang="  ") for one in (*shown, *rest))]


def _wrapped(words: str, *, indent: str = "", hang: str | None = None) -> str:
    """Return words in lines of a readable length."""
    return textwrap.fill(
        _one_line(words), _WIDTH, initial_indent=indent, subsequent_indent=indent if hang is None else hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _one_line(words: str) -> str:
    """Return words on one line, hard spaces kept: a name with line breaks in it cannot pass for another line."""
    return re.sub(r"[^\S\u00a0]+", " ", words).strip()
