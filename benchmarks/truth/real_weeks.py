"""Do the intervals hold on real European weeks, in countries that the tables have not seen?

Run by ``python benchmarks/truth weeks``.

For each country in turn the week tables are derived from all the others; then days are drawn from each of its complete
weeks with seven positive days, and `period_levels` gives the week's mean from them. The target is the mean of the seven
measured days, so shared components are off and the scatter of days loses its part 1 - n/7. Sites weigh alike.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from bars import Bar

sys.path.insert(0, str(Path(__file__).parents[1] / "derive"))
from weeks import OTHER, UNKNOWN_PERSONS, fit, other_residue, weeks

from avloppsanalys.censoring import wilson_interval
from avloppsanalys.levels import period_levels
from avloppsanalys.readers import read_euda
from avloppsanalys.reference import WeekModel

SEED = 20261123
SMALL = 50_000
FEW = 300
WEEK = list(range(7))
THIRDS = ("low third", "middle third", "high third")
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
    logs = table[WEEK].to_numpy()
    below = table[[f"below {day}" for day in WEEK]].to_numpy() if "below 0" in table else np.zeros_like(logs, bool)
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


def drawn_levels(
    table: pd.DataFrame, known: Mapping[str, WeekModel], draws: int, rng: np.random.Generator
) -> Iterator[tuple[str, int, pd.DataFrame, np.ndarray]]:
    """Give, design by design, its number of days, the levels of every week and draw, and the week of each level."""
    for design, size in DESIGNS.items():
        days = chosen_days(size, draws, rng)
        levels = period_levels(sampled(table, days), "week", components=(), models=known)
        yield design, len(days[0]), levels, levels["place"].str.split("|").str[0].astype(int).to_numpy()


def by_country(
    known: pd.DataFrame, tried: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, dict[str, WeekModel]]]:
    """Give, country by country, the weeks of all others, its own that are tried, and what the others' models are."""
    for country in sorted(tried["country"].unique()):
        seen = known[known["country"] != country]
        yield seen, tried[tried["country"] == country].reset_index(drop=True), models(seen)


def covered(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return, for each week and design, how often the interval held its mean, and how wide it was."""
    rng = np.random.default_rng(SEED)
    results = []
    for seen, held_out, known in by_country(table, table):
        plain, evened = pooled_sd(seen), pooled_sd(seen, known)
        target = np.exp(held_out[WEEK]).mean(axis=1).to_numpy()
        for design, number, levels, row in drawn_levels(held_out, known, draws, rng):
            hit = (levels["low"] <= target[row]) & (target[row] <= levels["high"])
            width = np.log(levels["high"] / levels["low"])
            reach = 2 * 1.96 * np.sqrt((1 - number / 7) / number)
            each = pd.DataFrame({"row": row, "hit": hit.astype(float), "width": width}).groupby("row").mean()
            pooled = {name: reach * held_out["residue"].map(sd) for name, sd in (("plain", plain), ("evened", evened))}
            results.append(held_out.assign(design=design, hit=each["hit"], width=each["width"], **pooled))
    return pd.concat(results, ignore_index=True)


def pooled_sd(table: pd.DataFrame, known: Mapping[str, WeekModel] | None = None) -> pd.Series:
    """Return the pooled standard deviation of the days of a week by residue, weekdays taken off if they are known."""
    off = 0 if known is None else np.stack([known[name].log_factors for name in table["residue"]])
    left = table[["residue"]].join(table[WEEK] - off)
    return left.groupby("residue")[WEEK].apply(lambda rows: np.sqrt(rows.var(axis=1, ddof=1).mean()))


ZEROS: Mapping[str, float] = {"0": 0.0, "half the limit": 0.5, "the limit": 1.0}
"""What a zero may have been, as a share of the limit."""


def covered_with_zeros(table: pd.DataFrame, zeros: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return how often the interval met the mean of a week with zeros.

    A zero is somewhere between nothing and the limit, and so is the mean: the interval is to meet what it may be.
    Beside it: whether it held the mean with all zeros as one number. A level that cannot be given is no hit.
    """
    rng = np.random.default_rng(SEED)
    results = []
    for _, held_out, known in by_country(table, zeros):
        loads, below = np.exp(held_out[WEEK].to_numpy()), held_out[[f"below {day}" for day in WEEK]].to_numpy()
        means = {name: np.where(below, share * loads, loads).mean(axis=1) for name, share in ZEROS.items()}
        for design, _, levels, row in drawn_levels(held_out, known, draws, rng):
            hits = {name: (levels["low"] <= mean[row]) & (mean[row] <= levels["high"]) for name, mean in means.items()}
            met = (levels["low"] <= means["the limit"][row]) & (levels["high"] >= means["0"][row])
            found = {"hit": met, "given": levels["high"].notna()} | hits
            shares = {name: one.to_numpy(dtype=float) for name, one in found.items()}
            results.append(held_out.iloc[row].assign(design=design, **shares))
    return pd.concat(results, ignore_index=True)


def with_made_up_limits(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return positive weeks as a laboratory would have told them that could not quantify one to five of their days.

    EUDA's own weeks with zeros are nearly all zero throughout; here the truth is known and both kinds of day are there.
    """
    logs = table[WEEK].to_numpy()
    ordered = np.sort(logs, axis=1)
    hidden = rng.integers(1, 6, len(table))
    at = np.arange(len(table))
    limit = (ordered[at, hidden - 1] + ordered[at, hidden]) / 2
    below = logs < limit[:, None]
    told = pd.DataFrame(np.where(below, limit[:, None], logs), columns=WEEK, index=table.index)
    masks = pd.DataFrame(below, columns=[f"below {day}" for day in WEEK], index=table.index)
    truth = pd.Series(np.exp(logs).mean(axis=1), index=table.index, name="truth")
    return pd.concat([table.drop(columns=WEEK), told, masks, truth], axis=1)


def covered_below_limits(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return how often the interval held the mean of a week of which one to five days lay below a made-up limit."""
    rng = np.random.default_rng(SEED)
    results = []
    for _, held_out, known in by_country(table, table):
        hidden = with_made_up_limits(held_out, rng)
        truth = hidden["truth"].to_numpy()
        for design, _, levels, row in drawn_levels(hidden, known, draws, rng):
            hit = (levels["low"] <= truth[row]) & (truth[row] <= levels["high"])
            results.append(hidden.iloc[row].assign(design=design, hit=hit.to_numpy(dtype=float)))
    return pd.concat(results, ignore_index=True)


def share(rows: pd.DataFrame, column: str = "hit") -> float:
    """Return the coverage in per cent, each site counted once."""
    if rows.empty:
        return float("nan")
    weight = 1 / rows.groupby("plant")["plant"].transform("size")
    return 100 * float(np.average(rows[column], weights=weight))


def report(result: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by residue, design and part: all, thirds of the level, small sites; and the width of all.

    `low` and `high` are the 95 % interval of a coverage seen in as many weeks as weigh alike.
    """
    level = result[WEEK].mean(axis=1)
    third = level.groupby([result["residue"], result["design"]]).rank(pct=True).mul(3).clip(upper=2.999).astype(int)
    rows = []
    for (residue, design), cell in result.groupby(["residue", "design"]):
        parts = {
            "all": cell,
            **{name: cell[third[cell.index] == one] for one, name in enumerate(THIRDS)},
            "under 50 000": cell[cell["population"] < SMALL],
        }
        for part, chosen in parts.items():
            rows.append({"residue": residue, "design": design, "part": part, "weeks": len(chosen), **interval(chosen)})
        widths = {name: cell["width"].median() / cell[name].median() for name in ("plain", "evened")}
        rows[-len(parts)] |= {f"width / {name}": ratio for name, ratio in widths.items()}
    return pd.DataFrame(rows)


def interval(rows: pd.DataFrame) -> dict[str, float]:
    """Return the coverage and its interval in per cent; sites weigh alike, so that fewer weeks count (Kish)."""
    if rows.empty:
        return {"coverage": np.nan, "low": np.nan, "high": np.nan}
    weight = 1 / rows.groupby("plant")["plant"].transform("size")
    effective = weight.sum() ** 2 / np.square(weight).sum()
    found = share(rows)
    low, high = wilson_interval([found / 100 * effective], [effective])
    return {"coverage": found, "low": 100 * float(low[0]), "high": 100 * float(high[0])}


def bars_of(table: pd.DataFrame, zeros: pd.DataFrame, limits: pd.DataFrame) -> list[Bar]:
    """Return the bars. Parts of a residue have few weeks: what they show must be compatible with the bar."""
    whole, parts = table[table["part"] == "all"], table[table["part"] != "all"].dropna(subset="coverage")
    bars = [
        Bar(name=f"{design}, mean of the drugs", value=value, low=94, high=97)
        for design, value in whole.groupby("design")["coverage"].mean().items()
    ]
    for row in whole.itertuples():
        most = 98 if row.weeks >= 300 else np.inf
        bars.append(Bar(name=f"{row.residue}, {row.design}", value=row.coverage, low=92, high=most))
    for row in parts.itertuples():
        name = f"{row.residue}, {row.design}, {row.part}: {row.coverage:.1f}, upper end of its interval"
        bars.append(Bar(name=name, value=row.high, low=92))
    bars.append(Bar(name="widest over the plain pooled interval", value=whole["width / plain"].max(), high=1.35))
    for name, told in (("weeks with zeros", zeros), ("days below a made-up limit", limits)):
        bars += [Bar(name=f"{name}, {design}", value=share(rows), low=90) for design, rows in told.groupby("design")]
    return bars


def run(days_path: str, sites_path: str, draws: int, tables: Path | None) -> list[Bar]:
    """Print every table, write that of the method page, and return the bars."""
    known = weeks(days_path, sites_path)
    table = report(covered(known, draws))
    print(f"Coverage of the mean of real weeks, {draws} draws of the random designs")
    wide = table.pivot_table(index=["residue", "part"], columns="design", values="coverage", sort=False)
    wide.insert(0, "weeks", table.groupby(["residue", "part"], sort=False)["weeks"].first())
    print(wide.round(1).to_string())
    whole = table[table["part"] == "all"]
    print(whole.groupby("design")["coverage"].mean().rename("mean of the drugs").round(1).to_string())
    few = whole["weeks"] < FEW
    print("\nResidues with few weeks, with the 95 % interval of a coverage seen in so many")
    print(whole.loc[few, ["residue", "design", "weeks", "coverage", "low", "high"]].round(1).to_string(index=False))
    print("\nMedian width over that of pooled normal intervals: plain, and with weekdays evened out")
    print(whole.groupby("residue")[["width / plain", "width / evened"]].agg(["min", "max"]).round(2).to_string())
    met = covered_with_zeros(known, weeks_with_zeros(days_path, sites_path), draws)
    print("\nWeeks with zeros: the interval meets what the mean may be; it holds the mean with zeros as one number")
    columns = {"meets": "hit", **{f"zeros as {name}": name for name in ZEROS}, "given": "given"}
    by_design = {
        design: {name: share(rows, column) for name, column in columns.items()}
        for design, rows in met.groupby("design")
    }
    print(pd.DataFrame(by_design).T.round(1).to_string())
    by_residue = met.groupby("residue")
    number = by_residue.apply(lambda rows: len(rows[["plant", "year"]].drop_duplicates()))
    print(pd.DataFrame({"meets": by_residue.apply(share), "weeks": number}).round(1).to_string())
    limits = covered_below_limits(known, max(draws // 10, 1))
    print("\nOne to five days of a week below a made-up limit: the interval holds the week's true mean")
    print(limits.groupby(["residue", "design"]).apply(share).unstack("design").round(1).to_string())
    print(limits.groupby("design").apply(share).round(1).to_string())
    if tables:
        wide.round(1).to_csv(tables / "real-weeks.csv")
    return bars_of(table, met, limits)
