"""One week of daily loads, town by town: a panel per drug, a row per town, the seven days as points on a line.

Towns stand in alphabetical order: the chart compares the days of a week, it does not rank places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.charts import style
from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.page import MOST_PANELS, add_heading, add_key, add_source, open_page
from avloppsanalys.charts.style import drawing
from avloppsanalys.errors import TableError
from avloppsanalys.reference import display_name
from avloppsanalys.tables import LOADS, check
from avloppsanalys.weekdays import EUDA_WEEKEND, EUDA_WEEKEND_2021
from avloppsanalys.wording import Language, number, quantity, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["week_chart"]

LOAD: Final = "load_mg_per_day_per_1000"
MEANS: Final = ("weekday_mean", "weekend_mean", "daily_mean")
MARKS: Final = ("mean", "weekday", "weekend", "below_loq")
MOST_TOWNS: Final = 8

# Inches: names of towns to the left of the axis, their means to the right of it.
NAMES: Final = 0.62
VALUES: Final = 0.62
AXIS_LABELS: Final = 0.36
ALPHABET: Final = str.maketrans("åäö", "{|}")  # the three characters after z: å ä ö come last in Swedish


def week_chart(
    loads: pd.DataFrame,
    means: pd.DataFrame,
    *,
    title: str,
    source_line: str,
    residues: Sequence[str] | None = None,
    lang: Language = "sv",
) -> Chart:
    """Draw one week of daily loads, a panel per drug and a row per town, with the mean of the days.

    A day below the limit of quantification is a hollow triangle that points to zero, at its limit or, if the limit is
    not known, at zero. The weekend is EUDA's of that year: Friday to Monday, but Saturday to Monday in 2021. Each panel
    has its own scale. Nothing is computed, and towns are not ranked.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads [mg/day/1000 inhabitants] within one ISO week.
    means : pandas.DataFrame
        What `weekday_means` made of them.
    title : str
        The heading.
    source_line : str
        Source and licence, for the foot of the page.
    residues : sequence of str, optional
        Which residues to draw, and in which order; by default those of the table, at most six.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    Chart
        Its table holds the means and the lowest and highest day of each town and residue.

    Raises
    ------
    TableError
        If a residue is not in the table, the table holds more than one week, or there are more panels or towns than a
        page can show.

    Examples
    --------
    >>> from avloppsanalys.readers.euda import read_euda
    >>> from avloppsanalys.reference import bundled
    >>> from avloppsanalys.weekdays import weekday_means
    >>> loads = read_euda(bundled("examples/euda_sweden_2024.csv")).table
    >>> chart = week_chart(loads, weekday_means(loads), title="En vecka", source_line="Källa", residues=["ketamine"])
    >>> chart.alt_text.split(". ")[2]
    'Ketamin: Karlstad medel 4,0, dygn 1,9–7,7.'
    """
    rows = _rows(loads, residues)
    table = _table(rows, means)
    iso = swedish_dates(rows["start"]).dt.isocalendar()
    in_2021 = bool((iso["year"] == 2021).all())
    rows = rows.assign(weekend=iso["day"].isin(EUDA_WEEKEND_2021 if in_2021 else EUDA_WEEKEND))
    names = {mark: f"{mark}_2021" if in_2021 and mark in ("weekday", "weekend") else mark for mark in MARKS}

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_page(rows["residue"].nunique(), source_line)
            most = int(table["residue"].value_counts().max())
            for ax, (residue, days) in zip(axes, rows.groupby("residue", sort=False), strict=True):
                _make_room(ax, days["plant"].nunique() / most)
                drawn |= _draw(ax, str(residue), days, table[table["residue"] == residue], lang)
            add_heading(figure, title)
            add_key(figure, {text(f"chart.week.{names[mark]}", lang): drawn[mark] for mark in MARKS if mark in drawn})
            add_source(figure, source_line)
        return figure

    return Chart(name="vecka", title=title, draw=draw_page, alt_text=_alt_text(title, table, lang), table=table)


def _rows(loads: pd.DataFrame, residues: Sequence[str] | None) -> pd.DataFrame:
    """Return the days to draw, residue by residue, the towns of each in alphabetical order."""
    check(loads, LOADS)
    wanted = list(dict.fromkeys(loads["residue"])) if residues is None else list(residues)
    absent = [name for name in wanted if name not in set(loads["residue"])]
    rows = loads[loads["residue"].isin(wanted)]
    iso = swedish_dates(rows["start"]).dt.isocalendar()
    weeks = len(iso[["year", "week"]].drop_duplicates())
    towns = int(rows.groupby("residue")["plant"].nunique().max()) if len(rows) else 0
    faults = {
        f"no rows of {', '.join(absent)}": bool(absent),
        f"{len(wanted)} residues, a page shows {MOST_PANELS}": len(wanted) > MOST_PANELS,
        f"{weeks} weeks, the chart shows one": weeks != 1,
        f"{towns} towns, a panel shows {MOST_TOWNS}": towns > MOST_TOWNS,
    }
    if any(faults.values()):
        raise TableError("No chart of a week: " + "; ".join(fault for fault, found in faults.items() if found) + ".")
    order = rows["residue"].map({name: rank for rank, name in enumerate(wanted)})
    return (
        rows.assign(order=order, letters=rows["plant"].str.casefold().map(lambda name: name.translate(ALPHABET)))
        .sort_values(["order", "letters", "start"], kind="stable", ignore_index=True)
        .drop(columns=["order", "letters"])
    )


def _table(rows: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Return the means and the range of the days, in the order of the rows."""
    days = rows.groupby(["residue", "plant"], sort=False)[LOAD].agg(lowest_day="min", highest_day="max").reset_index()
    columns = ["residue", "plant", *MEANS, "n_days", "n_below_loq"]
    return days.merge(means[columns], on=["residue", "plant"], how="left", validate="1:1")[
        [*columns, "lowest_day", "highest_day"]
    ]


def _draw(ax: Axes, residue: str, days: pd.DataFrame, means: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Draw a panel and return the marks that it used."""
    towns = list(means["plant"])
    high = days["load_high_mg_per_day_per_1000"] if "load_high_mg_per_day_per_1000" in days else days[LOAD]
    top = float(np.nanmax([*days[LOAD], *high, 0.0])) or 1.0
    ax.set_xlim(0, 1.06 * top)
    ax.set_ylim(len(towns) - 0.4, -0.6)
    ax.set_yticks(range(len(towns)), towns, size=12)
    ax.tick_params(axis="y", length=0, pad=8)
    _draw_scale(ax, lang)
    height = days["plant"].map({town: row for row, town in enumerate(towns)})
    key = _draw_days(ax, days, height, high)
    key |= _draw_means(ax, means, high.fillna(0.0).groupby(days["plant"]).max(), lang)
    _write_head(ax, display_name(residue, lang), lang)
    return key


def _make_room(ax: Axes, share: float) -> None:
    """Give the panel room for names and means, and the `share` of its height that its towns need, from the top."""
    box = ax.get_position()
    width, height = ax.figure.get_size_inches()  # type: ignore[union-attr]  # a Figure, not a SubFigure
    tall = share * (box.height + AXIS_LABELS / height)
    ax.set_position((box.x0 + NAMES / width, box.y1 - tall, box.width - (NAMES + VALUES) / width, tall))


def _draw_scale(ax: Axes, lang: Language) -> None:
    """Write round numbers on the axis, from zero, and give each town its line."""
    ticks = [tick for tick in MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(*ax.get_xlim()) if tick >= 0]
    ticks = [tick for tick in ticks if tick <= ax.get_xlim()[1]]
    decimals = max(len(f"{tick:.6g}".partition(".")[2]) for tick in ticks)
    ax.set_xticks(ticks, [number(tick, decimals if tick else 0, lang) for tick in ticks], size=11)
    ax.tick_params(axis="x", length=0, pad=5)
    ax.grid(color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "bottom"]].set_visible(False)


def _draw_days(ax: Axes, days: pd.DataFrame, height: pd.Series[int], high: pd.Series[float]) -> dict[str, Any]:
    """Draw the days: a dot on a weekday, a diamond on the weekend, a hollow triangle below the limit."""
    weekend = days["weekend"]
    below = days[LOAD].isna()
    dot = {"marker": "o", "markersize": 7, "markerfacecolor": style.DAY, "markeredgecolor": style.DAY}
    diamond = {"marker": "D", "markersize": 6, "markerfacecolor": style.BACKGROUND, "markeredgecolor": style.DAY}
    triangle = {"marker": "<", "markersize": 8, "markerfacecolor": style.BACKGROUND, "markeredgecolor": style.BELOW}
    groups: tuple[tuple[str, pd.Series[bool], pd.Series[float], dict[str, Any]], ...] = (
        ("weekday", ~below & ~weekend, days[LOAD], dot),
        ("weekend", ~below & weekend, days[LOAD], diamond),
        ("below_loq", below, high.fillna(0.0), triangle),
    )
    key = {}
    for name, chosen, where, look in groups:
        if chosen.any():
            (key[name],) = ax.plot(
                where[chosen], height[chosen], linestyle="none", markeredgewidth=1.4, clip_on=False, zorder=6,
                label=name, **look,
            )  # fmt: skip
    return key


def _draw_means(ax: Axes, means: pd.DataFrame, rightmost: pd.Series[float], lang: Language) -> dict[str, Any]:
    """Draw the mean of each town as an upright bar, its number at the right edge; none where every day is below."""
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False, "zorder": 7}
    found = (means["n_below_loq"] < means["n_days"]).to_numpy(dtype=bool)
    for row, town in enumerate(means.to_dict("records")):
        shown = quantity(float(town["daily_mean"]), lang) if found[row] else "–"
        at_edge: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "xytext": (8, 0)}
        ax.annotate(shown, (1, row), size=12, weight="bold", color=style.LEVEL, **at_edge, **look)
        if not found[row]:
            all_below = text("chart.week.all_below", lang, days=town["n_days"])
            ax.annotate(all_below, (rightmost[town["plant"]], row), xytext=(12, 0), size=11, color=style.BELOW, **look)
    if not found.any():
        return {}
    rows = np.flatnonzero(found)
    (bar,) = ax.plot(
        means.loc[found, "daily_mean"], rows, linestyle="none", marker="|", markersize=17, markeredgewidth=3.4,
        color=style.LEVEL, zorder=5, label="mean",
    )  # fmt: skip
    return {"mean": bar}


def _write_head(ax: Axes, name: str, lang: Language) -> None:
    """Write the substance and the unit above the panel, and what the numbers at the right edge are."""
    look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    edge = -72 * (NAMES + 0.72)
    ax.annotate(name, (0, 1), xytext=(edge, 24), size=15, weight="bold", va="bottom", **look)
    unit = text("chart.unit.load", lang)
    ax.annotate(unit, (0, 1), xytext=(edge, 8), size=11, color=style.TEXT_QUIET, va="bottom", **look)
    mean = text("chart.week.mean_short", lang)
    ax.annotate(mean, (1, 1), xytext=(8, 8), size=11, color=style.LEVEL, va="bottom", **look)


def _alt_text(title: str, table: pd.DataFrame, lang: Language) -> str:
    """Return what the chart shows in words: the mean and the range of the days, drug by drug and town by town."""
    sentences = [text("alt.week.about", lang, title=title, unit=text("chart.unit.load", lang))]
    for residue, rows in table.groupby("residue", sort=False):
        towns = []
        for town in rows.to_dict("records"):
            fields = {"town": town["plant"], "days": town["n_days"], "below": town["n_below_loq"]}
            if town["n_below_loq"] == town["n_days"]:
                towns.append(text("alt.week.below", lang, **fields))
                continue
            values = {name: quantity(float(town[name]), lang) for name in ("daily_mean", "lowest_day", "highest_day")}
            towns.append(text("alt.week.some" if town["n_below_loq"] else "alt.week.all", lang, **fields, **values))
        sentences.append(f"{display_name(str(residue), lang)}: {'; '.join(towns)}.")
    return " ".join(sentences)
