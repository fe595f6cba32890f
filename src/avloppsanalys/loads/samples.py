"""Samples meet their flow and their population: the volume that passed while each was taken, the persons behind it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import overlapped
from avloppsanalys.errors import TableError, show_rows
from avloppsanalys.tables import FLOWS, MEASUREMENTS, PLANTS, arrange, check, numbered_by
from avloppsanalys.wording import Language, ProblemLog, moment, percent

__all__ = ["join_samples", "unmatched_samples"]

FULL_COVER: Final = 0.99
"""Share of the sampling time that must have a flow: a quarter of an hour of a day may be lost to clocks that differ."""

_OF_THE_PLANT: Final = ("population", "population_method", "population_cv", "sampler_mode", "sampling_interval_min")
_TEN_MINUTES: Final = 10 / 60
_FROM_THE_BEGINNING: Final = pd.Timestamp("1900-01-01", tz="UTC")

Floats = npt.NDArray[np.float64]


def join_samples(measurements: pd.DataFrame, flows: pd.DataFrame, plants: pd.DataFrame) -> pd.DataFrame:
    """Add to each measurement the flow while its sample was taken and the population that was valid then.

    A flow reading counts by the share of it that lies within the sampling time, so that readings from midnight to
    midnight serve a sample from seven to seven; column `flow_prorated` tells. No flow is interpolated over a gap.
    Columns of flow and population that `measurements` already has are made anew.

    Parameters
    ----------
    measurements : pandas.DataFrame
        A table of measurements, one row a sample and residue.
    flows : pandas.DataFrame
        A table of flows: `volume_m3` [m³] from `start` to `end`.
    plants : pandas.DataFrame
        A table of plants: `population` [persons] from `valid_from` on (missing: from the beginning).

    Returns
    -------
    pandas.DataFrame
        `measurements` with `flow_m3_per_day` [m³/day] and what it was made of, `flow_volume_m3` [m³] that passed in
        `flow_hours` [h]; `flow_cover` (share of the sampling time with a flow),
        `flow_prorated`, `flow_cv`, `meter`, `population` [persons], `population_method`, `population_cv`,
        `sampler_mode` and `sampling_interval_min` [min]. Flow or population is missing where the tables do not give it;
        `unmatched_samples` tells which and why.

    Raises
    ------
    TableError
        If one of the tables lacks a column or holds the wrong kind of values, flow readings of a plant overlap, it
        has several populations from one day, or if a sample does not end after its start.

    Notes
    -----
    ``flow = volume / hours * 24``: a day of the summer-time change has 23 or 25 hours.
    """
    check(measurements, MEASUREMENTS)
    check(flows, FLOWS)
    check(plants, PLANTS)
    _refuse_overlaps(flows)
    backwards = ~(measurements["end"] > measurements["start"])
    if backwards.any():
        shown = show_rows(measurements[backwards][["plant", "sample_id", "start", "end"]])
        raise TableError(f"{backwards.sum()} measurements end before they have begun. Correct start or end:\n{shown}")
    sample = numbered_by(measurements, ["plant", "start", "end"])
    first = np.unique(sample, return_index=True)[1]
    samples = measurements[["plant", "start", "end"]].take(first).reset_index(drop=True)
    matched = (_sample_flows(samples, flows), _sample_population(samples, plants))
    columns = {name: table[name].array.take(sample) for table in matched for name in table.columns}
    return measurements.reset_index(drop=True).assign(**columns)


def _hours(moments: pd.Series[pd.Timestamp]) -> Floats:
    """Return moments as hours since 1970, so that they can be subtracted across the summer-time change."""
    return moments.to_numpy(dtype="datetime64[us]").astype("datetime64[s]").astype(float) / 3600


def _refuse_overlaps(flows: pd.DataFrame) -> None:
    """Raise if two readings of one plant share time: the volume would be counted twice."""
    ordered = flows.sort_values(["plant", "start"], kind="stable")
    overlapping = overlapped(ordered, "plant").notna()
    if overlapping.any():
        doubled = ordered[overlapping]
        raise TableError(
            f"{len(doubled)} flow readings overlap an earlier one of the same plant. Keep one reading a time, or add"
            f" parallel meters into one row:\n{show_rows(doubled[['plant', 'start', 'end', 'volume_m3']])}"
        )


def _sample_flows(samples: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Return each sample's mean flow from the readings that overlap it, plant by plant."""
    known = flows[flows["volume_m3"].notna()].sort_values("start", kind="stable")
    readings_by_plant = dict(tuple(known.groupby("plant", sort=False)))
    found = [
        _overlap(sampled, readings_by_plant[plant])
        for plant, sampled in samples.groupby("plant", sort=False)
        if plant in readings_by_plant
    ]
    columns = ["flow_m3_per_day", "flow_volume_m3", "flow_hours", "flow_cover", "flow_prorated", "flow_cv", "meter"]
    matched = pd.concat(found) if found else pd.DataFrame(columns=columns)
    matched = matched.reindex(samples.index)
    return matched.assign(
        flow_cover=matched["flow_cover"].astype(float).fillna(0.0), flow_prorated=matched["flow_prorated"].eq(True)
    )


def _overlap(samples: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return the flow of the readings (of one plant, by start, apart) within each sample's time."""
    start, end = _hours(samples["start"]), _hours(samples["end"])
    opened, closed = _hours(readings["start"]), _hours(readings["end"])
    # Volume and covered hours up to any moment are broken lines through the readings' ends, level between readings.
    knots = np.column_stack([opened, closed]).ravel()

    def within(amount: Floats) -> Floats:
        total = np.cumsum(np.column_stack([np.zeros_like(amount), amount]).ravel())
        return np.asarray(np.interp(end, knots, total) - np.interp(start, knots, total))

    covered = within(closed - opened)
    cover = covered / (end - start)
    complete = cover >= FULL_COVER
    first = np.searchsorted(closed, start, side="right").clip(max=len(closed) - 1)
    last = (np.searchsorted(opened, end, side="left") - 1).clip(min=0)
    aligned = (np.abs(opened[first] - start) <= _TEN_MINUTES) & (np.abs(closed[last] - end) <= _TEN_MINUTES)
    volume = within(readings["volume_m3"].to_numpy(dtype=float))
    mean_flow = 24 * np.divide(volume, covered, out=np.full(len(samples), np.nan), where=complete)
    matched: dict[str, Any] = {
        "flow_m3_per_day": mean_flow,
        "flow_volume_m3": volume,
        "flow_hours": covered,
        "flow_cover": cover,
        "flow_prorated": complete & ~aligned,
    }
    for name in ("flow_cv", "meter"):
        matched[name] = readings[name].array.take(first) if name in readings.columns else None
    return pd.DataFrame(matched, index=samples.index)


def _sample_population(samples: pd.DataFrame, plants: pd.DataFrame) -> pd.DataFrame:
    """Return the population that was valid at the start of each sample."""
    columns = [name for name in _OF_THE_PLANT if name in plants.columns]
    register = arrange(plants, PLANTS)[["plant", "valid_from", *columns]]
    repeated = register[register.duplicated(["plant", "valid_from"], keep=False)]
    if len(repeated):
        raise TableError(
            f"{len(repeated)} rows give a plant several populations from one day. Keep one a plant and day:\n"
            f"{show_rows(repeated[['plant', 'valid_from', 'population']])}"
        )
    register["since"] = register["valid_from"].dt.tz_convert("UTC").fillna(_FROM_THE_BEGINNING)
    asked = samples[["plant"]].assign(since=samples["start"].dt.tz_convert("UTC").astype("datetime64[us, UTC]"))
    valid = pd.merge_asof(
        asked.reset_index().sort_values("since", kind="stable"),
        register.drop(columns="valid_from").sort_values("since", kind="stable"),
        on="since",
        by="plant",
    )
    return valid.set_index("index").reindex(samples.index)[columns]


def unmatched_samples(joined: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return what is wrong with the flow and the population of joined samples, as problems.

    Parameters
    ----------
    joined : pandas.DataFrame
        What `join_samples` returned.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: LOAD001 (error) no flow, LOAD002 (error) no population, LOAD003 (warning) a flow that was
        prorated from another time; one a sample.
    """
    log = ProblemLog(lang)
    found = {
        "LOAD001": ~(joined["flow_m3_per_day"] > 0),
        "LOAD002": ~(joined["population"] > 0),
        "LOAD003": joined["flow_prorated"],
    }
    for rule, rows in found.items():
        told = joined[rows].drop_duplicates(["plant", "sample_id"]).to_dict("records") if rows.any() else []
        for sample in told:
            log.add(
                rule,
                file="" if pd.isna(sample.get("source_file")) else sample["source_file"],
                line=None if pd.isna(sample.get("source_line")) else sample["source_line"],
                plant=sample["plant"],
                sample_id=sample["sample_id"],
                start=moment(sample["start"], lang),
                end=moment(sample["end"], lang),
                covered=percent(sample["flow_cover"], lang),
            )
    return log.table()
