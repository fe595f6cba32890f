"""What a laboratory or a newspaper computed, held against our own figures and against each other.

`compare_with_lab` recomputes a laboratory's own loads and doses, infers flow, population, factor and dose behind them,
and says why ours differ; `check_claims` finds published figures that cannot be right.
"""

from avloppsanalys.labcheck.claims import check_claims
from avloppsanalys.labcheck.comparison import LabComparison, compare_with_lab, contradictions
from avloppsanalys.labcheck.printed import printed_step
from avloppsanalys.labcheck.reasons import factor_span
from avloppsanalys.wording import UnitWords, read_unit_words

__all__ = [
    "LabComparison",
    "UnitWords",
    "check_claims",
    "compare_with_lab",
    "contradictions",
    "factor_span",
    "printed_step",
    "read_unit_words",
]
