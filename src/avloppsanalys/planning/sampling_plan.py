"""The verb behind a decision on sampling: what each way of it can show, and what it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from avloppsanalys.planning.design import DESIGNS, Costs, Design
from avloppsanalys.planning.plant_scatter import pooled_scatter, scatter_of_plants
from avloppsanalys.planning.power_of_plan import BAND, HORIZONS, curve_table, needed_table, option_table, plan_power
from avloppsanalys.planning.refusal import PlanError
from avloppsanalys.planning.sampler_settings import sampler_table
from avloppsanalys.reference import main_residue
from avloppsanalys.sampling import sampler_modes
from avloppsanalys.wording import Language, percent, text

__all__ = ["SamplingPlan", "plan_sampling"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SamplingPlan:
    """What a decision on sampling rests on.

    Parameters
    ----------
    options : pandas.DataFrame
        A `tables.SAMPLING_OPTIONS` table: what each way of sampling can show, and its cost.
    needed : pandas.DataFrame
        A `tables.SAMPLING_NEEDED` table: the least that shows the wanted change within two, three and five years.
    curves : pandas.DataFrame
        A `tables.SAMPLING_CURVES` table: days against the smallest change that is found.
    sampler : pandas.DataFrame
        A `tables.SAMPLER_SETTINGS` table.
    warnings : tuple of str
        What must be said with the numbers, in the language asked for.
    residue : str
        What is planned for.
    change : float
        The wanted yearly change, as a share.
    years : int
        After how many years `options` tells the power for it.
    power : float
        The power that counts as seen.
    band : float
        Log change a year within which the verdict calls a level unchanged.
    """

    options: pd.DataFrame
    needed: pd.DataFrame
    curves: pd.DataFrame
    sampler: pd.DataFrame
    warnings: tuple[str, ...]
    residue: str
    change: float
    years: int
    power: float
    band: float


def plan_sampling(
    residue: str,
    load_mg_per_day_per_1000: float,
    population: Mapping[str, float],
    *,
    levels: pd.DataFrame | None = None,
    sampler: tuple[str, float] | None = None,
    change: float = 0.25,
    years: int = 3,
    designs: Sequence[Design] = DESIGNS,
    costs: Costs | None = None,
    substances: int = 1,
    power: float = 0.8,
    band: float = BAND,
    lang: Language = "sv",
) -> SamplingPlan:
    """Return what ways of sampling a quarter can show of a yearly change, and the least that is enough.

    Power is that of the verdict as it decides, under quarters that are all sampled alike, days above the limit and an
    unchanged method. Several plants are told one by one and together, as their mean by persons. With the same weekdays
    every quarter the week takes no part in a trend; in a level, what is unknown of it stays (`level_weekday_sd`).

    Parameters
    ----------
    residue : str
        Residue or drug.
    load_mg_per_day_per_1000 : float
        What is usual there [mg/day/1000 persons]: the scatter of days is borrowed from plants where as much passes.
    population : mapping of str to float
        Plant -> connected persons [persons].
    levels : pandas.DataFrame, optional
        A `tables.LEVELS` table: the plants' own scatter, where it has them.
    sampler : tuple of str and float, optional
        The plants' sampler, mode and interval [min]: what it errs beyond a usual one is added to a borrowed scatter.
    change : float, default 0.25
        The yearly change that matters, as a share.
    years : int, default 3
        When it must be seen [years].
    designs : sequence of Design, optional
        What to compare.
    costs : Costs, optional
        Without them the cost is missing and `needed` is what takes the fewest days.
    substances : int, default 1
        Substances among which the verdict is adjusted; 1 for a main substance of the protocol.
    power : float, default 0.8
        Chance from which a change counts as seen.
    band : float, default ln 1.25
        Log change a year within which the protocol calls a level unchanged.
    lang : {"sv", "en"}, default "sv"
        Language of the warnings.

    Returns
    -------
    SamplingPlan

    Raises
    ------
    PlanError
        If an argument is none; every fault at once.

    Examples
    --------
    >>> found = plan_sampling("cocaine", 300.0, {"Exempelverket": 17000})
    >>> seen = found.options.set_index(["campaigns_per_period", "weekdays"])["detectable_3_years_percent"]
    >>> round(seen[1, "2 3 4"]), round(seen[3, "3"])
    (29, 21)
    """
    faults = _faults(load_mg_per_day_per_1000, population, sampler, change, years, designs, substances, power, band)
    if faults:
        raise PlanError(faults)
    name = main_residue(residue)
    plants = scatter_of_plants(name, load_mg_per_day_per_1000, population, levels, sampler)
    places = [*plants, pooled_scatter(plants)] if len(plants) > 1 else plants
    asked = costs or Costs()
    options = option_table(
        places, designs, change=change, years=years, costs=asked, substances=substances, power=power, band=band
    )
    # Shown at the place that sees most: what even it cannot see, none can.
    best = places[-1]
    day, week = math.sqrt(best.day_variance), math.sqrt(best.campaign_variance)
    early, run, spread = (
        plan_power(design, after, change, day_log_sd=day, week_log_sd=week, substances=substances, band=band)
        for design, after in (
            (Design(campaigns=3, weekdays=(3,)), HORIZONS[0]),
            (Design(campaigns=1, weekdays=(2, 3, 4)), years),
            (Design(campaigns=3, weekdays=(3,)), years),
        )
    )
    told = [
        text(
            "plan.warning.two_years", lang, place=best.place, power=percent(early, lang), change=percent(change, lang)
        ),
        text(
            "plan.warning.one_run",
            lang,
            place=best.place,
            run=percent(run, lang),
            spread=percent(spread, lang),
            years=years,
        ),
        text("plan.warning.method", lang),
    ]
    inside = abs(math.log1p(change)) < band
    if inside or bool((options["detectable_5_years_percent"] < 100 * math.expm1(band)).any()):
        ends = {"low": percent(math.expm1(-band), lang), "band": percent(math.expm1(band), lang)}
        told.append(text(f"plan.warning.band{'' if inside else '_limit'}", lang, **ends))
    bases = set(options["scatter_basis"])
    told += [text(f"plan.warning.{basis}", lang) for basis in ("borrowed", "extrapolated") if basis in bases]
    return SamplingPlan(
        options=options,
        needed=needed_table(places, change=change, costs=asked, substances=substances, power=power, band=band),
        curves=curve_table(places, substances=substances, power=power, band=band),
        sampler=sampler_table(name, load_mg_per_day_per_1000, list(population.values())),
        warnings=tuple(told),
        residue=name,
        change=change,
        years=years,
        power=power,
        band=band,
    )


def _faults(
    load: float,
    population: Mapping[str, float],
    sampler: tuple[str, float] | None,
    change: float,
    years: int,
    designs: Sequence[Design],
    substances: int,
    power: float,
    band: float,
) -> list[str]:
    """Return what is wrong with the arguments of `plan_sampling`."""
    faults = [fault for design in designs for fault in design.faults()]
    if not designs:
        faults.append("designs is empty: give at least one way of sampling.")
    if not load > 0:
        faults.append(f"load_mg_per_day_per_1000={load!r}: give what is usual, above 0.")
    if not population or not all(size > 0 for size in population.values()):
        faults.append(f"population={dict(population)!r}: give at least one plant, with its connected persons.")
    if not (change > -1 and change != 0):
        faults.append(f"change={change!r}: give a share of a year's change, 0.25 for a rise by 25 %, -0.2 for a fall.")
    if not 1.5 <= years <= 10:
        faults.append(f"years={years!r}: give 2 to 10; fewer than six quarters have no trend.")
    if substances < 1:
        faults.append(f"substances={substances!r}: give a whole number from 1.")
    if not 0.05 < power < 1:
        faults.append(f"power={power!r}: give a chance between 0.05 and 1, such as 0.8.")
    if not band > 0:
        faults.append(f"band={band!r}: give a log change above 0; 0.223 stands for 25 % a year.")
    if sampler is not None:
        mode, interval = sampler
        if pd.isna(sampler_modes(pd.Series([mode], dtype="str")).iloc[0]):
            faults.append(f"sampler={sampler!r}: say flow-, volume- or time-proportional, continuous or grab.")
        if not interval >= 0:
            faults.append(f"sampler={sampler!r}: give the minutes between two aliquots.")
    return faults
