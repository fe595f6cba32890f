"""The layouts of a table, brought to one: a list of entries with a text for each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from avloppsanalys.readers.cells import tidy
from avloppsanalys.readers.delimiter import check_decimal_commas
from avloppsanalys.readers.files import Grid
from avloppsanalys.readers.forms import FOR_PEOPLE
from avloppsanalys.readers.headers import REPORTED_QUANTITIES, Header, is_unit, is_written_unit, read_header
from avloppsanalys.readers.personal import PersonalColumn, personal_columns, without_personal_numbers
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.substances import is_known, read_label
from avloppsanalys.readers.titles import read_titles
from avloppsanalys.wording import ProblemLog

__all__ = ["FIELDS", "Entries", "Kind", "lay_out", "recognise"]

Kind = Literal["lab", "flow", "plants", "events", "samples", "plan", "prescriptions", "context", "assessments"]

_MOMENTS: Final = ("date", "start", "start_time", "end", "end_time", "weekday")

FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "lab": (
        "plant", "sample_id", "report_id", "revision", "sample_type", *_MOMENTS, "substance", "sign", "concentration",
        "unit", "lod", "loq", "analysis_cv", "recovery", "interlab_z", "enantiomeric_fraction", "matrix", "lab",
        "method", "available_from", *REPORTED_QUANTITIES, "dose_mg",
    ),
    "flow": ("plant", *_MOMENTS, "volume", "unit", "meter", "flow_cv"),
    "plants": (
        "plant", "population", "valid_from", "name", "municipality_code", "population_method", "population_cv",
        "sampler_mode", "sampling_interval_min", "residence_time_h",
    ),
    "events": (
        "place", "date", "start", "start_time", "end", "end_time", "event_type", "description", "source",
    ),
    "samples": (
        "plant", "sample_id", *_MOMENTS, "sampler_mode", "sampling_interval_min", "aliquots", "temperature_c",
        "frozen_at", "received_at", "analysed_at", "condition", "not_counted", "rain_mm", "bypass_m3",
    ),
    "plan": (
        "place", *_MOMENTS, "period", "campaign", "purpose", "latest_answer", "meeting_date", "in_time", "note",
    ),
    "prescriptions": (
        "place", "area", "atc", "medicine", "time", "start", "end", "measure", "measured", "ddd_per_day_per_1000",
        "patients", "gender", "age", "status", "source",
    ),
    "context": (
        "place", "area", "indicator", "group", "gender", "time", "start", "end", "value", "unit", "persons", "status",
        "source", "available_from",
    ),
    "assessments": ("place", "substance", "period", "assessment", "who", "date", "underlag_digest"),
}  # fmt: skip
"""Kind of file -> the fields that it may hold."""

_EXAMPLES: Final[Mapping[Kind, str]] = {
    "lab": "plant; start; stopp; substans; halt (ng/l)",
    "flow": "plant; start; stopp; volym (m3)",
    "plants": "plant; population; valid_from",
    "events": "plats; start; slut; typ; beskrivning; källa",
    "samples": "verk; prov-id; start; stopp; provtagningssätt; temperatur; fryst",
    "plan": "plats; start; slut; omgång; syfte; svar senast; mötesdag",
    "prescriptions": "region; år; ATC-kod; läkemedel; kön; ålder; mått; värde",
    "context": "kommun; indikator; period; värde; enhet; status; källa; tillgänglig från",
    "assessments": "plats; ämne; period; bedömning; vem; datum; underlag (digest)",
}
_OF_A_SAMPLE: Final = {
    "sampler_mode", "sampling_interval_min", "aliquots", "temperature_c", "frozen_at", "received_at", "condition",
    "not_counted", "rain_mm", "bypass_m3",
}  # fmt: skip
_SEARCHED_ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The entries of one file: a frame of texts, the headers that they stand under, and what else the file says.

    `rows` has a column for each field of the kind of file ("" where the file does not have it), `line`, `header_unit`
    and `unknown_unit` (of the column that holds the value) and `extra` (cells beyond the header). `written` has the
    columns of a laboratory's own figures in other words than our fields, with their headers. `personal` names the
    columns that were dropped because they hold personnummer.
    """

    rows: pd.DataFrame
    headers: Mapping[str, Header]
    layout: str
    written: Mapping[str, str]
    unused: tuple[str, ...]
    personal: tuple[PersonalColumn, ...]

    def note_unread(self, grid: Grid, log: ProblemLog) -> None:
        """Note the columns and sheets of the file that are left unread."""
        for column in self.personal:
            log.add("PER001", file=grid.name, column=column.name, count=column.cells)
        if grid.other_sheets:
            log.add("FIL021", file=grid.name, sheet=grid.sheet, others=", ".join(grid.other_sheets))
        if self.unused:
            log.add("FIL022", file=grid.name, columns=", ".join(self.unused))


def recognise(grid: Grid) -> Kind | None:
    """Return the kind of table that a file holds, by its header; None when it is none of ours."""
    kinds: tuple[Kind, ...] = ("prescriptions", "lab", "plants", "samples", "flow", "events", "plan", "assessments")
    return next((kind for kind in kinds if _find_header(grid, kind)), None)


def lay_out(grid: Grid, kind: Kind) -> Entries:
    """Return the entries of a file.

    Parameters
    ----------
    grid : Grid
        The cells of the file.
    kind : str
        One of `Kind`.
        What the file is expected to hold.

    Returns
    -------
    Entries

    Raises
    ------
    FileError
        If no header row is recognised, two columns mean the same, no row follows the header, or decimal
        commas have split numbers over two cells.
    """
    found = _find_header(grid, kind)
    if found is None:
        nearest = max(grid.rows[:_SEARCHED_ROWS], key=lambda row: sum(_score(_headers(row, kind))))
        shown = without_personal_numbers("; ".join(tidy(cell) for cell in nearest if cell.strip()))[:200]
        raise RefusedFileError("FIL012", grid.name, rows=_SEARCHED_ROWS, nearest=shown, example=_EXAMPLES[kind])
    place, headers = found
    _check_unique(headers, grid.name)
    body = [number for number in range(place + 1, len(grid.rows)) if any(map(str.strip, grid.rows[number]))]
    if body and _is_unit_row(grid.rows[body[0]]):
        headers = _with_units(headers, grid.rows[body.pop(0)])
    if not body:
        raise RefusedFileError("FIL017", grid.name)
    if grid.delimiter == ",":
        check_decimal_commas(
            [grid.rows[number] for number in body],
            [grid.lines[number] for number in body],
            width=len(headers),
            name=grid.name,
        )
    wide = _substance_columns(headers)
    used = {*wide, *(number for number, header in enumerate(headers) if header.field)}
    written = {} if wide or kind != "lab" else _written(headers, used)
    used |= set(written)
    personal = _personal([grid.rows[number] for number in body], headers, used)
    cells = _cells([grid.rows[number] for number in body], width=len(headers))
    cells["line"] = [grid.lines[number] for number in body]
    titles = read_titles(grid.rows[:place])
    rows = _by_column(cells, headers, wide) if wide else _by_row(cells, headers, written)
    for field in FIELDS[kind]:
        if field not in rows.columns:
            rows[field] = np.full(len(rows), "", dtype=object)  # object: comparing is several times faster than str
        if field in titles:
            blank = rows[field].to_numpy() == ""
            rows[field] = rows[field].mask(blank, titles[field])
    dropped = {column.name for column in personal}
    unused = (header.text for number, header in enumerate(headers) if number not in used and header.text)
    return Entries(
        rows=rows,
        headers={header.field: header for header in headers if header.field},
        layout="substance columns" if wide else "rows",
        written={name: headers[number].text for number, name in written.items()},
        unused=tuple(
            without_personal_numbers(name) for name in unused if name not in dropped and name not in FOR_PEOPLE
        ),
        personal=personal,
    )


def _headers(row: Sequence[str], kind: Kind) -> list[Header]:
    return [read_header(cell, FIELDS[kind]) for cell in row]


def _score(headers: Sequence[Header]) -> tuple[int, int]:
    """Return how many cells of a row name a field, and how many a known substance."""
    return sum(bool(header.field) for header in headers), len(_known(headers))


def _known(headers: Sequence[Header]) -> list[int]:
    return [number for number, header in enumerate(headers) if header.substance and is_known(header.substance)]


def _find_header(grid: Grid, kind: Kind) -> tuple[int, list[Header]] | None:
    """Return the row that is most like a header, if it holds what this kind of file cannot do without."""
    best: tuple[int, list[Header]] | None = None
    most = 1
    for place, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        headers = _headers(row, kind)
        score = sum(_score(headers))
        if score > most and _is_complete(headers, kind):
            best, most = (place, headers), score
    return best


def _is_complete(headers: Sequence[Header], kind: Kind) -> bool:
    fields = {header.field for header in headers}
    match kind:
        case "lab":
            values = {"concentration", *REPORTED_QUANTITIES}
            return bool(fields & values) if "substance" in fields else bool(_known(headers))
        case "flow":
            return "volume" in fields
        case "plants":
            return {"plant", "population"} <= fields
        case "events":
            return "event_type" in fields and bool({"start", "date"} & fields)
        case "samples":
            return bool({"sample_id", "start", "date"} & fields) and bool(_OF_A_SAMPLE & fields)
        case "plan":
            # a place and a day alone could be the head of any table
            return bool({"start", "date"} & fields) and bool(
                {"campaign", "purpose", "latest_answer", "meeting_date"} & fields
            )
        case "prescriptions":
            # a laboratory's table has no ATC code, and a list of medicines no amount in a year
            return (
                "atc" in fields
                and bool({"time", "start"} & fields)
                and bool({"measured", "ddd_per_day_per_1000", "patients"} & fields)
            )
        case "context":
            return "value" in fields and bool({"time", "start"} & fields)
        case "assessments":
            return {"place", "substance", "period", "assessment"} <= fields


def _substance_columns(headers: Sequence[Header]) -> list[int]:
    """Return the columns that hold one substance each; none where a column names the substance of each row."""
    return [] if any(header.field == "substance" for header in headers) else _known(headers)


def _check_unique(headers: Sequence[Header], file: str) -> None:
    """Refuse a table in which two columns fill the same field, or hold the same substance."""
    wide = {headers[number].substance for number in _substance_columns(headers)}
    first: dict[str, Header] = {}
    for header in headers:
        means = header.field or ("".join(read_label(header.substance)) if header.substance in wide else "")
        if means and first.setdefault(means, header) is not header:
            raise RefusedFileError("FIL013", file, field=means, first=first[means].text, second=header.text)


def _is_unit_row(row: Sequence[str]) -> bool:
    filled = [tidy(cell).strip("()[] ") for cell in row if cell.strip()]
    return bool(filled) and all(map(is_unit, filled))


def _with_units(headers: Sequence[Header], row: Sequence[str]) -> list[Header]:
    """Return the headers with the units of the row below them."""
    units = [tidy(cell).strip("()[] ") for cell in row] + [""] * len(headers)
    return [
        Header(text=header.text, field=header.field, substance=header.substance, unit=header.unit or unit)
        for header, unit in zip(headers, units, strict=False)
    ]


def _personal(rows: Sequence[list[str]], headers: Sequence[Header], used: set[int]) -> tuple[PersonalColumn, ...]:
    """Return which columns that nothing reads hold personnummer; a column without header goes by its number."""
    width = max(map(len, rows))
    names = [header.text for header in headers] + [""] * (width - len(headers))
    return personal_columns(
        (
            without_personal_numbers(names[number]) or str(number + 1),
            [row[number] for row in rows if number < len(row)],
        )
        for number in range(width)
        if number not in used
    )


def _cells(rows: Sequence[list[str]], *, width: int) -> pd.DataFrame:
    """Return rows of any length as columns 0 .. width - 1, and the cells beyond as `extra`."""
    extra = [""] * len(rows)
    if {len(row) for row in rows} != {width}:
        extra = [without_personal_numbers(" ".join(map(tidy, row[width:])).strip()) for row in rows]
        rows = [(row + [""] * width)[:width] for row in rows]
    table = pd.DataFrame(np.array(rows, dtype=object).reshape(len(rows), width))
    return table.assign(extra=np.array(extra, dtype=object))


def _written(headers: Sequence[Header], used: set[int]) -> dict[int, str]:
    """Return a name for each column, by its number, whose header says in words what the laboratory computed."""
    own = (number for number, header in enumerate(headers) if number not in used and is_written_unit(header.text))
    return {number: f"written_{place}" for place, number in enumerate(own)}


def _by_row(cells: pd.DataFrame, headers: Sequence[Header], written: Mapping[int, str]) -> pd.DataFrame:
    """Return one entry a row: a column names the substance, or the table has none."""
    fields = {number: header.field for number, header in enumerate(headers) if header.field} | dict(written)
    value = next((header for header in headers if header.field in ("concentration", "volume")), Header(text=""))
    rows = cells[[*fields, "line", "extra"]].rename(columns=fields)
    return rows.assign(header_unit=value.unit, unknown_unit=value.unknown_unit, column=value.text)


def _by_column(cells: pd.DataFrame, headers: Sequence[Header], wide: Sequence[int]) -> pd.DataFrame:
    """Return one entry for each row and substance column."""
    fields = {number: header.field for number, header in enumerate(headers) if header.field and number not in wide}
    each = cells[[*fields, "line", "extra"]].rename(columns=fields)
    rows = each.loc[each.index.repeat(len(wide))].reset_index(drop=True)
    own = [headers[number] for number in wide]
    times = len(cells)
    return rows.assign(
        substance=np.tile(np.array([header.substance for header in own], dtype=object), times),
        concentration=cells[list(wide)].to_numpy(dtype=object).ravel(),
        header_unit=np.tile(np.array([header.unit for header in own], dtype=object), times),
        unknown_unit=np.tile(np.array([header.unknown_unit for header in own], dtype=object), times),
        column=np.tile(np.array([header.text for header in own], dtype=object), times),
    )
