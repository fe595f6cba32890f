"""All checks of all samples as one table: what was found, what follows from it, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from avloppsanalys.quality.dates import date_checks
from avloppsanalys.quality.findings import CHECKS, OwnLimits, own_limits
from avloppsanalys.quality.flow import flow_checks
from avloppsanalys.quality.history import history_checks
from avloppsanalys.quality.laboratory import laboratory_checks
from avloppsanalys.quality.material import SAMPLE, gather
from avloppsanalys.quality.population import population_checks, recounted
from avloppsanalys.quality.ratios import ratio_checks
from avloppsanalys.quality.sampling import sampling_checks
from avloppsanalys.reference import threshold
from avloppsanalys.reference import thresholds as tabled_thresholds
from avloppsanalys.tables import QUALITY, QUALITY_VERDICTS, arrange
from avloppsanalys.wording import Language, cited, text

__all__ = ["quality_report"]

_ORDER: Final = ["rank", "check", "plant", "start", "sample_id", "substance"]


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
    material = gather(joined, samples, events)
    with own_limits(own):
        found = [
            *sampling_checks(material, lang),
            *flow_checks(material),
            *ratio_checks(material, lang),
            *history_checks(material),
            *laboratory_checks(material, lang),
            *population_checks(material, lang),
            *date_checks(material, lang),
        ]
    rows = _once_a_sample(arrange(pd.concat([part for part in found if len(part)] or found[:1]), QUALITY))
    told = _with_texts(rows, own, lang)
    rank = told["verdict"].map({verdict: place for place, verdict in enumerate(QUALITY_VERDICTS)})
    return arrange(told.assign(rank=rank).sort_values(_ORDER, kind="stable"), QUALITY)


def _once_a_sample(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for a sample and check of which no substance can be assessed, without naming any substance."""
    each = [*SAMPLE, "check"]
    unknown = rows["verdict"] == "not_assessable"
    none = unknown.groupby([rows[name] for name in each]).transform("all")
    # what is told of the whole sample is the reason that most of its substances share
    shared = rows[none].groupby([*each, "reason"], dropna=False)["verdict"].transform("size")
    told = rows[none].assign(size=shared).sort_values(["size", "reason"], ascending=[False, True], kind="stable")
    return pd.concat([rows[~none], told.drop_duplicates(each).assign(substance=None).drop(columns="size")])


def _with_texts(rows: pd.DataFrame, own: OwnLimits, lang: Language) -> pd.DataFrame:
    """Return rows with name, unit, consequence, remedy and source; each different text is fetched once."""
    check, flagged = rows["check"], rows["verdict"] == "flag"
    told_as = check.mask(flagged & recounted(rows), "QUA050.recounted")
    named = {
        name: told_as.map({one: text(f"quality.{one}.{name}", lang) for one in (*CHECKS, "QUA050.recounted")})
        for name in ("consequence", "remedy")
    }
    both = pd.MultiIndex.from_frame(rows[["check", "reason"]].fillna(""))
    codes, pairs = both.factorize()
    words = pd.DataFrame([_reason(one, reason, lang) for one, reason in pairs], columns=["reason", "remedy"])
    missing = words.take(codes).set_axis(rows.index, axis=0)
    return rows.assign(
        what=check.map({one: text(f"quality.{one}.name", lang) for one in CHECKS}),
        unit=check.map({one: text(f"quality.{one}.unit", lang) for one in {row.check for row in tabled_thresholds()}}),
        reason=missing["reason"],
        consequence=named["consequence"].where(flagged),
        remedy=named["remedy"].where(flagged, missing["remedy"]),
        source=check.map({one: _sources(one, own.get(one, {}), lang) for one in CHECKS}),
    )


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
