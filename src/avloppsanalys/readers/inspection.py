"""A file of any of our kinds, read only to say what is wrong with it."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Final

from avloppsanalys.errors import FileError
from avloppsanalys.readers.answers import Given, read_answers
from avloppsanalys.readers.assessments import read_assessments_grid
from avloppsanalys.readers.context import read_context_grid
from avloppsanalys.readers.context_layout import holds_indicators
from avloppsanalys.readers.events import read_events_grid
from avloppsanalys.readers.files import Grid, read_grid, source_file
from avloppsanalys.readers.flow import read_flow_grid
from avloppsanalys.readers.lab import join_answers
from avloppsanalys.readers.layout import Kind, recognise
from avloppsanalys.readers.plan import read_plan_grid
from avloppsanalys.readers.plants import read_plants_grid
from avloppsanalys.readers.prescriptions import read_prescriptions_grid
from avloppsanalys.readers.reading import Reading, SourceFile
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.samples import read_samples_grid
from avloppsanalys.tables import (
    ASSESSMENTS,
    CONTEXT,
    EVENTS,
    FLOWS,
    MEASUREMENTS,
    PLAN,
    PLANTS,
    PRESCRIPTIONS,
    SAMPLES,
    empty,
)
from avloppsanalys.wording import Language, ProblemLog, text

__all__ = ["check_file"]

_TABLES = {
    "lab": MEASUREMENTS,
    "flow": FLOWS,
    "plants": PLANTS,
    "events": EVENTS,
    "samples": SAMPLES,
    "plan": PLAN,
    "prescriptions": PRESCRIPTIONS,
    "context": CONTEXT,
    "assessments": ASSESSMENTS,
}
_NO_ROWS: Final = "FIL017"
_MAY_BE_EMPTY: Final = ("events", "samples", "plan", "prescriptions", "context", "assessments")
"""What a report can do without: nobody has written in such a file yet, and that is no fault."""


def check_file(path: str | PathLike[str], *, kind: Kind | None = None, lang: Language = "sv") -> Reading:
    """Read a file of any kind, laboratory answers to assessments, to see what is wrong with it.

    What the caller of `read_lab` or `read_flow` may give beside the file (plant, start) is not asked for here; its
    absence is noted. A file that cannot be read gives an empty table, one ``error`` and ``files[0].usable == False``:
    this function does not raise for it. A form that a report can do without, in which nobody has written yet, gives a
    ``note``.

    Parameters
    ----------
    path : path
        The file.
    kind : str, optional
        ``lab``, ``flow``, ``plants``, ``events``, ``samples``, ``plan``, ``prescriptions``, ``context`` or
        ``assessments``: what it holds; by default its header tells.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    Reading
        A `LabReading` for laboratory answers.

    Examples
    --------
    >>> reading = check_file("finns_inte.csv", lang="en")
    >>> reading.files[0].usable, reading.problems["rule"].to_list()
    (False, ['FIL001'])
    """
    log = ProblemLog(lang)
    try:
        return _read(path, kind, log)
    except FileError as error:
        refused = ProblemLog(lang)
        if isinstance(error, RefusedFileError):
            refused.add(error.rule_id, file=error.file, line=None, **error.fields)
        else:
            refused.add("FIL010", file=Path(path).name, why=error)
        table = empty(_TABLES[kind or "lab"])
        return Reading(table=table, problems=refused.table(), files=(SourceFile(name=Path(path).name, usable=False),))


def _read(path: str | PathLike[str], kind: Kind | None, log: ProblemLog) -> Reading:
    """Read a file as the kind that it is told, or recognised, to be."""
    grid = read_grid(path)
    found: Kind = kind or recognise(grid) or ("context" if holds_indicators(grid) else "lab")
    try:
        return _read_as(found, grid, log)
    except RefusedFileError as refused:
        if refused.rule_id != _NO_ROWS or found not in _MAY_BE_EMPTY:
            raise
        log.add("FIL018", file=grid.name)
        file = source_file(grid, layout="rows", decimal=None)
        return Reading(table=empty(_TABLES[found]), problems=log.table(), files=(file,))


def _read_as(kind: Kind, grid: Grid, log: ProblemLog) -> Reading:
    """Read a grid of cells as a kind of file."""
    match kind:
        case "flow":
            plant = text("reading.unknown_plant", log.lang)
            return read_flow_grid(grid, plant=plant, unit=None, decimal=None, log=log)
        case "plants":
            return read_plants_grid(grid, decimal=None, log=log)
        case "events":
            return read_events_grid(grid, place=None, log=log)
        case "samples":
            plant = text("reading.unknown_plant", log.lang)
            return read_samples_grid(grid, plant=plant, decimal=None, log=log)
        case "plan":
            return read_plan_grid(grid, place=None, log=log)
        case "prescriptions":
            return read_prescriptions_grid(grid, place=None, log=log)
        case "context":
            return read_context_grid(grid, indicator=None, place=None, unit=None, keep_genders=False, log=log)
        case "assessments":
            return read_assessments_grid(grid, log=log)
        case _:
            given = Given(check_only=True)
            return join_answers([read_answers(grid, 0, given, log)], given, log)
