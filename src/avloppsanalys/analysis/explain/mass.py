"""The level as mass per day, where a marked season makes the number of persons no one's knowledge."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.analysis.decided import decided_mass
from avloppsanalys.analysis.explain.arithmetic import Number, given
from avloppsanalys.analysis.explain.level import write_level
from avloppsanalys.analysis.explain.scatter import write_scatter
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject, mass_subject
from avloppsanalys.analysis.explain.week import write_week
from avloppsanalys.lagesbild.card_words import mass_words
from avloppsanalys.wording import number

__all__ = ["write_mass"]

_LAYERS: Final = ("total_variance", "day_variance", "campaign_variance", "day_df", "campaign_df")
"""What the level takes from week and scatter."""
_MILLION: Final = 1_000_000


def write_mass(sheet: Sheet, about: Subject) -> None:
    """Write the level once more without the persons' error, and as grams per day."""
    seasons, level = about.result.season_levels, about.level
    if level["quantity"] != "load" or seasons.empty:
        return
    here = (seasons["place"] == level["place"]) & (seasons["substance"] == level["substance"])
    row = seasons[here & (seasons["period"] == level["period"])]
    if row.empty:
        return
    mass = decided_mass(about.result.loads, about.result.protocol)
    carried, persons = mass_subject(about, mass), float(mass.persons[level["place"]])
    sheet.heading("mass_per_day", season=row["season"].iloc[0])
    sheet.say("mass_per_day_what", persons=number(persons, 0, sheet.lang))
    _write_carried(sheet, about, carried, persons)
    if _same_scatter(about, carried):
        sheet.say("mass_same_scatter")
    else:
        write_scatter(sheet, carried, write_week(sheet, carried))
    write_level(sheet, carried)
    sheet.heading("mass_of_level")
    columns = {"estimate": "level_g_per_day", "low": "level_low_g_per_day", "high": "level_high_g_per_day"}
    for end, column in columns.items():
        grams = float(row[column].iloc[0])
        if grams > 0:
            found = Number(float(carried.level[end])) * given(persons) / given(_MILLION)
            sheet.line(f"mass_{end}", found, grams, unit="g_per_day")
    if words := mass_words(row, sheet.lang):
        sheet.tell(f"{words}.")


def _write_carried(sheet: Sheet, about: Subject, carried: Subject, persons: float) -> None:
    """Write the loads that are carried to another number of persons than their own."""
    own = about.days["population"].to_numpy(dtype=float)
    if np.all(own == persons):
        sheet.say("mass_same_persons")
        return
    whole, *ends = (f"load_{end}mg_per_day_per_1000" for end in ("", "low_", "high_"))
    before, after = about.days.to_dict("records"), carried.days.to_dict("records")
    for day, moved in zip(before, after, strict=True):
        for column in [whole] if pd.notna(day[whole]) else ends:
            if 0 < day[column] < np.inf:
                found = Number(float(day[column])) * given(day["population"]) / given(persons)
                sheet.line("mass_carried", found, moved[column], unit="load", sample=day["sample_id"])


def _same_scatter(about: Subject, carried: Subject) -> bool:
    """Return whether week and scatter are those that have been written for the level."""
    own, other = (np.array([one.part(name) for name in _LAYERS]) for one in (about, carried))
    weekdays = [[one.of_day("weekday_log_factor", row) for row in one.rows] for one in (about, carried)]
    same = np.allclose(own, other, rtol=1e-12, atol=0, equal_nan=True)
    return bool(same and weekdays[0] == weekdays[1])
