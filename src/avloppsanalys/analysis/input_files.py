"""The files that an analysis rests on, each by a digest that gives nothing away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pandas as pd

from avloppsanalys.exports import InputFile
from avloppsanalys.readers import Reading

__all__ = ["input_files"]


def input_files(
    given: Mapping[str, Reading], known: Mapping[str, pd.DataFrame], context: pd.DataFrame
) -> tuple[InputFile, ...]:
    """Return the files that the result rests on, with their digests: those of which nothing was known are left out.

    That of other indicators is of what may be shown of the file: a suppressed count has so few values that whoever
    tries them all against the digest of the file itself finds it.

    Parameters
    ----------
    given : mapping of str to Reading
        What was read, by its kind.
    known : mapping of str to pandas.DataFrame
        The rows of a reading that were known at the moment of the analysis, by its kind; of other kinds all were.
    context : pandas.DataFrame
        What `lagesbild.context_table` returned of the reading ``context``.

    Returns
    -------
    tuple of InputFile
    """
    return tuple(
        InputFile(
            file=file.name,
            sha256=_of_shown(context[context["source_file"] == file.name]) if kind == "context" else file.sha256,
            kind=kind,
            of_shown=kind == "context",
        )
        for kind, reading in given.items()
        for later in [_later(reading.table, known[kind]) if kind in known else set()]
        for file in reading.files
        if file.name not in later
    )


def _later(rows: pd.DataFrame, known: pd.DataFrame) -> set[str]:
    """Return the names of the files that have rows of which none was known."""
    return set(rows["source_file"].dropna().unique()) - set(known["source_file"].dropna().unique())


def _of_shown(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of rows after suppression, whatever the language."""
    return hashlib.sha256(rows.drop(columns="shown").to_csv(index=False).encode()).hexdigest()
