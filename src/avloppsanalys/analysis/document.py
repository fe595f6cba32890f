"""The machine-readable underlag of an analysis."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import avloppsanalys
from avloppsanalys.analysis.editions import editions
from avloppsanalys.analysis.public_parts import withheld_reasons
from avloppsanalys.exports import underlag
from avloppsanalys.lagesbild import cited, next_day

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["document_of"]


def document_of(result: Analysis, caveats: list[list[str]]) -> dict[str, Any]:
    """Return the underlag as a document; see `Analysis.underlag`. `caveats` are the ids of those of each level."""
    return underlag(
        result.levels,
        result.trends,
        caveats=caveats,
        season_levels=result.season_levels,
        editions=editions(result.loads, result.protocol.period),
        title=result.title,
        synthetic=result.synthetic,
        as_of=result.as_of,
        inputs=result.inputs,
        protocol=result.protocol,
        problems=result.problems,
        quality=result.quality,
        events=result.events,
        decision=None if result.decision is None else asdict(result.decision),
        withheld=withheld_reasons(result),
        follow_up=result.follow_up,
        follow_up_words=result.follow_up_words(),
        cards=result.cards,
        not_sampled=result.not_sampled,
        control_questions=result.control_questions,
        purpose=result.purpose,
        europe=result.europe,
        europe_words=result.europe_words(),
        prescribed=result.prescribed,
        prescription_sources=cited(result.prescriptions["source"]) if len(result.prescribed) else (),
        context=result.context,
        next_days={
            place: next_day(result.plan[result.plan["place"] == place], result.as_of)
            for place in dict.fromkeys(card.place for card in result.cards)
        },
        library_version=avloppsanalys.__version__,
        lang=result.lang,
    )
