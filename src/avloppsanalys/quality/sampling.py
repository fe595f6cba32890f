"""How the sample was taken and kept: length, sampler, interval, cold, freezing, holding, condition, matrix."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.condition import condition_of
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.material import Material
from avloppsanalys.sampling import sampler_modes
from avloppsanalys.wording import Language, text

__all__ = ["sampling_checks"]

Floats = npt.NDArray[np.float64]

_IGNORES_FLOW: Final = ("time_proportional", "grab")
_MATRICES: Final = ("whole", "filtered")


def sampling_checks(material: Material, lang: Language) -> list[Finding]:
    """Return the findings of QUA001 to QUA008."""
    samples, each = material.samples, material.each_sample
    start, end, frozen, analysed = (
        samples[name].to_numpy(dtype="datetime64[us]") for name in ("start", "end", "frozen_at", "analysed_at")
    )
    interval, cold = (samples[name].to_numpy(dtype=float) for name in ("sampling_interval_min", "temperature_c"))
    modes = sampler_modes(samples["sampler_mode"])
    longest = np.where(
        np.isnat(frozen), material.limits.of("QUA006", "high_unfrozen"), material.limits.of("QUA006", "high_frozen")
    )
    return [
        findings(material.limits, each, "QUA001", _hours(end - start)),
        findings(
            material.limits,
            each,
            "QUA002",
            known=modes.notna().to_numpy(),
            flagged=modes.isin(_IGNORES_FLOW).to_numpy(),
            detail=samples["sampler_mode"].to_numpy(dtype=object),
        ),
        findings(material.limits, each, "QUA003", interval),
        findings(material.limits, each, "QUA004", cold),
        findings(material.limits, each, "QUA005", _hours(frozen - end)),
        findings(material.limits, each, "QUA006", _hours(analysed - end) / 24, high=longest),
        _condition(material),
        _matrix(material, lang),
    ]


def _hours(length: npt.NDArray[np.timedelta64]) -> Floats:
    """Return lengths in hours."""
    return np.asarray(length / np.timedelta64(1, "us")) / 1_000_000 / 3600


def _condition(material: Material) -> Finding:
    """Return what is said of each sample's arrival; words that nobody listed are for a person to read."""
    said = material.samples["condition"]
    written = said.fillna("").str.strip() != ""
    means = said.where(written).map({note: condition_of(note) for note in said.dropna().unique()})
    return findings(
        material.limits,
        material.each_sample,
        "QUA007",
        known=means.isin(["sound", "bad"]).to_numpy(),
        flagged=means.eq("bad").to_numpy(),
        detail=said.to_numpy(dtype=object),
        reason=np.where(written, "read_note", "not_given"),
    )


def _matrix(material: Material, lang: Language) -> Finding:
    """Return whether the same water was analysed, whole or filtered, as the time before that it was stated."""
    code, words = pd.factorize(material.answers.table["matrix"])
    stated = np.flatnonzero(code >= 0)
    # by series, and within it by time
    stated = stated[np.argsort(material.answers.series[stated], kind="stable")]
    again = np.flatnonzero(np.diff(material.answers.series[stated]) == 0)
    before = np.full(len(code), -1)
    before[stated[again + 1]] = code[stated[again]]
    flagged = (before >= 0) & (before != code)
    names = [text(f"quality.matrix.{one}", lang) if one in _MATRICES else one for one in words]
    changes = np.array(
        [[text("quality.matrix", lang, now=now, before=old) for now in names] for old in names], dtype=object
    ).reshape(len(names), len(names))
    detail = np.array([*names, np.nan], dtype=object)[code]
    detail[flagged] = changes[before[flagged], code[flagged]]
    return findings(material.limits, material.each_answer, "QUA008", known=code >= 0, flagged=flagged, detail=detail)
