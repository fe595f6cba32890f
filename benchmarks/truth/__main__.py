"""Do the intervals and the words hold? Every truth of the library, with its bars, in one command.

    python benchmarks/truth [weeks] [quarters] [propagation] [censoring] [changes] [plans]
                            [--plants 2000] [--draws 50] [--series 4000] [--data DIR] [--tables DIR]

``weeks`` are real European weeks, out of sample; ``quarters`` are simulated plants whose truth is known; ``changes``
are series whose trend is known, and ``plans`` ways of sampling whose power is told before and counted after.
``propagation`` and ``censoring`` are how right and how fast the kernels are, each in a process of its own, for what
they ask of memory and of one thread. Without names all are run. DIR of ``--data`` holds ``ww2025-all-data.csv`` and
``ww2025-site-info-table.csv``; by default ``data/euda`` under the folder that the environment variable
AVLOPPSANALYS_SHARED names. ``--tables`` writes the tables that the method pages show. The exit code is 0 if every bar
is held, 1 if one is missed, 2 if the data are not there.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import changes
import plans
import quarters
import real_weeks
from bars import Bar, verdict

TRUTHS = ("weeks", "quarters", "propagation", "censoring", "changes", "plans")
BENCHMARKS = Path(__file__).parents[1]
FILES = ("ww2025-all-data.csv", "ww2025-site-info-table.csv")


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="python benchmarks/truth", description=__doc__.splitlines()[0])
    parser.add_argument("truths", nargs="*", metavar="TRUTH", help=f"any of {', '.join(TRUTHS)}; by default all")
    parser.add_argument("--plants", type=int, default=2000, help="simulated plants in each cell")
    parser.add_argument("--series", type=int, default=4000, help="simulated series in each cell")
    parser.add_argument("--draws", type=int, default=50, help="draws of the random designs")
    parser.add_argument("--data", type=Path, help="folder of EUDA's two files")
    parser.add_argument("--tables", type=Path, help="folder to write the tables of the method pages to")
    asked = parser.parse_args()
    unknown = sorted(set(asked.truths) - set(TRUTHS))
    if unknown:
        parser.error(f"no such truth: {', '.join(unknown)}; there are {', '.join(TRUTHS)}")
    if asked.data is None and os.environ.get("AVLOPPSANALYS_SHARED"):
        asked.data = Path(os.environ["AVLOPPSANALYS_SHARED"]) / "data" / "euda"
    needed = "weeks" in asked.truths or not asked.truths
    if needed and not (asked.data and all((asked.data / name).is_file() for name in FILES)):
        parser.error(f"{' and '.join(FILES)} are not in {asked.data}; name their folder with --data, or run quarters")
    return asked


def main() -> int:
    """Run what was asked for, print every table and every bar, and return the exit code."""
    asked = arguments()
    chosen = asked.truths or TRUTHS
    bars: list[Bar] = []
    if "weeks" in chosen:
        bars += real_weeks.run(*(str(asked.data / name) for name in FILES), asked.draws, asked.tables)
    if "quarters" in chosen:
        bars += quarters.run(asked.plants, asked.tables)
    if "changes" in chosen:
        bars += changes.run(asked.series, asked.tables)
    if "plans" in chosen:
        bars += plans.run(asked.series, asked.tables)
    apart = [one for one in ("propagation", "censoring") if one in chosen]
    failed = [one for one in apart if subprocess.run([sys.executable, BENCHMARKS / f"{one}.py"]).returncode]
    print("\nBars")
    missed = verdict(bars) if bars else 0
    for one in apart:
        print(f"{one}: {'a bar is missed, see above' if one in failed else 'every bar held'}")
    return int(missed > 0 or bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
