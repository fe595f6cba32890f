"""Do the intervals hold on real European weeks, in countries that the tables have not seen?

    python benchmarks/truth/real_weeks.py ww2025-all-data.csv ww2025-site-info-table.csv [draws]

For each country in turn the week tables are derived from all the others; then days are drawn from each of its complete
weeks with seven positive days, and `period_levels` gives the week's mean from them. The target is the mean of the seven
measured days, so shared components are off and the scatter of days loses its part 1 - n/7. Sites weigh alike.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "derive"))
from weeks import OTHER, UNKNOWN_PERSONS, fit, other_residue, weeks

from avloppsanalys.censoring import wilson_interval
from avloppsanalys.levels import period_levels
from avloppsanalys.readers import read_euda
from avloppsanalys.reference import WeekModel

SEED = 20261123
SMALL = 50_000
DESIGNS: Mapping[str, tuple[int, ...] | int] = {
    "1 random day": 1,
    "3 random days": 3,
    "Sat+Sun": (5, 6),
    "Wed+Sun": (2, 6),
}


def models(table: pd.DataFrame) -> dict[str, WeekModel]:
    """Return the week models that a table of weeks gives."""
    found, spread = fit(table)
    other, other_spread = other_residue(found, spread)
    return {
        residue: WeekModel(
            log_factors=one["factors"],
            spread=other_spread if residue == OTHER else spread,
            intercept=one["intercept"],
            slope=one["slope"],
            prior_df=one["prior_df"],
            mass_low=one["mass_low"],
        )
        for residue, one in {**found, OTHER: other}.items()
    }


def chosen_days(design: tuple[int, ...] | int, draws: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the weekdays of each draw of a design, Monday 0."""
    if isinstance(design, tuple):
        return [np.array(design)]
    return [rng.choice(7, size=design, replace=False) for _ in range(draws)]


def weeks_with_zeros(days_path: str, sites_path: str) -> pd.DataFrame:
    """Return the complete weeks with zeros: log loads, and the log limit of each day that is a zero."""
    days = read_euda(days_path, sites_path).table
    load = days["load_mg_per_day_per_1000"]
    seen = load > 0
    days = days.assign(
        end=np.log(load.where(seen, days["load_high_mg_per_day_per_1000"])),
        below=~seen,
        weekday=days["start"].dt.day_of_week,
        year=days["start"].dt.year,
        population=days["population"].fillna(UNKNOWN_PERSONS),
    )
    index = ["residue", "country", "plant", "year", "population"]
    wide = days.pivot_table(index=index, columns="weekday", values="end").dropna()
    below = days.pivot_table(index=index, columns="weekday", values="below").reindex(wide.index).astype(bool)
    some = below.any(axis=1)
    below.columns = [f"below {day}" for day in range(7)]
    return pd.concat([wide, below], axis=1)[some].reset_index()


def sampled(table: pd.DataFrame, days: list[np.ndarray]) -> pd.DataFrame:
    """Return a table of loads: the chosen days of every week, once a draw."""
    logs = table[list(range(7))].to_numpy()
    below = table[[f"below {day}" for day in range(7)]].to_numpy() if "below 0" in table else np.zeros_like(logs, bool)
    monday = pd.Timestamp("2024-03-11", tz="Europe/Stockholm")
    parts = []
    for draw, chosen in enumerate(days):
        for weekday in chosen:
            start = monday + pd.Timedelta(days=int(weekday))
            parts.append(
                pd.DataFrame(
                    {
                        "plant": [f"{row}|{draw}" for row in range(len(table))],
                        "sample_id": f"{draw}-{weekday}",
                        "residue": table["residue"].to_numpy(),
                        "start": start,
                        "end": start + pd.Timedelta(days=1),
                        "load_mg_per_day_per_1000": np.where(below[:, weekday], np.nan, np.exp(logs[:, weekday])),
                        "load_low_mg_per_day_per_1000": np.where(below[:, weekday], 0.0, np.exp(logs[:, weekday])),
                        "load_high_mg_per_day_per_1000": np.exp(logs[:, weekday]),
                        "qualifier": np.where(below[:, weekday], "below_loq", "quantified"),
                        "population": table["population"].to_numpy(),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def covered(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return, for each week and design, how often the interval held its mean, and how wide it was."""
    rng = np.random.default_rng(SEED)
    results = []
    for country in sorted(table["country"].unique()):
        seen = table[table["country"] != country]
        held_out = table[table["country"] == country].reset_index(drop=True)
        known = models(seen)
        pooled = seen.groupby("residue")[list(range(7))].apply(lambda rows: np.sqrt(rows.var(axis=1, ddof=1).mean()))
        target = np.exp(held_out[list(range(7))]).mean(axis=1)
        for design, size in DESIGNS.items():
            days = chosen_days(size, draws, rng)
            levels = period_levels(sampled(held_out, days), "week", components=(), models=known)
            row = levels["place"].str.split("|").str[0].astype(int)
            hit = (levels["low"] <= target.iloc[row].to_numpy()) & (target.iloc[row].to_numpy() <= levels["high"])
            number = len(days[0])
            width = np.log(levels["high"] / levels["low"])
            plain = 2 * 1.96 * held_out["residue"].map(pooled) * np.sqrt((1 - number / 7) / number)
            each = pd.DataFrame({"row": row, "hit": hit.astype(float), "width": width}).groupby("row").mean()
            results.append(held_out.assign(design=design, hit=each["hit"], width=each["width"], plain=plain))
    return pd.concat(results, ignore_index=True)


def covered_with_zeros(table: pd.DataFrame, zeros: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return how often the interval meets the mean of a week with zeros: between them as 0 and as the limit."""
    rng = np.random.default_rng(SEED)
    results = []
    for country in sorted(zeros["country"].unique()):
        held_out = zeros[zeros["country"] == country].reset_index(drop=True)
        known = models(table[table["country"] != country])
        loads = np.exp(held_out[list(range(7))].to_numpy())
        below = held_out[[f"below {day}" for day in range(7)]].to_numpy()
        least, most = np.where(below, 0.0, loads).mean(axis=1), loads.mean(axis=1)
        for design, size in DESIGNS.items():
            days = chosen_days(size, draws, rng)
            levels = period_levels(sampled(held_out, days), "week", components=(), models=known)
            levels = levels[levels["high"].notna()]
            row = levels["place"].str.split("|").str[0].astype(int).to_numpy()
            hit = (levels["low"] <= most[row]) & (levels["high"] >= least[row])
            results.append(held_out.iloc[row].assign(design=design, hit=hit.to_numpy(dtype=float)))
    return pd.concat(results, ignore_index=True)


def share(rows: pd.DataFrame) -> float:
    """Return the coverage in per cent, each site counted once."""
    if rows.empty:
        return float("nan")
    weight = 1 / rows.groupby("plant")["plant"].transform("size")
    return 100 * float(np.average(rows["hit"], weights=weight))


def report(result: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by residue and design: all, by third of the level, small sites; and width over the plain one."""
    level = result[list(range(7))].mean(axis=1)
    third = level.groupby([result["residue"], result["design"]]).rank(pct=True).mul(3).clip(upper=2.999).astype(int)
    rows = []
    for (residue, design), cell in result.groupby(["residue", "design"]):
        rows.append(
            {
                "residue": residue,
                "design": design,
                "weeks": len(cell),
                "all": share(cell),
                **{name: share(cell[third[cell.index] == one]) for one, name in enumerate(("low", "middle", "high"))},
                "under 50 000": share(cell[cell["population"] < SMALL]),
                "width ratio": cell["width"].median() / cell["plain"].median(),
            }
        )
    return pd.DataFrame(rows)


def main(days_path: str, sites_path: str, draws: str = "50") -> None:
    """Print the coverage of each cell, and the mean of each design."""
    known = weeks(days_path, sites_path)
    table = report(covered(known, int(draws)))
    print(table.round({"width ratio": 2}).round(1).to_string(index=False))
    print("\nMean over the six drugs (bar: 94-97)")
    print(table.groupby("design")["all"].mean().round(1).to_string())
    large = table[table["weeks"] >= 300]
    print(
        f"\nLowest cell {table['all'].min():.1f} (bar: 92); highest with 300 weeks {large['all'].max():.1f} (bar: 98)"
    )
    few = table[table["weeks"] < 300]
    low, high = wilson_interval(few["all"] / 100 * few["weeks"], few["weeks"])
    print("\nCells of fewer than 300 weeks, with the 95 % interval of a coverage seen in so many weeks")
    print(
        few[["residue", "design", "weeks", "all"]]
        .assign(low=100 * low, high=100 * high)
        .round(1)
        .to_string(index=False)
    )
    zeros = weeks_with_zeros(days_path, sites_path)
    met = covered_with_zeros(known, zeros, int(draws))
    print("\nWeeks with zeros (bar: 90)")
    by_cell = met.groupby(["residue", "design"])
    print(by_cell.apply(share).unstack("design").assign(weeks=zeros["residue"].value_counts()).round(1).to_string())
    print(met.groupby("design").apply(share).round(1).to_string())
    print(f"\nWidest against the plain interval {table['width ratio'].max():.2f} (bar: 1.35)")


if __name__ == "__main__":
    main(*sys.argv[1:])
