"""Draw the figures of the method pages levels, scatter and weekdays, and make the tables that stand beside them.

    python benchmarks/figures.py [folder]

Writes ``levels.svg``, ``scatter.svg`` and ``weekdays.svg``, by default beside their pages, and prints the tables. The
numbers drawn are written into each picture too, so that a picture left behind by the code is found out.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import chi2

from avloppsanalys.calendar import Period
from avloppsanalys.charts import style
from avloppsanalys.levels import period_levels
from avloppsanalys.loads import daily_loads, join_samples
from avloppsanalys.reference import week_model, week_models
from avloppsanalys.scatter import weekday_pattern, within_group_variance
from avloppsanalys.simulate import PlantTruth, ResidueTruth, simulate_plants
from avloppsanalys.uncertainty import lognormal_interval, normal_quantile

Floats = npt.NDArray[np.float64]

PAGES = Path(__file__).parents[1] / "docs" / "method"
SEED = 20261123
PLANTS = 300
PERSONS = 17_000.0
QUARTER = "2026K3"
RESIDUE, LOAD = "benzoylecgonine", 200.0  # mg/day/1000: about the middle of EUDA's sites
DAYS = (1, 3, 7)
MASS = 1000.0
"""Mass [mg/day] that passes the plant whose weekday factors are drawn."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIXES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "Wednesday": ((2,),),
    "Saturday": ((5,),),
    "Saturday and Sunday": ((5,), (6,)),
    "Wednesday and Sunday": ((2,), (6,)),
    "composite of 72 h, Friday to Sunday": ((4, 5, 6),),
    "all seven days": tuple((day,) for day in range(7)),
}
"""Samples, each with its weekdays (Monday 0)."""
OWN_WEEKS = (0, 1, 4, 13)
MASSES = (10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)  # mg/day
MASS_NAMES = ("10 mg", "100 mg", "1 g", "10 g", "100 g")
OWN_CAMPAIGNS = (1, 4, 12, 40)


def level_widths() -> pd.DataFrame:
    """Return, by number of days and how they lie, the median plant's interval where its level is 100.

    Days in a run follow each other; spread days lie equally far apart, over the whole quarter. `shared` is what errors
    that the samples share reach on their own.
    """
    length = Period.parse(QUARTER).days
    rows = []
    for number in DAYS:
        for design, step in (("in a run", 1), ("spread", length // number))[: 1 if number == 1 else 2]:
            rng = np.random.default_rng(SEED)
            first = rng.integers(0, length - (number - 1) * step, (PLANTS, 1))
            mask = np.zeros((PLANTS, length), dtype=bool)
            mask[np.arange(PLANTS)[:, None], first + step * np.arange(number)] = True
            made = simulate_plants(
                [ResidueTruth(residue=RESIDUE, level=LOAD)],
                PlantTruth(population=np.full(PLANTS, PERSONS), one_world=False),
                mask,
                first=QUARTER,
                last=QUARTER,
                rng=rng,
            )
            levels = period_levels(daily_loads(join_samples(made.measurements, made.flows, made.plants)))
            low, high = (100 * float((levels[end] / levels["estimate"]).median()) for end in ("low", "high"))
            shared = normal_quantile(0.95) * float(levels["sd_shared"].median())
            rows.append(
                {
                    "days": number,
                    "design": "" if number == 1 else design,
                    "campaigns": int(levels["n_campaigns"].median()),
                    "low": low,
                    "high": high,
                    "shared_low": 100 * float(np.exp(-shared)),
                    "shared_high": 100 * float(np.exp(shared)),
                }
            )
    return pd.DataFrame(rows)


def day_scatter() -> pd.DataFrame:
    """Return each residue's log standard deviation of days, by the mass that passes.

    `low` and `high` are between what ends nine in ten weeks lie; below `mass_low` the line is followed further than the
    data go.
    """
    parts = []
    for residue, model in week_models().items():
        if residue != "*":
            variance = model.day_variance(MASSES)
            low, high = (variance * model.prior_df / chi2.ppf(tail, model.prior_df) for tail in (0.95, 0.05))
            columns = {"mass": MASSES, "log_sd": np.sqrt(variance), "low": np.sqrt(low), "high": np.sqrt(high)}
            parts.append(pd.DataFrame({"residue": residue, **columns, "mass_low": model.mass_low}))
    return pd.concat(parts, ignore_index=True)


def own_weight() -> pd.DataFrame:
    """Return what share of the moderated variance is the plant's own after some campaigns of three days, by residue."""
    rows = []
    for residue, model in week_models().items():
        if residue != "*":
            campaign = np.repeat(np.arange(max(OWN_CAMPAIGNS)), 3)
            weights = {}
            for count in OWN_CAMPAIGNS:
                chosen = campaign < count
                one = np.zeros(chosen.sum(), dtype=np.intp)
                _, df = within_group_variance(np.zeros(chosen.sum()), one, campaign[chosen], 1)
                weights[f"after_{count}"] = float(df[0] / (df[0] + model.prior_df))
            rows.append({"residue": residue, "prior_df": model.prior_df, **weights})
    return pd.DataFrame(rows)


def weekday_factors() -> pd.DataFrame:
    """Return each residue's seven factors, and between which ends 95 % of the sites lie where `MASS` passes."""
    parts = []
    for residue, model in week_models().items():
        if residue != "*":
            spread = np.sqrt(np.diag(model.spread) * float(model.day_variance(MASS)))
            factor = np.exp(model.log_factors)
            low, high = lognormal_interval(factor, spread)
            parts.append(
                pd.DataFrame({"residue": residue, "weekday": WEEKDAYS, "factor": factor, "low": low, "high": high})
            )
    return pd.concat(parts, ignore_index=True)


def mixes() -> pd.DataFrame:
    """Return the factor of some mixes of days, and what is unknown of it after some whole weeks of the plant's own.

    `after_0` and its like are the factor either way within which the truth lies with 95 %.
    """
    model = week_model(RESIDUE)
    unknown = {f"after_{weeks}": _unknown_pattern(weeks) for weeks in OWN_WEEKS}
    rows = []
    for name, samples in MIXES.items():
        shares = np.array([np.bincount(days, minlength=7) / len(days) for days in samples])
        mix = shares.mean(axis=0)
        reach = {
            column: float(np.exp(normal_quantile(0.95) * np.sqrt(max(mix @ covariance @ mix, 0.0))))
            for column, covariance in unknown.items()
        }
        rows.append({"mix": name, "factor": float(np.exp(np.log(shares @ np.exp(model.log_factors)).mean())), **reach})
    return pd.DataFrame(rows)


def _unknown_pattern(weeks: int) -> Floats:
    """Return what remains unknown of a plant's weekday pattern after some whole weeks of its own, shape (7, 7)."""
    model = week_model(RESIDUE)
    variance = np.array([float(model.day_variance(MASS))])
    one = np.zeros(7 * weeks, dtype=np.intp)
    days = np.tile(np.eye(7), (weeks, 1))
    week = np.repeat(np.arange(weeks), 7)
    return weekday_pattern(np.zeros(7 * weeks), days, week, one, variance, model.spread[None] * variance)[1][0]


def _markdown(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table as it stands on a page."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, ["---"] * len(heads), *rows))


def level_table(table: pd.DataFrame) -> str:
    """Return the widths as they are printed."""
    rows = [
        [f"{row.days} {row.design}".strip(), str(row.campaigns), f"{row.low:.0f}-{row.high:.0f}"]
        for row in table.itertuples()
    ]
    return _markdown(["days", "campaigns", "interval where the level is 100"], rows)


def weekday_table(table: pd.DataFrame) -> str:
    """Return factors and spread as they are printed."""
    rows = [
        [residue, *(f"{row.factor:.2f} ({row.low:.2f}-{row.high:.2f})" for row in days.itertuples())]
        for residue, days in table.groupby("residue", sort=False)
    ]
    return _markdown(["residue", *WEEKDAYS], rows)


def own_table(table: pd.DataFrame) -> str:
    """Return the shares as they are printed."""
    heads = ["residue", "the line is worth", *(f"{count} own campaign{'s' * (count > 1)}" for count in OWN_CAMPAIGNS)]
    rows = [
        [row["residue"], f"{row['prior_df']:.1f}", *(f"{100 * row[f'after_{count}']:.0f} %" for count in OWN_CAMPAIGNS)]
        for row in table.to_dict("records")
    ]
    return _markdown(heads, rows)


def scatter_table(table: pd.DataFrame) -> str:
    """Return the scatter as it is printed."""
    heads = ["residue", *(f"{name} a day" for name in MASS_NAMES), "data from"]
    rows = [
        [
            str(residue),
            *(f"{row.log_sd:.2f} ({row.low:.2f}-{row.high:.2f})" for row in lines.itertuples()),
            f"{lines['mass_low'].iloc[0]:.0f} mg/day",
        ]
        for residue, lines in table.groupby("residue", sort=False)
    ]
    return _markdown(heads, rows)


def mix_table(table: pd.DataFrame) -> str:
    """Return the mixes as they are printed."""
    heads = ["samples", "factor", *(f"{weeks} own weeks" for weeks in OWN_WEEKS)]
    rows = [
        [row["mix"], f"{row['factor']:.2f}", *(f"{row[f'after_{weeks}']:.2f}" for weeks in OWN_WEEKS)]
        for row in table.to_dict("records")
    ]
    return _markdown(heads, rows)


def draw_levels(table: pd.DataFrame) -> Figure:
    """Draw the widths: a bar a design, the reach of shared errors as a band behind them all."""
    figure = Figure(figsize=(7.2, 3.1), layout="constrained")
    ax = figure.subplots()
    ax.axvspan(table["shared_low"].median(), table["shared_high"].median(), color=style.PERIOD, linewidth=0)
    names = [_words(row.days, row.design, row.campaigns) for row in table.itertuples()]
    height = np.arange(len(table))
    ax.hlines(height, table["low"], table["high"], color=style.LEVEL, linewidth=3)
    ax.plot(np.full(len(table), 100.0), height, "o", color=style.LEVEL, markersize=7)
    for row, at in zip(table.itertuples(), height, strict=True):
        for end, side in ((row.low, "right"), (row.high, "left")):
            ax.annotate(
                f"{end:.0f}", (end, at), xytext=(-5 if side == "right" else 5, 0), textcoords="offset points",
                ha=side, va="center", size=9,
            )  # fmt: skip
    ax.set_yticks(height, names, size=10)
    ax.set_ylim(len(table) - 0.4, -0.6)
    _log_axis(ax, "x", (50, 70, 100, 150, 200), (35, 290))
    ax.set_xlabel("95 % interval of the quarter's mean, where the level is 100", size=10)
    return figure


def _words(days: int, design: str, campaigns: int) -> str:
    """Return a design in words."""
    counted = f"{days} {'day' if days == 1 else 'days'} {design}".strip()
    return f"{counted}\n{campaigns} {'campaign' if campaigns == 1 else 'campaigns'}"


def draw_scatter(table: pd.DataFrame) -> Figure:
    """Draw the scatter: a panel a residue, the line over the mass, dashed beyond the data, in a band of nine in ten."""
    figure = Figure(figsize=(8.6, 4.8), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True).ravel()
    for ax, (residue, lines) in zip(panels, table.groupby("residue", sort=False), strict=True):
        ax.fill_between(lines["mass"], lines["low"], lines["high"], color=style.PERIOD, linewidth=0)
        ax.plot(lines["mass"], lines["log_sd"], color=style.LEVEL, linewidth=1.8, linestyle=(0, (2, 1.5)))
        edge = lines["mass_low"].iloc[0]
        seen = lines[lines["mass"] >= edge]
        start = np.exp(np.interp(np.log(edge), np.log(lines["mass"]), np.log(lines["log_sd"])))
        ax.plot([edge, *seen["mass"]], [start, *seen["log_sd"]], color=style.LEVEL, linewidth=2.4)
        ax.set_title(residue, size=11, loc="left")
        _log_axis(ax, "x", MASSES, (8, 130_000), MASS_NAMES)
        _log_axis(ax, "y", (0.05, 0.1, 0.2, 0.5, 1.0), (0.045, 2.2))
    figure.supylabel("log standard deviation of the days of a week", size=10)
    figure.supxlabel("mass that passes a day", size=10)
    return figure


def draw_weekdays(table: pd.DataFrame) -> Figure:
    """Draw the factors: a panel a residue, a point a weekday, the spread between sites as a line through it."""
    figure = Figure(figsize=(8.6, 4.8), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True).ravel()
    for ax, (residue, days) in zip(panels, table.groupby("residue", sort=False), strict=True):
        where = np.arange(7)
        ax.axhline(1, color=style.AXIS, linewidth=0.8)
        ax.vlines(where, days["low"], days["high"], color=style.LEVEL, linewidth=1.8)
        ax.plot(where, days["factor"], "o", color=style.LEVEL, markersize=5)
        ax.set_title(residue, size=11, loc="left")
        ax.set_xticks(where, WEEKDAYS, size=9)
        _log_axis(ax, "y", (0.5, 0.7, 1, 1.4, 2), (0.42, 2.5))
    figure.supylabel("load over the week's mean", size=10)
    return figure


def _log_axis(
    ax: Axes, side: str, ticks: tuple[float, ...], ends: tuple[float, float], names: tuple[str, ...] = ()
) -> None:
    """Give an axis a log scale with round numbers on a quiet grid."""
    axis, scale, limits = (
        (ax.xaxis, ax.set_xscale, ax.set_xlim) if side == "x" else (ax.yaxis, ax.set_yscale, ax.set_ylim)
    )
    scale("log")
    axis.set_ticks(ticks, names or [f"{tick:g}" for tick in ticks], size=9)
    axis.set_ticks([], minor=True)
    limits(*ends)
    ax.grid(axis=side, color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.spines[["top", "right"]].set_visible(False)


def write(folder: Path) -> dict[str, str]:
    """Write the pictures and return the tables of the pages, by name."""
    widths, scatter, factors = level_widths(), day_scatter(), weekday_factors()
    printed = {
        "levels": level_table(widths),
        "scatter": scatter_table(scatter),
        "own": own_table(own_weight()),
        "weekdays": weekday_table(factors),
        "mixes": mix_table(mixes()),
    }
    with style.drawing():
        figures = {"levels": draw_levels(widths), "scatter": draw_scatter(scatter), "weekdays": draw_weekdays(factors)}
        for name, figure in figures.items():
            about = {"Title": name, "Description": printed[name], "Date": None, "Creator": None}
            with (folder / f"{name}.svg").open("w", encoding="utf-8", newline="\n") as file:
                figure.savefig(file, format="svg", metadata=about)
    return printed


def main(folder: str | None = None) -> None:
    """Write the pictures and print the tables."""
    for name, table in write(PAGES if folder is None else Path(folder)).items():
        print(f"<!-- benchmarks/figures.py: {name} -->\n\n{table}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
