"""The chain as one call, from what was read to tables, charts and a machine-readable underlag; no arithmetic."""

from avloppsanalys.analysis.chain import analyse
from avloppsanalys.analysis.config import ReportConfig, read_config
from avloppsanalys.analysis.publication import DECISION_FILE, PublicationDecision, PublicationError, read_decision
from avloppsanalys.analysis.result import Analysis

__all__ = [
    "DECISION_FILE",
    "Analysis",
    "PublicationDecision",
    "PublicationError",
    "ReportConfig",
    "analyse",
    "read_config",
    "read_decision",
]
