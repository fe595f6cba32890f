"""What every format shows: one finished underlag, in the order in which a meeting reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from avloppsanalys.lagesbild import IndicatorCard, Picture
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from avloppsanalys.charts import Chart

__all__ = ["Briefing", "Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One card with the levels that it rests on, as numbers to draw."""

    card: IndicatorCard
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Briefing:
    """A finished underlag: nothing in it is left to compute, and every format shows the same numbers.

    Parameters
    ----------
    title : str
        Heading of the whole.
    lang : {"sv", "en"}
        Its language.
    marks : tuple of str
        What must stand on every slide, sheet and page: that it is internal, that the data are invented.
    document : mapping
        What `underlag` returned: every number, as ``underlag.json`` holds it.
    findings : tuple of Finding
        One a card, in the order of the cards.
    beside : tuple of Picture
        What is shown beside the findings: legal background, other indicators, mass per day in marked seasons.
    changed : tuple of str
        What has changed since the last underlag, a sentence each; None where there is no earlier one.
    questions : tuple of (str, str)
        Control questions with their answers.
    method : tuple of (str, str)
        How it was done: a heading and a paragraph each.
    charts : tuple of Chart
        The drawn pages.
    tables, drawn : mapping of str to pandas.DataFrame
        Every table under the name of its file, and the tables behind the charts.
    headings : mapping of str to str
        What each of `tables` is called, in words.
    """

    title: str
    lang: Language
    marks: tuple[str, ...]
    document: Mapping[str, Any]
    findings: tuple[Finding, ...]
    beside: tuple[Picture, ...]
    changed: tuple[str, ...] | None
    questions: tuple[tuple[str, str], ...]
    method: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    tables: Mapping[str, pd.DataFrame]
    drawn: Mapping[str, pd.DataFrame]
    headings: Mapping[str, str]
