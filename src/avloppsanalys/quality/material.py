"""What the checks look at: samples with their papers, the answers on them, and the duplicates and blanks beside."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.bounds import BELOW, span
from avloppsanalys.quality.limits import Limits
from avloppsanalys.tables import EVENTS, MEASUREMENTS, SAMPLES, arrange, check, empty, numbered_by
from avloppsanalys.wording import Language, ProblemLog, moment

__all__ = ["SAMPLE", "Bottles", "Material", "gather", "unmatched_sheets"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

SAMPLE: Final = ["plant", "sample_id"]
"""What names a sample."""

_JOINED: Final = ("flow_m3_per_day", "population", "population_method", "sampler_mode", "sampling_interval_min")
_NUMBERS: Final = ("flow_m3_per_day", "population", "sampling_interval_min")
_ORDERED: Final = (*SAMPLE, "residue", "report_id")
_KINDS: Final = ("sample", "duplicate", "blank")
_SHEET_ONLY: Final = [name for name in SAMPLES.columns if name not in MEASUREMENTS.columns]
_SHEET_ALONE: Final = [name for name in _SHEET_ONLY if name not in _JOINED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottles:
    """Answers on bottles of one kind, one row a bottle and residue, with numbers for what rows share.

    The numbers are the same for samples, duplicates and blanks, so that these can be laid beside each other.
    """

    table: pd.DataFrame
    sample: Integers
    """Of the plant and name of the bottle."""
    series: Integers
    """Of the plant and residue."""
    residue: Integers
    low: Floats
    """The least that the concentration can be [ng/L], and in `high` the most (`bounds.span`)."""
    high: Floats
    below: Mask
    """Not found enough of, and not measured either."""
    detected: Mask

    def between(self, first: int, end: int) -> Bottles:
        """Return the rows from one up to another."""
        rest = {name: getattr(self, name)[first:end] for name in Bottles.__dataclass_fields__ if name != "table"}
        return Bottles(table=self.table[first:end].reset_index(drop=True), **rest)

    @property
    def open_high(self) -> Floats:
        """The most, without end where only the least is known: a sum with what is unknown must not seem known."""
        return np.where(~np.isnan(self.low) & np.isnan(self.high), np.inf, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Tables that the checks read, and the limits that they compare with.

    `answers` has one row a sample and residue, `samples` one row a sample, `duplicates` and `blanks` one row each and
    residue; all by plant, start and name. A sample's number in `answers` is its row in `samples`. `events` is None
    where no log was given.
    """

    answers: Bottles
    samples: pd.DataFrame
    duplicates: Bottles
    blanks: Bottles
    events: pd.DataFrame | None
    limits: Limits

    @property
    def each_sample(self) -> Integers:
        """The numbers of the samples among what findings are of: samples first, then answers."""
        return np.arange(len(self.samples))

    @property
    def each_answer(self) -> Integers:
        """The numbers of the answers among what findings are of."""
        return len(self.samples) + np.arange(len(self.answers.sample))


def gather(joined: pd.DataFrame, samples: pd.DataFrame | None, events: pd.DataFrame | None, limits: Limits) -> Material:
    """Return the material of the checks; see `quality_report` for the tables."""
    check(joined, MEASUREMENTS)
    sheet = empty(SAMPLES) if samples is None else samples
    check(sheet, SAMPLES, unique=True)
    if events is not None:
        check(events, EVENTS)
    columns: dict[str, Any] = {name: joined[name].array if name in joined.columns else None for name in _JOINED}
    for name in _NUMBERS:
        columns[name] = np.nan if columns[name] is None else columns[name].astype("float64")
    rows = arrange(joined, MEASUREMENTS)
    rows = rows.assign(sample_type=rows["sample_type"].fillna("sample"), **columns)
    code = {name: pd.factorize(rows[name], sort=True, use_na_sentinel=False)[0] for name in _ORDERED}
    kinds = pd.Categorical(rows["sample_type"], categories=_KINDS).codes
    revision = rows["revision"].to_numpy(dtype=float, na_value=np.nan)
    plant, sample, residue, report = (code[name] for name in _ORDERED)
    # Samples first: they are then numbered from 0 in their order.
    order = np.lexsort((revision, report, residue, sample, rows["start"].to_numpy("datetime64[us]"), plant, kinds))
    order = order[kinds[order] >= 0]
    answer = pd.Index(numbered_by(rows, [*SAMPLE, "residue", "sample_type"]))
    order = order[~answer.take(order).duplicated(keep="last")]
    rows, kinds = rows.take(order).reset_index(drop=True), kinds[order]
    low, high = span(rows)
    bottles = Bottles(
        table=rows,
        sample=numbered_by(rows, SAMPLE),
        series=numbered_by(rows, ["plant", "residue"]),
        residue=numbered_by(rows, ["residue"]),
        low=low,
        high=high,
        below=rows["qualifier"].isin(BELOW).to_numpy() & ~(low == high),
        detected=(rows["qualifier"] == "detected").to_numpy(),
    )
    ends = [0, *np.cumsum(np.bincount(kinds, minlength=len(_KINDS))).tolist()]
    answers, duplicates, blanks = (bottles.between(*each) for each in itertools.pairwise(ends))
    first = np.unique(answers.sample, return_index=True)[1]
    own = answers.table[[*SAMPLE, "start", "end", *_JOINED]].take(first).reset_index(drop=True)
    return Material(
        answers=answers,
        samples=_with_sheet(own, arrange(sheet, SAMPLES)),
        duplicates=duplicates,
        blanks=blanks,
        events=events,
        limits=limits,
    )


def _with_sheet(own: pd.DataFrame, sheet: pd.DataFrame) -> pd.DataFrame:
    """Return samples with the columns of their sheet; what the sheet says of the sampler goes before the plant's."""
    if sheet.empty:
        return own.join(sheet[_SHEET_ALONE].reindex(own.index))
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
