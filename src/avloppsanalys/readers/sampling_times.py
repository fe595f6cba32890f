"""When each sample began and ended, in Swedish time."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import weekday_number
from avloppsanalys.readers.account import flag
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.dates import parse_moments, time_only
from avloppsanalys.readers.moments import another_weekday, flag_weekdays
from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import ProblemLog, text

__all__ = ["LONGEST_SAMPLE", "add_sampling_times", "as_moment", "combine", "leave_undated"]

LONGEST_SAMPLE: Final = pd.Timedelta(days=8)
"""A week's composite sample and a day's delay; a longer one is a slip of date."""

_COMBINED: Final = "\x1f"  # stands between the parts of a moment while they are read as one text


def as_moment(when: str | dt.datetime | dt.date | pd.Timestamp | None, argument: str) -> pd.Timestamp | None:
    """Return what a caller gave as a moment in Swedish time.

    Parameters
    ----------
    when : str, datetime.datetime, datetime.date, pandas.Timestamp or None
        Without time zone it is Swedish time.
    argument : str
        Its name, for the error.

    Returns
    -------
    pandas.Timestamp or None

    Raises
    ------
    ValueError
        If it is no moment, or one that no Swedish clock showed.
    """
    if when is None:
        return None
    try:
        moment = pd.Timestamp(when)
    except ValueError as error:
        raise ValueError(f"{argument}={when!r} is no moment: write it as 2026-08-12 07:00.") from error
    if moment.tzinfo is not None:
        return moment.tz_convert(TIMEZONE).as_unit("us")
    try:
        return moment.tz_localize(TIMEZONE, ambiguous=True, nonexistent="raise").as_unit("us")
    except ValueError as error:
        raise ValueError(f"{argument}={when!r} does not exist: Swedish clocks skipped that hour.") from error


def add_sampling_times(
    rows: pd.DataFrame, *, start: pd.Timestamp | None, end: pd.Timestamp | None, log: ProblemLog
) -> None:
    """Add `start_at` and `end_at` to `rows` in place, and set aside entries whose times cannot be.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file.
    start, end : pandas.Timestamp or None
        What the caller gave, for entries of which the table says nothing.
    log : ProblemLog
        Where problems go.
    """
    parts = {name: tidy_column(rows[name]) for name in ("date", "start", "start_time", "end", "end_time", "weekday")}
    begin_text = combine(combine(parts["date"], parts["start"]), parts["start_time"])
    end_text = combine(parts["end"], parts["end_time"])
    begin = parse_moments(begin_text)
    rows["start_at"] = begin["moment"] if start is None else begin["moment"].mask(begin_text == "", start)
    same_day = map_texts(end_text, time_only).astype(bool)
    finish = parse_moments(_with_day(end_text, same_day, rows["start_at"]))
    for moments, texts in ((begin, begin_text), (finish, end_text)):
        for rule in sorted(set(moments["rule"].unique()) - {""}):
            flag(rows, moments["rule"] == rule, rule, log, text=texts)
        flag(rows, moments["ambiguous"], "DAT004", log, text=texts)
    stop = _over_midnight(finish["moment"], rows["start_at"], same_day)
    rows["start_given"] = (begin_text == "") & (start is not None)
    rows["end_given"] = (end_text == "") & (end is not None)
    if end is not None:
        stop = stop.mask(end_text == "", end)
    torn = _check_weekdays(rows, begin, finish, parts["weekday"], log)
    flag(rows, (begin_text == "") & rows["start_at"].isna(), "DAT006", log)
    lacking = stop.isna() & (end_text == "") & rows["start_at"].notna()
    if lacking.any():
        log.add("DAT007", file=rows["file"].iloc[0], count=int(lacking.sum()))
    rows["end_at"] = stop.mask(lacking, rows["start_at"] + pd.DateOffset(days=1))
    _check_durations(rows, log, known=~torn)


def leave_undated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add `start_at` and `end_at` without a moment, in place: nothing says when, and no date is made up.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file; a sample without an id of its own is named by its plant and that no date was read.
    log : ProblemLog
        For the language.
    """
    for moment in ("start_at", "end_at"):
        rows[moment] = pd.Series(pd.NaT, index=rows.index, dtype=f"datetime64[us, {TIMEZONE}]")
    rows[["start_given", "end_given"]] = False
    named = rows["plant"] + " " + text("reading.no_date", log.lang)
    rows["sample_id"] = rows["sample_id"].mask(rows["sample_id"] == "", named)


def combine(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return date and time of two columns as one text; a second text with a date of its own replaces the first."""
    together = map_texts(first + _COMBINED + second, _joined)
    return together.astype(object)


def _joined(pair: str) -> str:
    first, _, second = pair.partition(_COMBINED)
    if not second:
        return first
    return f"{first} {second}".strip() if time_only(second) else second


def _with_day(end_text: pd.Series, same_day: pd.Series, start: pd.Series) -> pd.Series:
    """Return the texts of ends, with the day of the start before those that are only a time."""
    texts = end_text.copy()
    day = start[same_day].dt.strftime("%Y-%m-%d")
    texts[same_day] = (day + " " + end_text[same_day]).where(day.notna(), "")
    return texts


def _over_midnight(stop: pd.Series, start: pd.Series, same_day: pd.Series) -> pd.Series:
    """Return the ends; one that is only a time of day, not after the start, is on the next day."""
    over = same_day & (stop <= start)
    return stop.mask(over, stop + pd.DateOffset(days=1)) if over.any() else stop


def _check_weekdays(
    rows: pd.DataFrame, begin: pd.DataFrame, finish: pd.DataFrame, words: pd.Series, log: ProblemLog
) -> pd.Series:
    """Set aside entries whose date is another weekday than the file says, and return which they are."""
    own = map_texts(words, weekday_number).astype(int)
    flag(rows, (words != "") & (own < 0), "DAT010", log, text=words)
    wrong = pd.Series(False, index=rows.index)
    for moments, said in ((begin, begin["weekday"]), (finish, finish["weekday"]), (begin, own)):
        flag_weekdays(rows, moments["moment"], said, log)
        wrong |= another_weekday(moments["moment"], said)
    return wrong


def _check_durations(rows: pd.DataFrame, log: ProblemLog, *, known: pd.Series) -> None:
    """Set aside entries that end before they begin, or last longer than any composite sample, where both are known."""
    length: pd.Series[Any] = rows["end_at"] - rows["start_at"]
    _flag_period(rows, known & (length <= pd.Timedelta(0)), "DAT008", log)
    _flag_period(rows, known & (length > LONGEST_SAMPLE), "DAT009", log)


def _flag_period(rows: pd.DataFrame, where: pd.Series, rule: str, log: ProblemLog) -> None:
    """Flag entries with the length of their period."""
    if not where.any():
        return
    periods = rows.loc[where, ["start_at", "end_at"]]
    days = ((periods["end_at"] - periods["start_at"]).dt.total_seconds() / 86_400).map("{:.1f}".format)
    start, end = (periods[name].dt.strftime("%Y-%m-%d %H:%M") for name in ("start_at", "end_at"))
    flag(rows, where, rule, log, days=days, limit=LONGEST_SAMPLE.days, start=start, end=end)
