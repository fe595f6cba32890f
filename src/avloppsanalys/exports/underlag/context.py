"""Other indicators as records of the underlag: each figure with its trap, and none that is suppressed."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from avloppsanalys.exports.underlag.plain import days, records
from avloppsanalys.lagesbild import trap
from avloppsanalys.reference import find_indicator
from avloppsanalys.tables import CONTEXT, arrange, check
from avloppsanalys.wording import Language

__all__ = ["context_facts", "context_records"]

_FACTS: Final = (
    "place", "indicator_type", "group", "period", "period_start", "period_end", "value", "unit", "status", "missing",
    "suppressed", "source",
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
        "period_start": days(rows["start"]),
        "period_end": days(last_days),
        # a figure that was not suppressed upstream must not slip out here
        "value": rows["value"].mask(rows["suppressed"]),
        **{name: rows[name] for name in ("unit", "status", "missing", "suppressed", "shown")},
        "available_from": days(rows["available_from"]),
        "source": rows["source"],
        "trap": [trap(kind, lang) for kind in rows["indicator_type"]],
    }
    return records(columns)


def context_facts(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of each record what it says in any language: what a decision to publish is about.

    Parameters
    ----------
    figures : list of dict
        From `context_records`.

    Returns
    -------
    list of dict
    """
    return [{"indicator": _name(str(one["indicator"]))} | {name: one[name] for name in _FACTS} for one in figures]


def _name(name: str) -> str:
    """Return the id of an indicator that goes by its own name in a language, else the name."""
    found = find_indicator(name)
    return found.id if found is not None and name in (found.sv, found.en) else name
