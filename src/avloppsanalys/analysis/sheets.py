"""What the sheet of samples says of the water, beside the measurements."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.tables import SAMPLES, arrange

__all__ = ["with_water"]

_SAMPLE: Final = ["plant", "sample_id"]
_WATER: Final = {
    "rain_mm": "rain_mm",
    "bypass_m3": "bypass_m3",
    "source_file": "sheet_file",
    "source_line": "sheet_line",
}


def with_water(joined: pd.DataFrame, samples: pd.DataFrame | None) -> pd.DataFrame:
    """Return the measurements with the rain and the water led past the plant of their sample, and where they stand.

    Parameters
    ----------
    joined : pandas.DataFrame
        Measurements, one row a sample and residue.
    samples : pandas.DataFrame or None
        A table of samples; None where no sheet was given.

    Returns
    -------
    pandas.DataFrame
        The same rows, with `rain_mm` [mm], `bypass_m3` [m³], `sheet_file` and `sheet_line`; as they were without a
        sheet.
    """
    if samples is None:
        return joined
    told = arrange(samples, SAMPLES)[[*_SAMPLE, *_WATER]].rename(columns=_WATER)
    return joined.merge(told, on=_SAMPLE, how="left", validate="many_to_one")
