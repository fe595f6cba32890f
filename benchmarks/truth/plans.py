"""Does a plan find what it says? The power that is told before sampling, against the words of `trends` after it.

Run by ``python benchmarks/truth plans``.

Each plan's days become a table of loads, with the weekdays and weeks that it names, a plant's own week and the tabled
factors that even it out, and `trends` judges it under its default settings. No plan here is a row of the table behind
the power (``power_table.py``): other numbers of quarters, other scatter, other changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import changes
import numpy as np
import pandas as pd
from bars import Bar

from avloppsanalys.planning import Design, plan_power
from avloppsanalys.trend import trends

SEED = 20261124
WITHIN = 2.0
"""Points between what is told and what is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A way of sampling, where it is used, and how it is judged."""

    quarters: int
    campaigns: int
    weekdays: tuple[int, ...]
    day_sd: float
    week_sd: float
    change: float
    substances: int = 1
    """Judged together; the others do not change."""

    def told(self) -> float:
        """Return the power that planning tells, in per cent."""
        return 100 * plan_power(
            Design(campaigns=self.campaigns, weekdays=self.weekdays),
            self.quarters / 4,
            self.change,
            day_log_sd=self.day_sd,
            week_log_sd=self.week_sd,
            substances=self.substances,
        )

    def name(self) -> str:
        """Return the plan in a line."""
        days = "".join("MTWTFSS"[day - 1] for day in self.weekdays)
        family = f", {self.substances} substances" if self.substances > 1 else ""
        return (
            f"{self.quarters} quarters of {self.campaigns} x {days}, days {self.day_sd:.2f}, weeks {self.week_sd:.2f},"
            f" {self.change:+.0%} a year{family}"
        )


DAY = math.sqrt(changes.DAY_VARIANCE)
PLANS = (
    Plan(quarters=6, campaigns=3, weekdays=(3,), day_sd=DAY, week_sd=0.0, change=0.60),
    Plan(quarters=8, campaigns=3, weekdays=(3, 7), day_sd=DAY, week_sd=0.2, change=0.60),
    Plan(quarters=10, campaigns=1, weekdays=(5, 6, 7), day_sd=0.35, week_sd=0.2, change=-0.30),
    Plan(quarters=12, campaigns=3, weekdays=(3,), day_sd=DAY, week_sd=0.15, change=0.25),
    Plan(quarters=12, campaigns=2, weekdays=(3, 7), day_sd=DAY, week_sd=0.1, change=0.30),
    Plan(quarters=12, campaigns=3, weekdays=(3,), day_sd=DAY, week_sd=0.1, change=0.35, substances=5),
    Plan(quarters=12, campaigns=6, weekdays=(3,), day_sd=0.3, week_sd=0.05, change=0.15),
    Plan(quarters=14, campaigns=1, weekdays=(1, 2, 3, 4, 5, 6, 7), day_sd=0.4, week_sd=0.15, change=0.25),
    Plan(quarters=15, campaigns=1, weekdays=(3,), day_sd=DAY, week_sd=0.1, change=-0.30),
    Plan(quarters=18, campaigns=3, weekdays=(3,), day_sd=DAY, week_sd=0.15, change=0.25),
    Plan(quarters=18, campaigns=1, weekdays=(2, 3, 4), day_sd=DAY, week_sd=0.2, change=0.25),
    Plan(quarters=21, campaigns=6, weekdays=(3,), day_sd=0.3, week_sd=0.05, change=0.15),
    Plan(quarters=22, campaigns=2, weekdays=(3, 7), day_sd=0.5, week_sd=0.25, change=0.20),
    Plan(quarters=26, campaigns=1, weekdays=(6, 7), day_sd=0.7, week_sd=0.1, change=0.20),
    Plan(quarters=32, campaigns=3, weekdays=(3,), day_sd=0.7, week_sd=0.2, change=0.15),
)


def dates(plan: Plan) -> pd.DatetimeIndex:
    """Return the start of each day: campaigns evenly over the twelve whole weeks of each quarter."""
    week = ((np.arange(plan.campaigns) + 0.5) * 12 / plan.campaigns).astype(int)
    offset = (7 * week[:, None] + np.array(plan.weekdays) - 1).ravel()
    return changes.starts(plan.quarters, offset)


def table(plan: Plan, series: int, change: float, residue: str, seed: int) -> pd.DataFrame:
    """Return the loads of plants that are sampled by the plan."""
    rng = np.random.default_rng([seed, series, plan.quarters, plan.campaigns])
    days = len(plan.weekdays)
    logs = plan.day_sd * rng.standard_normal((series, plan.quarters, plan.campaigns, days))
    logs += plan.week_sd * rng.standard_normal((series, plan.quarters, plan.campaigns, 1))
    made = {"logs": logs.reshape(series, plan.quarters, plan.campaigns * days)}
    return changes.loads(made, math.log1p(change), rng, residue, start=dates(plan))


def found(plan: Plan, series: int, seed: int = SEED) -> float:
    """Return how often `trends` names the change in its direction, in per cent."""
    judged = changes.SUBSTANCES[: plan.substances]
    tables = [table(plan, series, 0.0 if at else plan.change, name, seed + at) for at, name in enumerate(judged)]
    loads = pd.concat(tables, ignore_index=True).assign(sample_id=lambda rows: rows.index.astype(str))
    words = trends(loads, main=judged if plan.substances == 1 else ())
    words = words[(words["comparison"] == "trend") & (words["substance"] == judged[0])]
    return 100 * float(words["verdict"].eq("increasing" if plan.change > 0 else "decreasing").mean())


def run(series: int, tables: Path | None) -> list[Bar]:
    """Print what each plan tells and what is found, write it for the method page, and return the bars."""
    rows = pd.DataFrame(
        [{"plan": one.name(), "told": one.told(), "found": found(one, series)} for one in PLANS]
    ).set_index("plan")
    rows["off"] = rows["told"] - rows["found"]
    print(f"\nChance of naming the change, told by planning and found by trends in {series} series, per cent")
    print(rows.round(1).to_string())
    if tables:
        rows.round(1).to_csv(tables / "plans.csv")
    return [
        Bar(name=f"{name}: told {one['told']:.1f}, found {one['found']:.1f}, apart", value=abs(one["off"]), high=WITHIN)
        for name, one in rows.iterrows()
    ]
