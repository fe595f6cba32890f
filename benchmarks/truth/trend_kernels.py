"""How often does the verdict on a trend err when nothing changes, and how often does it see a change?

    python benchmarks/truth/trend_kernels.py [series]

Default settings throughout: season terms and the question whether the level wanders from sixteen quarters, days of
45 % coefficient of variation, three in each quarter where nothing else is said. `false` is the share of increasing and
decreasing when nothing changes; `edge` the share of unchanged when the truth lies on the band's edge (25 % a year);
`power` the share of increasing at 25 % a year. Bars: false at most 5.5 % (10 % for the wandering level), edge at most
5 % (the wandering level has no bar there), power at least 50 % at 12 quarters and 95 % at 20 under independent days.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from avloppsanalys.trend import Assessment, Days, assess_days

SEED = 20261123
DAY_VARIANCE = np.log1p(0.45**2)
EDGE = np.log(1.25)
QUARTERS = (8, 12, 20)
PRIOR_DF = 4.0
"""Degrees of freedom of what other plants have shown, which differs from the plant's own by a log sd of .5."""

Floats = np.ndarray
Scenario = Callable[[int, int, np.random.Generator], dict[str, Floats]]


def plain(series: int, quarters: int, rng: np.random.Generator, days: int = 3) -> dict[str, Floats]:
    return {"logs": np.sqrt(DAY_VARIANCE) * rng.standard_normal((series, quarters, days))}


def quarter_noise(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = plain(series, quarters, rng)
    return {"logs": made["logs"] + 0.15 * rng.standard_normal((series, quarters, 1))}


def season(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = plain(series, quarters, rng)
    each = 0.15 * rng.standard_normal((series, 4))
    return {"logs": made["logs"] + each[:, np.arange(quarters) % 4, None]}


def sine_season(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = plain(series, quarters, rng)
    start = rng.uniform(0, 2 * np.pi, (series, 1))
    wave = 0.15 * np.sqrt(2) * np.sin(np.arange(quarters) * np.pi / 2 + start)
    return {"logs": made["logs"] + wave[:, :, None]}


def varying_days(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    logs = plain(series, quarters, rng, days=7)["logs"] + 0.15 * rng.standard_normal((series, quarters, 1))
    number = rng.integers(1, 8, (series, quarters, 1))
    return {"logs": np.where(np.arange(7) < number, logs, np.nan)}


def one_week(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = plain(series, quarters, rng)
    return {
        "logs": made["logs"] + 0.15 * rng.standard_normal((series, quarters, 1)),
        "campaign": np.zeros(3, dtype=int),
    }


def two_weeks(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    campaign = np.array([0, 0, 1])
    weeks = 0.15 * rng.standard_normal((series, quarters, 2))
    return {"logs": plain(series, quarters, rng)["logs"] + weeks[:, :, campaign], "campaign": campaign}


def shifted_weekdays(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    # From Tuesday-Thursday to Friday-Sunday half-way: .850 to 1.159 of the week's mean, and a step term for it.
    later = (np.arange(quarters) >= quarters // 2).astype(float)
    logs = quarter_noise(series, quarters, rng)["logs"] + np.log(1.159 / 0.850) * later[:, None]
    return {"logs": logs, "steps": np.broadcast_to(later[:, None], (series, quarters, 1))}


def uneven_scatter(log_sd: float) -> Scenario:
    def made(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
        factor = np.exp(log_sd * rng.standard_normal((series, quarters, 1)))
        return {"logs": plain(series, quarters, rng)["logs"] * factor}

    return made


def below(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = plain(series, quarters, rng)["logs"]
    return {"logs": made, "limit": np.full(made.shape, -0.5244 * np.sqrt(DAY_VARIANCE))}


def below_noise(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    made = quarter_noise(series, quarters, rng)["logs"]
    return {"logs": made, "limit": np.full(made.shape, -0.5244 * np.sqrt(DAY_VARIANCE + 0.15**2))}


def lowered_limit(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    logs = plain(series, quarters, rng)["logs"]
    # Half of the days are below the first limit, one in ten below the second: 30 % in all.
    ends = np.where(np.arange(quarters) < quarters // 2, 0.0, -1.2816) * np.sqrt(DAY_VARIANCE)
    return {"logs": logs, "limit": np.broadcast_to(ends[:, None], logs.shape)}


def wandering(phi: float, sd: float, days: int = 3) -> Scenario:
    def made(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
        level = np.empty((series, quarters))
        level[:, 0] = rng.standard_normal(series)
        for quarter in range(1, quarters):
            level[:, quarter] = phi * level[:, quarter - 1] + np.sqrt(1 - phi**2) * rng.standard_normal(series)
        return {"logs": plain(series, quarters, rng, days)["logs"] + sd * level[:, :, None]}

    return made


def single_days(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    return plain(series, quarters, rng, days=1)


def heavy_tails(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    return {"logs": np.sqrt(DAY_VARIANCE * 0.6) * rng.standard_t(5, (series, quarters, 3))}


def missing_quarters(series: int, quarters: int, rng: np.random.Generator) -> dict[str, Floats]:
    logs = quarter_noise(series, quarters, rng)["logs"]
    gone = np.argsort(rng.random((series, quarters)), axis=1) < quarters // 6
    return {"logs": np.where(gone[:, :, None], np.nan, logs)}


SCENARIOS: dict[str, Scenario] = {
    "independent days": plain,
    "quarter noise .15": quarter_noise,
    "season .15": season,
    "season .15, a wave": sine_season,
    "1-7 days, noise .15": varying_days,
    "week .15, one week": one_week,
    "week .15, two weeks": two_weeks,
    "weekdays shifted, a step term": shifted_weekdays,
    "scatter uneven, log sd .2": uneven_scatter(0.2),
    "scatter uneven, log sd .4": uneven_scatter(0.4),
    "scatter uneven, log sd .6": uneven_scatter(0.6),
    "30 % below LOQ": below,
    "30 % below LOQ, noise .15": below_noise,
    "LOQ lowered half-way": lowered_limit,
    "AR(1) .5, sd .2": wandering(0.5, 0.2),
    "AR(1) .5, sd .2, 7 days (no bar)": wandering(0.5, 0.2, days=7),
    "heavy tails t(5)": heavy_tails,
    "noise .15, a sixth of quarters missing": missing_quarters,
    "one day a quarter (no bar)": single_days,
}
WANDERING = "AR(1)"


def assessed(made: dict[str, Floats], change: float, prior: bool, rng: np.random.Generator) -> Assessment:
    """Return the assessment of series whose level changes by `change` a year, limits staying where they are."""
    quarters = made["logs"].shape[1]
    middle = (quarters - 1) / 2
    logs = made["logs"] + (change * (np.arange(quarters) - middle) / 4)[:, None]
    limit = made.get("limit", np.full(logs.shape, -np.inf))
    series, period, day = np.nonzero(np.isfinite(logs))
    value, end = logs[series, period, day], limit[series, period, day]
    days = Days(
        log_low=np.where(value < end, -np.inf, value),
        log_high=np.maximum(value, end),
        series=series,
        period=period,
        campaign=made.get("campaign", np.arange(logs.shape[2]))[day],
    )
    count = len(logs)
    told = DAY_VARIANCE * np.exp(0.5 * rng.standard_normal(count))
    return assess_days(
        days,
        2021 + np.arange(quarters) / 4,
        np.zeros((count, quarters), dtype=int),
        np.arange(quarters) % 4,
        steps=made.get("steps"),
        prior_variance=told if prior else None,
        prior_df=np.full(count, PRIOR_DF) if prior else None,
    )


def shares(found: Assessment) -> dict[str, float]:
    words = [one.verdict for one in found.decide()]
    return {word: words.count(word) / len(words) for word in set(words)}


def main(series: int) -> None:
    print(f"{series} series a cell; percent")
    print(f"{'':39}" + "".join(f"{f'Q={q}: false':>13}{'edge':>7}{'power':>7}{'n.a.':>6}" for q in QUARTERS) + "    s")
    failed = []
    for name, scenario in SCENARIOS.items():
        row, begun = f"{name:39}", time.process_time()
        prior = "LOQ" in name
        for quarters in QUARTERS:
            rng = np.random.default_rng([SEED, quarters, *name.encode()])
            made = scenario(series, quarters, rng)
            none = shares(assessed(made, 0.0, prior, rng))
            edge = shares(assessed(made, EDGE, prior, rng))
            false = none.get("increasing", 0) + none.get("decreasing", 0)
            same, power = edge.get("unchanged", 0), edge.get("increasing", 0)
            row += f"{100 * false:13.1f}{100 * same:7.1f}{100 * power:7.1f}{100 * none.get('not_assessable', 0):6.1f}"
            bar = 0.10 if name.startswith(WANDERING) else 0.055
            if "no bar" not in name and (false > bar or (same > 0.05 and not name.startswith(WANDERING))):
                failed.append(f"{name}, Q={quarters}: false {false:.3f}, edge {same:.3f}")
            wanted = {12: 0.50, 20: 0.95}.get(quarters, 0.0)
            if name == "independent days" and power < wanted:
                failed.append(f"{name}, Q={quarters}: power {power:.3f}, wanted {wanted}")
        print(f"{row}{time.process_time() - begun:5.0f}", flush=True)
    print("All bars hold." if not failed else "Bars that fail:\n  " + "\n  ".join(failed))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
