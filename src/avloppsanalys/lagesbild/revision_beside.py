"""What has changed beside the levels: prescriptions, other indicators, Europe, and what the group concluded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.european_words import comparison_detail, comparison_word
from avloppsanalys.lagesbild.prescribed_words import prescribed_in_brief
from avloppsanalys.lagesbild.revision_rows import Record, pairs, row
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, text

__all__ = ["beside"]

_PRESCRIBED: Final = ("place", "substance", "period")
_CONTEXT: Final = ("place", "indicator", "group", "period", "unit")
_EUROPE: Final = ("place", "substance", "year")
_CARD: Final = ("place", "substance")

Words = Callable[[Record, Language], str]


def beside(before: Mapping[str, Any], after: Mapping[str, Any], lang: Language) -> Iterable[Record]:
    """Yield a row a difference in what stands beside the levels, each as it is printed.

    Parameters
    ----------
    before, after : mapping
        Two underlag.
    lang : {"sv", "en"}
        Language of the sentences.

    Yields
    ------
    dict
        Rows of a table of revisions.
    """
    both = (before, after)
    yield from _compared("prescribed", [one.get("prescribed", []) for one in both], _PRESCRIBED, _prescribed, lang)
    yield from _compared("context", [one.get("context", []) for one in both], _CONTEXT, _context, lang)
    daily = [
        [row for row in one.get("europe", {"comparisons": []})["comparisons"] if row["part"] == "daily"] for one in both
    ]
    yield from _compared("europe", daily, _EUROPE, _europe, lang)
    yield from _cards([one.get("cards", []) for one in both], lang)


def _compared(
    kind: str, records: Sequence[list[Record]], names: tuple[str, ...], words: Words, lang: Language
) -> Iterable[Record]:
    """Yield what is new, gone or printed otherwise."""
    for key, old, new in pairs(records[0], records[1], names):
        told = [None if one is None else words(one, lang) for one in (old, new)]
        if told[0] != told[1]:
            change = f"{kind}_{'new' if old is None else 'gone' if new is None else 'moved'}"
            yield row(change, lang, key=_key(key), before=told[0], after=told[1], **_named(key, lang))


def _cards(records: Sequence[list[Record]], lang: Language) -> Iterable[Record]:
    """Yield the cards that tell of another period, and those of which the group has concluded something else."""
    for key, old, new in pairs(records[0], records[1], _CARD):
        if old is None or new is None:
            continue  # its level is new, or gone, and told there
        if old["period"] != new["period"]:
            told = {"before": label(old["period"], lang), "after": label(new["period"], lang)}
            yield row("card_period", lang, key=key, verdict=new["title"], **told, **_named(key, lang))
        if old["assessment"] != new["assessment"]:
            told = {"before": old["assessment"], "after": new["assessment"]}
            if all(told.values()):  # what is public has none
                yield row("assessment", lang, key=key, **told, **_named(key, lang))


def _key(key: Record) -> Record:
    """Return the columns of a table of revisions that a key has; None is a missing text."""
    held = {name: key.get(name) for name in ("place", "substance", "indicator")}
    period = key.get("period", key.get("year"))
    if key.get("group"):
        held["indicator"] = f"{key['indicator']}, {key['group']}"
    return {name: value for name, value in {**held, "period": str(period)}.items() if value is not None}


def _named(key: Record, lang: Language) -> dict[str, str]:
    """Return the names in a sentence."""
    parts = [key.get("indicator"), key.get("group"), key.get("place")]
    said = {"place": key.get("place") or "", "indicator": ", ".join(part for part in parts if part)}
    if "substance" in key:
        said["substance"] = display_name(key["substance"], lang)
    if "period" in key or "year" in key:
        said["period"] = label(str(key.get("period", key.get("year"))), lang)
    return said


def _prescribed(record: Record, lang: Language) -> str:
    return prescribed_in_brief(record, lang)


def _context(record: Record, lang: Language) -> str:
    status = f" ({text('revision.preliminary', lang)})" if record["status"] == "preliminary" else ""
    return f"{record['shown']}{status}"


def _europe(record: Record, lang: Language) -> str:
    return f"{comparison_word(record, lang)}. {comparison_detail(record, lang)}".rstrip(".")
