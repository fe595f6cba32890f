"""``underlag.json``: the sentences in it, which hold numbers as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language
from reading.passages import Passage, one_line

__all__ = ["passages"]


def passages(document: Any, lang: Language, where: str = "underlag.json", heading: str = "") -> Iterator[Passage]:
    """Yield every text of a document, under the name of the substance that its record is of."""
    if isinstance(document, dict):
        about = display_name(document["substance"], lang) if document.get("substance") else heading
        for key, value in document.items():
            yield from passages(value, lang, f"{where}.{key}", about)
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from passages(value, lang, f"{where}[{number}]", heading)
    elif isinstance(document, str):
        yield Passage(where=where, words=one_line(document), heading=heading)
