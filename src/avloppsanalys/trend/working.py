"""What the judgement of change was made of, kept for whoever follows it by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from avloppsanalys.trend.assessment import Assessment
from avloppsanalys.trend.comparisons import Comparison
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.step import Steps
from avloppsanalys.trend.words import Word

__all__ = ["WorkedTrends"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkedTrends:
    """Tables of trends and of their lines, and what each change was made of; without a series there is only that."""

    trends: pd.DataFrame
    lines: pd.DataFrame
    series: DaySeries
    line: Assessment | None = None
    comparisons: tuple[Comparison, ...] = ()
    words: tuple[Word, ...] = ()
    steps: Steps | None = None
