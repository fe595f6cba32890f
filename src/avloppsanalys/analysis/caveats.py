"""What a reader must be told with each level, decided from the level itself."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.analysis.special_days import event_cells, intervention_cells
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.reference import may_be_prescribed

__all__ = ["caveats", "small_plants"]


def caveats(
    levels: pd.DataFrame,
    loads: pd.DataFrame,
    protocol: AnalysisProtocol,
    *,
    events: pd.DataFrame,
    season_levels: pd.DataFrame,
) -> list[list[str]]:
    """Return the ids of the caveats of each level, the weightiest first.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    loads : pandas.DataFrame
        The loads that they were made from, for the size of each plant.
    protocol : AnalysisProtocol
        For the smallest plant that is published alone, and the events that are kept out.
    events : pandas.DataFrame
        The log of events.
    season_levels : pandas.DataFrame
        The levels of marked seasons, as mass.

    Returns
    -------
    list of list of str
        Ids of texts ``caveat.<id>``, one list a level.
    """
    small = small_plants(loads, protocol.smallest_population)
    notes = levels["note"].fillna("")
    cell = pd.MultiIndex.from_frame(levels[["place", "period"]])
    season = cell.isin(pd.MultiIndex.from_frame(season_levels[["place", "period"]]))
    on_event = cell.isin(event_cells(events, loads, protocol))
    in_intervention = cell.isin(intervention_cells(events, loads, protocol))
    marks = {
        "doses": levels["quantity"] == "doses",
        "factor_recalled": levels["factor_status"] == "recalled",
        "factor_derived": levels["factor_status"] == "derived",
        "small_plant": levels["place"].isin(small.index),
        "marked_season": pd.Series(season, index=levels.index),
        "may_be_prescribed": levels["substance"].map(may_be_prescribed).astype(bool),
        "upper_bound": levels["method"] == "upper_bound",
        "mostly_below": levels["method"] == "mostly_below",
        "not_quantified": levels["method"] == "not_quantified",
        "all_above_range": levels["method"] == "above_range",
        "above_range": notes.str.contains("above_range", regex=False) & (levels["method"] != "above_range"),
        "below_loq": (levels["n_below_loq"] > 0) & (levels["method"] == "moderated_lognormal"),
        "one_day": levels["n_days"] == 1,
        "one_campaign": (levels["n_campaigns"] == 1) & (levels["n_days"] > 1),
        "event_day": pd.Series(on_event, index=levels.index),
        "intervention_day": pd.Series(in_intervention, index=levels.index),
        "as_sampled": levels["weekday_basis"] == "as_sampled",
        **{
            name: notes.str.contains(name, regex=False)
            for name in ("not_counted", "limit_inferred", "limit_unknown", "scatter_extrapolated")
        },
    }
    rows = zip(*(found.to_numpy(dtype=bool) for found in marks.values()), strict=True)
    return [[name for name, found in zip(marks, row, strict=True) if found] for row in rows]


def small_plants(loads: pd.DataFrame, smallest: float) -> pd.Series[float]:
    """Return the persons of each plant that at some time had fewer than `smallest` [persons]."""
    persons = loads.groupby("plant")["population"].min()
    return persons[persons < smallest]
