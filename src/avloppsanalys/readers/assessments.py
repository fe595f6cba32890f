"""Assessments: what the group that reads an underlag has concluded of its figures, in its own words."""

from __future__ import annotations

import re
from os import PathLike
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, PeriodError
from avloppsanalys.protocol import looks_personal, names_a_person
from avloppsanalys.readers.account import close_account, flag
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.layout import lay_out
from avloppsanalys.readers.moments import read_moments
from avloppsanalys.readers.reading import Reading
from avloppsanalys.readers.substances import near_names, read_label
from avloppsanalys.reference import fold_name, substances
from avloppsanalys.tables import ASSESSMENTS, arrange
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["read_assessments", "read_assessments_grid"]

_TEXTS: Final = ("place", "substance", "period", "assessment", "who", "date", "underlag_digest")
_NEEDED: Final = ("place", "substance", "period")
_DIGEST: Final = re.compile(r"[0-9a-f]{12}")


def read_assessments(path: str | PathLike[str], *, lang: Language = "sv") -> Reading:
    r"""Read the assessments of a group (``bedomning.csv``): one row a place, substance and period.

    A row in which nobody has written yet is left aside without being a fault: the form is handed out with its rows
    filled in but for the assessment. Of several rows on one figure the newest counts: nothing is written over.

    Parameters
    ----------
    path : path
        CSV, TSV or XLSX.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        `table` is a `tables.ASSESSMENTS` table. `who` is a function; what looks like a person is flagged.

    Raises
    ------
    FileError
        If the file cannot be trusted as a whole.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "bedomning.csv")
    ...     _ = file.write_text(
    ...         "Plats;Ämne;Period;Bedömning;Vem;Datum;Underlag (digest)\n"
    ...         "A;Amfetamin;kv 3 2026;Stabilt läge;BRÅ-gruppen;2026-11-26;c0ffee123456\n",
    ...         encoding="utf-8",
    ...     )
    ...     reading = read_assessments(file)
    >>> reading.table[["place", "substance", "period", "text", "who", "underlag_digest"]]
      place    substance  period          text          who underlag_digest
    0     A  amphetamine  2026K3  Stabilt läge  BRÅ-gruppen    c0ffee123456
    """
    return read_assessments_grid(read_grid(path), log=ProblemLog(lang))


def read_assessments_grid(grid: Grid, *, log: ProblemLog) -> Reading:
    """Read the assessments in a grid of cells; see `read_assessments`."""
    entries = lay_out(grid, "assessments")
    rows = entries.rows.assign(file=grid.name, file_number=0, aside=False)
    for name in _TEXTS:
        rows[name] = tidy_column(rows[name])
    entries.note_unread(grid, log)
    empty = rows["assessment"] == ""
    rows.loc[empty, "aside"] = True
    written = rows[~empty].copy()
    _read_rows(written, log)
    rows.loc[written.index, "aside"] = written["aside"]
    if empty.any():
        log.add("ASM006", file=grid.name, count=int(empty.sum()))
    kept = written[~written["aside"]]
    words = {name: kept[name].mask(kept[name] == "", np.nan) for name in ("who", "underlag_digest")}
    table = kept.assign(
        substance=kept["residue"],
        period=kept["period_name"],
        text=kept["assessment"],
        date=kept["date_at"],
        source_file=kept["file"],
        source_line=kept["line"],
        **words,
    )
    file = source_file(grid, layout=entries.layout, decimal=None)
    account = close_account(rows, [file], reported_only=pd.Series(False, index=rows.index))
    return Reading(table=arrange(table, ASSESSMENTS), problems=log.table(), files=account)


def _read_rows(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add what the cells mean, and flag what they cannot mean; `aside` is updated in place."""
    flag(rows, rows["extra"] != "", "FIL020", log, extra=rows["extra"])
    lacking = [", ".join(name for name in _NEEDED if not row[name]) for row in rows[[*_NEEDED]].to_dict("records")]
    missing = pd.Series(lacking, index=rows.index, dtype="str")
    flag(rows, missing != "", "ASM001", log, missing=missing)
    rows["residue"] = map_texts(rows["substance"], _residue)
    near = map_texts(rows["substance"], near_names)
    unknown = (rows["residue"] == "") & (rows["substance"] != "")
    flag(rows, unknown & (near != ""), "ASM002", log, text=rows["substance"], near=near)
    flag(rows, unknown & (near == ""), "ASM010", log, text=rows["substance"])
    rows["period_name"] = map_texts(rows["period"], _period)
    flag(rows, (rows["period_name"] == "") & (rows["period"] != ""), "ASM003", log, text=rows["period"])
    rows["date_at"] = read_moments(rows, "date", log)
    flag(rows, (rows["who"] == "") | (rows["date"] == ""), "ASM004", log)
    personal = map_texts(rows["who"], lambda who: bool(looks_personal(who) or names_a_person(who))).astype(bool)
    flag(rows, personal, "ASM005", log)
    flag(rows, map_texts(rows["assessment"], looks_personal).astype(bool), "ASM011", log)
    digest = map_texts(rows["underlag_digest"], str.casefold)
    readable = map_texts(digest, lambda said: bool(not said or _DIGEST.fullmatch(said))).astype(bool)
    flag(rows, ~readable, "ASM012", log, text=rows["underlag_digest"])
    rows["underlag_digest"] = digest.where(readable, "")


def _residue(label: str) -> str:
    """Return the substance that a label means, whether it is a laboratory's or one that a card prints; "" for none."""
    shown = {fold_name(name): record.name for record in substances() for name in (record.name_sv, record.name_en)}
    return shown.get(fold_name(label), "") or read_label(label).residue


def _period(said: str) -> str:
    """Return the name of a period, "" for what names none."""
    try:
        return Period.parse(said).name
    except PeriodError:
        return ""
