"""Levels and cards as records of the underlag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.exports.underlag.plain import days, finite, records, told
from avloppsanalys.lagesbild import IndicatorCard
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language

__all__ = ["EDITION", "card_record", "level_records"]

_MASS: Final = ("level_g_per_day", "level_low_g_per_day", "level_high_g_per_day")
_CELL: Final = ["place", "substance", "period"]

EDITION: Final = ("answer_revision", "answer_reissued")
"""Which edition of an answer a level rests on: a figure that is the same in a new one is the same figure."""


def level_records(
    levels: pd.DataFrame, caveats: Sequence[Sequence[str]], lang: Language, editions: pd.DataFrame | None = None
) -> list[Any]:
    """Return one record a level; with `editions`, levels of loads say which edition of the answer they rest on."""
    names = {name: display_name(name) for name in levels["substance"].unique()}
    columns = {
        "place": levels["place"],
        "substance": levels["substance"],
        "substance_sv": levels["substance"].map(names),
        "quantity": levels["quantity"],
        "unit": levels["unit"],
        "period": levels["period"],
        "period_start": days(levels["period_start"]),
        "period_end": days(levels["period_end"] - pd.Timedelta(seconds=1)),
        **{name: finite(levels[name]) for name in ("estimate", "low", "high", "interval_level")},
        **{name: levels[name] for name in ("n_days", "n_campaigns", "n_below_loq")},
        **{name: finite(levels[name]) for name in ("detection_frequency", "detection_low", "detection_high")},
        "factor_set": levels["factor_set"].fillna("none"),
        "factor_status": levels["factor_status"].replace("", None),
        "dose_mg": levels["dose_mg"],
        "marked_season": levels["season"],
        **{name: finite(levels[name]) for name in _MASS},
        "method": levels["method"],
        **({} if editions is None else _editions(levels, editions)),
    }
    return [record | {"caveats": told(ids, lang)} for record, ids in zip(records(columns), caveats, strict=True)]


def _editions(levels: pd.DataFrame, editions: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return the edition of the answer behind each level of loads, and when it was reissued; of others nothing."""
    newest = editions.set_index(_CELL)[["revision", "reissued"]].reindex(pd.MultiIndex.from_frame(levels[_CELL]))
    newest.index = levels.index
    own = levels["quantity"] == "load"
    number, day = newest["revision"].astype("Int64").where(own), days(newest["reissued"].where(own))
    return dict(zip(EDITION, (number, day), strict=True))


def card_record(card: IndicatorCard) -> dict[str, Any]:
    """Return a card as a record; a number that does not exist is None."""
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(card).items()}
    return {name: None if isinstance(one, float) and not np.isfinite(one) else one for name, one in said.items()}
