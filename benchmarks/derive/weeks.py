"""Derive how loads go through the week, and how much days scatter, from EUDA's published weeks.

    python benchmarks/derive/weeks.py ww2025-all-data.csv ww2025-site-info-table.csv [folder]

Writes ``weekday.csv``, ``weekday_spread.csv`` and ``day_scatter.csv``, as they lie in the package; without a folder it
prints them. A newer file gives newer tables. Only complete weeks with seven positive days count, and each site counts
once, however many years it has.

1. Factors: the mean over sites of the log deviation of each weekday from its week.
2. Scatter: the log variance of what is left of a week, as a line in the log of the mass that passed (mg/day). Few doses
   a day scatter more than many. How much weeks differ beyond chance gives the degrees of freedom that the line is worth
   (Smyth 2004, doi 10.2202/1544-6115.1027).
3. Spread between sites: the covariance of what is left between different years of one site, in units of the scatter,
   averaged over drugs: one drug alone has too few sites with several years. Chance of a single week cancels in it.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from avloppsanalys.readers import read_euda

VERSION = "2026.11.2"
UNKNOWN_PERSONS = 50_000
"""For a site whose population is not known: the size at which the tables change class."""
OTHER = "*"
SMALL_MASS = 100.0
"""Mass [mg/day] at a small plant, where the widest line is looked for."""
HALF_DF = 3.0  # a week has six degrees of freedom


def weeks(days_path: str, sites_path: str) -> pd.DataFrame:
    """Return the complete positive weeks: one row a site, residue and year, with seven log loads, Monday first."""
    days = read_euda(days_path, sites_path).table
    days = days.assign(
        log=np.log(days["load_mg_per_day_per_1000"].where(days["load_mg_per_day_per_1000"] > 0)),
        weekday=days["start"].dt.day_of_week,
        year=days["start"].dt.year,
        population=days["population"].fillna(UNKNOWN_PERSONS),
    )
    table = days.pivot_table(
        index=["residue", "country", "plant", "year", "population"], columns="weekday", values="log"
    ).dropna()
    return table.reset_index()


def fit(table: pd.DataFrame) -> tuple[dict[str, dict[str, object]], np.ndarray]:
    """Return, by residue, factors and scatter; and the spread between sites that all residues share."""
    found, spreads = {}, []
    for residue, rows in table.groupby("residue"):
        logs = rows[list(range(7))].to_numpy()
        site = pd.factorize(rows["country"] + "|" + rows["plant"])[0]
        weight = 1 / np.bincount(site)[site]
        left = logs - logs.mean(axis=1, keepdims=True)
        factors = np.average(left, axis=0, weights=weight)
        left = left - factors
        mass = logs.mean(axis=1) + np.log(rows["population"].to_numpy() / 1000)
        line = _line(np.square(left).sum(axis=1) / 6, mass, weight)
        scaled = left / np.exp((line["intercept"] + line["slope"] * mass) / 2)[:, None]
        spreads.append(_between_years(scaled, site))
        found[str(residue)] = {
            "factors": factors - np.log(np.exp(factors).mean()),
            "n_weeks": len(rows),
            "n_sites": int(site.max()) + 1,
            "mass_low": float(np.exp(np.quantile(mass, 0.05))),
            **line,
        }
    values, vectors = np.linalg.eigh(np.mean(spreads, axis=0))
    spread = (vectors * np.clip(values, 0, None)) @ vectors.T
    # What differs between sites is part of what was left of a week: it is taken out of the scatter of days.
    between = np.trace(spread) / 6
    for one in found.values():
        one["intercept"] += np.log(1 - between)
    return found, spread / (1 - between)


def _line(variance: np.ndarray, mass: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    """Return the log variance as a line in the log mass, and the degrees of freedom that it is worth."""
    logs = np.log(variance) - digamma(HALF_DF) + np.log(HALF_DF)
    columns = np.column_stack([np.ones_like(mass), mass])
    root = np.sqrt(weight)
    _, slope = np.linalg.lstsq(columns * root[:, None], logs * root, rcond=None)[0]
    slope = min(slope, 0.0)
    height = np.average(logs - slope * mass, weights=weight)
    excess = np.average(np.square(logs - slope * mass - height), weights=weight) - polygamma(1, HALF_DF)
    df = 2 * brentq(lambda half: polygamma(1, half) - excess, 1e-3, 1e6) if excess > 1e-6 else 1e3
    return {"intercept": height + digamma(df / 2) - np.log(df / 2), "slope": slope, "prior_df": df}


def _between_years(scaled: np.ndarray, site: np.ndarray) -> np.ndarray:
    """Return the covariance of the seven days between different years of a site, each site counted once."""
    products = []
    for one in range(site.max() + 1):
        rows = scaled[site == one]
        if len(rows) > 1:
            total = rows.sum(axis=0)
            products.append((np.outer(total, total) - rows.T @ rows) / (len(rows) * (len(rows) - 1)))
    return np.mean(products, axis=0)


def other_residue(found: dict[str, dict[str, object]], spread: np.ndarray) -> tuple[dict[str, object], np.ndarray]:
    """Return what is taken for a residue that is not in the data: no pattern known, the widest line, fewest degrees."""
    patterns = []
    for one in found.values():
        typical = np.exp(one["intercept"] + one["slope"] * np.log(one["mass_low"]))
        centred = one["factors"] - np.mean(one["factors"])
        patterns.append(np.outer(centred, centred) / typical)
    widest = max(found.values(), key=lambda one: one["intercept"] + one["slope"] * np.log(SMALL_MASS))
    line = {
        "factors": np.zeros(7),
        "intercept": widest["intercept"],
        "slope": widest["slope"],
        "prior_df": min(one["prior_df"] for one in found.values()),
        "mass_low": max(one["mass_low"] for one in found.values()),
        "n_weeks": 0,
        "n_sites": 0,
    }
    return line, spread + np.mean(patterns, axis=0)


def tables(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the three tables of the package."""
    found, spread = fit(table)
    other, other_spread = other_residue(found, spread)
    rows = {**found, OTHER: other}
    weekday = pd.DataFrame(
        [
            {"residue": name, "weekday": day + 1, "log_factor": round(float(one["factors"][day]), 4)}
            for name, one in rows.items()
            for day in range(7)
        ]
    )
    spreads = pd.DataFrame(
        [
            {"residues": kind, "weekday_a": a + 1, "weekday_b": b + 1, "covariance": round(float(matrix[a, b]), 5)}
            for kind, matrix in (("known", spread), (OTHER, other_spread))
            for a in range(7)
            for b in range(7)
        ]
    )
    scatter = pd.DataFrame(
        [
            {
                "residue": name,
                "log_variance_intercept": round(float(one["intercept"]), 4),
                "log_variance_slope": round(float(one["slope"]), 4),
                "prior_df": round(float(one["prior_df"]), 2),
                "mass_low_mg_per_day": round(float(one["mass_low"]), 1),
                "n_weeks": one["n_weeks"] or None,
                "n_sites": one["n_sites"] or None,
            }
            for name, one in rows.items()
        ]
    ).astype({"n_weeks": "Int64", "n_sites": "Int64"})
    for one, key in ((weekday, "residue"), (scatter, "residue"), (spreads, "residues")):
        derived = one[key] != OTHER
        one["source"] = np.where(derived, "euda_2025", "project")
        one["locator"] = np.where(derived, "daily values of the complete weeks 2011-2024", "")
        one["status"] = np.where(derived, "derived", "chosen")
        one["note"] = np.where(derived, "", "any other residue: no pattern known, the widest line")
    return {"weekday": weekday, "weekday_spread": spreads, "day_scatter": scatter}


ABOUT = {
    "weekday": "log of a weekday's load over its week's mean, Monday 1; the mean of the seven factors is 1",
    "weekday_spread": "covariance between sites of the log weekday factors, in units of the variance of day_scatter",
    "day_scatter": (
        "log variance of the days of one week = intercept + slope * ln(mass in mg/day), as observed, weekday factors"
        " taken off; prior_df is what it is worth for a week not seen"
    ),
}


def main(days_path: str, sites_path: str, folder: str | None = None) -> None:
    """Derive the tables, and print or write them."""
    for name, table in tables(weeks(days_path, sites_path)).items():
        text = f"# {name}.csv, version {VERSION}: {ABOUT[name]}\n" + table.to_csv(index=False, lineterminator="\n")
        if folder is None:
            print(text)
        else:
            Path(folder, f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
