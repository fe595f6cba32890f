"""The population that the rows of an answer share, where it is not ours: the laboratory's doses are read with that."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER
from avloppsanalys.wording import Language, ProblemLog, number, spread

__all__ = ["other_populations", "shared_populations", "with_shared_population"]


def shared_populations(water: pd.DataFrame) -> pd.DataFrame:
    """Return the population by that most rows of an answer agree, of the answers in which ours is another.

    One row alone agrees with any population, and rows that are split into equal camps with none: there ours is the only
    measure, and nothing is returned.

    Parameters
    ----------
    water : pandas.DataFrame
        From `reproducing_water`.

    Returns
    -------
    pandas.DataFrame
        `plant`, `sample_id`, `report_id`, `revision`, the interval `low` to `high`, `ours`, and `shared`, the roundest
        number within the interval [persons].
    """
    asked = water[(water["basis"] == "doses") & water["ours"].notna()]
    agreed = (asked["n_fitting"] >= 2) & (2 * asked["n_fitting"] > asked["n_rows"])
    found = asked[agreed & ~asked["ours_fits"].eq(True) & ~asked.duplicated(ANSWER, keep=False)]
    shared = [_roundest(low, high) for low, high in zip(found["low"], found["high"], strict=True)]
    return found[[*ANSWER, "low", "high", "ours"]].assign(shared=np.array(shared, dtype=float))


def with_shared_population(rows: pd.DataFrame, water: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the population that their answer shares, or else their own.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with `population` and what names their answer (see `with_answer`).
    water : pandas.DataFrame
        From `reproducing_water`.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order.
    """
    shared = rows[ANSWER].merge(shared_populations(water)[[*ANSWER, "shared"]], on=ANSWER, how="left")["shared"]
    return rows.assign(population=shared.set_axis(rows.index).fillna(rows["population"]))


def other_populations(water: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return a note on each answer whose doses were computed with another population than ours.

    Parameters
    ----------
    water : pandas.DataFrame
        From `reproducing_water`.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems: CHK015.
    """
    log = ProblemLog(lang)
    for answer in shared_populations(water).to_dict("records"):
        others = spread(answer["low"], answer["high"], lang)
        log.add("CHK015", sample=answer["sample_id"], others=others, own=number(answer["ours"], 0, lang))
    return log.table()


def _roundest(low: float, high: float) -> float:
    """Return the number with the fewest digits in an interval, near its middle."""
    middle = (low + high) / 2
    digits = range(1, 18)
    rounded = (float(f"{middle:.{count}g}") for count in digits)
    return next((one for one in rounded if low <= one <= high), middle)
