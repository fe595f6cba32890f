"""Levels and changes by the decisions of a protocol: for the analysis, and once more for whoever asks how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

import numpy as np
import pandas as pd

from avloppsanalys.calendar import PeriodKind
from avloppsanalys.consumption import WorkedPrescribed, worked_prescribed
from avloppsanalys.days import quantity_days
from avloppsanalys.levels import WorkedLevels, WorkedMass, worked_levels, worked_mass_levels
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.trend import WorkedTrends, worked_trends

__all__ = ["decided_days", "decided_levels", "decided_mass", "decided_prescribed", "decided_trends"]


def decided_days(
    loads: pd.DataFrame, consumption: pd.DataFrame, protocol: AnalysisProtocol, quantities: Sequence[LevelQuantity] = ()
) -> pd.DataFrame:
    """Return the sampled days of every quantity of a protocol: what levels and changes are made of.

    Parameters
    ----------
    loads, consumption : pandas.DataFrame
        Tables of loads and of consumption.
    protocol : AnalysisProtocol
        Period and quantities.
    quantities : sequence of {"load", "consumption", "doses"}
        Only these; by default those of the protocol.

    Returns
    -------
    pandas.DataFrame
    """
    chosen = quantities or protocol.quantities
    return quantity_days({name: loads if name == "load" else consumption for name in chosen}, protocol.period)


def decided_levels(days: pd.DataFrame, protocol: AnalysisProtocol) -> WorkedLevels:
    """Return the levels of sampled days, with their working.

    Parameters
    ----------
    days : pandas.DataFrame
        From `decided_days`.
    protocol : AnalysisProtocol
        Coverage and weekday basis.

    Returns
    -------
    WorkedLevels
    """
    return worked_levels(days, interval_level=protocol.interval_level, weekday_basis=protocol.weekday_basis)


def decided_mass(loads: pd.DataFrame, protocol: AnalysisProtocol) -> WorkedMass:
    """Return the mass levels, with their working.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    protocol : AnalysisProtocol
        Period, coverage and weekday basis.

    Returns
    -------
    WorkedMass
    """
    return worked_mass_levels(
        loads, protocol.period, interval_level=protocol.interval_level, weekday_basis=protocol.weekday_basis
    )


def decided_trends(days: pd.DataFrame, protocol: AnalysisProtocol, events: pd.DataFrame) -> WorkedTrends | None:
    """Return the changes of sampled days, with their working; None for one period by its dates.

    Parameters
    ----------
    days : pandas.DataFrame
        From `decided_days`.
    protocol : AnalysisProtocol
        Period, main substances, band, coverage and weekday basis.
    events : pandas.DataFrame
        The events that keep days out.

    Returns
    -------
    WorkedTrends or None
    """
    if protocol.period not in get_args(PeriodKind):
        return None
    return worked_trends(
        days,
        cast(PeriodKind, protocol.period),
        main=protocol.main_substances,
        band=float(np.log1p(protocol.band_percent / 100)),
        interval_level=protocol.interval_level,
        weekday_basis=protocol.weekday_basis,
        events=events,
    )


def decided_prescribed(
    prescriptions: pd.DataFrame, levels: pd.DataFrame, seasons: pd.DataFrame, protocol: AnalysisProtocol
) -> WorkedPrescribed:
    """Return the loads that prescriptions are expected to give beside levels, with their working.

    Parameters
    ----------
    prescriptions, levels : pandas.DataFrame
        Tables of prescriptions and of levels.
    seasons : pandas.DataFrame
        The levels of marked seasons.
    protocol : AnalysisProtocol
        Coverage, and whether unconfirmed numbers may be used.

    Returns
    -------
    WorkedPrescribed
    """
    return worked_prescribed(
        prescriptions,
        levels,
        season_cells=seasons,
        interval_level=protocol.interval_level,
        allow_recalled=protocol.allow_recalled,
    )
