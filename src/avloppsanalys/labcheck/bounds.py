"""What a laboratory printed of one row, side by side, with the bounds that rounding leaves open."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.printed import as_printed, bounds_of
from avloppsanalys.tables import LOADS, REPORTED, arrange

__all__ = ["ANSWER", "SAMPLE", "days_of", "parts_of", "printed_rows", "proper_samples", "with_answer"]

SAMPLE: Final = ["plant", "sample_id"]
ANSWER: Final = [*SAMPLE, "report_id", "revision"]

_PREFIX: Final = {
    "concentration_ng_per_l": "concentration",
    "load_mg_per_day_per_1000": "load",
    "doses_per_day_per_1000": "per_1000",
    "doses_per_day": "total",
}
_ENDS: Final = ("low", "high")
_SECONDS_PER_DAY: Final = 86_400


def proper_samples(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of samples proper, without blanks and duplicates."""
    return rows[rows["sample_type"].fillna("sample") == "sample"]


def parts_of(substances: pd.Series[str]) -> pd.Series[str]:
    """Return the residues of each row in alphabetical order, so that the order of printing does not matter."""
    return substances.map(lambda name: " + ".join(sorted(name.split(" + "))))


def days_of(samples: pd.DataFrame) -> pd.Series[float]:
    """Return how long each sample was taken [days]."""
    return (samples["end"] - samples["start"]).dt.total_seconds() / _SECONDS_PER_DAY


def with_answer(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a report and a revision that are equal where both are missing: "" and 0."""
    return rows.assign(report_id=rows["report_id"].fillna(""), revision=rows["revision"].fillna(0))


def printed_rows(reported: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each printed row of an answer, with the bounds of every figure that it holds.

    The concentration of a residue is the measured one, that of a sum row the printed sum as far as its parts allow it.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed.
    loads : pandas.DataFrame
        A table of loads of the same samples; flow and population may be missing.

    Returns
    -------
    pandas.DataFrame
        `plant`, `sample_id`, `report_id`, `revision`, `substance`, `parts`, and ``<figure>_low``, ``<figure>_high`` of
        concentration [ng/L], load [mg/day/1000], doses `per_1000` [1/day/1000] and `total` [1/day]; `population`,
        `flow_m3_per_day` and `days` of the sample. What was not printed is missing, but for
        `report_id` ("") and `revision` (0).
    """
    rows = as_printed(arrange(reported, REPORTED))
    rows = with_answer(rows.assign(parts=parts_of(rows["substance"])))
    own = proper_samples(arrange(loads, LOADS))
    rows["low"], rows["high"] = bounds_of(rows["value"], rows["printed"])
    wide = rows[[*ANSWER, "substance", "parts"]].drop_duplicates([*ANSWER, "parts"]).reset_index(drop=True)
    for quantity, prefix in _PREFIX.items():
        figures = rows[rows["quantity"] == quantity].drop_duplicates([*ANSWER, "parts"])
        figures = figures[[*ANSWER, "parts", *_ENDS]].rename(columns={end: f"{prefix}_{end}" for end in _ENDS})
        wide = wide.merge(figures, on=[*ANSWER, "parts"], how="left")
    wide = _with_measured(wide, own)
    of_sample = own.assign(days=days_of(own))[[*SAMPLE, "population", "flow_m3_per_day", "days"]]
    return wide.merge(of_sample.drop_duplicates(SAMPLE), on=SAMPLE, how="left")


def _with_measured(wide: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the concentration of their residues: measured, or narrowed by what was measured."""
    measured = own.dropna(subset=["concentration_ng_per_l"])
    low, high = bounds_of(measured["concentration_ng_per_l"], measured["printed"])
    measured = measured[[*SAMPLE, "residue"]].assign(part_low=low, part_high=high).drop_duplicates([*SAMPLE, "residue"])
    asked = wide[["parts", *SAMPLE]].assign(row=wide.index, residue=wide["parts"].str.split(" \\+ "))
    each = asked.explode("residue").astype({"residue": "str"}).merge(measured, on=[*SAMPLE, "residue"], how="left")
    sums = each.groupby("row")[["part_low", "part_high"]].sum(skipna=False).reindex(wide.index)
    printed_low, printed_high = wide["concentration_low"].to_numpy(), wide["concentration_high"].to_numpy()
    low = np.fmax(printed_low, sums["part_low"].to_numpy())
    high = np.fmin(printed_high, sums["part_high"].to_numpy())
    apart = low > high  # the printed sum is not that of its parts
    return wide.assign(
        concentration_low=np.where(apart, printed_low, low), concentration_high=np.where(apart, printed_high, high)
    )
