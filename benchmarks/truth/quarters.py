"""Do the intervals of a quarter's mean hold when the truth is known, and scatters more than our own tables say?

    python benchmarks/truth/quarters.py [plants]

Each plant draws its own scatter between weeks (median .15, nine in ten .05-.30) and between days (1.5 times the tabled
spread), its days have heavy tails, it has 1 000 to 100 000 persons and up to half of its days below the limit
of quantification; every error component is drawn, shared ones once for each value of their scope. The target is the
realised mean of all days of the quarter. Days are taken at random, as one run, or as two campaigns.
"""

import sys
from collections.abc import Mapping

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.levels import period_levels
from avloppsanalys.loads import daily_loads, join_samples
from avloppsanalys.simulate import PlantTruth, ResidueTruth, simulate_plants

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
    means = made.true_means().rename(columns={"plant": "place", "residue": "substance"})
    true = next(column for column in means.columns if column not in ("place", "substance", "period"))
    joined = levels.merge(means[["place", "substance", true]], on=["place", "substance"], how="left")
    scatter = pd.DataFrame({"place": made.names, "day_log_sd": made.day_log_sd[0]})
    joined = joined.merge(scatter, on="place").rename(columns={true: "truth"})
    upper = joined["method"] == "upper_bound"
    hit = (joined["low"] <= joined["truth"]) & (joined["truth"] <= joined["high"])
    return joined.assign(hit=hit, upper=upper)


def coverage(plants: int, factor: float) -> pd.DataFrame:
    """Return coverage in per cent by drug, design and number of days."""
    rng = np.random.default_rng(SEED)
    days = 92
    rows = []
    for design in DESIGNS:
        for number in DAYS:
            if design == "two campaigns" and number == 1:
                continue
            for residue in DRUGS:
                population = np.exp(rng.uniform(np.log(1e3), np.log(1e5), plants))
                below = rng.uniform(0.0, 0.5, plants)
                mask = sampled(design, number, plants, days, rng)
                found = quarter(residue, mask, rng, below=below, population=population, factor=factor)
                worst = found["day_log_sd"] >= found["day_log_sd"].quantile(0.9)
                rows.append(
                    {
                        "design": design,
                        "n": number,
                        "residue": residue,
                        "all": 100 * found["hit"].mean(),
                        "all below": 100 * found.loc[found["upper"], "hit"].mean() if found["upper"].any() else np.nan,
                        "worst decile": 100 * found.loc[worst, "hit"].mean(),
                    }
                )
    return pd.DataFrame(rows)


def by_campaign_scatter(plants: int) -> pd.DataFrame:
    """Return coverage of plants whose weeks scatter by a given amount, three days as one run."""
    rng = np.random.default_rng(SEED + 1)
    rows = []
    for log_sd in (0.05, 0.15, 0.30):
        hits = []
        for residue in DRUGS:
            population = np.exp(rng.uniform(np.log(1e3), np.log(1e5), plants))
            mask = sampled("one run", 3, plants, 92, rng)
            hits.append(
                quarter(residue, mask, rng, below=0.0, population=population, campaign_log_sd=log_sd)["hit"].mean()
            )
        rows.append({"week log-sd": log_sd, "coverage": 100 * float(np.mean(hits))})
    return pd.DataFrame(rows)


def gain_of_history(plants: int) -> pd.DataFrame:
    """Return coverage and width of the last quarter, three random days, alone and after eight earlier quarters."""
    rng = np.random.default_rng(SEED + 2)
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
        means = made.true_means().rename(columns={"plant": "place", "residue": "substance"})
        for known, taken in (("alone", loads[loads["start"] >= Period.parse(QUARTER).start]), ("after eight", loads)):
            found = period_levels(taken).merge(means, on=["place", "substance", "period"], suffixes=("", "_true"))
            found = found[found["period"] == QUARTER]
            true = found[next(column for column in means.columns if column not in ("place", "substance", "period"))]
            rows.append(
                {
                    "quarter": known,
                    "coverage": 100 * float(((found["low"] <= true) & (true <= found["high"])).mean()),
                    "high / low": float((found["high"] / found["low"]).median()),
                }
            )
    return pd.DataFrame(rows).groupby("quarter", sort=False, as_index=False).mean()


def main(plants: str = "500") -> None:
    """Print every table beside its bar."""
    for factor, bars in ((1.0, "93-98, each drug at least 90"), (1.3, "at least 90, each drug at least 87")):
        table = coverage(int(plants), factor)
        wide = table.pivot_table(index=["design", "n"], columns="residue", values="all", sort=False)
        wide.insert(0, "mean", wide.mean(axis=1))
        print(f"\nCoverage of the quarter's mean, scatter {factor:g} times the table's median (mean: {bars})")
        print(wide.round(1).to_string())
        print("Quarters with all days below the limit:", round(table["all below"].mean(), 1))
        print("Plants in the worst decile of scatter:", round(table["worst decile"].mean(), 1))
    print("\nOne run of three days, by the plant's scatter between weeks (at .30 at least 80)")
    print(by_campaign_scatter(int(plants)).round({"coverage": 1}).to_string(index=False))
    print("\nThree random days, with and without eight earlier quarters of three days")
    print(gain_of_history(int(plants)).round({"coverage": 1, "high / low": 2}).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
