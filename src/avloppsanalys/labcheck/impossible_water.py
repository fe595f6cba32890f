"""Rows whose concentration and load belong together only with water that no plant has: said without any other row."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, with_answer
from avloppsanalys.labcheck.rows_apart import thousand_times_off
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import display_name, threshold
from avloppsanalys.tables import REPORTED, arrange
from avloppsanalys.wording import Language, ProblemLog, spread

__all__ = ["impossible_water"]

_LOAD: Final = "load_mg_per_day_per_1000"
_BEYOND: Final = 5.0
"""How many times beyond the limits of QUA010, which mark an unusual day, water is taken for a slip: under 24 or over
3 000 litres per person and day. Chosen by the project: wide of rain and leakage, far inside a unit a thousand off."""


def impossible_water(
    reported: pd.DataFrame, rows: pd.DataFrame, water: pd.DataFrame, told: pd.DataFrame, *, lang: Language = "sv"
) -> pd.DataFrame:
    """Return the rows that need an impossible flow per person, whatever the other rows of their answer need.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed, for file and line.
    rows : pandas.DataFrame
        From `printed_rows`.
    water : pandas.DataFrame
        From `reproducing_water`.
    told : pandas.DataFrame
        From `rows_apart`: a row that is named there is not named again.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: CHK017. An answer wholly a thousand times off the flow that we know is not among them: it
        is told as one (CHK013).
    """
    least, most = threshold("QUA010", "low") / _BEYOND, threshold("QUA010", "high") * _BEYOND
    bounded = rows[rows["concentration_low"] > 0].dropna(subset=["load_low", "load_high", "concentration_high"])
    low = 1000 * bounded["load_low"] / bounded["concentration_high"]
    high = 1000 * bounded["load_high"] / bounded["concentration_low"]
    odd = bounded.assign(low=low, high=high)[(low > most) | (high < least)]
    shared = water[(water["quantity"] == PER_PERSON) & (2 * water["n_fitting"] > water["n_rows"])]
    odd = odd.merge(shared[thousand_times_off(shared)][ANSWER].assign(whole=True), on=ANSWER, how="left")
    origin = with_answer(arrange(reported, REPORTED))
    origin = origin[origin["quantity"] == _LOAD].drop_duplicates([*ANSWER, "substance"])
    named = odd.merge(
        origin[[*ANSWER, "substance", "printed", "source_file", "source_line"]], on=[*ANSWER, "substance"]
    )
    before = {*told[["file", "line"]].itertuples(index=False, name=None)}
    log = ProblemLog(lang)
    for row in named.to_dict("records"):
        file = "" if pd.isna(row["source_file"]) else row["source_file"]
        line = None if pd.isna(row["source_line"]) else int(row["source_line"])
        if row["whole"] is not True and (file, line) not in before:
            log.add(
                "CHK017",
                file=file,
                line=line,
                substance=display_name(row["substance"], lang),
                printed=row["printed"],
                own=spread(row["low"], row["high"], lang),
            )
    return log.table()
