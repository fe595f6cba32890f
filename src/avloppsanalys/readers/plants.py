"""Treatment plants with their dated population: connected persons, and how they were counted."""

from __future__ import annotations

import re
from os import PathLike
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.columns import tidy_column
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import read_moments
from avloppsanalys.readers.numbers import Allowed, file_decimal, optional_number, positive_number
from avloppsanalys.readers.precision import add_relative_uncertainty
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.sampler import flag_sampler_modes
from avloppsanalys.readers.samples import SAMPLING_INTERVAL_MIN
from avloppsanalys.tables import PLANTS, arrange
from avloppsanalys.wording import Language, ProblemLog, number

__all__ = ["read_plants", "read_plants_grid"]

_NUMBERS: Final = ("population", "population_cv", "sampling_interval_min", "residence_time_h")
_TEXTS: Final = ("plant", "name", "municipality_code", "population_method", "sampler_mode", "valid_from")

PERSONS: Final = ("personer", "pers", "invånare", "inv", "st", "persons", "inhabitants")
"""What may stand behind a population. Population equivalents (pe) are no persons."""

EQUIVALENTS: Final = re.compile(r"\bpe\b|\bp\. ?e\.|personekvivalent|population equivalent", re.IGNORECASE)
"""How a source of persons says that they are population equivalents."""

LARGEST_POPULATION: Final = 20_000_000
"""More persons than any treatment plant in the world serves: a slip of column or sign. Our choice."""

RESIDENCE_TIME_H: Final = Allowed(low=0.0, high=240.0, units=("h", "tim", "timmar", "hours"))
"""From household to sampler; ten days is longer than sewage stays in any net. Our choice."""


def read_plants(path: str | PathLike[str], *, decimal: Decimal | None = None, lang: Language = "sv") -> Reading:
    r"""Read treatment plants with their population.

    The population is the number of persons connected to the plant, not the inhabitants of the kommun. A plant may have
    several rows, each valid from its date; `population_method` says how the figure was obtained (register, BOD7). One
    that is told in population equivalents is used, with a warning.

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
    numbers = positive_number(
        rows, "population", header, decimal=sign, units=PERSONS, zero="ANL001", missing="ANL002", log=log
    )
    rows["persons"] = numbers["value"]
    _check_population(rows, log)
    _tell_equivalents(rows, log)
    flag_sampler_modes(rows, log)
    _leave_out_code(rows, log)
    for name, allowed in (("sampling_interval_min", SAMPLING_INTERVAL_MIN), ("residence_time_h", RESIDENCE_TIME_H)):
        rows[name] = optional_number(rows, name, entries.headers.get(name), allowed, decimal=sign, log=log)
    add_relative_uncertainty(rows, "population_cv", entries.headers.get("population_cv"), decimal=sign, log=log)
    rows["valid_at"] = read_moments(rows, "valid_from", log)
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


def _check_population(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside rows whose population is no whole number, or more than any plant serves."""
    shown: dict[str, Any] = {"text": rows["population"], "plant": rows["plant"]}
    flag(rows, rows["persons"] % 1 > 0, "ANL006", log, **shown)
    too_many = (rows["persons"] > LARGEST_POPULATION) & ~rows["aside"]
    flag(rows, too_many, "ANL009", log, limit=number(LARGEST_POPULATION, 0, log.lang), **shown)


def _tell_equivalents(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Tell the populations that were counted in population equivalents: load, and not persons."""
    counted_so = rows["population_method"].str.contains(EQUIVALENTS)
    flag(rows, counted_so & ~rows["aside"], "ANL011", log, text=rows["population_method"], plant=rows["plant"])


def _leave_out_code(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Leave out a code of the kommun that is not four figures: Excel takes away the zero of 0180."""
    code = rows["municipality_code"]
    strange = (code != "") & ~code.str.fullmatch("[0-9]{4}")
    flag(rows, strange & ~rows["aside"], "ANL007", log, text=code)
    rows["municipality_code"] = code.mask(strange, "")


def _check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Merge plants that are repeated with the same population, and set aside those repeated with another."""
    key = ["plant", "valid_at"]
    left = rows[~rows["aside"]]
    again = left.duplicated([*key, "persons"])
    shown: dict[str, Any] = {"plant": rows["plant"], "text": rows["population"]}
    flag(rows, again.reindex(rows.index, fill_value=False), "ANL003", log, aside=True, **shown)
    clash = left[~again].duplicated(key, keep=False)
    flag(rows, clash.reindex(rows.index, fill_value=False), "ANL004", log, **shown)
