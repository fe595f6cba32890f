"""What ``planera`` prints of the sampling: the decision in sentences, the ways to sample, and the sampler."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from avloppsanalys.cli.paragraphs import print_heading, print_paragraph
from avloppsanalys.cli.tables import print_table
from avloppsanalys.planning import Design, SamplingPlan, YearPlan
from avloppsanalys.planning.power_of_plan import HORIZONS
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, number, percent, text

__all__ = ["print_sampling_plan", "write_plans"]


def write_plans(plan: SamplingPlan, year: YearPlan | None, folder: Path, *, lead_time: int, lang: Language) -> int:
    """Write the charts and the tables behind them; return how many files there are.

    Parameters
    ----------
    plan : SamplingPlan
        From `plan_sampling`.
    year : YearPlan or None
        From `plan_year`.
    folder : pathlib.Path
        Made if it does not exist.
    lead_time : int
        From the last day of a campaign until its answer is there [weeks].
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    int
    """
    from avloppsanalys.charts import plan_power_chart, year_plan_chart
    from avloppsanalys.exports.csv_tables import write_excel_csv, write_open_csv

    folder.mkdir(parents=True, exist_ok=True)
    charts = [plan_power_chart(plan, source_line=text("cli.plan.source", lang), lang=lang)]
    others = {"provtagningssatt": plan.options, "provtagare": plan.sampler}
    if year is not None:
        source = text("cli.plan.year_source", lang, weeks=lead_time)
        charts.append(year_plan_chart(year, source_line=source, lang=lang))
        others |= {"hoppade-veckor": year.skipped}
    written = [path for chart in charts for path in chart.write(folder)]
    tables = {chart.name: chart.table for chart in charts} | others
    for name, table in tables.items():
        written.append(folder / f"{name}.csv")
        writer = write_excel_csv if lang == "sv" else write_open_csv
        writer(table, written[-1])
    return len(written)


def print_sampling_plan(plan: SamplingPlan, design: Design, lang: Language) -> None:
    """Print what a decision on sampling needs, in the order in which it is taken.

    Parameters
    ----------
    plan : SamplingPlan
        From `plan_sampling`.
    design : Design
        The one that is asked about.
    lang : {"sv", "en"}
        Language.
    """
    name = display_name(plan.residue, lang)
    print_heading(text("cli.plan.title", lang, name=name, change=percent(plan.change, lang)))
    print_paragraph(text("cli.plan.seen_means", lang, power=percent(plan.power, lang)))
    places = list(dict.fromkeys(plan.options["place"]))
    several = len(places) > 1
    has_own = bool(plan.options["scatter_basis"].isin(["own", "mixed"]).any())
    for place, rows in plan.options.groupby("place", sort=False):
        print_heading(str(place))
        told = [_given(rows, design, plan, lang), *_needed(str(place), plan, lang)]
        told += _three_days(str(place), plan, lang)
        if has_own:  # else the warnings tell it of all places
            told.append(text(f"cli.plan.basis.{rows['scatter_basis'].iloc[0]}", lang))
        if several and place == places[-1]:
            told.append(text("cli.plan.together", lang))
        for sentence in told:
            print_paragraph(f"- {sentence}")
    for place, rows in plan.options.groupby("place", sort=False):
        print_heading(text("cli.plan.options", lang, place=place, power=percent(plan.power, lang)))
        print_table(_options(rows, plan, lang, several=several), lang)
    print_heading(text("cli.plan.which_weekdays", lang))
    print_paragraph(text("cli.plan.weekday_advice", lang))
    print_heading(text("cli.plan.sampler", lang))
    print_table(_sampler(plan.sampler, lang), lang)
    print_paragraph(text("cli.plan.sampler_advice", lang))
    print_heading(text("cli.plan.remember", lang))
    for warning in plan.warnings:
        print_paragraph(f"- {warning}")


def _given(rows: pd.DataFrame, design: Design, plan: SamplingPlan, lang: Language) -> str:
    """Return what the way of sampling that is asked about can show at one place."""
    weekdays = " ".join(map(str, design.weekdays))
    (row,) = rows[(rows["campaigns_per_period"] == design.campaigns) & (rows["weekdays"] == weekdays)].to_dict(
        "records"
    )
    seen = [(years, row[f"detectable_{years}_years_percent"]) for years in HORIZONS]
    told = [
        text("cli.plan.given.not_seen", lang, years=years)
        if pd.isna(change)
        else text("cli.plan.given.seen", lang, years=years, change=_seen(change, plan, lang))
        for years, change in seen
    ]
    cost = row["cost_kr_per_year"]
    return text(
        "cli.plan.given", lang, design=_design(design.campaigns, design.days, lang), weekdays=_weekdays(weekdays, lang),
        cost="" if pd.isna(cost) else text("cli.plan.at_cost", lang, cost=number(cost, 0, lang)),
        word=_word(plan, lang), change=percent(abs(plan.change), lang), years=plan.years,
        power=percent(row["power"], lang), seen=", ".join(told),
    )  # fmt: skip


def _three_days(place: str, plan: SamplingPlan, lang: Language) -> list[str]:
    """Return for each horizon what three days a quarter show, spread and in a row."""
    seen = plan.curves[(plan.curves["place"] == place) & (plan.curves["days_per_period"] == 3)]
    share = seen.set_index(["years", "spread"])["detectable_percent"]
    told = []
    for years in dict.fromkeys(seen["years"]):
        spread, run = float(share.loc[(years, True)]), float(share.loc[(years, False)])
        if math.isnan(spread) or math.isnan(run):
            told.append(text("cli.plan.three_days.not_seen", lang, years=years))
            continue
        shares = {"spread": _seen(spread, plan, lang), "run": _seen(run, plan, lang)}
        told.append(text("cli.plan.three_days", lang, years=years, word=_word(plan, lang), **shares))
    return told


def _needed(place: str, plan: SamplingPlan, lang: Language) -> list[str]:
    """Return for each horizon what it takes to see the change."""
    told = []
    for row in plan.needed[plan.needed["place"] == place].to_dict("records"):
        fields = {"years": row["years"], "word": _word(plan, lang), "change": percent(abs(plan.change), lang)}
        if pd.isna(row["campaigns_per_period"]):
            told.append(text("cli.plan.none", lang, **fields))
            continue
        cost, chance = row["cost_kr_per_year"], percent(row["power"], lang)
        design = _design(row["campaigns_per_period"], row["days_per_campaign"], lang)
        price = "" if pd.isna(cost) else text("cli.plan.at_cost", lang, cost=number(cost, 0, lang))
        told.append(text("cli.plan.needed", lang, **fields, design=design, cost=price, power=chance))
    return told


def _seen(rise: float, plan: SamplingPlan, lang: Language) -> str:
    """Return the smallest change that is seen, in the direction that is asked about: a rise of 25 % is a fall of 20."""
    return percent((rise if plan.change > 0 else rise / (1 + rise / 100)) / 100, lang)


def _word(plan: SamplingPlan, lang: Language) -> str:
    return text("cli.plan.rise" if plan.change > 0 else "cli.plan.fall", lang)


def _design(campaigns: int, days: int, lang: Language) -> str:
    """Return a way of sampling in words: "3 dygn per kvartal, vart och ett i sin vecka"."""
    kind = "one" if campaigns * days == 1 else "run" if campaigns == 1 else "spread" if days == 1 else "weeks"
    return text(f"cli.plan.design.{kind}", lang, total=campaigns * days, campaigns=campaigns, days=days)


def _weekdays(numbers: str, lang: Language) -> str:
    return " ".join(text(f"reading.weekday.{int(one) - 1}", lang)[:3] for one in numbers.split())


def _options(rows: pd.DataFrame, plan: SamplingPlan, lang: Language, *, several: bool) -> pd.DataFrame:
    """Return the ways of sampling one place as texts under headings."""
    told = {
        text("cli.plan.campaigns", lang): rows["campaigns_per_period"].astype("str"),
        text("cli.plan.weekdays", lang): [_weekdays(one, lang) for one in rows["weekdays"]],
        text(f"cli.plan.days_per_year{'_and_plant' if several else ''}", lang): rows["days_per_year"].astype("str"),
    }
    if rows["cost_kr_per_year"].notna().any():
        told[text("cli.plan.cost", lang)] = [number(cost, 0, lang) for cost in rows["cost_kr_per_year"]]
    for years in HORIZONS:
        seen = rows[f"detectable_{years}_years_percent"]
        told[text("cli.plan.seen", lang, word=_word(plan, lang), years=years)] = [
            "–" if pd.isna(one) else _seen(one, plan, lang) for one in seen
        ]
    heading = text("cli.plan.power", lang, change=percent(plan.change, lang), years=plan.years)
    told[heading] = [percent(one, lang) for one in rows["power"]]
    heading = text("cli.plan.level_weekday", lang)
    told[heading] = [text("cli.plan.about", lang, value=percent(one, lang)) for one in rows["level_weekday_sd"]]
    return pd.DataFrame(told)


def _sampler(table: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the sampler's error as texts: a row for each size and mode, a column for each interval."""
    told = []
    for _, rows in table.groupby(["population", "sampler_mode"], sort=False):
        first = rows.iloc[0]
        row = {
            text("cli.plan.persons", lang): number(first["population"], 0, lang),
            text("cli.plan.mode", lang): text(f"cli.plan.mode.{first['sampler_mode']}", lang),
        }
        for interval, cv in zip(rows["sampling_interval_min"], rows["sampling_cv"], strict=True):
            row[text("cli.plan.interval", lang, minutes=number(interval, 0, lang))] = percent(cv, lang)
        told.append(row)
    return pd.DataFrame(told)
