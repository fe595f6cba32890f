"""How many persons are behind a load, and how well that is known: registers, markers, and blocks of one source.

The register gives the level; a marker such as ammonium checks it and tells which days had more or fewer people. A
changed source of the figure starts a new block, since a step in it would look like a change of drug use.
"""

from avloppsanalys.population.blocks import folded_numbers, population_blocks
from avloppsanalys.population.estimates import (
    CombinedPopulation,
    combine_populations,
    counting_methods,
    population_log_sd,
)
from avloppsanalys.population.markers import daily_population, marker_load, marker_population
from avloppsanalys.population.register_check import RegisterCheck, check_register

__all__ = [
    "CombinedPopulation",
    "RegisterCheck",
    "check_register",
    "combine_populations",
    "counting_methods",
    "daily_population",
    "folded_numbers",
    "marker_load",
    "marker_population",
    "population_blocks",
    "population_log_sd",
]
