"""Error of the plant's sampler: how well a day's composite represents the pulses of residue that passed it.

Kernels on arrays, and two that read the columns of a table. A residue reaches the plant in pulses, one a toilet flush;
a sampler that takes an aliquot now and then catches some of them. Few pulses or long intervals make a large error,
which is why a flat 5-10 % is wrong for a small plant.
"""

from avloppsanalys.sampling.component import SamplingParts, excess_sampling_variance, sampling_cv, sampling_parts
from avloppsanalys.sampling.modes import SamplerMode, sampler_modes, within_day_cv
from avloppsanalys.sampling.pulses import pulse_cv, pulses_per_day, user_cv

__all__ = [
    "SamplerMode",
    "SamplingParts",
    "excess_sampling_variance",
    "pulse_cv",
    "pulses_per_day",
    "sampler_modes",
    "sampling_cv",
    "sampling_parts",
    "user_cv",
    "within_day_cv",
]
