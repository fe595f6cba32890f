"""Measure the propagation of uncertainty: how right the intervals are, and what they cost.

    python benchmarks/propagation.py [--quick]

How right: each method where it is chosen, against the distribution function integrated directly, over every kind of
factor, two of them together, and means of rows. What it costs: the closed form beside the package `uncertainties`
(extra `bench`), and Monte Carlo beside numpy's own generators, in one process and one thread, turn by turn since
machines are noisy. Each line has its bar, and the exit code is 1 where one is missed.
"""

import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import ndtr

sys.path.insert(0, str(Path(__file__).parent))
from bars import Bar, verdict

from avloppsanalys.montecarlo import (
    Beta,
    Distribution,
    FactorMatrix,
    GroupMeans,
    Lognormal,
    Normal,
    Triangular,
    TruncatedNormal,
    Uniform,
    summarise_means,
)
from avloppsanalys.uncertainty import propagate_means
from avloppsanalys.uncertainty.convolution import convolved_nodes

Floats = npt.NDArray[np.float64]

EXCRETED = (0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7)
CVS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
ROW_SPREADS = (0.1, 0.2, 0.25, 0.3)
SITE_SPREADS = (0.05, 0.15, 0.3)
SIZES = (1, 2, 3, 7, 14)
MEDIANS = np.exp(np.random.default_rng(3).normal(0, 0.4, 14))  # days of a site differ by about 40 %

NORMAL_975 = 1.959963984540054

ROWS, DRAWS = 100_000, 10_000


LAWS: dict[str, tuple[Distribution, ...]] = {
    "beta": tuple(Beta.from_mean_cv(mean, cv) for mean in EXCRETED for cv in CVS),
    "normal": tuple(Normal(1.0, sd) for sd in (0.02, 0.05, 0.08, 0.12)),
    "truncated normal": (
        *(TruncatedNormal(1.0, sd, 0.4, 1.6) for sd in (0.1, 0.2, 0.3, 0.5)),
        *(TruncatedNormal(1.0, sd, 0.5, 1.1) for sd in (0.1, 0.3, 2.0)),
        TruncatedNormal(0.0, 1.0, 0.05, 9.0),
    ),
    "uniform": tuple(Uniform(low, 1.0) for low in (0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)),
    "triangular": (
        *(Triangular(low, (1 + low) / 2, 1.0) for low in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)),
        *(Triangular(low, low, 1.0) for low in (0.1, 0.3, 0.5, 0.8)),
        *(Triangular(low, 1.0, 1.0) for low in (0.1, 0.3, 0.5, 0.8)),
        *(Triangular(1.0, mode, 3.0) for mode in (1.3, 2.0, 2.5)),
    ),
}
PAIRED = (
    Beta.from_mean_cv(0.5, 0.2),
    Beta.from_mean_cv(0.3, 0.26),
    Normal(1.0, 0.08),
    TruncatedNormal(1.0, 0.3, 0.4, 1.6),
    TruncatedNormal(1.0, 0.2, 0.8, 3.0),
    Uniform(0.5, 1.0),
    Uniform(0.7, 1.0),
    Triangular(0.4, 1.0, 1.0),
    Triangular(1.0, 2.0, 3.0),
)
BESIDE = (0.0, 0.01, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6)
"""Log-sd of what is lognormal beside a factor, in which most methods are tried."""

BESIDE_ROWS = (
    *(Beta.from_mean_cv(mean, cv) for mean in (0.05, 0.3, 0.7) for cv in (0.1, 0.2, 0.25, 0.4)),
    Uniform(0.5, 1.0),
    Uniform(0.9, 1.0),
    Triangular(0.5, 0.75, 1.0),
    TruncatedNormal(1.0, 0.3, 0.4, 1.6),
)

BARS = {"closed_form": 3e-3, "quadrature": 1e-3, "convolution": 1e-3}

Part = tuple[Distribution, float]
Errors = dict[str, dict[str, list[float]]]
"""Kind of case -> method -> the errors."""


@cache
def log_nodes(law: Distribution, size: int) -> tuple[Floats, Floats]:
    """Return points of ln X and weights, at equal steps of its normal score."""
    score = np.linspace(-7.5, 7.5, size)
    mass = np.exp(-np.square(score) / 2)
    return np.log(law.at_score(score)), mass / mass.sum()


def true_ends(parts: list[tuple[Floats, Floats]], spread: float) -> list[float]:
    """Return the log ends of the 95 % interval: the distribution function, integrated directly, solved for each."""
    centre, mass = np.zeros(1), np.ones(1)
    for points, weights in parts:
        centre, mass = (centre[:, np.newaxis] + points).ravel(), np.outer(mass, weights).ravel()
    kept = mass > 1e-11
    centre, mass = centre[kept], mass[kept]
    middle, reach = float(mass @ centre), 12 * float(np.sqrt(spread**2 + mass @ np.square(centre - mass @ centre)))

    def below(log: float) -> float:
        return float(mass @ ndtr((log - centre) / spread))

    return [brentq(lambda log, p=p: below(log) - p, middle - reach, middle + reach, xtol=1e-7) for p in (0.025, 0.975)]


def of_product(parts: list[Part], spread: float) -> list[float]:
    """Return the true log ends of a product of factors and a lognormal; of one factor alone by its own quantiles."""
    if spread == 0:
        ((law, power),) = parts
        return sorted((power * np.log(law.at_score([-NORMAL_975, NORMAL_975]))).tolist())
    size = 161 if len(parts) == 2 else 301 if spread >= 0.15 else 6001
    return true_ends([(power * log_nodes(law, size)[0], log_nodes(law, size)[1]) for law, power in parts], spread)


def cases() -> Iterator[tuple[str, list[Part], float]]:
    """Yield each product of factors and one lognormal: the name of its kind, its parts and the lognormal's log-sd."""
    for kind, laws in LAWS.items():
        for law, power, spread in itertools.product(laws, (1.0, -1.0), BESIDE):
            yield kind, [(law, power)], spread
    for (one, other), power, spread in itertools.product(
        itertools.combinations_with_replacement(PAIRED, 2), (1.0, -1.0), (0.1, 0.2, 0.3)
    ):
        yield "two of them", [(one, power), (other, -1.0)], spread


def of_rows(row_spread: float, size: int, site: float, law: Distribution | None) -> list[float]:
    """Return the true log ends of a mean of rows, times a site's error and over a factor, if there are any."""
    points, weights = row_nodes(row_spread, size)
    if law is None:  # the points stand at equal steps of normal score
        return np.interp([-NORMAL_975, NORMAL_975], np.linspace(-6.5, 6.5, len(points)), points).tolist()
    log_factor, mass = log_nodes(law, 1001 if site < 0.1 else 301)
    return true_ends([(points[::10], weights[::10] / weights[::10].sum()), (-log_factor, mass)], site)


@cache
def row_nodes(row_spread: float, size: int) -> tuple[Floats, Floats]:
    """Return the law of a mean of rows."""
    return convolved_nodes(MEDIANS[:size] / size, np.full(size, row_spread))


def row_cases() -> Iterator[tuple[float, int, float, Distribution | None]]:
    """Yield means of rows: row log-sd, number of rows, the site's log-sd and a factor below the line."""
    for row_spread, size in itertools.product(ROW_SPREADS, SIZES):
        yield row_spread, size, 0.0, None
        for site, law in itertools.product(SITE_SPREADS, BESIDE_ROWS):
            yield row_spread, size, site, law


def model_of(medians: Floats, log_sd: Floats, parts: list[Part], site: float) -> GroupMeans:
    """Return one mean of rows times a site's lognormal error and factors."""
    powers = {str(number): part for number, part in enumerate(parts)} | {"site": (Lognormal(log_sd=site), 1.0)}
    return GroupMeans(
        median=medians,
        log_sd=log_sd,
        group=np.zeros(len(medians), dtype=int),
        ids=("case",),
        factors=FactorMatrix.common(powers, 1),
    )


def error_of(model: GroupMeans, ends: list[float]) -> tuple[str, float]:
    """Return which method was chosen, and the larger error of its log ends."""
    found = propagate_means(model)
    error = max(abs(np.log(found.low[0]) - ends[0]), abs(np.log(found.high[0]) - ends[1]))
    return str(found.method[0]), float(error)


def table(corner: str, errors: Errors) -> str:
    """Return the worst error and the number of cases, one line a kind and one column a method, in Markdown."""
    methods = [name for name in BARS if any(name in line for line in errors.values())]
    lines = [[corner, *(f"{name.replace('_', ' ')} (cases)" for name in methods)], ["---"] * (len(methods) + 1)]
    for kind, line in errors.items():
        cells = [f"{max(line[name]):.1e} ({len(line[name])})" if name in line else "-" for name in methods]
        lines.append([kind, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def accuracy_by_law(every: int = 1) -> Errors:
    """Return the errors by kind of factor and method, of every case or one in `every`."""
    errors: Errors = {}
    for kind, parts, spread in itertools.islice(cases(), 0, None, every):
        model = model_of(np.ones(1), np.full(1, spread), parts, 0.0)
        method, error = error_of(model, of_product(parts, spread))
        errors.setdefault(kind, {}).setdefault(method, []).append(error)
    return errors


def accuracy_by_rows(every: int = 1) -> Errors:
    """Return the errors by log-sd of rows and method, of every case or one in `every`."""
    errors: Errors = {}
    for row_spread, size, site, law in itertools.islice(row_cases(), 0, None, every):
        parts = [] if law is None else [(law, -1.0)]
        model = model_of(MEDIANS[:size], np.full(size, row_spread), parts, site)
        method, error = error_of(model, of_rows(row_spread, size, site, law))
        errors.setdefault(f"{row_spread}, {size} rows", {}).setdefault(method, []).append(error)
    return errors


def accuracy(quick: bool) -> list[Bar]:
    """Print the worst error of each method over the grids."""
    bars = []
    for name, corner, errors in (
        ("laws", "factor", accuracy_by_law(7 if quick else 1)),
        ("rows", "row log-sd", accuracy_by_rows(5 if quick else 1)),
    ):
        print(f"\n<!-- benchmarks/propagation.py: {name} -->\n\n{table(corner, errors)}\n")
        for method, bar in BARS.items():
            found = [error for line in errors.values() for error in line.get(method, [])]
            if found:
                largest = f"{method}, {name}, largest error of {len(found)} log ends"
                bars.append(Bar(name=largest, value=max(found), high=bar))
    return bars


def worked_case() -> list[Bar]:
    """Print the interval of the worked case, whose true ends are 2.411567, 3.594106 and 5.514421, by each method."""
    medians = [1.0678119597603426, 1.3588440906516737, 1.0396261978720287, 0.5086565126540809]
    medians += [1.0764794552654753, 1.2341438221606296, 0.7144379616357693]
    factors = {
        "site": (Lognormal(log_sd=0.1115670697462082), 1.0),
        "excretion": (Beta(30.81111111111111, 71.89259259259259), -1.0),
        "stability": (Uniform(0.9, 1.0), -1.0),
        "dose": (Normal(1.0, 0.05), -1.0),
    }
    case = GroupMeans(
        median=np.array(medians),
        log_sd=np.full(7, 0.18627350854744495),
        group=np.zeros(7, dtype=int),
        ids=("worked case",),
        factors=FactorMatrix.common(factors, 1),
    )
    truth = np.log([2.41156699, 3.59410587, 5.51442071])
    bars = []
    for method in ("closed_form", "quadrature", "convolution", "monte_carlo"):
        found = propagate_means(case, method=method, seed=1)
        ends = np.array([found.low[0], found.median[0], found.high[0]])
        worst = float(np.abs(np.log(ends) - truth).max())
        if method == "monte_carlo":
            print(f"       worked case, a million draws: {ends.round(5)}, largest log error {worst:.1e}")
        else:
            bars.append(Bar(name=f"worked case, {method} {ends.round(5)}, largest log error", value=worst, high=1e-4))
    return bars


def quarters(rows: int) -> GroupMeans:
    """Return quarters of seven days at 100 sites for 20 drugs, with five shared factors each."""
    results = rows // 7
    series = np.arange(results) // 7
    site, drug = series % 100, series // 100 % 20
    kinds = [("meter", 1.0, 100, site), ("population", -1.0, 100, site)]
    kinds += [(name, -1.0, 20, drug) for name in ("excretion", "stability", "dose")]
    laws = {
        "meter": Lognormal(log_sd=0.05),
        "population": Lognormal(log_sd=0.1),
        "excretion": Beta.from_mean_cv(0.3, 0.15),
        "stability": Uniform(0.9, 1.0),
        "dose": Normal(1.0, 0.05),
    }
    first = np.cumsum([0] + [count for _, _, count, _ in kinds])
    return GroupMeans(
        median=np.exp(np.random.default_rng(1).normal(0, 0.4, results * 7)),
        log_sd=np.full(results * 7, 0.18627),
        group=np.repeat(np.arange(results), 7),
        ids=tuple(f"result {number}" for number in range(results)),
        factors=FactorMatrix(
            ids=tuple(f"{name}|{number}" for name, _, count, _ in kinds for number in range(count)),
            distributions=tuple(laws[name] for name, _, count, _ in kinds for _ in range(count)),
            result=np.tile(np.arange(results), len(kinds)),
            factor=np.concatenate([start + of for start, (_, _, _, of) in zip(first, kinds, strict=False)]),
            power=np.repeat([power for _, power, _, _ in kinds], results),
        ),
    )


def with_uncertainties(model: GroupMeans) -> list[float]:
    """Return the standard uncertainty of each result by the package `uncertainties`: first order, same sharing."""
    from uncertainties import ufloat

    factors = [ufloat(law.mean, law.sd) for law in model.factors.distributions]
    products = [1.0] * len(model.ids)
    for result, factor, power in zip(
        model.factors.result.tolist(), model.factors.factor.tolist(), model.factors.power.tolist(), strict=True
    ):
        products[result] *= factors[factor] if power > 0 else 1 / factors[factor]
    sums = [0.0] * len(model.ids)
    relative = float(np.sqrt(np.expm1(model.log_sd[0] ** 2)))
    for median, group, weight in zip(model.median.tolist(), model.group.tolist(), model.weight.tolist(), strict=True):
        sums[group] += weight * ufloat(median, relative * median)
    return [(total * product).std_dev for total, product in zip(sums, products, strict=True)]


def closed_form_cost() -> Bar:
    """Print the time of the closed form beside that of `uncertainties`."""
    model = quarters(ROWS)
    seconds = {}
    for name, work in (("uncertainties", with_uncertainties), ("closed form", propagate_means)):
        turns = []
        for _ in range(1 if name == "uncertainties" else 7):
            began = time.process_time()
            work(model)
            turns.append(time.process_time() - began)
        seconds[name] = turns
    ours, theirs = statistics.median(seconds["closed form"]), seconds["uncertainties"][0]
    first = seconds["closed form"][0]
    print(f"       closed form, {ROWS} rows: {ours * 1e3:.2f} ms (first call {first * 1e3:.2f} ms)")
    return Bar(name=f"`uncertainties`, {theirs:.2f} s, times as long", value=theirs / ours, low=500)


def monte_carlo_cost(rows: int) -> Bar:
    """Print the time of Monte Carlo beside that of as many normals, a tenth of the rows at a time."""
    ratios: dict[str, list[float]] = {"float64": [], "float32": []}
    for _ in range(10):
        model = quarters(rows // 10)
        began = time.process_time()
        summarise_means(model, DRAWS, seed=1)
        ours = time.process_time() - began
        for dtype in ratios:
            rng = np.random.Generator(np.random.SFC64(1))
            normals = np.empty(DRAWS, dtype=dtype)
            began = time.process_time()
            for _ in range(len(model.median)):
                rng.standard_normal(out=normals, dtype=dtype)
            ratios[dtype].append(ours / (time.process_time() - began))
    for dtype, found in ratios.items():
        print(f"       over plain normals of {dtype}: {min(found):.2f} to {max(found):.2f}")
    slowest = max(statistics.median(found) for found in ratios.values())
    return Bar(
        name=f"Monte Carlo, {rows} rows x {DRAWS} draws over plain draws, SFC64, median", value=slowest, high=1.3
    )


def peak_memory() -> list[Bar]:
    """Print the peak memory of this process, where the system tells."""
    try:
        import resource
    except ImportError:  # Windows has no such account
        return []
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [Bar(name="... peak memory of the whole process [MB]", value=peak, high=200)]


def main() -> int:
    """Print every figure beside its bar; return 1 if a bar was missed."""
    quick = "--quick" in sys.argv
    bars: list[Bar] = []
    if not quick:
        began = time.process_time()
        summarise_means(quarters(ROWS), DRAWS, seed=1)
        print(f"Monte Carlo, {ROWS} rows x {DRAWS} draws in one go: {time.process_time() - began:.1f} s")
        bars += peak_memory()
    bars += [monte_carlo_cost(ROWS // 10 if quick else ROWS), closed_form_cost()]
    bars += [*worked_case(), *accuracy(quick)]
    return int(verdict(bars) > 0)


if __name__ == "__main__":
    sys.exit(main())
