"""The words of ``jamfor-labb``: what each figure is, why it differs, and what the laboratory may have computed with."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from avloppsanalys.labcheck import factor_span
from avloppsanalys.reference import display_name
from avloppsanalys.tables import AS_WRITTEN
from avloppsanalys.wording import Language, listed, number, quantity, span, text

__all__ = ["behind", "figure_table", "heading", "reasons"]

_IMPLIED = ("implied_load_low_mg_per_day_per_1000", "implied_load_high_mg_per_day_per_1000")
_VERDICTS = ("agrees", "rounding", "differs", "not_computed")


def heading(plant: str, sample: str, figures: pd.DataFrame, lang: Language) -> str:
    """Return whose figures they are and how many of them agree."""
    name = sample if sample.startswith(plant) else f"{plant}, {sample}"
    counts = figures["verdict"].value_counts()
    told = {verdict: int(counts.get(verdict, 0)) for verdict in _VERDICTS}
    return text("cli.compare.heading", lang, sample=name, count=len(figures), **told)


def figure_table(figures: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the figures as texts: substance, quantity, the laboratory's, ours, and the verdict."""
    rows = [
        {
            text("cli.compare.substance", lang): display_name(row["substance"], lang),
            text("cli.compare.quantity", lang): _measure(row, lang),
            text("cli.compare.lab", lang): row["printed"],
            text("cli.compare.ours", lang): _ours(row["computed"], row["step"], lang),
            text("cli.compare.verdict", lang): text(f"cli.compare.verdict.{row['verdict']}", lang),
        }
        for row in figures.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _measure(row: dict[Hashable, Any], lang: Language) -> str:
    """Return what a figure measures; in the laboratory's own words where it is none of our quantities."""
    if row["quantity"] == AS_WRITTEN:
        return str(row["written"])
    return text(f"cli.compare.quantity.{row['quantity']}", lang)


def _ours(value: Any, step: Any, lang: Language) -> str:
    """Return our figure with one digit more than the laboratory printed."""
    if pd.isna(value):
        return "–"
    decimals = 1 if pd.isna(step) or step >= 1 else round(-math.log10(step)) + 1
    return number(value, decimals, lang)


def reasons(figures: pd.DataFrame, lang: Language) -> list[str]:
    """Return each reason once, after the figures that it holds for."""
    told = figures[(figures["why"] != "") & (figures["verdict"] == "differs")]
    return [
        f"{', '.join(dict.fromkeys(display_name(one, lang) for one in own['substance']))}: {why}"
        for why, own in told.groupby("why", sort=False)
    ]


def behind(water: pd.DataFrame, doses: pd.DataFrame, lang: Language) -> list[str]:
    """Return every flow, population, factor and dose that reproduces the laboratory's figures."""
    return [*(_water(row, lang) for row in water.to_dict("records")), *_doses(doses, lang)]


def _water(row: dict[Hashable, Any], lang: Language) -> str:
    """Return one interval of water or persons in words."""
    per_person = row["quantity"] == "m3_per_day_per_person"
    scale = 1000.0 if per_person else 1.0
    low, high, ours = (scale * row[name] for name in ("low", "high", "ours"))
    key = f"cli.compare.water.{row['basis']}" if not per_person else "cli.compare.water.per_person"
    apart = "" if pd.isna(row["apart"]) else row["apart"]
    names = [display_name(name, lang) for name in apart.split(" | ") if name]
    sentence = text(key, lang, values=span(low, high, lang), fitting=row["n_fitting"], rows=row["n_rows"])
    if names:
        sentence += " " + text("cli.compare.apart", lang, names=", ".join(names))
    if pd.isna(ours):
        return sentence
    sentence += " " + text("cli.compare.our_value", lang, ours=number(ours, int(per_person), lang))
    days = round(row["days_sampled"]) if row["days_sampled"] > 1 else 1
    summed = row["basis"] == "doses" and days > 1 and low <= days * ours <= high
    return sentence + " " + text("cli.compare.days_of_ours", lang, days=days) if summed else sentence


def _doses(doses: pd.DataFrame, lang: Language) -> list[str]:
    """Return for each printed number of doses the sets and doses that give it, and what other doses would take."""
    told = []
    for (substance, measure), own in doses.groupby(["substance", "quantity"], sort=False):
        name = f"{display_name(str(substance), lang)}, {text(f'cli.compare.quantity.{measure}', lang)}"
        known = own[own["factor_set"] != ""]
        if not own["fits"].any():
            ways = [_implied(rows, lang) for _, rows in known.groupby("dose_mg")]
            told.append(text("cli.compare.implied", lang, name=name, lacking=_lacking(own, lang), ways="; ".join(ways)))
            continue
        fitting = [_set(row, lang) for row in known[known["fits"]].to_dict("records")]
        solved = [_solved(row, lang) for row in own[own["fits"] & (own["factor_set"] == "")].to_dict("records")]
        sets = "; ".join(fitting) or text("cli.compare.no_set", lang)
        told.append(text("cli.compare.doses", lang, name=name, sets=sets, solved="; ".join(solved)))
    return told


def _lacking(doses: pd.DataFrame, lang: Language) -> str:
    """Return what it takes to try a number of doses: the water where a concentration is there, or else that."""
    of_water = [facts for facts in doses["lacking"].fillna("") if facts not in ("", "concentration")]
    if not of_water:
        return text("cli.compare.lacking.concentration", lang)
    return listed([text(f"cli.compare.missing.{fact}", lang) for fact in of_water[0].split()], lang)


def _set(row: dict[Hashable, Any], lang: Language) -> str:
    """Return a factor set with a dose."""
    word = "set_unconfirmed" if row["factor_status"] == "recalled" else "set"
    return text(
        f"cli.compare.{word}", lang, factor_set=row["factor_set"], factor=quantity(row["factor"], lang),
        residues=display_name(str(row["residues"]), lang), dose=number(row["dose_mg"], 0, lang),
    )  # fmt: skip


def _solved(row: dict[Hashable, Any], lang: Language) -> str:
    """Return the factor that a dose would need."""
    return text(
        "cli.compare.solved", lang, dose=number(row["dose_mg"], 0, lang),
        factors=factor_span(row["factor_low"], row["factor_high"], lang),
        residues=display_name(str(row["residues"]), lang),
    )  # fmt: skip


def _implied(rows: pd.DataFrame, lang: Language) -> str:
    """Return the loads that a number of doses would stand for with one size of the dose, by factor set."""
    each = [
        text(
            "cli.compare.load", lang, factor_set=row["factor_set"], residues=display_name(row["residues"], lang),
            load=span(row[_IMPLIED[0]], row[_IMPLIED[1]], lang),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    dose = number(rows["dose_mg"].iloc[0], 0, lang)
    return text("cli.compare.implied_by_dose", lang, dose=dose, loads=", ".join(each))
