"""A laboratory's own figures held against ours: by a configuration, or by what is known beside an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from avloppsanalys.analysis.config import read_config
from avloppsanalys.consumption import back_calculate
from avloppsanalys.labcheck import LabComparison, compare_with_lab
from avloppsanalys.loads import current_answers, join_samples, load_per_1000
from avloppsanalys.protocol import read_protocol
from avloppsanalys.readers import LabReading
from avloppsanalys.reference import factor_set
from avloppsanalys.tables import LOADS, MEASUREMENTS, arrange
from avloppsanalys.wording import Language

__all__ = ["compare_answers", "compare_configured", "unmeasured_samples", "with_other_samples"]

_SAMPLE = ["plant", "sample_id"]

MICROGRAMS_PER_GRAM = 1e6


def compare_configured(config: str | Path, *, lang: Language = "sv") -> tuple[LabReading, LabComparison]:
    """Compare the laboratory answers of a configuration with what its flow, plants and protocol give.

    Parameters
    ----------
    config : str or Path
        The configuration file of a report.
    lang : {"sv", "en"}, default "sv"
        Language of problems and reasons.

    Returns
    -------
    lab : LabReading
        The answers as they were read.
    comparison : LabComparison

    Raises
    ------
    ProtocolError
        If the configuration or the protocol has faults.
    FileError
        If a file cannot be trusted as a whole.
    """
    setup = read_config(config)
    lab, flow, plants = setup.read(lang)
    decided = read_protocol(setup.protocol)
    measured = current_answers(lab.table, as_of=setup.as_of)
    asked = pd.concat([measured, unmeasured_samples(lab)], ignore_index=True)
    joined = join_samples(arrange(asked, MEASUREMENTS), flow.table, plants.table)
    return lab, compare_answers(
        lab, joined, factor_set_name=decided.factor_set, allow_recalled=decided.allow_recalled, lang=lang
    )


def compare_answers(
    lab: LabReading,
    joined: pd.DataFrame,
    *,
    factor_set_name: str = "none",
    allow_recalled: bool = False,
    lang: Language = "sv",
) -> LabComparison:
    """Compare what a laboratory computed with what its concentrations give.

    Parameters
    ----------
    lab : LabReading
        From `read_lab`.
    joined : pandas.DataFrame
        Its measurements with `flow_m3_per_day` [m³/day] and `population` [persons], either of which may be missing;
        beside them `unmeasured_samples`, so that figures without a concentration are held against our water too.
    factor_set_name : str, default "none"
        Factor set of our own doses; with ``"none"`` doses are searched for and not recomputed.
    allow_recalled : bool, default False
        Whether factors with status ``recalled`` may be used for our own doses.
    lang : {"sv", "en"}, default "sv"
        Language of problems and reasons.

    Returns
    -------
    LabComparison
    """
    loads = _loads(joined)
    measured = loads[loads["qualifier"].notna()]
    rows = factor_set(factor_set_name).rows
    drugs = list(dict.fromkeys(row.drug for row in rows if allow_recalled or row.status != "recalled"))
    consumption = (
        back_calculate(measured, factor_set_name, drugs=drugs, allow_recalled=allow_recalled)
        if drugs and len(measured)
        else None
    )
    return compare_with_lab(lab.reported, loads, consumption, lang=lang)


def unmeasured_samples(lab: LabReading) -> pd.DataFrame:
    """Return the samples of which a laboratory gave only what it computed itself, as measurements without a value.

    Parameters
    ----------
    lab : LabReading
        From `read_lab`.

    Returns
    -------
    pandas.DataFrame
        A table of measurements, one row a sample; `residue` is the first substance that the laboratory names.
    """
    told = lab.reported.rename(columns={"substance": "residue"})[[*_SAMPLE, "residue", "start", "end"]]
    return arrange(_others(told.drop_duplicates(_SAMPLE), lab.table), MEASUREMENTS)


def with_other_samples(
    loads: pd.DataFrame, joined: pd.DataFrame, lab: LabReading, flows: pd.DataFrame, plants: pd.DataFrame
) -> pd.DataFrame:
    """Return the loads and, of the samples that have none, what is known of their flow and population.

    The laboratory's own figures are held against them; the loads are enough where it has none.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    joined : pandas.DataFrame
        The measurements, from `join_samples`.
    lab : LabReading
        From `read_lab`.
    flows, plants : pandas.DataFrame
        Tables of flows and of plants.

    Returns
    -------
    pandas.DataFrame
        A table of loads.
    """
    if lab.reported.empty:
        return loads
    every = pd.concat([joined, join_samples(unmeasured_samples(lab), flows, plants)], ignore_index=True)
    return arrange(pd.concat([loads, _loads(_others(every, loads))], ignore_index=True), LOADS)


def _others(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose sample is not among those known."""
    samples = pd.MultiIndex.from_frame(known[_SAMPLE])
    return rows[~pd.MultiIndex.from_frame(rows[_SAMPLE]).isin(samples)]


def _loads(joined: pd.DataFrame) -> pd.DataFrame:
    """Return measurements as loads; a flow or a population of zero or less is none."""
    flow = joined["flow_m3_per_day"].where(joined["flow_m3_per_day"] > 0, np.nan)
    population = joined["population"].where(joined["population"] > 0, np.nan)
    concentration = joined["concentration_ng_per_l"]
    return arrange(
        joined.assign(
            flow_m3_per_day=flow,
            population=population,
            load_mg_per_day_per_1000=load_per_1000(concentration, flow, population),
            load_g_per_day=concentration * flow / MICROGRAMS_PER_GRAM,
        ),
        LOADS,
    )
