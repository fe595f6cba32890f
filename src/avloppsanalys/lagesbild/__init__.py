"""What the situation picture asks of an underlag: indicator cards, and what has changed since the last one."""

from avloppsanalys.lagesbild.card import IndicatorCard, indicator_cards
from avloppsanalys.lagesbild.card_text import card_text
from avloppsanalys.lagesbild.context import context_table, not_yet_known, unit_words
from avloppsanalys.lagesbild.context_pictures import context_pictures, time_base, trap
from avloppsanalys.lagesbild.european_picture import european_pictures
from avloppsanalys.lagesbild.european_words import european_words
from avloppsanalys.lagesbild.level_picture import level_picture
from avloppsanalys.lagesbild.mass_picture import mass_pictures
from avloppsanalys.lagesbild.picture import Picture, Series
from avloppsanalys.lagesbild.prescribed_picture import prescribed_pictures
from avloppsanalys.lagesbild.prescribed_words import (
    PrescribedWords,
    prescribed_in_brief,
    prescribed_parts,
    prescribed_words,
)
from avloppsanalys.lagesbild.revision import UnderlagError, compare_underlag, read_underlag

__all__ = [
    "IndicatorCard",
    "Picture",
    "PrescribedWords",
    "Series",
    "UnderlagError",
    "card_text",
    "compare_underlag",
    "context_pictures",
    "context_table",
    "european_pictures",
    "european_words",
    "indicator_cards",
    "level_picture",
    "mass_pictures",
    "not_yet_known",
    "prescribed_in_brief",
    "prescribed_parts",
    "prescribed_pictures",
    "prescribed_words",
    "read_underlag",
    "time_base",
    "trap",
    "unit_words",
]
