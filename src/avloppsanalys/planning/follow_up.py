"""What became of a plan: which of its days were sampled, as they should be, and in time for the meeting."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.planning.routine import days_by_routine
from avloppsanalys.planning.year_plan import LEAD_TIME_WEEKS
from avloppsanalys.tables import FOLLOW_UP, MEASUREMENTS, PLAN, QUALITY, Table, arrange, check, empty
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["follow_up", "of_all_places", "unsampled_places"]

FULL_DAY_HOURS: Final = (23.0, 25.0)
"""Hours of a sample that counts as one of a whole day: those of the shortest and the longest day. Our choice."""

_DAY: Final = ["place", "day"]

_SAMPLES: Final = Table(
    name="samples",
    key=("plant", "start"),
    columns={
        name: MEASUREMENTS.columns[name]
        for name in ("plant", "residue", "sample_type", "start", "end", "available_from")
    },
    required=("plant", "start", "end"),
)
"""What the follow-up asks of measurements or loads."""


def follow_up(
    plan: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    quality: pd.DataFrame | None = None,
    as_of: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Hold a plan of sampling against the samples that were taken, place by place and year by year.

    Counted are days at a place, each once, however many substances, files or revisions tell of it. A sample belongs to
    the day on which it began; one of several days is thus one day of the plan. Blanks and duplicates are no days. Why a
    day was missed is not known here.

    Parameters
    ----------
    plan : pandas.DataFrame
        A `tables.PLAN` table, of one or several years and places. A day that stands twice is planned once.
    samples : pandas.DataFrame
        Measurements (or loads): `plant`, `start`, `end`, and `residue`, `sample_type`, `available_from` where known.
        Give all revisions: the first version of an answer is the one that was in time or not.
    quality : pandas.DataFrame, optional
        A `tables.QUALITY` table, from `quality_report`: how the samples were taken and kept. A day that it does not
        tell of is one of which the routine is unknown.
    as_of : pandas.Timestamp, optional
        Only what was known at this moment counts. By default the latest `available_from`, else the end of the last
        sample; never today's clock.

    Returns
    -------
    pandas.DataFrame
        A `tables.FOLLOW_UP` table, one row a place and year, for the years that the plan has days in. A planned day has
        come due when its latest answer has (missing: eight weeks after its end), or when it was sampled. ``n_planned =
        n_taken + n_missed``; ``n_taken = n_in_time + n_late + n_time_unknown``, where a day is in time if the last of
        its substances was answered no later than its `meeting_date`, and unknown without a meeting or a date of the
        answer. `n_unplanned` days were sampled beside the plan, `n_full_day` of all sampled days in one sample of 23-25
        hours, and `n_conforming` were planned, whole, and in time where a meeting was named. By the checks QUA001 to
        QUA008 the sampled days are ``n_routine_kept + n_routine_off + n_routine_unknown``: none flagged and all
        assessed, one flagged, or something not written down. `taken_percent` is of the planned days, `in_time_percent`
        of the planned days taken (missing where no meeting was named), `conforming_percent` and `routine_percent` (the
        days that kept to the routine) of all sampled days [%].

    Raises
    ------
    TableError
        If `plan` or `samples` lacks a column.

    Examples
    --------
    >>> when = pd.DatetimeIndex(["2027-01-20 07:00", "2027-01-24 07:00"], tz="Europe/Stockholm")
    >>> days = {"start": when, "end": when + pd.Timedelta(days=1)}
    >>> plan = pd.DataFrame({"place": "A", **days})
    >>> sampled = pd.DataFrame({"plant": "A", **days, "available_from": when + pd.Timedelta(weeks=6)}).head(1)
    >>> follow_up(plan, sampled)[["place", "year", "n_planned", "n_taken", "n_missed", "n_remaining", "taken_percent"]]
      place  year  n_planned  n_taken  n_missed  n_remaining  taken_percent
    0     A  2027          1        1         0            1          100.0
    """
    check(plan, PLAN)
    check(samples, _SAMPLES)
    rows = arrange(samples, _SAMPLES)
    rows = rows[rows["sample_type"].fillna("sample") == "sample"]
    known_at = as_of if as_of is not None else rows["available_from"].max()
    if pd.isna(known_at):
        known_at = rows["end"].max()
    rows = rows[~(rows["available_from"] > known_at)]
    days = _planned_days(plan).merge(
        _sampled_days(rows), on=_DAY, how="outer", indicator="found", validate="one_to_one"
    )
    checked = days_by_routine(empty(QUALITY) if quality is None else quality)
    routine = days.merge(checked, on=_DAY, how="left", validate="one_to_one")["routine"].fillna("unknown")
    planned, taken = (days["found"] != "right_only"), (days["found"] != "left_only")
    due = planned & (taken | (days["due"] <= known_at))
    named = days["meeting_date"].notna()
    known = planned & taken & named & days["answered"].notna()
    in_time = known & (days["answered"] <= days["meeting_date"])
    full = taken & days["full_day"].eq(True)
    counted = {
        "n_planned": due,
        "n_taken": planned & taken,
        "n_missed": due & ~taken,
        "n_remaining": planned & ~due,
        "n_unplanned": taken & ~planned,
        "n_full_day": full,
        "n_in_time": in_time,
        "n_late": known & ~in_time,
        "n_time_unknown": planned & taken & ~known,
        "n_conforming": planned & full & (in_time | ~named),
        **{f"n_routine_{kept}": taken & (routine == kept) for kept in ("kept", "off", "unknown")},
        "named": planned & named,
    }
    cells = [days["place"], days["day"].dt.year.rename("year")]
    years = pd.DataFrame(counted).groupby(cells).sum().astype("int64").reset_index()
    in_plan = (years["n_planned"] + years["n_remaining"]).groupby(years["year"]).transform("sum") > 0
    years = years[in_plan].reset_index(drop=True)
    return arrange(years.assign(**_shares(years, meeting_named=years["named"] > 0)), FOLLOW_UP)


def of_all_places(table: pd.DataFrame) -> pd.DataFrame:
    """Return a follow-up with its places added up: one row a year, in the order of years.

    Parameters
    ----------
    table : pandas.DataFrame
        A `tables.FOLLOW_UP` table.

    Returns
    -------
    pandas.DataFrame
        The columns of `table` but `place`, with shares of the sums.
    """
    counts = [name for name in FOLLOW_UP.columns if name.startswith("n_")]
    years = table.groupby("year")[counts].sum().astype("int64").reset_index()
    named = table["in_time_percent"].notna().groupby(table["year"]).any()
    summed = years.assign(**_shares(years, meeting_named=years["year"].map(named)))
    return summed[[name for name in FOLLOW_UP.columns if name != "place"]]


def _shares(years: pd.DataFrame, *, meeting_named: pd.Series[bool]) -> dict[str, pd.Series[float]]:
    """Return the shares of the counts of each row [%]."""
    sampled = years["n_taken"] + years["n_unplanned"]
    return {
        "taken_percent": _percent(years["n_taken"], years["n_planned"]),
        "in_time_percent": _percent(years["n_in_time"], years["n_taken"]).where(meeting_named),
        "conforming_percent": _percent(years["n_conforming"], sampled),
        "routine_percent": _percent(years["n_routine_kept"], sampled),
    }


def unsampled_places(plan: pd.DataFrame, samples: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return a warning of each place of a plan that no sample comes from: more often a name than a year of silence.

    Parameters
    ----------
    plan, samples : pandas.DataFrame
        As `follow_up` takes them.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: PLN004.
    """
    log = ProblemLog(lang)
    for place in sorted(set(plan["place"].dropna()) - set(samples["plant"])):
        log.add("PLN004", place=place)
    return log.table()


def _planned_days(plan: pd.DataFrame) -> pd.DataFrame:
    """Return each planned place and day once, with its meeting and when it has come due."""
    full = arrange(plan, PLAN)
    due = full["latest_answer"].fillna(full["end"] + pd.Timedelta(weeks=LEAD_TIME_WEEKS))
    days = full.assign(day=swedish_dates(full["start"]), due=due)[[*_DAY, "due", "meeting_date"]]
    return days.drop_duplicates(_DAY)


def _sampled_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each sampled place and day once: whether one sample held it whole, and when all of it was answered."""
    low, high = FULL_DAY_HOURS
    hours = (rows["end"] - rows["start"]).dt.total_seconds() / 3600
    told = rows.assign(place=rows["plant"], day=swedish_dates(rows["start"]), full_day=hours.between(low, high))
    # the first version of each substance, then the last of the substances
    first = told.groupby([*_DAY, "residue"], dropna=False)["available_from"].min()
    days = told.groupby(_DAY)["full_day"].any().to_frame()
    return days.assign(answered=first.groupby(level=_DAY).max()).reset_index()


def _percent(part: pd.Series[int], whole: pd.Series[int]) -> pd.Series[float]:
    """Return a part of a whole in per cent, missing where there is no whole."""
    return (100 * part / whole.where(whole > 0)).astype("float64")
