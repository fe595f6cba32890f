"""The year plan: which days to sample, and when their answers can be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period, PeriodKind
from avloppsanalys.planning.closed_days import special_days
from avloppsanalys.planning.misfits import misfit_error, misfits
from avloppsanalys.planning.request import PlanRequest, read_request
from avloppsanalys.planning.skipped import meeting_after, skipped_weeks
from avloppsanalys.planning.slots import Slots, campaign_slots, dates_of, day_numbers, spread_slots
from avloppsanalys.planning.weekday_pattern import WEDNESDAY_AND_SUNDAY, Weekdays
from avloppsanalys.tables import PLAN, TIMEZONE, arrange
from avloppsanalys.wording import Language, text

__all__ = ["LEAD_TIME_WEEKS", "YearPlan", "plan_year"]

LEAD_TIME_WEEKS: Final = 8
"""Weeks until the answer is there: Swedish kommuner tell of up to eight (Gnosjö kommun, news item of 2023-10-31)."""

DAYS_AFTER: Final = 1
"""Days after a storhelg that are closed with it, since what was used then is still excreted. Our choice."""

Int = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearPlan:
    """A plan, and what it was made around.

    Parameters
    ----------
    table : pandas.DataFrame
        A `tables.PLAN` table: the days to sample.
    skipped : pandas.DataFrame
        A `tables.SKIPPED` table: the closed weeks that lie nearer to the middle of a campaign's part of its period than
        the week that it took, with every reason of each.
    days : pandas.DataFrame
        The days unlike others: `date`, `kind`, `name`, `whole` (what it belongs to) and `closed`.
    meetings : pandas.DataFrame
        `meeting_date`, and `sample_by`, the last day whose answer is there in time; Swedish midnights.
    span : Period
        The days that were planned.
    """

    table: pd.DataFrame
    skipped: pd.DataFrame
    days: pd.DataFrame
    meetings: pd.DataFrame
    span: Period


def plan_year(
    year: int | str,
    places: str | Sequence[str],
    *,
    period: PeriodKind = "quarter",
    campaigns: int = 3,
    weekdays: Weekdays = WEDNESDAY_AND_SUNDAY,
    days: int | None = None,
    seed: int | None = None,
    meetings: Iterable[str | dt.date] = (),
    lead_time_weeks: int = LEAD_TIME_WEEKS,
    answers_before_meeting: bool = False,
    school_holidays: Mapping[str, str | Sequence[str]] | None = None,
    avoid_school_holidays: bool = True,
    events: pd.DataFrame | None = None,
    avoid_payday_weekends: bool = False,
    days_after: int = DAYS_AFTER,
    start_time: str = "07:00",
    purpose: str | None = None,
    lang: Language = "sv",
) -> YearPlan:
    """Plan which days of a year to sample: spread over each period, and on days like other days.

    A campaign is one ISO week's days. Storhelger with their eves, bridging days and weekends are never sampled, nor the
    days after them, nor days of an event of the place; of several places all sample the same days. How many campaigns
    are needed to see a change is not told here, and whether the sampler is free is not known.

    Parameters
    ----------
    year : int or str
        A year, or any stretch that `calendar.Period` reads: ``"2026-09-01/2027-08-31"``.
    places : str or sequence of str
        Plants that are sampled on the same days.
    period : str, default "quarter"
        ``week``, ``month``, ``quarter``, ``tertial``, ``halfyear`` or ``year``.
    campaigns : int, default 3
        Campaigns a period; of a period that lies partly outside the stretch its share, rounded.
    weekdays : sequence of int, "rotating" or "random", default (3, 7)
        The days of every campaign as ISO weekday numbers, Monday is 1; or days that change from campaign to campaign,
        by rule or by lot.
    days : int, optional
        Days of a campaign [days], with "rotating" and "random".
    seed : int, optional
        Seed of the draw, with "random".
    meetings : iterable of str or datetime.date
        When the answers are to be used.
    lead_time_weeks : int, default 8
        From the last day of a campaign until its answer is there [weeks].
    answers_before_meeting : bool, default False
        Whether every answer must be there at the first meeting after its period. It then closes the end of each period,
        and the level of the period rests on its beginning; by default `in_time` tells.
    school_holidays : mapping of str to str or sequence of str, optional
        Name -> period, ``{"sportlov": "2027-02-15/2027-02-19"}``; weeks as ``"2027v07"`` do too.
    avoid_school_holidays : bool, default True
        Whether school holidays are closed, or only marked.
    events : pandas.DataFrame, optional
        A `tables.EVENTS` table.
    avoid_payday_weekends : bool, default False
        Whether payday weekends are closed, or only marked: a level is to hold its share of them.
    days_after : int, default 1
        Days that are closed after a storhelg or an event [days].
    start_time : str, default "07:00"
        When a day's sample begins, by a Swedish clock.
    purpose : str, optional
        What the days are for; by default the level of the period.
    lang : {"sv", "en"}, default "sv"
        Language of purpose, names and refusals.

    Returns
    -------
    YearPlan
        The same for the same arguments.

    Raises
    ------
    PlanError
        If the arguments are no plan, or the campaigns do not fit between the closed days; with what to loosen.

    Notes
    -----
    In each period the campaigns minimise the sum over all its days of the squared distance to the nearest campaign; see
    `planning.spread.spread_campaigns`. Spread so alone, three a quarter stand in the middle of each month, and hardly
    ever meet a payday weekend. So as many campaigns as it falls to them do, rounded to whole campaigns over the years
    (`planning.payday_share.payday_campaigns`), and the rest is spread around those.

    Examples
    --------
    >>> plan = plan_year(2027, "Exempelverket", campaigns=2, meetings=["2027-06-10"])
    >>> plan.table[["start", "period", "meeting_date"]].head(4)
                          start  period              meeting_date
    0 2027-01-20 07:00:00+01:00  2027K1 2027-06-10 00:00:00+02:00
    1 2027-01-24 07:00:00+01:00  2027K1 2027-06-10 00:00:00+02:00
    2 2027-03-10 07:00:00+01:00  2027K1 2027-06-10 00:00:00+02:00
    3 2027-03-14 07:00:00+01:00  2027K1 2027-06-10 00:00:00+02:00
    """
    request = read_request(
        year, places, period=period, campaigns=campaigns, weekdays=weekdays, days=days, seed=seed, meetings=meetings,
        lead_time_weeks=lead_time_weeks, school_holidays=school_holidays, days_after=days_after, start_time=start_time,
    )  # fmt: skip
    special = special_days(
        request.span,
        places=request.places,
        school_holidays=request.school_holidays,
        avoid_school_holidays=avoid_school_holidays,
        events=events,
        avoid_payday_weekends=avoid_payday_weekends,
        days_after=days_after,
        lang=lang,
    )

    def laid_out(turn: int) -> tuple[Slots, npt.NDArray[np.bool_]]:
        slots = campaign_slots(request, weekdays, days=days, seed=seed, turn=turn)
        return slots, _late(request, slots) if answers_before_meeting else np.zeros(slots.first.shape, dtype=bool)

    # Weekdays that change may begin on any of the seven; most years the first beginning fits.
    for turn in range(7 if isinstance(weekdays, str) else 1):
        slots, late = laid_out(turn)
        closed = _touching(slots, special[special["closed"].astype(bool)])
        payday = _touching(slots, special[special["kind"] == "payday_weekend"])
        chosen = spread_slots(slots, ~(slots.outside | late | closed), payday)
        if chosen is not None:
            break
    else:
        slots, late = laid_out(0)
        raise misfit_error(misfits(slots, special, outside=slots.outside, late=late), lang)
    return YearPlan(
        table=_table(request, slots, chosen, special, purpose or text(f"plan.purpose.{period}", lang)),
        skipped=skipped_weeks(slots, chosen, special, late=late, meetings=request.meetings),
        days=special,
        meetings=_meetings(request),
        span=request.span,
    )


def _touching(slots: Slots, special: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which campaigns would have one of some special days in which week."""
    return np.asarray(np.isin(slots.day, day_numbers(special["date"])).any(axis=2))


def _late(request: PlanRequest, slots: Slots) -> npt.NDArray[np.bool_]:
    """Return which campaigns in which week would be answered after the first meeting that follows their period."""
    meeting = np.array([meeting_after(request.meetings, part) or np.iinfo(np.int64).max for part in slots.periods])
    return np.asarray(slots.last + 7 * request.lead_time_weeks > meeting[:, None], dtype=np.bool_)


def _table(
    request: PlanRequest, slots: Slots, chosen: npt.NDArray[np.intp], special: pd.DataFrame, purpose: str
) -> pd.DataFrame:
    """Return the plan: one row a place and day."""
    own = slots.day[np.arange(len(chosen)), chosen]
    day = pd.Series(dates_of(own.ravel()))
    start = (day + request.start_time).dt.tz_localize(TIMEZONE)
    end = (day + pd.Timedelta(days=1) + request.start_time).dt.tz_localize(TIMEZONE)
    of_campaign = np.repeat(np.arange(len(chosen)), own.shape[1])
    answer = own[:, -1] + 7 * request.lead_time_weeks
    meetings = np.array([meeting.toordinal() for meeting in request.meetings], dtype=np.int64)
    served = np.searchsorted(meetings, answer)
    meeting = pd.Series(dates_of(np.r_[meetings, 1][np.minimum(served, len(meetings))])).where(served < len(meetings))
    after = np.array([meeting_after(request.meetings, part) or 0 for part in slots.periods])
    notes = special[~special["closed"].astype(bool)].groupby("date")["kind"].agg(lambda kinds: " ".join(kinds.unique()))
    rows = pd.DataFrame(
        {
            "start": start,
            "end": end,
            "period": [slots.periods[k].name for k in of_campaign],
            "campaign": pd.Series(dates_of(own[:, 0])).dt.strftime("%Y-%m-%d").to_numpy()[of_campaign],
            "purpose": purpose,
            "latest_answer": pd.Series(dates_of(answer)).dt.tz_localize(TIMEZONE)[of_campaign].array,
            "meeting_date": meeting.dt.tz_localize(TIMEZONE)[of_campaign].array,
            "in_time": (answer <= after)[of_campaign],
            "note": day.map(notes),
        }
    )
    return arrange(pd.concat([rows.assign(place=place) for place in request.places]), PLAN)


def _meetings(request: PlanRequest) -> pd.DataFrame:
    """Return the meetings with the last day whose answer is there in time."""
    date = pd.Series(request.meetings, dtype="datetime64[us]")
    by = date - pd.Timedelta(weeks=request.lead_time_weeks)
    return pd.DataFrame({"meeting_date": date.dt.tz_localize(TIMEZONE), "sample_by": by.dt.tz_localize(TIMEZONE)})
