"""The samples that somebody has decided not to count: they stay in every file, and are in no load."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.tables import MEASUREMENTS, SAMPLES, check

__all__ = ["is_counted"]

_SAMPLE = ["plant", "sample_id"]


def is_counted(measurements: pd.DataFrame, samples: pd.DataFrame) -> pd.Series[bool]:
    """Return which measurements count: those whose sample has no reason not to be counted on its sheet.

    Parameters
    ----------
    measurements : pandas.DataFrame
        A table of measurements.
    samples : pandas.DataFrame
        A table of samples, as from `read_samples`.

    Returns
    -------
    pandas.Series of bool
        With the index of `measurements`.

    Raises
    ------
    TableError
        If a table is not what its name says.

    Examples
    --------
    >>> from avloppsanalys.tables import MEASUREMENTS, SAMPLES, arrange
    >>> day = pd.Timestamp("2026-09-02 07:00", tz="Europe/Stockholm")
    >>> taken = pd.DataFrame({"plant": "A", "sample_id": ["1", "2"], "residue": "MDMA", "start": day,
    ...                       "end": day + pd.Timedelta(days=1), "qualifier": "quantified"})
    >>> sheet = pd.DataFrame({"plant": ["A"], "sample_id": ["2"], "not_counted": ["pumpen stod, 2026-09-10"]})
    >>> is_counted(arrange(taken, MEASUREMENTS), arrange(sheet, SAMPLES)).to_list()
    [True, False]
    """
    check(measurements, MEASUREMENTS)
    check(samples, SAMPLES)
    left_out = pd.MultiIndex.from_frame(samples.loc[samples["not_counted"].notna(), _SAMPLE])
    return pd.Series(~pd.MultiIndex.from_frame(measurements[_SAMPLE]).isin(left_out), index=measurements.index)
