"""EUDA's published file of daily loads (``ww20NN-all-data.csv``) and its site table.

The file prints no dates, no limits of quantification and no persons per year. What is missing is marked, not made up:
the dates are nominal, a zero is a value below an unknown limit, and the population is today's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.readers.cells import NOT_ANALYSED, Decimal, parse_column, tidy
from avloppsanalys.readers.euda_sites import PLACE, join_sites
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.reading import Reading, SourceFile
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.reference import main_residue, substance
from avloppsanalys.tables import LOADS, TIMEZONE, arrange
from avloppsanalys.wording import Language, ProblemLog, text

__all__ = ["EudaReading", "read_euda"]

DAYS: Final = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MEANS: Final = ["weekday_mean", "weekend_mean", "daily_mean"]
WEEK: Final = ["year", "drug", *PLACE]

# Heading without case, spaces and signs -> our column. EUDA's "Metabolite" holds the names of drugs.
_DAY_FILE: Final = {
    "year": "year", "metabolite": "drug", "country": "country", "city": "city", "location": "location",
    **{name.replace("_", ""): name for name in (*DAYS, *MEANS)},
}  # fmt: skip
_SITE_FILE: Final = {
    "country": "country", "city": "city", "location": "location", "population": "population", "institution": "lab",
}  # fmt: skip
_MAY_LACK: Final = {"location", "lab", *MEANS}
_YEAR: Final = r"(?:19|20)\d\d"
_KNOWN_COLUMNS: Final = [
    "plant", "sample_id", "residue", "report_id", "sample_type", "start", "end", "qualifier", "population",
    "population_method", "lab", "load_mg_per_day_per_1000", "load_low_mg_per_day_per_1000",
    "load_high_mg_per_day_per_1000",
]  # fmt: skip

Add = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EudaReading(Reading):
    """A reading of EUDA's file; `published` holds the means that it prints, which are never computed with."""

    published: pd.DataFrame


def read_euda(
    days_path: str | PathLike[str],
    sites_path: str | PathLike[str] | None = None,
    *,
    year: int | None = None,
    country: str | None = None,
    lang: Language = "sv",
) -> EudaReading:
    """Read EUDA's daily loads, with the population of the sites if their table is given.

    The seven days are booked, by weekday, in the ISO week of the second Monday of March of the year: such dates are
    nominal (`date_status`), they have a weekday but no holiday, event or gap. A zero is `below_loq`; its limit is not
    printed and is taken to be the smallest value above 0 of the same site and drug in the whole file
    (`limit_inferred`); where there is none, the limit stays unknown. A blank day is missing and gives no row. Sites
    are joined on country and city (and location, where the file of days has one): their numbers change between
    releases.

    Parameters
    ----------
    days_path : str or path-like
        The file of days, CSV or XLSX.
    sites_path : str or path-like, optional
        The site table of the same release.
    year : int, optional
        Only this year.
    country : str, optional
        Only this country, as the file writes it ("SE").
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    EudaReading
        `table` holds loads [mg/day/1000 inhabitants], one row a site, drug and day, with `drug`, `country`,
        `date_status` and `limit_inferred` besides columns of a table of loads; `population` [persons] is the site
        table's, the same for all years. `published` holds `year`, `drug`, `residue`, `country`, `city`, `plant`,
        `source_line` and the printed `weekday_mean`, `weekend_mean` and `daily_mean`, one row a row that is used.

    Raises
    ------
    FileError
        If a file cannot be read as a table, or lacks a column.

    References
    ----------
    EUDA and SCORE, *Wastewater analysis and drugs: a European multi-city study*, source data (CC BY 4.0).

    Examples
    --------
    >>> from avloppsanalys.reference import bundled
    >>> reading = read_euda(bundled("examples/euda_sweden_2024.csv"), lang="en")
    >>> len(reading.table), reading.published["plant"].nunique(), reading.files[0].rows_set_aside
    (105, 5, 0)
    >>> reading.table.loc[0, ["sample_id", "residue", "qualifier", "date_status"]].tolist()
    ['Gävle 2024-03-11', 'MDMA', 'quantified', 'nominal']
    """
    log = ProblemLog(lang)
    grid, site_grid = read_grid(days_path), None if sites_path is None else read_grid(sites_path)
    add = partial(log.add, file=grid.name)
    texts = _named_rows(grid, _DAY_FILE, add)
    sign = _decimal_sign(texts)
    texts["plant"] = _plant_names(texts)
    asked = texts if country is None else texts[texts["broken"] | _same(texts["country"], country)]
    rows = _identified(asked[~asked["broken"]], add, lang)
    rows = rows.drop(columns=DAYS).join(_day_values(rows, sign, add), how="inner")
    rows = _without_repetitions(rows, add)
    files = [_account(grid, len(asked), len(rows), sign)]
    if site_grid is not None:
        sites = _named_rows(site_grid, _SITE_FILE, partial(log.add, file=site_grid.name))
        files.append(_account(site_grid, len(sites), int((~sites["broken"]).sum()), "."))
        sites = sites[~sites["broken"]]
        rows = join_sites(rows, sites, weeks_file=grid.name, sites_file=site_grid.name, log=log)
    loads = _loads(rows, report_id=grid.name)
    published = _published(rows, sign, add)
    if year is not None:
        # only now: the other years of a site tell how low its laboratory could measure
        loads, published = loads[loads["start"].dt.year == year], published[published["year"] == year]
    wanted = " ".join(str(name) for name in (country, year) if name is not None)
    if wanted and published.empty:
        found = {column: ", ".join(sorted(set(texts[column]) - {""})) for column in ("year", "country")}
        add("EUD012", asked=wanted, years=found["year"], countries=found["country"])
    _add_notes(loads, add)
    return EudaReading(
        table=loads.reset_index(drop=True),
        problems=log.table(),
        files=tuple(files),
        published=published.reset_index(drop=True),
    )


def _named_rows(grid: Grid, headings: Mapping[str, str], add: Add) -> pd.DataFrame:
    """Return the rows as text under our column names; a column that may be lacking is blank, `broken` rows are kept."""
    filled = [(line, row) for line, row in zip(grid.lines, grid.rows, strict=True) if any(map(str.strip, row))]
    (_, header), *body = filled
    columns = [headings.get(re.sub("[^a-z]", "", cell.casefold())) for cell in header]
    lacking = sorted(set(headings.values()) - set(columns) - _MAY_LACK)
    if lacking:
        raise RefusedFileError("EUD013", grid.name, columns=", ".join(lacking))
    if not body:
        raise RefusedFileError("EUD014", grid.name)
    width = len(header)
    cells = pd.DataFrame([[*row, *[""] * width][:width] for _, row in body], dtype="str")
    rows = {name: cells[columns.index(name)] if name in columns else "" for name in dict.fromkeys(headings.values())}
    texts = pd.DataFrame(rows, index=cells.index).astype("str")
    for name in texts:
        plain = {cell: tidy(cell.removeprefix(EXACT)) for cell in texts[name].unique()}
        texts[name] = texts[name].map(plain).replace("N/A", "").astype("str")
    texts["line"] = [line for line, _ in body]
    texts["broken"] = [len(row) < width or any(map(str.strip, row[width:])) for _, row in body]
    for index in texts.index[texts["broken"]]:
        line, row = body[index]
        add("EUD001", line=line, found=len(row), expected=width)
    return texts


def _decimal_sign(texts: pd.DataFrame) -> Decimal:
    """Return the sign of EUDA's own file, a point, or the comma of a copy that a Swedish Excel has saved."""
    cells = texts.melt(value_vars=DAYS)["value"]
    return "," if cells.str.contains(",").any() and not cells.str.contains(".", regex=False).any() else "."


def _account(grid: Grid, read: int, used: int, sign: Decimal) -> SourceFile:
    """Return what became of the rows of one file."""
    file = source_file(grid, layout="euda", decimal=sign)
    return replace(file, rows_read=read, rows_used=used, rows_set_aside=read - used)


def _same(names: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which names are `name`, whatever the case."""
    return names.str.casefold() == name.casefold()


def _plant_names(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the city as printed, with the plant's or the country's name where the city alone is not enough."""
    several = {name: rows.groupby("city")[name].transform("nunique") > 1 for name in ("location", "country")}
    plant = rows["city"].mask(several["country"], rows["city"] + " (" + rows["country"] + ")")
    return plant.mask(several["location"] & (rows["location"] != ""), rows["city"] + " (" + rows["location"] + ")")


def _identified(rows: pd.DataFrame, add: Add, lang: Language) -> pd.DataFrame:
    """Return the rows of which year, drug and place are known, with the drug's canonical name and its residue."""
    drugs = {name: _drug(name) for name in rows["drug"].unique()}
    drug = rows["drug"].map({name: found for name, (found, _) in drugs.items()})
    no_year, no_drug = ~rows["year"].str.fullmatch(_YEAR), drug.isna()
    no_place = (rows["country"] == "") | (rows["city"] == "")
    for line, cell in rows.loc[no_year, ["line", "year"]].itertuples(index=False, name=None):
        add("EUD002", line=line, text=cell)
    for line, cell in rows.loc[no_drug, ["line", "drug"]].itertuples(index=False, name=None):
        near = " / ".join(drugs[cell][1])
        add("EUD003", line=line, text=cell, hint=text("euda.near_names", lang, names=near) if near else "")
    for line, country in rows.loc[no_place, ["line", "country"]].itertuples(index=False, name=None):
        add("EUD004", line=line, column="City" if country else "Country")
    known = rows.assign(drug=drug)[~(no_year | no_drug | no_place)]
    residue = known["drug"].map({name: main_residue(name) for name in known["drug"].unique()})
    return known.assign(year=known["year"].astype("int64"), residue=residue.astype("str"))


def _drug(name: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the canonical name of a drug, or nothing and the names that are near."""
    try:
        return substance(name).name, ()
    except UnknownNameError as unknown:
        return None, unknown.matches


def _day_values(rows: pd.DataFrame, sign: Decimal, add: Add) -> pd.DataFrame:
    """Return the seven days as numbers (missing where blank), of the rows of which every day can be read."""
    texts = rows.melt("line", DAYS, var_name="day", value_name="text", ignore_index=False)
    cells = parse_column(texts["text"], sign)
    negative = cells["value"] < 0
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    zero_or_more = ((cells["qualifier"] == "quantified") | (cells["value"] == 0)) & (cells["unit"] == "")
    for rule, faulty in (("EUD005", ~(negative | blank | zero_or_more)), ("EUD006", negative)):
        for line, day, cell in texts[faulty.to_numpy()].itertuples(index=False, name=None):
            add(rule, line=line, day=day.capitalize(), text=cell)
    values = cells.assign(day=texts["day"]).pivot(columns="day", values="value")[DAYS]
    values = values.drop(index=cells.index[~(blank | zero_or_more)].unique())
    for line in rows.loc[values.index[values.isna().all(axis=1)], "line"]:
        add("EUD009", line=line)
    return values


def _without_repetitions(rows: pd.DataFrame, add: Add) -> pd.DataFrame:
    """Return the rows that stand once: repetitions are left out, and so are rows that contradict each other."""
    doubled = rows[rows.duplicated(WEEK, keep=False)]
    again = doubled.duplicated([*WEEK, *DAYS])
    differing = (~again).groupby([doubled[name] for name in WEEK]).transform("sum") > 1
    lines = doubled.groupby(WEEK)["line"].transform(lambda found: ", ".join(map(str, found)))
    shown = doubled.assign(lines=lines)[["line", "drug", "plant", "year", "lines"]]
    for rule, rejected in (("EUD007", differing), ("EUD008", again & ~differing)):
        for line, drug, plant, year, same in shown[rejected].itertuples(index=False, name=None):
            add(rule, line=line, drug=drug, plant=plant, year=year, lines=same)
    return rows.drop(index=doubled.index[differing | again])


def _loads(rows: pd.DataFrame, report_id: str) -> pd.DataFrame:
    """Return one row a site, drug and day that is not blank, in the order of the file, Monday first."""
    week = [name for name in rows if name not in DAYS]
    days = rows.melt(week, DAYS, var_name="day", ignore_index=False).dropna(subset="value")
    days = days.sort_index(kind="stable").reset_index(drop=True)
    value = days["value"]
    number = days["day"].map({name: number for number, name in enumerate(DAYS)})
    start = _nominal_monday(days["year"]) + pd.to_timedelta(number, unit="D")
    below = value == 0
    limit = value.mask(below).groupby([days["plant"], days["residue"]]).transform("min")
    loads = days.assign(
        sample_id=days["plant"] + " " + start.dt.strftime("%Y-%m-%d"),
        report_id=report_id,
        sample_type="sample",
        start=start.dt.tz_localize(TIMEZONE),
        end=(start + pd.Timedelta(days=1)).dt.tz_localize(TIMEZONE),
        qualifier=np.where(below, "below_loq", "quantified"),
        load_mg_per_day_per_1000=value.mask(below),
        load_low_mg_per_day_per_1000=value,
        load_high_mg_per_day_per_1000=value.mask(below, limit),
    )
    if "population" in loads:
        loads["population_method"] = pd.Series("euda_site_table", index=loads.index).where(loads["population"].notna())
    own = loads[["drug", "country"]].assign(date_status="nominal", limit_inferred=below & limit.notna())
    return pd.concat([arrange(loads, LOADS)[_KNOWN_COLUMNS], own], axis=1)


def _nominal_monday(year: pd.Series[int]) -> pd.Series[pd.Timestamp]:
    """Return the second Monday of March, the first day of the ISO week in which EUDA's days are booked."""
    eighth = pd.to_datetime(year.astype("str") + "-03-08").astype("datetime64[us]")
    return eighth + pd.to_timedelta(-eighth.dt.day_of_week % 7, unit="D")


def _published(rows: pd.DataFrame, sign: Decimal, add: Add) -> pd.DataFrame:
    """Return the means as printed, one row a row of the file that is used."""
    published = rows[["year", "drug", "residue", "country", "city", "plant"]].assign(source_line=rows["line"])
    for mean in MEANS:
        cells = parse_column(rows[mean], sign)
        readable = (cells["qualifier"] == "quantified") | (cells["value"] == 0)
        published[mean] = cells["value"].where(readable)
        unreadable = rows.loc[~readable & (rows[mean] != ""), ["line", mean]]
        for line, cell in unreadable.itertuples(index=False, name=None):
            add("EUD010", line=line, text=cell, column=mean)
    return published


def _add_notes(loads: pd.DataFrame, add: Add) -> None:
    """Say once what is assumed of the zeros and of the population."""
    zeros, limited = int((loads["qualifier"] == "below_loq").sum()), int(loads["limit_inferred"].sum())
    if zeros:
        add("EUD011", zeros=zeros, limited=limited, open=zeros - limited)
    if loads["population"].notna().any():
        add("EUD023")
