"""In which order places and substances are told of: that of the cards."""

from __future__ import annotations

from collections.abc import Iterable

from avloppsanalys.lagesbild.revision_words import Record, Underlag

__all__ = ["as_on_cards"]


def as_on_cards(rows: Iterable[Record], before: Underlag, after: Underlag) -> list[Record]:
    """Return rows of revisions in the order of the newer cards: what is kept at home never stands first.

    Parameters
    ----------
    rows : iterable of dict
        Rows of revisions of one kind, each with `place` and `substance` where it is of one.
    before, after : mapping
        Two underlag; one that an older version wrote has no cards.

    Returns
    -------
    list of dict
        Place by place, main substances first, those of places without a card after the others, and those of withheld
        plants last; what the cards do not tell apart stays in its order.

    Examples
    --------
    >>> cards = [{"place": "B", "substance": "MDMA", "withheld": ""},
    ...          {"place": "A", "substance": "MDMA", "withheld": "small"}]
    >>> [row["place"] for row in as_on_cards([{"place": "A"}, {"place": "C"}, {"place": "B"}], {}, {"cards": cards})]
    ['B', 'C', 'A']
    """
    cards = [*after.get("cards", ()), *before.get("cards", ())]
    home = {card["place"] for card in cards if card["withheld"]}
    places = {place: number for number, place in enumerate(dict.fromkeys(card["place"] for card in cards))}
    series = dict.fromkeys((card["place"], card["substance"]) for card in cards)
    numbers = {one: number for number, one in enumerate(series)}

    def told_at(row: Record) -> tuple[bool, int, int]:
        place = row.get("place")
        last = len(cards)
        return place in home, places.get(place, last), numbers.get((place, row.get("substance")), last)

    return sorted(rows, key=told_at)
