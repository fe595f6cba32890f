"""Why the library's figure differs from the laboratory's, in plain words: everything that would explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, parts_of, with_answer
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, decimals_for, number, span, spread, text

__all__ = ["factor_span", "with_reasons"]

Record = dict[Hashable, Any]
Choices = Collection[tuple[str, str, float]]

_DOSES: Final = ("doses_per_day", "doses_per_day_per_1000")
_LOAD: Final = "load_mg_per_day_per_1000"
_SUM: Final = "concentration_ng_per_l"


def with_reasons(
    figures: pd.DataFrame,
    rows: pd.DataFrame,
    water: pd.DataFrame,
    doses: pd.DataFrame,
    *,
    ours: Choices = (),
    lang: Language = "sv",
) -> pd.DataFrame:
    """Add to each figure that differs why it may do so; "" where figures agree or could not be compared.

    Parameters
    ----------
    figures : pandas.DataFrame
        From `recomputed_figures`.
    rows : pandas.DataFrame
        From `printed_rows`, by `with_shared_population`.
    water : pandas.DataFrame
        From `reproducing_water`.
    doses : pandas.DataFrame
        From `reproducing_doses`.
    ours : collection of (str, str, float)
        The factor set, the drug and the dose [mg] that our own doses are computed with.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    pandas.DataFrame
        The figures with `why`. Nothing is left out because another explanation was found first.
    """
    asked = with_answer(figures).assign(parts=parts_of(figures["substance"]))
    off = asked[(asked["verdict"] == "differs") & (asked["quantity"] == _LOAD)]
    printed = _by(rows, [*ANSWER, "parts"])
    of_water = _by(water.merge(off[ANSWER].drop_duplicates(), on=ANSWER), ANSWER)
    of_doses = _by(doses[doses["fits"]], [*ANSWER, "substance", "quantity"])
    sentences = {key: _other_water(intervals, lang) for key, intervals in of_water.items()}
    why = []
    for figure in asked.to_dict("records"):
        if figure["verdict"] != "differs":
            why.append(text("labcheck.why.rounding", lang) if figure["verdict"] == "rounding" else "")
            continue
        key = tuple(figure[name] for name in ANSWER)
        (row,) = printed[(*key, figure["parts"])]
        told = _by_ratio(figure, float(row["days"]), lang)
        if figure["quantity"] == _SUM:
            told.append(text("labcheck.why.sum", lang))
        elif not told:
            fitting = of_doses.get((*key, figure["substance"], figure["quantity"]), [])
            told += _of_doses(figure, row, fitting, ours, lang)
            told += _row_apart(figure, of_water.get(key, []), lang) + sentences.get(key, [])
        why.append(" ".join(told) or text("labcheck.why.unexplained", lang))
    return figures.assign(why=why)


def _by(table: pd.DataFrame, names: list[str]) -> dict[tuple[Any, ...], list[Record]]:
    """Return the rows of a table under the values of some of its columns."""
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for row in table.to_dict("records"):
        found[tuple(row[name] for name in names)].append(row)
    return found


def _by_ratio(figure: Record, days: float, lang: Language) -> list[str]:
    """Return the slips that the ratio of the two figures alone shows: a thousand times, or a sum over days."""
    half = np.nan_to_num(figure["step"]) / 2
    least = (figure["value"] - half) / figure["computed_high"] if figure["computed_high"] else np.inf
    most = (figure["value"] + half) / figure["computed_low"] if figure["computed_low"] else np.inf
    told = []
    for size, word in ((1000.0, "larger"), (1 / 1000, "smaller")):
        if least <= size <= most:
            more = text(f"labcheck.why.thousand.{word}", lang)
            told.append(text("labcheck.why.thousand", lang, more=more))
    if days >= 2 and least <= round(days) <= most:
        told.append(text("labcheck.why.period", lang, days=round(days)))
    return told


def _of_doses(figure: Record, row: Record, fitting: list[Record], ours: Choices, lang: Language) -> list[str]:
    """Return which factors and doses give the laboratory's doses, and whether its two numbers agree at all."""
    if figure["quantity"] not in _DOSES:
        return []
    told = []
    per_1000 = [row["per_1000_low"] * row["population"], row["per_1000_high"] * row["population"]]
    days = round(row["days"]) if row["days"] > 1 else 1
    if days > 1 and days * per_1000[0] <= 1000 * row["total_high"] and 1000 * row["total_low"] <= days * per_1000[1]:
        told += [text("labcheck.why.period", lang, days=days)] if figure["quantity"] == "doses_per_day" else []
    elif 1000 * row["total_low"] > per_1000[1] or 1000 * row["total_high"] < per_1000[0]:
        told.append(text(f"labcheck.why.{'either' if row['doubtful'] else 'contradiction'}", lang))
    either = text("labcheck.why.or", lang)
    if sets := [one for one in fitting if one["factor_set"]]:
        told.append(
            text("labcheck.why.factor", lang, combinations=either.join(_combination(one, lang) for one in sets))
        )
        same = any((one["factor_set"], one["drug"], one["dose_mg"]) in ours for one in sets)
        told.append(text("labcheck.why.same_factor" if same else "labcheck.why.other_factor", lang))
    elif fitting:
        told.append(text("labcheck.why.no_factor", lang, needed=either.join(_needed(one, lang) for one in fitting)))
    return told


def factor_span(low: float, high: float, lang: Language = "sv") -> str:
    """Return the factors that would do, with the digits that it takes to see them and to tell the ends apart.

    Parameters
    ----------
    low, high : float
        Ends of the interval: dose per load, so that a load in grams makes a thousandth of one in milligrams.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> factor_span(150.2, 153.1), factor_span(2.6881, 2.6924), factor_span(0.00146, 0.00163)
    ('150–153', '2,688–2,692', '0,0015–0,0016')
    """
    return span(low, high, lang, decimals=0 if low >= 100 else max(2, decimals_for(low)))


def _combination(one: Record, lang: Language) -> str:
    """Return a factor set and a dose in words."""
    word = "unconfirmed" if one["factor_status"] == "recalled" else "combination"
    dose, residues = number(one["dose_mg"], 0, lang), display_name(one["residues"], lang)
    return text(f"labcheck.why.{word}", lang, factor_set=one["factor_set"], residues=residues, dose=dose)


def _needed(one: Record, lang: Language) -> str:
    """Return the factor that a dose would need, in words."""
    factors = factor_span(one["factor_low"], one["factor_high"], lang)
    dose, residues = number(one["dose_mg"], 0, lang), display_name(one["residues"], lang)
    return text("labcheck.why.needed", lang, factors=factors, dose=dose, residues=residues)


def _row_apart(figure: Record, intervals: list[Record], lang: Language) -> list[str]:
    """Return whether the row needs another flow per person than the other rows of the answer."""
    common = [one for one in intervals if one["quantity"] == PER_PERSON]
    apart = bool(common) and all(figure["substance"] in one["apart"].split(" | ") for one in common)
    return [text("labcheck.why.row", lang)] if apart else []


def _other_water(intervals: list[Record], lang: Language) -> list[str]:
    """Return the flow or the population that the rows of an answer need, where ours do not reproduce them."""
    common = [one for one in intervals if one["quantity"] == PER_PERSON]
    if not common or any(one["ours_fits"] or np.isnan(one["ours"]) for one in common):
        return []
    used, ways = {}, []
    for basis, word in (("loads and population", "flow"), ("loads and flow", "persons")):
        solved = [one for one in intervals if one["basis"] == basis]
        values = text("labcheck.why.or", lang).join(spread(one["low"], one["high"], lang) for one in solved)
        ways.append(text(f"labcheck.why.{word}", lang, values=values))
        used[word] = number(solved[0]["ours"], 0, lang)
    return [text("labcheck.why.water", lang, **used, ways=text("labcheck.why.or", lang).join(ways))]
