"""Treatment plants with their dated population: connected persons, and how they were counted."""

from __future__ import annotations

from os import PathLike
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.columns import tidy_column
from avloppsanalys.readers.dates import parse_moments
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.numbers import file_decimal, optional_number, positive_number
from avloppsanalys.readers.precision import add_relative_uncertainty
from avloppsanalys.readers.reading import Reading
from avloppsanalys.tables import PLANTS, arrange
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["read_plants", "read_plants_grid"]

_NUMBERS: Final = ("population", "population_cv", "sampling_interval_min", "residence_time_h")
_TEXTS: Final = ("plant", "name", "municipality_code", "population_method", "sampler_mode", "valid_from")


def read_plants(path: str | PathLike[str], *, decimal: Decimal | None = None, lang: Language = "sv") -> Reading:
    r"""Read treatment plants with their population.

    The population is the number of persons connected to the plant, not the inhabitants of the kommun. A plant may have
    several rows, each valid from its date; `population_method` says how the figure was obtained (register, pe, BOD7).

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    decimal : {",", "."}, optional
        The decimal sign, for a file whose numbers do not show it.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.PLANTS` table, `population` [persons].

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "verk.csv")
    ...     _ = file.write_text("Reningsverk;Anslutna;Giltig från\nExempelverket;17 000;2026-01-01\n", encoding="utf-8")
    ...     reading = read_plants(file)
    >>> reading.table[["plant", "population"]]
               plant  population
    0  Exempelverket     17000.0
    """
    return read_plants_grid(read_grid(path), decimal=decimal, log=ProblemLog(lang))


def read_plants_grid(grid: Grid, *, decimal: Decimal | None, log: ProblemLog) -> Reading:
    """Read the plants in a grid of cells; see `read_plants`."""
    entries = lay_out(grid, "plants")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    entries.note_unread(grid, log)
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    flag(rows, rows["plant"] == "", "LAB008", log)
    sign = decimal or file_decimal(rows, _NUMBERS)
    header = entries.headers["population"]
    numbers = positive_number(rows, "population", header, decimal=sign, zero="ANL001", missing="ANL002", log=log)
    flag(rows, numbers["value"] % 1 > 0, "ANL006", log, text=rows["population"], plant=rows["plant"])
    rows["persons"] = numbers["value"]
    for name in ("sampling_interval_min", "residence_time_h"):
        rows[name] = optional_number(rows, name, decimal=sign, log=log)
    add_relative_uncertainty(rows, "population_cv", entries.headers.get("population_cv"), decimal=sign, log=log)
    _add_valid_from(rows, log)
    _check_repeated(rows, log)
    kept = rows[~rows["aside"]]
    texts = {name: kept[name].mask(kept[name] == "", np.nan) for name in ("name", "municipality_code")}
    words = {
        name: kept[name].str.casefold().mask(kept[name] == "", np.nan) for name in ("population_method", "sampler_mode")
    }
    origin = {"source_file": kept["file"], "source_line": kept["line"]}
    table = kept.assign(population=kept["persons"], valid_from=kept["valid_at"], **texts, **words, **origin)
    file = source_file(grid, layout=entries.layout, decimal=sign)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, PLANTS), problems=log.table(), files=account)


def _add_valid_from(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add the moment from which a row is valid; none for one that has always been."""
    valid = parse_moments(rows["valid_from"])
    for rule in sorted(set(valid["rule"].unique()) - {""}):
        flag(rows, valid["rule"] == rule, rule, log, text=rows["valid_from"])
    rows["valid_at"] = valid["moment"]


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Merge plants that are repeated with the same population, and set aside those repeated with another."""
    key = ["plant", "valid_at"]
    left = rows[~rows["aside"]]
    again = left.duplicated([*key, "persons"])
    shown: dict[str, Any] = {"plant": rows["plant"], "text": rows["population"]}
    flag(rows, again.reindex(rows.index, fill_value=False), "ANL003", log, aside=True, **shown)
    clash = left[~again].duplicated(key, keep=False)
    flag(rows, clash.reindex(rows.index, fill_value=False), "ANL004", log, **shown)
