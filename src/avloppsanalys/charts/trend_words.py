"""A trend in words: what stands beside its panel, what is said of its breaks, and the alternative text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, label
from avloppsanalys.charts.worded_page import Words
from avloppsanalys.wording import Language, number, percent, quantity, spread, text, verdict_notes, verdict_words

__all__ = ["beside", "break_words", "breaks_told", "changed_between", "deciding", "finding"]

_COMPARISONS: Final = ("trend", "same_period_last_year", "previous_period", "four_periods")
_CHANGES: Final = {
    "lab": "lab", "method": "method", "matrix": "matrix", "population": "population_method", "meter": "meter",
}  # fmt: skip
"""What may change between blocks, and the column of the sampled days that says it."""


def deciding(rows: pd.DataFrame) -> dict[Any, Any]:
    """Return the row that has the substance's one word; that of the trend if none has, and nothing of no rows."""
    if rows.empty:
        return {}
    order = rows["comparison"].map({name: rank for rank, name in enumerate(_COMPARISONS)})
    return dict(rows.iloc[np.lexsort((order, rows["verdict"].isna()))[0]])


def beside(name: str, row: dict[Any, Any], extra: Sequence[str], lang: Language) -> Words:
    """Return what stands beside a panel: the verdict, and the notes of its row with some of the panel's own."""
    told = verdict_words(row, lang)
    word, colon, detail = told.partition(": ")
    notes = (*verdict_notes(row, lang), *extra)
    return Words(name=name, word=word + colon.strip() if detail else "", detail=detail or told, notes=notes)


def break_words(block: str, lang: Language, changed: Sequence[str] = ()) -> str:
    """Return what has changed at the beginning of a block, as far as its days or its name say it.

    What the days show (`changed_between`) goes first. A name that holds what changed (``lab``, ``method``, ``matrix``,
    ``population``, ``meter``) is told in words; any other is told as it is, and a mere number says only that a new
    series begins.
    """
    name = block.strip()
    found = set(re.findall(r"[a-z]+", name.replace("_", " ")))
    words = [text(f"chart.break.{change}", lang) for change in _CHANGES if change in (changed or found)]
    if words:
        return ", ".join(words)
    told = "chart.break.plain" if re.fullmatch(r"[\d\W_]*", name) else "chart.break.named"
    return text(told, lang, name=name)


def changed_between(days: pd.DataFrame, before: str, after: str) -> list[str]:
    """Return what differs between the sampled days of two blocks: ``lab``, ``method``, ``matrix`` ...

    Parameters
    ----------
    days : pandas.DataFrame
        The days of one substance, with `block` and what may change between blocks.
    before, after : str
        Names of the blocks.

    Returns
    -------
    list of str
        Empty where the days do not say it.
    """
    if "block" not in days:
        return []
    own = [days[days["block"] == name] for name in (before, after)]
    changed = []
    for change, column in _CHANGES.items():
        if column in days:
            old, new = ({str(value).strip().casefold() for value in side[column].dropna()} for side in own)
            changed += [change] if old and new and not old & new else []
    return changed


def finding(words: Words, row: dict[Any, Any], lines: pd.DataFrame, lang: Language) -> str:
    """Return what the alternative text says of one substance: verdict, interval, the line's ends, and its breaks."""
    level = row.get("interval_level")
    known = pd.notna(row.get("low_percent")) and level is not None and pd.notna(level)
    fields = {"name": words.name, "verdict": f"{words.word} {words.detail}".strip()}
    told = text("alt.trend.verdict_level" if known else "alt.trend.verdict", lang, level=_share(level, lang), **fields)
    fitted = lines[lines["fitted"].notna()]
    sentences = [told, *words.notes]
    if len(fitted):
        first, last = fitted.iloc[0], fitted.iloc[-1]
        ends = {"first": quantity(first["fitted"], lang), "last": quantity(last["fitted"], lang)}
        when = {"begin": label(first["period"], lang), "end": label(last["period"], lang)}
        line = text("alt.trend.line", lang, **ends, **when)
        if pd.notna(last["low"]) and pd.notna(last["high"]):
            line += text("alt.trend.band", lang, spread=spread(last["low"], last["high"], lang))
        sentences.append(line + ".")
    days = int(lines["n_days"].fillna(0).sum())
    with_days = int((lines["n_days"].fillna(0) > 0).sum())
    counts = {"days": number(days, 0, lang), "periods": number(with_days, 0, lang)}
    sentences.append(text("alt.trend.counts", lang, **counts))
    return " ".join(sentences)


def breaks_told(starts: Sequence[tuple[Period, str]], lang: Language) -> list[str]:
    """Return a sentence on the breaks of one substance, if there are any."""
    if not starts:
        return []
    told = "; ".join(f"{words} ({label(period.name, lang)})" for period, words in starts)
    return [text("alt.trend.breaks", lang, told=told)]


def _share(level: Any, lang: Language) -> str:
    return "" if level is None or pd.isna(level) else percent(float(level), lang)
