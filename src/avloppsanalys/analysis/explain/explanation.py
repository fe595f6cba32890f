"""The whole calculation behind one number of a card, to be followed with a pocket calculator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import avloppsanalys
from avloppsanalys.analysis.explain.change import write_baseline, write_change
from avloppsanalys.analysis.explain.factors import loads_behind, write_factor_errors, write_factors
from avloppsanalys.analysis.explain.level import write_level
from avloppsanalys.analysis.explain.mass import write_mass
from avloppsanalys.analysis.explain.prescribed import write_prescribed
from avloppsanalys.analysis.explain.request import Chosen, Request, chosen_levels
from avloppsanalys.analysis.explain.samples import write_samples
from avloppsanalys.analysis.explain.scatter import write_scatter
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject, subject
from avloppsanalys.analysis.explain.uncertainty import write_components, write_sample_errors
from avloppsanalys.analysis.explain.week import write_week
from avloppsanalys.calendar import label
from avloppsanalys.errors import TableError
from avloppsanalys.lagesbild import IndicatorCard
from avloppsanalys.reference import display_name, tables_version
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.wording import Language, text
from avloppsanalys.wording import quantity as printed

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["explained", "explanation"]


def explanation(result: Analysis, chosen: Chosen, lang: Language) -> str:
    """Return the calculation behind one level, line by line.

    Every number comes from the step that made the level; here it is only written. A line with an equals sign holds
    with the numbers that are printed in it.

    Parameters
    ----------
    result : Analysis
        The analysis.
    chosen : Chosen
        Which level.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    about, sheet = subject(result, chosen, lang), Sheet(lang)
    _write_title(sheet, about)
    if chosen.quantity == "load":
        write_samples(sheet, about)
        write_components(sheet, about, about.days)
    else:
        write_factors(sheet, about)
        write_components(sheet, about, loads_behind(about))
        write_factor_errors(sheet, about)
    write_sample_errors(sheet, about)
    write_scatter(sheet, about, write_week(sheet, about))
    write_level(sheet, about)
    _write_result(sheet, about)
    write_baseline(sheet, about)
    write_change(sheet, about)
    write_prescribed(sheet, about)
    write_mass(sheet, about)
    sheet.heading("rests_on")
    sheet.say("versions", version=avloppsanalys.__version__, tables=tables_version())
    sheet.tell(result.source_line)
    return sheet.told()


def explained(
    result: Analysis,
    card: IndicatorCard | None,
    *,
    place: str | None,
    substance: str | None,
    period: str | None,
    quantity: LevelQuantity,
    lang: Language,
) -> str:
    """Return the calculation behind a card, or behind the one level that names choose (`Analysis.explain`)."""
    if card is not None:
        place, substance, period, quantity = card.place, card.substance, card.period, "load"
    if substance is None:
        raise TableError("Nothing is named to explain. Give a card, or substance=... with place=... and period=...")
    chosen = chosen_levels(result, Request(substance=substance, place=place, period=period), quantity, lang)
    if len(chosen) > 1:
        places = ", ".join(one.place for one in chosen)
        raise TableError(f"{len(chosen)} places have this substance: {places}. Choose one with place=...")
    return explanation(result, chosen[0], lang)


def _write_title(sheet: Sheet, about: Subject) -> None:
    """Write what is explained, and how the sheet is read."""
    sheet.heading(
        "title",
        substance=display_name(about.level["substance"], sheet.lang),
        place=" ".join(about.level["place"].split()),
        period=label(about.level["period"], sheet.lang),
        quantity=text(f"working.quantity.{about.level['quantity']}", sheet.lang),
    )
    if about.result.synthetic:
        sheet.tell(text("chart.synthetic", sheet.lang))
    sheet.say("how_to_read")


def _write_result(sheet: Sheet, about: Subject) -> None:
    """Write the level as the card prints it."""
    level, lang = about.level, sheet.lang
    sheet.heading("result")
    unit = text(f"working.unit.{'doses' if level['quantity'] == 'doses' else 'load'}", lang)
    ends = {name: printed(level[name], lang) for name in ("low", "high") if pd.notna(level[name])}
    if pd.notna(level["estimate"]):
        sheet.say("result_level", estimate=printed(level["estimate"], lang), unit=unit, **ends)
    elif level["high"] > 0:
        sheet.say("result_bound", high=ends["high"], unit=unit)
    else:
        sheet.say("result_none")
    sheet.say(f"method.{level['method']}")
