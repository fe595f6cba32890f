"""What can only be seen when all entries stand beside each other: names, repetitions, contradictions, overlaps."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.calendar import overlapped
from avloppsanalys.readers.account import flag
from avloppsanalys.readers.headers import REPORTED_QUANTITIES
from avloppsanalys.readers.reported import CONCENTRATION
from avloppsanalys.wording import ProblemLog, text

__all__ = ["add_sample_ids", "check_overlaps", "check_repeated", "check_sample_times"]

_SAMPLE = ["plant", "sample_id", "sample_type"]
_ANSWER = [*_SAMPLE, "substance_name"]
_MEASURED = [
    "qualifier", "concentration_ng_per_l", "concentration_low_ng_per_l", "concentration_high_ng_per_l",
]  # fmt: skip
_QUANTITIES = [_MEASURED, *([f"{name}_value"] for name in (CONCENTRATION, *REPORTED_QUANTITIES))]


def add_sample_ids(rows: pd.DataFrame) -> None:
    """Name samples that have no id by plant and day, with the time where two begin on the same day; in place."""
    nameless = (rows["sample_id"] == "") & rows["start_at"].notna()
    if not nameless.any():
        return
    own = rows.loc[nameless]
    day = own["start_at"].dt.strftime("%Y-%m-%d")
    several = own.groupby([own["plant"], day], sort=False)["start_at"].transform("nunique") > 1
    moment = day.mask(several, own["start_at"].dt.strftime("%Y-%m-%d %H:%M"))
    rows.loc[nameless, "sample_id"] = own["plant"] + " " + moment


def check_sample_times(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Set aside samples that begin or end at two different times."""
    left = rows[~rows["aside"]]
    times = left.groupby(_SAMPLE, sort=False)[["start_at", "end_at"]].transform("nunique")
    torn = (times > 1).any(axis=1).reindex(rows.index, fill_value=False)
    flag(rows, torn, "LAB020", log, sample=rows["sample_id"], plant=rows["plant"])


def check_repeated(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Merge answers that are repeated with the same value, and set aside those repeated with another.

    A later revision is no repetition: another number of revision, or another report that became available at another
    time. Each quantity is compared with itself, so that a load may stand in another row than its concentration.
    """
    if not rows.duplicated([*_ANSWER, "revision"]).any():
        return
    clash, first = pd.Series(False, index=rows.index), pd.Series(index=rows.index, dtype="Int64")
    for columns in _QUANTITIES:
        left = rows[~rows["aside"] & (rows["residue"] != "") & (rows["qualifier"] != "")]
        if columns is not _MEASURED:
            left = rows[~rows["aside"] & rows[columns[0]].notna()]
        repeated, differing = _compare(left, columns)
        first = first.fillna(repeated.reindex(rows.index))
        clash |= differing.reindex(rows.index, fill_value=False)
    flag(rows, clash, "LAB021", log, sample=rows["sample_id"], substance=rows["label"], text=rows["printed"])
    again = first.notna() & ~clash
    if again.any():
        own, counted = _named(rows[again], log), _named(rows.loc[first[again]], log, place=True)
        told = {"sample": rows["sample_id"], "substance": rows["label"], "answer": own.reindex(rows.index)}
        counted = counted.set_axis(own.index).reindex(rows.index)
        flag(rows, again, "LAB022", log, aside=True, **told, counted=counted)


def _named(answers: pd.DataFrame, log: ProblemLog, *, place: bool = False) -> pd.Series:
    """Return the laboratory and the report of answers, with `place` also the line of the file."""
    given = answers["lab"].where(answers["lab"] == "", answers["lab"] + ", ")
    names = [text("answer.report", log.lang, report=report) for report in answers["report_id"]]
    if place:
        lines = zip(names, answers["file"], answers["line"], strict=True)
        names = [f"{name}, {text('answer.line', log.lang, file=file, line=line)}" for name, file, line in lines]
    return given + pd.Series(names, index=answers.index, dtype="str")


def _compare(left: pd.DataFrame, columns: list[str]) -> tuple[pd.Series, pd.Series]:
    """Return which earlier answer each one repeats, missing where it repeats none, and which contradict another."""
    left = left[left.duplicated([*_ANSWER, "revision"], keep=False)]
    if left.empty:
        return pd.Series(dtype="Int64"), pd.Series(dtype=bool)
    answer = left.groupby([*_ANSWER, "revision"], sort=False).ngroup()
    value = left.groupby(columns, sort=False, dropna=False).ngroup()
    groups = pd.DataFrame({"answer": answer, "value": value})
    order = left.sort_values(["available_at", "file_number", "line"], kind="stable").index
    ordered = groups.loc[order].assign(at=order)
    again = ordered.duplicated(["answer", "value"]).reindex(left.index)
    first = ordered.groupby(["answer", "value"], sort=False)["at"].transform("first").reindex(left.index)
    rest = groups[~again].assign(known=left["available_at"], report=left["report_id"]).groupby("answer")
    size = rest["value"].transform("size")
    revised = (rest["known"].transform("nunique") == size) & (rest["report"].transform("nunique") == size)
    return first.where(again).astype("Int64"), (size > 1) & ~revised


def check_overlaps(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Warn of samples of one plant that overlap in time."""
    left = rows[~rows["aside"] & (rows["sample_type"] == "sample") & rows["start_at"].notna()]
    samples = left[["plant", "sample_id", "start_at", "end_at"]].drop_duplicates(["plant", "sample_id"])
    if len(samples) < 2:
        return
    samples = samples.sort_values(["plant", "start_at", "end_at", "sample_id"])
    other = overlapped(samples, "sample_id", start="start_at", end="end_at").reindex(rows.index)
    flag(rows, other.notna(), "LAB023", log, sample=rows["sample_id"], other=other, plant=rows["plant"])
