"""The form in which the group writes what it concludes: made once, and never written over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from avloppsanalys.exports import OutFolderError, write_excel_csv
from avloppsanalys.wording import ProblemLog

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["write_assessment_form"]


def write_assessment_form(result: Analysis, path: str | Path) -> bool:
    """Write the form for the figures of an analysis, unless there is such a file: what the group has written is theirs.

    Parameters
    ----------
    result : Analysis
        The analysis that the group is shown.
    path : str or Path
        The file, ``bedomning.csv`` beside the configuration.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    OutFolderError
        If it cannot be written there.
    """
    file = Path(path)
    if file.exists():
        return False
    try:
        write_excel_csv(result.assessment_form(), file)
    except OSError as fault:
        log = ProblemLog()
        log.add("OUT002", file="", line=None, out=file, why=fault.strerror)
        raise OutFolderError(log) from fault
    return True
