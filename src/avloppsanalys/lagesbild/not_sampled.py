"""Places that have no answer for the period that is asked about: silence is told and never passes for zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pandas as pd

from avloppsanalys.calendar import Period, PeriodKind, label, period_of
from avloppsanalys.planning import LEAD_TIME_WEEKS
from avloppsanalys.tables import LOADS, PLAN, arrange, check
from avloppsanalys.wording import Language, counted, text

__all__ = ["NotSampled", "not_sampled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSampled:
    """A place without an answer, the period that was asked about, and the words."""

    place: str
    period: str
    text: str


def not_sampled(
    loads: pd.DataFrame, plan: pd.DataFrame, *, period: str, as_of: pd.Timestamp | None, lang: Language = "sv"
) -> tuple[NotSampled, ...]:
    """Return the places of the series or of the plan that have no answer for the period that is asked about.

    The period asked about is the latest one with an answer from any place, or the latest planned one of the place whose
    answers should have come by `as_of`, whichever is later. A planned day that still waits for its answer says nothing.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    plan : pandas.DataFrame
        A table of the plan of sampling; empty where there is none.
    period : str
        The kind of period, or one named period, as in the protocol.
    as_of : pandas.Timestamp or None
        What was known at this moment; None where no answer is dated: then the plan says nothing of what has come due.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of NotSampled
        In the order of the places' names.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    check(loads, LOADS)
    check(plan, PLAN)
    answered = pd.DataFrame({"place": loads["plant"], "period": period_of(loads["start"], period)}).dropna()
    planned_days = arrange(plan, PLAN)
    due = planned_days[["place", "start"]].assign(period=period_of(planned_days["start"], period))
    due = due[_has_come_due(planned_days, as_of)].dropna()
    found = []
    for place in sorted({*loads["plant"], *due["place"]}):
        planned = due[due["place"] == place]
        asked = _asked(answered["period"], planned["period"], period)
        if asked is None or asked in set(answered.loc[answered["place"] == place, "period"]):
            continue
        days = int((planned["period"] == asked).sum())
        fields = {"place": place, "period": label(asked, lang)}
        words = (
            counted("card.not_sampled.planned", days, lang, **fields)
            if days
            else text("card.not_sampled", lang, **fields)
        )
        found.append(NotSampled(place=place, period=asked, text=words))
    return tuple(found)


def _has_come_due(plan: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.Series[bool]:
    """Return which planned days should have an answer."""
    if as_of is None:
        return pd.Series(False, index=plan.index)
    return plan["latest_answer"].fillna(plan["end"] + pd.Timedelta(weeks=LEAD_TIME_WEEKS)) <= as_of


def _asked(answered: pd.Series[str], planned: pd.Series[str], period: str) -> str | None:
    """Return the latest of the periods; a period that is named by the protocol is the only one."""
    if period not in get_args(PeriodKind):
        return Period.parse(period).name
    known = {*answered, *planned}
    return max(known, key=lambda name: Period.parse(name).first) if known else None
