"""All checks of all samples as one table: what was found, what follows from it, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.dates import date_checks
from avloppsanalys.quality.findings import CHECKS, FLAGGED, NOT_ASSESSED, Finding
from avloppsanalys.quality.flow import flow_checks
from avloppsanalys.quality.history import history_checks
from avloppsanalys.quality.laboratory import laboratory_checks
from avloppsanalys.quality.limits import Limits, OwnLimits
from avloppsanalys.quality.material import SAMPLE, Bottles, Material, gather
from avloppsanalys.quality.population import population_checks
from avloppsanalys.quality.ratios import ratio_checks
from avloppsanalys.quality.sampling import sampling_checks
from avloppsanalys.reference import threshold
from avloppsanalys.reference import thresholds as tabled_thresholds
from avloppsanalys.tables import QUALITY, QUALITY_VERDICTS, arrange
from avloppsanalys.wording import Language, cited, text

__all__ = ["quality_report"]

Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

_COLUMNS: Final = ("rows", "value", "low", "high", "detail", "verdict", "reason")


def quality_report(
    joined: pd.DataFrame,
    *,
    samples: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    thresholds: OwnLimits | None = None,
    lang: Language = "sv",
) -> pd.DataFrame:
    """Check how each sample was taken, kept and analysed, and whether its figures are like the plant's others.

    A flag marks and never deletes: no figure is changed and no sample left out. What was not written down cannot be
    assessed, and is told as that, never as passed. Whether a laboratory's own figures can be right is not asked here:
    that is `compare_with_lab`.

    Parameters
    ----------
    joined : pandas.DataFrame
        Measurements with `flow_m3_per_day` [m³/day] and `population` [persons], as from `join_samples`; duplicates and
        blanks among them are compared with their samples. Without flow or population those checks cannot be assessed.
    samples : pandas.DataFrame, optional
        How each sample was taken and kept, as from `read_samples`.
    events : pandas.DataFrame, optional
        A table of events, as from `read_events`; storhelger are known without.
    thresholds : mapping of str to mapping of str to float, optional
        The kommun's own limits, ``{"QUA010": {"low": 150, "high": 500}}``, in the units of `reference.thresholds`, such
        as `AnalysisProtocol.thresholds`. They go before the tabled ones, and `source` says so.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A `tables.QUALITY` table, flags first. Each sample has at least one row a check; a check of substances has one
        row each, or one without `substance` where none of the sample's substances can be assessed.

    Raises
    ------
    TableError
        If a table lacks a column or holds the wrong kind of values, or a sample has several rows in `samples`.
    UnknownNameError
        If `thresholds` names a check or a limit that does not exist.

    Notes
    -----
    The limits are those of `reference.thresholds`, each with its source; docs/method/quality.md lists them.

    Examples
    --------
    >>> start = pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    >>> joined = pd.DataFrame(
    ...     {"plant": ["A"], "sample_id": ["P1"], "residue": ["MDMA"], "start": [start],
    ...      "end": [start + pd.Timedelta(hours=24)], "concentration_ng_per_l": [31.0],
    ...      "flow_m3_per_day": [12000.0], "population": [17000.0]}
    ... )
    >>> quality_report(joined, lang="en").loc[:0, ["check", "value", "threshold_high", "verdict"]]
        check  value  threshold_high verdict
    0  QUA010  705.9           600.0    flag
    """
    own = thresholds or {}
    for check, limits in own.items():
        for name in limits:
            threshold(check, name)
    material = gather(joined, samples, events, Limits(own))
    with np.errstate(over="ignore"):  # what is beyond every number is without end, and is flagged
        found = [
            *sampling_checks(material, lang),
            *flow_checks(material),
            *ratio_checks(material, lang),
            *history_checks(material),
            *laboratory_checks(material, lang),
            *population_checks(material, lang),
            *date_checks(material, lang),
        ]
    return arrange(_table(material, found, own, lang), QUALITY)


def _table(material: Material, found: Sequence[Finding], own: OwnLimits, lang: Language) -> pd.DataFrame:
    """Return findings as one table in the order of the report, with their texts."""
    check = np.repeat([CHECKS.index(one.check) for one in found], [len(one.rows) for one in found])
    each = {name: np.concatenate([getattr(one, name) for one in found]) for name in _COLUMNS}
    substance = np.repeat(np.array([one.substance for one in found], dtype=object), [len(one.rows) for one in found])
    rows, answers = each["rows"], material.answers
    sample = np.concatenate([material.each_sample, answers.sample])
    residue = np.append(np.full(len(material.samples), None), answers.table["residue"].to_numpy(dtype=object))
    substance = np.where(pd.isna(substance), residue[rows], substance)
    start = pd.concat([material.samples["start"], answers.table["start"]], ignore_index=True)
    code, reasons = pd.factorize(each["reason"], sort=True)
    kept, whole = _once_a_sample(sample[rows] * len(CHECKS) + check, each["verdict"] == NOT_ASSESSED, code)
    substance[whole] = None
    place = _places(material.samples, sample, start, answers)[rows]
    kept = kept[np.lexsort((place[kept], check[kept], each["verdict"][kept]))]
    check, rows, verdict, value, low, high = (
        column[kept] for column in (check, rows, each["verdict"], each["value"], each["low"], each["high"])
    )
    flagged, within = verdict == FLAGGED, (low <= value) & (value <= high)
    return pd.DataFrame(
        {
            **{name: material.samples[name].array.take(sample[rows]) for name in SAMPLE},
            "start": start.array.take(rows),
            "substance": substance[kept],
            "value": value,
            "threshold_low": low,
            "threshold_high": high,
            "detail": each["detail"][kept],
            "verdict": _named(QUALITY_VERDICTS, verdict),
            "source": _named([_sources(one, own.get(one, {}), lang) for one in CHECKS], check),
            **_texts(check, flagged, within, code[kept], reasons, lang),
        }
    )


def _places(samples: pd.DataFrame, sample: Integers, start: pd.Series[pd.Timestamp], answers: Bottles) -> Integers:
    """Return the place of each sample and answer in the order of the report: plant, start, name, substance."""
    plant, name = (pd.factorize(samples[name], sort=True)[0] for name in SAMPLE)
    residue = pd.factorize(answers.table["residue"], sort=True)[0]
    place = np.empty(len(sample), dtype=np.intp)
    substance = np.append(np.zeros(len(samples), dtype=np.intp), residue)
    order = np.lexsort((substance, name[sample], start.to_numpy(dtype="datetime64[us]"), plant[sample]))
    place[order] = np.arange(len(sample))
    return place


def _once_a_sample(cell: Integers, unknown: Mask, reason: Integers) -> tuple[Integers, Integers]:
    """Return which findings to tell, and which of them of the whole sample: where no substance can be assessed.

    `cell` numbers sample and check. What is told of the whole sample is the reason that most of its substances share.
    """
    assessed = np.bincount(cell, ~unknown) > 0
    none = np.flatnonzero(~assessed[cell])
    pair = cell[none] * (reason.max(initial=0) + 1) + reason[none]
    _, at, size = np.unique(pair, return_inverse=True, return_counts=True)
    order = none[np.lexsort((reason[none], -size[at], cell[none]))]
    first = order[np.diff(cell[order], prepend=-1) != 0]
    return np.concatenate([np.flatnonzero(assessed[cell]), first]), first


def _texts(
    check: Integers, flagged: Mask, within: Mask, reason: Integers, reasons: npt.NDArray[Any], lang: Language
) -> dict[str, pd.api.extensions.ExtensionArray]:
    """Return name, unit, consequence and remedy of each row; each different text is fetched once."""
    limited = {row.check for row in tabled_thresholds()}
    units = [text(f"quality.{one}.unit", lang) if one in limited else None for one in CHECKS]
    pairs, at = np.unique(check * len(reasons) + reason, return_inverse=True)
    unknown = [_reason(CHECKS[pair // len(reasons)], reasons[pair % len(reasons)], lang) for pair in pairs.tolist()]
    of_flag = {
        name: [text(f"quality.{one}.{name}", lang) for one in (*CHECKS, "QUA050.recounted")]
        for name in ("consequence", "remedy")
    }
    # A flag of persons whose number passes is one of how they were counted.
    recounted = (check == CHECKS.index("QUA050")) & within
    of = np.where(flagged, np.where(recounted, len(CHECKS), check), len(CHECKS) + 1 + at)
    return {
        "check": _named(CHECKS, check),
        "what": _named([text(f"quality.{one}.name", lang) for one in CHECKS], check),
        "unit": _named(units, check),
        "reason": _named([why for why, _ in unknown], at),
        "consequence": _named([*of_flag["consequence"], *(None for _ in unknown)], of),
        "remedy": _named([*of_flag["remedy"], *(remedy for _, remedy in unknown)], of),
    }


def _named(words: Sequence[str | None], at: Integers) -> pd.api.extensions.ExtensionArray:
    """Return the word of each row, of which only the different ones are made into a column's."""
    return pd.array(words, dtype="str").take(at)


def _reason(check: str, reason: str, lang: Language) -> tuple[str | None, str | None]:
    """Return why a check could not be assessed, and what to do about it; nothing for one that was."""
    if not reason:
        return None, None
    of = f"quality.{check}.not_given" if reason == "not_given" else f"quality.reason.{reason}"
    return text(of, lang), text(f"{of}.remedy", lang)


def _sources(check: str, own: Mapping[str, float], lang: Language) -> str:
    """Return where the limits of a check come from: the kommun, and each source once with the status of its part."""
    rows = [row for row in tabled_thresholds() if row.check == check and row.name not in own]
    chosen = ", ".join(f"{name} = {value:g}" for name, value in own.items())
    told = [text("quality.own_limit", lang, limits=chosen)] if chosen else []
    return "; ".join([*told, *filter(None, [cited(rows, lang)])]) or text("quality.no_limit", lang)
