"""The underlag as a document that other programs read: every level with what it rests on and what it does not say.

``underlag.schema.json`` says what may stand in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from avloppsanalys.exports.underlag.beside import europe_record, prescribed_records
from avloppsanalys.exports.underlag.changes import change_records
from avloppsanalys.exports.underlag.context import context_facts, context_records
from avloppsanalys.exports.underlag.digest import digest
from avloppsanalys.exports.underlag.levels import EDITION, card_record, level_records
from avloppsanalys.exports.underlag.plain import told
from avloppsanalys.exports.underlag.quality import flag_facts, follow_up_record, quality_record
from avloppsanalys.levels import beside_mass
from avloppsanalys.reference import tables_digest, tables_version
from avloppsanalys.tables import (
    CONTEXT,
    EVENTS,
    LEVELS,
    MASS_LEVELS,
    PRESCRIBED,
    PROBLEMS,
    QUALITY,
    TRENDS,
    arrange,
    check,
    empty,
)
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from avloppsanalys.lagesbild import IndicatorCard, NotSampled
    from avloppsanalys.protocol import AnalysisProtocol

__all__ = ["InputFile", "publication_status", "underlag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that the result rests on: its name without folders, a SHA-256 and what it was read as.

    The SHA-256 is of the file's bytes or, with `of_shown`, of the rows of it that are shown.
    """

    file: str
    sha256: str
    kind: str
    of_shown: bool = False


def underlag(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    *,
    title: str,
    as_of: pd.Timestamp | None,
    inputs: Sequence[InputFile],
    protocol: AnalysisProtocol,
    problems: pd.DataFrame,
    quality: pd.DataFrame,
    library_version: str,
    caveats: Sequence[Sequence[str]],
    season_levels: pd.DataFrame | None = None,
    editions: pd.DataFrame | None = None,
    decision: Mapping[str, Any] | None = None,
    withheld: Mapping[str, str] = MappingProxyType({}),
    follow_up: pd.DataFrame | None = None,
    follow_up_words: Sequence[str] = (),
    cards: Sequence[IndicatorCard] = (),
    not_sampled: Sequence[NotSampled] = (),
    control_questions: Sequence[tuple[str, str]] = (),
    purpose: str | None = None,
    europe: pd.DataFrame | None = None,
    europe_words: Sequence[str] = (),
    prescribed: pd.DataFrame | None = None,
    prescription_sources: Sequence[str] = (),
    events: pd.DataFrame | None = None,
    context: pd.DataFrame | None = None,
    next_days: Mapping[str, dt.date | None] = MappingProxyType({}),
    synthetic: bool = False,
    lang: Language = "sv",
) -> dict[str, Any]:
    """Return the underlag as plain dicts and lists, in the order in which they are written.

    Nothing is computed: each row of `levels` becomes one indicator, each of `trends` one change.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    trends : pandas.DataFrame
        A table of trends.
    title : str
        What the document is called.
    as_of : pandas.Timestamp or None
        The moment up to which lab answers count; None or NaT when no answer is dated.
    inputs : sequence of InputFile
        The files that were read.
    protocol : AnalysisProtocol
        How it was calculated.
    problems : pandas.DataFrame
        A table of problems; only their number goes into the document.
    quality : pandas.DataFrame
        A table of quality; the flags go into the document whole, the rest as numbers.
    library_version : str
        Version of this package.
    caveats : sequence of sequence of str
        Ids of the texts ``caveat.<id>`` that go with each level, one sequence a row of `levels`.
    season_levels : pandas.DataFrame, optional
        A table of mass levels: what stands beside the loads of marked seasons.
    editions : pandas.DataFrame, optional
        Which edition of the laboratory's answer each level of loads rests on: `place`, `substance`, `period`,
        `revision` and `reissued`. No part of what a decision is about: its figures are.
    decision : mapping, optional
        The decision to publish: `digest`, `decided_by`, `decided_on` and `motivation`. Without one it is internal.
    withheld : mapping of str to str
        The places that are not published, with the reason of each.
    follow_up : pandas.DataFrame, optional
        A table of what became of the plan of sampling; without rows the same as none.
    follow_up_words : sequence of str
        The same in sentences.
    cards : sequence of IndicatorCard
        What each substance at each place says, in words.
    not_sampled : sequence of NotSampled
        The places that have no answer for the period that is asked about.
    control_questions : sequence of (str, str)
        Control questions, each with its answer.
    purpose : str, optional
        Why these drugs are followed: part of what a decision is about.
    europe : pandas.DataFrame, optional
        What `weekdays.euda_view` returned; without rows the document does not mention Europe.
    europe_words : sequence of str
        The same in sentences.
    prescribed : pandas.DataFrame, optional
        A table of prescribed loads.
    prescription_sources : sequence of str
        Who says what is dispensed.
    events : pandas.DataFrame, optional
        A table of events, which charts draw: part of what a decision is about.
    context : pandas.DataFrame, optional
        A table of other indicators, in which small counts are suppressed already.
    next_days : mapping of str to datetime.date or None
        Place -> the day of its next sample, which its cards print: part of what a decision is about.
    synthetic : bool, default False
        Whether the data are invented.
    lang : {"sv", "en"}, default "sv"
        Language of the caveats.

    Returns
    -------
    dict
        Fits ``underlag.schema.json``; a number that does not exist is None.

    Raises
    ------
    TableError
        If `levels`, `trends`, `problems` or `quality` is not such a table.
    UnknownNameError
        If a substance or a caveat is not known.
    """
    check(levels, LEVELS)
    check(trends, TRENDS)
    check(problems, PROBLEMS)
    check(quality, QUALITY)
    mass = empty(MASS_LEVELS) if season_levels is None else season_levels
    happened = arrange(empty(EVENTS) if events is None else events, EVENTS)
    happened = happened[["place", "start", "end", "event_type", "description"]].sort_values(["start", "end"])
    flags, followed = quality_record(arrange(quality, QUALITY)), follow_up_record(follow_up, follow_up_words)
    indicators = level_records(beside_mass(arrange(levels, LEVELS), mass), caveats, lang, editions)
    changes = change_records(arrange(trends, TRENDS))
    european = europe_record(europe, europe_words)
    expected = prescribed_records(empty(PRESCRIBED) if prescribed is None else prescribed, lang)
    beside = context_records(empty(CONTEXT) if context is None else context, lang)
    facts = [
        *({name: value for name, value in row.items() if name not in EDITION} for row in indicators),
        # the start of a step is that of an insats, which is told with the other events
        *({name: value for name, value in row.items() if name != "step_start"} for row in changes),
        *({name: value for name, value in row.items() if name != "text"} for row in expected),
        *flag_facts(flags),
        *(followed["years"] if followed else ()),
        *(european["comparisons"] if european else ()),
        *happened.astype("str").to_dict("records"),
        *context_facts(beside),
        *({"place": place, "next_day": str(day)} for place, day in next_days.items() if day is not None),
    ]
    severities = problems["severity"].value_counts()
    named = [title, protocol.name, protocol.digest, *([purpose] if purpose else []), *prescription_sources]
    general = {"synthetic": synthetic, "population_level": True, "over_the_period": len(trends) > 0}
    return {
        "schema": "underlag/1",
        "title": title,
        "synthetic": synthetic,
        "as_of": None if as_of is None or pd.isna(as_of) else as_of.isoformat(),
        "library_version": library_version,
        "tables_version": tables_version(),
        "tables_digest": tables_digest(),
        "protocol": {
            "name": protocol.name,
            "version": protocol.version,
            "digest": protocol.digest,
            "roles": dict(protocol.roles),
        },
        "inputs": [_input_record(file) for file in inputs],
        "problems": {severity: int(severities.get(severity, 0)) for severity in ("error", "warning", "note")},
        "quality": flags,
        "caveats": told([name for name, holds in general.items() if holds], lang),
        "publication": {
            "status": publication_status(public=decision is not None),
            "digest": decision["digest"] if decision else digest(named, facts),
            **{key: str(decision[key]) if decision else None for key in ("decided_by", "decided_on", "motivation")},
            "withheld": [{"place": place, "reason": reason} for place, reason in withheld.items()],
        },
        "cards": [card_record(card) for card in cards],
        "not_sampled": [asdict(gap) for gap in not_sampled],
        "changed": None,  # known when it is written: which underlag lies there before it
        "control_questions": [{"question": asked, "answer": answer} for asked, answer in control_questions],
        "indicators": indicators,
        "changes": changes,
        "prescribed": expected,
        "prescription_sources": list(prescription_sources),
        "follow_up": followed,
        "context": beside,
        **({"europe": european} if european else {}),
    }


def _input_record(file: InputFile) -> dict[str, str]:
    """Return a file as a record, which says so where the digest is not of the file."""
    digest_of = {"digest_of": "shown_rows"} if file.of_shown else {}
    return {"file": file.file, "sha256": file.sha256, "kind": file.kind, **digest_of}


def publication_status(*, public: bool) -> str:
    """Return the mark of a result on everything that leaves the program: ``internt`` or ``publikt``."""
    return "publikt" if public else "internt"
