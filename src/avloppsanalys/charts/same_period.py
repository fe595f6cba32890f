"""The latest year beside the year before it: the level of each period, and that of the same period a year earlier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.calendar import kind_of, label, timeline
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.page import add_heading, add_key, add_source
from avloppsanalys.charts.same_period_panel import LABELS, MARKS, draw
from avloppsanalys.charts.series import in_order, place_rows, series_of, titled, unit_of
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.worded_page import Words, open_rows, rows_of_pages, write_unit, write_words
from avloppsanalys.days import QUANTITIES
from avloppsanalys.errors import TableError
from avloppsanalys.reference import display_name
from avloppsanalys.tables import LEVELS, TRENDS, LevelQuantity, arrange, check
from avloppsanalys.wording import Language, percent, quantity, spread, text, verdict_notes, verdict_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SAME_PERIOD_FILE", "same_period_chart", "same_period_charts"]

SAME_PERIOD_FILE: Final = re.compile(rf"samma-period-[a-z0-9-]+-({'|'.join(QUANTITIES)})(-\d+)?\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place, quantity and page."""

PAIRS: Final = {"quarter": 4, "tertial": 3, "halfyear": 2, "year": 1, "month": 4, "week": 4}
"""Periods that are drawn, each with its like a year earlier: a year of them, or the latest that have room."""

_VALUES: Final = ["estimate", "low", "high", "n_days"]
_CHANGE: Final = ["change_percent", "low_percent", "high_percent", "verdict"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Row:
    """One substance: its pairs of levels, one a row of the table, and the words beside."""

    pairs: pd.DataFrame
    words: Words
    unit: str
    stamps: tuple[str, ...]
    interval_levels: tuple[float, ...]


def same_period_charts(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw the latest year beside the one before it for every substance of a place, in as many pages as they need.

    See `same_period_chart` for what is drawn, and for the parameters.

    Returns
    -------
    tuple of Chart
        Substances in the order of the reference table, spread over the pages.

    Raises
    ------
    TableError
        If the table holds no level of that quantity for the place, or its periods do not recur every year.
    """
    rows = _rows(levels, trends, place, quantity, synthetic=synthetic, lang=lang)
    pages = rows_of_pages([row.words for row in rows], source_line, row_bottom=LABELS, below=0)
    return tuple(
        _chart(rows, pages, page, place, quantity, title, source_line, synthetic=synthetic, lang=lang)
        for page in range(1, len(pages) + 1)
    )


def same_period_chart(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
    page: int = 1,
) -> Chart:
    """Draw each period of the latest year beside the same period the year before, with the change in words.

    Each level stands with its interval, a bound where there is no level, and an empty place where nothing was sampled.
    The words are those of the latest period's ``same_period_last_year`` row in `trends`; overlapping intervals are no
    test, and nothing is computed here.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels [unit of the quantity].
    trends : pandas.DataFrame
        A table of trends [percent].
    place : str
        Which place of the tables to draw.
    quantity : {"load", "consumption", "doses"}, default "load"
        Which quantity of the tables to draw.
    title : str, optional
        The heading; by default it says what is shown and where.
    source_line : str
        Laboratory, factor set and versions, for the foot of the page.
    synthetic : bool, default False
        Whether the data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.
    page : int, default 1
        Which page, of at most three substances each.

    Returns
    -------
    Chart
        Its table holds one row a pair of periods.

    Raises
    ------
    TableError
        If the table holds no level of that quantity for the place, its periods do not recur every year, or there is no
        such page.
    """
    rows = _rows(levels, trends, place, quantity, synthetic=synthetic, lang=lang)
    pages = rows_of_pages([row.words for row in rows], source_line, row_bottom=LABELS, below=0)
    if not 1 <= page <= len(pages):
        raise TableError(f"The levels of {place!r} fill {len(pages)} pages; there is no page {page}.")
    return _chart(rows, pages, page, place, quantity, title, source_line, synthetic=synthetic, lang=lang)


def _rows(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    place: str,
    quantity: LevelQuantity,
    *,
    synthetic: bool,
    lang: Language,
) -> list[_Row]:
    """Return what each row shows: the same periods for all substances of the place."""
    own = in_order(place_rows(levels, LEVELS, place, quantity), "period_start")
    check(trends, TRENDS)
    changes = in_order(arrange(trends[(trends["place"] == place) & (trends["quantity"] == quantity)], TRENDS))
    changes = changes[changes["comparison"] == "same_period_last_year"]
    kind = kind_of(own["period"])
    if kind is None:
        raise TableError(
            f"The levels of {place!r} are of periods that do not recur every year: make them per quarter, month or"
            " another named period."
        )
    latest = [period.name for period in timeline(own["period"])][-PAIRS[kind] :]
    series_of_changes = series_of(changes)
    rows = []
    for name, known in own.groupby(series_of(own), sort=False):
        change = changes[series_of_changes == name]
        row: dict[Any, Any] = dict(change.iloc[0]) if len(change) else {"comparison": "same_period_last_year"}
        compared = str(row.get("last_period") or latest[-1])
        which = text("chart.pair.which", lang, later=label(compared, lang), earlier=label(_year_before(compared), lang))
        recalled = bool((known["factor_status"] == "recalled").any())
        stamps = {"chart.recalled": recalled, "chart.synthetic": synthetic}
        rows.append(
            _Row(
                pairs=_pairs(known, latest, row, compared),
                words=Words(
                    name=display_name(str(known["substance"].iloc[0]), lang),
                    word=which,
                    detail=verdict_words(row, lang),
                    notes=verdict_notes(row, lang),
                ),
                unit=unit_of(quantity, known, lang),
                stamps=tuple(text(stamp, lang) for stamp, wanted in stamps.items() if wanted),
                interval_levels=tuple(known["interval_level"].dropna().unique()),
            )
        )
    return rows


def _year_before(period: str) -> str:
    """Return the name of the same period a year earlier: 2026K3 -> 2025K3."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def _pairs(known: pd.DataFrame, latest: Sequence[str], row: dict[Any, Any], compared: str) -> pd.DataFrame:
    """Return one row a pair; the change stands in the one that it is of."""
    by_period = known.set_index("period")[_VALUES]
    before = [_year_before(period) for period in latest]
    later = by_period.reindex(list(latest)).reset_index()
    earlier = by_period.reindex(before).reset_index().add_prefix("earlier_")
    about = known[["substance", "factor_set", "unit"]].iloc[[0] * len(latest)].reset_index(drop=True)
    pairs = pd.concat([about, later, earlier], axis=1)
    for name in _CHANGE:
        pairs[name] = [row.get(name) if period == compared else None for period in latest]
    return pairs.astype(dict.fromkeys(_CHANGE[:3], "float64") | {"verdict": "str"})


def _chart(
    all_rows: list[_Row],
    pages: list[int],
    page: int,
    place: str,
    quantity: LevelQuantity,
    title: str | None,
    source_line: str,
    *,
    synthetic: bool,
    lang: Language,
) -> Chart:
    """Draw one page."""
    before = sum(pages[: page - 1])
    rows = all_rows[before : before + pages[page - 1]]
    default = text(f"chart.pair.title.{quantity}", lang, place=place)
    heading = titled(title or default, page, len(pages), synthetic=synthetic, lang=lang)
    shares = " / ".join(dict.fromkeys(percent(share, lang) for row in rows for share in row.interval_levels))

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_rows([row.words for row in rows], source_line, row_bottom=LABELS, below=0)
            for ax, row in zip(axes, rows, strict=True):
                drawn |= draw(ax, row.pairs, lang)
                write_unit(ax, row.unit, row.stamps)
                write_words(ax, row.words)
            add_heading(figure, heading)
            key = {text(f"chart.pair.{mark}", lang, level=shares): drawn[mark] for mark in MARKS if mark in drawn}
            add_key(figure, key)
            add_source(figure, source_line)
        return figure

    about = text("alt.pair.about", lang, title=heading, unit="; ".join(dict.fromkeys(row.unit for row in rows)))
    return Chart(
        name="-".join(["samma-period", slug(place), quantity, *([str(page)] if len(pages) > 1 else [])]),
        title=heading,
        draw=draw_page,
        alt_text=" ".join([about, *(_told(row, lang) for row in rows)]),
        table=pd.concat([row.pairs for row in rows], ignore_index=True),
    )


def _told(row: _Row, lang: Language) -> str:
    """Return the pairs of a substance in words, after its change."""
    verdict = f"{row.words.word}: {row.words.detail}"
    sentences = [text("alt.trend.verdict", lang, name=row.words.name, verdict=verdict), *row.words.notes]
    for pair in row.pairs.to_dict("records"):
        later, earlier = (_value(pair, prefix, lang) for prefix in ("", "earlier_"))
        names = {"period": label(str(pair["period"]), lang), "before": str(pair["earlier_period"])[:4]}
        sentences.append(text("alt.pair.told", lang, later=later, earlier=earlier, **names))
    return " ".join(sentences)


def _value(pair: dict[Any, Any], prefix: str, lang: Language) -> str:
    level, low, high = (pair[f"{prefix}{name}"] for name in ("estimate", "low", "high"))
    if pd.isna(level):
        if pd.isna(high):
            return text("alt.pair.none", lang)
        return text("alt.levels.at_most", lang, value=quantity(high, lang))
    whole = quantity(level, lang)
    return whole if pd.isna(low) or pd.isna(high) else f"{whole} ({spread(low, high, lang)})"
