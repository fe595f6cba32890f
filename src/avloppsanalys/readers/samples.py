"""How each sample was taken and kept: the följesedel and the metadata sheet, one row a sample."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import weekday_number
from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.checks import add_sample_ids
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.dates import parse_moments
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import another_weekday
from avloppsanalys.readers.numbers import Allowed, file_decimal, optional_number
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.sampler import flag_sampler_modes
from avloppsanalys.readers.sampling_times import add_sampling_times
from avloppsanalys.tables import SAMPLES, TIMEZONE, arrange
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["SAMPLING_INTERVAL_MIN", "read_samples", "read_samples_grid"]

SAMPLING_INTERVAL_MIN: Final = Allowed(low=0.01, high=1440.0, units=("min", "minuter", "minutes"))
"""From one subsample to the next; a day is one subsample a day, and a zero is no interval. Our choice."""

_NUMBERS: Final[Mapping[str, Allowed]] = MappingProxyType(
    {
        "sampling_interval_min": SAMPLING_INTERVAL_MIN,
        "aliquots": Allowed(low=1, high=100_000, whole=True, units=("st",)),
        "temperature_c": Allowed(low=-40.0, high=60.0, units=("c", "grader")),
        "rain_mm": Allowed(low=0.0, high=2000.0, units=("mm",)),
        "bypass_m3": Allowed(low=0.0, high=1e8, units=("m3", "m³")),
    }
)
"""What can be: one subsample every few seconds for a week, a sampler in a freezer or the sun, more rain than has ever
fallen in a day, ten days of the largest plant's water. Our choice."""

_KEPT: Final = ("frozen_at", "received_at", "analysed_at")
_TEXTS: Final = ("plant", "sample_id", "weekday", "sampler_mode", "condition", "not_counted", *_KEPT)

_COUNTED: Final = ("nej", "no", "n", "-", "–", "0")
"""What people write to the question whether a sample is not to be counted, when it is."""
_UNREASONED: Final = ("ja", "j", "x", "yes", "y", "sant", "true", "1")
"""What they write when it is not, without saying why."""


def read_samples(
    path: str | PathLike[str], *, plant: str | None = None, decimal: Decimal | None = None, lang: Language = "sv"
) -> Reading:
    r"""Read how samples were taken and kept: följesedel and metadata sheet in one table, one row a sample.

    A sample with a reason not to be counted stays in every file: its days are in no load, and the underlag says so.
    Every column but the sample's name (or its start) may be blank: what is not written down cannot be assessed, and
    `quality_report` says so. A day without time, of freezing, arrival or analysis, counts as the end of that day: the
    latest that it can have been. The weekday is kept as it was written, so that it can be checked against the date.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    plant : str, optional
        The treatment plant, for a file that does not name it.
    decimal : {",", "."}, optional
        The decimal sign, for a file whose numbers do not show it.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.SAMPLES` table: `sampling_interval_min` [min], `temperature_c` [°C], `rain_mm` [mm],
        `bypass_m3` [m³].

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole, or neither it nor the call names the plant.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "foljesedel.csv")
    ...     _ = file.write_text("Verk;Prov-id;Start;Temperatur (°C)\nA;P1;2026-08-12 07:00;4,5\n", encoding="utf-8")
    ...     reading = read_samples(file)
    >>> reading.table[["plant", "sample_id", "temperature_c"]]
      plant sample_id  temperature_c
    0     A        P1            4.5
    """
    return read_samples_grid(read_grid(path), plant=plant, decimal=decimal, log=ProblemLog(lang))


def read_samples_grid(grid: Grid, *, plant: str | None, decimal: Decimal | None, log: ProblemLog) -> Reading:
    """Read the samples in a grid of cells; see `read_samples`."""
    entries = lay_out(grid, "samples")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False, sample_type="sample")
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    if not (rows["plant"] != "").any() and plant is None:
        raise RefusedFileError("FIL015", grid.name, missing="plant", arguments='plant="..."')
    rows["plant"] = rows["plant"].mask(rows["plant"] == "", plant or "")
    flag(rows, rows["plant"] == "", "LAB008", log)
    sign = decimal or file_decimal(rows, tuple(_NUMBERS))
    for name in _NUMBERS:
        rows[name] = optional_number(rows, name, entries.headers.get(name), _NUMBERS[name], decimal=sign, log=log)
    _add_times(rows, log)
    add_sample_ids(rows)
    flag(rows, rows["sample_id"] == "", "SMP001", log)
    _check_repeated(rows, log)
    _add_moments(rows, log)
    _add_weekday(rows, log)
    _add_not_counted(rows, log)
    flag_sampler_modes(rows, log)
    kept = rows[~rows["aside"]]
    table = kept.assign(
        start=kept["start_at"],
        end=kept["end_at"],
        sampler_mode=kept["sampler_mode"].str.casefold().mask(kept["sampler_mode"] == "", np.nan),
        aliquots=kept["aliquots"].astype("Int64"),
        source_file=kept["file"],
        source_line=kept["line"],
        condition=kept["condition"].mask(kept["condition"] == "", np.nan),
        not_counted=kept["not_counted"].mask(kept["not_counted"] == "", np.nan),
        weekday=kept["weekday_number"],
    )
    file = source_file(grid, layout=entries.layout, decimal=sign)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, SAMPLES), problems=log.table(), files=account)


def _add_not_counted(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Tell which samples are not to be counted, and those for which nobody says why."""
    said = rows["not_counted"].str.casefold()
    rows["not_counted"] = rows["not_counted"].mask(said.isin(_COUNTED), "")
    left_out = ~rows["aside"] & (rows["not_counted"] != "")
    bare = said.isin(_UNREASONED)
    sample, plant = rows["sample_id"], rows["plant"]
    flag(rows, left_out & ~bare, "SMP007", log, sample=sample, plant=plant, reason=rows["not_counted"])
    flag(rows, left_out & bare, "SMP008", log, sample=sample, plant=plant)


def _add_times(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add `start_at` and `end_at` of the rows that say them; the weekday as written is no ground to refuse a row."""
    for moment in ("start_at", "end_at"):
        rows[moment] = pd.Series(pd.NaT, index=rows.index, dtype=f"datetime64[us, {TIMEZONE}]")
    dated = pd.concat([tidy_column(rows[name]) != "" for name in ("date", "start", "start_time")], axis=1).any(axis=1)
    if not dated.any():
        return
    timed = rows[dated].assign(weekday="")
    add_sampling_times(timed, start=None, end=None, log=log)
    for name in ("start_at", "end_at", "aside"):
        rows.loc[dated, name] = timed[name]


def _add_moments(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Read when the sample was frozen, arrived and was analysed; a moment before the sampling ended is left out."""
    for name in _KEPT:
        texts = rows[name]
        read = parse_moments(texts)
        wrong = another_weekday(read["moment"], read["weekday"])
        unread = ((read["rule"] != "") | wrong) & ~rows["aside"]
        flag(rows, unread, "SMP006", log, text=texts, sample=rows["sample_id"])
        moment = read["moment"].mask(wrong)
        day_after = moment + pd.DateOffset(days=1)
        moment = moment.mask((texts != "") & ~read["has_time"], day_after)
        early = moment < rows["end_at"]
        ended = rows["end_at"].dt.strftime("%Y-%m-%d %H:%M")
        flag(rows, early & ~rows["aside"], "SMP003", log, text=texts, sample=rows["sample_id"], end=ended)
        rows[name] = moment.mask(early)


def _add_weekday(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add the weekday that the row claims, Monday 1; missing where it claims none."""
    claimed = map_texts(rows["weekday"], weekday_number).astype("Int64")
    flag(rows, (rows["weekday"] != "") & (claimed < 0), "DAT010", log, aside=False, text=rows["weekday"])
    rows["weekday_number"] = (claimed + 1).mask(claimed < 0)


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside samples of which several rows speak: which of them holds cannot be known."""
    left = rows[~rows["aside"]]
    again = left.duplicated(["plant", "sample_id"], keep=False).reindex(rows.index, fill_value=False)
    flag(rows, again, "SMP002", log, sample=rows["sample_id"], plant=rows["plant"])
