"""A plant beside EUDA's towns of like size: a box of the towns a substance, and the plant's own days as one mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from avloppsanalys.charts import style
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.page import add_heading, add_key, add_source, inches
from avloppsanalys.charts.series import titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.worded_page import Words, open_rows, rows_of_pages, write_unit, write_words
from avloppsanalys.errors import TableError
from avloppsanalys.lagesbild.european_words import (
    compared_year,
    comparison_detail,
    comparison_notes,
    comparison_word,
    european_caveats,
    whole_days,
)
from avloppsanalys.reference import display_name, european_choice, substances
from avloppsanalys.wording import Language, number, quantity, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EUROPE_FILE", "european_charts"]

EUROPE_FILE: Final = re.compile(r"europa-[a-z0-9-]+\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place and page."""

MARKS: Final = ("own", "own_below", "half", "tails")
AXIS_ROOM: Final = 0.42
"""Under each panel [inches]: the numbers of its axis."""
BOX: Final = 0.36
"""Height of the towns' box [inches]."""
OWN_HEIGHT: Final = 0.74
"""Where the plant's mark stands, and below it the towns' box, as shares of the panel."""
TOWNS_HEIGHT: Final = 0.32


def european_charts(
    europe: pd.DataFrame,
    *,
    place: str,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw a plant's days of its latest comparable year beside EUDA's towns of like size, a row a substance.

    The box is the middle half of the towns with their median; where there are enough of them a line reaches over eight
    towns in ten. Both count the same weekdays of the same year, as EUDA does. No town is named.

    Parameters
    ----------
    europe : pandas.DataFrame
        What `weekdays.euda_view` returned.
    place : str
        Which place of the table to draw.
    source_line : str
        For the foot of the page, after what must be said with the comparison.
    synthetic : bool, default False
        Whether the plant's data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Chart
        As many pages as the substances need; none where no year can be compared.

    Raises
    ------
    TableError
        If the table is no table of `tables.EUROPE`, or does not hold the place.
    """
    own = whole_days(europe)
    own = own[own["place"] == place]
    if own.empty:
        raise TableError(f"The table of Europe holds no row of {place!r}.")
    year = compared_year(own)
    if year is None:
        return ()
    rows = _in_order(own[(own["year"] == year) & own["reason"].isna()])
    foot = " ".join([*european_caveats(rows, lang), source_line])
    words = [_words(row, lang) for row in rows.to_dict("records")]
    pages = rows_of_pages(words, foot, row_bottom=AXIS_ROOM, below=0)
    charts = []
    for page, count in enumerate(pages, start=1):
        first = sum(pages[: page - 1])
        part = slice(first, first + count)
        heading = text("chart.europe.title", lang, place=place, year=year)
        heading = titled(heading, page, len(pages), synthetic=synthetic, lang=lang)
        name = "-".join(["europa", slug(place), *([str(page)] if len(pages) > 1 else [])])
        charts.append(_chart(rows.iloc[part], words[part], name, heading, foot, synthetic=synthetic, lang=lang))
    return tuple(charts)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order of the reference table, never of their figures."""
    place = {record.name: place for place, record in enumerate(substances())}
    order = rows["substance"].map(place)
    return rows.assign(order=order).sort_values(["order", "substance"], ignore_index=True).drop(columns="order")


def _words(row: dict[Any, Any], lang: Language) -> Words:
    """Return what stands beside a panel."""
    return Words(
        name=display_name(str(row["substance"]), lang),
        word=comparison_word(row, lang),
        detail=comparison_detail(row, lang),
        notes=comparison_notes(row, lang),
    )


def _chart(
    rows: pd.DataFrame, words: list[Words], name: str, heading: str, foot: str, *, synthetic: bool, lang: Language
) -> Chart:
    """Draw one page."""
    unit = text("chart.unit.load", lang)
    stamps = [text("chart.synthetic", lang)] if synthetic else []

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_rows(words, foot, row_bottom=AXIS_ROOM, below=0)
            for ax, row, told in zip(axes, rows.to_dict("records"), words, strict=True):
                drawn |= _draw(ax, row, lang)
                write_unit(ax, unit, stamps)
                write_words(ax, told)
            add_heading(figure, heading)
            fewest = number(european_choice("fewest_towns_for_tails"), 0, lang)
            key = {text(f"chart.europe.{mark}", lang, fewest=fewest): drawn[mark] for mark in MARKS if mark in drawn}
            add_key(figure, key)
            add_source(figure, foot)
        return figure

    sentences = [" ".join([f"{one.name}: {one.word}. {one.detail}", *one.notes]) for one in words]
    return Chart(
        name=name,
        title=heading,
        draw=draw_page,
        alt_text=" ".join([text("alt.europe.about", lang, title=heading, unit=unit), *sentences, foot]),
        table=rows.reset_index(drop=True),
    )


def _draw(ax: Axes, row: dict[Any, Any], lang: Language) -> dict[str, Any]:
    """Draw the towns' box and the plant's mark above it, and return the marks that were used."""
    low, median, high, least, most = (row[f"towns_p{cut}_mg_per_day_per_1000"] for cut in (25, 50, 75, 10, 90))
    own = float(row["euda_view_mg_per_day_per_1000"])
    below = row["n_below_loq"] == row["n_days"]
    top = 1.1 * (max(value for value in (high, most, own) if pd.notna(value)) or 1.0)
    _draw_scale(ax, top, lang)
    key: dict[str, Any] = {}
    if pd.notna(least):
        (key["tails"],) = ax.plot(
            [least, most], [TOWNS_HEIGHT] * 2, color=style.AXIS, linewidth=1.6, marker="|", markersize=11,
            markeredgewidth=1.6, zorder=3, label="tails",
        )  # fmt: skip
    _, height = inches(ax)
    reach = BOX / height / 2
    box = Rectangle((low, TOWNS_HEIGHT - reach), high - low, 2 * reach)
    box.set(facecolor=style.GRID, edgecolor=style.AXIS, linewidth=1.4, zorder=4)
    ax.add_patch(box)
    line = ax.vlines(median, TOWNS_HEIGHT - reach, TOWNS_HEIGHT + reach, color=style.AXIS, linewidth=3, zorder=5)
    key["half"] = (box, line)
    look: dict[str, Any]
    if below:
        look = {"marker": "<", "markersize": 11, "markerfacecolor": style.BACKGROUND, "markeredgecolor": style.BELOW}
    else:
        look = {"marker": "D", "markersize": 10, "markerfacecolor": style.LEVEL, "markeredgecolor": style.LEVEL}
    mark = "own_below" if below else "own"
    (key[mark],) = ax.plot(
        [own], [OWN_HEIGHT], linestyle="none", markeredgewidth=1.6, clip_on=False, zorder=6, label=mark, **look
    )
    if not below:
        ax.annotate(
            quantity(own, lang), (own, OWN_HEIGHT), (11, 0), textcoords="offset points", va="center", size=13,
            weight="bold", color=style.LEVEL, annotation_clip=False, zorder=7,
        )  # fmt: skip
    return key


def _draw_scale(ax: Axes, top: float, lang: Language) -> None:
    """Write round numbers along the axis, from zero."""
    ax.set_xlim(0, top)
    ax.set_ylim(0, 1)
    locator = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10])
    ticks = [tick for tick in locator.tick_values(0, top) if 0 <= tick <= top]
    decimals = max(len(f"{tick:.6g}".partition(".")[2]) for tick in ticks)
    ax.set_xticks(ticks, [number(tick, decimals if tick else 0, lang) for tick in ticks], size=12)
    ax.set_yticks([])
    ax.tick_params(axis="x", length=0, pad=5)
    ax.grid(axis="x", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "left", "right"]].set_visible(False)
