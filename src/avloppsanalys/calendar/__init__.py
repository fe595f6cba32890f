"""Swedish time: periods and their labels, campaigns, and the days that are unlike other days.

A period is named as text (``2026K3``), so that it can stand in a table, a file name and an argument alike. A sample is
booked on the Swedish date on which it starts.
"""

from avloppsanalys.calendar.campaign import CAMPAIGN_DAYS, campaigns
from avloppsanalys.calendar.dates import swedish_dates, weekday_shares
from avloppsanalys.calendar.event import event_days
from avloppsanalys.calendar.holiday import MAJOR_HOLIDAYS, holiday_events, major_holidays
from avloppsanalys.calendar.overlap import overlapped
from avloppsanalys.calendar.payday import payday_weekends
from avloppsanalys.calendar.period import Period, PeriodError, PeriodKind, label, period_of
from avloppsanalys.calendar.timeline import kind_of, timeline
from avloppsanalys.calendar.weekday_claim import WeekdayClaim, month_number, weekday_claims, weekday_number

__all__ = [
    "CAMPAIGN_DAYS",
    "MAJOR_HOLIDAYS",
    "Period",
    "PeriodError",
    "PeriodKind",
    "WeekdayClaim",
    "campaigns",
    "event_days",
    "holiday_events",
    "kind_of",
    "label",
    "major_holidays",
    "month_number",
    "overlapped",
    "payday_weekends",
    "period_of",
    "swedish_dates",
    "timeline",
    "weekday_claims",
    "weekday_number",
    "weekday_shares",
]
