"""The chain as one call, from what was read to tables, charts and a machine-readable underlag; no arithmetic."""

from avloppsanalys.analysis.chain import analyse
from avloppsanalys.analysis.config import ReportConfig, read_config
from avloppsanalys.analysis.lab_answers import compare_answers, compare_configured
from avloppsanalys.analysis.result import Analysis

__all__ = ["Analysis", "ReportConfig", "analyse", "compare_answers", "compare_configured", "read_config"]
