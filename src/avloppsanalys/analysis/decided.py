"""Levels and changes by the decisions of a protocol: for the analysis, and once more for whoever asks how."""

from __future__ import annotations

from typing import cast, get_args

import numpy as np
import pandas as pd

from avloppsanalys.calendar import PeriodKind
from avloppsanalys.consumption import WorkedPrescribed, worked_prescribed
from avloppsanalys.levels import WorkedLevels, WorkedMass, worked_levels, worked_mass_levels
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.trend import WorkedTrends, worked_trends

__all__ = ["decided_levels", "decided_mass", "decided_prescribed", "decided_trends"]


def decided_levels(table: pd.DataFrame, quantity: LevelQuantity, protocol: AnalysisProtocol) -> WorkedLevels:
    """Return the levels of one quantity, with their working.

    Parameters
    ----------
    table : pandas.DataFrame
        Loads for ``load``, else consumption.
    quantity : {"load", "consumption", "doses"}
        What the levels are of.
    protocol : AnalysisProtocol
        Period, coverage and weekday basis.

    Returns
    -------
    WorkedLevels
    """
    return worked_levels(
        table,
        protocol.period,
        quantity=quantity,
        interval_level=protocol.interval_level,
        weekday_basis=protocol.weekday_basis,
    )


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


def decided_trends(
    table: pd.DataFrame, quantity: LevelQuantity, protocol: AnalysisProtocol, events: pd.DataFrame
) -> WorkedTrends | None:
    """Return the changes of one quantity, with their working; None for one period by its dates.

    Parameters
    ----------
    table, quantity, protocol
        As for `decided_levels`; of the protocol also main substances and band.
    events : pandas.DataFrame
        The events that keep days out.

    Returns
    -------
    WorkedTrends or None
    """
    if protocol.period not in get_args(PeriodKind):
        return None
    return worked_trends(
        table,
        cast(PeriodKind, protocol.period),
        quantity=quantity,
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
