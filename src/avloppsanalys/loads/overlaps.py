"""Samples that share time though they stand in different files: the same water may be counted twice."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.calendar import overlapped
from avloppsanalys.tables import MEASUREMENTS, arrange
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["overlapping_samples"]

_SAMPLE: Final = ["plant", "sample_id"]


def overlapping_samples(measurements: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return the samples that begin before an earlier one of the same plant, from another file, has ended.

    Overlaps within files that were read together are told by `read_lab`. Blanks and duplicates are no samples here.

    Parameters
    ----------
    measurements : pandas.DataFrame
        A table of measurements.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: LOAD006 (warning), one a sample.
    """
    full, log = arrange(measurements, MEASUREMENTS), ProblemLog(lang)
    if full["source_file"].fillna("").nunique() < 2:
        return log.table()
    taken = full[full["sample_type"].fillna("sample") == "sample"].drop_duplicates([*_SAMPLE, "start"])
    taken = taken.sort_values(["plant", "start", "end", "sample_id"], kind="stable")
    taken = taken.assign(source_file=taken["source_file"].fillna(""), other=overlapped(taken, "sample_id"))
    elsewhere = taken["source_file"] != overlapped(taken, "source_file")
    for sample in taken[taken["other"].notna() & elsewhere].to_dict("records"):
        log.add(
            "LOAD006",
            file=sample["source_file"],
            line=None if pd.isna(sample["source_line"]) else sample["source_line"],
            plant=sample["plant"],
            sample_id=sample["sample_id"],
            other=sample["other"],
        )
    return log.table()
