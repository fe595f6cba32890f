"""How much wider is the line if the level may wander, where it does not? Write the table behind the verdict's power.

    python benchmarks/truth/power_table.py [series]

Writes ``src/avloppsanalys/reference/data/power.csv``. From sixteen periods a change must also show if the level
wanders. The closed form knows the plain line (`power.verdict`); what the second question costs is simulated here: the
standard error of the one line over that of the other, of series without change, sorted and cut into parts. Both lines
scale with the days, and a change moves both alike, so that this one table serves every change and every scatter. The
first line of the file holds a digest of the source of what was simulated: a test fails when it has changed since.
"""

from __future__ import annotations

import hashlib
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from avloppsanalys.trend import Assessment, Days, assess_days

SEED = 20261123
SERIES = 8000
PERIODS = (16, 20, 24, 28, 40)
VISIBLE_SHARES = (0.1, 0.4, 0.7, 1.0)
DAYS = 3
BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Of the parts: half of the series hardly widen."""

SOURCE = Path(__file__).parents[2] / "src" / "avloppsanalys"
FILE = SOURCE / "reference" / "data" / "power.csv"
SIMULATED = (
    "trend/assessment.py",
    "trend/campaigns.py",
    "trend/day_line.py",
    "trend/layout.py",
    "trend/rounds.py",
    "trend/verdict.py",
    "scatter/columns.py",
    "scatter/correlated_line.py",
    "scatter/line_design.py",
    "scatter/period_line.py",
    "scatter/restricted.py",
)


def digest() -> str:
    """Return a short digest of the files that decide a verdict, the same on every operating system."""
    found = hashlib.sha256()
    for name in SIMULATED:
        found.update(name.encode() + b"\n" + (SOURCE / name).read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:12]


def assessed(
    series: int, quarters: int, campaigns: int, days: int, day_sd: float, week_sd: float, change: float, seed: int
) -> Assessment:
    """Return the assessment of simulated series that change by `change` (log) a year."""
    rng = np.random.default_rng([seed, series, quarters, campaigns, days])
    logs = day_sd * rng.standard_normal((series, quarters, campaigns, days))
    logs += week_sd * rng.standard_normal((series, quarters, campaigns, 1))
    years = np.arange(quarters) / 4
    value = (logs + change * years[:, None, None]).ravel()
    one, period, campaign, _ = np.indices(logs.shape).reshape(4, -1)
    return assess_days(
        Days(log_low=value, log_high=value, series=one, period=period, campaign=campaign, worth=np.ones(len(value))),
        years,
        np.zeros((series, quarters), dtype=int),
        np.arange(quarters) % 4,
    )


def widening(series: int, quarters: int, visible: float) -> np.ndarray:
    """Return the mean widening in each part of the series."""
    week_sd = float(np.sqrt((1 / visible - 1) / DAYS))
    campaigns, days = (1, DAYS) if visible < 1 else (DAYS, 1)
    found = assessed(series, quarters, campaigns, days, 1.0, week_sd, 0.0, SEED)
    ratio = np.sort(found.wandering.standard_error / found.fitted.line.standard_error)
    cuts = np.round(np.array(BOUNDS) * series).astype(int)
    return np.array([ratio[low:high].mean() for low, high in pairwise(cuts)])


def main(series: int) -> None:
    told = (
        f"# power.csv, version 2026.11.3: standard error of a slope if the level may wander over that of the plain"
        f" line, where it does not: means of parts of {series} simulated series; seed {SEED}; digest of what was"
        f" simulated {digest()}"
    )
    lines = [told, "periods,visible_share,part,share_of_series,widening,status"]
    for quarters in PERIODS:
        for visible in VISIBLE_SHARES:
            parts = widening(series, quarters, visible)
            for part, (share, value) in enumerate(zip(np.diff(BOUNDS), parts, strict=True), start=1):
                lines.append(f"{quarters},{visible},{part},{share:.2f},{value:.4f},derived")
            print(quarters, visible, parts.round(3).tolist(), flush=True)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SERIES)
