"""Events: what happened at a place and when, so that its days are unlike others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.dates import parse_moments, time_only
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import flag_weekdays
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.sampling_times import combine
from avloppsanalys.tables import EVENT_TYPES, EVENTS, arrange
from avloppsanalys.wording import Language, ProblemLog, text

__all__ = ["EVENT_SPELLINGS", "read_events", "read_events_grid"]

EVENT_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "public_holiday": ("storhelg", "helgdag", "helgdagar", "helg", "röd dag", "public holiday", "holiday"),
        "festival": ("festival", "evenemang", "marknad", "konsert", "event", "concert", "fair"),
        "payday_weekend": ("lönehelg", "löning", "lön", "payday weekend", "payday"),
        "intervention": ("insats", "åtgärd", "polisinsats", "tillslag", "intervention", "police operation"),
        "disturbance": (
            "driftstörning", "driftsstörning", "störning", "bräddning", "nödavledning", "disturbance",
            "operational disturbance", "overflow",
        ),
    }
)  # fmt: skip
"""Type of event -> the words for it in a file, whatever their case, hyphens and underscores; beside its own id."""

LONGEST_DAYS: Final[Mapping[str, int]] = MappingProxyType(
    {"public_holiday": 31, "festival": 31, "payday_weekend": 4, "intervention": 731, "disturbance": 366}
)
"""A longer event is a slip of date: it would keep out all samples of a season. Our choice."""

_TEXTS: Final = ("place", "date", "start", "start_time", "end", "end_time", "event_type", "description", "source")
_ALL_PLACES: Final = ("alla", "alla platser", "alla verk", "all", "all places")
_KEY: Final = ["place", "start_at", "end_at", "type", "same"]


def read_events(path: str | PathLike[str], *, place: str | None = None, lang: Language = "sv") -> Reading:
    r"""Read a log of events: storhelg, festival, lönehelg, insats and driftstörning, one row each.

    A day without time is a whole day, and the last day is included; an event without last day is one day. A row without
    place holds for all places. What an event does to the load is not known here: `calendar.event_days` says which
    samples fall on one.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    place : str, optional
        The place, for rows that name none.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.EVENTS` table; `end` is the moment at which the event was over.

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "handelser.csv")
    ...     _ = file.write_text("Plats;Start;Slut;Typ;Beskrivning\nA;2026-06-03;2026-06-06;Festival;Sommarfestivalen\n")
    ...     reading = read_events(file)
    >>> reading.table[["place", "end", "event_type", "description"]]
      place                       end event_type       description
    0     A 2026-06-07 00:00:00+02:00   festival  Sommarfestivalen
    """
    return read_events_grid(read_grid(path), place=place, log=ProblemLog(lang))


def read_events_grid(grid: Grid, *, place: str | None, log: ProblemLog) -> Reading:
    """Read the events in a grid of cells; see `read_events`."""
    entries = lay_out(grid, "events")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    _add_place(rows, place)
    _add_type(rows, log)
    _add_times(rows, log)
    _check_lengths(rows, log)
    _check_repeated(rows, log)
    kept = rows[~rows["aside"]]
    recurs_by_name = rows["type"].isin(["public_holiday", "festival"])
    flag(rows, ~rows["aside"] & recurs_by_name & (rows["description"] == ""), "EVT007", log)
    for rule, found in (("EVT008", kept["lacks_place"]), ("EVT009", kept["lacks_end"])):
        if found.any():
            log.add(rule, file=grid.name, line=None, count=int(found.sum()))
    words = {name: kept[name].mask(kept[name] == "", np.nan) for name in ("place", "description", "source")}
    table = kept.assign(
        start=kept["start_at"],
        end=kept["end_at"],
        event_type=kept["type"],
        source_file=kept["file"],
        source_line=kept["line"],
        **words,
    )
    file = source_file(grid, layout=entries.layout, decimal=None)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, EVENTS), problems=log.table(), files=account)


def _add_place(rows: pd.DataFrame, place: str | None) -> None:
    """Fill in the place of the call where the row says nothing; "alla" means all places whatever the call says.

    `lacks_place` marks the rows of which nobody said where they hold: those that say "alla" lack nothing.
    """
    said = rows["place"].str.casefold()
    everywhere = said.isin(_ALL_PLACES)
    rows["lacks_place"] = (said == "") & (not place)
    rows["place"] = rows["place"].mask(said == "", place or "").mask(everywhere, "")


def _add_type(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add the id of each event's type, "" where it cannot be known."""
    meaning = {_fold(word): event for event in EVENT_TYPES for word in (event, *EVENT_SPELLINGS[event])}
    said = rows["event_type"]
    rows["type"] = map_texts(said, lambda word: meaning.get(_fold(word), ""))
    flag(rows, said == "", "EVT001", log)
    flag(rows, (said != "") & (rows["type"] == ""), "EVT002", log, text=said)


def _fold(word: str) -> str:
    """Fold what does not change a word's meaning: case, hyphens, underscores and full stops."""
    return " ".join(re.sub(r"[_\-.,:;]+", " ", word.casefold()).split())


def _add_times(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add `start_at` and `end_at`, the moment at which the event was over, and whether the file says when."""
    begin_text = combine(combine(rows["date"], rows["start"]), rows["start_time"])
    end_text = combine(rows["end"], rows["end_time"])
    begin = parse_moments(begin_text)
    same_day = map_texts(end_text, time_only).astype(bool)
    on_the_day = begin["moment"].dt.strftime("%Y-%m-%d") + " " + end_text
    finish_text = end_text.mask(same_day, on_the_day.fillna(""))
    finish = parse_moments(finish_text)
    for moments, texts in ((begin, begin_text), (finish, end_text)):
        for rule in sorted(set(moments["rule"].unique()) - {""}):
            flag(rows, moments["rule"] == rule, rule, log, text=texts)
        flag(rows, moments["ambiguous"], "DAT004", log, text=texts)
        flag_weekdays(rows, moments["moment"], moments["weekday"], log)
    flag(rows, begin_text == "", "EVT003", log)
    torn = rows["aside"].copy()
    rows["lacks_end"] = end_text == ""
    last = finish["moment"].mask(rows["lacks_end"], begin["moment"])
    whole_day = rows["lacks_end"] | ~finish["has_time"]
    rows["start_at"] = begin["moment"]
    # an evening that ends after midnight; a whole day ends at the midnight after it
    past_midnight = same_day & (last <= begin["moment"])
    rows["end_at"] = last.mask(past_midnight, last + pd.DateOffset(days=1)).mask(
        whole_day, last.dt.normalize() + pd.DateOffset(days=1)
    )
    shown = {"start": begin["moment"].dt.strftime("%Y-%m-%d"), "end": last.dt.strftime("%Y-%m-%d")}
    flag(rows, (rows["end_at"] <= rows["start_at"]) & ~torn, "EVT004", log, **shown)


def _check_lengths(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside events that last longer than any of their type."""
    days = (rows["end_at"] - rows["start_at"]).dt.total_seconds() / 86_400
    limit = rows["type"].map(dict(LONGEST_DAYS)).astype("float64")
    shown: dict[str, Any] = {
        "start": rows["start_at"].dt.strftime("%Y-%m-%d"),
        "end": (rows["end_at"] - pd.Timedelta(microseconds=1)).dt.strftime("%Y-%m-%d"),
        "days": days.map("{:.0f}".format),
        "limit": limit.map("{:.0f}".format),
        "type": _type_words(rows, log.lang),
    }
    flag(rows, (days > limit + 0.1) & ~rows["aside"], "EVT005", log, **shown)  # an hour more where clocks go back


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Count an event once that stands several times."""
    rows["same"] = rows["description"].str.casefold()
    again = rows[~rows["aside"]].duplicated(_KEY).reindex(rows.index, fill_value=False)
    start = rows["start_at"].dt.strftime("%Y-%m-%d")
    flag(rows, again, "EVT006", log, aside=True, start=start, type=_type_words(rows, log.lang))


def _type_words(rows: pd.DataFrame, lang: Language) -> pd.Series:
    """Return what the type of each event is called."""
    return rows["type"].map({event: text(f"event.type.{event}", lang) for event in EVENT_TYPES}).fillna("")
