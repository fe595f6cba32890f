"""What an underlag holds of EUDA's towns: the plant's own figure only where there are towns beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from avloppsanalys.readers import Reading
from avloppsanalys.tables import EUROPE, empty
from avloppsanalys.weekdays import euda_view

__all__ = ["compared_days"]

_OWN = "euda_view_mg_per_day_per_1000"


def compared_days(loads: pd.DataFrame, euda: Reading | None, own_towns: Sequence[str]) -> pd.DataFrame:
    """Return the plants' days beside EUDA's towns; without EUDA's file, no rows.

    Parameters
    ----------
    loads : pandas.DataFrame
        Of the analysis.
    euda : Reading or None
        From `read_euda`.
    own_towns : sequence of str
        Towns of the file that are the kommun's own.

    Returns
    -------
    pandas.DataFrame
        A table of `tables.EUROPE`. Where there is no comparison the own figure is missing: alone it would be read as a
        level, and several years of it as a trend.

    Raises
    ------
    UnknownNameError
        If the file holds no town of a name in `own_towns`.
    """
    if euda is None:
        return empty(EUROPE)
    view = euda_view(loads, euda.table, own_towns=own_towns)
    return view.assign(**{_OWN: view[_OWN].where(view["reason"].isna())})
