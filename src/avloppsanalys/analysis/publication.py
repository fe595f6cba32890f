"""The decision to publish: a list of questions that people answer, and that holds for one result only.

The questions are this project's own. They follow the guidelines for research on wastewater (Prichard and others 2014,
doi 10.1016/j.scitotenv.2013.11.039: no person may be identified, care with prisons, schools and workplaces,
stigmatisation, sensational media) and the structured review of eleven questions (doi 10.1021/acs.est.3c04529, table 1:
legitimacy, unfair disadvantage, data stewardship). No guideline gives a smallest number of persons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from avloppsanalys.errors import near_matches
from avloppsanalys.protocol import PLACEHOLDER, looks_personal, names_a_person, read_toml
from avloppsanalys.wording import Phrase, ProblemLog, RefusedError

__all__ = ["DECISION_FILE", "QUESTIONS", "PublicationDecision", "PublicationError", "read_decision"]

DECISION_FILE: Final = "publiceringsbeslut.toml"
"""Where the decision lies: beside the configuration file of the report."""

QUESTIONS: Final = (
    "purpose", "anonymity", "institutions", "small_plants", "stigma", "disadvantage", "uncertainty", "comparisons",
    "prescriptions", "review", "media", "records",
)  # fmt: skip
"""Ids of the questions, in their order; the words are the texts ``publication.question.<id>``.

A kommun may add its own, which has no number.
"""

_TEXTS: Final = ("underlag_digest", "decided_by", "motivation")
_KEYS: Final = (*_TEXTS, "decided_on", "questions")


class PublicationError(RefusedError):
    """A result that may not be published as it is; everything that is lacking is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDecision:
    """A decision that every question was answered for.

    Parameters
    ----------
    digest : str
        The result that it holds for: `Analysis.digest`.
    decided_by : str
        Who decided.
    decided_on : datetime.date
        When.
    motivation : str
        Why; the decision is a public record.
    """

    digest: str
    decided_by: str
    decided_on: dt.date
    motivation: str


def read_decision(path: str | Path, digest: str, *, today: dt.date | None = None) -> PublicationDecision:
    """Read a decision to publish, and hold it against the result that is to be published.

    Parameters
    ----------
    path : str or Path
        A file made from ``protocols/mallar/publiceringsbeslut.toml``.
    digest : str
        `Analysis.digest` of the result.
    today : datetime.date, optional
        The day after which no decision can have been made.

    Returns
    -------
    PublicationDecision

    Raises
    ------
    PublicationError
        If there is no such file, a question is not answered with true, one of the kommun's own among them, it does not
        say who decided, when and why, it names a person as far as can be seen, is dated after `today`, or was made for
        another result; all of it is named at once.
    ProtocolError
        If the file is no TOML.
    """
    file = Path(path)
    log = ProblemLog()
    if not file.is_file():
        log.add("PUB001", file=file.name, decision=file.name, folder=file.parent.resolve(), digest=digest)
        raise PublicationError(log)
    values = read_toml(file)
    _note_unknown(values, _KEYS, file.name, log)
    answers = values.get("questions")
    answers = answers if isinstance(answers, dict) else {}
    _note_own_questions(answers, file.name, log)
    for number, question in enumerate(QUESTIONS, start=1):
        if answers.get(question) is not True:  # "ja" in quotation marks is no tick either
            asked = Phrase(f"publication.question.{question}")
            log.add("PUB002", file=file.name, number=number, key=question, question=asked)
    said = {key: str(values.get(key, "")).strip() for key in _TEXTS}
    for key in (key for key, value in said.items() if not value or PLACEHOLDER in value):
        what, how = Phrase(f"publication.{key}"), Phrase(f"publication.{key}.remedy")
        log.add("PUB003", file=file.name, key=key, what=what, how=how)
    for key in (key for key, value in said.items() if key != "underlag_digest" and looks_personal(value)):
        log.add("PUB008", file=file.name, key=key, text=said[key])
    if names_a_person(said["decided_by"]):
        log.add("PUB011", file=file.name, key="decided_by", text=said["decided_by"])
    decided_on = _date(values.get("decided_on"))
    if decided_on is None:
        log.add("PUB004", file=file.name)
    elif today is not None and decided_on > today:
        log.add("PUB010", file=file.name, decided_on=decided_on)
    if said["underlag_digest"] and said["underlag_digest"] != digest:
        log.add("PUB005", file=file.name, old=said["underlag_digest"], new=digest)
    if len(log) or decided_on is None:
        raise PublicationError(log)
    return PublicationDecision(
        digest=digest, decided_by=said["decided_by"], decided_on=decided_on, motivation=said["motivation"]
    )


def _note_unknown(values: Mapping[str, Any], known: tuple[str, ...], file: str, log: ProblemLog) -> None:
    """Note the keys that mean nothing."""
    for key in (key for key in values if key not in known):
        log.add("PRO003", file=file, key=key, known=", ".join(near_matches(key, known) or known))


def _note_own_questions(answers: Mapping[str, Any], file: str, log: ProblemLog) -> None:
    """Note the kommun's own questions that are not answered with true, and what is like one of ours that is missing.

    A question that is spelled otherwise would else seem to be answered, and to be one that the kommun had added.
    """
    missing = [question for question in QUESTIONS if question not in answers]
    for key in (key for key in answers if key not in QUESTIONS):
        if meant := near_matches(key, missing):
            log.add("PRO003", file=file, key=f"questions.{key}", known=", ".join(meant))
        elif answers[key] is not True:
            log.add("PUB012", file=file, key=key)


def _date(value: object) -> dt.date | None:
    """Return a date of TOML, or one in quotation marks; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        return None
