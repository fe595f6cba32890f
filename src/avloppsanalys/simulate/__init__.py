"""Invented plants whose truth is known, for tests of the method and for demonstrations.

`simulate_plant` makes the tables of one plant for a demonstration; `simulate_plants` makes many at once, with every
layer of scatter and every component of error, and keeps the truth of each day. Every row is stamped: its laboratory is
called SYNTETISKA DATA, and that name travels through files to every chart.
"""

from avloppsanalys.simulate.description import PlantTruth, ResidueTruth, SimulationError
from avloppsanalys.simulate.plant import SimulatedPlant, SimulatedResidue, simulate_plant
from avloppsanalys.simulate.plants import SimulatedPlants, simulate_plants

__all__ = [
    "PlantTruth",
    "ResidueTruth",
    "SimulatedPlant",
    "SimulatedPlants",
    "SimulatedResidue",
    "SimulationError",
    "simulate_plant",
    "simulate_plants",
]
