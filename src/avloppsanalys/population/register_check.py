"""A marker beside the register: whether the two agree within their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.errors import TableError, near_matches
from avloppsanalys.population.estimates import population_log_sd
from avloppsanalys.population.markers import marker_load, marker_population
from avloppsanalys.reference import population_log_sds
from avloppsanalys.uncertainty import log_sd_from_cv, lognormal_interval
from avloppsanalys.wording import Language, ProblemLog, number

__all__ = ["RegisterCheck", "check_register"]

REQUIRED: Final = ("plant", "marker", "value", "flow_m3_per_day", "population")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCheck:
    """Markers beside registers, and what was flagged.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a plant, source of the register figure and marker: `n_days`, `register` [persons], `marker_persons`
        [persons], `ratio` (marker over register) with `low` and `high` at `interval_level`, `agree`.
    problems : pandas.DataFrame
        A table of problems: POP001 where they do not agree, POP002 where the source of the register is not known.
    """

    table: pd.DataFrame
    problems: pd.DataFrame


def check_register(samples: pd.DataFrame, *, interval_level: float = 0.95, lang: Language = "sv") -> RegisterCheck:
    """Compare the persons that a marker means with those of the register, plant by plant.

    A marker that was not calibrated at the plant is off by a factor of two either way: agreement says little, and only
    a large difference says something. The spread of a marker is one error for all days, so more days hardly help.

    Parameters
    ----------
    samples : pandas.DataFrame
        One row a sample and marker: `plant`, `marker` (``BOD7``, ``BOD5``, ``NH4-N``), `value` [mg/L],
        `flow_m3_per_day` [m³/day], `population` [persons], and where known `population_method` and `population_cv`
        [fraction], which goes before what is known of the method.
    interval_level : float, default 0.95
        Coverage of `low` and `high`; the two agree if 1 lies between them.
    lang : {"sv", "en"}, default "sv"
        Language of the problems.

    Returns
    -------
    RegisterCheck

    Raises
    ------
    TableError
        If a column is missing.
    UnknownNameError
        If a marker is unknown; near matches are listed.

    Notes
    -----
    On the log scale the ratio has variance s_marker² + s_register² + s_days²/n, with the scatter of the days as seen
    (0 for a single day).

    Examples
    --------
    >>> samples = pd.DataFrame({
    ...     "plant": ["Exempelverket"], "marker": ["BOD7"], "value": [238.0], "flow_m3_per_day": [500.0],
    ...     "population": [1500.0], "population_method": ["register"],
    ... })
    >>> check_register(samples).table[["marker_persons", "ratio", "low", "high", "agree"]].round(2)
       marker_persons  ratio   low  high  agree
    0          1700.0   1.13  0.46   2.8   True
    """
    _refuse_missing(samples)
    rows = samples.assign(
        population_method=samples.get("population_method", pd.Series(np.nan, index=samples.index)),
        marker_persons=np.nan,
    )
    for marker, sampled in rows.groupby("marker"):
        loads = marker_load(sampled["value"], sampled["flow_m3_per_day"])
        rows.loc[sampled.index, "marker_persons"] = marker_population(loads, str(marker))
    rows["register_log_sd"], rows["known"] = population_log_sd(rows["population_method"])
    if "population_cv" in rows.columns:
        rows["register_log_sd"] = rows["register_log_sd"].mask(
            rows["population_cv"].notna(), pd.Series(log_sd_from_cv(rows["population_cv"]), index=rows.index)
        )
    rows = rows[(rows["marker_persons"] > 0) & (rows["population"] > 0)]
    table = _compared(rows, interval_level)
    return RegisterCheck(table=table.drop(columns="known"), problems=_problems(table, lang))


def _refuse_missing(samples: pd.DataFrame) -> None:
    """Raise if a column is missing."""
    missing = [name for name in REQUIRED if name not in samples.columns]
    if missing:
        near = [hint for name in missing for hint in near_matches(name, map(str, samples.columns))]
        hint = f" (is it {', '.join(map(repr, near))}?)" if near else ""
        raise TableError(f"Markers cannot be compared: columns {', '.join(map(repr, missing))} are missing{hint}.")


def _compared(rows: pd.DataFrame, interval_level: float) -> pd.DataFrame:
    """Return one row a plant, source and marker, with the ratio of marker and register."""
    logs = rows.assign(
        log_register=np.log(rows["population"]),
        log_ratio=np.log(rows["marker_persons"]) - np.log(rows["population"]),
    )
    table = (
        logs.groupby(["plant", "population_method", "marker"], dropna=False)
        .agg(
            n_days=("log_ratio", "size"),
            log_register=("log_register", "mean"),
            log_ratio=("log_ratio", "mean"),
            scatter=("log_ratio", "var"),
            register_log_sd=("register_log_sd", "mean"),
            known=("known", "all"),
        )
        .reset_index()
    )
    marker_log_sd = table["marker"].map(dict(population_log_sds())).astype(float)
    variance = marker_log_sd**2 + table["register_log_sd"] ** 2 + table["scatter"].fillna(0.0) / table["n_days"]
    register, ratio = np.exp(table["log_register"]), np.exp(table["log_ratio"])
    low, high = lognormal_interval(ratio, np.sqrt(variance), interval_level)
    return table[["plant", "population_method", "marker", "n_days", "known"]].assign(
        register=register,
        marker_persons=register * ratio,
        ratio=ratio,
        low=low,
        high=high,
        interval_level=interval_level,
        agree=(low <= 1) & (high >= 1),
    )


def _problems(table: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return what a reader should know: figures that do not agree, sources that are not known."""
    log = ProblemLog(lang)
    for row in table[~table["agree"]].to_dict("records"):
        log.add(
            "POP001",
            plant=row["plant"],
            marker=row["marker"],
            marker_persons=number(row["marker_persons"], 0, lang),
            register=number(row["register"], 0, lang),
            ratio=number(row["ratio"], 1, lang),
        )
    for row in table[~table["known"]].drop_duplicates(["plant", "population_method"]).to_dict("records"):
        stated = row["population_method"]
        log.add("POP002", plant=row["plant"], method="–" if pd.isna(stated) else stated)
    return log.table()
