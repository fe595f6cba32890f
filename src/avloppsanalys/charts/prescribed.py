"""Levels beside what prescribed medicines are expected to leave, a substance a row, with what follows in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.calendar import label, timeline
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.page import add_heading, add_key, add_source
from avloppsanalys.charts.prescribed_panel import LABELS, MARKS, draw
from avloppsanalys.charts.series import titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.worded_page import Words, open_rows, rows_of_pages, write_unit, write_words
from avloppsanalys.errors import TableError, near_matches
from avloppsanalys.lagesbild import prescribed_in_brief, prescribed_parts
from avloppsanalys.reference import display_name
from avloppsanalys.tables import PRESCRIBED, arrange, check
from avloppsanalys.wording import Language, percent, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PRESCRIBED_FILE", "prescribed_charts"]

PRESCRIBED_FILE: Final = re.compile(r"forskrivning-[a-z0-9-]+\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place and page."""


def prescribed_charts(
    prescribed: pd.DataFrame,
    *,
    place: str,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw the levels of a place beside the expected loads, in as many pages as the substances need.

    Only substances of which an expected load is known in some period are drawn. Nothing is computed.

    Parameters
    ----------
    prescribed : pandas.DataFrame
        A table of prescribed loads.
    place : str
        Which place of the table to draw.
    title : str, optional
        The heading; by default it says what is shown and where.
    source_line : str
        Laboratory, factor set and versions, for the foot of the page.
    synthetic : bool, default False
        Whether the data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Chart
        None where no expected load is known.

    Raises
    ------
    TableError
        If the table holds no row for the place.
    """
    check(prescribed, PRESCRIBED)
    rows = arrange(prescribed[prescribed["place"] == place], PRESCRIBED).sort_values("period_start", kind="stable")
    if rows.empty:
        near = near_matches(place, prescribed["place"])
        hint = f" Is it {near[0]!r}?" if near else ""
        raise TableError(f"The table of prescribed loads holds no row for the place {place!r}.{hint}")
    drawn = [own for _, own in rows.groupby("substance", sort=False) if own["expected"].notna().any()]
    words = [_words(own, lang) for own in drawn]
    if not drawn:
        return ()
    source_line = f"{text('caveat.prescribed_basis', lang)} {source_line}"
    pages = rows_of_pages(words, source_line, row_bottom=LABELS, below=0)
    charts = []
    for page, count in enumerate(pages, start=1):
        before = sum(pages[: page - 1])
        heading = titled(
            title or text("prescribed.chart.title", lang, place=place), page, len(pages), synthetic=synthetic, lang=lang
        )
        name = "-".join(["forskrivning", slug(place), *([str(page)] if len(pages) > 1 else [])])
        shown = slice(before, before + count)
        charts.append(_chart(drawn[shown], words[shown], name, heading, source_line, synthetic=synthetic, lang=lang))
    return tuple(charts)


def _chart(
    drawn: list[pd.DataFrame],
    words: list[Words],
    name: str,
    heading: str,
    source_line: str,
    *,
    synthetic: bool,
    lang: Language,
) -> Chart:
    """Draw one page."""
    rows = pd.concat(drawn, ignore_index=True)
    periods = timeline(rows["period"])
    unit = text("chart.unit.load", lang)

    def draw_page() -> Figure:
        used: dict[str, Any] = {}
        with drawing():
            figure, axes = open_rows(words, source_line, row_bottom=LABELS, below=0)
            for ax, own, said in zip(axes, drawn, words, strict=True):
                used |= draw(ax, own, periods, lang)
                stamps = {"chart.synthetic": synthetic, "chart.recalled": (own["factor_status"] == "recalled").any()}
                write_unit(ax, unit, tuple(text(stamp, lang) for stamp, wanted in stamps.items() if wanted))
                write_words(ax, said)
            add_heading(figure, heading)
            shares = " / ".join(percent(share, lang) for share in rows["interval_level"].dropna().unique())
            key = {text(f"prescribed.chart.{mark}", lang, level=shares): used[mark] for mark in MARKS if mark in used}
            add_key(figure, key)
            add_source(figure, source_line)
        return figure

    told = [_told(own, said, lang) for own, said in zip(drawn, words, strict=True)]
    return Chart(
        name=name,
        title=heading,
        draw=draw_page,
        alt_text=" ".join([f"{heading}. {unit}.", *told, text("caveat.prescribed_basis", lang)]),
        table=rows,
    )


def _words(rows: pd.DataFrame, lang: Language) -> Words:
    """Return what stands beside a substance: what follows of its latest period of which the expected load is known."""
    latest = rows[rows["expected"].notna()].iloc[-1].to_dict()
    parts = prescribed_parts(latest, lang)
    period = label(str(latest["period"]), lang)
    return Words(
        name=display_name(str(latest["substance"]), lang),
        word=parts.conclusion,
        detail=text("prescribed.chart.detail", lang, period=period, words=parts.amounts),
        # the stamp above the panel says that a factor is unconfirmed
        notes=tuple(note for note in parts.notes if note != text("prescribed.words.recalled", lang)),
    )


def _told(rows: pd.DataFrame, words: Words, lang: Language) -> str:
    """Return every period of a substance in words."""
    periods = {period: label(str(period), lang) for period in rows["period"]}
    told = [
        text("picture.told.prescribed", lang, period=periods[row["period"]], words=prescribed_in_brief(row, lang))
        for row in rows.to_dict("records")
    ]
    recalled = [text("prescribed.words.recalled", lang)] if (rows["factor_status"] == "recalled").any() else []
    return " ".join([f"{words.name}.", *told, *words.notes, *recalled])
