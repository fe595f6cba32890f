"""What has changed since the last underlag: figures, words, caveats, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.revision_words import level_words
from avloppsanalys.reference import display_name
from avloppsanalys.tables import REVISIONS, arrange
from avloppsanalys.wording import Language, ProblemLog, RefusedError, text, verdict_words

__all__ = ["UnderlagError", "compare_underlag", "read_underlag"]

LITTLE: Final = 0.05
"""How much a level and the ends of its interval move [fraction] and are still told together with others. Our choice:
each new quarter moves nearly all earlier figures by a few per cent, since it says more of the scatter."""

_SCHEMA: Final = "underlag/1"
_LEVEL: Final = ("place", "substance", "quantity", "factor_set", "period")
_SERIES: Final = ("place", "substance", "quantity", "factor_set")

Underlag = Mapping[str, Any]
Record = dict[str, Any]


class UnderlagError(RefusedError):
    """A file that is not an underlag of the form that this version knows."""


def read_underlag(path: str | Path) -> Underlag:
    """Read an ``underlag.json`` that was written before.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict

    Raises
    ------
    UnderlagError
        If there is no such file, it is no JSON, or it has another schema.
    """
    file = Path(path)
    log = ProblemLog()
    if not file.is_file():
        log.add("REV001", file=file.name, name=file.name, folder=file.parent.resolve())
        raise UnderlagError(log)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:  # no JSON, or no UTF-8
        log.add("REV002", file=file.name, name=file.name)
        raise UnderlagError(log) from None
    schema = found.get("schema") if isinstance(found, dict) else None
    if schema != _SCHEMA:
        log.add("REV003", file=file.name, name=file.name, schema=schema, known=_SCHEMA)
        raise UnderlagError(log)
    return dict(found)


def compare_underlag(before: Underlag, after: Underlag, *, lang: Language = "sv") -> pd.DataFrame:
    """Return what differs between two underlag, a row and a sentence each.

    A figure has changed when it is printed otherwise: what moved in a digit that nobody was shown is no change. Why a
    figure changed is not known here; the rows on files, protocol, tables and version say what it can rest on.

    Parameters
    ----------
    before, after : mapping
        As `Analysis.underlag` makes them, or `read_underlag` reads them.
    lang : {"sv", "en"}, default "sv"
        Language of the sentences.

    Returns
    -------
    pandas.DataFrame
        A `tables.REVISIONS` table: first what the underlag rests on, then levels, words and caveats; no row where
        nothing has changed.

    Examples
    --------
    >>> nothing = {"as_of": None, "library_version": "0.1.0", "tables_version": "2026.11.5", "tables_digest": "a",
    ...            "protocol": {"name": "A", "version": "1", "digest": "b"}, "inputs": [], "indicators": [],
    ...            "changes": []}
    >>> newer = nothing | {"inputs": [{"file": "kv4.csv", "sha256": "c", "kind": "lab"}]}
    >>> compare_underlag(nothing, newer, lang="en")["words"].tolist()
    ['The file kv4.csv is new.']
    """
    rows = [
        *_ground(before, after, lang),
        *_levels(before, after, lang),
        *_words(before, after, lang),
        *_caveats(before, after, lang),
    ]
    return arrange(pd.DataFrame(rows, columns=list(REVISIONS.columns)), REVISIONS)


def _ground(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield what the figures rest on, where it is not the same: files, protocol, tables, version."""
    files = [{file["file"]: file["sha256"] for file in underlag["inputs"]} for underlag in (before, after)]
    for name in dict.fromkeys([*files[0], *files[1]]):
        old, new = (found.get(name) for found in files)
        if old != new:
            change = "file_new" if old is None else "file_gone" if new is None else "file_changed"
            yield _row(change, lang, file=name)
    for change, key in (("protocol", "digest"), ("tables", "tables_digest"), ("library", "library_version")):
        old, new = ((found["protocol"] if change == "protocol" else found)[key] for found in (before, after))
        if old != new:
            told = [_named(change, found) for found in (before, after)]
            yield _row(change, lang, before=told[0], after=told[1])


def _named(change: str, underlag: Underlag) -> str:
    """Return what a protocol, the tables or the library is called in an underlag."""
    if change == "protocol":
        return f"{underlag['protocol']['name']} {underlag['protocol']['version']}"
    return str(underlag["tables_version" if change == "tables" else "library_version"])


def _levels(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield the levels that are new, gone, or printed otherwise."""
    for key, old, new in _pairs(before["indicators"], after["indicators"], _LEVEL):
        told = [None if one is None else level_words(one, lang) for one in (old, new)]
        if told[0] == told[1]:
            continue
        if old is not None and new is not None:
            change = "level_adjusted" if _adjusted(old, new) else "level_moved"
        else:
            change = "level_new" if old is None else "level_gone"
        yield _of_series(change, key, lang, before=told[0], after=told[1])


def _adjusted(old: Record, new: Record) -> bool:
    """Return whether a level of the same days has moved little, as it does when more days tell of the scatter."""
    if old["n_days"] != new["n_days"]:
        return False
    pairs = [(old[name], new[name]) for name in ("estimate", "low", "high")]
    return all(
        one == other or (one is not None and other is not None and one > 0 and abs(other / one - 1) <= LITTLE)
        for one, other in pairs
    )


def _words(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield the series whose word on their change is new, gone, or another one."""
    decided = [[one for one in found["changes"] if one["verdict"] is not None] for found in (before, after)]
    for key, old, new in _pairs(decided[0], decided[1], _SERIES):
        verdicts = [None if one is None else (one["verdict"], one["reason"]) for one in (old, new)]
        if verdicts[0] == verdicts[1]:
            continue
        told = [None if one is None else verdict_words(one, lang) for one in (old, new)]
        change = "word_new" if old is None else "word_gone" if new is None else "word_changed"
        yield _of_series(change, key, lang, before=told[0], after=told[1])


def _caveats(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield the caveats that a level, which both have, was given or lost."""
    for key, old, new in _pairs(before["indicators"], after["indicators"], _LEVEL):
        if old is None or new is None:
            continue
        texts = [{caveat["id"]: caveat["text"] for caveat in one["caveats"]} for one in (old, new)]
        for change, here, there in (("caveat_new", texts[1], texts[0]), ("caveat_gone", texts[0], texts[1])):
            for name in (name for name in here if name not in there):
                yield _of_series(change, key, lang, **{"after" if change == "caveat_new" else "before": here[name]})


def _pairs(
    before: Iterable[Record], after: Iterable[Record], names: tuple[str, ...]
) -> Iterable[tuple[Record, Record | None, Record | None]]:
    """Yield each key with its record in the one and in the other, in the order of the newer."""
    old, new = ({tuple(one[name] for name in names): one for one in records} for records in (before, after))
    for key in dict.fromkeys([*new, *old]):
        yield dict(zip(names, key, strict=True)), old.get(key), new.get(key)


def _of_series(change: str, key: Record, lang: Language, **told: str | None) -> Record:
    """Return a row on one level or series."""
    named = {"substance": display_name(key["substance"], lang), "place": key["place"]}
    period = label(key["period"], lang) if "period" in key else ""
    of = text(f"summary.short.{key['quantity']}", lang)
    return _row(change, lang, **told, key=key, **named, period=period, quantity=of)


def _row(change: str, lang: Language, *, key: Record | None = None, **fields: str | None) -> Record:
    """Return one row with its sentence."""
    told = {name: value for name in ("before", "after") if (value := fields.get(name)) is not None}
    about = {"file": fields["file"]} if "file" in fields else {}
    return {**about, **(key or {}), **told, "change": change, "words": text(f"revision.{change}", lang, **fields)}
