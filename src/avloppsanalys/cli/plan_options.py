"""What ``planera`` was asked, from the words of its options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import typer

from avloppsanalys.analysis import analyse, read_config
from avloppsanalys.planning import DESIGNS, Costs, Design, SamplingPlan, plan_sampling
from avloppsanalys.planning.power_of_plan import BAND
from avloppsanalys.reference import residue_name
from avloppsanalys.tables import LEVELS, empty
from avloppsanalys.wording import Language, text

__all__ = ["own_series", "persons_of_plants", "sampling_plan", "typed_design"]


def sampling_plan(
    substance: str,
    population: Mapping[str, float],
    load: float,
    design: Design,
    *,
    levels: pd.DataFrame,
    band: float,
    change: float,
    years: int,
    costs: Costs,
    sampler: tuple[str, float] | None,
    substances: int,
    lang: Language,
) -> SamplingPlan:
    """Return what ways of sampling can show, the given one before those that are always compared.

    Parameters
    ----------
    substance, population, load, design, change, years, costs, sampler, substances
        See ``avloppsanalys planera --help``; `change` in percent.
    levels : pandas.DataFrame
        The kommun's own `tables.LEVELS`, or an empty one.
    band : float
        Log change a year that counts as unchanged.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    SamplingPlan
    """
    return plan_sampling(
        residue_name(substance), load, population, levels=levels, sampler=sampler, change=change / 100, years=years,
        designs=tuple(dict.fromkeys((design, *DESIGNS))), costs=costs, substances=substances, band=band, lang=lang,
    )  # fmt: skip


def own_series(config: Path | None, lang: Language) -> tuple[pd.DataFrame, float, tuple[Path, ...]]:
    """Return the levels of the kommun's own series, the band of its protocol, and its logs of events.

    Parameters
    ----------
    config : pathlib.Path or None
        What `read_config` reads; without it there are no levels, the usual band and no events.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    levels : pandas.DataFrame
        A `tables.LEVELS` table.
    band : float
        Log change a year within which the protocol calls a level unchanged.
    events : tuple of pathlib.Path
        Files that `read_events` reads.
    """
    if config is None:
        return empty(LEVELS), BAND, ()
    setup = read_config(config)
    lab, flow, plants = setup.read(lang)
    found = analyse(lab, flow, plants, protocol=setup.protocol, as_of=setup.as_of, lang=lang)
    return found.levels, math.log1p(found.protocol.band_percent / 100), setup.events


def persons_of_plants(words: Sequence[str], lang: Language) -> dict[str, float]:
    """Return plants and their persons from "NAMN=PERSONER".

    Parameters
    ----------
    words : sequence of str
        As typed.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    dict of str to float
    """
    found = {}
    for one in words:
        name, _, persons = one.rpartition("=")
        digits = "".join(persons.split())
        if not name.strip() or not digits.isdecimal() or name.strip() in found:
            raise typer.BadParameter(text("cli.plan.bad_plant", lang))
        found[name.strip()] = float(digits)
    return found


def typed_design(campaigns: int, weekdays: str, lang: Language) -> Design:
    """Return a way of sampling from a number of weeks and "3,7".

    Parameters
    ----------
    campaigns : int
        Weeks a quarter.
    weekdays : str
        ISO weekday numbers with commas between.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    Design
    """
    numbers = [one.strip() for one in weekdays.split(",")]
    if not all(one.isdecimal() for one in numbers):
        raise typer.BadParameter(text("cli.plan.bad_weekdays", lang))
    return Design(campaigns=campaigns, weekdays=tuple(sorted(int(one) for one in numbers)))
