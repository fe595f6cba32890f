"""How often does the word on a trend err when nothing changes, and how often does it see a change?

Run by ``python benchmarks/truth changes``.

Every series becomes a table of loads that `trends` judges under its default settings: season terms and the question
whether the level wanders from sixteen quarters, weekdays evened out by the tabled factors while each plant has factors
of its own. Days have a coefficient of variation of 45 %, three in a quarter where nothing else is said, in three weeks.
``false`` is the share of increasing and decreasing when nothing changes, ``edge`` the share of unchanged when the truth
lies on the band's edge (25 % a year), ``power`` the share of increasing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bars import Bar
from scenarios import DAY_VARIANCE, EDGE, SCENARIOS, Made

from avloppsanalys.reference import week_model
from avloppsanalys.trend import trends

SEED = 20261123
QUARTERS = (8, 12, 20)
RESIDUE = "benzoylecgonine"
LEVEL, PERSONS = 100.0, 17_000.0  # mg/day/1000, persons
SUBSTANCES = (
    "benzoylecgonine",
    "amphetamine",
    "methamphetamine",
    "MDMA",
    "THC-COOH",
    "ketamine",
    "morphine",
    "tramadol",
)
WEEKS: Mapping[int, tuple[int, ...]] = {1: (6,), 3: (2, 6, 10), 7: (1, 3, 5, 6, 8, 10, 11)}
"""In which week of its quarter each day lies, by the number of days, where they lie in weeks of their own."""
WEEKDAYS = (2, 6, 2, 6, 2, 6, 2)
"""Wednesday, Sunday and so on: the same in every quarter."""


def dates(quarters: int, days: int, campaign: np.ndarray | None, weekdays: np.ndarray | None) -> pd.DatetimeIndex:
    """Return the start of each day, quarter by quarter; days of one campaign follow each other."""
    if weekdays is not None:  # a run that begins on a weekday of its own in each quarter
        offset = 35 + weekdays[:, None] + np.arange(days)
    elif campaign is None:
        offset = np.broadcast_to([7 * week + WEEKDAYS[day] for day, week in enumerate(WEEKS[days])], (quarters, days))
    else:
        within = np.array(
            [np.flatnonzero(np.flatnonzero(campaign == one) == day)[0] for day, one in enumerate(campaign)]
        )
        offset = np.broadcast_to(14 + 42 * campaign + within, (quarters, days))
    return starts(quarters, offset)


def starts(quarters: int, offset: np.ndarray) -> pd.DatetimeIndex:
    """Return when samples start, at seven, from the number of days after the first Monday of their quarter."""
    first = pd.period_range("2021Q1", periods=quarters, freq="Q").start_time
    monday = (first + pd.to_timedelta((7 - first.day_of_week) % 7, unit="D")).to_numpy()
    each = monday[:, None] + offset.astype("timedelta64[D]") + np.timedelta64(7, "h")
    return pd.DatetimeIndex(each.ravel()).tz_localize("Europe/Stockholm")


def loads(
    made: Made,
    change: float,
    rng: np.random.Generator,
    residue: str = RESIDUE,
    *,
    start: pd.DatetimeIndex | None = None,
) -> pd.DataFrame:
    """Return the table of loads of series whose level changes by `change` a year, limits staying where they are."""
    logs = made["logs"]
    series, quarters, days = logs.shape
    start = dates(quarters, days, made.get("campaign"), made.get("weekdays")) if start is None else start
    model = week_model(residue)
    # Each plant departs from the tabled week as sites do, in units of its scatter.
    departure = rng.multivariate_normal(
        np.zeros(7), DAY_VARIANCE * model.spread, series, check_valid="ignore", method="eigh"
    )
    week = (model.log_factors + departure)[:, start.day_of_week].reshape(logs.shape)
    drift = (change * (np.arange(quarters) - (quarters - 1) / 2) / 4)[:, None]
    value = logs + drift + week
    limit = (made["limit"] + week) if "limit" in made else np.full(logs.shape, -np.inf)
    below = value < limit
    table = pd.DataFrame(
        {
            "plant": np.repeat([f"{one:05d}" for one in range(series)], quarters * days),
            "residue": residue,
            "start": np.tile(start, series),
            "load_mg_per_day_per_1000": LEVEL * np.exp(np.where(below, np.nan, value)).ravel(),
            "load_low_mg_per_day_per_1000": LEVEL * np.exp(np.where(below, -np.inf, value)).ravel(),
            "load_high_mg_per_day_per_1000": LEVEL * np.exp(np.maximum(value, limit)).ravel(),
            "qualifier": np.where(below, "below_loq", "quantified").ravel(),
            "population": PERSONS,
        }
    )[np.isfinite(logs).ravel()]
    return table.assign(
        start=table["start"].dt.tz_convert("Europe/Stockholm"),
        end=lambda rows: rows["start"] + pd.Timedelta(days=1),
        sample_id=np.arange(len(table)).astype(str),
    )


def words(table: pd.DataFrame, **options: Any) -> dict[str, float]:
    """Return the share of each word among the trends of a table."""
    found = trends(table, **options)
    said = found.loc[found["comparison"] == "trend", "verdict"]
    return (said.value_counts() / len(said)).to_dict()


def cell(name: str, quarters: int, series: int, change: float, **options: Any) -> dict[str, float]:
    """Return the words of one scenario."""
    rng = np.random.default_rng([SEED, quarters, *name.encode()])
    return words(loads(SCENARIOS[name](series, quarters, rng), change, rng), **options)


def false(said: dict[str, float]) -> float:
    """Return the share of words that say a direction, in per cent."""
    return 100 * (said.get("increasing", 0.0) + said.get("decreasing", 0.0))


def drifts(name: str, quarters: int, series: int) -> float:
    """Return how often a series is told to have a scatter of days that drifts, in per cent."""
    rng = np.random.default_rng([SEED, quarters, *name.encode()])
    found = trends(loads(SCENARIOS[name](series, quarters, rng), 0.0, rng))
    return 100 * float(found.loc[found["comparison"] == "trend", "note"].str.contains("scatter_drifts").mean())


def eight_substances(series: int, quarters: int = 12) -> float:
    """Return how often an underlag of eight substances of which none changes says that one does, in per cent."""
    rng = np.random.default_rng([SEED, 8])
    tables = [loads(SCENARIOS["quarter noise .15"](series, quarters, rng), 0.0, rng, name) for name in SUBSTANCES]
    table = pd.concat(tables, ignore_index=True).assign(sample_id=lambda rows: rows.index.astype(str))
    found = trends(table, main=SUBSTANCES[:3])
    said = found[found["comparison"] == "trend"]
    return 100 * float(said["verdict"].isin(["increasing", "decreasing"]).groupby(said["place"]).any().mean())


def five_years_of_looks(series: int) -> float:
    """Return how often one of the looks of five years, a quarter apart, says a direction that is not there [%]."""
    rng = np.random.default_rng([SEED, 5])
    table = loads(SCENARIOS["quarter noise .15"](series, 20, rng), 0.0, rng)
    any_false = pd.Series(False, index=table["plant"].unique())
    quarter = (table["start"].dt.year - 2021) * 4 + table["start"].dt.quarter
    for seen in range(6, 21):
        found = trends(table[quarter <= seen])
        said = found[found["comparison"] == "trend"].set_index("place")["verdict"]
        any_false |= said.isin(["increasing", "decreasing"]).reindex(any_false.index, fill_value=False)
    return 100 * float(any_false.mean())


def run(series: int, tables: Path | None) -> list[Bar]:
    """Print every table, write that of the method page, and return the bars."""
    bars: list[Bar] = []
    rows = []
    for name, scenario in SCENARIOS.items():
        for quarters in QUARTERS:
            none, edge = (cell(name, quarters, series, change) for change in (0.0, EDGE))
            row = {
                "false": false(none),
                "edge": 100 * edge.get("unchanged", 0.0),
                "power": 100 * edge.get("increasing", 0.0),
            }
            rows.append({"scenario": name, "quarters": quarters} | row)
            label = f"{name}, {quarters} quarters"
            if scenario.false_bar is not None:
                bars.append(Bar(name=f"{label}, false words", value=row["false"], high=scenario.false_bar))
            if scenario.edge_bar is not None:
                bars.append(Bar(name=f"{label}, unchanged on the edge", value=row["edge"], high=scenario.edge_bar))
            if name == "independent days" and quarters in (12, 20):
                bars.append(Bar(name=f"{label}, power", value=row["power"], low={12: 50.0, 20: 95.0}[quarters]))
    table = pd.DataFrame(rows).set_index(["scenario", "quarters"])
    print(f"Words of {series} series, per cent: false when nothing changes, unchanged and increasing at 25 % a year")
    print(table.round(1).to_string())
    if tables:
        table.round(1).to_csv(tables / "changes.csv")
    blocked = cell("weekdays shifted", 12, series, 0.0, weekday_basis="as_sampled").get("not_assessable", 0.0)
    print(f"\nWeekdays shifted, not evened out: {100 * blocked:.1f} % cannot be judged")
    bars.append(Bar(name="weekdays shifted without factors, cannot be judged", value=100 * blocked, low=99))
    any_of_eight = eight_substances(max(series // 4, 100))
    print(f"Underlag of eight substances with a false word: {any_of_eight:.1f} %")
    bars.append(Bar(name="eight substances, any false word", value=any_of_eight, high=15))
    for name in ("independent days", "scatter drifts by e"):
        print(
            f"{name}, 12 and 20 quarters: told that scatter drifts {drifts(name, 12, series):.1f} and"
            f" {drifts(name, 20, series):.1f} % (reported)"
        )
    looks = five_years_of_looks(max(series // 4, 100))
    print(f"A false word at any of fifteen looks over five years: {looks:.1f} % (reported)")
    if tables:
        together = pd.DataFrame(
            {
                "read": ["eight substances in one underlag", "one substance each quarter for five years"],
                "any_false_word": [any_of_eight, looks],
            }
        )
        together.round(1).to_csv(tables / "changes-together.csv", index=False)
    return bars
