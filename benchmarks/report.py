"""Measure what the analyst waits for each quarter: the whole report of one kommun, and the analysis alone.

    python benchmarks/report.py

Two plants, ten substances, five years of quarters with two days each, every format. Each figure is the median of
several runs, and beside it stands the fastest of them: far apart they say that the machine was not quiet. The report
runs in fresh processes, compiled as pip leaves what it installs, and its memory, looked at in further runs, is that of
all of them together, what they share counted in each. Each line ends with the bar that the project has set.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from bars import Bar, verdict

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.simulate import SimulatedResidue
from avloppsanalys.tables import SYNTHETIC_LAB

TURNS = 5
WATCHED = 2
"""Further reports whose memory is looked at: a look takes 3 ms from what would be timed."""
ANALYSES = 9
LOOK_EVERY = 0.05
"""Seconds between two looks at the memory."""

PLANTS = {"Påhittade verket": 17_000.0, "Påhittade östra verket": 6_000.0}
RESIDUES = {
    "Bensoylekgonin": ("benzoylecgonine", 60.0, 5.0),
    "Kokain": ("cocaine", 25.0, 5.0),
    "Amfetamin": ("amphetamine", 120.0, 5.0),
    "Metamfetamin": ("methamphetamine", 1.2, 5.0),
    "MDMA": ("MDMA", 9.0, 20.0),
    "THC-COOH": ("THC-COOH", 17.0, 10.0),
    "Tramadol": ("tramadol", 70.0, 5.0),
    "Ketamin": ("ketamine", 4.0, 5.0),
    "Kodein": ("codeine", 45.0, 5.0),
    "Oxykodon": ("oxycodone", 6.0, 5.0),
}
FIRST, LAST = "2022K1", "2026K4"
CONFIG = """title = "Påhittade kommunen, SYNTETISKA DATA"
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]

[[lab]]
file = "labbsvar.csv"
"""


def write_kommun(folder: Path) -> Path:
    """Invent a kommun's files, stamped on each row, and return its configuration file."""
    wednesdays = pd.DatetimeIndex(
        [
            f"{year}-{month:02d}-{day:02d}"
            for year in range(2022, 2027)
            for month, day in ((2, 9), (5, 11), (9, 7), (11, 9))
        ]
    )
    sampled = wednesdays.union(wednesdays + pd.Timedelta(days=4))
    truth = {residue: SimulatedResidue(level=level, loq_ng_per_l=loq) for residue, level, loq in RESIDUES.values()}
    lab, flow, plants = [], [], []
    for turn, (plant, persons) in enumerate(PLANTS.items()):
        made = avl.simulate_plant(
            truth, sampled, first=FIRST, last=LAST, rng=np.random.default_rng(turn), plant=plant, population=persons
        )
        lab.append(answers(made.measurements))
        flow.append(times(made.flows).assign(**{"Flöde (m3)": made.flows["volume_m3"].astype("int")}))
        plants.append(pd.DataFrame({"Verk": [plant], "Anslutna personer": [int(persons)]}))
    for name, tables in (("labbsvar", lab), ("flode", flow), ("verk", plants)):
        pd.concat(tables).to_csv(folder / f"{name}.csv", sep=";", index=False, encoding="utf-8-sig")
    protocol = Path(__file__).parent.parent / "protocols" / "exempelkommun.toml"
    (folder / "protokoll.toml").write_text(protocol.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    return folder / "config.toml"


def times(rows: pd.DataFrame) -> pd.DataFrame:
    """Return plant, start and stop under the headings of a laboratory's table."""
    start, stop = (rows[end].dt.strftime("%Y-%m-%d %H:%M") for end in ("start", "end"))
    return pd.DataFrame({"Verk": rows["plant"], "Start": start, "Stopp": stop})


def answers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return measurements as a laboratory writes them: Swedish names, decimal commas, and what lies below a limit."""
    names = {residue: name for name, (residue, _, _) in RESIDUES.items()}
    value, limit = (
        rows[name].astype("str").str.replace(".", ",") for name in ("concentration_ng_per_l", "loq_ng_per_l")
    )
    said = {
        "Prov-id": rows["sample_id"],
        "Ämne": rows["residue"].map(names),
        "Halt (ng/l)": value.where(rows["qualifier"] == "quantified", "<" + limit),
        "LOQ (ng/l)": limit,
        "Labb": SYNTHETIC_LAB,
    }
    return times(rows).assign(**said)


def seconds_of_analysis(config: Path) -> list[float]:
    """Return the wall time of the analysis alone, first call and those after it."""
    setup = read_config(config)
    lab, flow, plants = setup.read()
    turns = []
    for _ in range(1 + ANALYSES):
        began = time.perf_counter()
        result = avl.analyse(lab, flow, plants, protocol=setup.protocol)
        turns.append(time.perf_counter() - began)
    assert result.levels["place"].nunique() == len(PLANTS)
    assert result.loads["residue"].nunique() == len(RESIDUES)
    return turns


def seconds_of_report(config: Path, out: Path) -> float:
    """Return the wall time of the whole report."""
    began = time.perf_counter()
    with started_report(config, out) as process:
        process.wait()
    taken = time.perf_counter() - began
    assert process.returncode == 0
    assert (out / "lagesbild.html").is_file()
    return taken


def peak_of_report(config: Path, out: Path) -> float:
    """Return the most that the processes of the whole report held [MB]."""
    peak = 0.0
    with started_report(config, out) as process:
        while process.poll() is None:
            peak = max(peak, megabytes(process.pid))
            time.sleep(LOOK_EVERY)
    assert process.returncode == 0
    return peak


def started_report(config: Path, out: Path) -> "subprocess.Popen[bytes]":
    """Return the process of a report that has just begun."""
    command = [sys.executable, "-m", "avloppsanalys", "rapport", str(config), "--out", str(out)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)


def megabytes(pid: int) -> float:
    """Return what a process and its children hold in memory; one that has just ended holds nothing."""
    held = 0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            held += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return held / 2**20


def main() -> int:
    """Print every figure beside its bar, and return how many were missed."""
    with tempfile.TemporaryDirectory() as folder:
        config = write_kommun(Path(folder))
        peak = max(peak_of_report(config, Path(folder) / f"sett{turn}") for turn in range(WATCHED))
        reports = [seconds_of_report(config, Path(folder) / f"ut{turn}") for turn in range(TURNS)]
        first, *later = seconds_of_analysis(config)
    return verdict(
        [
            Bar(name="rapport, every format [s]", value=statistics.median(reports), high=15),
            Bar(name="rapport, its fastest run [s]", value=min(reports)),
            Bar(name="peak memory of rapport [MB]", value=peak, high=500),
            Bar(name="analyse, second call [s]", value=statistics.median(later), high=0.5),
            Bar(name="analyse, its fastest call [s]", value=min(later)),
            Bar(name="analyse, first call [s]", value=first),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
