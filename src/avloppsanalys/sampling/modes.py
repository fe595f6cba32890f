"""Ways in which a sampler takes its aliquots, and what a sampler that ignores the flow makes of the day's rhythm."""

from __future__ import annotations

import re
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import sampler_assumption
from avloppsanalys.tables import translated

__all__ = ["OWN_INTERVAL", "SamplerMode", "sampler_modes", "within_day_cv"]

SamplerMode = Literal["flow_proportional", "volume_proportional", "time_proportional", "continuous", "grab"]

Floats = npt.NDArray[np.float64]

MINUTES_PER_DAY: Final = 1440.0

_SPELLINGS: Final[dict[SamplerMode, str]] = {
    "flow_proportional": "flow flödesproportionell flödesproportionellt flödesstyrd flödesstyrt flödesprop flödesprop.",
    "volume_proportional": "volume volymproportionell volymproportionellt volymstyrd volymstyrt volymprop volymprop.",
    "time_proportional": (
        "time tidsproportionell tidsproportionellt tidsstyrd tidsstyrt tidstyrd tidstyrt tidsprop tidsprop."
    ),
    "continuous": "kontinuerlig kontinuerligt",
    "grab": "stickprov momentanprov",
}
_MODE_OF: Final = {word: mode for mode, words in _SPELLINGS.items() for word in (mode, *words.split())}
OWN_INTERVAL: Final = {"continuous": 0.0, "grab": MINUTES_PER_DAY}
"""A continuous sampler has no interval; a grab sample is one aliquot a day."""


def sampler_modes(words: pd.Series[str]) -> pd.Series[str]:
    """Return the mode that each word for a sampler means, in Swedish or English; missing where it means none.

    Parameters
    ----------
    words : pandas.Series of str
        Column `sampler_mode` of a table of plants or samples.

    Returns
    -------
    pandas.Series of str
        Members of `SamplerMode`, same index.

    Examples
    --------
    >>> sampler_modes(pd.Series(["Flödesproportionell", "flow-proportional", "okänd"])).tolist()
    ['flow_proportional', 'flow_proportional', nan]
    """
    return translated(words, lambda word: _MODE_OF.get(re.sub(r"[\s-]+", "_", word.casefold().strip())))


def within_day_cv(mode: npt.ArrayLike) -> Floats:
    r"""Return the error that flow and concentration bring by varying over the day, where aliquots ignore the flow.

    Flow and concentration are each taken to rise and fall once a day, with an unknown number of hours between their
    peaks. The error is then one of the plant more than of the day: it may come back every day.

    Parameters
    ----------
    mode : array_like of str
        Members of `SamplerMode`, any shape.

    Returns
    -------
    numpy.ndarray
        Coefficient of variation [fraction], 0 for samplers that follow the flow or never stop.

    Notes
    -----
    An equal-time composite times the day's flow differs from the load by the covariance of concentration and flow
    within the day, :math:`-\rho c_C c_Q` of it; for two daily waves :math:`\rho` is the cosine of their distance, with
    root mean square :math:`1/\sqrt 2`. A grab sample carries all of :math:`c_C`.

    Examples
    --------
    >>> within_day_cv(["flow_proportional", "time_proportional", "grab"]).round(3).tolist()
    [0.0, 0.106, 0.5]
    """
    modes = np.asarray(mode, dtype=object)
    concentration = sampler_assumption("within_day_concentration_cv")
    flow = sampler_assumption("within_day_flow_cv")
    equal_time = concentration * flow / np.sqrt(2)
    return np.select([modes == "time_proportional", modes == "grab"], [equal_time, concentration], 0.0)
