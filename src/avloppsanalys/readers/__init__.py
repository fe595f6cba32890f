"""Files as they come: laboratory answers, flow logs and plants, through one cell parser."""

from avloppsanalys.readers.euda import EudaReading, read_euda
from avloppsanalys.readers.flow import read_flow
from avloppsanalys.readers.inspection import check_file
from avloppsanalys.readers.lab import read_lab
from avloppsanalys.readers.plants import read_plants
from avloppsanalys.readers.reading import LabReading, Reading, SourceFile

__all__ = [
    "EudaReading",
    "LabReading",
    "Reading",
    "SourceFile",
    "check_file",
    "read_euda",
    "read_flow",
    "read_lab",
    "read_plants",
]
