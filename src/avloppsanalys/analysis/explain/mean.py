"""The mean of the samples' logs: how far each may lie from it, what it weighs, and its check where some are bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, given, ln, most, normal, root, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject

__all__ = ["write_mean", "write_spreads"]


def write_spreads(sheet: Sheet, about: Subject) -> list[Number]:
    """Write how far each sample's log may lie from the mean."""
    sheet.say("spread_what")
    day, whole = Number(about.part("day_variance")), Number(about.part("total_variance"))
    found = []
    for row in about.rows:
        length = float(about.worked.days["days"].iloc[row])
        error = most(Number(about.of_day("error_variance", row)), whole - day)
        own = day if length == 1 else day / given(length)
        found.append(sheet.line("spread", root(own + error), about.of_day("sigma", row), sample=about.sample(row)))
    return found


def write_mean(sheet: Sheet, about: Subject, sigma: list[Number]) -> list[Number]:
    """Write each sample's log and weight, and the mean of the logs; where some are only bounded, the check of it."""
    sheet.say("mean_what")
    ends = [_write_ends(sheet, about, row) for row in about.rows]
    known = [about.of_day("known", row) > 0 for row in about.rows]
    bounded = [low is not high for low, high in ends]
    if any(bounded) and np.isfinite(about.part("mean")):
        _write_solution(sheet, about, sigma, ends)
    elif any(bounded):
        sheet.say("no_mean")
    told = [
        _write_information(sheet, about, row, spread, end)
        for row, spread, end, one in zip(about.rows, sigma, ends, known, strict=True)
        if one
    ]
    if not told:
        return []
    whole = sheet.line("information_sum", total(told), about.part("information"))
    weights = []
    used = [row for row, one in zip(about.rows, known, strict=True) if one]
    for row, one in zip(used, told, strict=True):
        weights.append(sheet.line("weight", one / whole, about.of_day("weight", row), sample=about.sample(row)))
    if not any(bounded):
        logs = [low for low, _ in ends if low is not None]
        terms = [weight * one for weight, one in zip(weights, logs, strict=True)]
        sheet.line("mean_of_logs", total(terms), about.part("mean"))
    return weights


def _write_ends(sheet: Sheet, about: Subject, row: int) -> tuple[Number | None, Number | None]:
    """Write the log of a sample with weekday and length taken off; of both its ends where it is only bounded."""
    day = about.worked.days.iloc[row]
    off = about.of_day("taken_off", row)
    length, weekday = float(day["days"]), about.of_day("weekday_log_factor", row)
    taken = Number(off)
    if length != 1 and off != weekday:
        half = Number(about.part("day_variance")) / given(2) * (given(1) - given(1) / given(length))
        taken = sheet.line("taken_off", half + Number(weekday), off, sample=about.sample(row))
    found: list[Number | None] = []
    exact = day["low"] == day["high"]
    for end in ("low", "high"):
        value = day[end]
        if pd.isna(value) or value <= 0 or not np.isfinite(value):
            found.append(None)
        elif end == "high" and exact:
            found.append(found[0])
        else:
            number = ln(Number(float(value)))
            evened = number if off == 0 else number - taken
            name = "log_value" if exact else f"log_{end}"
            found.append(sheet.line(name, evened, about.of_day(f"log_{end}", row), sample=about.sample(row)))
    return found[0], found[1]


def _write_solution(
    sheet: Sheet, about: Subject, sigma: list[Number], ends: list[tuple[Number | None, Number | None]]
) -> None:
    """Write the mean that the likelihood gives, and that what the samples pull at it adds to zero."""
    sheet.say("iterative")
    mean = sheet.value("solution", about.part("mean"))
    pulls: list[Expression] = []
    for row, spread, (low, high) in zip(about.rows, sigma, ends, strict=True):
        if low is None and high is None:
            continue
        pull = (low - mean) / spread.squared() if low is high and low is not None else _pull(low, high, mean, spread)
        pulls.append(sheet.line("pull", pull, sample=about.sample(row)))
    sheet.line("pull_sum", total(pulls))


def _pull(low: Number | None, high: Number | None, mean: Number, spread: Number) -> Expression:
    """Return the slope of the log-likelihood of a bounded value in the mean."""
    at_low = None if low is None else (low - mean) / spread
    at_high = None if high is None else (high - mean) / spread
    if at_low is None and at_high is not None:
        return given(0) - normal(at_high, density=True) / normal(at_high) / spread
    if at_high is None and at_low is not None:
        return normal(at_low, density=True) / (given(1) - normal(at_low)) / spread
    assert at_low is not None, "one end is known"
    assert at_high is not None, "one end is known"
    inside = normal(at_high) - normal(at_low)
    return (normal(at_low, density=True) - normal(at_high, density=True)) / inside / spread


def _write_information(
    sheet: Sheet, about: Subject, row: int, spread: Number, ends: tuple[Number | None, Number | None]
) -> Number:
    """Write what a sample tells of the mean."""
    low, high = ends
    found = about.of_day("information", row)
    if low is high or not np.isfinite(about.part("mean")):
        return sheet.line("information", given(1) / spread.squared(), found, sample=about.sample(row))
    mean = Number(about.part("mean"))
    if low is None and high is not None:
        end = (high - mean) / spread
        hazard = normal(end, density=True) / normal(end)
        bend = hazard * (end + hazard) / spread.squared()
        return sheet.line("information", bend, found, sample=about.sample(row))
    if low is not None and high is not None:
        width = given(1) / (spread.squared() + (high - low).squared() / given(12))
        if abs(width.value(17) - found) <= 1e-9 * found:
            return sheet.line("information_wide", width, found, sample=about.sample(row))
    return sheet.value("information", found, sample=about.sample(row))
