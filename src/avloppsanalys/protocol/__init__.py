"""The protocol: how a kommun has decided to calculate, as a file that can be read, kept, compared and cited.

The protocol says how it is calculated; the configuration file of a report says where the files are. A protocol holds
only keys that the code reads, and a key that nobody knows is refused.
"""

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.protocol.cautions import protocol_cautions
from avloppsanalys.protocol.description import PLACEHOLDER, describe_protocol
from avloppsanalys.protocol.difference import compare_protocols
from avloppsanalys.protocol.faults import MOST_MAIN_SUBSTANCES, ROLES, ProtocolError
from avloppsanalys.protocol.personal import looks_personal, names_a_person
from avloppsanalys.protocol.season import MarkedSeason
from avloppsanalys.protocol.toml_file import read_protocol, read_toml
from avloppsanalys.protocol.toml_value import as_toml

__all__ = [
    "MOST_MAIN_SUBSTANCES",
    "PLACEHOLDER",
    "ROLES",
    "AnalysisProtocol",
    "MarkedSeason",
    "ProtocolError",
    "as_toml",
    "compare_protocols",
    "describe_protocol",
    "looks_personal",
    "names_a_person",
    "protocol_cautions",
    "read_protocol",
    "read_toml",
]
