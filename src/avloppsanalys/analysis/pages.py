"""Which pages an analysis is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from avloppsanalys.analysis.caveats import small_plants
from avloppsanalys.charts import (
    Chart,
    context_charts,
    european_charts,
    levels_charts,
    prescribed_charts,
    same_period_charts,
    trend_charts,
    weekday_charts,
)
from avloppsanalys.lagesbild import cited_words
from avloppsanalys.weekdays import residues_with_weekdays
from avloppsanalys.wording import text

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["Part", "draw_pages", "parts_of_pages", "told_apart"]

Part = Callable[[], tuple[Chart, ...]]


def draw_pages(result: Analysis) -> tuple[Chart, ...]:
    """Draw the levels of every place and quantity; of the loads also change, last year, week and prescriptions."""
    return told_apart([chart for part in parts_of_pages(result) for chart in part()])


def parts_of_pages(result: Analysis) -> list[Part]:
    """Return what makes the pages of an analysis, those of each kind, place and quantity by themselves."""
    parts: list[Part] = []
    # the name of an event is typed by people, about any place: outside the house only its type is told
    events = result.events if result.decision is None else result.events.assign(description="")
    shown = result.levels[["place", "quantity"]].drop_duplicates()
    shown = shown.assign(home=shown["place"].isin(result.small)).sort_values("home", kind="stable")
    for place, name in shown[["place", "quantity"]].itertuples(index=False):
        days = result.loads if name == "load" else result.consumption
        told: dict[str, Any] = {
            "place": place, "source_line": _foot(result, place, name), "synthetic": result.synthetic,
            "lang": result.lang,
        }  # fmt: skip
        parts.append(partial(levels_charts, result.levels, days, quantity=name, **told))
        if name != "load":
            continue
        changes = result.trends[(result.trends["place"] == place) & (result.trends["quantity"] == name)]
        if (changes["n_periods"] > 1).any():
            parts.append(partial(trend_charts, result.trends, result.trend_lines, days, events=events, **told))
        if (changes["comparison"] == "same_period_last_year").any():
            parts.append(partial(same_period_charts, result.levels, result.trends, **told))
        if week := residues_with_weekdays(result.loads[result.loads["plant"] == place]):
            parts.append(partial(weekday_charts, result.loads, residues=week, **told))
        if (result.prescribed["place"] == place).any():
            foot = " ".join([told["source_line"], *cited_words(result.prescriptions["source"], result.lang)])
            parts.append(partial(prescribed_charts, result.prescribed, **{**told, "source_line": foot}))
        parts.append(
            partial(
                context_charts, result.context, result.levels, events=events, season_levels=result.season_levels,
                main_substances=result.protocol.main_substances, **told,
            )
        )  # fmt: skip
    for place in sorted(set(result.europe["place"])):
        foot = _foot(result, place, "load")
        told = {"place": place, "source_line": foot, "synthetic": result.synthetic, "lang": result.lang}
        parts.append(partial(european_charts, result.europe, **told))
    return parts


def told_apart(drawn: Sequence[Chart]) -> tuple[Chart, ...]:
    """Return the charts, each with a file name of its own: two places may differ in letters that no file name has."""
    named: dict[str, Chart] = {}
    for chart in drawn:
        names = (chart.name, *(f"{chart.name}-{number}" for number in range(2, len(drawn) + 2)))
        free = next(name for name in names if name not in named)
        named[free] = chart if free == chart.name else replace(chart, name=free)
    return tuple(named.values())


def _foot(result: Analysis, place: str, name: str) -> str:
    """Return what stands at the foot of a chart: doses, small plants and marked seasons never without caveat."""
    told = {
        "publication.internal": result.decision is None,
        "caveat.small_plant": place in small_plants(result.loads, result.protocol.smallest_population),
        "caveat.marked_season": place in set(result.season_levels["place"]),
        "caveat.doses": name == "doses",
    }
    return " ".join([*(text(mark, result.lang) for mark, needed in told.items() if needed), result.source_line])
