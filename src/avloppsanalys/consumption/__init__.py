"""From the load of residues back to the drug consumed, and to doses, by a named factor set.

Load first, consumption second, doses last: each step adds an assumption. EUDA advises against conclusions about doses,
and Swedish dose figures differ eight to sixteen times by definition alone; so a dose is never without its set, its
size and its status.
"""

from avloppsanalys.consumption.back_calculation import back_calculate, unestimated
from avloppsanalys.consumption.contribution import net_load
from avloppsanalys.consumption.excretion import consumed
from avloppsanalys.consumption.known_prescriptions import known_prescriptions
from avloppsanalys.consumption.parts import UnconfirmedFactorError, parts_of_consumption
from avloppsanalys.consumption.prescribed import (
    PRESCRIBED_VERDICTS,
    WorkedPrescribed,
    prescribed_loads,
    worked_prescribed,
)

__all__ = [
    "PRESCRIBED_VERDICTS",
    "UnconfirmedFactorError",
    "WorkedPrescribed",
    "back_calculate",
    "consumed",
    "known_prescriptions",
    "net_load",
    "parts_of_consumption",
    "prescribed_loads",
    "unestimated",
    "worked_prescribed",
]
