"""Derive how many degrees of freedom the tabled scatter of days is worth, from EUDA's weeks.

    python benchmarks/derive/day_scatter_prior.py ww2025-all-data.csv

Each complete week with seven positive days gives one log variance with six degrees of freedom. How much these variances
differ between weeks, beyond chance, says how much the tabled one is worth for a week not seen: d0 of Smyth (2004),
doi 10.2202/1544-6115.1027, from the mean and the variance of the logs of the variances.
"""

import sys

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from avloppsanalys.readers import read_euda

WEEK_DF = 6


def prior(variances: np.ndarray) -> tuple[float, float]:
    """Return the prior variance and its degrees of freedom."""
    logs = np.log(variances) - digamma(WEEK_DF / 2) + np.log(WEEK_DF / 2)
    excess = logs.var(ddof=1) - polygamma(1, WEEK_DF / 2)
    if excess <= 0:
        return float(np.exp(logs.mean())), float("inf")
    df = 2 * brentq(lambda half: polygamma(1, half) - excess, 1e-3, 1e6)
    return float(np.exp(logs.mean() + digamma(df / 2) - np.log(df / 2))), df


def main(path: str) -> None:
    """Print the prior of each residue."""
    days = read_euda(path).table
    days = days[days["load_mg_per_day_per_1000"] > 0].assign(
        log=lambda table: np.log(table["load_mg_per_day_per_1000"])
    )
    weeks = days.groupby(["residue", "plant", days["start"].dt.year])["log"].agg(["size", "var"])
    complete = weeks[weeks["size"] == 7]["var"]
    rows = []
    for residue, variances in complete.groupby("residue"):
        variance, df = prior(variances.to_numpy())
        rows.append({"residue": residue, "weeks": len(variances), "log_sd": variance**0.5, "prior_df": df})
    print(pd.DataFrame(rows).round(2).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1])
