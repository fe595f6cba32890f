"""Do the intervals of a quarter's mean hold when the truth is known, and scatters more than our own tables say?

Run by ``python benchmarks/truth quarters``.

Each plant draws its own scatter between weeks (median .15, nine in ten .05-.30) and between days (1.5 times the tabled
spread), its own weekdays, and days with heavy tails; it has 1 000 to 100 000 persons and up to half of its days below
the limit of quantification. Every error component is drawn, shared ones once for each value of their scope. The target
is the realised mean of all days of the quarter. Days are taken at random, as one run, or as two campaigns.
"""

import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from bars import Bar

from avloppsanalys.calendar import Period
from avloppsanalys.levels import period_levels
from avloppsanalys.loads import daily_loads, join_samples
from avloppsanalys.reference import components as reference_components
from avloppsanalys.sampling import sampling_parts
from avloppsanalys.simulate import PlantTruth, ResidueTruth, SimulatedPlants, simulate_plants

SEED = 20261123
QUARTER = "2026K3"
DRUGS: Mapping[str, float] = {
    "benzoylecgonine": 200.0,
    "amphetamine": 120.0,
    "methamphetamine": 20.0,
    "MDMA": 15.0,
    "THC-COOH": 60.0,
    "ketamine": 8.0,
}
"""Residue -> load of the median day [mg/day/1000 persons]: about the middle of EUDA's sites."""
DAYS = (1, 2, 3, 5, 7)
DESIGNS = ("random", "one run", "two campaigns")
SAMPLER, SAMPLER_INTERVAL = "time_proportional", 30.0  # minutes
DAYS_OF_QUARTER = Period.parse(QUARTER).days


def sampled(design: str, number: int, plants: int, days: int, rng: np.random.Generator) -> np.ndarray:
    """Return whether each plant took a sample on each day."""
    if design == "random":
        order = np.argsort(rng.random((plants, days)), axis=1)[:, :number]
    elif design == "one run":
        order = rng.integers(0, days - number + 1, (plants, 1)) + np.arange(number)
    else:  # two runs in two different weeks, the longer one first
        weeks = np.argsort(rng.random((plants, days // 7)), axis=1)[:, :2] * 7
        first = (number + 1) // 2
        order = np.concatenate([weeks[:, :1] + np.arange(first), weeks[:, 1:] + np.arange(number - first)], axis=1)
    mask = np.zeros((plants, days), dtype=bool)
    mask[np.arange(plants)[:, None], order] = True
    return mask


def quarter(
    residue: str,
    mask: np.ndarray,
    rng: np.random.Generator,
    *,
    below: np.ndarray | float,
    population: np.ndarray,
    factor: float = 1.0,
    campaign_log_sd: float | None = None,
) -> pd.DataFrame:
    """Return the level of each plant's quarter beside its true mean, in the order of the plants."""
    truth = ResidueTruth(
        residue=residue,
        level=DRUGS[residue],
        below_loq_share=below,
        scatter_factor=factor,
        campaign_log_sd=campaign_log_sd,
    )
    made = simulate_plants(
        [truth], PlantTruth(population=population, one_world=False), mask, first=QUARTER, last=QUARTER, rng=rng
    )
    levels = period_levels(daily_loads(join_samples(made.measurements, made.flows, made.plants)))
    scatter = pd.DataFrame({"place": made.names, "day_log_sd": made.day_log_sd[0]})
    return against_truth(levels, made).merge(scatter, on="place")


def against_truth(levels: pd.DataFrame, made: SimulatedPlants) -> pd.DataFrame:
    """Return levels with the `truth` of each, and whether the interval is a `hit`."""
    means = made.true_means().rename(columns={"plant": "place", "residue": "substance", "true_mean": "truth"})
    joined = levels.merge(means, on=["place", "substance", "period"], how="left", validate="one_to_one")
    hit = (joined["low"] <= joined["truth"]) & (joined["truth"] <= joined["high"])
    return joined.assign(hit=hit, upper=joined["method"] == "upper_bound")


def cell_seed(*place: object) -> np.random.Generator:
    """Return the source of chance of one cell: the same in whatever order, and among whichever others, it is run."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(one).encode()) for one in place)])


def coverage(plants: int, factor: float) -> pd.DataFrame:
    """Return coverage in per cent by drug, design and number of days."""
    rows = []
    for design in DESIGNS:
        for number in DAYS:
            if design == "two campaigns" and number == 1:
                continue
            for residue in DRUGS:
                rng = cell_seed(design, number, residue)
                population = np.exp(rng.uniform(np.log(1e3), np.log(1e5), plants))
                below = rng.uniform(0.0, 0.5, plants)
                mask = sampled(design, number, plants, DAYS_OF_QUARTER, rng)
                found = quarter(residue, mask, rng, below=below, population=population, factor=factor)
                worst = found["day_log_sd"] >= found["day_log_sd"].quantile(0.9)
                rows.append(
                    {
                        "design": design,
                        "n": number,
                        "residue": residue,
                        "all": 100 * found["hit"].mean(),
                        "all below": 100 * found.loc[found["upper"], "hit"].mean() if found["upper"].any() else np.nan,
                        "truth above": 100 * (found["truth"] > found["high"]).mean(),
                        "worst decile": 100 * found.loc[worst, "hit"].mean(),
                    }
                )
    return pd.DataFrame(rows)


def by_campaign_scatter(plants: int) -> pd.DataFrame:
    """Return coverage of plants whose weeks scatter by a given amount, as one run of three or seven days."""
    rows = []
    for log_sd in (0.05, 0.15, 0.30):
        row: dict[str, float] = {"week log-sd": log_sd}
        for number in (3, 7):
            hits = []
            for residue in DRUGS:
                rng = cell_seed(log_sd, number, residue)
                population = np.exp(rng.uniform(np.log(1e3), np.log(1e5), plants))
                below = rng.uniform(0.0, 0.5, plants)
                mask = sampled("one run", number, plants, DAYS_OF_QUARTER, rng)
                found = quarter(residue, mask, rng, below=below, population=population, campaign_log_sd=log_sd)
                hits.append(found["hit"].mean())
            row[f"{number} days"] = 100 * float(np.mean(hits))
        rows.append(row)
    return pd.DataFrame(rows)


def by_sampler(plants: int) -> pd.DataFrame:
    """Return coverage of small plants with a coarse sampler, three random days, where they say so and where not."""
    rows = []
    for residue in DRUGS:
        rng = cell_seed("sampler", residue)
        population = np.exp(rng.uniform(np.log(1e3), np.log(5e3), plants))
        parts = sampling_parts(SAMPLER, SAMPLER_INTERVAL, population)
        components = {one.component: one.cv for one in reference_components()} | {"sampling": parts.sampler}
        made = simulate_plants(
            [ResidueTruth(residue=residue, level=DRUGS[residue])],
            PlantTruth(population=population, one_world=False, components=components),
            sampled("random", 3, plants, DAYS_OF_QUARTER, rng),
            first=QUARTER,
            last=QUARTER,
            rng=rng,
        )
        own = {"sampler_mode": SAMPLER, "sampling_interval_min": SAMPLER_INTERVAL}
        for said, table in (("stated", made.plants.assign(**own)), ("not stated", made.plants)):
            levels = period_levels(daily_loads(join_samples(made.measurements, made.flows, table)))
            rows.append(
                {"sampler": said, "residue": residue, "coverage": 100 * against_truth(levels, made)["hit"].mean()}
            )
    return pd.DataFrame(rows)


def gain_of_history(plants: int) -> pd.DataFrame:
    """Return coverage and width of the last quarter, three random days, alone and after eight earlier quarters."""
    rng = cell_seed("history")
    quarters = [f"{year}K{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)][2:11]
    rows = []
    for residue in DRUGS:
        masks = [sampled("random", 3, plants, Period.parse(name).days, rng) for name in quarters]
        made = simulate_plants(
            [ResidueTruth(residue=residue, level=DRUGS[residue])],
            PlantTruth(population=np.exp(rng.uniform(np.log(1e3), np.log(1e5), plants)), one_world=False),
            np.concatenate(masks, axis=1),
            first=quarters[0],
            last=QUARTER,
            rng=rng,
        )
        loads = daily_loads(join_samples(made.measurements, made.flows, made.plants))
        for known, taken in (("alone", loads[loads["start"] >= Period.parse(QUARTER).start]), ("after eight", loads)):
            found = against_truth(period_levels(taken), made)
            found = found[found["period"] == QUARTER]
            rows.append(
                {
                    "quarter": known,
                    "coverage": 100 * float(found["hit"].mean()),
                    "high / low": float((found["high"] / found["low"]).median()),
                }
            )
    return pd.DataFrame(rows).groupby("quarter", sort=False, as_index=False).mean()


def wide(table: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage as a table of designs by residues, with their mean."""
    found = table.pivot_table(index=["design", "n"], columns="residue", values="all", sort=False)
    found.insert(0, "mean", found.mean(axis=1))
    return found


def bars_of(found: pd.DataFrame, factor: float, mean: tuple[float, float], drug: float) -> list[Bar]:
    """Return the bars of one table: the mean of each design and number of days, and each drug."""
    bars = []
    for (design, number), row in found.iterrows():
        name = f"{factor:g} x the table, {design}, {number} days"
        bars.append(Bar(name=f"{name}, mean of the drugs", value=row["mean"], low=mean[0], high=mean[1]))
        bars += [Bar(name=f"{name}, {residue}", value=row[residue], low=drug) for residue in DRUGS]
    return bars


BARS: Mapping[float, tuple[tuple[float, float], float]] = {1.0: ((93, 98), 90), 1.3: ((90, np.inf), 87)}
"""Scatter over the table -> what the mean of the drugs must lie between, and what each drug must reach [%]."""


def run(plants: int, tables: Path | None) -> list[Bar]:
    """Print every table, write those of the method page, and return the bars."""
    bars: list[Bar] = []
    for factor, (mean, drug) in BARS.items():
        table = coverage(plants, factor)
        found = wide(table)
        print(f"\nCoverage of the quarter's mean, scatter {factor:g} times the table's median, {plants} plants a cell")
        print(found.round(1).to_string())
        print("Quarters with all days below the limit:", round(table["all below"].mean(), 1))
        print("Truth above the interval:", round(table["truth above"].mean(), 1))
        print("Plants in the worst decile of scatter:", round(table["worst decile"].mean(), 1))
        bars += bars_of(found, factor, mean, drug)
        if tables:
            found.round(1).to_csv(tables / f"quarters-{factor:g}.csv")
    print("\nOne run, by the plant's scatter between weeks")
    weeks = by_campaign_scatter(plants)
    print(weeks.round({"3 days": 1, "7 days": 1}).to_string(index=False))
    bars += [
        Bar(name=f"one run of {name}, weeks scatter by .30", value=weeks[name].iloc[-1], low=80)
        for name in ("3 days", "7 days")
    ]
    print(f"\nThree random days at 1 000 to 5 000 persons, sampler {SAMPLER} at {SAMPLER_INTERVAL:g} min")
    samplers = by_sampler(plants).pivot_table(index="sampler", columns="residue", values="coverage")
    samplers.insert(0, "mean", samplers.mean(axis=1))
    print(samplers.round(1).to_string())
    bars.append(
        Bar(name="a coarse sampler that is stated, mean of the drugs", value=samplers.loc["stated", "mean"], low=93)
    )
    print("\nThree random days, with and without eight earlier quarters of three days")
    print(gain_of_history(plants).round({"coverage": 1, "high / low": 2}).to_string(index=False))
    return bars
