"""What a meeting reads of an analysis: its cards, the control questions, and all of it as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from avloppsanalys.analysis.public_parts import withheld_reasons
from avloppsanalys.analysis.public_tables import numbered_reports
from avloppsanalys.lagesbild import (
    IndicatorCard,
    card_text,
    context_words,
    control_questions,
    indicator_cards,
    interval_note,
    prescribed_in_short,
)
from avloppsanalys.wording import harmless, text

if TYPE_CHECKING:
    import pandas as pd

    from avloppsanalys.analysis.result import Analysis

__all__ = ["cards_of", "home_last", "questions_of", "text_of"]


def cards_of(result: Analysis, caveats: Sequence[Sequence[str]]) -> tuple[IndicatorCard, ...]:
    """Return the cards of an analysis; what the group has written of them stays at home."""
    return indicator_cards(
        result.levels,
        result.trends,
        result.loads,
        period=result.protocol.period,
        caveats=caveats,
        flags=result.quality[result.quality["verdict"] == "flag"],
        season_levels=result.season_levels,
        prescribed=result.prescribed,
        plan=result.plan if result.plan_given else None,
        assessments=result.assessments if result.decision is None else None,
        withheld=withheld_reasons(result),
        as_of=result.as_of,
        source=result.source_line,
        unnamed_reports=() if result.decision is None else numbered_reports(result.loads),
        lang=result.lang,
    )


def questions_of(result: Analysis) -> tuple[tuple[str, str], ...]:
    """Return the control questions with their answers."""
    return control_questions(
        protocol=result.protocol,
        purpose=result.purpose,
        sources=[file.kind for file in result.inputs],
        loads=result.loads,
        levels=result.levels,
        trends=result.trends,
        quality=result.quality,
        problems=result.problems,
        withheld=list(withheld_reasons(result).values()),
        silent=[gap.text for gap in result.not_sampled],
        public=result.decision is not None,
        lang=result.lang,
    )


def text_of(result: Analysis, changed: Sequence[str] | None = None) -> str:
    """Return cards and questions as text to paste, under the marks that must stand with them and what has changed."""
    marks = {"publication.internal": result.decision is None, "chart.synthetic": result.synthetic}
    heading = [
        # a word before it: no sheet that it is pasted into takes the title for a formula
        text("card.short.title", result.lang, title=result.title),
        *(gap.text for gap in result.not_sampled),
        *(withheld_reasons(result).values() if result.decision else ()),
        interval_note(result.protocol.interval_level, result.lang),
    ]
    told = card_text(
        result.cards,
        heading=heading,
        marks=[text(mark, result.lang) for mark, holds in marks.items() if holds],
        beside=(
            prescribed_in_short(home_last(result.prescribed, result), result.lang),
            context_words(result.context, result.lang),
            result.europe_words(),
        ),
        questions=result.control_questions,
        changed=changed,
        lang=result.lang,
    )
    return harmless(told, lines=True)


def home_last(rows: pd.DataFrame, result: Analysis) -> pd.DataFrame:
    """Return rows with those of plants that are not published last."""
    home = rows.assign(home=rows["place"].isin(result.small))
    return home.sort_values("home", kind="stable", ignore_index=True).drop(columns="home")
