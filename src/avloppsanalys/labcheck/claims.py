"""Published figures that cannot be right: wrong denominator, wrong time, wrong weekday, another dose."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import weekday_claims
from avloppsanalys.labcheck.printed import as_printed, bounds_of
from avloppsanalys.reference import display_name
from avloppsanalys.tables import CLAIMS, arrange, check
from avloppsanalys.wording import Language, Phrase, ProblemLog, number, quantity, read_unit_words, spread, text

__all__ = ["MOST_DOSES_PER_1000", "check_claims"]

MOST_DOSES_PER_1000: Final = 1000.0
"""One dose a day for every inhabitant, children included: above it a figure is taken for a slip. Chosen by the project;
the largest daily figure printed for a Swedish plant is 315 per 1000 (Valdemarsvik, cannabis, 2019)."""

_SAMPLING: Final = ["plant", "sample_id", "substance", "measure"]
_PERSONS: Final = {"thousand": 1.0, "person": 1000.0}
_FROM_TOTAL: Final = "total"
_CLOSE: Final = 1e-9
_ENDS: Final = (("low", "high"), ("high", "low"))


def check_claims(claims: pd.DataFrame, *, doubtful: Collection[str] = (), lang: Language = "sv") -> pd.DataFrame:
    """Return the published figures that cannot be right, or that cannot be compared, as problems.

    Figures of one substance and sampling (`plant`, `sample_id`) are brought to one unit, with the bounds that their
    rounding leaves, and held against each other. Nothing is corrected: which of two figures is wrong is said only where
    the arithmetic shows it.

    Parameters
    ----------
    claims : pandas.DataFrame
        A table of claims: `value`, the words of its `unit`, and where known `days_sampled` [days], `population`
        [persons], `dose_mg` [mg] and `when`, the time in words; `written` is quoted in place of `unit` where a reader
        has settled what that means.
    doubtful : collection of str
        The `sample_id` of samplings of which nothing confirms the population: where doses in all and per 1000 do not
        meet in it, the figures are not said to be wrong.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: CHK001 doses in all against doses per 1000, CHK002 a sum over days against a daily value,
        CHK003 a thousand times off, CHK004 per inhabitant for per 1000, CHK005 more than a dose for every inhabitant,
        CHK006 the weekday, CHK007 doses of different sizes, CHK008 a unit that does not say enough, CHK010 the total
        printed as per 1000, CHK011 two figures that differ, CHK016 doses in all and per 1000 of a doubtful sampling.

    Raises
    ------
    TableError
        If `claims` lacks a column.

    Examples
    --------
    >>> claims = pd.DataFrame({
    ...     "plant": "Karlshamn", "sample_id": "april 2016", "substance": "cannabis", "days_sampled": 5.0,
    ...     "population": 17600.0, "value": [90.0, 18.0],
    ...     "unit": ["doser per 1000 invånare", "doser per 1000 invånare och dygn"],
    ... })
    >>> check_claims(claims)["rule"].tolist()
    ['CHK002', 'CHK008']
    """
    check(claims, CLAIMS)
    rows = _in_one_unit(as_printed(arrange(claims, CLAIMS)))
    log = ProblemLog(lang)
    _against_each_other(rows, doubtful, log)
    for row in rows.to_dict("records"):
        _by_itself(row, log)
    _doses_of_different_sizes(rows, log)
    return log.table()


def _in_one_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with their bounds per 1000 persons and day; a time that is not said is taken for a day."""
    words = [read_unit_words(unit) for unit in rows["unit"].fillna("")]
    said = pd.DataFrame(
        [(one.measure, one.per, one.time, one.mixed, one.complete) for one in words],
        columns=["measure", "per", "time", "mixed", "complete"],
        index=rows.index,
    )
    rows = pd.concat([rows.assign(sample_id=rows["sample_id"].fillna("")), said], axis=1)
    persons = rows["per"].map(_PERSONS).astype(float).where(rows["per"] != _FROM_TOTAL, 1000 / rows["population"])
    days = rows["days_sampled"].where(rows["time"] == "period", 1.0)
    low, high = bounds_of(rows["value"], rows["printed"])
    scale = persons / days
    return rows.assign(low=low * scale, high=high * scale, told=rows["value"] * scale)


def _against_each_other(rows: pd.DataFrame, doubtful: Collection[str], log: ProblemLog) -> None:
    """Note each pair of figures of one sampling that cannot both be right."""
    known = rows[~rows["mixed"] & (rows["measure"] != "")].dropna(subset=["low", "high"]).reset_index(names="row")
    pairs = known.merge(known, on=_SAMPLING, suffixes=("", "_other"))
    apart = pairs[pairs["low"] > pairs["high_other"] * (1 + _CLOSE)]  # the larger one first
    noted: set[tuple[str, int]] = set()
    for pair in apart.to_dict("records"):
        rule_id, fields = _explained(pair, log.lang)
        if rule_id == "CHK001" and pair["sample_id"] in doubtful:
            rule_id = "CHK016"
        which = "_other" if rule_id in ("CHK001", "CHK016") and pair["per_other"] == _FROM_TOTAL else ""
        if (rule_id, pair[f"row{which}"]) not in noted:
            noted.add((rule_id, pair[f"row{which}"]))
            log.add(rule_id, **_place(pair, which), **fields)


def _explained(pair: dict[Any, Any], lang: Language) -> tuple[str, dict[str, Any]]:
    """Return the rule that a pair of figures breaks, the larger one first, and the fields of its text."""
    least = pair["low"] / pair["high_other"]
    most = pair["high"] / pair["low_other"] if pair["low_other"] > 0 else np.inf
    days = float(np.round(pair["days_sampled"]))
    persons = pair["population"] / 1000
    fields = {
        **_named(pair, lang),
        "other": _figure(pair, "_other", lang),
        "implied": quantity(pair["told_other"], lang),
    }
    if pair["time"] != "period" and days > 1 and least <= days <= most:
        return "CHK002", fields | {"days": number(days, 0, lang)}
    if pair["per"] == "person" and least <= 1000 <= most:
        return "CHK004", fields
    if pair["per"] == "thousand" and pair["per_other"] == _FROM_TOTAL and least <= persons <= most:
        return "CHK010", fields | {"population": number(pair["population"], 0, lang)}
    if least <= 1000 <= most:
        return "CHK003", fields
    if {pair["per"], pair["per_other"]} == {"thousand", _FROM_TOTAL} and pair["measure"] == "doses":
        return "CHK001", _contradiction(pair, lang)
    return "CHK011", fields


def _contradiction(pair: dict[Any, Any], lang: Language) -> dict[str, Any]:
    """Return the fields of a contradiction between doses in all and doses per 1000."""
    total, per_1000 = ("", "_other") if pair["per"] == _FROM_TOTAL else ("_other", "")
    persons = pair[f"population{total}"]
    low, high = (persons * pair[f"{end}{total}"] / pair[f"{under}{per_1000}"] for end, under in _ENDS)
    return {
        "substance": display_name(pair["substance"], lang),
        "total": pair[f"printed{total}"],
        "per_1000": pair[f"printed{per_1000}"],
        "population": number(persons, 0, lang),
        "needed": spread(low, high, lang),
        "implied": quantity(pair[f"told{total}"], lang),
    }


def _by_itself(row: dict[Any, Any], log: ProblemLog) -> None:
    """Note what is wrong with one figure whatever the others say."""
    fields = _named(row, log.lang)
    if row["measure"] == "doses" and row["low"] > MOST_DOSES_PER_1000:
        per_person = quantity(row["told"] / 1000, log.lang)
        log.add("CHK005", **_place(row), **fields, per_person=per_person)
    if not row["complete"]:
        log.add("CHK008", **_place(row), **fields, missing=_missing(row, log.lang))
    for claim in weekday_claims("" if pd.isna(row["when"]) else row["when"]):
        if not claim.holds:
            actual = Phrase(f"reading.weekday.{claim.date.weekday()}")
            log.add("CHK006", **_place(row), words=claim.words, date=claim.date.isoformat(), actual=actual)


def _missing(row: dict[Any, Any], lang: Language) -> str:
    """Return what the words of a unit do not say."""
    if row["mixed"]:
        return text("labcheck.unit.mixed", lang)
    gaps = [name for name in ("measure", "per", "time") if not row[name]]
    return ", ".join(text(f"labcheck.unit.{name}", lang) for name in gaps)


def _doses_of_different_sizes(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Note each substance whose doses were counted with doses of different sizes."""
    sized = rows[(rows["measure"] == "doses") & rows["dose_mg"].notna()]
    for substance, own in sized.groupby("substance", sort=False):
        sizes = own.drop_duplicates("dose_mg").sort_values("dose_mg", kind="stable")
        if len(sizes) > 1:
            least, most = sizes["dose_mg"].iloc[[0, -1]]
            places = zip(sizes["plant"], sizes["dose_mg"], strict=True)
            listed = [f"{plant} {number(dose, 0, log.lang)} mg" for plant, dose in places]
            log.add(
                "CHK007",
                substance=display_name(str(substance), log.lang),
                sizes=", ".join(listed),
                ratio=quantity(most / least, log.lang),
            )


def _named(row: dict[Any, Any], lang: Language) -> dict[str, Any]:
    """Return the fields that name a figure: where it is of, what it is of, and as it is printed."""
    return {
        "plant": row["plant"],
        "substance": display_name(row["substance"], lang),
        "figure": _figure(row, "", lang),
    }


def _figure(row: dict[Any, Any], suffix: str, lang: Language) -> str:
    """Return a figure as printed, with the words of its unit, or those that stand over it where a reader took them."""
    printed, written = row[f"printed{suffix}"], row[f"written{suffix}"]
    if pd.isna(written):
        return text("labcheck.figure", lang, printed=printed, unit=row[f"unit{suffix}"])
    return text("labcheck.figure_under", lang, printed=printed, written=written)


def _place(row: dict[Any, Any], which: str = "") -> dict[str, Any]:
    """Return the file and the line of a figure."""
    file, line = row[f"source_file{which}"], row[f"source_line{which}"]
    return {"file": "" if pd.isna(file) else file, "line": None if pd.isna(line) else int(line)}
