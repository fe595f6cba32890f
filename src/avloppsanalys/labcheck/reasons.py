"""Why the library's figure differs from the laboratory's, in plain words: everything that would explain it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, parts_of
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, number, spread, text

__all__ = ["with_reasons"]

_DOSES: Final = ("doses_per_day", "doses_per_day_per_1000")
_LOAD: Final = "load_mg_per_day_per_1000"
_SUM: Final = "concentration_ng_per_l"


def with_reasons(
    figures: pd.DataFrame,
    rows: pd.DataFrame,
    water: pd.DataFrame,
    doses: pd.DataFrame,
    *,
    ours: Collection[tuple[str, str, float]] = (),
    lang: Language = "sv",
) -> pd.DataFrame:
    """Add to each figure that differs why it may do so; "" where figures agree or could not be compared.

    Parameters
    ----------
    figures : pandas.DataFrame
        From `recomputed_figures`.
    rows : pandas.DataFrame
        From `printed_rows`.
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
    keys = rows[[*ANSWER, "parts"]].itertuples(index=False, name=None)
    printed = dict(zip(keys, rows.to_dict("records"), strict=True))
    off = figures[(figures["verdict"] == "differs") & (figures["quantity"] == _LOAD)]
    off_answers = set(off[ANSWER].fillna({"report_id": ""}).itertuples(index=False, name=None))
    why = []
    for figure, parts in zip(figures.to_dict("records"), parts_of(figures["substance"]), strict=True):
        key = ["" if name == "report_id" and pd.isna(figure[name]) else figure[name] for name in ANSWER]
        if figure["verdict"] == "rounding":
            why.append(text("labcheck.why.rounding", lang))
        elif figure["verdict"] != "differs":
            why.append("")
        else:
            row = printed[(*key, parts)]
            of_water = _of(water, key) if tuple(key) in off_answers else water.iloc[:0]
            why.append(_why(figure, row, of_water, _of_doses(figure, row, _of(doses, key), ours, lang), lang))
    return figures.assign(why=why)


def _of(table: pd.DataFrame, key: list[Any]) -> pd.DataFrame:
    """Return the rows of one answer."""
    same = [
        table[name].isna() if pd.isna(value) else table[name] == value for name, value in zip(ANSWER, key, strict=True)
    ]
    return table[np.logical_and.reduce(same)]


def _why(figure: dict[Any, Any], row: dict[Any, Any], water: pd.DataFrame, of_doses: list[str], lang: Language) -> str:
    """Return every reason that one figure may differ for."""
    told = _by_ratio(figure, float(row["days"]), lang)
    if figure["quantity"] == _SUM:
        told.append(text("labcheck.why.sum", lang))
    elif not told:
        told += [*of_doses, *_of_water(figure, water, lang)]
    return " ".join(told) or text("labcheck.why.unexplained", lang)


def _by_ratio(figure: dict[Any, Any], days: float, lang: Language) -> list[str]:
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


def _of_doses(
    figure: dict[Any, Any],
    row: dict[Any, Any],
    doses: pd.DataFrame,
    ours: Collection[tuple[str, str, float]],
    lang: Language,
) -> list[str]:
    """Return which factors and doses give the laboratory's doses, and whether its two numbers agree at all."""
    if figure["quantity"] not in _DOSES:
        return []
    told = []
    if 1000 * row["total_low"] > row["per_1000_high"] * row["population"] or (
        1000 * row["total_high"] < row["per_1000_low"] * row["population"]
    ):
        told.append(text("labcheck.why.contradiction", lang))
    own = doses[(doses["substance"] == figure["substance"]) & (doses["quantity"] == figure["quantity"])]
    sets = own[own["fits"] & (own["factor_set"] != "")]
    if len(sets):
        each = [_combination(one, lang) for one in sets.to_dict("records")]
        told.append(text("labcheck.why.factor", lang, combinations=text("labcheck.why.or", lang).join(each)))
        fitting = set(sets[["factor_set", "drug", "dose_mg"]].itertuples(index=False, name=None))
        same = not fitting.isdisjoint(ours)
        told.append(text("labcheck.why.same_factor" if same else "labcheck.why.other_factor", lang))
    elif len(needed := own[own["fits"]]):
        each = [_needed(one, lang) for one in needed.to_dict("records")]
        told.append(text("labcheck.why.no_factor", lang, needed=text("labcheck.why.or", lang).join(each)))
    return told


def _combination(one: dict[Any, Any], lang: Language) -> str:
    """Return a factor set and a dose in words."""
    word = "unconfirmed" if one["factor_status"] == "recalled" else "combination"
    dose, residues = number(one["dose_mg"], 0, lang), display_name(one["residues"], lang)
    return text(f"labcheck.why.{word}", lang, factor_set=one["factor_set"], residues=residues, dose=dose)


def _needed(one: dict[Any, Any], lang: Language) -> str:
    """Return the factor that a dose would need, in words."""
    decimals = 0 if one["factor_low"] >= 100 else 2
    factors = f"{number(one['factor_low'], decimals, lang)}–{number(one['factor_high'], decimals, lang)}"
    dose, residues = number(one["dose_mg"], 0, lang), display_name(one["residues"], lang)
    return text("labcheck.why.needed", lang, factors=factors, dose=dose, residues=residues)


def _of_water(figure: dict[Any, Any], water: pd.DataFrame, lang: Language) -> list[str]:
    """Return whether the laboratory's rows need other water than ours, or this row other water than they."""
    common = water[water["quantity"] == PER_PERSON]
    if common.empty:
        return []
    told = []
    if common["apart"].str.split(" | ", regex=False).map(lambda names: figure["substance"] in names).all():
        told.append(text("labcheck.why.row", lang))
    if common["ours"].notna().all() and not common["ours_fits"].any():
        solved = water[water["basis"].isin(["loads and population", "loads and flow"])]
        ways = [
            text(f"labcheck.why.{word}", lang, values=_listed(solved[solved["quantity"] == quantity], lang))
            for quantity, word in (("flow_m3_per_day", "flow"), ("population", "persons"))
        ]
        used = solved.groupby("quantity")["ours"].first()
        ours = {
            word: number(used[name], 0, lang) for name, word in (("flow_m3_per_day", "flow"), ("population", "persons"))
        }
        told.append(text("labcheck.why.water", lang, **ours, ways=text("labcheck.why.or", lang).join(ways)))
    return told


def _listed(intervals: pd.DataFrame, lang: Language) -> str:
    """Return intervals in words."""
    each = [spread(low, high, lang) for low, high in zip(intervals["low"], intervals["high"], strict=True)]
    return text("labcheck.why.or", lang).join(each)
