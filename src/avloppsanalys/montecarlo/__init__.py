"""Propagation of distributions by Monte Carlo, after JCGM 101 (Supplement 1 to the GUM).

Two ways in. `propagate` takes any function of independent inputs. `draw_means` takes the shape of all our results, a
mean of lognormal rows times factors that results share, and draws one lognormal a row and each shared factor once, so
that what is common stays common. Both draw each quantity from a stream of its own, keyed by its name: whoever draws it,
in whatever order, draws the same.
"""

from avloppsanalys.montecarlo.adaptive import numerical_tolerance, propagate
from avloppsanalys.montecarlo.distribution import Distribution
from avloppsanalys.montecarlo.distributions import (
    Beta,
    Lognormal,
    Normal,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from avloppsanalys.montecarlo.draws import BLOCK, MeanSummaries, draw_means, summarise_means
from avloppsanalys.montecarlo.factors import FactorMatrix
from avloppsanalys.montecarlo.means import GroupMeans
from avloppsanalys.montecarlo.streams import stream
from avloppsanalys.montecarlo.summary import Summary, summarise

__all__ = [
    "BLOCK",
    "Beta",
    "Distribution",
    "FactorMatrix",
    "GroupMeans",
    "Lognormal",
    "MeanSummaries",
    "Normal",
    "Summary",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "draw_means",
    "numerical_tolerance",
    "propagate",
    "stream",
    "summarise",
    "summarise_means",
]
