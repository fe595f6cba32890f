"""A plan of sampling: the days that a kommun means to sample, as `plan_year` wrote them or as they were typed."""

from __future__ import annotations

from os import PathLike
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, PeriodError, swedish_dates
from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import read_moments
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.sampling_times import add_sampling_times
from avloppsanalys.tables import PLAN, arrange
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["read_plan", "read_plan_grid"]

_TEXTS: Final = ("place", "period", "campaign", "purpose", "note")
_DATES: Final = ("latest_answer", "meeting_date")
_FLAGS: Final = MappingProxyType(
    {
        **dict.fromkeys(("true", "sant", "ja", "yes", "1", "x"), True),
        **dict.fromkeys(("false", "falskt", "nej", "no", "0", ""), False),
    }
)


def read_plan(path: str | PathLike[str], *, place: str | None = None, lang: Language = "sv") -> Reading:
    r"""Read a plan of sampling: one row a place and day.

    What is needed are the place, the day (or the start), and one column that says what the day is for: campaign,
    purpose, latest answer or meeting. A row without end is one day. A day that stands twice for one place is planned
    once. The note is carried along and means nothing here. A row whose period is another than its day's, or whose
    answer may come after its meeting, is told and used.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX, such as `planera --out` writes.
    place : str, optional
        The place, for rows that name none.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.PLAN` table.

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "plan.csv")
    ...     _ = file.write_text("Plats;Provdatum;Mötesdag\nExempelverket;2027-01-20;2027-05-20\n", encoding="utf-8")
    ...     reading = read_plan(file)
    >>> reading.table[["place", "start", "meeting_date"]]
               place                     start              meeting_date
    0  Exempelverket 2027-01-20 00:00:00+01:00 2027-05-20 00:00:00+02:00
    """
    return read_plan_grid(read_grid(path), place=place, log=ProblemLog(lang))


def read_plan_grid(grid: Grid, *, place: str | None, log: ProblemLog) -> Reading:
    """Read the plan in a grid of cells; see `read_plan`."""
    entries = lay_out(grid, "plan")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in (*_TEXTS, *_DATES, "in_time"):
        rows[name] = tidy_column(rows[name])
    rows["place"] = rows["place"].mask(rows["place"] == "", place or "")
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    flag(rows, rows["place"] == "", "PLN001", log)
    add_sampling_times(rows, start=None, end=None, log=log)
    for name in _DATES:
        _add_moment(rows, name, log)
    _add_flag(rows, log)
    _check_period(rows, log)
    _check_meeting(rows, log)
    _check_repeated(rows, log)
    kept = rows[~rows["aside"]]
    texts = {name: kept[name].mask(kept[name] == "", np.nan) for name in _TEXTS}
    moments = {name: kept[f"{name}_at"] for name in ("start", "end", *_DATES)}
    table = arrange(kept.assign(**texts, **moments, in_time=kept["said_in_time"]), PLAN)
    file = source_file(grid, layout=entries.layout, decimal=None)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=table, problems=log.table(), files=account)


def _add_moment(rows: pd.DataFrame, name: str, log: ProblemLog) -> None:
    """Add the moment that a column tells; an answer or a meeting before the sample is there is a slip."""
    rows[f"{name}_at"] = moment = read_moments(rows, name, log)
    early = (moment.dt.normalize() < rows["end_at"].dt.normalize()) & ~rows["aside"]
    flag(rows, early, "PLN005", log, text=rows[name], end=rows["end_at"].dt.strftime("%Y-%m-%d"))


def _add_flag(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add whether the plan says that the answer is in time; a word that nobody knows says nothing."""
    said = map_texts(rows["in_time"], lambda word: _FLAGS.get(word.casefold()))
    flag(rows, said.isna(), "PLN003", log, text=rows["in_time"])
    rows["said_in_time"] = said.eq(True)


def _check_period(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Tell the days that do not lie in the period of their row; a period is of the kommun's own name if it is none."""
    day = swedish_dates(rows["start_at"]).dt.strftime("%Y-%m-%d").fillna("")
    stretch = map_texts(rows["period"], _stretch)
    outside = (day < stretch.str[0]) | (day > stretch.str[1])
    flag(rows, outside & (day != "") & ~rows["aside"], "PLN006", log, day=day, period=rows["period"])


def _stretch(period: str) -> tuple[str, str]:
    """Return the first and the last day of a period as texts, between which every day lies where it names none."""
    try:
        named = Period.parse(period)
    except PeriodError:
        return "", "9999-12-31"
    return named.first.isoformat(), named.last.isoformat()


def _check_meeting(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Tell the rows whose answer may come after the meeting that it is for, unless the plan itself says so."""
    answer, meeting = (rows[f"{name}_at"].dt.normalize() for name in _DATES)
    said_late = (rows["in_time"] != "") & ~rows["said_in_time"]
    late = (answer > meeting) & ~said_late & ~rows["aside"]
    due, held = (moment.dt.strftime("%Y-%m-%d") for moment in (answer, meeting))
    flag(rows, late, "PLN007", log, answer=due, meeting=held)


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Count a day once that stands several times for one place."""
    left = rows[~rows["aside"]]
    day = swedish_dates(left["start_at"])
    again = left.assign(day=day).duplicated(["place", "day"]).reindex(rows.index, fill_value=False)
    flag(rows, again, "PLN002", log, aside=True, place=rows["place"], day=rows["start_at"].dt.strftime("%Y-%m-%d"))
