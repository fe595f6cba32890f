"""The smallest change that would have shown, where none is confirmed."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, exp, given, ln, most, normal, root, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.trend import ALPHA, WorkedTrends, word_errors

__all__ = ["write_smallest"]

_PARTS: Final = 8
"""Into how many parts the check divides what the standard error may be estimated at: few enough for a calculator."""


def write_smallest(sheet: Sheet, about: Subject, worked: WorkedTrends, series: int, row: dict[Any, Any]) -> None:
    """Write the smallest change that would have shown, as the card tells it of a change that is not confirmed."""
    if row["verdict"] != "not_confirmed" or pd.isna(row["smallest_detectable_percent"]) or worked.line is None:
        return
    errors, dfs = word_errors(worked.line, worked.comparisons, worked.words)
    if not (errors[series] > 0 and dfs[series] > 0):
        return
    from scipy.special import gammaincinv, stdtrit

    sheet.say("smallest_what")
    error, df = sheet.value("smallest_error", errors[series]), sheet.value("smallest_df", dfs[series])
    tests = worked.words[series].tests
    alpha = sheet.line("smallest_alpha", given(ALPHA) / given(tests)).exact if tests > 1 else ALPHA
    t = sheet.value("smallest_t", float(stdtrit(df.exact, 1 - alpha / 2)))
    near = t if tests == 1 else sheet.value("t_change", float(stdtrit(df.exact, 0.975)))
    band = given(about.result.protocol.band_percent) / given(100)
    edge = sheet.line("band", ln(given(1) + band))
    limits = []
    for part in range(1, _PARTS + 1):
        half = df.exact / 2
        chi = sheet.value("smallest_chi", float(2 * gammaincinv(half, (part - 0.5) / _PARTS)), part=part)
        guessed = error * root(chi / df)
        limits.append(sheet.line("smallest_limit", most(t * guessed, edge - near * guessed), part=part))
    smallest = sheet.value("smallest_log", math.log1p(row["smallest_detectable_percent"] / 100))
    shown: list[Expression] = [normal((smallest - limit) / error) for limit in limits]
    sheet.line("smallest_check", total(shown) / given(_PARTS))
    unit = "percent_year" if row["comparison"] == "trend" else "percent"
    percent = given(100) * (exp(smallest) - given(1))
    sheet.line("smallest_change", percent, float(np.float64(row["smallest_detectable_percent"])), unit=unit)
