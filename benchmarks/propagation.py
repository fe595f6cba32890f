"""Measure the propagation of uncertainty: how right the intervals are, and what they cost.

    python benchmarks/propagation.py [--quick]

How right: closed form, quadrature and Monte Carlo against the distribution function integrated directly, over a grid of
cases. What it costs: the closed form beside the package `uncertainties` (extra `bench`), and Monte Carlo beside numpy's
own generators, in one process and one thread, turn by turn since machines are noisy. Each line ends with its bar.
"""

import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import betaincinv, ndtr

from avloppsanalys.montecarlo import Beta, FactorMatrix, GroupMeans, Lognormal, Normal, Uniform, summarise_means
from avloppsanalys.uncertainty import propagate_means
from avloppsanalys.uncertainty.convolution import convolved_nodes

Floats = npt.NDArray[np.float64]

SPREADS = (0.1, 0.2, 0.3, 0.4)
EXCRETED = (0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7)
CVS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
ROW_SPREADS = (0.1, 0.2, 0.3)
SIZES = (1, 2, 3, 7, 14)
MEDIANS = np.exp(np.random.default_rng(3).normal(0, 0.4, 14))  # days of a site differ by about 40 %

ROWS, DRAWS = 100_000, 10_000


def beta_nodes(excretion: Beta, size: int = 500) -> tuple[Floats, Floats]:
    """Return points of ln E and weights, by Gauss-Legendre over its normal scores."""
    points, weights = np.polynomial.legendre.leggauss(size)
    score = 7.5 * points
    mass = weights * np.exp(-np.square(score) / 2)
    return np.log(betaincinv(excretion.a, excretion.b, ndtr(score))), mass / mass.sum()


def true_ends(mean: tuple[Floats, Floats], spread: float, excretion: Beta) -> list[float]:
    """Return the log ends of the 95 % interval: the distribution function, integrated directly, solved for each."""
    log_excretion, weight = beta_nodes(excretion)
    centre = mean[0][:, np.newaxis] - log_excretion
    mass = mean[1][:, np.newaxis] * weight
    kept = mass > 1e-16
    centre, mass = centre[kept], mass[kept]
    middle, reach = float(mass @ centre), 12 * float(np.sqrt(spread**2 + mass @ np.square(centre - mass @ centre)))

    def below(log: float) -> float:
        return float(mass @ ndtr((log - centre) / spread))

    return [brentq(lambda log, p=p: below(log) - p, middle - reach, middle + reach, xtol=1e-8) for p in (0.025, 0.975)]


def cases() -> Iterator[tuple[tuple[float, ...], GroupMeans, list[float]]]:
    """Yield each case of the grid: its parameters, its model and its true log ends."""
    for row_spread, size in itertools.product(ROW_SPREADS, SIZES):
        median, log_sd = MEDIANS[:size], np.full(size, row_spread)
        points, weights = convolved_nodes(median / size, log_sd)
        mean = points[::5], weights[::5] / weights[::5].sum()
        for spread, excreted, cv in itertools.product(SPREADS, EXCRETED, CVS):
            excretion = Beta.from_mean_cv(excreted, cv)
            factors = {"site": (Lognormal(log_sd=spread), 1.0), "excretion": (excretion, -1.0)}
            model = GroupMeans(
                median=median,
                log_sd=log_sd,
                group=np.zeros(size, dtype=int),
                ids=("case",),
                factors=FactorMatrix.common(factors, 1),
            )
            yield (row_spread, size, spread, excreted, cv), model, true_ends(mean, spread, excretion)


def accuracy(quick: bool) -> None:
    """Print the worst error of each method over the grid."""
    errors: dict[str, dict[tuple[float, ...], float]] = {}
    for at, (case, model, truth) in enumerate(cases()):
        if quick and at % 7:
            continue
        found = propagate_means(model)
        error = max(abs(np.log(found.low[0]) - truth[0]), abs(np.log(found.high[0]) - truth[1]))
        errors.setdefault(str(found.method[0]), {})[case] = error
    print("Largest error of a log end, 95 %; site log-sd .1-.4, excreted .05-.7 with cv 10-50 %")
    print("| row log-sd | rows | " + " | ".join(f"{name} (cases)" for name in errors) + " |")
    print("| --- | --- |" + " --- |" * len(errors))
    for row_spread, size in itertools.product(ROW_SPREADS, SIZES):
        cells = []
        for found_by in errors.values():
            own = [error for case, error in found_by.items() if case[:2] == (row_spread, size)]
            cells.append(f"{max(own):.1e} ({len(own)})" if own else "-")
        print(f"| {row_spread} | {size} | " + " | ".join(cells) + " |")
    for name, found_by in errors.items():
        worst = max(found_by, key=found_by.__getitem__)
        bar = "3e-3" if name == "closed_form" else "1e-3"
        print(f"{name:12} {len(found_by):5} cases, worst {found_by[worst]:.1e} at {worst}    at most {bar}")


def worked_case() -> None:
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
    for method in ("closed_form", "quadrature", "convolution", "monte_carlo"):
        found = propagate_means(case, method=method, seed=1)
        ends = np.array([found.low[0], found.median[0], found.high[0]])
        bar = "1e-4" if method != "monte_carlo" else "(a million draws)"
        worst = np.abs(np.log(ends) - truth).max()
        print(f"worked case, {method:12} {ends.round(5)}, largest log error {worst:.1e}    {bar}")


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


def closed_form_cost() -> None:
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
    print(f"closed form, {ROWS} rows: {ours * 1e3:.2f} ms (first call {seconds['closed form'][0] * 1e3:.2f} ms)")
    print(f"... uncertainties {theirs:.2f} s, {theirs / ours:.0f} times as long    at least 500")


def monte_carlo_cost(rows: int) -> None:
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
        print(
            f"Monte Carlo, {rows} rows x {DRAWS} draws / as many plain normals, SFC64 {dtype}: median"
            f" {statistics.median(found):.2f}, {min(found):.2f} to {max(found):.2f}    at most 1.3"
        )


def peak_memory() -> None:
    """Print the peak memory of this process, where the system tells."""
    try:
        import resource
    except ImportError:  # Windows has no such account
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"... peak memory of the whole process {peak:.0f} MB    under 200")


def main() -> None:
    """Print every figure beside its bar."""
    quick = "--quick" in sys.argv
    if not quick:
        began = time.process_time()
        summarise_means(quarters(ROWS), DRAWS, seed=1)
        print(f"Monte Carlo, {ROWS} rows x {DRAWS} draws in one go: {time.process_time() - began:.1f} s")
        peak_memory()
    monte_carlo_cost(ROWS // 10 if quick else ROWS)
    try:
        closed_form_cost()
    except ImportError:
        print("The package `uncertainties` is not installed (extra `bench`): no comparison.")
    worked_case()
    accuracy(quick)


if __name__ == "__main__":
    main()
