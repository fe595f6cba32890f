"""What the checks of quality said, and what became of the plan, as records of the underlag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from avloppsanalys.exports.underlag.plain import days, finite, records
from avloppsanalys.tables import FOLLOW_UP, QUALITY_VERDICTS, arrange, check

__all__ = ["flag_facts", "follow_up_record", "quality_record"]

_FLAG_FACTS: Final = ("plant", "date", "sample_id", "substance", "check", "value")
"""What a flag says in any language."""


def quality_record(quality: pd.DataFrame) -> dict[str, Any]:
    """Return how many checks ended in each verdict, every flag, and the checks that no sample could be put to."""
    counts = quality["verdict"].value_counts()
    flags = quality[quality["verdict"] == "flag"]
    assessed = quality.loc[quality["verdict"] != "not_assessable", "check"].unique()
    columns = {
        **{name: flags[name] for name in ("plant", "sample_id")},
        "date": days(flags["start"]),
        **{name: flags[name] for name in ("substance", "check", "what")},
        **{name: finite(flags[name]) for name in ("value", "threshold_low", "threshold_high")},
        **{name: flags[name] for name in ("unit", "detail", "consequence", "remedy", "source")},
    }
    return {
        **{verdict: int(counts.get(verdict, 0)) for verdict in QUALITY_VERDICTS},
        "flags": records(columns),
        "never_assessed": sorted(set(quality["check"]) - set(assessed)),
    }


def flag_facts(quality: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield what each flag says in any language."""
    return ({name: flag[name] for name in _FLAG_FACTS} for flag in quality["flags"])


def follow_up_record(table: pd.DataFrame | None, words: Sequence[str]) -> dict[str, Any] | None:
    """Return one record a year, and the words; None without a plan."""
    if table is None or table.empty:
        return None
    check(table, FOLLOW_UP)
    return {"years": records(arrange(table, FOLLOW_UP)), "text": list(words)}
