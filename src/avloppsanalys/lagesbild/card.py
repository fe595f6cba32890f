"""Indicator cards: what one substance at one place says now, as a finding that can be read aloud in a meeting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import label, period_of
from avloppsanalys.lagesbild.assessment import AssessmentStatus, assessment_words, figure_digest
from avloppsanalys.lagesbild.card_caveats import Caveat, card_caveats, comparable
from avloppsanalys.lagesbild.card_words import (
    baseline_words,
    change_words,
    interval_words,
    known_words,
    mass_words,
    next_words,
    title_words,
    value_words,
    verdict_of,
)
from avloppsanalys.lagesbild.last_year_words import last_year_words
from avloppsanalys.lagesbild.not_sampled import not_sampled
from avloppsanalys.lagesbild.sampled_days import sampled_days
from avloppsanalys.lagesbild.source_words import source_words
from avloppsanalys.tables import LEVELS, LOADS, MASS_LEVELS, PLAN, PRESCRIBED, QUALITY, TRENDS, arrange, check, empty
from avloppsanalys.wording import Language, text

__all__ = ["IndicatorCard", "indicator_cards"]

_SERIES: Final = ["place", "substance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCard:
    """What one substance at one place says of its latest period, in words, with the numbers behind them.

    Attributes
    ----------
    place, substance, period, unit : str
        What it is of; ids as in the table of levels.
    estimate, low, high : float
        The level and its interval [unit]; missing where none can be given.
    digest : str
        Twelve hexadecimal digits of the figure, to be copied into an assessment of it.
    title : str
        The finding.
    when : str
        The period in words.
    value, interval, mass : str
        The level with unit and time base; its interval in words; the same in grams per day, "" outside a marked season.
    sampled : str
        Which days it rests on.
    verdict, change, last_year, baseline : str
        The one word on its change ("" where nothing was judged); the same with numbers and reasons; the change against
        the same period last year; its own earlier levels.
    known, next_sampling : str
        When the answer came; when the next sample is taken.
    caveats, does_not_say : tuple of str
        What weighs on the figure now, the weightiest first; and what it never says.
    caveat_ids : tuple of str
        What each of the caveats is called whatever its words, in the same order.
    withheld : str
        Why the place is not published; "" where it may be.
    assessment : str
        What the group has said of it, or that this is still to be done; "" where that is not to be told.
    assessment_status : {"none", "current", "changed", "unknown_figure", "not_told"}
        Whether there is one, and whether it is of this figure.
    source : str
        Reports, laboratory, factor set, protocol and versions.
    """

    place: str
    substance: str
    period: str
    unit: str
    estimate: float
    low: float
    high: float
    digest: str
    title: str
    when: str
    value: str
    interval: str
    mass: str
    sampled: str
    verdict: str
    change: str
    last_year: str
    baseline: str
    known: str
    next_sampling: str
    caveats: tuple[str, ...]
    caveat_ids: tuple[str, ...]
    does_not_say: tuple[str, ...]
    withheld: str
    assessment: str
    assessment_status: AssessmentStatus
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What every card is made with, beside its own rows."""

    days: pd.DataFrame
    changes: pd.DataFrame
    flags: pd.DataFrame
    mass: pd.DataFrame
    prescribed: pd.DataFrame
    plan: pd.DataFrame | None
    assessments: pd.DataFrame | None
    withheld: Mapping[str, str]
    gaps: Mapping[str, tuple[str, str]]
    """Place without an answer -> the period asked about, and the words."""
    as_of: pd.Timestamp | None
    source: str
    unnamed: Collection[str]
    lang: Language


def indicator_cards(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    loads: pd.DataFrame,
    *,
    period: str = "quarter",
    caveats: Sequence[Sequence[str]] | None = None,
    flags: pd.DataFrame | None = None,
    season_levels: pd.DataFrame | None = None,
    prescribed: pd.DataFrame | None = None,
    plan: pd.DataFrame | None = None,
    assessments: pd.DataFrame | None = None,
    withheld: Mapping[str, str] = MappingProxyType({}),
    as_of: pd.Timestamp | None = None,
    source: str = "",
    unnamed_reports: Collection[str] = (),
    lang: Language = "sv",
) -> tuple[IndicatorCard, ...]:
    """Return a card for the load of each substance at each place, of the latest period in which it was measured.

    Nothing is computed but the median of earlier levels. Doses have no card: the EU's drugs agency advises against
    conclusions about their number. A substance that was not measured in the period that is asked about has a card of
    its latest one, which says so in its title; `not_sampled` says which period that is where a place has no answer.

    Parameters
    ----------
    levels, trends, loads : pandas.DataFrame
        Tables of those names.
    period : str, default "quarter"
        The kind of period of the levels, as in the protocol.
    caveats : sequence of sequence of str, optional
        Ids of the texts ``caveat.<id>``, one sequence a row of `levels`; by default none.
    flags : pandas.DataFrame, optional
        The rows of a table of quality whose verdict is ``flag``.
    season_levels : pandas.DataFrame, optional
        A table of mass levels: what stands beside the levels of marked seasons.
    prescribed : pandas.DataFrame, optional
        A table of prescribed loads: what it says of a level takes the place of the general caveat.
    plan : pandas.DataFrame, optional
        A table of the plan of sampling; without rows where there is one in which no day stands yet.
    assessments : pandas.DataFrame, optional
        A table of assessments; without one nothing is told of them.
    withheld : mapping of str to str
        The places that are not published, with the reason of each.
    as_of : pandas.Timestamp, optional
        What was known at this moment; the next sample is the first planned one after it.
    source : str, default ""
        What stands at the foot of each card, after the numbers of its reports.
    unnamed_reports : collection of str
        Names in `loads` of reports that no laboratory gave: a card tells the dates of their answers instead.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of IndicatorCard
        Place by place, the main substances first; places that are withheld or have no answer last.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    planned = empty(PLAN) if plan is None else plan
    mass = empty(MASS_LEVELS) if season_levels is None else season_levels
    checked = ((levels, LEVELS), (trends, TRENDS), (loads, LOADS), (planned, PLAN), (mass, MASS_LEVELS))
    for table, kind in checked:
        check(table, kind)
    ids = [()] * len(levels) if caveats is None else list(caveats)
    own = arrange(levels, LEVELS).assign(caveats=pd.Series(ids, dtype="object"))
    own = own[own["quantity"] == "load"]
    changes = arrange(trends, TRENDS)
    changes = changes[changes["quantity"] == "load"]
    taken = arrange(loads, LOADS)
    taken = taken[taken["sample_type"].fillna("sample") == "sample"]
    gaps = not_sampled(taken, planned, period=period, as_of=as_of, lang=lang)
    beside = _Beside(
        days=taken.assign(period=period_of(taken["start"], period)).sort_values("start", kind="stable"),
        changes=changes,
        flags=arrange(empty(QUALITY) if flags is None else flags, QUALITY),
        mass=mass,
        prescribed=arrange(empty(PRESCRIBED) if prescribed is None else prescribed, PRESCRIBED),
        plan=plan,
        assessments=assessments,
        withheld=withheld,
        gaps={gap.place: (gap.period, gap.text) for gap in gaps},
        as_of=as_of,
        source=source,
        unnamed=unnamed_reports,
        lang=lang,
    )
    main = pd.MultiIndex.from_frame(changes.loc[changes["is_main"], _SERIES])
    own = own.assign(second=~pd.MultiIndex.from_frame(own[_SERIES]).isin(main))
    own = own.assign(latest=own.groupby("place")["period_start"].transform("max"))
    # a place that is kept at home, or has no answer, never stands before what the meeting came to see
    own = own.assign(apart=own["place"].isin([*withheld, *beside.gaps]))
    own = own.sort_values(["apart", "place", "second", "period_start"], kind="stable")
    return tuple(_card(rows, beside) for _, rows in own.groupby(_SERIES, sort=False))


def _card(rows: pd.DataFrame, beside: _Beside) -> IndicatorCard:
    """Return the card of one series, from its levels in time order."""
    last, lang = rows.iloc[-1].to_dict(), beside.lang
    place, substance, period = last["place"], last["substance"], last["period"]
    days = beside.days[(beside.days["plant"] == place) & (beside.days["residue"] == substance)]
    sampled = days[days["period"] == period]
    changes = beside.changes[(beside.changes["place"] == place) & (beside.changes["substance"] == substance)]
    deciding = changes[changes["verdict"].notna()].head(1).to_dict("records")
    change: Mapping[Any, Any] = deciding[0] if deciding else {}
    same, break_at = comparable(days, period)
    asked, gap = _gap(rows, beside)
    flags = beside.flags
    flags = flags[(flags["plant"] == place) & flags["sample_id"].isin(sampled["sample_id"])]
    flags = flags[flags["substance"].isna() | (flags["substance"] == substance)]
    in_season = beside.mass[(beside.mass["place"] == place) & (beside.mass["substance"] == substance)]
    mass = in_season[in_season["period"] == period]
    medicines = beside.prescribed[beside.prescribed["period"] == period]
    medicines = medicines[(medicines["place"] == place) & (medicines["substance"] == substance)]
    grams = float(mass["level_g_per_day"].iloc[0]) if len(mass) else None
    told = card_caveats(
        last["caveats"], sampled=sampled, flags=flags, prescribed=medicines, break_at=break_at, gap=gap, lang=lang
    )
    assessment, status = assessment_words(beside.assessments, last, lang)
    return IndicatorCard(
        place=place, substance=substance, period=period, unit=last["unit"],
        estimate=last["estimate"], low=last["low"], high=last["high"], digest=figure_digest(last),
        title=title_words(
            last, change, lang, asked=asked, break_at=break_at, grams=grams, never_in=_never_in(rows),
            season=_season(mass)
        ),
        when=label(period, lang),
        value=value_words(last, lang),
        interval=interval_words(last["estimate"], last["low"], last["high"], lang),
        mass=mass_words(mass, lang),
        sampled=sampled_days(sampled, lang),
        verdict=verdict_of(change, lang),
        change=change_words(change, lang),
        last_year=last_year_words(changes, change, rows, in_season, lang),
        baseline=baseline_words(rows.iloc[:-1][rows["period"].iloc[:-1].isin(same)], lang),
        known=known_words(last["available_from"], lang),
        next_sampling=next_words(beside.plan, place, beside.as_of, lang),
        caveats=tuple(words for _, words in told),
        caveat_ids=tuple(name for name, _ in told),
        does_not_say=tuple(text(f"card.not.{name}", lang) for name in ("who", "where", "purity")),
        withheld=beside.withheld.get(place, ""),
        assessment=assessment,
        assessment_status=status,
        source=source_words(
            sampled, labs=beside.days["lab"].dropna().unique(), unnamed=beside.unnamed, foot=beside.source, lang=lang
        ),
    )  # fmt: skip


def _never_in(rows: pd.DataFrame) -> int:
    """Return in how many periods a series was measured, if no day of any was above the limit; else 0."""
    return len(rows) if rows["n_below_loq"].eq(rows["n_days"]).all() else 0


def _season(mass: pd.DataFrame) -> str:
    """Return the marked season of a level; "" where it lies in none."""
    return "" if mass.empty else str(mass["season"].iloc[0])


def _gap(rows: pd.DataFrame, beside: _Beside) -> tuple[str | None, list[Caveat]]:
    """Return the period that was asked about and not measured, and what is said of it; None where it was measured."""
    last = rows.iloc[-1]
    if last["place"] in beside.gaps:
        period, words = beside.gaps[last["place"]]
        return period, [("not_sampled", words), ("not_zero", text("card.not_zero", beside.lang))]
    if last["period_start"] == last["latest"]:
        return None, []
    measured = beside.days.loc[beside.days["plant"] == last["place"], "period"]
    asked = str(measured.dropna().iloc[-1])
    told = {"asked": label(asked, beside.lang), "period": label(last["period"], beside.lang)}
    return asked, [("missed", text("card.missed", beside.lang, **told))]
