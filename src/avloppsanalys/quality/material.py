"""What the checks look at: samples with their papers, the answers on them, and the duplicates and blanks beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from avloppsanalys.tables import EVENTS, MEASUREMENTS, SAMPLES, arrange, check, empty
from avloppsanalys.wording import Language, ProblemLog, moment

__all__ = ["SAMPLE", "Material", "gather", "unmatched_sheets"]

SAMPLE: Final = ["plant", "sample_id"]
"""What names a sample."""

_JOINED: Final = ("flow_m3_per_day", "population", "population_method", "sampler_mode", "sampling_interval_min")
_SHEET_ONLY: Final = [name for name in SAMPLES.columns if name not in MEASUREMENTS.columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Tables that the checks read.

    `answers` has one row a sample and residue, `samples` one row a sample, `duplicates` and `blanks` one row each and
    residue; all by plant, start and name. `events` is None where no log was given.
    """

    answers: pd.DataFrame
    samples: pd.DataFrame
    duplicates: pd.DataFrame
    blanks: pd.DataFrame
    events: pd.DataFrame | None


def gather(joined: pd.DataFrame, samples: pd.DataFrame | None, events: pd.DataFrame | None) -> Material:
    """Return the material of the checks; see `quality_report` for the tables."""
    check(joined, MEASUREMENTS)
    sheet = empty(SAMPLES) if samples is None else samples
    check(sheet, SAMPLES, unique=True)
    if events is not None:
        check(events, EVENTS)
    kind = joined["sample_type"].fillna("sample") if "sample_type" in joined.columns else "sample"
    columns = {name: joined[name].to_numpy() if name in joined.columns else None for name in _JOINED}
    rows = arrange(joined, MEASUREMENTS).assign(sample_type=pd.Series(kind, index=joined.index).to_numpy(), **columns)
    for name in ("flow_m3_per_day", "population", "sampling_interval_min"):
        rows[name] = rows[name].astype("float64")
    rows = rows.sort_values(["plant", "start", "sample_id", "residue", "report_id", "revision"], kind="stable")
    rows = rows.drop_duplicates([*SAMPLE, "residue", "sample_type"], keep="last").reset_index(drop=True)
    parts = {
        kind: rows[rows["sample_type"] == kind].reset_index(drop=True) for kind in ("sample", "duplicate", "blank")
    }
    own = parts["sample"].drop_duplicates(SAMPLE)[[*SAMPLE, "start", "end", *_JOINED]]
    return Material(
        answers=parts["sample"],
        samples=_with_sheet(own, arrange(sheet, SAMPLES)),
        duplicates=parts["duplicate"],
        blanks=parts["blank"],
        events=events,
    )


def _with_sheet(own: pd.DataFrame, sheet: pd.DataFrame) -> pd.DataFrame:
    """Return samples with the columns of their sheet; what the sheet says of the sampler goes before the plant's."""
    said = sheet[[*SAMPLE, *_SHEET_ONLY]].rename(columns={name: f"said_{name}" for name in _JOINED})
    rows = own.merge(said, on=SAMPLE, how="left", validate="one_to_one")
    for name in ("sampler_mode", "sampling_interval_min"):
        rows[name] = rows.pop(f"said_{name}").combine_first(rows[name])
    return rows


def unmatched_sheets(joined: pd.DataFrame, samples: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return where a sheet and the laboratory's answers do not tell of the same samples, as problems.

    Parameters
    ----------
    joined : pandas.DataFrame
        Measurements.
    samples : pandas.DataFrame
        A table of samples, as from `read_samples`.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems, one a sheet's row: SMP004 no answer on the sample, SMP005 the answer has other times, by
        which it meets its flow.
    """
    log = ProblemLog(lang)
    times = joined.drop_duplicates(SAMPLE).set_index(SAMPLE)[["start", "end"]].add_prefix("lab_")
    rows = arrange(samples, SAMPLES).join(times, on=SAMPLE)
    missing = rows["lab_start"].isna()
    torn = rows["start"].notna() & ((rows["start"] != rows["lab_start"]) | (rows["end"] != rows["lab_end"]))
    for rule, found in (("SMP004", missing), ("SMP005", torn & ~missing)):
        for row in rows[found].to_dict("records"):
            line = None if pd.isna(row["source_line"]) else row["source_line"]
            file = "" if pd.isna(row["source_file"]) else row["source_file"]
            moments = {
                name: "–" if pd.isna(row[name]) else moment(row[name], lang)
                for name in ("start", "end", "lab_start", "lab_end")
            }
            log.add(rule, file=file, line=line, sample=row["sample_id"], plant=row["plant"], **moments)
    return log.table()
