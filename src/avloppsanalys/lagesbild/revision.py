"""What has changed since the last underlag: figures, words, caveats, and what they rest on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from avloppsanalys.lagesbild.revision_beside import beside_revisions
from avloppsanalys.lagesbild.revision_cards import card_revisions
from avloppsanalys.lagesbild.revision_changes import change_revisions
from avloppsanalys.lagesbild.revision_corrected import corrected_answers
from avloppsanalys.lagesbild.revision_order import as_on_cards
from avloppsanalys.lagesbild.revision_words import (
    Record,
    Underlag,
    level_unit,
    level_words,
    paired,
    revision,
    series_revision,
)
from avloppsanalys.tables import REVISIONS, arrange
from avloppsanalys.wording import Language, ProblemLog, RefusedError, date, text

__all__ = ["UnderlagError", "compare_underlag", "read_underlag"]

LITTLE: Final = 0.05
"""A level of as many days that moved less was only adjusted."""

_OF_SHOWN: Final = ("context",)
"""Kinds of files whose digest is of what is shown of them: the file itself can be the same."""
_SCHEMA: Final = "underlag/1"
_LEVEL: Final = ("place", "substance", "quantity", "factor_set", "period")


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
        A `tables.REVISIONS` table: first what the underlag rests on, then levels, words, changes and caveats, the next
        sampling, and what stands beside (prescriptions, other indicators, Europe), each in the order of the cards,
        withheld plants last; no row where nothing has changed. What an older underlag does not hold at all is new.

    Examples
    --------
    >>> nothing = {"as_of": None, "library_version": "0.1.0", "tables_version": "2026.11.5", "tables_digest": "a",
    ...            "protocol": {"name": "A", "version": "1", "digest": "b"}, "inputs": [], "indicators": [],
    ...            "changes": []}
    >>> newer = nothing | {"inputs": [{"file": "kv4.csv", "sha256": "c", "kind": "lab"}]}
    >>> compare_underlag(nothing, newer, lang="en")["words"].tolist()
    ['The file kv4.csv is new.']
    """
    parts: list[Iterable[Record]] = [
        _levels(before, after, lang),
        corrected_answers(before, after, lang),
        change_revisions(before, after, lang),
        _caveats(before, after, lang),
    ]
    rows = list(_ground(before, after, lang))
    rows += [row for part in parts for row in as_on_cards(part, before, after)]
    rows += [*card_revisions(before, after, rows, lang), *beside_revisions(before, after, lang)]
    return arrange(pd.DataFrame(rows, columns=list(REVISIONS.columns)), REVISIONS)


def _ground(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield what the figures rest on, where it is not the same: files, protocol, tables, version."""
    days = [_known_until(underlag, lang) for underlag in (before, after)]
    if days[0] != days[1]:
        yield revision("as_of", lang, before=days[0], after=days[1])
    for named, one, other in paired(before["inputs"], after["inputs"], ("file",)):
        if one is None or other is None:
            yield revision("file_new" if one is None else "file_gone", lang, file=named["file"])
        elif one["sha256"] != other["sha256"]:
            words = "file_changed.shown" if other["kind"] in _OF_SHOWN else None
            yield revision("file_changed", lang, words=words, file=named["file"])
    for change, key in (("protocol", "digest"), ("tables", "tables_digest"), ("library", "library_version")):
        old, new = ((found["protocol"] if change == "protocol" else found)[key] for found in (before, after))
        if old != new:
            told = [_named(change, found) for found in (before, after)]
            yield revision(change, lang, before=told[0], after=told[1])


def _known_until(underlag: Underlag, lang: Language) -> str:
    """Return the day up to which answers count, as it is printed."""
    if underlag["as_of"] is None:
        return text("revision.undated", lang)
    return date(dt.datetime.fromisoformat(underlag["as_of"]).date(), lang)


def _named(change: str, underlag: Underlag) -> str:
    """Return what a protocol, the tables or the library is called in an underlag."""
    if change == "protocol":
        return f"{underlag['protocol']['name']} {underlag['protocol']['version']}"
    return str(underlag["tables_version" if change == "tables" else "library_version"])


def _levels(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield the levels that are new, gone, or printed otherwise."""
    for key, old, new in paired(before["indicators"], after["indicators"], _LEVEL):
        told = [None if one is None else level_words(one, lang) for one in (old, new)]
        if told[0] == told[1]:
            continue
        unit = next(level_unit(one, lang) for one in (new, old) if one is not None)
        if old is not None and new is not None:
            change = "level_adjusted" if _adjusted(old, new) else _of_days(old, new)
        elif new is not None:
            change = "answer_late" if _was_missing(new, before, after) else "level_new"
        else:
            change = "level_gone"
        yield series_revision(change, key, lang, before=told[0], after=told[1], unit=unit)


def _of_days(old: Record, new: Record) -> str:
    """Return whether a level rests on more or fewer days than before: no figure of its days need be another then."""
    if old["n_days"] == new["n_days"]:
        return "level_moved"
    return "level_more_days" if old["n_days"] < new["n_days"] else "level_fewer_days"


def _adjusted(old: Record, new: Record) -> bool:
    """Return whether a level of the same days has moved little, as when more days tell of the scatter."""
    if old["n_days"] != new["n_days"]:
        return False
    pairs = [(old[name], new[name]) for name in ("estimate", "low", "high")]
    return all(
        one == other or (one is not None and other is not None and one > 0 and abs(other / one - 1) <= LITTLE)
        for one, other in pairs
    )


def _was_missing(level: Record, before: Underlag, after: Underlag) -> bool:
    """Return whether a new level is of a period that the older underlag told of, with answers that came after it.

    The older one told of a period when some series had it or a later one, or when it said that it had no answer.
    """
    if not before["as_of"] or not after["as_of"]:
        return False
    if dt.datetime.fromisoformat(after["as_of"]) <= dt.datetime.fromisoformat(before["as_of"]):
        return False
    silent = {(one["place"], one["period"]) for one in before.get("not_sampled", ())}
    latest = max((one["period_start"] for one in before["indicators"]), default="")
    return (level["place"], level["period"]) in silent or level["period_start"] <= latest


def _caveats(before: Underlag, after: Underlag, lang: Language) -> Iterable[Record]:
    """Yield the caveats that a level, which both have, was given or lost."""
    for key, old, new in paired(before["indicators"], after["indicators"], _LEVEL):
        if old is None or new is None:
            continue
        texts = [{caveat["id"]: caveat["text"] for caveat in one["caveats"]} for one in (old, new)]
        for change, here, there in (("caveat_new", texts[1], texts[0]), ("caveat_gone", texts[0], texts[1])):
            for name in (name for name in here if name not in there):
                yield series_revision(
                    change, key, lang, **{"after" if change == "caveat_new" else "before": here[name]}
                )
