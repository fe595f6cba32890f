"""What laboratory and plants write down: measurements, flows and the register, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.simulate.description import ResidueTruth, SimulationError, per_plant
from avloppsanalys.simulate.laboratory import reported, three_digits
from avloppsanalys.simulate.pattern import dated_factors
from avloppsanalys.tables import FLOWS, MEASUREMENTS, PLANTS, SYNTHETIC_LAB, TIMEZONE, arrange

__all__ = ["flow_table", "measurement_table", "register_table", "samples_taken"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_FROM_SEVEN = pd.Timedelta(hours=7)
_TO_SEVEN = pd.Timedelta(hours=31)


def samples_taken(names: Sequence[str], days: pd.DatetimeIndex, taken: Flags) -> pd.DataFrame:
    """Return one row a sample: number and name of its plant, number of its day, `sample_id`, `start` and `end`."""
    row, day = np.nonzero(taken)
    return pd.DataFrame(
        {
            "row": row,
            "day": day,
            "plant": np.asarray(names, dtype=object)[row],
            "sample_id": days.strftime("S%Y%m%d").to_numpy()[day],
            "start": (days + _FROM_SEVEN).tz_localize(TIMEZONE)[day],
            "end": (days + _TO_SEVEN).tz_localize(TIMEZONE)[day],
        }
    )


def measurement_table(
    residues: Sequence[ResidueTruth], concentration: Floats, days: pd.DatetimeIndex, samples: pd.DataFrame
) -> pd.DataFrame:
    """Return the table of measurements of the samples; `concentration` [ng/L] is that of every plant and day."""
    row, day = samples["row"].to_numpy(), samples["day"].to_numpy()
    answers = [
        pd.concat([samples, reported(every[row, day], _limits(truth, every, days)[row, day])], axis=1).assign(
            residue=truth.residue
        )
        for truth, every in zip(residues, concentration, strict=True)
    ]
    measured = pd.concat(answers).sort_values(["row", "day"], kind="stable")
    stamped = measured.assign(report_id="SIM", revision=1, sample_type="sample", lab=SYNTHETIC_LAB, matrix="whole")
    return arrange(stamped, MEASUREMENTS)


def _limits(truth: ResidueTruth, concentration: Floats, days: pd.DatetimeIndex) -> Floats:
    """Return the limit of quantification at each plant on each day [ng/L]."""
    plants, count = concentration.shape
    at_start = per_plant(truth.loq_ng_per_l, plants, "loq_ng_per_l")
    if truth.below_loq_share is not None:
        share = per_plant(truth.below_loq_share, plants, "below_loq_share")
        if not ((share >= 0) & (share < 1)).all():
            raise SimulationError(f"below_loq_share of {truth.residue} must lie in 0 to 1, 1 left out.")
        below = np.floor(share * count).astype(int)
        at_start = three_digits(np.sort(concentration, axis=1)[np.arange(plants), below])
    return at_start[:, None] * dated_factors(truth.loq_changes, days, lasting=True)


def flow_table(volume_a_day: Floats, samples: pd.DataFrame) -> pd.DataFrame:
    """Return the table of flows while the samples were taken, in whole cubic metres."""
    hours = (samples["end"] - samples["start"]).dt.total_seconds() / 3600
    volume = np.round(volume_a_day[samples["row"], samples["day"]] * hours / 24)
    return arrange(samples.assign(volume_m3=volume, meter="M1"), FLOWS)


def register_table(
    names: Sequence[str], persons: Floats, days: pd.DatetimeIndex, changed: Indices, sources: npt.NDArray[np.object_]
) -> pd.DataFrame:
    """Return the table of plants: one row a plant and day on which its figure or the source of it `changed`."""
    shape = (len(names), len(changed))
    register = {
        "plant": np.repeat(np.asarray(names, dtype=object), shape[1]),
        "name": np.repeat(np.asarray(names, dtype=object), shape[1]),
        "valid_from": np.tile(days[changed].tz_localize(TIMEZONE), shape[0]),
        "population": np.round(persons[:, changed]).ravel(),
        "population_method": np.tile(sources[changed], shape[0]),
    }
    return arrange(pd.DataFrame(register), PLANTS)
