"""Texts with a number of things in them: one is another form than several, and small numbers are words."""

from __future__ import annotations

from typing import Final

from avloppsanalys.wording.catalogue import Language, text
from avloppsanalys.wording.figures import number

__all__ = ["counted", "listed"]

_LARGEST_WORD: Final = 12
"""Up to twelve a number in running text is written as a word."""


def counted(text_id: str, count: int, lang: Language = "sv", **fields: object) -> str:
    """Return the text ``<text_id>.one`` for one thing and ``<text_id>.many`` for any other number of them.

    Parameters
    ----------
    text_id : str
        What both ids begin with.
    count : int
        How many; the field ``{count}`` of the text, as a word up to twelve.
    lang : {"sv", "en"}, default "sv"
        Language.
    **fields : object
        Values for the text's other fields.

    Returns
    -------
    str

    Examples
    --------
    >>> [counted("card.campaigns", count) for count in (1, 2, 13)]
    ['en provtagningsvecka', 'två provtagningsveckor', '13 provtagningsveckor']
    """
    if count == 1:
        return text(f"{text_id}.one", lang, **fields)
    word = text(f"count.{count}", lang) if 0 <= count <= _LARGEST_WORD else number(count, 0, lang)
    return text(f"{text_id}.many", lang, count=word, **fields)


def listed(items: list[str], lang: Language = "sv") -> str:
    """Return items as a sentence lists them: "a, b och c".

    Parameters
    ----------
    items : list of str
        In their order.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["onsdag", "lördag", "söndag"]), listed(["onsdag"])
    ('onsdag, lördag och söndag', 'onsdag')
    """
    return text("list.and", lang, first=", ".join(items[:-1]), last=items[-1]) if len(items) > 1 else "".join(items)
