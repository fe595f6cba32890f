"""Rows of what differs between two underlag: what is paired with what, and the sentence of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from avloppsanalys.calendar import label
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, text

__all__ = ["Record", "of_series", "pairs", "row"]

Record = dict[str, Any]


def pairs(
    before: Iterable[Record], after: Iterable[Record], names: tuple[str, ...]
) -> Iterable[tuple[Record, Record | None, Record | None]]:
    """Yield each key with its record in the one and in the other, in the order of the newer."""
    old, new = ({tuple(one[name] for name in names): one for one in records} for records in (before, after))
    for key in dict.fromkeys([*new, *old]):
        yield dict(zip(names, key, strict=True)), old.get(key), new.get(key)


def of_series(change: str, key: Record, lang: Language, **told: str | None) -> Record:
    """Return a row on one level or series."""
    named = {"substance": display_name(key["substance"], lang), "place": key["place"]}
    period = label(key["period"], lang) if "period" in key else ""
    of = text(f"summary.short.{key['quantity']}", lang)
    return row(change, lang, **told, key=key, **named, period=period, quantity=of)


def row(change: str, lang: Language, *, key: Record | None = None, **fields: str | None) -> Record:
    """Return one row with its sentence."""
    told = {name: value for name in ("before", "after") if (value := fields.get(name)) is not None}
    about = {"file": fields["file"]} if "file" in fields else {}
    return {**about, **(key or {}), **told, "change": change, "words": text(f"revision.{change}", lang, **fields)}
