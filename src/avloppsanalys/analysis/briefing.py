"""The finished underlag that every format shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from avloppsanalys.analysis.meeting_texts import home_last
from avloppsanalys.exports import Briefing, Finding, publication_status
from avloppsanalys.lagesbild import (
    IndicatorCard,
    Picture,
    changes_in_brief,
    cited,
    context_pictures,
    european_pictures,
    level_picture,
    mass_pictures,
    prescribed_pictures,
)
from avloppsanalys.wording import text

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis
    from avloppsanalys.charts import Chart

__all__ = ["briefing", "with_charts"]


def briefing(
    result: Analysis, document: Mapping[str, Any], changed: pd.DataFrame | None, charts: tuple[Chart, ...] = ()
) -> Briefing:
    """Return what every format shows of an analysis; nothing in it is left to compute.

    Parameters
    ----------
    result : Analysis
        The finished analysis.
    document : mapping
        Its underlag.
    changed : pandas.DataFrame or None
        What differs from an earlier underlag, a table of revisions; None where it is held against none.
    charts : tuple of Chart
        What is drawn of it; they may be added afterwards (`with_charts`).

    Returns
    -------
    Briefing
    """
    marks = {"publication.internal": result.decision is None, "chart.synthetic": result.synthetic}
    found = {**_tables(result), **({} if changed is None else {"andrat": changed})}
    told = Briefing(
        title=" ".join(result.title.split()),
        lang=result.lang,
        marks=tuple(text(mark, result.lang) for mark, holds in marks.items() if holds),
        document=document,
        findings=tuple(_finding(card, result) for card in result.cards),
        beside=_beside(result),
        changed=None if changed is None else changes_in_brief(changed, lang=result.lang),
        questions=result.control_questions,
        method=_method(result),
        charts=(),
        tables={name: _stamped(table, result) for name, table in found.items()},
        drawn={},
        headings={name: text(f"table.{name}", result.lang) for name in found},
    )
    return with_charts(told, charts, result)


def with_charts(told: Briefing, charts: tuple[Chart, ...], result: Analysis) -> Briefing:
    """Return what every format shows with the charts of the analysis, and the table behind each.

    Parameters
    ----------
    told : Briefing
        Without charts: workbook and slides draw their own.
    charts : tuple of Chart
        What is drawn.
    result : Analysis
        The finished analysis.

    Returns
    -------
    Briefing
    """
    return replace(told, charts=charts, drawn={chart.name: _stamped(chart.table, result) for chart in charts})


def _beside(result: Analysis) -> tuple[Picture, ...]:
    """Return what is shown beside the findings, each with what must be read with it."""
    return (
        *mass_pictures(result.season_levels, lang=result.lang),
        *prescribed_pictures(
            home_last(result.prescribed, result), sources=cited(result.prescriptions["source"]), lang=result.lang
        ),
        *context_pictures(result.context, smallest_count=result.protocol.smallest_count, lang=result.lang),
        *european_pictures(result.europe, result.lang),
    )


def _tables(result: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables that are written, each under the name of its file; problems quote files and are internal."""
    return {
        "nivaer": result.levels,
        "nivaer-gram-per-dygn": result.season_levels,
        "forandringar": result.trends,
        "trendlinjer": result.trend_lines,
        "dygnsvarden": result.loads,
        "konsumtion": result.consumption,
        "labbets-egna-tal": result.comparison,
        "kvalitet": result.quality,
        **({} if result.decision else {"anmarkningar": result.problems}),
        **({"uppfoljning": result.follow_up} if len(result.follow_up) else {}),
        **({"forskrivning": result.prescribed} if len(result.prescribed) else {}),
        **({"andra-indikatorer": result.context} if len(result.context) else {}),
        **({"europa": result.europe} if len(result.europe) else {}),
    }


def _stamped(table: pd.DataFrame, result: Analysis) -> pd.DataFrame:
    """Return a table whose every row says whether it is public, and whether it is invented: rows travel alone."""
    marked = table.assign(publication=publication_status(public=result.decision is not None))
    return marked.assign(synthetic=True) if result.synthetic else marked


def _finding(card: IndicatorCard, result: Analysis) -> Finding:
    """Return a card with the levels of its series."""
    levels = result.levels
    own = (levels["place"] == card.place) & (levels["substance"] == card.substance) & (levels["quantity"] == "load")
    return Finding(card=card, picture=level_picture(levels[own], title=card.title, lang=result.lang))


def _method(result: Analysis) -> tuple[tuple[str, str], ...]:
    """Return how it was done, a heading and a paragraph each; of doses only where there are any."""
    doses: dict[str, dict[str, str]] = {"doses": {}} if _tells_doses(result) else {}
    said = {"level": {}, "change": {}, **doses, "limits": {}, "source": {"source": result.source_line}}
    return tuple(
        (text(f"method.{name}.heading", result.lang), text(f"method.{name}.text", result.lang, **fields))
        for name, fields in said.items()
    )


def _tells_doses(result: Analysis) -> bool:
    """Return whether any table tells a number of doses: the library's own, or the laboratory's beside it."""
    own = result.consumption["doses_per_day_per_1000"].notna().any() or result.levels["quantity"].eq("doses").any()
    return bool(own or result.comparison["quantity"].str.startswith("doses").any())
