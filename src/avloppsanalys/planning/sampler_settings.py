"""The sampler's interval against the size of the plant: its error, and how much that adds to the days' scatter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.reference import week_model
from avloppsanalys.sampling import SamplerMode, sampling_parts
from avloppsanalys.tables import SAMPLER_SETTINGS, arrange

__all__ = ["INTERVALS", "sampler_table"]

INTERVALS: Final = (5.0, 10.0, 15.0, 30.0, 60.0)
"""Minutes from one aliquot to the next that are compared."""
SIZES: Final = (2500.0, 10_000.0, 50_000.0)
"""Persons of plants that are told beside the kommun's own."""
MODES: Final[tuple[SamplerMode, ...]] = ("flow_proportional", "time_proportional")


def sampler_table(residue: str, load_mg_per_day_per_1000: float, populations: Sequence[float]) -> pd.DataFrame:
    """Return a `tables.SAMPLER_SETTINGS` table: interval by size of the plant, in proportion to flow and to time.

    The number of doses is the assumption in ``reference``; a rarer drug has fewer pulses and a larger error.

    Parameters
    ----------
    residue : str
        Canonical name.
    load_mg_per_day_per_1000 : float
        What is usual [mg/day/1000 persons].
    populations : sequence of float
        The kommun's own plants [persons].

    Returns
    -------
    pandas.DataFrame
        The share of the days' scatter is at most 1: in a very small plant the model of pulses says more than days
        were ever seen to scatter.

    Examples
    --------
    >>> table = sampler_table("benzoylecgonine", 300.0, [17000.0])
    >>> flow = table["sampler_mode"] == "flow_proportional"
    >>> table[flow & (table["population"] == 17000)]["sampling_cv"].round(2).tolist()
    [0.12, 0.19, 0.24, 0.35, 0.5]
    """
    persons = sorted({*map(float, populations), *SIZES})
    rows = pd.MultiIndex.from_product(
        [persons, MODES, INTERVALS], names=["population", "sampler_mode", "sampling_interval_min"]
    ).to_frame(index=False)
    size = rows["population"].to_numpy()
    cv = sampling_parts(rows["sampler_mode"], rows["sampling_interval_min"], size).sampler
    scatter = week_model(residue).day_variance(load_mg_per_day_per_1000 * size / 1000)
    share = np.minimum(np.log1p(np.square(cv)) / scatter, 1.0)
    return arrange(rows.assign(sampling_cv=cv, share_of_day_scatter=share), SAMPLER_SETTINGS)
