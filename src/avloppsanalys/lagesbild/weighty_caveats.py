"""Which caveats of a card stand where there is no room for all: the weightiest, and those that always must."""

from __future__ import annotations

from typing import Final

from avloppsanalys.lagesbild.card import IndicatorCard
from avloppsanalys.wording import Language, text

__all__ = ["MOST_SHOWN", "mandatory_caveats", "weighty_caveats"]

MOST_SHOWN: Final = 2
"""So many caveats stand everywhere, the weightiest first; and further ones that must."""

_MANDATORY: Final = ("small_plant", "may_be_prescribed", "marked_season")
"""Caveats of a level that stand wherever its card is told, whole, whatever else weighs on it."""


def mandatory_caveats(lang: Language = "sv") -> frozenset[str]:
    """Return the caveats that stand wherever a card is told that has them.

    Parameters
    ----------
    lang : {"sv", "en"}, default "sv"
        Language of the card.

    Returns
    -------
    frozenset of str
    """
    return frozenset(text(f"caveat.{name}", lang) for name in _MANDATORY)


def weighty_caveats(card: IndicatorCard, lang: Language = "sv", *, most: int = MOST_SHOWN) -> tuple[str, ...]:
    """Return the caveats of a card that stand where there is no room for all of them.

    Parameters
    ----------
    card : IndicatorCard
        From `indicator_cards`.
    lang : {"sv", "en"}, default "sv"
        Language of the card.
    most : int, default 2
        How many there is room for; those that must stand do so beyond it.

    Returns
    -------
    tuple of str
        In the order of the card.
    """
    mandatory = mandatory_caveats(lang)
    return tuple(words for turn, words in enumerate(card.caveats) if turn < most or words in mandatory)
