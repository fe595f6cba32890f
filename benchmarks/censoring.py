"""Time the censored fit against scipy's, and make the tables of docs/method/censoring.md.

    python benchmarks/censoring.py          # the ratio, then the tables
    python benchmarks/censoring.py --speed  # the ratio alone

The ratio is taken in one run on one thread: 10 000 groups of seven values in one call, and scipy's ``CensoredData``
with ``norm.fit`` on the first of the same groups, one at a time, which is the only way it has. The exit code is 1 where
the bar is missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit
from scipy.stats import CensoredData, norm

sys.path.insert(0, str(Path(__file__).parent))
from bars import Bar, verdict

from avloppsanalys.censoring import (
    GroupMeans,
    kaplan_meier,
    lognormal_fit,
    moderated_lognormal_fit,
    regression_on_order_statistics,
    substitution,
)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GROUPS, SIZE, SCIPY_GROUPS = 10_000, 7, 100
FASTER = 100
PLANTS, SHARES = 4_000, (0.1, 0.3, 0.5, 0.8)
CV, PRIOR_DF = 0.5, 4.0
PRIOR_VARIANCE = float(np.log1p(CV**2))


def draw(
    groups: int, size: int, share_below: float, seed: int, *, spread: bool = False
) -> tuple[Floats, Flags, Floats]:
    """Return values or limits of lognormal groups, which lie below, and the true mean of each group.

    The median is 1 and one limit lies where `share_below` of the values are expected below it. With `spread` the
    scatter differs between groups as the prior says.
    """
    rng = np.random.default_rng(seed)
    sigma = np.full(groups, np.sqrt(PRIOR_VARIANCE))
    if spread:
        sigma = np.sqrt(PRIOR_VARIANCE * PRIOR_DF / rng.chisquare(PRIOR_DF, groups))
    value = np.exp(rng.normal(size=(groups, size)) * sigma[:, None])
    limit = np.exp(norm.ppf(share_below) * np.sqrt(PRIOR_VARIANCE)) if share_below else 0.0
    return np.maximum(value, limit).ravel(), (value < limit).ravel(), np.exp(sigma**2 / 2)


def log_ends(value: Floats, below: Flags) -> tuple[Floats, Floats]:
    """Return the values as intervals on the log scale."""
    high = np.log(value)
    return np.where(below, -np.inf, high), high


def speed_ratio() -> tuple[float, float, float]:
    """Return microseconds a fit here and in scipy, and the ratio."""
    value, below, _ = draw(GROUPS, SIZE, 0.3, seed=1)
    low, high = log_ends(value, below)
    group = np.repeat(np.arange(GROUPS), SIZE)
    lognormal_fit(low[:SIZE], high[:SIZE], group[:SIZE], 1)  # the imports are not what is measured
    ours = []
    for _ in range(5):
        began = time.process_time()
        fit = lognormal_fit(low, high, group, GROUPS)
        ours.append((time.process_time() - began) / GROUPS)
    fitted = np.flatnonzero(fit.status == "ok")[:SCIPY_GROUPS]
    began = time.process_time()
    for number in fitted:
        rows = slice(SIZE * number, SIZE * (number + 1))
        data = CensoredData(uncensored=high[rows][~below[rows]], left=high[rows][below[rows]])
        mu, _ = norm.fit(data)
        assert abs(mu - fit.mu[number]) < 1e-3, (mu, fit.mu[number])
    theirs = (time.process_time() - began) / len(fitted)
    return 1e6 * min(ours), 1e6 * theirs, theirs / min(ours)


def published_table() -> str:
    """Return two published sets by every method."""
    sets: dict[str, tuple[list[float], list[float]]] = {
        "Helsel-Cohn App. B": ([1.0] * 6 + [10.0] * 3, [3, 7, 9, 12, 15, 20, 27, 33, 50]),
        "Oahu arsenic": ([2.0] * 8 + [1.0] * 4 + [0.9], [3.2, 2.8, 1.7, 1.5, 0.9, 0.7, 0.7, 0.6, 0.5, 0.5, 0.5]),
    }
    value = np.concatenate([limits + known for limits, known in sets.values()])
    below = np.concatenate([[True] * len(limits) + [False] * len(known) for limits, known in sets.values()])
    group = np.repeat(np.arange(len(sets)), [len(limits) + len(known) for limits, known in sets.values()])
    fit = lognormal_fit(*log_ends(value, below), group, len(sets))
    means = {name: found.mean for name, found in comparison(value, below, group, len(sets)).items()}
    means |= {"maximum likelihood, mean": fit.mean, "maximum likelihood, median": fit.median}
    return table("", list(sets), {name: [f"{number:.4g}" for number in row] for name, row in means.items()})


def table(corner: str, heads: list[str], rows: dict[str, list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [[corner, *heads], ["---"] * (len(heads) + 1), *([name, *cells] for name, cells in rows.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def comparison(value: Floats, below: Flags, group: npt.NDArray[np.intp], groups: int) -> dict[str, GroupMeans]:
    """Return the means by the methods that are there for comparison."""
    return {
        "substitution, zero": substitution(value, below, group, groups, "zero"),
        "substitution, half the limit": substitution(value, below, group, groups, "half_limit"),
        "substitution, limit / √2": substitution(value, below, group, groups, "limit_over_sqrt2"),
        "substitution, limit": substitution(value, below, group, groups, "limit"),
        "Kaplan-Meier, rest at the smallest limit": kaplan_meier(value, below, group, groups, rest_at="smallest_limit"),
        "regression on order statistics": regression_on_order_statistics(value, below, group, groups),
    }


def coverage_table(size: int) -> str:
    """Return bias of the mean, coverage of its interval, and how often there is one, by method and share below."""
    columns = [simulated(size, share) for share in SHARES]
    rows = {name: [column[name] for column in columns] for name in columns[0]}
    return table(f"n = {size}", [f"{share:.0%} below" for share in SHARES], rows)


def prior_table(size: int) -> str:
    """Return the same of the moderated fit when the prior scatter is wrong."""
    rows = {}
    for name, factor in (("30 % too small", 0.7), ("right", 1.0), ("30 % too large", 1.3)):
        rows[name] = [moderated(*simulation(size, share), factor) for share in SHARES]
    return table(f"prior σ, n = {size}", [f"{share:.0%} below" for share in SHARES], rows)


def simulation(size: int, share: float) -> tuple[Floats, Flags, Floats]:
    """Return the simulated plants of one size and share below."""
    return draw(PLANTS, size, share, seed=int(1000 * share) + size, spread=True)


def moderated(value: Floats, below: Flags, truth: Floats, factor: float = 1.0) -> str:
    """Return bias and coverage of the moderated fit, its prior scatter taken `factor` times too large."""
    size = len(value) // PLANTS
    prior = np.full(PLANTS, factor**2 * PRIOR_VARIANCE), np.full(PLANTS, PRIOR_DF)
    fit = moderated_lognormal_fit(*log_ends(value, below), np.repeat(np.arange(PLANTS), size), PLANTS, *prior)
    return cell(fit.mean, *fit.mean_interval(), truth, fit.status == "ok")


def simulated(size: int, share: float) -> dict[str, str]:
    """Return "bias / coverage (answers)" in per cent of each method for one size and share below."""
    value, below, truth = simulation(size, share)
    group = np.repeat(np.arange(PLANTS), size)
    cells = {}
    for name, means in comparison(value, below, group, PLANTS).items():
        answered = (means.n_below < means.n) & np.isfinite(means.sd)
        reach = stdtrit(size - 1, 0.975) * means.sd / np.sqrt(size)
        cells[name] = cell(means.mean, means.mean - reach, means.mean + reach, truth, answered)
    own = lognormal_fit(*log_ends(value, below), group, PLANTS)
    cells["maximum likelihood, own scatter"] = cell(own.mean, *own.mean_interval(), truth, own.status == "ok")
    cells["maximum likelihood, moderated scatter"] = moderated(value, below, truth)
    return cells


def cell(mean: Floats, low: Floats, high: Floats, truth: Floats, answered: Flags) -> str:
    """Return median bias and coverage of the plants with an answer, and their share where it is below 99.5 %."""
    bias = np.median(mean[answered] / truth[answered]) - 1
    covered = np.mean((low <= truth) & (truth <= high), where=answered)
    share = np.mean(answered)
    return f"{round(bias, 2) + 0.0:+.0%} / {covered:.0%}" + (f" ({share:.0%})" if share < 0.995 else "")


TABLES: dict[str, Callable[[], str]] = {
    "published": published_table,
    "simulated 4": lambda: coverage_table(4),
    "simulated 7": lambda: coverage_table(7),
    "simulated 14": lambda: coverage_table(14),
    "prior": lambda: prior_table(7),
}


def main() -> int:
    """Print the ratio beside its bar, and the tables; return 1 if the bar is missed."""
    ours, theirs, ratio = speed_ratio()
    print(f"censored groups of {SIZE}: {ours:.1f} µs a fit, scipy {theirs:.0f} µs")
    if "--speed" not in sys.argv:
        for name, make in TABLES.items():
            print(f"\n<!-- {name} -->\n\n{make()}")
    return int(verdict([Bar(name="times as long scipy takes for a censored fit", value=ratio, low=FASTER)]) > 0)


if __name__ == "__main__":
    sys.exit(main())
