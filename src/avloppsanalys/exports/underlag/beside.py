"""What is told beside the levels as records of the underlag: prescribed medicines, and EUDA's towns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from avloppsanalys.exports.underlag.plain import days, finite, records, told
from avloppsanalys.lagesbild import prescribed_words
from avloppsanalys.reference import display_name
from avloppsanalys.tables import EUROPE, PRESCRIBED, arrange, check
from avloppsanalys.wording import Language

__all__ = ["europe_record", "prescribed_records"]

_PRESCRIBED_NUMBERS: Final = (
    "expected", "expected_low", "expected_high", "observed", "observed_low", "observed_high", "net", "net_low",
    "net_high", "interval_level",
)  # fmt: skip


def prescribed_records(prescribed: pd.DataFrame, lang: Language) -> list[Any]:
    """Return one record a level beside which prescribed medicines stand, with the same in words."""
    check(prescribed, PRESCRIBED)
    rows = arrange(prescribed, PRESCRIBED)
    words = [prescribed_words(row, lang) for row in rows.to_dict("records")]
    columns = {
        **{name: rows[name] for name in ("place", "substance")},
        "substance_sv": rows["substance"].map({name: display_name(name) for name in rows["substance"].unique()}),
        **{name: rows[name] for name in ("period", "unit", "medicines")},
        **{name: finite(rows[name]) for name in _PRESCRIBED_NUMBERS},
        **{name: rows[name] for name in ("verdict", "reason")},
        "prescriptions_start": days(rows["prescriptions_start"]),
        "prescriptions_end": days(rows["prescriptions_end"] - pd.Timedelta(seconds=1)),
        **{name: rows[name] for name in ("factor_status", "source", "note")},
        "text": pd.Series(words, index=rows.index, dtype="str"),
    }
    return [record | {"caveats": told(["prescribed_basis"], lang)} for record in records(columns)]


def europe_record(table: pd.DataFrame | None, words: Sequence[str]) -> dict[str, Any] | None:
    """Return one record a comparison with EUDA's towns, and the words; None where EUDA's file was not given."""
    if table is None or table.empty:
        return None
    check(table, EUROPE)
    rows = arrange(table, EUROPE)
    columns = rows.assign(**{name: days(rows[name]) for name in ("first_day", "last_day")})
    return {"comparisons": records(columns), "text": list(words)}
