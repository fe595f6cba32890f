"""The chain as one call, from what was read to tables, charts and a machine-readable underlag; no arithmetic."""

from avloppsanalys.analysis.assessment_file import write_assessment_form
from avloppsanalys.analysis.chain import analyse
from avloppsanalys.analysis.config import ReportConfig, read_config
from avloppsanalys.analysis.findings import Findings
from avloppsanalys.analysis.lab_answers import compare_answers, compare_configured, unmeasured_samples
from avloppsanalys.analysis.publication import DECISION_FILE, PublicationDecision, PublicationError, read_decision
from avloppsanalys.analysis.result import Analysis
from avloppsanalys.analysis.working_folder import WorkingFolder, first_steps, make_working_folder

__all__ = [
    "DECISION_FILE",
    "Analysis",
    "Findings",
    "PublicationDecision",
    "PublicationError",
    "ReportConfig",
    "WorkingFolder",
    "analyse",
    "compare_answers",
    "compare_configured",
    "first_steps",
    "make_working_folder",
    "read_config",
    "read_decision",
    "unmeasured_samples",
    "write_assessment_form",
]
