"""Rows that do not follow from the flow or the population that the other rows of the same answer share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER, with_answer
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import display_name
from avloppsanalys.tables import REPORTED, arrange
from avloppsanalys.wording import Language, ProblemLog, quantity, spread

__all__ = ["rows_apart", "thousand_times_off"]

_LOAD: Final = "load_mg_per_day_per_1000"
_TOTAL: Final = "doses_per_day"
_THOUSAND: Final = (1000.0, 1 / 1000)


def rows_apart(
    reported: pd.DataFrame, rows: pd.DataFrame, water: pd.DataFrame, *, lang: Language = "sv"
) -> pd.DataFrame:
    """Return the rows that need another flow per person, or another population, than most rows of their answer.

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
        A table of problems: CHK009 a load that does not follow from its concentration as the others do, CHK012 one that
        is a thousand times off; CHK013 all loads a thousand times off the flow that we know; CHK014 doses in all and
        per 1000 that need another population, where the population is not known (else `check_claims` tells). Nothing is
        said where no more than half of the rows agree, or several intervals fit: then no row can be told to be wrong.
    """
    log = ProblemLog(lang)
    origin = with_answer(arrange(reported, REPORTED))
    agreed = water[2 * water["n_fitting"] > water["n_rows"]]
    per_person = agreed[agreed["quantity"] == PER_PERSON]
    for row, printed in _apart(origin[origin["quantity"] == _LOAD], rows, per_person):
        own = (row["load_low"] / row["concentration_high"], row["load_high"] / row["concentration_low"])
        thousand = any(own[0] / row["high"] <= size <= own[1] / row["low"] for size in _THOUSAND)
        litres = [1000 * end for end in (*own, row["low"], row["high"])]
        _note("CHK012" if thousand else "CHK009", row, printed, litres, log)
    for one in per_person[thousand_times_off(per_person)].to_dict("records"):
        others = spread(1000 * one["low"], 1000 * one["high"], lang)
        log.add("CHK013", sample=one["sample_id"], others=others, own=quantity(1000 * one["ours"], lang))
    persons = agreed[(agreed["basis"] == "doses") & agreed["ours"].isna()]
    for row, printed in _apart(origin[origin["quantity"] == _TOTAL], rows, persons):
        own = (1000 * row["total_low"] / row["per_1000_high"], 1000 * row["total_high"] / row["per_1000_low"])
        _note("CHK014", row, printed, [*own, row["low"], row["high"]], log)
    return log.table()


def thousand_times_off(water: pd.DataFrame) -> pd.Series[bool]:
    """Return which intervals of water hold a thousand times, or a thousandth of, the value that we know."""
    ratios = [(water[end] / water["ours"]).astype(float) for end in ("low", "high")]
    return ratios[0].le(1000.0) & ratios[1].ge(1000.0) | ratios[0].le(1 / 1000) & ratios[1].ge(1 / 1000)


def _apart(
    origin: pd.DataFrame, rows: pd.DataFrame, common: pd.DataFrame
) -> Iterator[tuple[dict[Any, Any], dict[Any, Any]]]:
    """Yield each row that stands apart with the interval of the others, and where it was printed."""
    single = common[~common.duplicated(ANSWER, keep=False) & (common["apart"] != "")]
    joined = rows.merge(single[[*ANSWER, "low", "high", "apart"]], on=ANSWER)
    for row in joined.to_dict("records"):
        if row["substance"] in row["apart"].split(" | "):
            here = (origin[[*ANSWER, "substance"]] == [row[name] for name in (*ANSWER, "substance")]).all(axis=1)
            yield row, origin[here].iloc[0].to_dict()


def _note(rule_id: str, row: dict[Any, Any], printed: dict[Any, Any], ends: list[float], log: ProblemLog) -> None:
    """Note one row that stands apart, with what it needs and what the others need."""
    log.add(
        rule_id,
        file="" if pd.isna(printed["source_file"]) else printed["source_file"],
        line=None if pd.isna(printed["source_line"]) else int(printed["source_line"]),
        substance=display_name(row["substance"], log.lang),
        printed=printed["printed"],
        own=spread(ends[0], ends[1], log.lang),
        others=spread(ends[2], ends[3], log.lang),
    )
