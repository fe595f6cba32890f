"""Brå's four control questions to a lägesbild, answered from what the underlag knows of itself.

Why this problem, which sources were used and rejected, how the selection limits what is known, and what the limits mean
(Brottsförebyggande rådet, *Ta fram en egen lägesbild*). What only the kommun can answer is left for it to fill in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import pandas as pd

from avloppsanalys.calendar import Period, label, period_of, swedish_dates
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.reference import display_name
from avloppsanalys.tables import LEVELS, LOADS, PROBLEMS, QUALITY, TRENDS, check
from avloppsanalys.wording import Language, counted, listed, number, text

__all__ = ["control_questions"]

_SAID: Final = ("increasing", "decreasing", "unchanged")
_OPTIONAL: Final = ("context", "prescriptions", "samples", "events", "plan")
"""Kinds of files that an underlag can do without, and tells that it did."""

_OTHER_SOURCES: Final = ("context", "prescriptions")


def control_questions(
    *,
    protocol: AnalysisProtocol,
    purpose: str | None,
    sources: Sequence[str],
    loads: pd.DataFrame,
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    quality: pd.DataFrame,
    problems: pd.DataFrame,
    withheld: Collection[str] = (),
    silent: Sequence[str] = (),
    public: bool = False,
    lang: Language = "sv",
) -> tuple[tuple[str, str], ...]:
    """Return the four questions with their answers.

    Parameters
    ----------
    protocol : AnalysisProtocol
        For its name, its main substances and its period.
    purpose : str or None
        Why this problem: what the kommun has written; None where it has not.
    sources : sequence of str
        What each file that was read was read as: ``lab``, ``flow``, ``events`` ...
    loads, levels, trends, quality, problems : pandas.DataFrame
        Tables of those names.
    withheld : collection of str
        Why places are not published, a sentence each.
    silent : sequence of str
        What is said of places without an answer, a sentence each.
    public : bool, default False
        Whether the underlag leaves the house: then nothing is left to fill in.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of (str, str)
        Question and answer, four of them.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    checked = ((loads, LOADS), (levels, LEVELS), (trends, TRENDS), (quality, QUALITY), (problems, PROBLEMS))
    for table, kind in checked:
        check(table, kind)
    answers = {
        "why": _why(protocol, purpose, public, lang),
        "sources": _sources(sources, problems, lang, public=public if withheld else None),
        "selection": [*_days(loads, protocol.period, lang), text("control.connected", lang), *silent, *withheld],
        "limits": _limits(levels, trends, quality, lang),
    }
    return tuple((text(f"control.{name}", lang), " ".join(told)) for name, told in answers.items())


def _why(protocol: AnalysisProtocol, purpose: str | None, public: bool, lang: Language) -> list[str]:
    """Return why this problem, in the kommun's own words, and what the protocol looks at first."""
    said = _ended(_sentence(purpose)) if purpose else text(f"control.why.{'unsaid' if public else 'fill_in'}", lang)
    said_of = {"protocol": protocol.name, "version": protocol.version}
    if not protocol.main_substances:
        return [said, text("control.why.no_main", lang, **said_of)]
    main = listed([_within(display_name(one, lang)) for one in protocol.main_substances], lang)
    return [said, text("control.why.main", lang, **said_of, substances=main)]


def _sources(sources: Sequence[str], problems: pd.DataFrame, lang: Language, *, public: bool | None) -> list[str]:
    """Return which kinds of files were used, how many rows were not, and what stands outside.

    `public` says whether measurements of places that are not published are left out here; None where there are none.
    Which and why is told under the next question, and only there.
    """
    counts = pd.Series(list(sources), dtype="str").value_counts(sort=False)
    used = [counted(f"control.source.{kind}", int(count), lang) for kind, count in counts.items()]
    told = [text("control.sources.used", lang, sources=listed(used, lang))] if used else []
    absent = [text(f"control.absent.{kind}", lang) for kind in _OPTIONAL if kind not in set(sources)]
    if absent:
        told.append(text("control.sources.absent", lang, sources=listed(absent, lang)))
    if set_aside := int((problems["severity"] == "error").sum()):
        told.append(_sentence(counted("control.sources.set_aside", set_aside, lang)))
    if marked := int((problems["severity"] == "warning").sum()):
        told.append(_sentence(counted("control.sources.marked", marked, lang)))
    if public is not None:
        told.append(text(f"control.sources.withheld.{'public' if public else 'internal'}", lang))
    other = [kind for kind in _OTHER_SOURCES if kind in set(sources)]
    return [*told, text("control.sources.beside" if other else "control.sources.alone", lang)]


def _days(loads: pd.DataFrame, period: str, lang: Language) -> list[str]:
    """Return how many days of its latest period were sampled at each place, and of how many persons."""
    days = pd.DataFrame(
        {
            "place": loads["plant"],
            "day": swedish_dates(loads["start"]),
            "period": period_of(loads["start"], period),
            "persons": loads["population"],
        }
    ).dropna(subset="period")
    told = []
    for place, rows in days.groupby("place"):
        last = Period.parse(rows.sort_values("day")["period"].iloc[-1])
        sampled = rows[rows["period"] == last.name]
        fields = {"place": place, "period": label(last.name, lang), "all": number(last.days, 0, lang)}
        persons = number(float(sampled["persons"].iloc[-1]), 0, lang)
        told.append(text("control.days", lang, **fields, count=sampled["day"].nunique(), persons=persons))
    return told


def _limits(levels: pd.DataFrame, trends: pd.DataFrame, quality: pd.DataFrame, lang: Language) -> list[str]:
    """Return what can be said of how many series, what cannot, and what nobody wrote down."""
    judged = trends.loc[(trends["quantity"] == "load") & trends["verdict"].notna(), "verdict"]
    told = []
    if len(judged):
        said, unsure = int(judged.isin(_SAID).sum()), int((judged == "not_confirmed").sum())
        told.append(counted("control.series", len(judged), lang))
        told += [
            text(f"control.series.{name}.all", lang)
            if count == len(judged)
            else counted(f"control.series.{name}", count, lang)
            for name, count in (("said", said), ("unsure", unsure), ("never", len(judged) - said - unsure))
            if count
        ]
    own = levels[levels["quantity"] == "load"]
    latest = own.sort_values("period_start").drop_duplicates(["place", "substance"], keep="last")
    if bounded := int(latest["estimate"].isna().sum()):
        told.append(_sentence(counted("control.bounded", bounded, lang)))
    never = _never_assessed(quality)
    if never:
        told.append(
            text(
                "control.unchecked",
                lang,
                checks=listed([text("control.quoted", lang, name=one) for one in never], lang),
            )
        )
    return [*told, text("control.not_places", lang)]


def _never_assessed(quality: pd.DataFrame) -> list[str]:
    """Return what the checks are called that could be put to no sample because nobody wrote the fact down."""
    assessed = set(quality.loc[quality["verdict"] != "not_assessable", "check"])
    rows = quality[~quality["check"].isin(assessed)].drop_duplicates("check").sort_values("check")
    return [str(what) for what in rows["what"]]


def _within(name: str) -> str:
    """Return a name as it stands within a sentence: kokain, but MDMA."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _ended(words: str) -> str:
    """Return words with a full stop, unless they end as a sentence does."""
    return words if words.rstrip().endswith((".", "!", "?", "…")) else f"{words.rstrip()}."


def _sentence(words: str) -> str:
    """Return words that begin as a sentence does; the rest as it is."""
    return words[:1].upper() + words[1:]
