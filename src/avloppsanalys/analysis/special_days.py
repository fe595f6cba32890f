"""The sampled days that stand apart: kept out of the judgement of change or not counted, interventions, seasons."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.analysis.decided import decided_mass
from avloppsanalys.calendar import event_days, holiday_events, period_of, swedish_dates
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.tables import EVENTS, MASS_LEVELS, TIMEZONE, arrange
from avloppsanalys.wording import Language, ProblemLog, date

__all__ = ["event_cells", "intervention_cells", "judged_events", "known_events", "note_left_out", "season_levels"]

_CELL = ["place", "period"]


def known_events(
    events: pd.DataFrame, as_of: pd.Timestamp | None, *, lang: Language = "sv"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events that had begun on a day, and a note of those that had not.

    Parameters
    ----------
    events : pandas.DataFrame
        The log, a table of events.
    as_of : pandas.Timestamp or None
        The moment that was asked for; None leaves nothing out.
    lang : {"sv", "en"}, default "sv"
        Language of the note.

    Returns
    -------
    known, problems : pandas.DataFrame
        Rows of `events`, and a table of problems.
    """
    log = ProblemLog(lang)
    if as_of is None or events.empty:
        return events, log.table()
    day = as_of.tz_convert(TIMEZONE).date()
    later = swedish_dates(events["start"]).dt.date.gt(day).to_numpy()
    if later.any():
        log.add("EVT010", count=int(later.sum()), day=date(day, lang))
    return events[~later], log.table()


def judged_events(events: pd.DataFrame, loads: pd.DataFrame, protocol: AnalysisProtocol) -> pd.DataFrame:
    """Return the events that count in the judgement of change: logged ones of the protocol's kinds, and its storhelger.

    Parameters
    ----------
    events : pandas.DataFrame
        The log, a table of events. Interventions stay: they are what one wants to see.
    loads : pandas.DataFrame
        The loads, for the stretch of days within which storhelger are sought.
    protocol : AnalysisProtocol
        For `kept_out_events` and `kept_out_holidays`.

    Returns
    -------
    pandas.DataFrame
        A table of events.
    """
    logged = events[events["event_type"].isin([*protocol.kept_out_events, "intervention"])]
    if not protocol.kept_out_holidays or loads.empty:
        return arrange(logged, EVENTS)
    first, last = swedish_dates(loads["start"]).min().date(), swedish_dates(loads["end"]).max().date()
    holidays = holiday_events(first, last, holidays=protocol.kept_out_holidays)
    return arrange(pd.concat([table for table in (logged, holidays) if len(table)] or [logged]), EVENTS)


def event_cells(events: pd.DataFrame, loads: pd.DataFrame, protocol: AnalysisProtocol) -> pd.MultiIndex:
    """Return place and period of the levels that count a day which the judgement of change leaves out.

    Parameters
    ----------
    events, loads, protocol
        As for `judged_events`.

    Returns
    -------
    pandas.MultiIndex
    """
    kept_out = event_days(loads[["plant", "start", "end"]], judged_events(events, loads, protocol))["keep_out"]
    return pd.MultiIndex.from_frame(_cells(loads, protocol)[kept_out.to_numpy()])


def intervention_cells(events: pd.DataFrame, loads: pd.DataFrame, protocol: AnalysisProtocol) -> pd.MultiIndex:
    """Return place and period of the levels that count a day within an intervention of the log.

    Parameters
    ----------
    events, loads, protocol
        As for `judged_events`.

    Returns
    -------
    pandas.MultiIndex
    """
    interventions = events[events["event_type"] == "intervention"]
    within = event_days(loads[["plant", "start", "end"]], interventions)["event_type"].notna()
    return pd.MultiIndex.from_frame(_cells(loads, protocol)[within.to_numpy()])


def note_left_out(levels: pd.DataFrame, left_out: pd.DataFrame, protocol: AnalysisProtocol) -> pd.DataFrame:
    """Return levels with the note ``not_counted`` where a sample of the place and period is left out by decision.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    left_out : pandas.DataFrame
        The measurements that are not counted.
    protocol : AnalysisProtocol
        For the period.

    Returns
    -------
    pandas.DataFrame
    """
    if left_out.empty:
        return levels
    cells = pd.MultiIndex.from_frame(_cells(left_out, protocol))
    here = pd.MultiIndex.from_frame(levels[_CELL]).isin(cells)
    return levels.assign(note=levels["note"].mask(here, (levels["note"].fillna("") + " not_counted").str.strip()))


def season_levels(loads: pd.DataFrame, protocol: AnalysisProtocol) -> pd.DataFrame:
    """Return the levels that rest on days of a marked season, as mass per day.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    protocol : AnalysisProtocol
        For `marked_seasons`, the period, the interval's level and the weekday basis.

    Returns
    -------
    pandas.DataFrame
        A table of mass levels; none where no sampled day lies in a marked season.
    """
    dates, cells = swedish_dates(loads["start"]), _cells(loads, protocol)
    found = [
        cells[(season.covers(dates) & season.concerns(loads["plant"])).to_numpy()].assign(season=season.name)
        for season in protocol.marked_seasons
    ]
    marked = pd.concat(found).drop_duplicates() if found else pd.DataFrame()
    if marked.empty:
        return arrange(pd.DataFrame(), MASS_LEVELS)
    seasons = marked.groupby(_CELL)["season"].agg(", ".join).reset_index()
    mass = decided_mass(loads, protocol).mass
    return arrange(mass.drop(columns="season").merge(seasons, on=_CELL), MASS_LEVELS)


def _cells(loads: pd.DataFrame, protocol: AnalysisProtocol) -> pd.DataFrame:
    """Return place and period of each row of loads; the period is missing outside the protocol's."""
    period = period_of(loads["start"], protocol.period)
    return pd.DataFrame({"place": loads["plant"], "period": period}).reset_index(drop=True)
