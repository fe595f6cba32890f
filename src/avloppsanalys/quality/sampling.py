"""How the sample was taken and kept: length, sampler, interval, cold, freezing, holding, condition, matrix."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.quality.condition import condition_of
from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import Material
from avloppsanalys.sampling import sampler_modes
from avloppsanalys.wording import Language, text

__all__ = ["sampling_checks"]

_IGNORES_FLOW: Final = ("time_proportional", "grab")
_MATRICES: Final = ("whole", "filtered")


def sampling_checks(material: Material, lang: Language) -> list[pd.DataFrame]:
    """Return the findings of QUA001 to QUA008."""
    samples = material.samples
    modes = sampler_modes(samples["sampler_mode"])
    frozen = samples["frozen_at"].notna()
    holding = _hours(samples["analysed_at"] - samples["end"]) / 24
    longest = np.where(frozen, limit("QUA006", "high_frozen"), limit("QUA006", "high_unfrozen"))
    return [
        findings(samples, "QUA001", _hours(samples["end"] - samples["start"])),
        findings(
            samples,
            "QUA002",
            known=modes.notna(),
            flagged=modes.isin(_IGNORES_FLOW),
            detail=samples["sampler_mode"],
        ),
        findings(samples, "QUA003", samples["sampling_interval_min"]),
        findings(samples, "QUA004", samples["temperature_c"]),
        findings(samples, "QUA005", _hours(samples["frozen_at"] - samples["end"])),
        findings(samples, "QUA006", holding, high=pd.Series(longest, index=samples.index)),
        _condition(samples),
        _matrix(material.answers, lang),
    ]


def _hours(length: pd.Series[pd.Timedelta]) -> pd.Series[float]:
    """Return lengths in hours."""
    return length.dt.total_seconds() / 3600


def _condition(samples: pd.DataFrame) -> pd.DataFrame:
    """Return what is said of each sample's arrival; words that nobody listed are for a person to read."""
    said = samples["condition"]
    written = said.fillna("").astype("str").str.strip() != ""
    means = said.where(written).map({note: condition_of(note) for note in said.dropna().unique()})
    return findings(
        samples,
        "QUA007",
        known=means.isin(["sound", "bad"]),
        flagged=means.eq("bad"),
        detail=said,
        reason=pd.Series(np.where(written, "read_note", "not_given"), index=samples.index).astype("str"),
    )


def _matrix(answers: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return whether the same water was analysed, whole or filtered, as the time before that it was stated."""
    stated = answers[answers["matrix"].notna()]
    before = stated.groupby(["plant", "residue"], sort=False)["matrix"].shift().reindex(answers.index)
    known = answers["matrix"].notna()
    words = answers.loc[known, "matrix"].unique()
    names = {one: text(f"quality.matrix.{one}", lang) if one in _MATRICES else one for one in words}
    changes = {
        (old, new): text("quality.matrix", lang, now=names[new], before=names[old]) for old in names for new in names
    }
    flagged = before.notna() & (before != answers["matrix"])
    told = pd.Series(list(zip(before, answers["matrix"], strict=True)), index=answers.index).map(changes)
    return findings(
        answers,
        "QUA008",
        known=known,
        flagged=flagged,
        detail=told.where(flagged, answers["matrix"].map(names)).astype("str"),
    )
