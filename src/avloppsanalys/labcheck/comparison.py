"""The laboratory's answer held against our own: what agrees, what reproduces it, what cannot be right, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, SAMPLE, days_of, printed_rows, with_answer
from avloppsanalys.labcheck.claims import check_claims
from avloppsanalys.labcheck.doses import reproducing_doses
from avloppsanalys.labcheck.figures import recomputed_figures
from avloppsanalys.labcheck.impossible_water import impossible_water
from avloppsanalys.labcheck.reasons import with_reasons
from avloppsanalys.labcheck.rows_apart import rows_apart
from avloppsanalys.labcheck.shared_population import other_populations, with_shared_population
from avloppsanalys.labcheck.water import reproducing_water
from avloppsanalys.tables import (
    AS_WRITTEN,
    CONSUMPTION,
    LAB_DOSES,
    LAB_FIGURES,
    LAB_WATER,
    LOADS,
    PROBLEMS,
    REPORTED,
    arrange,
    check,
    empty,
)
from avloppsanalys.wording import Language

__all__ = ["LabComparison", "compare_with_lab", "contradictions"]

_UNIT_WORDS: Final = {
    "load_mg_per_day_per_1000": "mg per 1 000 invånare och dygn",
    "doses_per_day": "doser totalt per dygn",
    "doses_per_day_per_1000": "doser per 1 000 invånare och dygn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabComparison:
    """What the laboratory computed itself, held against our own figures.

    `figures` (`tables.LAB_FIGURES`) has each printed figure with ours and why they differ; `water` (`tables.LAB_WATER`)
    the flow and population, `doses` (`tables.LAB_DOSES`) the factors and doses that reproduce them; `problems`
    (`tables.PROBLEMS`) the rows that cannot be right.
    """

    figures: pd.DataFrame
    water: pd.DataFrame
    doses: pd.DataFrame
    problems: pd.DataFrame


def compare_with_lab(
    reported: pd.DataFrame, loads: pd.DataFrame, consumption: pd.DataFrame | None = None, *, lang: Language = "sv"
) -> LabComparison:
    """Recompute what the laboratory computed, infer what it computed with, and say why its figures differ from ours.

    A laboratory gets flow and population from its customer and answers in loads and doses as well as concentrations.
    Its figures are never computed with. What lies behind them is told as every combination that reproduces them within
    their rounding, not as the one that is likeliest.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed.
    loads : pandas.DataFrame
        A table of loads of the same samples. Flow, population and so the load may be missing: they are solved for.
    consumption : pandas.DataFrame, optional
        A table of consumption of the same samples; without it doses are not recomputed, only searched for.
    lang : {"sv", "en"}, default "sv"
        Language of the reasons and problems.

    Returns
    -------
    LabComparison

    Raises
    ------
    TableError
        If one of the tables lacks a column.

    Examples
    --------
    >>> start = pd.Timestamp("2020-10-06 07:00", tz="Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "Lidköping", "sample_id": "1", "residue": ["tramadol"], "concentration_ng_per_l": [524.0],
    ...     "printed": "524", "start": start, "end": start + pd.Timedelta(days=1), "population": 36000.0,
    ...     "flow_m3_per_day": 9800.0, "load_mg_per_day_per_1000": [524 * 9800 / 36000],
    ... })
    >>> reported = pd.DataFrame({
    ...     "plant": "Lidköping", "sample_id": "1", "substance": "tramadol", "quantity": "load_mg_per_day_per_1000",
    ...     "value": [136.0], "printed": "136",
    ... })
    >>> found = compare_with_lab(reported, loads, lang="en")
    >>> found.figures["verdict"].item()
    'differs'
    >>> found.water.loc[found.water["quantity"] == "flow_m3_per_day", ["low", "high"]].round().values.tolist()
    [[9300.0, 9387.0]]
    """
    check(reported, REPORTED)
    check(loads, LOADS)
    if reported.empty:  # most laboratories answer in concentrations alone
        nothing = {"figures": LAB_FIGURES, "water": LAB_WATER, "doses": LAB_DOSES, "problems": PROBLEMS}
        return LabComparison(**{name: empty(table) for name, table in nothing.items()})
    figures = recomputed_figures(reported, loads, consumption)
    rows = printed_rows(_current(reported, figures), loads)
    water = reproducing_water(rows)
    doses = reproducing_doses(rows, water)
    told = with_shared_population(rows, water)
    apart = rows_apart(reported, rows, water, lang=lang)
    problems = [
        contradictions(reported, loads, lang=lang, water=None if figures["replaced"].any() else water),
        apart,
        impossible_water(reported, rows, water, apart, lang=lang),
        other_populations(water, lang=lang),
    ]
    return LabComparison(
        figures=arrange(with_reasons(figures, told, water, doses, ours=_choices(consumption), lang=lang), LAB_FIGURES),
        water=_as_given(water),
        doses=_as_given(doses),
        problems=arrange(pd.concat(problems, ignore_index=True), PROBLEMS),
    )


def contradictions(
    reported: pd.DataFrame, loads: pd.DataFrame, *, lang: Language = "sv", water: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the rows in which the laboratory's own figures cannot all be right, as problems.

    Doses in all and per 1000 are held against each other by the population that the answer was computed with; ours is
    used where its rows do not tell, and where nothing confirms it the laboratory is not said to be wrong (CHK016).

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed.
    loads : pandas.DataFrame
        A table of loads of the same samples, for the population and the length of each.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.
    water : pandas.DataFrame, optional
        From `reproducing_water` of these very rows, where it is made already.

    Returns
    -------
    pandas.DataFrame
        A table of problems with the file and line of the row; see `check_claims` for the rules.
    """
    rows = arrange(reported, REPORTED)
    words = rows["unit"].where(rows["quantity"] == AS_WRITTEN)  # what the laboratory wrote where it is no field of ours
    rows = rows.assign(unit=words.fillna(rows["quantity"].map(_UNIT_WORDS))).dropna(subset=["unit", "value"])
    own = arrange(loads, LOADS).drop_duplicates(SAMPLE)
    own = own.assign(days_sampled=days_of(own))
    rows = rows.merge(own[[*SAMPLE, "population", "days_sampled"]], on=SAMPLE, how="left")
    if water is None:
        water = reproducing_water(printed_rows(reported, loads))
    rows = with_shared_population(with_answer(rows), water)
    answer = rows.groupby(ANSWER, sort=False, dropna=False).ngroup().astype("str")
    return check_claims(rows.assign(sample_id=answer), doubtful={*answer[rows["doubtful"]]}, lang=lang)


def _current(reported: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return what was printed in the answers that count."""
    return arrange(reported, REPORTED)[~figures["replaced"].to_numpy(dtype=bool)]


def _as_given(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a missing report and revision as missing."""
    return table.assign(report_id=table["report_id"].replace("", pd.NA), revision=table["revision"].replace(0, pd.NA))


def _choices(consumption: pd.DataFrame | None) -> set[tuple[str, str, float]]:
    """Return the factor sets, drugs and doses that our own doses are computed with."""
    if consumption is None:
        return set()
    chosen = arrange(consumption, CONSUMPTION)[["factor_set", "drug", "dose_mg"]].drop_duplicates()
    return set(chosen.itertuples(index=False, name=None))
