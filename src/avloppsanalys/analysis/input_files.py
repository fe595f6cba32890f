"""The files that an analysis rests on, each by a digest that gives nothing away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pandas as pd

from avloppsanalys.exports import InputFile
from avloppsanalys.readers import Reading

__all__ = ["input_files"]


def input_files(
    given: Mapping[str, Reading], context: pd.DataFrame, as_of: pd.Timestamp | None = None
) -> tuple[InputFile, ...]:
    """Return the files that the result rests on, with their digests: answers that came later are not among them.

    That of other indicators is of what may be shown of the file: a suppressed count has so few values that whoever
    tries them all against the digest of the file itself finds it.

    Parameters
    ----------
    given : mapping of str to Reading
        What was read, by its kind.
    context : pandas.DataFrame
        What `lagesbild.context_table` returned of the reading ``context``.
    as_of : pandas.Timestamp, optional
        A laboratory's file is left out whose every answer came after this moment.

    Returns
    -------
    tuple of InputFile
    """
    later = _later(given["lab"].table, as_of) if "lab" in given and as_of is not None else set()
    return tuple(
        InputFile(
            file=file.name,
            sha256=_of_shown(context[context["source_file"] == file.name]) if kind == "context" else file.sha256,
            kind=kind,
        )
        for kind, reading in given.items()
        for file in reading.files
        if kind != "lab" or file.name not in later
    )


def _later(answers: pd.DataFrame, as_of: pd.Timestamp) -> set[str]:
    """Return the names of the files of which no answer was known at a moment."""
    known = answers.loc[~(answers["available_from"] > as_of), "source_file"]
    return set(answers["source_file"].dropna()) - set(known.dropna())


def _of_shown(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of rows after suppression, whatever the language."""
    return hashlib.sha256(rows.drop(columns="shown").to_csv(index=False).encode()).hexdigest()
