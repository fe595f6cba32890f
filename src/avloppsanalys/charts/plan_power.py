"""Days a quarter against the smallest change that is found: a panel for each horizon, one run against spread days."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from matplotlib.ticker import NullLocator

from avloppsanalys.charts import style
from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.page import add_heading, add_key, add_source, open_page
from avloppsanalys.charts.style import drawing
from avloppsanalys.errors import TableError
from avloppsanalys.planning import SamplingPlan
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, percent, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plan_power_chart"]

TOLD_DAYS: Final = 3
"""Days a quarter whose change is written at its mark and in the heading: what many kommuner take."""
TICKS: Final = (10, 20, 50, 100, 200, 500)
MARKS: Final = ("run", "spread", "wanted", "band")
NAME: Final = "provtagning-och-synlighet"


def plan_power_chart(
    plan: SamplingPlan,
    *,
    place: str | None = None,
    title: str | None = None,
    source_line: str,
    lang: Language = "sv",
) -> Chart:
    r"""Draw how small a change is found with one to seven days a quarter, after two, three and five years.

    One line stands for days in one run, one for days in weeks of their own; the dashed line is the change that is
    wanted; below the shaded edge the verdict calls a change that is well known *oförändrat*. The scale is logarithmic,
    the same in all panels. Nothing is computed here.

    Parameters
    ----------
    plan : SamplingPlan
        What `plan_sampling` made.
    place : str, optional
        Which place; by default the last one, which is all plants together where there are several.
    title : str, optional
        The heading; by default the finding.
    source_line : str
        For the foot of the page.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    Chart
        Its table holds the numbers drawn.

    Raises
    ------
    TableError
        If the plan does not hold the place.

    Examples
    --------
    >>> from avloppsanalys.planning import plan_sampling
    >>> plan = plan_sampling("cocaine", 100.0, {"Exempelverket": 17000})
    >>> plan_power_chart(plan, source_line="Beräknat").title
    'Kokain: tre dygn per kvartal visar 23\xa0% per år efter 3 år om de sprids, 31\xa0% i följd'
    """
    places = list(dict.fromkeys(plan.curves["place"]))
    chosen = places[-1] if place is None else place
    if chosen not in places:
        raise TableError(f"The plan has no place {chosen!r}; it has {', '.join(places)}.")
    table = plan.curves[plan.curves["place"] == chosen].reset_index(drop=True)
    horizons = sorted(table["years"].unique())
    name = display_name(plan.residue, lang).split(" (")[0]
    heading = title or _finding(table, plan, name, lang)

    def draw_page() -> Figure:
        with drawing():
            figure, axes = open_page(len(horizons), source_line)
            wanted = 100 * abs(plan.change)
            shown = np.append(table["detectable_percent"].dropna().to_numpy(), wanted)
            low, high = float(shown.min()) / 1.35, float(shown.max()) * 1.35
            drawn: dict[str, Any] = {}
            for ax, years in zip(axes, horizons, strict=True):
                _set_scale(ax, low, high, lang)
                band = 100 * math.expm1(plan.band)
                drawn["band"] = ax.axhspan(low, band, facecolor=style.PERIOD, edgecolor="none", zorder=0)
                drawn |= _draw(ax, table[table["years"] == years], wanted, lang)
                head = text("chart.power.after", lang, years=years)
                ax.set_title(head, loc="left", size=15, weight="bold", pad=30)
                ax.set_xlabel(text("chart.power.days", lang), size=12, color=style.TEXT_QUIET, labelpad=8)
                ax.annotate(
                    text("chart.power.change", lang), (0, 1), xytext=(0, 10), xycoords="axes fraction",
                    textcoords="offset points", size=11, color=style.TEXT_QUIET, ha="left", va="bottom",
                )  # fmt: skip
            add_heading(figure, heading)
            labels = {
                "wanted": {"change": percent(plan.change, lang)},
                "band": {"low": percent(math.expm1(-plan.band), lang), "band": percent(math.expm1(plan.band), lang)},
            }
            add_key(figure, {text(f"chart.power.{mark}", lang, **labels.get(mark, {})): drawn[mark] for mark in MARKS})
            add_source(figure, source_line)
        return figure

    return Chart(
        name=NAME,
        title=heading,
        draw=draw_page,
        alt_text=_alt_text(heading, table, plan, chosen, lang),
        table=table,
    )


def _finding(table: pd.DataFrame, plan: SamplingPlan, name: str, lang: Language) -> str:
    """Return what the chart shows in one sentence."""
    rows = table[(table["years"] == 3) & (table["days_per_period"] == TOLD_DAYS)]
    spread, run = (float(rows.loc[rows["spread"] == own, "detectable_percent"].iloc[0]) / 100 for own in (True, False))
    return text("chart.power.title", lang, name=name, spread=percent(spread, lang), run=percent(run, lang))


def _set_scale(ax: Axes, low: float, high: float, lang: Language) -> None:
    """Let days run from one to seven and changes on a logarithmic scale with a few round numbers."""
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    ticks = [tick for tick in TICKS if low <= tick <= high]
    ax.set_yticks(ticks, [percent(tick / 100, lang) for tick in ticks], size=11)
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_xlim(0.5, 7.5)
    ax.set_xticks(range(1, 8), [str(day) for day in range(1, 8)], size=11)
    ax.tick_params(length=0, pad=6)
    ax.grid(axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "left", "right"]].set_visible(False)


def _draw(ax: Axes, table: pd.DataFrame, wanted: float, lang: Language) -> dict[str, Any]:
    """Draw the two lines, the wanted change, and the values at three days; return the marks for the key."""
    looks: dict[str, dict[str, Any]] = {
        "run": {"marker": "s", "markerfacecolor": style.BACKGROUND, "color": style.BELOW, "markeredgewidth": 1.6},
        "spread": {"marker": "o", "markerfacecolor": style.LEVEL, "color": style.LEVEL},
    }
    drawn: dict[str, Any] = {}
    (drawn["wanted"],) = ax.plot([0.5, 7.5], [wanted, wanted], color=style.AXIS, linestyle=(0, (4, 3)), linewidth=1.4)
    values = table.set_index(["spread", "days_per_period"])["detectable_percent"].sort_index()
    for name, own in (("run", False), ("spread", True)):
        change = values.loc[own]
        (drawn[name],) = ax.plot(
            change.index.to_numpy(), change.to_numpy(), markersize=7.5, linewidth=2, label=name, zorder=4, **looks[name]
        )
        at = float(change.loc[TOLD_DAYS])
        above = at >= float(values.loc[not own, TOLD_DAYS]) if own else at > float(values.loc[not own, TOLD_DAYS])
        ax.annotate(
            percent(at / 100, lang), (TOLD_DAYS, at), xytext=(0, 9 if above else -9), textcoords="offset points",
            size=12, weight="bold", color=looks[name]["color"], ha="center", va="bottom" if above else "top", zorder=5,
        )  # fmt: skip
    return drawn


def _alt_text(title: str, table: pd.DataFrame, plan: SamplingPlan, place: str, lang: Language) -> str:
    """Return what the chart shows in words."""
    sentences = [
        f"{title}.",
        text("alt.power.about", lang, place=place, power=percent(plan.power, lang), change=percent(plan.change, lang)),
    ]
    for years, rows in table.groupby("years"):
        told = rows.set_index(["spread", "days_per_period"])["detectable_percent"] / 100
        values = {
            f"{'spread' if spread else 'run'}_{days}": percent(float(told[spread, days]), lang)
            for spread in (True, False)
            for days in (1, TOLD_DAYS, 7)
        }
        sentences.append(text("alt.power.after", lang, years=years, **values))
    return " ".join(sentences)
