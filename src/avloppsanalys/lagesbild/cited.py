"""The sources of what stands beside the levels, as they are cited: licences ask for it, and readers go there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from avloppsanalys.wording import Language, text

__all__ = ["cited", "cited_words"]


def cited(sources: Iterable[Any]) -> tuple[str, ...]:
    """Return the sources that are named, each once and on one line, in their order.

    Parameters
    ----------
    sources : iterable
        A column of sources; what is missing is left out.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> cited(["Kolada (RKA), N07544", None, "Kolada (RKA), N07544", "Socialstyrelsen."])
    ('Kolada (RKA), N07544', 'Socialstyrelsen')
    """
    written = [" ".join(one.split()).rstrip(".") for one in sources if isinstance(one, str)]
    return tuple(dict.fromkeys(one for one in written if one))


def cited_words(sources: Iterable[Any], lang: Language) -> list[str]:
    """Return the sentence that cites sources; none where no source is named.

    Parameters
    ----------
    sources : iterable
        A column of sources.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    list of str

    Examples
    --------
    >>> cited_words(["Brå", "Socialstyrelsen", "Brå"], "en")
    ['Source: Brå; Socialstyrelsen.']
    """
    named = cited(sources)
    return [text("context.cited", lang, sources="; ".join(named))] if named else []
