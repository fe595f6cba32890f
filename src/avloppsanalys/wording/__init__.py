"""Every sentence, number and date that an analyst or a meeting reads: Swedish first, English by option.

One catalogue maps an id to its text in both languages. Problem rules (``LAB012``) live there too, with their
severity and remedy, so that a rule id is the same in a table, on the command line and in the documents.
"""

from avloppsanalys.wording.catalogue import Language, Rule, rule, rules, text
from avloppsanalys.wording.citations import Cited, cited
from avloppsanalys.wording.counted import counted, listed
from avloppsanalys.wording.figures import (
    change,
    date,
    decimals_for,
    decimals_given,
    moment,
    number,
    percent,
    quantity,
    span,
    spread,
    weekday_date,
)
from avloppsanalys.wording.harmless import TURNING, harmless
from avloppsanalys.wording.problems import Phrase, ProblemLog, RefusedError
from avloppsanalys.wording.sentences import sentences
from avloppsanalys.wording.system_faults import system_fault
from avloppsanalys.wording.unit_words import UnitWords, read_unit_words
from avloppsanalys.wording.verdicts import (
    MOST_DETECTABLE_PERCENT,
    is_small_change,
    verdict_notes,
    verdict_word,
    verdict_words,
)

__all__ = [
    "MOST_DETECTABLE_PERCENT",
    "TURNING",
    "Cited",
    "Language",
    "Phrase",
    "ProblemLog",
    "RefusedError",
    "Rule",
    "UnitWords",
    "change",
    "cited",
    "counted",
    "date",
    "decimals_for",
    "decimals_given",
    "harmless",
    "is_small_change",
    "listed",
    "moment",
    "number",
    "percent",
    "quantity",
    "read_unit_words",
    "rule",
    "rules",
    "sentences",
    "span",
    "spread",
    "system_fault",
    "text",
    "verdict_notes",
    "verdict_word",
    "verdict_words",
    "weekday_date",
]
