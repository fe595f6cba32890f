"""What the situation picture asks of an underlag: indicator cards, and what has changed since the last one."""

from avloppsanalys.lagesbild.assessment import assessment_form, assessment_problems, figure_digest
from avloppsanalys.lagesbild.card import IndicatorCard, indicator_cards
from avloppsanalys.lagesbild.card_text import card_text
from avloppsanalys.lagesbild.card_words import interval_note
from avloppsanalys.lagesbild.control_questions import control_questions
from avloppsanalys.lagesbild.european_picture import european_pictures
from avloppsanalys.lagesbild.european_words import european_words
from avloppsanalys.lagesbild.level_picture import level_picture
from avloppsanalys.lagesbild.not_sampled import NotSampled, not_sampled
from avloppsanalys.lagesbild.picture import Picture, Series
from avloppsanalys.lagesbild.revision import UnderlagError, compare_underlag, read_underlag

__all__ = [
    "IndicatorCard",
    "NotSampled",
    "Picture",
    "Series",
    "UnderlagError",
    "assessment_form",
    "assessment_problems",
    "card_text",
    "compare_underlag",
    "control_questions",
    "european_pictures",
    "european_words",
    "figure_digest",
    "indicator_cards",
    "interval_note",
    "level_picture",
    "not_sampled",
    "read_underlag",
]
