"""The level of a period: its mean daily load, with an interval that also covers the days that nobody sampled."""

from avloppsanalys.levels.mass import WorkedMass, beside_mass, mass_levels, worked_mass_levels
from avloppsanalys.levels.period import period_levels
from avloppsanalys.levels.working import WorkedLevels, worked_levels

__all__ = [
    "WorkedLevels",
    "WorkedMass",
    "beside_mass",
    "mass_levels",
    "period_levels",
    "worked_levels",
    "worked_mass_levels",
]
