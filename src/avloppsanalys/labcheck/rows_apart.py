"""Rows whose load does not follow from their concentration as the other rows of the same answer do."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, with_answer
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import display_name
from avloppsanalys.tables import REPORTED, arrange
from avloppsanalys.wording import Language, ProblemLog, quantity, spread

__all__ = ["rows_apart"]

LOAD: Final = "load_mg_per_day_per_1000"
_THOUSAND: Final = (1000.0, 1 / 1000)


def rows_apart(
    reported: pd.DataFrame, rows: pd.DataFrame, water: pd.DataFrame, *, lang: Language = "sv"
) -> pd.DataFrame:
    """Return the rows whose load needs another flow per person than most rows of their answer, as problems.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed, for file and line.
    rows : pandas.DataFrame
        From `printed_rows`.
    water : pandas.DataFrame
        From `reproducing_water`.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: CHK012 where the row is a thousand times off, else CHK009; CHK013 where all rows
        are a thousand times off the flow that we know. Nothing is said where the rows
        fall into halves, or where one of several intervals fits: then no row can be told to be the wrong one.
    """
    log = ProblemLog(lang)
    origin = with_answer(arrange(reported, REPORTED))
    origin = origin[origin["quantity"] == LOAD]
    common = water[water["quantity"] == PER_PERSON]
    common = common[~common.duplicated(ANSWER, keep=False) & (2 * common["n_fitting"] > common["n_rows"])]
    joined = rows.merge(common[[*ANSWER, "low", "high", "apart"]], on=ANSWER)
    for row in joined[joined["apart"] != ""].to_dict("records"):
        if row["substance"] in row["apart"].split(" | "):
            place = origin[(origin[ANSWER] == pd.Series({name: row[name] for name in ANSWER})).all(axis=1)]
            first = place[place["substance"] == row["substance"]].iloc[0]
            _note(row, first, log)
    for answer in common.to_dict("records"):
        ratios = (answer["low"] / answer["ours"], answer["high"] / answer["ours"])
        if any(ratios[0] <= size <= ratios[1] for size in _THOUSAND):
            others = spread(1000 * answer["low"], 1000 * answer["high"], lang)
            log.add("CHK013", sample=answer["sample_id"], others=others, own=quantity(1000 * answer["ours"], lang))
    return log.table()


def _note(row: dict[Any, Any], printed: pd.Series[Any], log: ProblemLog) -> None:
    """Note one row that stands apart."""
    least = row["load_low"] / row["concentration_high"] / row["high"]
    most = row["load_high"] / row["concentration_low"] / row["low"]
    thousand = any(least <= size <= most for size in _THOUSAND)
    needed = (1000 * row["load_low"] / row["concentration_high"], 1000 * row["load_high"] / row["concentration_low"])
    log.add(
        "CHK012" if thousand else "CHK009",
        file="" if pd.isna(printed["source_file"]) else printed["source_file"],
        line=None if pd.isna(printed["source_line"]) else int(printed["source_line"]),
        substance=display_name(row["substance"], log.lang),
        printed=printed["printed"],
        own=spread(*needed, log.lang),
        others=spread(1000 * row["low"], 1000 * row["high"], log.lang),
    )
