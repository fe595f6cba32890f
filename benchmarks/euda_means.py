"""Recompute EUDA's printed weekday, weekend and daily means from its days, and say which do not agree and why.

Usage: python benchmarks/euda_means.py ww2025-all-data.csv

Prints the tables of docs/euda-means.md. Reasons A to G are given only where they reproduce all three printed means of
the row; H and I name what the file does not print; what is left is called unexplained.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from avloppsanalys.readers.euda import read_euda
from avloppsanalys.weekdays import EUDA_WEEKEND, EUDA_WEEKEND_2021, weekday_means

TOLERANCE = 0.011  # the file prints two decimals; its own means were rounded from days with more
MEANS = {"weekday_mean": "weekday", "weekend_mean": "weekend", "daily_mean": "daily"}
KEY = ["plant", "residue", "year"]
Means = tuple[float, float, float]

REASONS = {
    "A": "The week was split elsewhere: Wed-Fri / Sat-Tue, or Mon-Wed / Thu-Sun",
    "B": "Only Wed and Thu, divided by three / Sat-Tue",
    "C": "Monday was measured, but counts as 0 in the weekend mean",
    "D": "A printed 0 was skipped, as if missing",
    "E": "A blank day counts as 0 in the weekday and weekend means",
    "F": "A printed day counts twice, in the place of a blank one",
    "G": "A blank day was counted: one and the same value for it gives all three means",
    "H": "Days are blank; weekday and weekend agree, but the daily mean does not follow from the days that are printed",
    "I": "A city of several plants, whose own days are not printed: it cannot be seen why",
    "J": "Unexplained",
}


def compare(path: Path) -> pd.DataFrame:
    """Return one row a row of the file: the seven days, each mean as printed and recomputed, and whether it agrees."""
    reading = read_euda(path, lang="en")
    loads = reading.table
    in_2021 = loads["start"].dt.year == 2021
    means = pd.concat(
        [weekday_means(loads[~in_2021]), weekday_means(loads[in_2021], weekend=EUDA_WEEKEND_2021)], ignore_index=True
    ).rename(columns={"iso_year": "year", **{mean: f"{mean}_computed" for mean in MEANS}})
    value = loads["load_mg_per_day_per_1000"].mask(loads["qualifier"] == "below_loq", 0.0)
    days = loads.assign(value=value, year=loads["start"].dt.year, day=loads["start"].dt.day_of_week)
    days = days.pivot(index=KEY, columns="day", values="value").reset_index()
    rows = reading.published.merge(means, on=KEY, how="left", validate="1:1").merge(days, on=KEY, validate="1:1")
    for mean in MEANS:
        rows[f"{mean}_agrees"] = (rows[mean] - rows[f"{mean}_computed"]).abs() <= TOLERANCE
        rows[f"{mean}_printed"] = rows[mean].notna()
    rows["all_agree"] = np.logical_and.reduce([rows[f"{mean}_agrees"] | ~rows[f"{mean}_printed"] for mean in MEANS])
    return rows


def agreement(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many printed means agree, by kind, in all weeks and in those without a blank day."""
    groups = {
        "other years": rows["year"] != 2021,
        "other years, complete weeks": (rows["year"] != 2021) & (rows["n_days"] == 7),
        "2021, by its own rule": rows["year"] == 2021,
        "2021, by its own rule, complete weeks": (rows["year"] == 2021) & (rows["n_days"] == 7),
    }
    table = []
    for name, inside in groups.items():
        group = rows[inside]
        counts = [(int(group[f"{mean}_agrees"].sum()), int(group[f"{mean}_printed"].sum())) for mean in MEANS]
        counts.append((int(group["all_agree"].sum()), len(group)))
        table.append([name, *(f"{agree} of {printed} ({agree / printed:.1%})" for agree, printed in counts)])
    return pd.DataFrame(table, columns=["rows", *(f"{name} mean" for name in MEANS.values()), "all that are printed"])


def reason(row: pd.Series) -> str:
    """Return the letter of the first reason that reproduces what is printed of a row that does not agree."""
    days = row[list(range(7))].to_numpy(dtype=float)  # Monday first
    weekend = sorted(day - 1 for day in (EUDA_WEEKEND_2021 if row["year"] == 2021 else EUDA_WEEKEND))
    weekdays = [day for day in range(7) if day not in weekend]
    printed = (float(row["weekday_mean"]), float(row["weekend_mean"]), float(row["daily_mean"]))
    for letter, means in candidates(days, weekdays, weekend, printed):
        if all(abs(one - other) <= TOLERANCE for one, other in zip(means, printed, strict=True)):
            return letter
    if row["weekday_mean_agrees"] and row["weekend_mean_agrees"] and row["n_days"] < 7:
        return "H"
    return "I" if row["plant"].endswith(")") and row["plant"][-2].isdigit() else "J"


def candidates(
    days: np.ndarray, weekdays: list[int], weekend: list[int], printed: Means
) -> Iterator[tuple[str, Means]]:
    """Yield each way in which the means may have been computed, with its letter."""
    daily = float(np.nanmean(days))
    yield "A", (float(days[[2, 3, 4]].mean()), float(days[[5, 6, 0, 1]].mean()), daily)
    yield "A", (float(days[[0, 1, 2]].mean()), float(days[[3, 4, 5, 6]].mean()), daily)
    yield "B", (float(days[[2, 3]].sum() / 3), float(days[[5, 6, 0, 1]].mean()), daily)
    yield "C", (float(np.nanmean(days[weekdays])), float(days[[4, 5, 6]].sum() / 4), daily)
    if (days > 0).any():
        above = np.where(days > 0, days, math.nan)
        yield "D", (float(np.nanmean(above[weekdays])), float(np.nanmean(above[weekend])), float(np.nanmean(above)))
    filled = np.nan_to_num(days)
    yield "E", (float(filled[weekdays].mean()), float(filled[weekend].mean()), daily)
    if np.isnan(days).any():
        for twice in range(7):
            doubled = [[*part, twice] if twice in part else part for part in (weekdays, weekend)]
            yield (
                "F",
                (
                    float(np.nanmean(days[doubled[0]])),
                    float(np.nanmean(days[doubled[1]])),
                    float(np.nanmean([*days, days[twice]])),
                ),
            )
    if np.isnan(days).sum() == 1:
        yield "G", with_the_blank_day(days, weekdays, weekend, printed)


def with_the_blank_day(days: np.ndarray, weekdays: list[int], weekend: list[int], printed: Means) -> Means:
    """Return the means with the blank day filled in as the printed mean of its part of the week demands."""
    blank = int(np.flatnonzero(np.isnan(days))[0])
    part, mean = (weekdays, printed[0]) if blank in weekdays else (weekend, printed[1])
    filled = days.copy()
    filled[blank] = mean * len(part) - np.nansum(days[part])
    return float(filled[weekdays].mean()), float(filled[weekend].mean()), float(filled.mean())


def markdown(table: pd.DataFrame) -> str:
    """Return a table in Markdown."""
    lines = [list(table.columns), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def report(path: Path) -> str:
    """Return the three tables of the page."""
    rows = compare(path)
    off = rows[~rows["all_agree"]].assign(why=lambda found: [reason(row) for _, row in found.iterrows()])
    off["2021"] = off["year"] == 2021
    counts = off.groupby(["why", "2021"]).size().unstack(fill_value=0).reindex(columns=[False, True], fill_value=0)
    groups = pd.DataFrame(
        [[letter, REASONS[letter], *counts.loc[letter]] for letter in counts.index],
        columns=["", "why the means do not agree", "other years", "2021"],
    )
    off = off.sort_values(["why", "year", "country", "plant", "drug"], kind="stable")
    listed = off[["why", "year", "country", "plant", "drug"]].rename(columns={"plant": "place"})
    listed["blank days"] = 7 - off["n_days"]
    for mean, name in MEANS.items():
        both = zip(off[mean], off[f"{mean}_computed"], off[f"{mean}_agrees"], strict=True)
        listed[name] = [f"{old:.2f}" if same else f"**{old:.2f}** / {new:.2f}" for old, new, same in both]
    return "\n\n".join(
        [
            "### How many agree\n\n" + markdown(agreement(rows)),
            f"### Why {len(off)} rows do not\n\n" + markdown(groups),
            "### Which rows\n\nPrinted / recomputed where they differ; the printed one alone where they agree.\n\n"
            + markdown(listed),
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(report(Path(sys.argv[1])))
