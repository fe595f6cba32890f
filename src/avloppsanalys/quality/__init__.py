"""Numbered checks of how samples were taken, kept and analysed, one file per family; a flag marks and never deletes."""

from avloppsanalys.quality.findings import CHECKS
from avloppsanalys.quality.material import unmatched_sheets
from avloppsanalys.quality.report import quality_report
from avloppsanalys.quality.words import BOUNDED, flag_value, flag_words

__all__ = ["BOUNDED", "CHECKS", "flag_value", "flag_words", "quality_report", "unmatched_sheets"]
