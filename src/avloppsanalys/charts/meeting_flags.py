"""The flags of a year plan: its meetings, and the last day that can be sampled for each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from avloppsanalys.wording import Language, date, text

__all__ = ["MeetingFlag", "meeting_flags"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFlag:
    """A meeting, or the last day that can be sampled for it."""

    place: float
    name: str
    words: str


def meeting_flags(meetings: pd.DataFrame, lang: Language) -> list[MeetingFlag]:
    """Return the meetings and the last day before each, in the order of the year."""
    flags = []
    for meeting in meetings.to_dict("records"):
        told = date(meeting["meeting_date"].date(), lang).rsplit(" ", 1)[0]
        for kind in ("meeting_date", "sample_by"):
            name = kind.removesuffix("_date")
            words = text(f"chart.plan.on.{name}", lang, day=told)
            flags.append(MeetingFlag(place=meeting[kind].date().toordinal() + 0.5, name=name, words=words))
    return sorted(flags, key=lambda flag: (flag.place, flag.name))
