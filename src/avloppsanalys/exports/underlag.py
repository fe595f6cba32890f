"""The underlag as a document that other programs read: every level with what it rests on and what it does not say.

``underlag.schema.json`` beside this file says what may stand in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.exports.context_records import context_facts, context_records
from avloppsanalys.lagesbild import prescribed_words
from avloppsanalys.levels import beside_mass
from avloppsanalys.reference import display_name, tables_digest, tables_version
from avloppsanalys.tables import (
    CONTEXT,
    EUROPE,
    EVENTS,
    FOLLOW_UP,
    LEVELS,
    MASS_LEVELS,
    PRESCRIBED,
    PROBLEMS,
    QUALITY,
    QUALITY_VERDICTS,
    TIMEZONE,
    TRENDS,
    arrange,
    check,
    empty,
)
from avloppsanalys.wording import Language, text

if TYPE_CHECKING:
    from avloppsanalys.lagesbild import IndicatorCard, NotSampled
    from avloppsanalys.protocol import AnalysisProtocol

__all__ = ["InputFile", "publication_status", "underlag", "underlag_schema", "write_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that the result rests on: its name without folders, the SHA-256 of its bytes, what it was read as."""

    file: str
    sha256: str
    kind: str


def underlag(
    levels: pd.DataFrame,
    trends: pd.DataFrame,
    *,
    title: str,
    as_of: pd.Timestamp | None,
    inputs: Sequence[InputFile],
    protocol: AnalysisProtocol,
    problems: pd.DataFrame,
    quality: pd.DataFrame,
    library_version: str,
    caveats: Sequence[Sequence[str]],
    season_levels: pd.DataFrame | None = None,
    decision: Mapping[str, Any] | None = None,
    withheld: Mapping[str, str] = MappingProxyType({}),
    follow_up: pd.DataFrame | None = None,
    follow_up_words: Sequence[str] = (),
    cards: Sequence[IndicatorCard] = (),
    not_sampled: Sequence[NotSampled] = (),
    control_questions: Sequence[tuple[str, str]] = (),
    purpose: str | None = None,
    europe: pd.DataFrame | None = None,
    europe_words: Sequence[str] = (),
    prescribed: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    context: pd.DataFrame | None = None,
    synthetic: bool = False,
    lang: Language = "sv",
) -> dict[str, Any]:
    """Return the underlag as plain dicts and lists, in the order in which they are written.

    Nothing is computed: each row of `levels` becomes one indicator, each of `trends` one change.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    trends : pandas.DataFrame
        A table of trends.
    title : str
        What the document is called.
    as_of : pandas.Timestamp or None
        The moment up to which lab answers count; None or NaT when no answer is dated.
    inputs : sequence of InputFile
        The files that were read.
    protocol : AnalysisProtocol
        How it was calculated.
    problems : pandas.DataFrame
        A table of problems; only their number goes into the document.
    quality : pandas.DataFrame
        A table of quality; the flags go into the document whole, the rest as numbers.
    library_version : str
        Version of this package.
    caveats : sequence of sequence of str
        Ids of the texts ``caveat.<id>`` that go with each level, one sequence a row of `levels`.
    season_levels : pandas.DataFrame, optional
        A table of mass levels: what stands beside the loads of marked seasons.
    decision : mapping, optional
        The decision to publish: `digest`, `decided_by`, `decided_on` and `motivation`. Without one it is internal.
    withheld : mapping of str to str
        The places that are not published, with the reason of each.
    follow_up : pandas.DataFrame, optional
        A table of what became of the plan of sampling; without rows the same as none.
    follow_up_words : sequence of str
        The same in sentences.
    cards : sequence of IndicatorCard
        What each substance at each place says, in words.
    not_sampled : sequence of NotSampled
        The places that have no answer for the period that is asked about.
    control_questions : sequence of (str, str)
        Control questions, each with its answer.
    purpose : str, optional
        Why these drugs are followed: part of what a decision is about.
    europe : pandas.DataFrame, optional
        What `weekdays.euda_view` returned; without rows the document does not mention Europe.
    europe_words : sequence of str
        The same in sentences.
    prescribed : pandas.DataFrame, optional
        A table of prescribed loads.
    events : pandas.DataFrame, optional
        A table of events, which charts draw: part of what a decision is about.
    context : pandas.DataFrame, optional
        A table of other indicators, in which small counts are suppressed already.
    synthetic : bool, default False
        Whether the data are invented.
    lang : {"sv", "en"}, default "sv"
        Language of the caveats.

    Returns
    -------
    dict
        Fits ``underlag.schema.json``; a number that does not exist is None.

    Raises
    ------
    TableError
        If `levels`, `trends`, `problems` or `quality` is not such a table.
    UnknownNameError
        If a substance or a caveat is not known.
    """
    check(levels, LEVELS)
    check(trends, TRENDS)
    check(problems, PROBLEMS)
    check(quality, QUALITY)
    mass = empty(MASS_LEVELS) if season_levels is None else season_levels
    happened = arrange(empty(EVENTS) if events is None else events, EVENTS)
    happened = happened[["place", "start", "end", "event_type", "description"]].sort_values(["start", "end"])
    flags, followed = _quality(arrange(quality, QUALITY)), _follow_up(follow_up, follow_up_words)
    indicators = _indicators(beside_mass(arrange(levels, LEVELS), mass), caveats, lang)
    changes = _changes(arrange(trends, TRENDS))
    european = _europe(europe, europe_words)
    expected = _prescribed(empty(PRESCRIBED) if prescribed is None else prescribed, lang)
    beside = context_records(empty(CONTEXT) if context is None else context, lang)
    told = [
        *indicators,
        *changes,
        *({name: value for name, value in row.items() if name != "text"} for row in expected),
        *({name: flag[name] for name in _FLAG_FACTS} for flag in flags["flags"]),
        *(followed["years"] if followed else ()),
        *(european["comparisons"] if european else ()),
        *happened.astype("str").to_dict("records"),
        *context_facts(beside),
    ]
    severities = problems["severity"].value_counts()
    named = [title, protocol.name, protocol.digest, *([purpose] if purpose else [])]
    general = {"synthetic": synthetic, "population_level": True, "over_the_period": len(trends) > 0}
    return {
        "schema": "underlag/1",
        "title": title,
        "synthetic": synthetic,
        "as_of": None if as_of is None or pd.isna(as_of) else as_of.isoformat(),
        "library_version": library_version,
        "tables_version": tables_version(),
        "tables_digest": tables_digest(),
        "protocol": {
            "name": protocol.name,
            "version": protocol.version,
            "digest": protocol.digest,
            "roles": dict(protocol.roles),
        },
        "inputs": [asdict(file) for file in inputs],
        "problems": {severity: int(severities.get(severity, 0)) for severity in ("error", "warning", "note")},
        "quality": flags,
        "caveats": _told([name for name, holds in general.items() if holds], lang),
        "publication": {
            "status": publication_status(public=decision is not None),
            "digest": decision["digest"] if decision else _digest(named, told),
            **{key: str(decision[key]) if decision else None for key in ("decided_by", "decided_on", "motivation")},
            "withheld": [{"place": place, "reason": reason} for place, reason in withheld.items()],
        },
        "cards": [_card(card) for card in cards],
        "not_sampled": [asdict(gap) for gap in not_sampled],
        "control_questions": [{"question": asked, "answer": answer} for asked, answer in control_questions],
        "indicators": indicators,
        "changes": changes,
        "prescribed": expected,
        "follow_up": followed,
        "context": beside,
        **({"europe": european} if european else {}),
    }


def publication_status(*, public: bool) -> str:
    """Return the mark of a result on everything that leaves the program: ``internt`` or ``publikt``."""
    return "publikt" if public else "internt"


def write_json(document: Mapping[str, Any], path: Path) -> None:
    r"""Write an underlag as JSON: UTF-8, two spaces of indent, ``\n`` line ends, keys in their order.

    Parameters
    ----------
    document : mapping
        What `underlag` returned.
    path : pathlib.Path
        File to write; its folder must exist.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no word for that.
    """
    written = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(written + "\n", encoding="utf-8", newline="\n")


def underlag_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the underlag.

    Returns
    -------
    dict

    Examples
    --------
    >>> underlag_schema()["$id"]
    'urn:avloppsanalys:underlag:1'
    """
    schema: dict[str, Any] = json.loads((files("avloppsanalys.exports") / "underlag.schema.json").read_text("utf-8"))
    return schema


def _card(card: IndicatorCard) -> dict[str, Any]:
    """Return a card as a record; a number that does not exist is None."""
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(card).items()}
    return {name: None if isinstance(one, float) and not np.isfinite(one) else one for name, one in told.items()}


def _indicators(levels: pd.DataFrame, caveats: Sequence[Sequence[str]], lang: Language) -> list[Any]:
    """Return one record a level."""
    names = {name: display_name(name) for name in levels["substance"].unique()}
    last_days = levels["period_end"] - pd.Timedelta(seconds=1)
    columns = {
        "place": levels["place"],
        "substance": levels["substance"],
        "substance_sv": levels["substance"].map(names),
        "quantity": levels["quantity"],
        "unit": levels["unit"],
        "period": levels["period"],
        "period_start": levels["period_start"].dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d"),
        "period_end": last_days.dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d"),
        **{name: _finite(levels[name]) for name in ("estimate", "low", "high", "interval_level")},
        **{name: levels[name] for name in ("n_days", "n_campaigns", "n_below_loq")},
        **{name: _finite(levels[name]) for name in ("detection_frequency", "detection_low", "detection_high")},
        "factor_set": levels["factor_set"].fillna("none"),
        "factor_status": levels["factor_status"].replace("", None),
        "dose_mg": levels["dose_mg"],
        "marked_season": levels["season"],
        **{name: _finite(levels[name]) for name in _MASS},
        "method": levels["method"],
    }
    frame = pd.DataFrame(columns).astype("object")
    records = frame.where(frame.notna(), None).to_dict("records")
    return [record | {"caveats": _told(ids, lang)} for record, ids in zip(records, caveats, strict=True)]


def _changes(trends: pd.DataFrame) -> list[Any]:
    """Return one record a row of trends."""
    text_columns = ("verdict", "reason", "first_period", "last_period", "factor_status")
    columns = {
        **{name: trends[name] for name in ("place", "substance")},
        "substance_sv": trends["substance"].map({name: display_name(name) for name in trends["substance"].unique()}),
        **{name: trends[name] for name in ("quantity", "factor_set", "comparison")},
        **{name: trends[name].replace("", None) for name in text_columns},
        **{name: _finite(trends[name]) for name in _CHANGE_NUMBERS},
        **{name: trends[name] for name in ("is_new", "is_main", "n_periods", "n_days", "n_blocks")},
        "note": trends["note"].fillna(""),
    }
    frame = pd.DataFrame(columns).astype("object")
    records: list[Any] = frame.where(frame.notna(), None).to_dict("records")
    return records


def _prescribed(prescribed: pd.DataFrame, lang: Language) -> list[Any]:
    """Return one record a level beside which prescribed medicines stand, with the same in words."""
    check(prescribed, PRESCRIBED)
    rows = arrange(prescribed, PRESCRIBED)
    words = [prescribed_words(row, lang) for row in rows.to_dict("records")]
    days = {
        "prescriptions_start": rows["prescriptions_start"],
        "prescriptions_end": rows["prescriptions_end"] - pd.Timedelta(seconds=1),
    }
    columns = {
        **{name: rows[name] for name in ("place", "substance")},
        "substance_sv": rows["substance"].map({name: display_name(name) for name in rows["substance"].unique()}),
        **{name: rows[name] for name in ("period", "unit", "medicines")},
        **{name: _finite(rows[name]) for name in _PRESCRIBED_NUMBERS},
        **{name: rows[name] for name in ("verdict", "reason")},
        **{name: moments.dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d") for name, moments in days.items()},
        **{name: rows[name] for name in ("factor_status", "source", "note")},
        "text": pd.Series(words, index=rows.index, dtype="str"),
    }
    frame = pd.DataFrame(columns).astype("object")
    records = frame.where(frame.notna(), None).to_dict("records")
    return [record | {"caveats": _told(["prescribed_basis"], lang)} for record in records]


_PRESCRIBED_NUMBERS: Final = (
    "expected", "expected_low", "expected_high", "observed", "observed_low", "observed_high", "net", "net_low",
    "net_high", "interval_level",
)  # fmt: skip
_MASS: Final = ("level_g_per_day", "level_low_g_per_day", "level_high_g_per_day")


def _digest(named: list[str], told: Sequence[Mapping[Any, Any]]) -> str:
    """Return twelve hexadecimal digits of what is told, whatever the language, the version and the last digits."""
    records = [
        {**record, "caveats": [caveat["id"] for caveat in record["caveats"]]} if "caveats" in record else record
        for record in told
    ]
    plain = [
        sorted(
            (key, f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)) for key, value in record.items()
        )
        for record in records
    ]
    return hashlib.sha256(repr([*named, *plain]).encode()).hexdigest()[:12]


_FLAG_FACTS: Final = ("plant", "date", "sample_id", "substance", "check", "value")
"""What a flag says in any language."""

_DIGITS: Final = 6
"""Computers differ in the last digits of a number: those are no change of a result."""


def _follow_up(table: pd.DataFrame | None, words: Sequence[str]) -> dict[str, Any] | None:
    """Return one record a year, and the words; None without a plan."""
    if table is None or table.empty:
        return None
    check(table, FOLLOW_UP)
    frame = arrange(table, FOLLOW_UP).astype("object")
    return {"years": frame.where(frame.notna(), None).to_dict("records"), "text": list(words)}


def _europe(table: pd.DataFrame | None, words: Sequence[str]) -> dict[str, Any] | None:
    """Return one record a comparison with EUDA's towns, and the words; None where EUDA's file was not given."""
    if table is None or table.empty:
        return None
    check(table, EUROPE)
    rows = arrange(table, EUROPE)
    days = {name: rows[name].dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d") for name in ("first_day", "last_day")}
    frame = rows.assign(**days).astype("object")
    return {"comparisons": frame.where(frame.notna(), None).to_dict("records"), "text": list(words)}


_CHANGE_NUMBERS: Final = (
    "change_percent", "low_percent", "high_percent", "interval_level", "smallest_detectable_percent",
    "theil_sen_percent", "theil_sen_low_percent", "theil_sen_high_percent", "step_percent", "step_low_percent",
    "step_high_percent",
)  # fmt: skip


def _quality(quality: pd.DataFrame) -> dict[str, Any]:
    """Return how many checks ended in each verdict, every flag, and the checks that no sample could be put to."""
    counts = quality["verdict"].value_counts()
    flags = quality[quality["verdict"] == "flag"]
    assessed = quality.loc[quality["verdict"] != "not_assessable", "check"].unique()
    columns = {
        **{name: flags[name] for name in ("plant", "sample_id")},
        "date": flags["start"].dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d"),
        **{name: flags[name] for name in ("substance", "check", "what")},
        **{name: _finite(flags[name]) for name in ("value", "threshold_low", "threshold_high")},
        **{name: flags[name] for name in ("unit", "detail", "consequence", "remedy", "source")},
    }
    frame = pd.DataFrame(columns).astype("object")
    return {
        **{verdict: int(counts.get(verdict, 0)) for verdict in QUALITY_VERDICTS},
        "flags": frame.where(frame.notna(), None).to_dict("records"),
        "never_assessed": sorted(set(quality["check"]) - set(assessed)),
    }


def _finite(values: pd.Series[float]) -> pd.Series[float]:
    """Return values with what is not a finite number missing: an unbounded end of an interval is no number."""
    return values.where(np.isfinite(values))


def _told(caveats: Sequence[str], lang: Language) -> list[dict[str, str]]:
    """Return caveats as ids with their texts."""
    return [{"id": name, "text": text(f"caveat.{name}", lang)} for name in caveats]
