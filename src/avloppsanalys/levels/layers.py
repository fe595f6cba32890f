"""The layers of scatter of each series of days: between campaigns, between days, and what is error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import campaign_scatter, day_scatter, main_residue
from avloppsanalys.scatter import moderated_variance, within_group_variance
from avloppsanalys.tables import SAMPLE_COMPONENTS
from avloppsanalys.uncertainty import total_log_sd

__all__ = ["Layers", "scatter_layers"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Log variances that hold for each row (those of its series), with their degrees of freedom."""

    total_variance: Floats
    """Moderated scatter of days within a campaign, as observed: errors of the samples included."""
    day_variance: Floats
    """The part of it that is the days' own."""
    day_df: Floats
    campaign_variance: Floats
    campaign_df: Floats
    extrapolated: npt.NDArray[np.bool_]
    """Whether the prior was stretched to a plant smaller than those it was derived from."""


def scatter_layers(days: pd.DataFrame, series: npt.NDArray[np.integer[Any]], included: list[str]) -> Layers:
    """Return the scatter of each row's series: the plant's own, moderated by what many plants have shown.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days of one quantity (`levels.sampled_days`).
    series : numpy.ndarray of int
        The series (place, substance, factor set) of each row.
    included : list of str
        Uncertainty components that are told apart from the scatter; with none of them all of it counts as the days'.

    Returns
    -------
    Layers
    """
    count = int(series.max()) + 1
    one = np.unique(series, return_index=True)[1]
    size = np.bincount(series)
    population = (
        days["population"].fillna(0.0).to_numpy(dtype=float) if "population" in days.columns else np.zeros(len(days))
    )
    persons = np.bincount(series, population) / size
    residues = [main_residue(name) for name in days["substance"].iloc[one]]
    prior_sd, prior_df, extrapolated = day_scatter(residues, persons)
    campaign_sd, campaign_df = campaign_scatter(persons)

    cluster = pd.DataFrame({"series": series, "campaign": days["campaign"].to_numpy()})
    member = cluster.groupby(["series", "campaign"]).ngroup().to_numpy()
    single = (days["value"] > 0).to_numpy() & np.isclose(days["days"].to_numpy(dtype=float), 1.0, atol=0.1)
    logs = np.log(days["value"].to_numpy(dtype=float), out=np.full(len(days), np.nan), where=single)
    own, own_df = within_group_variance(logs, series, member, count)
    observed, df = moderated_variance(own, own_df, np.square(prior_sd), prior_df)

    errors = np.square(total_log_sd(days, [name for name in included if name in SAMPLE_COMPONENTS]))
    error = np.bincount(series, errors) / size
    total = np.maximum(observed, error)  # the errors are in the scatter that is seen: they bound it from below
    return Layers(
        total_variance=total[series],
        day_variance=(total - error)[series],
        day_df=df[series],
        campaign_variance=np.square(campaign_sd)[series],
        campaign_df=campaign_df[series],
        extrapolated=extrapolated[series],
    )
