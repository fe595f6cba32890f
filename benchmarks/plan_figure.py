"""Draw the figure of the method page on planning, and make the tables that stand beside it.

    python benchmarks/plan_figure.py [folder]

Writes ``planning.svg``, by default beside its page, and prints the tables. The numbers drawn are written into the
picture too, so that a picture left behind by the code is found out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from avloppsanalys.charts import style
from avloppsanalys.planning import Design, plan_power

PAGES = Path(__file__).parents[1] / "docs" / "method"
DAY_LOG_SD = float(np.sqrt(np.log1p(0.45**2)))
WEEK_LOG_SD = 0.2121
"""As a plant under 50 000 persons is taken to have it."""
CHANGE = 0.25
QUARTERS = (8, 12, 16, 20)
DESIGNS = {
    "3 days in one run": Design(campaigns=1, weekdays=(2, 3, 4)),
    "7 days in one run": Design(campaigns=1, weekdays=(1, 2, 3, 4, 5, 6, 7)),
    "3 days, 3 weeks": Design(campaigns=3, weekdays=(3,)),
    "6 days, 3 weeks": Design(campaigns=3, weekdays=(3, 7)),
    "6 days, 6 weeks": Design(campaigns=6, weekdays=(3,)),
}
DRAWN = {
    "3 days in one run": ("s", style.BELOW),
    "3 days, 3 weeks": ("o", style.LEVEL),
    "6 days, 6 weeks": ("D", style.DAY),
}


def powers() -> pd.DataFrame:
    """Return the power for 25 % a year by way of sampling and number of quarters [percent]."""
    return pd.DataFrame(
        {
            f"{quarters}": [
                100 * plan_power(design, quarters / 4, CHANGE, day_log_sd=DAY_LOG_SD, week_log_sd=WEEK_LOG_SD)
                for design in DESIGNS.values()
            ]
            for quarters in QUARTERS
        },
        index=list(DESIGNS),
    )


def power_table(table: pd.DataFrame) -> str:
    """Return the powers as the page prints them."""
    lines = [
        "| each quarter | " + " | ".join(f"{quarters} quarters" for quarters in table) + " |",
        "| --- |" + " ---: |" * table.shape[1],
    ]
    lines += [
        f"| {name} | " + " | ".join(f"{value:.0f}" for value in row) + " |"
        for name, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return "\n".join(lines)


def draw(table: pd.DataFrame) -> Figure:
    """Draw three of the ways of sampling against the number of quarters."""
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    ax = figure.subplots()
    where = [int(quarters) for quarters in table]
    for name, (marker, colour) in DRAWN.items():
        ax.plot(where, table.loc[name], marker=marker, color=colour, linewidth=1.8, markersize=6, label=name)
    ax.axhline(80, color=style.AXIS, linewidth=0.9, linestyle=(0, (4, 3)))
    ax.set_xticks(where, [str(quarters) for quarters in where], size=9)
    ax.set_yticks([0, 20, 40, 60, 80, 100], [f"{tick} %" for tick in (0, 20, 40, 60, 80, 100)], size=9)
    ax.set_ylim(0, 103)
    ax.set_xlim(7.6, 20.6)
    ax.set_xlabel("quarters sampled", size=10)
    ax.set_ylabel("chance of naming 25 % a year", size=10)
    ax.grid(axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower right", fontsize=9)
    return figure


def write(folder: Path) -> dict[str, str]:
    """Write the picture and return the tables of the page, by name."""
    table = powers()
    printed = {"planning": power_table(table)}
    about = {"Title": "planning", "Description": printed["planning"], "Date": None, "Creator": None}
    with style.drawing(), (folder / "planning.svg").open("w", encoding="utf-8", newline="\n") as file:
        draw(table).savefig(file, format="svg", metadata=about)
    return printed


def main(folder: str | None = None) -> None:
    """Write the picture and print the tables."""
    for name, table in write(PAGES if folder is None else Path(folder)).items():
        print(f"<!-- benchmarks/plan_figure.py: {name} -->\n\n{table}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
