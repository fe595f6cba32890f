"""What is explained: one level, with the days behind it and everything that its number was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.analysis.decided import decided_days, decided_levels
from avloppsanalys.analysis.explain.request import Chosen
from avloppsanalys.days import Layers, ScatterOrigin
from avloppsanalys.levels import WorkedLevels, WorkedMass
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["Subject", "mass_subject", "subject"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """One level and its days."""

    result: Analysis
    lang: Language
    level: dict[str, Any]
    """Its row of the table of levels."""
    worked: WorkedLevels
    at: int
    """Its place among the levels."""
    rows: npt.NDArray[np.intp]
    """The places of its days among all days."""
    series_rows: npt.NDArray[np.intp]
    """The places of all days of its series, of every period."""
    series: int
    layers: Layers
    origin: ScatterOrigin

    @property
    def days(self) -> pd.DataFrame:
        """The sampled days of the level."""
        return self.worked.days.iloc[self.rows]

    @property
    def series_days(self) -> pd.DataFrame:
        """The sampled days of its series, of every period."""
        return self.worked.days.iloc[self.series_rows]

    def part(self, name: str) -> float:
        """Return a number that the level was made of."""
        return float(self.worked.estimated.parts[name][self.at])

    def sample(self, row: int) -> str:
        """Return the name of one day's sample."""
        return str(self.worked.days["sample_id"].iloc[row])

    def of_day(self, name: str, row: int) -> float:
        """Return a number that one day had in it."""
        return float(self.worked.estimated.of_days[name][row])

    def of_series(self, name: str) -> float:
        """Return a number that the scatter of the series was made of."""
        return float(getattr(self.origin, name)[self.series])


def subject(result: Analysis, chosen: Chosen, lang: Language) -> Subject:
    """Return the level that was chosen, computed once more by the code that made it.

    Parameters
    ----------
    result : Analysis
        The analysis.
    chosen : Chosen
        Which level.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    Subject
    """
    days = decided_days(result.loads, result.consumption, result.protocol, [chosen.quantity])
    return _found(result, chosen, decided_levels(days, result.protocol), lang)


def mass_subject(about: Subject, mass: WorkedMass) -> Subject:
    """Return the same level of the loads that were carried to one number of persons.

    Parameters
    ----------
    about : Subject
        A level of loads.
    mass : WorkedMass
        The mass levels.

    Returns
    -------
    Subject
    """
    named = {name: str(about.level[name]) for name in ("place", "substance", "period")}
    return _found(about.result, Chosen(**named, quantity="load"), mass.worked, about.lang)


def _found(result: Analysis, chosen: Chosen, worked: WorkedLevels, lang: Language) -> Subject:
    """Return one of the levels that have been worked."""
    levels = worked.levels
    here = (levels["place"] == chosen.place) & (levels["substance"] == chosen.substance)
    (at,) = np.flatnonzero(here & (levels["period"] == chosen.period))
    assert worked.layers is not None, "a level has days"
    assert worked.origin is not None, "a level has days"
    rows = np.flatnonzero(worked.cell == at)
    series = int(worked.layers.series[rows[0]])
    return Subject(
        result=result,
        lang=lang,
        level={str(name): value for name, value in levels.iloc[at].to_dict().items()},
        worked=worked,
        at=int(at),
        rows=rows,
        series_rows=np.flatnonzero(worked.layers.series == series),
        series=series,
        layers=worked.layers,
        origin=worked.origin,
    )
