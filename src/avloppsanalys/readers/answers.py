"""One file of laboratory answers: its entries with substance, concentration, times and origin settled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import Decimal, strip_footnotes, tidy
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.concentrations import add_concentrations, with_sign
from avloppsanalys.readers.files import Grid, source_file
from avloppsanalys.readers.headers import REPORTED_QUANTITIES
from avloppsanalys.readers.layout import Entries, lay_out
from avloppsanalys.readers.moments import read_moments
from avloppsanalys.readers.numbers import file_decimal
from avloppsanalys.readers.performance import PERFORMANCE, add_performance
from avloppsanalys.readers.precision import add_relative_uncertainty
from avloppsanalys.readers.reading import SourceFile
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.reported import add_reported, move_by_unit, with_written_units
from avloppsanalys.readers.sampling_times import add_sampling_times, leave_undated
from avloppsanalys.readers.substances import near_names, read_label
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.wording import ProblemLog, text

__all__ = ["MATRICES", "ORDERED_FIELDS", "Answers", "Given", "read_answers"]

ORDERED_FIELDS: Final = ("concentration", "unit", "uncertainty", "lod", "loq", "matrix", "method")
"""What an order to a laboratory asks for, beside the names of sample and substance."""

MATRICES: Final[Mapping[str, str]] = {
    "whole": "whole", "ofiltrerat": "whole", "ofiltrerad": "whole", "unfiltered": "whole", "helprov": "whole",
    "filtered": "filtered", "filtrerat": "filtered", "filtrerad": "filtered", "vattenfas": "filtered",
}  # fmt: skip
_SAMPLE_TYPES: Final[Mapping[str, str]] = {
    "": "sample", "sample": "sample", "prov": "sample", "ordinarie": "sample", "ordinarie prov": "sample",
    "duplicate": "duplicate", "dubblett": "duplicate", "duplikat": "duplicate", "dubbelprov": "duplicate",
    "blank": "blank", "blankprov": "blank", "fältblank": "blank", "field blank": "blank",
}  # fmt: skip
_REVISION: Final = re.compile(r"(?:(?:utgåva|revision|rev|version|v)\.? ?)?([1-9][0-9]{0,3})(?:[.,]0)?", re.IGNORECASE)
_NUMBERS: Final = ("concentration", "lod", "loq", "analysis_cv", *PERFORMANCE, *REPORTED_QUANTITIES, "dose_mg")
_TEXTS: Final = (
    "plant", "sample_id", "report_id", "revision", "sample_type", "matrix", "lab", "method", "available_from", "unit",
    "date", "start", "start_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller says of a table that does not say it itself; `check_only` lets plant and start be missing."""

    plant: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    sample_id: str | None = None
    report_id: str | None = None
    available_from: pd.Timestamp | None = None
    lab: str | None = None
    method: str | None = None
    matrix: str | None = None
    unit: str | None = None
    decimal: Decimal | None = None
    check_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The entries of one file, the file, and which of `ORDERED_FIELDS` it does not give."""

    rows: pd.DataFrame
    file: SourceFile
    missing_fields: tuple[str, ...]


def read_answers(grid: Grid, number: int, given: Given, log: ProblemLog) -> Answers:
    """Read one file's entries as far as it can be done without the other files.

    Parameters
    ----------
    grid : Grid
        The file.
    number : int
        Its place among the files that are read together.
    given : Given
        What the caller says.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    Answers

    Raises
    ------
    FileError
        If the file holds no laboratory answers, or does not say the plant or the start and the caller does not either.
    """
    entries = lay_out(grid, "lab")
    rows = entries.rows.assign(file=grid.name, file_number=number, aside=False)
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    undated = _complete(rows, given, log)
    move_by_unit(rows)
    entries = with_written_units(rows, entries)
    rows["concentration"] = with_sign(rows)
    rows["printed"] = map_texts(rows["concentration"], lambda cell: strip_footnotes(tidy(cell.removeprefix(EXACT))))
    decimal = given.decimal or file_decimal(rows, (*_NUMBERS, *entries.written))
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    _name_substances(rows, (*_NUMBERS, *entries.written), log)
    add_concentrations(rows, entries, decimal=decimal, unit=given.unit, log=log)
    add_reported(rows, entries, decimal=decimal, log=log)
    missing = _missing_fields(rows, entries, log)
    add_relative_uncertainty(
        rows,
        "analysis_cv",
        entries.headers.get("analysis_cv"),
        decimal=decimal,
        log=log,
        value=rows["concentration_ng_per_l"],
        quantity="concentration",
    )
    add_performance(rows, entries, decimal=decimal, log=log)
    if undated:
        leave_undated(rows, log)
    else:
        add_sampling_times(rows, start=given.start, end=given.end, log=log)
    _add_origin(rows, given, stem=Path(grid.name).stem, log=log)
    _set_aside_not_analysed(rows, entries, log)
    file = source_file(grid, layout=entries.layout, decimal=decimal)
    return Answers(rows=rows, file=file, missing_fields=missing)


def _complete(rows: pd.DataFrame, given: Given, log: ProblemLog) -> bool:
    """Fill in what the caller says, or refuse a table of which neither says plant or start.

    Returns whether nothing says when the samples were taken: a check does without it.
    """
    no_start = not (rows[["date", "start", "start_time"]] != "").to_numpy().any() and given.start is None
    no_plant = not (rows["plant"] != "").any() and given.plant is None
    lacking = [name for name, lacks in (("plant", no_plant), ("start", no_start)) if lacks]
    file = rows["file"].iloc[0]
    if lacking and not given.check_only:
        examples = {"plant": 'plant="..."', "start": 'start="2026-08-12 07:00"'}
        arguments = ", ".join(examples[name] for name in lacking)
        raise RefusedFileError("FIL015", file, missing=", ".join(lacking), arguments=arguments)
    if lacking:
        log.add("LAB030", file=file, missing=", ".join(text(f"reading.field.{name}", log.lang) for name in lacking))
    plant = text("reading.unknown_plant", log.lang) if no_plant else given.plant
    rows["plant"] = rows["plant"].mask(rows["plant"] == "", plant or "")
    flag(rows, rows["plant"] == "", "LAB008", log)
    return no_start


def _name_substances(rows: pd.DataFrame, numbers: Sequence[str], log: ProblemLog) -> None:
    """Add `residue` or, for a sum row, `parts`; set aside entries of no known substance."""
    rows["label"] = map_texts(rows["substance"], lambda cell: strip_footnotes(tidy(cell)))
    labels = map_texts(rows["substance"], read_label)
    rows["residue"] = labels.map(lambda label: label.residue)
    rows["parts"] = labels.map(lambda label: label.parts)
    rows["substance_name"] = rows["residue"].mask(rows["residue"] == "", rows["parts"])
    unknown = rows["substance_name"] == ""
    empty = (rows[list(numbers)] == "").all(axis=1)
    flag(rows, unknown & (rows["label"] == ""), "LAB005", log, text=rows["printed"])
    flag(rows, unknown & (rows["label"] != "") & empty, "LAB006", log, aside=True, text=rows["label"])
    strange = unknown & (rows["label"] != "") & ~empty
    if strange.any():
        hints = map_texts(rows["label"].where(strange, ""), lambda label: near_names(label) if label else "")
        hints = hints.mask(hints == "", text("reading.no_near_name", log.lang))
        flag(rows, strange, "LAB007", log, text=rows["label"], near=hints)


def _missing_fields(rows: pd.DataFrame, entries: Entries, log: ProblemLog) -> tuple[str, ...]:
    """Return which ordered fields the file does not give, and warn of them."""
    columns = {
        "concentration": ("concentration",),
        "unit": ("header_unit", "unit", "cell_unit"),
        "uncertainty": ("analysis_cv",),
        "lod": ("lod_text",),
        "loq": ("loq_text",),
        "matrix": ("matrix",),
        "method": ("method",),
    }
    missing = tuple(field for field in ORDERED_FIELDS if not (rows[list(columns[field])] != "").to_numpy().any())
    if missing:
        names = ", ".join(text(f"reading.field.{field}", log.lang) for field in missing)
        log.add("LAB032", file=rows["file"].iloc[0], fields=names)
    return missing


def _add_origin(rows: pd.DataFrame, given: Given, *, stem: str, log: ProblemLog) -> None:
    """Add sample id, report, revision, sample type, matrix, laboratory and the day the answer became available."""
    defaults = {
        "sample_id": given.sample_id,
        "report_id": given.report_id or stem,
        "lab": given.lab,
        "method": given.method,
    }
    rows["report_given"] = (rows["report_id"] != "") | (given.report_id is not None)
    rows["sample_id_given"] = (rows["sample_id"] == "") & (given.sample_id is not None)
    for name, default in defaults.items():
        rows[name] = rows[name].mask(rows[name] == "", default or "")
    kinds = map_texts(rows["sample_type"], lambda word: _SAMPLE_TYPES.get(word.casefold(), ""))
    flag(rows, kinds == "", "LAB018", log, text=rows["sample_type"])
    rows["sample_type"] = kinds
    numbers = map_texts(rows["revision"], _revision)
    flag(rows, numbers == 0, "LAB019", log, text=rows["revision"])
    rows["revision"] = numbers.astype(int)
    matrices = map_texts(rows["matrix"], lambda word: MATRICES.get(word.casefold(), ""))
    unclear = rows.loc[(rows["matrix"] != "") & (matrices == ""), "matrix"].unique()
    if len(unclear):
        log.add("LAB017", file=rows["file"].iloc[0], text=", ".join(sorted(unclear)))
    rows["matrix"] = matrices.mask(matrices == "", given.matrix or "")
    _add_available(rows, given, log)


def _add_available(rows: pd.DataFrame, given: Given, log: ProblemLog) -> None:
    """Add the day the answer became available; an answer older than its sample is a slip in one of the dates."""
    rows["available_at"] = read_moments(rows, "available_from", log)
    older = rows["available_at"].dt.normalize() < rows["end_at"].dt.normalize()
    shown = {name: rows[f"{name}_at"].dt.strftime("%Y-%m-%d") for name in ("available", "end")}
    flag(rows, older & ~rows["aside"], "LAB042", log, **shown)
    if given.available_from is not None:
        rows["available_at"] = rows["available_at"].mask(rows["available_from"] == "", given.available_from)
    if (rows["available_at"].isna() & (rows["available_from"] == "")).any():
        log.add("LAB031", file=rows["file"].iloc[0])


def _revision(word: str) -> int:
    """Return the number of a revision, 1 where none is named, 0 where the word is no number."""
    found = _REVISION.fullmatch(word)
    return int(found[1]) if found else int(not word)


def _set_aside_not_analysed(rows: pd.DataFrame, entries: Entries, log: ProblemLog) -> None:
    """Set aside entries that hold neither a concentration nor anything reported; one note for each line."""
    values = [f"{name}_value" for name in ("concentration_ng_per_l", *REPORTED_QUANTITIES, *entries.written)]
    unmeasured = (rows["qualifier"] == "") | (rows["residue"] == "")
    nothing = ~rows["aside"] & unmeasured & rows[values].isna().all(axis=1)
    silent = rows[nothing & ~rows["unread"]]
    for line, labels in silent.groupby("line", sort=False)["label"]:
        log.add("CEL006", file=rows["file"].iloc[0], line=int(str(line)), text=", ".join(labels))
    rows.loc[nothing, "aside"] = True
