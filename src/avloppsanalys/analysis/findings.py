"""What one analysis found, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from avloppsanalys.analysis.publication import PublicationDecision
from avloppsanalys.exports import InputFile
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.tables import ASSESSMENTS, empty

if TYPE_CHECKING:
    from avloppsanalys.wording import Language

__all__ = ["Findings"]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything that one analysis found; frozen, so that what is written is what was computed.

    Attributes
    ----------
    title : str
        Heading of charts and underlag.
    protocol : AnalysisProtocol
        The decisions behind it.
    as_of : pandas.Timestamp or None
        What was known at this moment; None where no answer says when it came.
    lang : {"sv", "en"}
        Language of its texts.
    synthetic : bool
        Whether any of the data are invented; then everything written says so.
    inputs : tuple of InputFile
        The files that were read, each with its digest.
    loads, consumption, levels, trends, trend_lines, events, quality, problems : pandas.DataFrame
        Tables of those names.
    season_levels : pandas.DataFrame
        The levels of the protocol's marked seasons as mass: a table of mass levels.
    follow_up : pandas.DataFrame
        What became of the plan of sampling, one row a place and year; empty where no plan was given.
    plan : pandas.DataFrame
        The plan of sampling; empty where none was given, and where it has no days yet.
    plan_given : bool
        Whether a plan of sampling was given, be it without days.
    prescriptions, prescribed : pandas.DataFrame
        What is dispensed on prescription, and the load that it is expected to give beside each level; empty without it.
    context : pandas.DataFrame
        Other indicators beside the levels, without counts too small to be told; empty where none was given.
    assessments : pandas.DataFrame
        What the group has concluded; empty where none was given, and in what is published.
    purpose : str or None
        Why these drugs are followed in wastewater, in the kommun's own words.
    comparison : pandas.DataFrame
        What the laboratory itself computed, against our figures.
    europe : pandas.DataFrame
        The plants' days beside EUDA's towns of like size; empty where EUDA's file was not given.
    small : mapping of str to float
        The plants under the protocol's limit, with their persons [persons]: they are not published alone.
    decision : PublicationDecision or None
        The decision by which this is public; None for an internal analysis.
    report_ids : tuple of str
        The numbers of reports that the laboratories gave; a report without one is named as its file.
    joined : pandas.DataFrame
        The measurements with their lines of files, flows and persons (`join_samples`), and what the sheet of samples
        says of rain and of water led past the plant; empty where it is public.
    """

    title: str
    protocol: AnalysisProtocol
    as_of: pd.Timestamp | None
    lang: Language
    synthetic: bool
    inputs: tuple[InputFile, ...]
    loads: pd.DataFrame
    consumption: pd.DataFrame
    levels: pd.DataFrame
    trends: pd.DataFrame
    trend_lines: pd.DataFrame
    season_levels: pd.DataFrame
    events: pd.DataFrame
    quality: pd.DataFrame
    follow_up: pd.DataFrame
    comparison: pd.DataFrame
    plan: pd.DataFrame
    europe: pd.DataFrame
    prescriptions: pd.DataFrame
    prescribed: pd.DataFrame
    context: pd.DataFrame
    problems: pd.DataFrame
    small: Mapping[str, float]
    assessments: pd.DataFrame = field(default_factory=lambda: empty(ASSESSMENTS))
    purpose: str | None = None
    plan_given: bool = False
    decision: PublicationDecision | None = None
    report_ids: tuple[str, ...] = ()
    joined: pd.DataFrame = field(default_factory=pd.DataFrame)
