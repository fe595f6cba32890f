"""What becomes of each entry: flagged under a rule, and set aside when the rule is an error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from avloppsanalys.readers.reading import SourceFile
from avloppsanalys.wording import ProblemLog, rule

__all__ = ["close_account", "flag"]


def flag(
    rows: pd.DataFrame, where: pd.Series, rule_id: str, log: ProblemLog, *, aside: bool | None = None, **fields: object
) -> None:
    """Note a problem for each entry that `where` marks; an error sets the entry aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries with `file`, `line` and `aside`; `aside` is updated in place.
    where : pandas.Series of bool
        Which entries, with the index of `rows`.
    rule_id : str
        The rule.
    log : ProblemLog
        Where the problem goes.
    aside : bool, optional
        Whether the entries are set aside; by default when the rule is an error.
    **fields : object
        Values for the rule's text; a Series gives each entry its own.
    """
    found = rows.index[where.to_numpy(dtype=bool)]
    if not len(found):
        return
    values = {name: field[found].tolist() if isinstance(field, pd.Series) else field for name, field in fields.items()}
    places = zip(rows.loc[found, "file"].tolist(), rows.loc[found, "line"].tolist(), strict=True)
    for row, (file, line) in enumerate(places):
        own = {name: value[row] if isinstance(value, list) else value for name, value in values.items()}
        log.add(rule_id, file=file, line=line, **own)
    if aside if aside is not None else rule(rule_id).severity == "error":
        rows.loc[found, "aside"] = True


def close_account(rows: pd.DataFrame, files: list[SourceFile], *, reported_only: pd.Series) -> tuple[SourceFile, ...]:
    """Return the files with the number of entries used, reported and set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        All entries, with `file_number` (place in `files`) and `aside`.
    files : list of SourceFile
        The files that were read.
    reported_only : pandas.Series of bool
        Entries that gave no measurement, only what the laboratory itself computed.

    Returns
    -------
    tuple of SourceFile
    """
    number = rows["file_number"].to_numpy(dtype=int)
    aside = rows["aside"].to_numpy(dtype=bool)
    reported = reported_only.to_numpy(dtype=bool) & ~aside
    read, out, beside = (np.bincount(number[which], minlength=len(files)) for which in (aside | True, aside, reported))
    return tuple(
        replace(
            file,
            rows_read=int(read[place]),
            rows_used=int(read[place] - out[place] - beside[place]),
            rows_reported=int(beside[place]),
            rows_set_aside=int(out[place]),
        )
        for place, file in enumerate(files)
    )
