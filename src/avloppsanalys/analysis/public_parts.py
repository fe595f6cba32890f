"""What of an analysis is published, what is withheld and why, and what stops the publication altogether."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from avloppsanalys.analysis.public_context import public_context
from avloppsanalys.analysis.public_tables import PUBLIC_TABLES, public_tables
from avloppsanalys.analysis.publication import PLACEHOLDER, PublicationDecision, PublicationError
from avloppsanalys.calendar import swedish_dates
from avloppsanalys.protocol import looks_personal
from avloppsanalys.tables import ASSESSMENTS, empty
from avloppsanalys.wording import ProblemLog, number, text

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["plants_title", "public_parts", "refuse_unpublishable", "withheld_reasons"]


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
    roles = {f"protocol.roles.{role}": function for role, function in result.protocol.roles.items()}
    for where, words in {
        "title": result.title,
        "purpose": result.purpose or "",
        "protocol.name": result.protocol.name,
        **roles,
    }.items():
        if PLACEHOLDER in words:
            log.add("PUB007", where=where, text=words)
        elif looks_personal(words):
            log.add("PUB008", key=where, text=words)
    for answered in swedish_dates(result.loads["available_from"]).dropna().nlargest(1).dt.date:
        if decision.decided_on < answered:
            log.add("PUB009", decided_on=decision.decided_on, answered=answered)
    if len(log):
        raise PublicationError(log)


def public_parts(result: Analysis) -> dict[str, Any]:
    """Return the fields of an analysis that are others when it is published, with what they then are."""
    tables = public_tables({name: getattr(result, name) for name in PUBLIC_TABLES}, result.small)
    inputs = tuple(replace(file, file=f"{file.kind} {nth}") for nth, file in enumerate(result.inputs, start=1))
    # a title that nobody wrote names every plant; one that somebody wrote was part of the decision
    nobodys = result.title == plants_title(result.loads)
    tables["context"] = public_context(tables["context"], result.lang)
    # what the group wrote is theirs to publish, in a document of theirs
    own = {"assessments": empty(ASSESSMENTS)}
    return {**tables, **own, "inputs": inputs, "title": plants_title(tables["loads"]) if nobodys else result.title}


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
