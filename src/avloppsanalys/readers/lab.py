"""Laboratory answers as they come, read into measurements and what the laboratory itself reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from os import PathLike

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import close_account
from avloppsanalys.readers.answers import MATRICES, ORDERED_FIELDS, Answers, Given, read_answers
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.checks import add_sample_ids, check_overlaps, check_repeated, check_sample_times
from avloppsanalys.readers.files import read_grid
from avloppsanalys.readers.reading import LabReading
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.reported import reported_table
from avloppsanalys.readers.sampling_times import as_moment
from avloppsanalys.tables import MEASUREMENTS, arrange
from avloppsanalys.units import to_canonical
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["join_answers", "read_lab"]

Path = str | PathLike[str]
Moment = str | dt.datetime | dt.date | pd.Timestamp


def read_lab(
    path: Path | Sequence[Path],
    *,
    plant: str | None = None,
    start: Moment | None = None,
    end: Moment | None = None,
    sample_id: str | None = None,
    report_id: str | None = None,
    available_from: Moment | None = None,
    lab: str | None = None,
    method: str | None = None,
    matrix: str | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    lang: Language = "sv",
) -> LabReading:
    r"""Read laboratory answers as they come.

    One row per substance, one row per sample and substance, or one column per substance; CSV, TSV or XLSX. What the
    table says is never overridden: the other arguments fill in what it does not say. Sum rows ("Kokain (+ metabolit
    BzE)") and what the laboratory computed itself are kept as `reported` and never imported as residues. A cell is read
    as it is meant, or its entry is set aside with a problem; nothing becomes a missing value in silence.

    Parameters
    ----------
    path : path or sequence of paths
        The files.
    plant : str, optional
        The treatment plant.
    start, end : str, datetime or pandas.Timestamp, optional
        When the sample began and ended; without time zone it is Swedish time. Without an end a sample lasts one day.
    sample_id : str, optional
        The sample; by default plant and day.
    report_id : str, optional
        The report; by default the name of the file without its ending.
    available_from : str, datetime or pandas.Timestamp, optional
        When the answer became known.
    lab, method : str, optional
        The laboratory and its method.
    matrix : {"whole", "filtered"}, optional
        What was analysed.
    unit : str, optional
        Unit of the concentrations, ``"ng/L"``.
    decimal : {",", "."}, optional
        The decimal sign, for a file whose numbers do not show it.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    LabReading
        `table` (`tables.MEASUREMENTS`), `reported`, `problems`, `files`, `missing_fields`.

    Raises
    ------
    FileError
        If a file cannot be trusted as a whole, or neither it nor the call says the plant and the start.
    UnitError
        If `unit` is no accepted unit of concentration.
    ValueError
        If `start`, `end`, `available_from` or `matrix` is not of the accepted form.

    Notes
    -----
    In ng/L, low and high of a concentration: ``quantified`` both are the value; ``below_loq`` 0 (the LOD where it is
    known) to the limit; ``below_lod`` 0 to the LOD, else to the LOQ; ``detected`` the LOD or 0, to the LOQ;
    ``above_range`` the limit, to infinity. An unknown high is missing. A LOD is never inferred from a LOQ.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "svar.csv")
    ...     _ = file.write_text("Preparat;Halt (µg/m3)\nBensoylekgonin (BzE)*;234,5\nMDMA;<5\n", encoding="utf-8")
    ...     reading = read_lab(file, plant="Exempelverket", start="2026-08-12 07:00")
    >>> reading.table[["residue", "qualifier", "concentration_high_ng_per_l"]]
               residue   qualifier  concentration_high_ng_per_l
    0  benzoylecgonine  quantified                        234.5
    1             MDMA   below_loq                          5.0
    """
    if matrix is not None and matrix.casefold() not in MATRICES:
        raise ValueError(f"matrix={matrix!r} is neither 'whole' nor 'filtered'.")
    if unit is not None:
        to_canonical(unit, "concentration")
    given = Given(
        plant=plant,
        start=as_moment(start, "start"),
        end=as_moment(end, "end"),
        sample_id=sample_id,
        report_id=report_id,
        available_from=as_moment(available_from, "available_from"),
        lab=lab,
        method=method,
        matrix=MATRICES[matrix.casefold()] if matrix else None,
        unit=unit,
        decimal=decimal,
    )
    paths = [path] if isinstance(path, str | PathLike) else list(path)
    if not paths:
        raise ValueError("read_lab needs at least one file.")
    log = ProblemLog(lang)
    answers = [read_answers(read_grid(each), number, given, log) for number, each in enumerate(paths)]
    return join_answers(answers, given, log)


def join_answers(answers: Sequence[Answers], given: Given, log: ProblemLog) -> LabReading:
    """Return the entries of all files as tables, checked against each other.

    Parameters
    ----------
    answers : sequence of Answers
        One for each file.
    given : Given
        What the caller said.
    log : ProblemLog
        The problems so far; those found here are added.

    Returns
    -------
    LabReading
    """
    rows = pd.concat([one.rows for one in answers], ignore_index=True) if len(answers) > 1 else answers[0].rows.copy()
    _check_one_sample(rows, given)
    add_sample_ids(rows)
    check_sample_times(rows, log)
    check_repeated(rows, log)
    check_overlaps(rows, log)
    kept = rows[~rows["aside"]]
    measured = (kept["residue"] != "") & (kept["qualifier"] != "")
    missing = {field for one in answers for field in one.missing_fields}
    return LabReading(
        table=_measurements(kept[measured]),
        reported=reported_table(kept),
        problems=log.table(),
        files=close_account(
            rows, [one.file for one in answers], reported_only=~measured.reindex(rows.index, fill_value=False)
        ),
        missing_fields=tuple(field for field in ORDERED_FIELDS if field in missing),
        report_ids=tuple(sorted(rows.loc[rows["report_given"], "report_id"].unique())),
    )


def _check_one_sample(rows: pd.DataFrame, given: Given) -> None:
    """Refuse one start, end or sample id for several samples."""
    if given.check_only:
        return
    of_table = {"start": ["plant", "sample_id"], "end": ["plant", "sample_id"], "sample_id": ["plant", "start_at"]}
    for argument, names in of_table.items():
        filled = rows[f"{argument}_given"] & ~rows["aside"]
        samples = rows.loc[filled, names].drop_duplicates()
        if len(samples) > 1:
            shown = "; ".join(" ".join(map(str, sample)) for sample in samples.head(3).to_numpy())
            raise RefusedFileError("FIL016", rows["file"].iloc[0], argument=f"{argument}=", samples=shown)


def _measurements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return entries as a table of measurements."""
    texts = {name: rows[name].mask(rows[name] == "", np.nan) for name in ("matrix", "lab", "method")}
    return arrange(
        rows.assign(
            **texts,
            start=rows["start_at"],
            end=rows["end_at"],
            available_from=rows["available_at"],
            lod_ng_per_l=rows["lod"],
            loq_ng_per_l=rows["loq"],
            source_file=rows["file"],
            source_line=rows["line"],
        ),
        MEASUREMENTS,
    )
