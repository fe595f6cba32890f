"""Measure, in one run, what a user waits for: import, 100 000 rows, EUDA's table, changes of 1 000 series, demo.

    python benchmarks/speed.py

Machines are noisy, so each figure is the median of several fresh processes, and the import is a ratio to pandas'
measured turn by turn with it. Each line ends with the bar that the project has set.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TURNS = 5
ROWS = 100_000

LOADS_SCRIPT = """
import sys, time
from pathlib import Path
import avloppsanalys as avl

folder = Path(sys.argv[1])
began = time.perf_counter()
lab = avl.read_lab(folder / "labbsvar.csv")
flow = avl.read_flow(folder / "flode.csv")
plants = avl.read_plants(folder / "verk.csv")
loads = avl.daily_loads(avl.join_samples(lab.table, flow.table, plants.table))
seconds = time.perf_counter() - began
assert len(loads) == int(sys.argv[2]), (len(loads), len(lab.problems))
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:  # Windows has no such account
    peak = float("nan")
print(seconds, peak)
"""


TRENDS_SCRIPT = """
import time
import numpy as np
import pandas as pd
import avloppsanalys as avl

series, quarters, days = 1000, 20, 3
monday = pd.period_range("2021Q1", periods=quarters, freq="Q").start_time
week = np.array([14, 42, 70]).astype("timedelta64[D]")
start = pd.DatetimeIndex((monday.to_numpy()[:, None] + week).ravel()).tz_localize("Europe/Stockholm")
value = 100 * np.exp(0.43 * np.random.default_rng(1).standard_normal(series * quarters * days))
loads = pd.DataFrame({
    "plant": np.repeat(np.arange(series).astype(str), quarters * days), "residue": "benzoylecgonine",
    "sample_id": np.arange(len(value)).astype(str), "start": np.tile(start, series), "population": 17_000.0,
    "load_mg_per_day_per_1000": value,
})
loads["start"] = loads["start"].dt.tz_convert("Europe/Stockholm")
loads["end"] = loads["start"] + pd.Timedelta(days=1)
began = time.process_time()
found = avl.trends(loads)
seconds = time.process_time() - began
assert found["verdict"].notna().sum() == series
print(seconds)
"""


EUDA_SCRIPT = """
import sys, time
import avloppsanalys as avl

began = time.perf_counter()
assert len(avl.read_euda(sys.argv[1]).table) == 7 * int(sys.argv[2])
print(time.perf_counter() - began)
"""


def seconds_of(*command: str) -> float:
    """Return the wall time of a command."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def import_ratio() -> float:
    """Return the median time of our import over that of pandas."""
    ratios = []
    for _ in range(TURNS):
        ours = seconds_of(sys.executable, "-c", "import avloppsanalys")
        ratios.append(ours / seconds_of(sys.executable, "-c", "import pandas"))
    return statistics.median(ratios)


def used_ratio() -> float:
    """Return the same for an import that also resolves the reader and the steps: what a script really pays."""
    ratios = []
    script = "import avloppsanalys as a; a.read_lab, a.read_flow, a.read_plants, a.join_samples, a.daily_loads"
    for _ in range(TURNS):
        ours = seconds_of(sys.executable, "-c", script)
        ratios.append(ours / seconds_of(sys.executable, "-c", "import pandas"))
    return statistics.median(ratios)


def euda_seconds(folder: Path) -> float:
    """Return how long it takes to read EUDA's table of 30 000 made-up towns and years."""
    head = "year,metabolite,SiteID,country,city,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday"
    days = "1,2,3,4,5,6,0,,,"
    rows = [f"{year},cocaine,,SE,Town {town},{days}" for town in range(1500) for year in range(2005, 2025)]
    file = folder / "euda.csv"
    file.write_text("\n".join([f"{head},Weekday mean,Weekend mean,Daily mean", *rows]) + "\n", encoding="utf-8")
    command = [sys.executable, "-c", EUDA_SCRIPT, str(file), str(len(rows))]
    told = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(3)]
    return statistics.median(map(float, told))


def write_tidy(folder: Path) -> None:
    """Write a tidy lab table of 100 000 rows, with its flow and its plants."""
    residues = ("Bensoylekgonin", "Kokain", "Amfetamin", "Metamfetamin", "MDMA", "Tramadol", "Ketamin", "THC-COOH")
    rng = np.random.default_rng(1)
    plants = [f"Verk {number}" for number in range(10)]
    days = np.datetime64("2018-01-01") + np.arange(ROWS // len(residues) // len(plants))
    lab = ["Verk;Prov-id;Start;Stopp;Ämne;Halt (ng/l);LOQ (ng/l)"]
    flow = ["Verk;Start;Stopp;Flöde (m3)"]
    for plant in plants:
        for day in days:
            start, stop = f"{day} 07:00", f"{day + 1} 07:00"
            flow.append(f"{plant};{start};{stop};{rng.integers(3000, 6000)}")
            for residue in residues:
                value = rng.lognormal(4, 1)
                cell = "<5" if value < 5 else f"{value:.1f}".replace(".", ",")
                lab.append(f"{plant};{plant}-{day};{start};{stop};{residue};{cell};5")
    (folder / "labbsvar.csv").write_text("\n".join(lab), encoding="utf-8")
    (folder / "flode.csv").write_text("\n".join(flow), encoding="utf-8")
    people = ["Verk;Anslutna personer", *(f"{plant};17000" for plant in plants)]
    (folder / "verk.csv").write_text("\n".join(people), encoding="utf-8")


def main() -> None:
    """Print every figure beside its bar."""
    print(f"import avloppsanalys / import pandas         {import_ratio():8.2f}    at most 1.3")
    print(f"... with the reader and the steps resolved   {used_ratio():8.2f}    (no bar)")
    with tempfile.TemporaryDirectory() as folder:
        write_tidy(Path(folder))
        turns = []
        for _ in range(3):
            command = [sys.executable, "-c", LOADS_SCRIPT, folder, str(ROWS)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            turns.append(tuple(map(float, told)))
        seconds = statistics.median(seconds for seconds, _ in turns)
        print(f"{ROWS} rows read, checked, turned into loads {seconds:8.2f} s  at most 5 s")
        print(f"... peak memory of the whole process         {max(peak for _, peak in turns):8.0f} MB at most 500 MB")
        print(f"30 000 rows of EUDA's table read             {euda_seconds(Path(folder)):8.2f} s  at most 8 s")
        trends = subprocess.run([sys.executable, "-c", TRENDS_SCRIPT], check=True, capture_output=True, text=True)
        print(f"changes of 1000 series, 20 quarters x 3 days {float(trends.stdout):8.2f} s  at most 10 s on one core")
        demo = [seconds_of(sys.executable, "-m", "avloppsanalys", "demo", "--out", f"{folder}/demo") for _ in range(3)]
        print(f"demo, wall time                              {statistics.median(demo):8.2f} s  at most 8 s")


if __name__ == "__main__":
    main()
