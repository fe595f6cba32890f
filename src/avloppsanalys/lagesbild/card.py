"""Indicator cards: what one substance at one place says now, as a finding that can be read aloud in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import label, period_of, swedish_dates
from avloppsanalys.reference import display_name
from avloppsanalys.tables import LEVELS, LOADS, PLAN, TRENDS, arrange, check
from avloppsanalys.wording import Language, date, quantity, sentences, spread, text, verdict_notes, verdict_words

__all__ = ["IndicatorCard", "indicator_cards"]

_SERIES: Final = ["place", "substance"]
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCard:
    """What one substance at one place says of its latest period, in words, with the numbers behind them.

    Attributes
    ----------
    place, substance, period, unit : str
        What it is of; ids as in the table of levels.
    estimate, low, high : float
        The level and its interval [unit]; missing where none can be given.
    title : str
        The finding.
    value, interval, sampled, change, last_year, baseline, known, next_sampling : str
        The level with unit and time base; its interval; which days it rests on; the one word on its change; the change
        against the same period last year; its own earlier level; when the answer came; when the next sample is taken.
    caveats, does_not_say : tuple of str
        What weighs on the figure now, the weightiest first; and what it never says.
    source : str
        Laboratory, factor set, protocol and versions.
    """

    place: str
    substance: str
    period: str
    unit: str
    estimate: float
    low: float
    high: float
    title: str
    value: str
    interval: str
    sampled: str
    change: str
    last_year: str
    baseline: str
    known: str
    next_sampling: str
    caveats: tuple[str, ...]
    does_not_say: tuple[str, ...]
    source: str


def indicator_cards(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    loads: pd.DataFrame,
    *,
    period: str,
    caveats: Sequence[Sequence[str]],
    flags: pd.DataFrame,
    plan: pd.DataFrame,
    as_of: pd.Timestamp | None,
    source: str,
    lang: Language = "sv",
) -> tuple[IndicatorCard, ...]:
    """Return a card for the load of each substance at each place, of the latest period of the place.

    Nothing is computed but the median of earlier levels. Doses have no card: the EU's drugs agency advises against
    conclusions about their number. A substance that was sampled before but not in the latest period has a card that
    says so.

    Parameters
    ----------
    levels, trends, loads : pandas.DataFrame
        Tables of those names.
    period : str
        The kind of period of the levels, as in the protocol.
    caveats : sequence of sequence of str
        Ids of the texts ``caveat.<id>``, one sequence a row of `levels`.
    flags : pandas.DataFrame
        The rows of a table of quality whose verdict is ``flag``.
    plan : pandas.DataFrame
        A table of the plan of sampling; empty where there is none.
    as_of : pandas.Timestamp or None
        What was known at this moment; the next sample is the first planned one after it.
    source : str
        What stands at the foot of each card.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of IndicatorCard
        Place by place, the main substances first.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    for table, kind in ((levels, LEVELS), (trends, TRENDS), (loads, LOADS), (plan, PLAN)):
        check(table, kind)
    own = arrange(levels, LEVELS).assign(caveats=pd.Series(list(caveats), index=levels.index, dtype="object"))
    own = own[own["quantity"] == "load"].sort_values("period_start", kind="stable")
    days = loads.assign(period=period_of(loads["start"], period), day=swedish_dates(loads["start"]))
    changes = trends[trends["quantity"] == "load"]
    latest = own.groupby("place")["period_start"].transform("max")
    cards = []
    main = pd.MultiIndex.from_frame(changes.loc[changes["is_main"].eq(True), _SERIES])
    own = own.assign(latest=latest, beside=~pd.MultiIndex.from_frame(own[_SERIES]).isin(main))
    own = own.sort_values(["place", "beside", "period_start"], kind="stable")
    for (place, substance), rows in own.groupby(_SERIES, sort=False):
        last = rows.iloc[-1].to_dict()
        said = changes[(changes["place"] == place) & (changes["substance"] == substance)]
        sampled = days[(days["plant"] == place) & (days["residue"] == substance) & (days["period"] == last["period"])]
        flagged = flags[
            (flags["plant"] == place) & flags["sample_id"].isin(sampled["sample_id"])
            & (flags["substance"].isna() | (flags["substance"] == substance))
        ]  # fmt: skip
        planned = plan[plan["place"] == place]
        missed = last["period_start"] < last["latest"]
        cards.append(_card(last, rows.iloc[:-1], said, sampled, flagged, planned, as_of, source, missed, lang))
    return tuple(cards)


def _card(
    last: dict[Any, Any],
    earlier: pd.DataFrame,
    said: pd.DataFrame,
    sampled: pd.DataFrame,
    flagged: pd.DataFrame,
    planned: pd.DataFrame,
    as_of: pd.Timestamp | None,
    source: str,
    missed: bool,
    lang: Language,
) -> IndicatorCard:
    """Return the card of one substance at one place."""
    deciding = said[said["verdict"].notna()].head(1).to_dict("records")
    row = deciding[0] if deciding else {"verdict": None}
    year_ago = said[(said["comparison"] == "same_period_last_year") & said["change_percent"].notna()]
    marks = [text(f"caveat.{name}", lang) for name in last["caveats"]]
    if len(flagged):
        checks = ", ".join(sorted(set(flagged["what"])))
        marks.append(text("card.flagged", lang, count=flagged["sample_id"].nunique(), checks=checks))
    if missed:
        marks.insert(0, text("card.missed", lang, period=label(last["period"], lang)))
    notes = verdict_notes(row, lang) if deciding else ()
    return IndicatorCard(
        place=last["place"], substance=last["substance"], period=last["period"], unit=last["unit"],
        estimate=last["estimate"], low=last["low"], high=last["high"],
        title=_title(last, row, lang),
        value=_value(last, lang),
        interval=_interval(last, lang),
        sampled=_sampled(last, sampled, lang),
        change=sentences([verdict_words(row, lang), *notes]) if deciding else text("card.no_word", lang),
        last_year=(
            verdict_words(year_ago.iloc[0].drop("verdict"), lang) if len(year_ago) else text("card.no_last_year", lang)
        ),
        baseline=_baseline(earlier, lang),
        known=_known(last, lang),
        next_sampling=_next_sampling(planned, as_of, lang),
        caveats=tuple(marks),
        does_not_say=tuple(text(f"card.not.{name}", lang) for name in ("who", "where", "purity")),
        source=source,
    )  # fmt: skip


def _title(last: dict[Any, Any], row: dict[Any, Any], lang: Language) -> str:
    """Return the finding: the word on the change where there is one, else what was measured."""
    fields = {
        "place": last["place"],
        "substance": display_name(last["substance"], lang),
        "period": label(last["period"], lang),
        "value": _value(last, lang),
    }
    word = row["verdict"] if row["verdict"] in ("increasing", "decreasing", "unchanged", "not_confirmed") else None
    if word is None:
        word = "measured" if pd.notna(last["estimate"]) else "no_level"
    return text(f"card.title.{word}", lang, **fields)


def _value(last: dict[Any, Any], lang: Language) -> str:
    """Return the level with its unit and time base, a bound, or that there is none."""
    if pd.notna(last["estimate"]):
        return text("card.value", lang, estimate=quantity(last["estimate"], lang))
    if last["high"] > 0:
        return text("card.at_most", lang, high=quantity(last["high"], lang))
    return text("card.no_value", lang)


def _interval(last: dict[Any, Any], lang: Language) -> str:
    """Return the interval in words."""
    if pd.isna(last["estimate"]) or pd.isna(last["low"]) or pd.isna(last["high"]):
        return text("card.no_interval", lang)
    low, high = quantity(last["low"], lang), quantity(last["high"], lang)
    level = round(100 * last["interval_level"], 6)
    return text("card.interval", lang, low=low, high=high, level=f"{level:g}")


def _sampled(last: dict[Any, Any], sampled: pd.DataFrame, lang: Language) -> str:
    """Return which days the level rests on: how many, in how many campaigns, from when to when, and weekends."""
    days = sampled["day"].drop_duplicates().sort_values()
    ends = " – ".join(dict.fromkeys(date(day.date(), lang) for day in (days.iloc[0], days.iloc[-1])))
    weekend = int((days.dt.day_of_week >= _SATURDAY).sum())
    fields = {"days": last["n_days"], "campaigns": last["n_campaigns"], "ends": ends, "weekend": weekend}
    return text("card.sampled", lang, period=label(last["period"], lang), **fields)


def _baseline(earlier: pd.DataFrame, lang: Language) -> str:
    """Return the median and the ends of the earlier levels of the same series."""
    known = earlier["estimate"].dropna()
    if known.empty:
        return text("card.no_baseline", lang)
    ends = spread(known.min(), known.max(), lang)
    return text("card.baseline", lang, median=quantity(known.median(), lang), count=len(known), ends=ends)


def _known(last: dict[Any, Any], lang: Language) -> str:
    """Return when the last answer behind the level came."""
    came = last["available_from"]
    return text("card.known_unknown", lang) if pd.isna(came) else text("card.known", lang, day=date(came.date(), lang))


def _next_sampling(planned: pd.DataFrame, as_of: pd.Timestamp | None, lang: Language) -> str:
    """Return the first planned day after what is known; without a plan, that there is none."""
    if planned.empty or as_of is None:
        return text("card.no_plan", lang)
    coming = planned.loc[planned["start"] > as_of, "start"]
    return (
        text("card.plan_over", lang) if coming.empty else text("card.next", lang, day=date(coming.min().date(), lang))
    )
