"""The days of the week at one plant, against what other towns let expect: a panel a residue, Monday to Sunday."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.charts import style
from avloppsanalys.charts.axis_labels import label_across
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.page import MOST_PANELS, PANEL_LEFT, add_heading, add_key, add_source, inches, open_page
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.charts.series import titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.errors import TableError, near_matches
from avloppsanalys.reference import display_name, substances
from avloppsanalys.tables import LOADS, check
from avloppsanalys.weekdays import expected_weekdays, weekday_ratios
from avloppsanalys.wording import Language, number, percent, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["WEEKDAYS_FILE", "weekday_chart", "weekday_charts"]

WEEKDAYS_FILE: Final = re.compile(r"veckodagar-[a-z0-9-]+\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place and page."""

MARKS: Final = ("expected", "day", "own")
WIDE: Final = 0.36
"""Half the width of a day's band, as a share of the day."""
STAMP_ROOM: Final = 0.34
BASELINE: Final = 29.0
"""Points from the axis down to the baseline of the numbers of days, the lower line of its labels."""


def weekday_charts(
    loads: pd.DataFrame,
    *,
    place: str,
    residues: Collection[str] | None = None,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw the days of the week for every residue of a plant, in as many pages of six as they need.

    See `weekday_chart` for what is drawn, and for the parameters.

    Returns
    -------
    tuple of Chart

    Raises
    ------
    TableError
        If the table holds no load of the plant, or none of these residues.
    """
    week = _week(loads, place, residues)
    return tuple(
        _chart(week, page, title, source_line, synthetic=synthetic, lang=lang) for page in range(1, len(week.pages) + 1)
    )


def weekday_chart(
    loads: pd.DataFrame,
    *,
    place: str,
    residues: Collection[str] | None = None,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
    page: int = 1,
) -> Chart:
    """Draw a plant's days of the week against what other towns let expect.

    Each day is a dot at its ratio to the mean of its own week (`weekdays.weekday_ratios`); the bar behind is where
    other towns' weekday factors lie (`weekdays.expected_weekdays`). A plant whose days leave the bars has a week of its
    own. Days below a limit are left out.

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads [mg/day/1000 inhabitants].
    place : str
        Which plant to draw.
    residues : collection of str, optional
        Which residues to draw, by default those of the table; `weekdays.residues_with_weekdays` tells whose days are
        enough to say something of the week.
    title : str, optional
        The heading; by default it says what is shown and where.
    source_line : str
        For the foot of the page.
    synthetic : bool, default False
        Whether the data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.
    page : int, default 1
        Which page, of at most six residues each.

    Returns
    -------
    Chart
        Its table holds seven rows a residue: the expected ratio with its ends, the plant's own median, and its days.

    Raises
    ------
    TableError
        If the table holds no load of the plant, or none of these residues, or there is no such page.
    """
    week = _week(loads, place, residues)
    if not 1 <= page <= len(week.pages):
        raise TableError(f"The residues of {place!r} fill {len(week.pages)} pages; there is no page {page}.")
    return _chart(week, page, title, source_line, synthetic=synthetic, lang=lang)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Week:
    """The days of a plant against what is expected of them, for all pages."""

    place: str
    days: pd.DataFrame
    table: pd.DataFrame
    pages: list[list[str]]


def _week(loads: pd.DataFrame, place: str, residues: Collection[str] | None) -> _Week:
    """Return what is to be drawn on all pages."""
    own = _rows(loads, place, residues)
    days, table = weekday_ratios(own), expected_weekdays(own)
    seen = days.groupby(["residue", "weekday"])["ratio"].agg(own_median="median", n_days="size").reset_index()
    table = table.merge(seen, on=["residue", "weekday"], how="left", validate="1:1")
    table["n_days"] = table["n_days"].fillna(0).astype("Int64")
    return _Week(place=place, days=days, table=table, pages=_pages(own))


def _chart(week: _Week, page: int, title: str | None, source_line: str, *, synthetic: bool, lang: Language) -> Chart:
    """Return one page."""
    place, pages, days = week.place, week.pages, week.days
    table = pd.concat([week.table[week.table["residue"] == name] for name in pages[page - 1]], ignore_index=True)
    default = text("chart.weekday.title", lang, place=place)
    heading = titled(title or default, page, len(pages), synthetic=synthetic, lang=lang)
    level = percent(float(table["interval_level"].iloc[0]), lang)

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_page(len(pages[page - 1]), source_line)
            for ax, name in zip(axes, pages[page - 1], strict=True):
                panel = (days[days["residue"] == name], table[table["residue"] == name])
                drawn |= _draw(ax, name, *panel, synthetic=synthetic, lang=lang)
            add_heading(figure, heading)
            key = {text(f"chart.weekday.{mark}", lang, level=level): drawn[mark] for mark in MARKS if mark in drawn}
            add_key(figure, key)
            add_source(figure, source_line)
        return figure

    return Chart(
        name="-".join(["veckodagar", slug(place), *([str(page)] if len(pages) > 1 else [])]),
        title=heading,
        draw=draw_page,
        alt_text=_alt_text(heading, table, lang),
        table=table.drop(columns="plant"),
    )


def _rows(loads: pd.DataFrame, place: str, residues: Collection[str] | None) -> pd.DataFrame:
    """Return the loads of one plant, of the residues that are asked for."""
    check(loads, LOADS)
    own = loads[loads["plant"] == place]
    if own.empty:
        near = near_matches(place, loads["plant"])
        raise TableError(f"The table holds no load of the plant {place!r}.{f' Is it {near[0]!r}?' if near else ''}")
    absent = [name for name in residues or () if name not in set(own["residue"])]
    if absent:
        raise TableError(f"The table holds no load of {', '.join(absent)} at the plant {place!r}.")
    return own if residues is None else own[own["residue"].isin(list(residues))]


def _pages(own: pd.DataFrame) -> list[list[str]]:
    """Return the residues of each page, in the order of the reference table."""
    rank = {record.name: rank for rank, record in enumerate(substances())}
    names = sorted(own["residue"].unique(), key=lambda name: (rank.get(name, len(rank)), name))
    count = -(-len(names) // MOST_PANELS)
    size = -(-len(names) // count)
    return [names[start : start + size] for start in range(0, len(names), size)]


def _draw(
    ax: Axes, name: str, days: pd.DataFrame, table: pd.DataFrame, *, synthetic: bool, lang: Language
) -> dict[str, Any]:
    """Draw one residue and return the marks that were used."""
    _, height = inches(ax)
    ax.set_xlim(-0.6, 6.6)
    highest = max(float(table["high"].max()), float(days["ratio"].max()) if len(days) else 0.0)
    scale_from_zero(ax, 1.06 * highest / (1 - STAMP_ROOM * synthetic / height), height, lang)
    ax.axhline(1, color=style.AXIS, linewidth=1.0, linestyle=(0, (3, 3)), zorder=2)
    x = table["weekday"].to_numpy("float64") - 1
    low, expected, high = (table[column].to_numpy("float64") for column in ("low", "expected", "high"))
    band = ax.bar(x, high - low, 2 * WIDE, low, color=style.PERIOD, edgecolor=style.LEVEL, linewidth=0.9, zorder=1.5)
    line = ax.hlines(expected, x - WIDE, x + WIDE, color=style.LEVEL, linewidth=2.2, zorder=3, label="expected")
    key: dict[str, Any] = {"expected": (band[0], line)}
    if len(days):
        (key["day"],) = ax.plot(
            days["weekday"] - 1, days["ratio"], linestyle="none", marker="o", markersize=5.5, zorder=5, label="day",
            markerfacecolor=style.DAY, markeredgecolor=style.BACKGROUND, clip_on=False,
        )  # fmt: skip
        seen = table[table["n_days"] > 0]
        (key["own"],) = ax.plot(
            seen["weekday"] - 1, seen["own_median"], linestyle="none", marker="D", markersize=8, zorder=6, label="own",
            markerfacecolor=style.BACKGROUND, markeredgecolor=style.TEXT, markeredgewidth=1.6, clip_on=False,
        )  # fmt: skip
    names = text("chart.weekday.names", lang).split()
    counts = [str(count) for count in table["n_days"]]
    labels = [f"{day}\n{count}" for day, count in zip(names, counts, strict=True)]
    # by the baseline, else the ring of "mån" would push it down
    label_across(ax, range(7), labels, size=10.5, below=BASELINE, va="baseline")
    _write_head(ax, display_name(name, lang), synthetic=synthetic, nothing=days.empty, lang=lang)
    return key


def _write_head(ax: Axes, name: str, *, synthetic: bool, nothing: bool, lang: Language) -> None:
    """Write the residue and what the axis is above the panel, the word for the counts, and the stamp."""
    edge = -72 * PANEL_LEFT
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(name, (0, 1), xytext=(edge, 26), size=15, weight="bold", va="bottom", **above)
    unit = text("chart.weekday.unit", lang)
    ax.annotate(unit, (0, 1), xytext=(edge, 10), size=11, color=style.TEXT_QUIET, va="bottom", **above)
    ax.annotate(text("chart.days", lang), (0, 0), xytext=(-6, -BASELINE), size=10.5, ha="right", va="baseline", **above)
    if nothing:
        few = text("chart.weekday.few", lang)
        white = {"facecolor": style.BACKGROUND, "edgecolor": "none", "pad": 1.0}
        ax.text(0.5, 0.04, few, transform=ax.transAxes, ha="center", va="bottom", size=11, color=style.TEXT, bbox=white)
    if synthetic:
        ax.annotate(
            text("chart.synthetic", lang), (0, 1), xytext=(6, -4), va="top", size=10.5, weight="bold", zorder=7,
            color=style.STAMP, bbox={"boxstyle": "square,pad=0.3", "facecolor": style.BACKGROUND,
            "edgecolor": style.STAMP}, **above,
        )  # fmt: skip


def _alt_text(title: str, table: pd.DataFrame, lang: Language) -> str:
    """Return the week of each residue in words: the plant's own median and what was expected, day by day."""
    names = text("chart.weekday.names", lang).split()
    sentences = [text("alt.pair.about", lang, title=title, unit=text("chart.weekday.unit", lang))]
    for residue, rows in table.groupby("residue", sort=False):
        told = []
        for row in rows.to_dict("records"):
            fields = {
                "day": names[int(row["weekday"]) - 1],
                "expected": number(row["expected"], 2, lang),
                "spread": "–".join(number(row[end], 2, lang) for end in ("low", "high")),
            }
            if row["n_days"]:
                told.append(text("alt.weekday.day", lang, own=number(row["own_median"], 2, lang), **fields))
            else:
                told.append(text("alt.weekday.unseen", lang, **fields))
        count = number(int(rows["n_days"].sum()), 0, lang)
        name = display_name(str(residue), lang)
        sentences.append(text("alt.weekday.told", lang, name=name, days="; ".join(told), count=count))
    return " ".join(sentences)
