"""A verdict in words: one sentence for a row of trends, the same in a chart, a table and on the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.wording.catalogue import Language, text
from avloppsanalys.wording.counted import counted
from avloppsanalys.wording.figures import change, date, number

__all__ = [
    "FEWEST_PERIODS",
    "MOST_DETECTABLE_PERCENT",
    "is_small_change",
    "verdict_notes",
    "verdict_word",
    "verdict_words",
]

Row = Mapping[Any, Any] | pd.Series
"""A row of trends, as a mapping or as pandas hands it out."""

FEWEST_PERIODS: Final = 6
"""What is said to be needed; `trend.FEWEST_PERIODS` decides it, and a test holds the two together."""

_KINDS: Final = (
    (r"\d{4}v\d\d", "week"),
    (r"\d{4}-\d\d", "month"),
    (r"\d{4}K\d", "quarter"),
    (r"\d{4}T\d", "tertial"),
    (r"\d{4}H\d", "halfyear"),
    (r"\d{4}", "year"),
)
_CERTAIN: Final = ("increasing", "decreasing", "unchanged")
MOST_DETECTABLE_PERCENT: Final = 1000.0
"""Per cent above which the smallest change that would have shown is no number for a reader: nothing would have. Tables
of trends leave it out, and an underlag of an older version may still hold it."""
_LEAST_POPULATION_CHANGE: Final = 0.5
"""Per cent below which an updated count of persons is not worth a sentence."""


def verdict_word(verdict: str, lang: Language = "sv") -> str:
    """Return the word for a verdict alone.

    Parameters
    ----------
    verdict : str
        ``increasing``, ``decreasing``, ``unchanged``, ``not_confirmed`` or ``not_assessable``.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If there is no such verdict.

    Examples
    --------
    >>> verdict_word("not_confirmed")
    'Ingen säkerställd förändring'
    """
    return text(f"verdict.{verdict}", lang)


def verdict_words(row: Row, lang: Language = "sv") -> str:
    r"""Return one row of trends as a sentence without full stop: the word, the change and its interval, or why not.

    The words follow the row; nothing is decided here. A row without verdict (one that stands beside the deciding one)
    gives its change alone.

    Parameters
    ----------
    row : mapping or pandas.Series
        A row of trends: `comparison`, `verdict`, `reason`, `change_percent`, `low_percent`, `high_percent`,
        `smallest_detectable_percent` [percent; per year for ``trend``], `n_periods`, `last_period`. What it lacks
        counts as missing; a smallest change that stands there and is missing is larger than any that is told.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"comparison": "trend", "verdict": "increasing", "reason": "excludes_zero", "last_period": "2026K3"}
    >>> verdict_words(row | {"change_percent": 24.2, "low_percent": 6.1, "high_percent": 45.0})
    'Ökar: +24\xa0% per år över perioden (+6\xa0till\xa0+45)'
    >>> verdict_words({"verdict": "not_assessable", "reason": "too_few_periods", "n_periods": 4}, "en")
    'Cannot be assessed yet: 4 periods, at least 6 are needed'
    """
    verdict = _known(row, "verdict")
    if verdict == "not_assessable":
        return _told(_assessable_word(row), _why_not(row, lang), lang)
    if verdict == "not_confirmed":
        return _told(verdict, _between(row, lang), lang)
    told = _estimate(row, lang)
    return told if verdict is None else _told(str(verdict), told, lang)


def verdict_notes(row: Row, lang: Language = "sv") -> tuple[str, ...]:
    """Return what must be said beside the sentence, each as a sentence of its own, the most important first.

    That what is unchanged has moved for certain; that the word is new; why an interval that excludes zero is not
    enough; that Theil and Sen's slope disagrees; that the scatter of days drifts; that the count of persons was updated
    within its source; the step at an intervention; how many days were left out because of events. That the slopes
    disagree is told where the row has the note ``theil_sen_disagrees``: the interval of Theil and Sen's gives another
    word by the same rules.

    Parameters
    ----------
    row : mapping or pandas.Series
        A row of trends.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> verdict_notes({"verdict": "increasing", "is_new": True})
    ('Ny, bekräftas nästa period.',)
    """
    notes = []
    if is_small_change(row):
        notes.append(text("verdict.note.small_change", lang))
    if _known(row, "is_new") and _known(row, "verdict") in _CERTAIN:
        notes.append(text("verdict.note.new", lang))
    if _known(row, "verdict") == "not_confirmed" and _known(row, "reason") in ("wandering_level", "several_substances"):
        notes.append(text(f"verdict.note.{row['reason']}", lang))
    if _theil_sen_disagrees(row):
        notes.append(text("verdict.note.theil_sen", lang, **_changes(row, "theil_sen_", lang)))
    if "scatter_drifts" in str(_known(row, "note") or "").split():
        notes.append(text("verdict.note.scatter_drifts", lang))
    if abs(persons := _number(row, "population_change_percent")) >= _LEAST_POPULATION_CHANGE:
        of_load = 100 * (1 / (1 + persons / 100) - 1)
        notes.append(
            text("verdict.note.population", lang, persons=change(persons, lang), of_load=change(of_load, lang))
        )
    if not any(math.isnan(end) for end in _ends(row, "step_")):
        notes.append(_step(row, lang))
    if days := int(_known(row, "n_event_days") or 0):
        notes.append(counted("verdict.note.event_days", days, lang))
    return tuple(notes)


def is_small_change(row: Row) -> bool:
    """Return whether what is unchanged by the protocol has moved for certain: the interval excludes zero.

    Parameters
    ----------
    row : mapping or pandas.Series
        A row of trends.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_small_change({"verdict": "unchanged", "change_percent": 15.0, "low_percent": 11.0, "high_percent": 19.0})
    True
    """
    _, low, high = _ends(row, "")
    return _known(row, "verdict") == "unchanged" and (low > 0 or high < 0)


def _step(row: Row, lang: Language) -> str:
    """Return the step at an intervention, which its date tells from others: names of events stay at home."""
    fields, start = _changes(row, "step_", lang), _known(row, "step_start")
    if start is None:
        return text("verdict.note.step_undated", lang, **fields)
    return text("verdict.note.step", lang, **fields, day=date(pd.Timestamp(start).date(), lang))


def _told(verdict: str, why: str, lang: Language) -> str:
    return text("verdict.told", lang, word=verdict_word(verdict, lang), why=why)


def _assessable_word(row: Row) -> str:
    """Return the verdict, with "yet" where more periods will mend it."""
    return "not_assessable_yet" if _known(row, "reason") == "too_few_periods" else "not_assessable"


def _why_not(row: Row, lang: Language) -> str:
    reason = _known(row, "reason") or "no_degrees_of_freedom"
    count = _known(row, "n_periods")
    if reason != "too_few_periods":
        return text(f"verdict.why.{reason}", lang)
    fewest = number(FEWEST_PERIODS, 0, lang)
    if count is None or count >= FEWEST_PERIODS:  # sampled often enough, but not with a number
        return text("verdict.why.too_few_with_value", lang, periods=_kind(row, "many", lang), fewest=fewest)
    periods = _kind(row, "one" if count == 1 else "many", lang)
    return text(f"verdict.why.{reason}", lang, count=number(count, 0, lang), periods=periods, fewest=fewest)


def _between(row: Row, lang: Language) -> str:
    smallest = _number(row, "smallest_detectable_percent")
    left_out = "smallest_detectable_percent" in row and math.isnan(smallest)
    if left_out or smallest > MOST_DETECTABLE_PERCENT:
        return text("verdict.nothing_shows", lang)
    _, low, high = _ends(row, "")
    if math.isnan(low) or math.isnan(high):
        return _estimate(row, lang)
    fields = _changes(row, "", lang)
    why = text("verdict.between", lang, low=fields["low"], high=fields["high"], per=_per(row, lang))
    if math.isnan(smallest):
        return why
    of = "trend" if _comparison(row) == "trend" else "other"
    told = text(f"verdict.smallest.{of}", lang, change=change(smallest, lang))
    return text("verdict.detectable", lang, why=why, smallest=told)


def _estimate(row: Row, lang: Language) -> str:
    estimate, low, high = _ends(row, "")
    if math.isnan(estimate):
        return text("verdict.no_comparison", lang)
    alone = math.isnan(low) or math.isnan(high)
    told = "verdict.estimate_alone" if alone else "verdict.estimate"
    return text(told, lang, per=_per(row, lang), **_changes(row, "", lang))


def _per(row: Row, lang: Language) -> str:
    """Return what the change is counted against."""
    words = {form: _kind(row, form, lang) for form in ("same", "previous")}
    return text(f"verdict.per.{_comparison(row)}", lang, **words)


def _comparison(row: Row) -> str:
    return str(_known(row, "comparison") or "trend")


def _kind(row: Row, form: str, lang: Language) -> str:
    """Return the word for the row's kind of period, in one of its forms."""
    period = str(_known(row, "last_period") or "")
    kind = next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, period)), "free")
    return text(f"verdict.kind.{kind}.{form}", lang)


def _theil_sen_disagrees(row: Row) -> bool:
    """Return whether Theil and Sen's slope gives another word, and there is a word for it to be other than."""
    noted = "theil_sen_disagrees" in str(_known(row, "note") or "").split()
    told = not any(math.isnan(end) for end in _ends(row, "theil_sen_"))
    return noted and told and _known(row, "verdict") != "not_assessable"


def _changes(row: Row, of: str, lang: Language) -> dict[str, str]:
    """Return a change and its ends as text; nothing for an end that is missing."""
    written = ("" if math.isnan(value) else change(value, lang) for value in _ends(row, of))
    return dict(zip(("change", "low", "high"), written, strict=True))


def _ends(row: Row, of: str) -> tuple[float, float, float]:
    """Return a change with its low and high end [percent], NaN where missing."""
    middle = f"{of}percent" if of else "change_percent"
    return _number(row, middle), _number(row, f"{of}low_percent"), _number(row, f"{of}high_percent")


def _number(row: Row, name: str) -> float:
    value = _known(row, name)
    return math.nan if value is None else float(value)


def _known(row: Row, name: str) -> Any:
    """Return a value of the row; None where it is missing, whichever way that is written."""
    value = row.get(name)
    return None if pd.isna(value) else value
