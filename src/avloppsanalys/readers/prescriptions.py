"""Medicines dispensed on prescription: daily doses per 1000 inhabitants and day, as Socialstyrelsen publishes them."""

from __future__ import annotations

import re
from functools import cache
from os import PathLike
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, PeriodError
from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import MISSING_CODE, NEGATIVE, NOT_A_NUMBER, OTHER_SIGN, ZERO, parse_column
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.dates import FIRST_YEAR, LAST_YEAR, parse_moments
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import read_moments
from avloppsanalys.readers.numbers import file_decimal
from avloppsanalys.readers.reading import Reading
from avloppsanalys.reference import aliases, fold_name, medicine_of_atc, substances
from avloppsanalys.tables import PRESCRIPTIONS, TIMEZONE, arrange
from avloppsanalys.wording import Language, ProblemLog
from avloppsanalys.wording import number as number_text

__all__ = ["read_prescriptions", "read_prescriptions_grid"]

MOST_DDD: Final = 1000.0
"""Daily doses per 1000 inhabitants and day: of one medicine, nobody's whole kommun has a dose each. Our choice."""

_TEXTS: Final = ("place", "area", "atc", "medicine", "time", "start", "end", "measure", "gender", "age", "status",
                 "source")  # fmt: skip
_VALUES: Final = ("measured", "ddd_per_day_per_1000", "patients")
_DDD: Final = re.compile(
    r"ddd ?(?:/|per) ?1 ?000 ?(?:inv\w*\.?|inhabitants) ?(?:och|/|per|and|,) ?(?:dag|dygn|day)|did|ddd/tid"
)
_PATIENTS: Final = re.compile(r"(?:antal )?(?:patient|individ|person)\w*\b.*")
_ATC: Final = re.compile(r"([a-z][0-9]{2}[a-z]{2}[0-9]{2})\b[ ,:–-]*(.*)", re.IGNORECASE)
_GROUP: Final = re.compile(r"[a-z](?:[0-9]{2}(?:[a-z]{1,2})?)?\b.*", re.IGNORECASE)
_PRELIMINARY: Final = re.compile(r"[ (]*prel[a-zåäö]*\.?\)?|\*+$", re.IGNORECASE)
_SUPPRESSED: Final = ("..", "x", ".", "…", "uppgift saknas", "sekretess", "suppressed")
_EVERYBODY: Final = re.compile(
    r"|total\w*|samtliga.*|alla.*|både? könen|båda könen|män och kvinnor|kvinnor och män|all.*|both.*"
    r"|0 ?[-–] ?(?:85|90|95|100|105|110|120) ?\+?(?: år| years)?|0 ?\+(?: år)?",
    re.IGNORECASE,
)
_STATUSES: Final = {"slutlig": "final", "definitiv": "final", "final": "final", "preliminär": "preliminary",
                    "prel": "preliminary", "preliminary": "preliminary", "slutliga": "final",
                    "preliminära": "preliminary"}  # fmt: skip
_MOMENT: Final = pd.DatetimeTZDtype("us", TIMEZONE)
_KEY: Final = ["place", "area", "atc_code", "begins", "ends"]


def read_prescriptions(path: str | PathLike[str], *, place: str | None = None, lang: Language = "sv") -> Reading:
    r"""Read a table of dispensed medicines, as Socialstyrelsen's database of statistics gives it.

    One row an area, stretch of time and ATC code, with the measure *DDD/1000 invånare och dag*: numbers of patients are
    no amounts and are refused. Rows of one sex or age are set aside as well, since their thousand is another; so are
    codes that leave nothing which is measured in wastewater. ``..`` and ``X`` are suppressed figures, never zeros.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    place : str, optional
        The plant, for rows that name none; without either, a row holds for all plants.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.PRESCRIPTIONS` table.

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "lakemedel.csv")
    ...     _ = file.write_text(
    ...         "Kommun;År;ATC-kod;Mått;Värde\nExempelkommun;2025;N06BA12;DDD/1000 invånare och dag;10,4\n", "utf-8"
    ...     )
    ...     reading = read_prescriptions(file)
    >>> reading.table[["area", "medicine", "ddd_per_day_per_1000"]]
                area          medicine  ddd_per_day_per_1000
    0  Exempelkommun  lisdexamfetamine                  10.4
    """
    return read_prescriptions_grid(read_grid(path), place=place, log=ProblemLog(lang))


def read_prescriptions_grid(grid: Grid, *, place: str | None, log: ProblemLog) -> Reading:
    """Read the dispensed medicines in a grid of cells; see `read_prescriptions`."""
    entries = lay_out(grid, "prescriptions")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    rows["place"] = rows["place"].mask(rows["place"] == "", place or "")
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    _add_amounts(rows, own_column="ddd_per_day_per_1000" in entries.headers, log=log)
    _check_whole_population(rows, log)
    _add_medicine(rows, log)
    _add_stretch(rows, log)
    decimal = file_decimal(rows, ("amount_text",))
    _add_values(rows, decimal, log)
    _check_areas(rows, log)
    _check_repeated(rows, log)
    kept = rows[~rows["aside"]]
    texts = {name: kept[name].mask(kept[name] == "", np.nan) for name in ("place", "area", "source")}
    table = kept.assign(
        **texts,
        atc=kept["atc_code"],
        medicine=kept["known"],
        start=kept["begins"],
        end=kept["ends"],
        status=kept["said_status"].mask(kept["said_status"] == "", np.nan),
        ddd_per_day_per_1000=kept["amount"],
        source_file=kept["file"],
        source_line=kept["line"],
    )
    file = source_file(grid, layout=entries.layout, decimal=decimal)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, PRESCRIPTIONS), problems=log.table(), files=account)


def _add_amounts(rows: pd.DataFrame, *, own_column: bool, log: ProblemLog) -> None:
    """Add the text of each daily dose, and set aside what is measured in anything else."""
    if own_column:
        rows["amount_text"] = rows["ddd_per_day_per_1000"]
        return
    said = rows["measure"].map(str.casefold)
    is_ddd = map_texts(said, lambda words: bool(_DDD.fullmatch(words))).astype(bool)
    counted = (rows["patients"] != "") | map_texts(said, lambda words: bool(_PATIENTS.fullmatch(words))).astype(bool)
    flag(rows, counted & ~is_ddd, "PRE001", log)
    unknown = ~counted & ~is_ddd
    flag(rows, unknown & (said == ""), "PRE002", log)
    flag(rows, unknown & (said != ""), "PRE003", log, text=rows["measure"])
    rows["amount_text"] = rows["measured"].where(is_ddd, "")


def _check_whole_population(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside the rows of one sex or age: per 1000 of them is not per 1000 of all."""
    whole = {name: map_texts(rows[name], lambda words: bool(_EVERYBODY.fullmatch(words))) for name in ("gender", "age")}
    part = ~(whole["gender"] & whole["age"]).astype(bool) & ~rows["aside"]
    group = (rows["gender"] + " " + rows["age"]).map(str.strip)
    flag(rows, part, "PRE004", log, aside=True, group=group)


def _add_medicine(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add the ATC code and the medicine of each row; a code that leaves nothing to measure is set aside with a note."""
    rows["atc_code"] = map_texts(rows["atc"], lambda text: _part_of_atc(text, 1).upper())
    beside = map_texts(rows["atc"], lambda text: _part_of_atc(text, 2))
    name = rows["medicine"].mask(rows["medicine"] == "", beside)
    rows["known"] = map_texts(rows["atc_code"], medicine_of_atc)
    left = ~rows["aside"]
    group = map_texts(rows["atc"], lambda code: bool(_GROUP.fullmatch(code))).astype(bool) & (rows["atc_code"] == "")
    flag(rows, left & group, "PRE005", log, aside=True, text=rows["atc"])
    flag(rows, left & (rows["atc_code"] == "") & ~group, "PRE006", log, text=rows["atc"])
    flag(rows, left & (rows["atc_code"] != "") & (rows["known"] == ""), "PRE007", log, aside=True, atc=rows["atc_code"])
    meant = map_texts(name, _meant)
    other = ~rows["aside"] & (meant != "") & (meant != rows["known"])
    flag(rows, other, "PRE008", log, atc=rows["atc_code"], text=name)


def _part_of_atc(text: str, part: int) -> str:
    """Return the code of a cell (1), or the name that stands behind it (2); "" for none."""
    found = _ATC.fullmatch(text)
    return found[part] if found else ""


@cache
def _names() -> dict[str, str]:
    """Return how a medicine may be written -> its canonical name."""
    own = {fold_name(label): one.name for one in substances() for label in (one.name, one.name_sv, one.name_en)}
    return {**aliases(), **own}


def _meant(name: str) -> str:
    """Return the canonical name of a medicine in words; "" where the words are none that is known."""
    return _names().get(fold_name(name), "")


def _add_stretch(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add when each row's stretch of time begins and is over, and whether its figure is preliminary or final."""
    words = map_texts(rows["time"], lambda text: _PRELIMINARY.sub("", text).strip())
    read = map_texts(words, _period)
    named_from, named_to = (
        pd.Series([getattr(one, end, pd.NaT) for one in read], index=rows.index, dtype=_MOMENT)
        for end in ("start", "end")
    )
    marked = rows["time"] != words
    left = ~rows["aside"]
    flag(rows, left & (words != "") & named_from.isna(), "PRE009", log, text=rows["time"])
    flag(rows, left & (words == "") & ((rows["start"] == "") | (rows["end"] == "")), "PRE010", log)
    first, last = (read_moments(rows, name, log) for name in ("start", "end"))
    whole_day = ~parse_moments(rows["end"])["has_time"]
    last = last.mask(whole_day, last.dt.normalize() + pd.DateOffset(days=1))
    rows["begins"] = named_from.fillna(first)
    rows["ends"] = named_to.fillna(last)
    backwards = ~rows["aside"] & (rows["ends"] <= rows["begins"])
    flag(rows, backwards, "PRE009", log, text=rows["start"] + " – " + rows["end"])
    said = map_texts(rows["status"], lambda text: _STATUSES.get(text.casefold(), ""))
    rows["said_status"] = said.mask(marked, "preliminary")
    odd = ~rows["aside"] & (rows["status"] != "") & (said == "")
    flag(rows, odd, "PRE011", log, text=rows["status"])


def _period(text: str) -> Period | None:
    """Return the period that a text names; None for none, or one that no statistics can be of."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return None
    return period if FIRST_YEAR <= period.first.year <= LAST_YEAR else None


def _add_values(rows: pd.DataFrame, decimal: str | None, log: ProblemLog) -> None:
    """Add the daily doses; a zero is one, and a suppressed or missing figure is not."""
    cells = parse_column(rows["amount_text"], ("," if decimal == "," else ".") if decimal else None)
    left = ~rows["aside"]
    plain = tidy_column(rows["amount_text"])
    hidden = map_texts(plain, lambda text: text.casefold() in _SUPPRESSED).astype(bool)
    blank = (plain == "") | (plain == "-") | (plain == "–")
    number = ((cells["qualifier"] == "quantified") | (cells["rule"] == ZERO)) & (cells["unit"] == "")
    flag(rows, left & hidden, "PRE012", log, aside=True, text=plain)
    flag(rows, left & blank, "PRE013", log, aside=True)
    wrong = left & ~number & ~hidden & ~blank
    fault = cells["rule"].where(cells["rule"].isin([OTHER_SIGN, NEGATIVE, MISSING_CODE]), NOT_A_NUMBER)
    fault = fault.mask(cells["rule"] == "CEL002", "CEL002")
    for rule in sorted(fault[wrong].unique()):
        fields: dict[str, Any] = {"decimal": decimal} if rule == OTHER_SIGN else {}
        flag(rows, wrong & (fault == rule), rule, log, text=plain, column="DDD/1000", **fields)
    limit = number_text(MOST_DDD, 0, log.lang)
    flag(rows, left & number & (cells["value"] > MOST_DDD), "PRE014", log, text=plain, limit=limit)
    rows["amount"] = cells["value"].where(number)


def _check_areas(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside rows without plant where the file holds several areas: which is the plant's is not to be guessed."""
    loose = ~rows["aside"] & (rows["place"] == "")
    areas = list(dict.fromkeys(rows.loc[loose, "area"]))
    if len(areas) > 1:
        shown = ", ".join(area or "–" for area in areas[:5]) + (" ..." if len(areas) > 5 else "")
        flag(rows, loose, "PRE015", log, areas=shown)


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Let a final figure replace a preliminary one, count the same figure once, and use none of several unlike ones."""
    left = rows[~rows["aside"]]
    final = left.assign(final=left["said_status"] == "final").groupby(_KEY, dropna=False)["final"].transform("any")
    replaced = (left["said_status"] == "preliminary") & final
    _set_aside(rows, left.index[replaced], "PRE016", log)
    left = rows[~rows["aside"]]
    several = left.groupby(_KEY, dropna=False)["amount"].transform("nunique") > 1
    _set_aside(rows, left.index[several], "PRE017", log)
    left = rows[~rows["aside"]]
    _set_aside(rows, left.index[left.duplicated(_KEY)], "PRE018", log)


def _set_aside(rows: pd.DataFrame, which: pd.Index, rule: str, log: ProblemLog) -> None:
    """Set entries aside that are about the same medicine and time as another."""
    words = rows["time"].mask(rows["time"] == "", rows["start"])
    where = pd.Series(rows.index.isin(which), index=rows.index)
    flag(rows, where, rule, log, aside=True, atc=rows["atc_code"], stretch=words, text=rows["amount_text"])
