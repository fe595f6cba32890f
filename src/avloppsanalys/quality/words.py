"""Flags as a person reads them: one check at a time, how many samples, the first of them, and what follows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, number, percent, quantity, text

__all__ = ["BOUNDED", "flag_value", "flag_words"]

SHOWN: Final = 3
"""Samples that are named; the rest stand in the table."""


_SHARES: Final = ("QUA013", "QUA041", "QUA042", "QUA043", "QUA050")
"""Checks whose value is read as per cent."""

_COMPUTED: Final = ("QUA011", "QUA020", "QUA021", "QUA022", "QUA023", "QUA030")
"""Checks whose value is no measured quantity: what it is must be said before the number."""

BOUNDED: Final = ("QUA020", "QUA021", "QUA022", "QUA041", "QUA042")
"""Checks whose detail says that the value is only the least or the most that it can be."""


def flag_words(quality: pd.DataFrame, lang: Language = "sv") -> pd.DataFrame:
    """Return the flags as texts, one row a check, place, substance and what follows.

    Parameters
    ----------
    quality : pandas.DataFrame
        A table of quality.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    pandas.DataFrame
        `check`, `what`, `place`, `samples` (how many, and the first of them with their values), `words`.
    """
    flags = quality[quality["verdict"] == "flag"].sort_values(["check", "plant", "substance", "start"], kind="stable")
    taken = quality.groupby("plant")["sample_id"].nunique().to_dict()
    rows = [
        _told(own, taken[own["plant"].iloc[0]], lang)
        for _, own in flags.groupby(["check", "plant", "substance", "consequence"], dropna=False, sort=False)
    ]
    return pd.DataFrame(rows, columns=["check", "what", "place", "samples", "words"])


def _told(own: pd.DataFrame, total: int, lang: Language) -> dict[str, str]:
    """Return the flags of one check, place and substance as one row of texts."""
    first = own.to_dict("records")[0]
    listed = ", ".join(_named(row, lang) for row in own.head(SHOWN).to_dict("records"))
    if len(own) > SHOWN:
        listed = text("quality.and_more", lang, samples=listed)
    substance = "" if pd.isna(first["substance"]) else f", {display_name(first['substance'], lang)}"
    return {
        "check": first["check"],
        "what": f"{first['what']}{substance}",
        "place": first["plant"],
        "samples": text("quality.of", lang, count=len(own), total=total, samples=listed),
        "words": f"{first['consequence']} {first['remedy']}",
    }


def _named(row: dict[Hashable, Any], lang: Language) -> str:
    """Return a sample's name with what was found of it."""
    value = flag_value(row, lang)
    return text("quality.value", lang, sample=row["sample_id"], value=value) if value else str(row["sample_id"])


def flag_value(row: Mapping[Hashable, Any], lang: Language = "sv", *, limit: bool = True) -> str:
    """Return what a flag was raised for: the value with its unit and its limit, or the name of what was found.

    Parameters
    ----------
    row : mapping
        A row of a table of quality.
    lang : {"sv", "en"}, default "sv"
        Language.
    limit : bool, default True
        Whether the limit that the value is beyond is told with it.

    Returns
    -------
    str
        "" where the flag says no more than its check.
    """
    value, detail = row["value"], row["detail"] if isinstance(row["detail"], str) else ""
    if not isinstance(value, float) or pd.isna(value):
        return detail
    if row["check"] == "QUA050" and row["threshold_low"] <= value <= row["threshold_high"]:
        return detail  # how persons are counted was flagged, and their number is no finding
    return _against(row, value, lang, limit=limit)


def _against(row: Mapping[Hashable, Any], value: float, lang: Language, *, limit: bool) -> str:
    """Return a value with its unit, and the limit that it is beyond."""
    low, high = row["threshold_low"], row["threshold_high"]
    bound, side = (high, "at_most") if isinstance(high, float) and value > high else (low, "at_least")
    written = percent if row["check"] in _SHARES else quantity
    order = "quality.computed" if row["check"] in _COMPUTED else "quality.measured"
    amount = written(value, lang)
    if row["check"] in BOUNDED and isinstance(row["detail"], str):
        amount = text("quality.bound", lang, bound=row["detail"], value=amount)
    said = text(order, lang, value=amount, unit=row["unit"])
    if row["check"] == "QUA050" and isinstance(row["detail"], str):
        said = text("quality.value", lang, sample=said, value=row["detail"])
    if not limit or not isinstance(bound, float) or pd.isna(bound):
        return said
    written_bound = (
        percent(bound, lang) if row["check"] in _SHARES else number(bound, len(f"{bound:g}".partition(".")[2]), lang)
    )
    return text(f"quality.{side}", lang, value=said, limit=written_bound)
