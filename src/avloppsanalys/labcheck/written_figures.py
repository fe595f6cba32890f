"""Figures of a laboratory in words that are no field of ours: which figure of ours they are, and how many times it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import SAMPLE, days_of
from avloppsanalys.tables import AS_WRITTEN
from avloppsanalys.wording import read_unit_words

__all__ = ["with_base"]

_BASE: Final = {"mg": "load_mg_per_day_per_1000", "doses": "doses_per_day_per_1000"}


def with_base(rows: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with `base`, the quantity that is computed, and `times`, how many of it each of them is.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of what the laboratory itself computed.
    own : pandas.DataFrame
        A table of loads, for the population and the length of each sample.

    Returns
    -------
    pandas.DataFrame
        `rows` with both; words that do not say what they count, or mix water and persons, have no base but themselves.
        A time that is not said is taken for a day, as in `check_claims`.
    """
    here = rows["quantity"] == AS_WRITTEN
    if not here.any():
        return rows.assign(base=rows["quantity"], times=1.0)
    words = [read_unit_words(unit) for unit in rows["unit"].where(here, "").fillna("")]
    known = own.assign(days=days_of(own)).drop_duplicates(SAMPLE)[[*SAMPLE, "population", "days"]]
    of_sample = rows[SAMPLE].merge(known, on=SAMPLE, how="left")
    persons = {"thousand": 1.0, "person": 1 / 1000}
    times = [
        persons.get(one.per, population / 1000) * (days if one.time == "period" else 1.0)
        for one, population, days in zip(words, of_sample["population"], of_sample["days"], strict=True)
    ]
    base = [AS_WRITTEN if one.mixed else _BASE.get(one.measure, AS_WRITTEN) for one in words]
    return rows.assign(
        base=rows["quantity"].mask(here, pd.Series(base, index=rows.index, dtype="str")),
        times=np.where(here, times, 1.0),
    )
