"""What ``planera`` prints: the decision in sentences, the ways to sample, the sampler, and the year's days."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import typer

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.cli.tables import print_table
from avloppsanalys.planning import Costs, SamplingPlan, YearPlan, plan_sampling, plan_year
from avloppsanalys.reference import display_name, residue_name
from avloppsanalys.wording import Language, date, number, percent, text

__all__ = ["plans", "print_sampling_plan", "print_year_plan", "write_plans"]

_WIDTH = 100
_SEEN = ("detectable_2_years_percent", "detectable_3_years_percent", "detectable_5_years_percent")


def plans(
    substance: str,
    plants: Sequence[str],
    load: float,
    *,
    change: float,
    years: int,
    costs: tuple[float, float, float],
    sampler: tuple[str, float] | None,
    substances: int,
    meetings: Sequence[str],
    campaigns: int,
    weekdays: str,
    lang: Language,
) -> tuple[SamplingPlan, YearPlan | None]:
    """Return what ways of sampling can show, and with meetings the days of their year; as the options were typed.

    Parameters
    ----------
    substance, plants, load, change, years, costs, sampler, substances, meetings, campaigns, weekdays
        See ``avloppsanalys planera --help``; `change` in percent, `costs` per sample, campaign and year.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    SamplingPlan, YearPlan or None
    """
    population = dict(_plant(one, lang) for one in plants)
    sample, campaign, fixed = costs
    plan = plan_sampling(
        residue_name(substance), load, population, sampler=sampler, change=change / 100, years=years,
        costs=Costs(sample_kr=sample, campaign_kr=campaign, fixed_kr_per_year=fixed), substances=substances, lang=lang,
    )  # fmt: skip
    if not meetings:
        return plan, None
    if not all(one.strip().isdecimal() for one in weekdays.split(",")):
        raise typer.BadParameter(text("cli.plan.bad_weekdays", lang))
    numbers = [int(one) for one in weekdays.split(",")]
    year = min(meetings)[:4]
    return plan, plan_year(year, list(population), campaigns=campaigns, weekdays=numbers, meetings=meetings, lang=lang)


def _plant(words: str, lang: Language) -> tuple[str, float]:
    """Return a plant and its persons from "NAMN=PERSONER"."""
    name, _, persons = words.rpartition("=")
    digits = "".join(persons.split())
    if not name.strip() or not digits.isdecimal():
        raise typer.BadParameter(text("cli.plan.bad_plant", lang))
    return name.strip(), float(digits)


def write_plans(plan: SamplingPlan, year: YearPlan | None, folder: Path, lang: Language) -> int:
    """Write the charts and the tables behind them; return how many files there are.

    Parameters
    ----------
    plan : SamplingPlan
        From `plan_sampling`.
    year : YearPlan or None
        From `plan_year`.
    folder : pathlib.Path
        Made if it does not exist.
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
    if year is not None:
        charts.append(year_plan_chart(year, source_line=text("cli.plan.year_source", lang), lang=lang))
    written = [path for chart in charts for path in chart.write(folder)]
    tables = {chart.name: chart.table for chart in charts} | {"provtagningssatt": plan.options}
    for name, table in tables.items():
        written.append(folder / f"{name}.csv")
        writer = write_excel_csv if lang == "sv" else write_open_csv
        writer(table, written[-1])
    return len(written)


def print_sampling_plan(plan: SamplingPlan, lang: Language) -> None:
    """Print what a decision on sampling needs, in the order in which it is taken.

    Parameters
    ----------
    plan : SamplingPlan
        From `plan_sampling`.
    lang : {"sv", "en"}
        Language.
    """
    name = display_name(plan.residue, lang)
    _heading(text("cli.plan.title", lang, name=name, change=percent(plan.change, lang)))
    for sentence in (*_three_days(plan, lang), *_needed(plan, lang)):
        _paragraph(sentence)
    for place, rows in plan.options.groupby("place", sort=False):
        _heading(text("cli.plan.options", lang, place=place, power=percent(plan.power, lang)))
        print_table(_options(rows, plan, lang), lang)
    _heading(text("cli.plan.sampler", lang))
    print_table(_sampler(plan.sampler, lang), lang)
    _paragraph(text("cli.plan.sampler_advice", lang))
    _heading(text("cli.plan.remember", lang))
    for warning in plan.warnings:
        _paragraph(f"- {warning}")


def print_year_plan(plan: YearPlan, lang: Language) -> None:
    """Print the days to sample, whether their answers reach the meeting, and the last day for each meeting.

    Parameters
    ----------
    plan : YearPlan
        From `plan_year`.
    lang : {"sv", "en"}
        Language.
    """
    _heading(text("cli.plan.year", lang))
    days = plan.table.assign(day=swedish_dates(plan.table["start"]).dt.date).drop_duplicates("day")
    told = [
        {
            text("cli.plan.period", lang): row["period"],
            text("cli.plan.day", lang): _day(row["day"], lang),
            text("cli.plan.answer", lang): row["latest_answer"].date().isoformat(),
            text("cli.plan.meeting", lang): text("cli.plan.no_meeting", lang)
            if pd.isna(row["meeting_date"])
            else row["meeting_date"].date().isoformat(),
            text("cli.plan.note", lang): "" if pd.isna(row["note"]) else row["note"],
        }
        for row in days.to_dict("records")
    ]
    print_table(pd.DataFrame(told), lang)
    for meeting in plan.meetings.to_dict("records"):
        at, by = (date(meeting[name].date(), lang) for name in ("meeting_date", "sample_by"))
        _paragraph(text("cli.plan.sample_by", lang, at=at, by=by))


def _three_days(plan: SamplingPlan, lang: Language) -> list[str]:
    """Return for each place and horizon what three days a quarter show, spread and in a row."""
    seen = plan.curves[plan.curves["days_per_period"] == 3].set_index(["place", "years", "spread"])
    told = []
    for place, years in dict.fromkeys(zip(plan.needed["place"], plan.needed["years"], strict=True)):
        shares = {
            name: percent(float(seen.loc[(place, years, own), "detectable_percent"]) / 100, lang)
            for name, own in (("spread", True), ("run", False))
        }
        told.append(text("cli.plan.three_days", lang, place=place, years=years, **shares))
    return told


def _needed(plan: SamplingPlan, lang: Language) -> list[str]:
    """Return for each place and horizon what it takes to see the change."""
    word = text("cli.plan.rise" if plan.change > 0 else "cli.plan.fall", lang)
    told = []
    for row in plan.needed.to_dict("records"):
        fields = {"place": row["place"], "years": row["years"], "word": word, "change": percent(abs(plan.change), lang)}
        if pd.isna(row["campaigns_per_period"]):
            told.append(text("cli.plan.none", lang, **fields))
            continue
        cost, chance = row["cost_kr_per_year"], percent(row["power"], lang)
        design = _design(row["campaigns_per_period"], row["days_per_campaign"], lang)
        price = "" if pd.isna(cost) else text("cli.plan.at_cost", lang, cost=number(cost, 0, lang))
        told.append(text("cli.plan.needed", lang, **fields, design=design, cost=price, power=chance))
    return told


def _design(campaigns: int, days: int, lang: Language) -> str:
    """Return a way of sampling in words: "3 dygn per kvartal, vart och ett i sin vecka"."""
    kind = "one" if campaigns * days == 1 else "run" if campaigns == 1 else "spread" if days == 1 else "weeks"
    return text(f"cli.plan.design.{kind}", lang, total=campaigns * days, campaigns=campaigns, days=days)


def _weekdays(numbers: str, lang: Language) -> str:
    return " ".join(text(f"reading.weekday.{int(one) - 1}", lang)[:3] for one in numbers.split())


def _options(rows: pd.DataFrame, plan: SamplingPlan, lang: Language) -> pd.DataFrame:
    """Return the ways of sampling one place as texts under headings."""
    told = {
        text("cli.plan.campaigns", lang): rows["campaigns_per_period"].astype("str"),
        text("cli.plan.weekdays", lang): [_weekdays(one, lang) for one in rows["weekdays"]],
        text("cli.plan.days_per_year", lang): rows["days_per_year"].astype("str"),
    }
    if rows["cost_kr_per_year"].notna().any():
        told[text("cli.plan.cost", lang)] = [number(cost, 0, lang) for cost in rows["cost_kr_per_year"]]
    for column in _SEEN:
        heading = text("cli.plan.seen", lang, years=column.split("_")[1])
        told[heading] = ["–" if pd.isna(one) else percent(one / 100, lang) for one in rows[column]]
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


def _day(day: dt.date, lang: Language) -> str:
    return f"{text(f'reading.weekday.{day.weekday()}', lang)[:3]} {day.isoformat()}"


def _heading(words: str) -> None:
    typer.echo(f"\n{words}\n")


def _paragraph(words: str) -> None:
    typer.echo(textwrap.fill(words, _WIDTH, subsequent_indent="  "))
