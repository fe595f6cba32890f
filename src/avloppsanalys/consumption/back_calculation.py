"""Back-calculation of a table of loads by a factor set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.consumption.parts import parts_of_consumption
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import display_name, factor_set
from avloppsanalys.tables import ALL_COMPONENTS, CONSUMPTION, LOADS, arrange, component_column, only
from avloppsanalys.uncertainty import log_sd_from_cv, lognormal_interval, total_log_sd
from avloppsanalys.wording import Language, ProblemLog, text

__all__ = ["back_calculate", "unestimated"]

MISSING_RESIDUE: Final = "missing_residue"
NOT_ESTIMABLE: Final = "not_estimable"
CONTRIBUTION_UNKNOWN: Final = "contribution_unknown"

_NAMED_SAMPLES: Final = 3

# The residues of one sample share the errors of its taking and of its plant; each has its own analysis and decay.
_OWN_PER_RESIDUE: Final = ("analysis", "stability")

Floats = npt.NDArray[np.float64]


def back_calculate(
    loads: pd.DataFrame,
    factor_set_name: str,
    *,
    drugs: Collection[str] | None = None,
    allow_recalled: bool = False,
    components: Mapping[str, float] | tuple[()] | None = None,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Compute consumption and doses of each drug of a factor set from the loads of its residues.

    A sum of residues is formed only where the set says so, and only when every residue of it was analysed: else the row
    is kept without a number, and `note` says why. What another drug contributes is taken off first if the set does so.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    factor_set_name : str
        Name of a set: ``rise2019``, ``pk``, ``score2016``, ``zuccato2008``; ``none`` gives an empty table.
    drugs : collection of str, optional
        Only these drugs of the set; by default all.
    allow_recalled : bool, default False
        Whether factors with status ``recalled`` may be used. They are marked in `factor_status`.
    components : mapping of str to float, or (), optional
        Coefficient of variation [fraction] of excretion and dose where the factor row states none; a wider range of the
        row goes before. By default those of `reference.components`. ``()`` leaves both out.
    interval_level : float, default 0.95
        Coverage of `low` and `high`.

    Returns
    -------
    pandas.DataFrame
        A table of consumption, one row a sample and drug.

    Raises
    ------
    UnknownNameError
        If the set is unknown, or has no such drug.
    UnconfirmedFactorError
        If a factor is recalled and that is not allowed; all such drugs are named.
    TableError
        If `loads` is not a table of loads, or a residue of a sample occurs twice.

    Notes
    -----
    ``consumption = sum over residues of weight * load * ratio / excretion fraction``, with the molar mass ratio of drug
    and residue where the fraction counts moles, and 1 where it counts mass. ``doses = consumption / dose``.

    Examples
    --------
    >>> import pandas as pd
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": "1", "residue": ["amphetamine", "methamphetamine"],
    ...     "start": pd.Timestamp("2020-10-06", tz="Europe/Stockholm"),
    ...     "end": pd.Timestamp("2020-10-07", tz="Europe/Stockholm"), "load_mg_per_day_per_1000": [86.0, 1.1],
    ... })
    >>> back_calculate(loads, "rise2019")[["drug", "consumption_mg_per_day_per_1000", "doses_per_day_per_1000"]]
              drug  consumption_mg_per_day_per_1000  doses_per_day_per_1000
    0  amphetamine                       290.333333                9.677778
    """
    parts, factors = parts_of_consumption(loads, factor_set_name, drugs=drugs, allow_recalled=allow_recalled)
    return _with_doses_and_interval(_sum_of_parts(parts, factors), components, interval_level)


def _sum_of_parts(parts: pd.DataFrame, factors: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sample and drug: the sum of what its residues add, its bounds and its components."""
    asked = factors["drug"].value_counts()
    number = parts["whole"].to_numpy()
    first = parts.take(np.unique(number, return_index=True)[1])
    drugs = first.drop(columns=["value", "low", "high", "residue"]).reset_index(drop=True)
    count = len(drugs)
    found = np.bincount(number, minlength=count)
    complete = found == drugs["drug"].map(asked).to_numpy()
    estimable = np.bincount(number, parts["not_estimable"], minlength=count) == 0
    for name in ("value", "low", "high"):
        total = np.bincount(number, parts[name], minlength=count)
        drugs[name] = np.where(complete & estimable, total, np.nan)
    of_residues = parts["load_mg_per_day_per_1000"].fillna(0.0)
    drugs["load_mg_per_day_per_1000"] = np.bincount(number, of_residues, minlength=count)
    nothing_taken = np.bincount(number, parts["contribution_unknown"], minlength=count) > 0
    drugs["note"] = np.select(
        [~complete, ~estimable, nothing_taken], [MISSING_RESIDUE, NOT_ESTIMABLE, CONTRIBUTION_UNKNOWN], ""
    )
    drugs["qualifier"] = _joint_qualifier(parts, number, count)
    drugs["factor_status"] = _weakest(parts["factor_status"], number, count)
    share = parts["share"].to_numpy(dtype=float)
    for component in (name for name in ALL_COMPONENTS if component_column(name) in LOADS.columns):
        column = component_column(component)
        loading = share * parts[column].fillna(0.0).to_numpy(dtype=float)
        if component in _OWN_PER_RESIDUE:
            drugs[column] = np.sqrt(np.bincount(number, np.square(loading), minlength=count))
        else:
            drugs[column] = np.bincount(number, loading, minlength=count)
    return drugs


def _joint_qualifier(parts: pd.DataFrame, number: npt.NDArray[np.integer[Any]], count: int) -> npt.NDArray[np.object_]:
    """Return what can be said of a sum: quantified if all its parts are, below the limit if none was seen."""
    exact = parts["value"].notna().to_numpy()
    unseen = parts["qualifier"].isin(["below_loq", "below_lod"]).to_numpy()
    every = np.bincount(number, minlength=count)
    all_exact = np.bincount(number, exact, minlength=count) == every
    none_seen = np.bincount(number, unseen, minlength=count) == every
    return np.where(all_exact, "quantified", np.where(none_seen, "below_loq", "detected")).astype(object)


def _weakest(status: pd.Series[str], number: npt.NDArray[np.integer[Any]], count: int) -> npt.NDArray[np.object_]:
    """Return the weakest status among the factors of each group."""
    order = np.array(["confirmed", "derived", "chosen", "recalled"], dtype=object)
    rank = status.map({name: place for place, name in enumerate(order)}).to_numpy(dtype=np.intp)
    worst = np.zeros(count, dtype=np.intp)
    np.maximum.at(worst, number, rank)
    return order[worst]


def _with_doses_and_interval(
    drugs: pd.DataFrame, components: Mapping[str, float] | tuple[()] | None, interval_level: float
) -> pd.DataFrame:
    """Return the table of consumption: doses, the components of factor and dose, the interval of the single day."""
    if components is None:
        components = {default.component: default.cv for default in reference_components()}
    general = dict(components) if components else {}
    for component in ("excretion", "dose"):
        fallback = float(log_sd_from_cv(general.get(component, 0.0)))
        # A range is a span of means between studies or doses: it may widen the general figure, never narrow it.
        widened = drugs[f"range_{component}"].clip(lower=fallback).fillna(fallback)
        drugs[component_column(component)] = drugs[f"stated_{component}"].fillna(widened) if components else 0.0
    without_dose = [name for name in ALL_COMPONENTS if name != "dose"]
    day_low, day_high = lognormal_interval(drugs["value"], total_log_sd(drugs, without_dose), interval_level)
    dose, thousands = drugs["dose_mg"], drugs["population"] / 1000
    return arrange(
        drugs.assign(
            consumption_mg_per_day_per_1000=drugs["value"],
            consumption_low_mg_per_day_per_1000=drugs["low"],
            consumption_high_mg_per_day_per_1000=drugs["high"],
            low=day_low,
            high=day_high,
            interval_level=interval_level,
            doses_per_day_per_1000=drugs["value"] / dose,
            doses_low_per_day_per_1000=drugs["low"] / dose,
            doses_high_per_day_per_1000=drugs["high"] / dose,
            doses_per_day=drugs["value"] / dose * thousands,
        ),
        CONSUMPTION,
    )


def unestimated(consumption: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return the drugs for which no consumption could be computed, or not as it should, as problems.

    Parameters
    ----------
    consumption : pandas.DataFrame
        What `back_calculate` returned.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems, one row a plant and drug: CON002 no number, CON003 a number from which nothing was taken
        off for another drug, since that was not analysed.
    """
    log = ProblemLog(lang)
    noted = only(consumption, consumption["note"].ne("").to_numpy())
    for (plant, name, drug, note), rows in noted.groupby(["plant", "factor_set", "drug", "note"], sort=False):
        reason = text(f"consumption.{note}", lang, residues=_summed(str(name), str(drug), lang))
        named = ", ".join(rows["sample_id"].head(_NAMED_SAMPLES)) + (" ..." if len(rows) > _NAMED_SAMPLES else "")
        log.add(
            "CON003" if note == CONTRIBUTION_UNKNOWN else "CON002",
            drug=display_name(str(drug), lang),
            plant=plant,
            count=len(rows),
            samples=named,
            reason=reason,
        )
    return log.table()


def _summed(factor_set_name: str, drug: str, lang: Language) -> str:
    """Return the residues that a set sums for a drug, as text."""
    residues = [row.residue for row in factor_set(factor_set_name).rows if row.drug == drug]
    return display_name(" + ".join(residues), lang)
