"""Other indicators as records of the underlag: each figure with its trap, and none that is suppressed."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from avloppsanalys.lagesbild import trap
from avloppsanalys.reference import find_indicator
from avloppsanalys.tables import CONTEXT, TIMEZONE, arrange, check
from avloppsanalys.wording import Language

__all__ = ["context_facts", "context_records"]

_FACTS: Final = (
    "place", "indicator_type", "group", "period", "period_start", "period_end", "value", "unit", "status", "missing",
    "suppressed",
)  # fmt: skip
"""What a record says in any language."""


def context_records(context: pd.DataFrame, lang: Language) -> list[dict[str, Any]]:
    """Return one record a figure, in the order of the table.

    Parameters
    ----------
    context : pandas.DataFrame
        A table of indicators, from `lagesbild.context_table`.
    lang : {"sv", "en"}
        Language of the trap.

    Returns
    -------
    list of dict
        A value that does not exist, or is suppressed, is None; `shown` says what is printed in its place.

    Raises
    ------
    TableError
        If it is no table of indicators.
    """
    check(context, CONTEXT)
    rows = arrange(context, CONTEXT)
    last_days = rows["end"] - pd.Timedelta(seconds=1)
    columns = {
        **{name: rows[name] for name in ("place", "indicator", "indicator_type", "group", "period")},
        "period_start": _day(rows["start"]),
        "period_end": _day(last_days),
        # a figure that was not suppressed upstream must not slip out here
        "value": rows["value"].mask(rows["suppressed"]),
        **{name: rows[name] for name in ("unit", "status", "missing", "suppressed", "shown")},
        "available_from": _day(rows["available_from"]),
        "source": rows["source"],
        "trap": [trap(kind, lang) for kind in rows["indicator_type"]],
    }
    frame = pd.DataFrame(columns).astype("object")
    records: list[dict[str, Any]] = frame.where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return records


def context_facts(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of each record what it says in any language: what a decision to publish is about.

    Parameters
    ----------
    records : list of dict
        From `context_records`.

    Returns
    -------
    list of dict
    """
    return [{"indicator": _told(str(one["indicator"]))} | {name: one[name] for name in _FACTS} for one in records]


def _told(name: str) -> str:
    """Return the id of an indicator that goes by its own name in a language, else the name."""
    found = find_indicator(name)
    return found.id if found is not None and name in (found.sv, found.en) else name


def _day(moments: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    return moments.dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d")
