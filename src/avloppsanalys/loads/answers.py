"""Which of a laboratory's answers counts: the newest that was known on a given day."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.tables import MEASUREMENTS, arrange, check
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["current_answers", "replaced_answers"]


def current_answers(measurements: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the answers that counted on a day: of each sample and residue the newest one known by then.

    A corrected answer does not overwrite an older one; both stay in the measurements. An answer without
    `available_from` counts as known from the start.

    Parameters
    ----------
    measurements : pandas.DataFrame
        A table of measurements.
    as_of : pandas.Timestamp, optional
        The moment of the question; by default everything in the table is known.

    Returns
    -------
    pandas.DataFrame
        Rows of `measurements`, one a plant, sample, residue and sample type, in their order.

    Raises
    ------
    TableError
        If `measurements` is not a table of measurements.
    """
    check(measurements, MEASUREMENTS)
    known = measurements
    if as_of is not None and "available_from" in measurements.columns:
        known = measurements[~(measurements["available_from"] > as_of)]
    answer = [name for name in ("plant", "sample_id", "residue", "sample_type") if name in known.columns]
    age = [name for name in ("available_from", "revision") if name in known.columns]
    if not age:
        return known.drop_duplicates(answer, keep="last")
    newest = known.sort_values(age, kind="stable", na_position="first").drop_duplicates(answer, keep="last")
    return newest.sort_index()


def replaced_answers(measurements: pd.DataFrame, current: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return the answers that a newer one has replaced, or that were not yet known, as problems.

    Parameters
    ----------
    measurements : pandas.DataFrame
        All answers.
    current : pandas.DataFrame
        Those that count: what `current_answers` made of them.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems, LOAD004 (note), one an answer.
    """
    log = ProblemLog(lang)
    old = arrange(measurements.loc[measurements.index.difference(current.index)], MEASUREMENTS)
    for answer in old.to_dict("records"):
        log.add(
            "LOAD004",
            file=str(answer["source_file"]),
            line=answer["source_line"],
            substance=answer["residue"],
            sample_id=answer["sample_id"],
            report_id=answer["report_id"],
            revision=answer["revision"],
        )
    return log.table()
