"""Flow logs: the volume that passed during each sampling period."""

from __future__ import annotations

from os import PathLike
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import overlapped
from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.numbers import file_decimal, positive_number
from avloppsanalys.readers.precision import add_relative_uncertainty
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.sampling_times import add_sampling_times
from avloppsanalys.tables import FLOWS, arrange
from avloppsanalys.units import find_unit, to_canonical
from avloppsanalys.wording import Language, ProblemLog, number

__all__ = ["read_flow", "read_flow_grid"]

_NUMBERS: Final = ("volume", "flow_cv")

SMALLEST_M3_PER_DAY: Final = 0.1
LARGEST_M3_PER_DAY: Final = 10_000_000.0
"""Less than one person's water, and more than any plant in the world treats: a slip of unit or sign. Our choice."""


def read_flow(
    path: str | PathLike[str],
    *,
    plant: str | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    lang: Language = "sv",
) -> Reading:
    r"""Read a flow log: one row a sampling period, or one a calendar day.

    The volume is in m³ (or another unit of volume) over the period, or a mean flow (m³/d, l/s) that is multiplied by
    the period's length: 23 or 25 hours on the days when clocks change. Rows that overlap are all set aside.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    plant : str, optional
        The treatment plant, for a file that does not name it.
    unit : str, optional
        Unit of volume or flow, for a file that does not name it.
    decimal : {",", "."}, optional
        The decimal sign, for a file whose numbers do not show it.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.FLOWS` table, `volume_m3` [m³ over the period].

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole, or neither it nor the call names the plant.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "flode.csv")
    ...     _ = file.write_text("Datum;Flöde (m3/dygn)\n2026-08-12;4 200\n", encoding="utf-8")
    ...     reading = read_flow(file, plant="Exempelverket")
    >>> reading.table[["plant", "volume_m3"]]
               plant  volume_m3
    0  Exempelverket     4200.0
    """
    return read_flow_grid(read_grid(path), plant=plant, unit=unit, decimal=decimal, log=ProblemLog(lang))


def read_flow_grid(
    grid: Grid, *, plant: str | None, unit: str | None, decimal: Decimal | None, log: ProblemLog
) -> Reading:
    """Read the flow log in a grid of cells; see `read_flow`."""
    entries = lay_out(grid, "flow")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in ("plant", "meter", "unit"):
        rows[name] = tidy_column(rows[name])
    if not (rows["plant"] != "").any() and plant is None:
        raise RefusedFileError("FIL015", grid.name, missing="plant", arguments='plant="..."')
    rows["plant"] = rows["plant"].mask(rows["plant"] == "", plant or "")
    flag(rows, rows["plant"] == "", "LAB008", log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    entries.note_unread(grid, log)
    sign = decimal or file_decimal(rows, _NUMBERS)
    header = entries.headers["volume"]
    numbers = positive_number(rows, "volume", header, decimal=sign, zero="FLO001", missing="FLO002", log=log)
    add_relative_uncertainty(rows, "flow_cv", entries.headers.get("flow_cv"), decimal=sign, log=log)
    add_sampling_times(rows, start=None, end=None, log=log)
    days = (rows["end_at"] - rows["start_at"]).dt.total_seconds() / 86_400
    rows["volume_m3"] = numbers["value"] * _m3_per_unit(rows, numbers, days, given=unit, log=log)
    _check_size(rows, days, log)
    _check_repeated(rows, log)
    _check_overlaps(rows, log)
    kept = rows[~rows["aside"]]
    file = source_file(grid, layout=entries.layout, decimal=sign)
    table = arrange(
        kept.assign(
            start=kept["start_at"],
            end=kept["end_at"],
            meter=kept["meter"].mask(kept["meter"] == "", np.nan),
            source_file=kept["file"],
            source_line=kept["line"],
        ),
        FLOWS,
    )
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=table, problems=log.table(), files=account)


def _m3_per_unit(
    rows: pd.DataFrame, numbers: pd.DataFrame, days: pd.Series, *, given: str | None, log: ProblemLog
) -> pd.Series:
    """Return m³ over the period per unit of each row; a flow counts for the length of its period."""
    header = rows["header_unit"].mask(rows["header_unit"] == "", rows["unknown_unit"])
    unit = numbers["unit"].mask(numbers["unit"] == "", rows["unit"])
    clash = (unit != "") & (header != "") & (map_texts(unit, _scale) != map_texts(header, _scale))
    known = map_texts(unit, _scale).map(lambda found: found[1]) > 0
    flag(rows, clash & known, "FLO005", log, units=unit + ", " + header)
    unit = unit.mask(unit == "", header).mask(lambda texts: texts == "", given or "")
    if (unit == "").all():
        log.add("FLO003", file=rows["file"].iloc[0], column=rows["column"].iloc[0])
        rows["aside"] = True
    else:
        scale = map_texts(unit, _scale)
        flag(rows, (scale.map(lambda found: found[1]) == 0) & numbers["value"].notna(), "FLO004", log, unit=unit)
    scale = map_texts(unit, _scale)
    per_unit = scale.map(lambda found: found[1]).astype("float64")
    return per_unit.where(scale.map(lambda found: found[0]) == "volume", per_unit * days)


def _check_size(rows: pd.DataFrame, days: pd.Series, log: ProblemLog) -> None:
    """Set aside rows whose mean flow no plant has."""
    flow = rows["volume_m3"] / days
    strange = flow.notna() & ~flow.between(SMALLEST_M3_PER_DAY, LARGEST_M3_PER_DAY) & ~rows["aside"]
    if strange.any():
        low, high = number(SMALLEST_M3_PER_DAY, 1, log.lang), number(LARGEST_M3_PER_DAY, 0, log.lang)
        flag(rows, strange, "FLO009", log, text=rows["volume"], low=low, high=high)


def _scale(unit: str) -> tuple[str, float]:
    """Return the quantity of a unit and the canonical units in one of it, 0 for none that is accepted."""
    if find_unit(unit, "volume"):
        return "volume", to_canonical(unit, "volume")
    if find_unit(unit, "flow"):
        return "flow", to_canonical(unit, "flow")
    return "", 0.0


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Merge periods that are repeated with the same volume, and set aside those repeated with another."""
    period = ["plant", "start_at", "end_at"]
    left = rows[~rows["aside"]]
    again = left.duplicated([*period, "volume_m3"])
    shown = {"start": rows["start_at"].dt.strftime("%Y-%m-%d %H:%M"), "plant": rows["plant"]}
    flag(rows, again.reindex(rows.index, fill_value=False), "FLO006", log, aside=True, **shown)
    clash = left[~again].duplicated(period, keep=False)
    flag(rows, clash.reindex(rows.index, fill_value=False), "FLO007", log, text=rows["volume"], **shown)


def _check_overlaps(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside all periods of a plant that overlap another: the water would be counted twice."""
    left = rows[~rows["aside"]].sort_values(["plant", "start_at", "end_at"])
    shares = overlapped(left, "plant", start="start_at", end="end_at").notna()
    overlaps = shares | (left["end_at"] > left.groupby("plant")["start_at"].shift(-1))
    shown = {name: rows[f"{name}_at"].dt.strftime("%Y-%m-%d %H:%M") for name in ("start", "end")}
    flag(rows, overlaps.reindex(rows.index, fill_value=False), "FLO008", log, plant=rows["plant"], **shown)
