"""What of an analysis is published, what is withheld and why, and what stops the publication altogether."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.analysis.public_context import public_context
from avloppsanalys.analysis.public_tables import PUBLIC_TABLES, citable_reports, public_tables
from avloppsanalys.analysis.publication import PublicationDecision, PublicationError
from avloppsanalys.calendar import swedish_dates
from avloppsanalys.lagesbild import cited
from avloppsanalys.protocol import PLACEHOLDER, looks_personal, names_a_person
from avloppsanalys.tables import ASSESSMENTS, empty
from avloppsanalys.wording import ProblemLog, number, text

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["plants_title", "public_parts", "public_words", "refuse_unpublishable", "withheld_reasons"]

_ROLES: Final = "protocol.roles."
_NOT_WRITTEN: Final = ("events", "plan")
"""Tables that are drawn for the plants of the others, and whose own names of places go nowhere."""


def plants_title(loads: pd.DataFrame) -> str:
    """Return the title of an analysis that nobody gave one: its plants."""
    return ", ".join(dict.fromkeys(loads["plant"]))


def refuse_unpublishable(result: Analysis, decision: PublicationDecision) -> None:
    """Refuse a decision that does not hold for the result, and a result that cannot be published; all at once."""
    log = ProblemLog()
    if decision.digest != result.digest:
        log.add("PUB005", old=decision.digest, new=result.digest)
    if result.levels["place"].isin(result.small).all():
        log.add("PUB006", places=", ".join(result.small))
    for where, names in public_words(result).items():
        for words in names:
            if PLACEHOLDER in words:
                log.add("PUB007", where=where, text=words)
            elif where != "report" and looks_personal(words):  # those that do stay at home
                log.add("PUB008", key=where, text=words)
            elif where.startswith(_ROLES) and names_a_person(words):
                log.add("PUB011", key=where, text=words)
    for answered in swedish_dates(result.loads["available_from"]).dropna().nlargest(1).dt.date:
        if decision.decided_on < answered:
            log.add("PUB009", decided_on=decision.decided_on, answered=answered)
    if len(log):
        raise PublicationError(log)


def public_words(result: Analysis) -> dict[str, tuple[str, ...]]:
    """Return the words that people wrote and that stand in a public underlag as they were written.

    Parameters
    ----------
    result : Analysis
        The internal analysis.

    Returns
    -------
    dict of str to tuple of str
        What the words are of (``title``, ``purpose``, ``protocol.name``, ``protocol.version``,
        ``protocol.roles.<role>``, ``protocol.marked_seasons``, ``plant``, ``lab``, ``report``, ``source``) -> the
        words, each once; withheld plants are named with the reason, and so among them. What the decision itself says is
        not.
    """
    protocol = result.protocol
    tables = _tables(result)
    places = [table[PUBLIC_TABLES[name]] for name, table in tables.items() if name not in _NOT_WRITTEN]
    named = {
        "title": [_public_title(result, tables["loads"])],
        "purpose": [result.purpose] if result.purpose else [],
        "protocol.name": [protocol.name],
        "protocol.version": [protocol.version],
        **{f"{_ROLES}{role}": [function] for role, function in protocol.roles.items()},
        "protocol.marked_seasons": [season.name for season in protocol.marked_seasons],
        "plant": [*(place for column in places for place in column.dropna().unique()), *result.small],
        "lab": [lab for table in (tables["loads"], tables["consumption"]) for lab in table["lab"].dropna().unique()],
        "report": sorted(citable_reports(result.report_ids) & set(tables["loads"]["report_id"].dropna())),
        "source": [one for name in ("context", "prescriptions") for one in cited(tables[name]["source"])],
    }
    return {where: tuple(dict.fromkeys(names)) for where, names in named.items() if names}


def public_parts(result: Analysis) -> dict[str, Any]:
    """Return the fields of an analysis that are others when it is published, with what they then are."""
    tables = _tables(result)
    inputs = tuple(replace(file, file=f"{file.kind} {nth}") for nth, file in enumerate(result.inputs, start=1))
    tables["context"] = public_context(tables["context"], result.lang)
    # what the group wrote is theirs to publish, in a document of theirs
    own = {"assessments": empty(ASSESSMENTS)}
    return {**tables, **own, "inputs": inputs, "title": _public_title(result, tables["loads"])}


def _tables(result: Analysis) -> dict[str, pd.DataFrame]:
    """Return the public tables."""
    tables = {name: getattr(result, name) for name in PUBLIC_TABLES}
    return public_tables(tables, result.small, citable_reports(result.report_ids))


def _public_title(result: Analysis, loads: pd.DataFrame) -> str:
    """Return the title of what is published: one that nobody wrote names every plant, the withheld ones too."""
    return plants_title(loads) if result.title == plants_title(result.loads) else result.title


def withheld_reasons(result: Analysis) -> dict[str, str]:
    """Return the plants that are not published, each with the reason."""
    smallest = number(result.protocol.smallest_population, 0, result.lang)
    return {
        place: text(
            "publication.withheld",
            result.lang,
            place=place,
            persons=number(persons, 0, result.lang),
            smallest=smallest,
        )
        for place, persons in result.small.items()
    }
