"""Files as they come: laboratory answers, flow logs, plants, events, plans and assessments, through one cell parser."""

from avloppsanalys.readers.assessments import read_assessments
from avloppsanalys.readers.context import read_context
from avloppsanalys.readers.euda import EudaReading, read_euda
from avloppsanalys.readers.events import read_events
from avloppsanalys.readers.flow import read_flow
from avloppsanalys.readers.inspection import check_file
from avloppsanalys.readers.lab import read_lab
from avloppsanalys.readers.plan import read_plan
from avloppsanalys.readers.plants import read_plants
from avloppsanalys.readers.prescriptions import read_prescriptions
from avloppsanalys.readers.reading import LabReading, Reading, SourceFile
from avloppsanalys.readers.samples import read_samples

__all__ = [
    "EudaReading",
    "LabReading",
    "Reading",
    "SourceFile",
    "check_file",
    "read_assessments",
    "read_context",
    "read_euda",
    "read_events",
    "read_flow",
    "read_lab",
    "read_plan",
    "read_plants",
    "read_prescriptions",
    "read_samples",
]
