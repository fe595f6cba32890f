"""One difference between two underlag as a row with its sentence, and what both have put side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from avloppsanalys.calendar import label
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, quantity, spread, text

__all__ = ["Record", "Underlag", "level_unit", "level_words", "paired", "revision", "series_revision"]

Underlag = Mapping[str, Any]
Record = dict[str, Any]


def level_words(level: Mapping[str, Any], lang: Language) -> str:
    """Return a level with its interval and the days that it rests on."""
    if level["estimate"] is not None:
        told = f"{quantity(level['estimate'], lang)} ({spread(level['low'], level['high'], lang)})"
    elif level["high"]:
        told = text("summary.at_most", lang, high=quantity(level["high"], lang))
    else:
        told = "–"
    return text("revision.level", lang, level=told, days=level["n_days"])


def level_unit(level: Mapping[str, Any], lang: Language) -> str:
    """Return unit and time base of a level; of doses with the dose."""
    dose = level.get("dose_mg")
    return text(f"chart.unit.{level['quantity']}", lang, dose="?" if dose is None else quantity(dose, lang))


def paired(
    before: Iterable[Record], after: Iterable[Record], names: tuple[str, ...]
) -> Iterator[tuple[Record, Record | None, Record | None]]:
    """Yield each key with its record in the one and in the other, in the order of the newer."""
    old, new = ({tuple(one[name] for name in names): one for one in records} for records in (before, after))
    for key in dict.fromkeys([*new, *old]):
        yield dict(zip(names, key, strict=True)), old.get(key), new.get(key)


def series_revision(change: str, key: Record, lang: Language, **told: str | None) -> Record:
    """Return a row on one level or series."""
    named = {"substance": display_name(key["substance"], lang), "place": key["place"]}
    period = label(key["period"], lang) if "period" in key else ""
    of = text(f"summary.short.{key.get('quantity', 'load')}", lang)
    return revision(change, lang, **told, key=key, **named, period=period, quantity=of)


def revision(
    change: str, lang: Language, *, key: Record | None = None, words: str | None = None, **fields: str | None
) -> Record:
    """Return one row with its sentence: that of its kind, or `words` where the kind is told in more than one way."""
    told = {name: value for name in ("before", "after") if (value := fields.get(name)) is not None}
    about = {name: fields[name] for name in ("file", "unit") if name in fields}
    return {
        **about,
        **(key or {}),
        **told,
        "change": change,
        "words": text(f"revision.{words or change}", lang, **fields),
    }
