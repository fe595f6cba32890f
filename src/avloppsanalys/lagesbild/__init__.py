"""What the situation picture asks of an underlag: indicator cards, and what has changed since the last one."""

from avloppsanalys.lagesbild.assessment import (
    assessment_form,
    assessment_problems,
    figure_digest,
    known_assessments,
)
from avloppsanalys.lagesbild.beside_words import context_words, prescribed_in_short
from avloppsanalys.lagesbild.card import IndicatorCard, indicator_cards
from avloppsanalys.lagesbild.card_text import MOST_CHANGES, card_rows, card_text
from avloppsanalys.lagesbild.card_words import interval_note, next_day
from avloppsanalys.lagesbild.cited import cited, cited_words
from avloppsanalys.lagesbild.context import context_table, has_number, known_context, unit_words
from avloppsanalys.lagesbild.context_pictures import context_pictures, time_base, trap
from avloppsanalys.lagesbild.control_questions import control_questions
from avloppsanalys.lagesbild.european_picture import european_pictures
from avloppsanalys.lagesbild.european_words import european_words
from avloppsanalys.lagesbild.level_picture import level_picture
from avloppsanalys.lagesbild.mass_picture import mass_pictures
from avloppsanalys.lagesbild.not_sampled import NotSampled, not_sampled
from avloppsanalys.lagesbild.picture import Picture, Series
from avloppsanalys.lagesbild.prescribed_picture import prescribed_pictures
from avloppsanalys.lagesbild.prescribed_words import (
    PrescribedWords,
    prescribed_in_brief,
    prescribed_parts,
    prescribed_words,
)
from avloppsanalys.lagesbild.revision import UnderlagError, compare_underlag, read_underlag
from avloppsanalys.lagesbild.revision_brief import changes_in_brief
from avloppsanalys.lagesbild.weighty_caveats import MOST_SHOWN, mandatory_caveats, weighty_caveats

__all__ = [
    "MOST_CHANGES",
    "MOST_SHOWN",
    "IndicatorCard",
    "NotSampled",
    "Picture",
    "PrescribedWords",
    "Series",
    "UnderlagError",
    "assessment_form",
    "assessment_problems",
    "card_rows",
    "card_text",
    "changes_in_brief",
    "cited",
    "cited_words",
    "compare_underlag",
    "context_pictures",
    "context_table",
    "context_words",
    "control_questions",
    "european_pictures",
    "european_words",
    "figure_digest",
    "has_number",
    "indicator_cards",
    "interval_note",
    "known_assessments",
    "known_context",
    "level_picture",
    "mandatory_caveats",
    "mass_pictures",
    "next_day",
    "not_sampled",
    "prescribed_in_brief",
    "prescribed_in_short",
    "prescribed_parts",
    "prescribed_pictures",
    "prescribed_words",
    "read_underlag",
    "time_base",
    "trap",
    "unit_words",
    "weighty_caveats",
]
