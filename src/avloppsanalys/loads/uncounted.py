"""The answers that do not count, each with the one that counts in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.loads.answers import ANSWER, current_answers, disagree, newest_known
from avloppsanalys.reference import display_name
from avloppsanalys.tables import MEASUREMENTS, PROBLEMS, TIMEZONE, arrange, empty
from avloppsanalys.wording import Language, ProblemLog, date, text

__all__ = ["uncounted_answers"]

_REPORT: Final = ["source_file", "lab", "report_id", "revision"]


def uncounted_answers(
    measurements: pd.DataFrame, *, as_of: pd.Timestamp | None = None, lang: Language = "sv"
) -> pd.DataFrame:
    """Return the answers that do not count, and why, as problems.

    Parameters
    ----------
    measurements : pandas.DataFrame
        All answers.
    as_of : pandas.Timestamp, optional
        The moment of the question; by default everything in the table is known.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems, one an answer: LOAD004 (note) replaced by a newer one, LOAD005 (error) contradicted by one
        that is equally new, LOAD008 (note) the same as one that is equally new, LOAD009 (note) not known yet. Each
        names both answers, where there is another.
    """
    full = arrange(measurements, MEASUREMENTS)
    late = full.index[:0] if as_of is None else full.index[full["available_from"] > _at(as_of)]
    if late.empty and not full.duplicated(ANSWER).any():
        return empty(PROBLEMS)
    newest, counted = newest_known(full, as_of), current_answers(full, as_of=as_of)
    torn = newest[disagree(newest)]
    found = {
        "LOAD004": full.index.difference(newest.index).difference(late),
        "LOAD005": torn.index,
        "LOAD008": newest.index.difference(torn.index).difference(counted.index),
        "LOAD009": late,
    }
    instead = {_of(answer): _named(answer, lang) for answer in newest.drop_duplicates(ANSWER).to_dict("records")}
    full["total"] = full.groupby(_REPORT, dropna=False)["residue"].transform("size")
    log = ProblemLog(lang)
    for rule, at in found.items():
        answers = full.loc[at]
        answers["count"] = answers.groupby(_REPORT, dropna=False)["residue"].transform("size")
        for answer in answers.to_dict("records"):
            log.add(
                rule,
                file="" if pd.isna(answer["source_file"]) else answer["source_file"],
                line=None if pd.isna(answer["source_line"]) else answer["source_line"],
                substance=display_name(str(answer["residue"]), lang),
                answer=_named(answer, lang),
                counted=instead.get(_of(answer), ""),
                shown="" if as_of is None else date(as_of, lang),
                **{name: answer[name] for name in ("sample_id", "plant", "count", "total")},
            )
    return log.table()


def _at(as_of: pd.Timestamp) -> pd.Timestamp:
    """Return a moment with its time zone."""
    return as_of if as_of.tzinfo is not None else as_of.tz_localize(TIMEZONE)


def _of(answer: Mapping[Any, Any]) -> tuple[object, ...]:
    """Return what an answer is of."""
    return tuple(None if pd.isna(answer[name]) else answer[name] for name in ANSWER)


def _named(answer: Mapping[Any, Any], lang: Language) -> str:
    """Return by what somebody finds an answer: laboratory, report, edition and day, as far as they are known."""
    return ", ".join(_parts(answer, lang)) or text("answer.nameless", lang)


def _parts(answer: Mapping[Any, Any], lang: Language) -> Iterator[str]:
    if not pd.isna(answer["lab"]):
        yield str(answer["lab"])
    if not pd.isna(answer["report_id"]):
        yield text("answer.report", lang, report=answer["report_id"])
    if not pd.isna(answer["revision"]):
        yield text("answer.revision", lang, revision=int(answer["revision"]))
    if not pd.isna(answer["available_from"]):
        yield text("answer.came", lang, day=date(answer["available_from"], lang))
