"""Other indicators: reported offences, surveys, cases and counts, as their sources print them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import parse_column
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.context_layout import one_figure_a_row
from avloppsanalys.readers.context_values import add_units, add_values
from avloppsanalys.readers.dates import parse_moment, parse_moments
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import FIELDS, lay_out
from avloppsanalys.readers.moments import flag_weekdays, read_moments
from avloppsanalys.readers.numbers import file_decimal
from avloppsanalys.readers.period_cells import named_period, parse_period
from avloppsanalys.readers.reading import Reading
from avloppsanalys.reference import OTHER_INDICATOR, find_indicator, indicator_units
from avloppsanalys.tables import CONTEXT, arrange, empty
from avloppsanalys.wording import Language, ProblemLog, text

__all__ = ["STATUS_SPELLINGS", "read_context", "read_context_grid"]

STATUS_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "final": ("slutlig", "slutliga", "slutgiltig", "fastställd", "definitiv", "final"),
        "preliminary": ("preliminär", "preliminära", "prel", "preliminary", "p"),
    }
)
"""Status of a figure -> the words for it in a file, whatever their case and full stops; beside its own id."""

_GENDERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "total": ("", "t", "totalt", "total", "båda", "samtliga", "alla", "both"),
        "women": ("k", "kvinna", "kvinnor", "flicka", "flickor", "women", "girls", "f"),
        "men": ("m", "man", "män", "pojke", "pojkar", "men", "boys"),
    }
)
_CODE: Final = re.compile(r"\d{4}")
_SAME: Final = ["place", "name", "group", "start_at", "end_at", "unit_id", "status_id", "available_from_at"]


def read_context(
    path: str | PathLike[str],
    *,
    indicator: str | None = None,
    place: str | None = None,
    unit: str | None = None,
    keep_genders: bool = False,
    lang: Language = "sv",
) -> Reading:
    r"""Read other indicators: one figure a row, a column a period, or a column an indicator.

    A figure needs an indicator, a period and a unit; lines above the headings may say them for the whole table
    (``Indikator;Anmälda narkotikabrott``). A cell such as ``Uppgift saknas``, ``..``, ``.`` or ``<5`` is a
    figure that is missing, with the reason; it never becomes zero. ``-`` is zero where the source is Brå, and missing
    elsewhere. Nothing is suppressed here: `lagesbild.context_table` does that, and no problem quotes a value.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    indicator : str, optional
        The indicator, for rows that name none; columns of figures are then its groups.
    place : str, optional
        The place, for rows that name none or only the one code of a kommun.
    unit : str, optional
        The unit, where neither the row, the heading nor the indicator settles it.
    keep_genders : bool, default False
        Whether figures of women and of men are read too, as groups; otherwise only those of all (Kolada's ``T``).
    lang : {"sv", "en"}, default "sv"
        Language of the problems and of known indicators' names.

    Returns
    -------
    Reading
        `table` is a `tables.CONTEXT` table; `end` is the moment at which the period was over.

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "brott.csv")
    ...     _ = file.write_text("Kommun;2019 (september);2018 (september)\nA;Uppgift saknas;34\n", encoding="utf-8")
    ...     reading = read_context(file, indicator="Anmälda narkotikabrott", unit="antal")
    >>> reading.table[["place", "period", "value", "missing"]]
      place   period  value    missing
    0     A  2019-09    NaN  not_given
    1     A  2018-09   34.0        NaN
    """
    log = ProblemLog(lang)
    return read_context_grid(
        read_grid(path), indicator=indicator, place=place, unit=unit, keep_genders=keep_genders, log=log
    )


def read_context_grid(
    grid: Grid, *, indicator: str | None, place: str | None, unit: str | None, keep_genders: bool, log: ProblemLog
) -> Reading:
    """Read the indicators in a grid of cells; see `read_context`."""
    long, layout = one_figure_a_row(grid, named=indicator is not None)
    entries = lay_out(long, "context")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    decimal = file_decimal(rows, ("value", "persons"))
    said_persons = parse_column(rows["persons"], decimal)["value"]
    for name in FIELDS["context"]:
        rows[name] = tidy_column(rows[name])
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "CTX015", log)
    _add_place(rows, place)
    _add_names(rows, indicator, log)
    _add_group(rows, log, keep_genders=keep_genders)
    _add_period(rows, log)
    add_units(rows, entries.headers.get("value"), unit, log)
    add_values(rows, decimal, log)
    _add_persons(rows, said_persons, log)
    _add_status(rows, log)
    rows["available_from_at"] = read_moments(rows, "available_from", log)
    _check_repeated(rows, log)
    _note_rates(rows, grid.name, log)
    kept = rows[~rows["aside"]]
    words = {name: kept[name].mask(kept[name] == "", np.nan) for name in ("place", "group", "source", "missing")}
    table = kept.assign(
        **words,
        indicator=kept["name"],
        start=kept["start_at"],
        end=kept["end_at"],
        period=kept["period_name"],
        value=kept["number"],
        unit=kept["unit_id"],
        persons=kept["persons_number"],
        status=kept["status_id"].mask(kept["status_id"] == "", np.nan),
        available_from=kept["available_from_at"],
        source_file=kept["file"],
        source_line=kept["line"],
    )
    file = source_file(grid, layout=layout, decimal=decimal)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, CONTEXT), problems=log.table(), files=account)


def _add_place(rows: pd.DataFrame, place: str | None) -> None:
    """Fill in the place: of the row, of its kommun, or of the call; the call also names the one code of a file."""
    said = rows["place"].mask(rows["place"] == "", rows["area"])
    only_code = bool((said == said.iloc[0]).all()) and _CODE.fullmatch(said.iloc[0]) is not None
    rows["place"] = said.mask(said == "", place or "") if place is None or not only_code else place


def _add_names(rows: pd.DataFrame, indicator: str | None, log: ProblemLog) -> None:
    """Add `label` as it was said, `name` as it is told, and `indicator_type`."""
    rows["label"] = rows["indicator"].mask(rows["indicator"] == "", (indicator or "").strip())
    flag(rows, rows["label"] == "", "CTX001", log)
    rows["name"] = map_texts(rows["label"], lambda label: _told(label, log.lang))
    first = rows.groupby(rows["name"].str.casefold(), sort=False)["name"].transform("first")
    rows["name"] = first
    rows["indicator_type"] = map_texts(rows["label"], _type)
    unknown = rows[(rows["indicator_type"] == OTHER_INDICATOR) & (rows["label"] != "")]
    for name in unknown["name"].unique():
        log.add("CTX013", file=rows["file"].iloc[0], line=None, indicator=name)


def _told(label: str, lang: Language) -> str:
    """Return what an indicator is called: its own words, or the known name where they are a code or an id."""
    found = find_indicator(label)
    if found is not None and (label == found.id or re.fullmatch(r"[A-Z]\d{5}", label)):
        return found.sv if lang == "sv" else found.en
    return label[:1].upper() + label[1:]


def _type(label: str) -> str:
    found = find_indicator(label)
    return OTHER_INDICATOR if found is None else found.id


def _add_group(rows: pd.DataFrame, log: ProblemLog, *, keep_genders: bool) -> None:
    """Add the gender to the group, or set aside the rows of one gender."""
    meaning = {word: gender for gender, words in _GENDERS.items() for word in words}
    gender = map_texts(rows["gender"], lambda word: meaning.get(word.casefold().rstrip("."), word))
    one = gender != "total"
    if not keep_genders:
        flag(rows, one & ~rows["aside"], "CTX014", log, aside=True, gender=rows["gender"])
        return
    words = {name: text(f"context.group.{name}", log.lang) for name in ("women", "men")}
    told = gender.map(lambda name: words.get(name, name)).where(one, "")
    rows["group"] = (rows["group"] + ", " + told).str.strip(", ")


def _add_period(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add `start_at`, `end_at` and `period_name`, from the period or from two dates."""
    begin, finish = parse_moments(rows["start"]), parse_moments(rows["end"])
    for moments, texts in ((begin, rows["start"]), (finish, rows["end"])):
        for rule in sorted(set(moments["rule"].unique()) - {""}):
            flag(rows, (moments["rule"] == rule) & (rows["time"] == ""), rule, log, text=texts)
        flag_weekdays(rows, moments["moment"], moments["weekday"], log)
    by_dates = (rows["time"] == "") & begin["moment"].notna()
    last = finish["moment"].where(finish["moment"].notna(), begin["moment"])
    reversed_dates = by_dates & (last < begin["moment"])
    shown = {"start": begin["moment"].dt.strftime("%Y-%m-%d"), "end": last.dt.strftime("%Y-%m-%d")}
    flag(rows, reversed_dates, "CTX016", log, **shown)
    pairs = (shown["start"] + "/" + shown["end"]).where(by_dates & ~reversed_dates, "").fillna("")
    from_dates = map_texts(pairs, lambda pair: named_period(*_two_dates(pair)) if pair else None)
    found = map_texts(rows["time"], parse_period)
    single_day = map_texts(rows["time"], lambda said: parse_moment(said).clock is not None).astype(bool)
    period = found.where(rows["time"] != "", from_dates)
    flag(rows, single_day & found.isna(), "CTX004", log, text=rows["time"])
    flag(rows, (rows["time"] != "") & found.isna() & ~single_day, "CTX003", log, text=rows["time"])
    flag(rows, period.isna() & (rows["time"] == "") & (rows["start"] == ""), "CTX002", log)
    rows["period_name"] = period.map(lambda one: one.name, na_action="ignore")
    for end, column in (("start", "start_at"), ("end", "end_at")):
        whens = [None if one is None else getattr(one, end) for one in period]
        rows[column] = pd.Series(whens, index=rows.index, dtype=empty(CONTEXT)["start"].dtype)


def _two_dates(pair: str) -> tuple[dt.date, dt.date]:
    first, last = pair.split("/")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def _add_persons(rows: pd.DataFrame, number: pd.Series, log: ProblemLog) -> None:
    """Add how many persons a rate is of; a number that cannot be is left out."""
    good = (number > 0) & (number % 1 == 0)
    flag(rows, (rows["persons"] != "") & ~good & ~rows["aside"], "CTX018", log)
    rows["persons_number"] = number.where(good)


def _add_status(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add whether a figure is final or preliminary, "" where nobody says."""
    meaning = {word: status for status, words in STATUS_SPELLINGS.items() for word in (status, *words)}
    rows["status_id"] = map_texts(rows["status"], lambda word: meaning.get(word.casefold().rstrip(". "), ""))
    unknown = (rows["status"] != "") & (rows["status_id"] == "") & ~rows["aside"]
    flag(rows, unknown, "CTX010", log, text=rows["status"])


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Use a figure once that stands several times; of different values the first."""
    left = rows[~rows["aside"]]
    again = left.duplicated(_SAME)
    figure = left.groupby(_SAME, dropna=False, sort=False)
    same = left["missing"] == figure["missing"].transform("first")
    # "first" passes over what is missing: a number is then held against the first number
    same &= left["number"].isna() | (left["number"] == figure["number"].transform("first"))
    for rule, found in (("CTX011", again & same), ("CTX012", again & ~same)):
        flag(rows, found.reindex(rows.index, fill_value=False), rule, log, aside=True)


def _note_rates(rows: pd.DataFrame, file: str, log: ProblemLog) -> None:
    """Note rates of which nobody says how many persons they are of: a small count behind them cannot be seen."""
    rates = {name for name, unit in indicator_units().items() if unit.kind == "rate"}
    blind = ~rows["aside"] & rows["unit_id"].isin(rates) & rows["persons_number"].isna() & rows["number"].notna()
    if blind.any():
        log.add("CTX017", file=file, line=None, count=int(blind.sum()))
