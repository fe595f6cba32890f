"""The population that an answer was computed with, where it is not ours: the laboratory's doses are read with that."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER
from avloppsanalys.labcheck.period_sums import fits_ours, period_sums, population_by_loads
from avloppsanalys.labcheck.water import roundest
from avloppsanalys.wording import Language, ProblemLog, number, spread

__all__ = ["other_populations", "shared_populations", "with_shared_population"]


def shared_populations(water: pd.DataFrame) -> pd.DataFrame:
    """Return the population that an answer was computed with, of the answers in which ours is another.

    That is the one by which most of its rows of doses agree. One row alone agrees with any population, and rows that
    are split into equal camps with none: then it is the one that the loads of the same answer need with the flow that
    we know, where doses and loads have one in common. Doses that are sums over the days of their sample (see
    `period_sums`) tell of no other population.

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
    return _shared(_unlike_ours(water, period_sums(water)), population_by_loads(water))


def with_shared_population(rows: pd.DataFrame, water: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the population that their answer was computed with, or else ours.

    Where the doses are sums over the days of their sample it is the one that a single day of them needs.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with `population` and what names their answer (see `with_answer`).
    water : pandas.DataFrame
        From `reproducing_water`.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order, and `doubtful`: whether nothing confirms their population.
    """
    sums, by_loads = period_sums(water), population_by_loads(water)
    asked = _unlike_ours(water, sums)
    shared = _shared(asked, by_loads)
    found = rows[ANSWER].merge(shared[[*ANSWER, "shared"]], on=ANSWER, how="left")
    found = found.merge(sums, on=ANSWER, how="left")
    found = found.merge(_doubtful(asked, shared, by_loads), on=ANSWER, how="left").set_axis(rows.index)
    population = found["persons"].fillna(found["shared"]).fillna(rows["population"])
    return rows.assign(population=population, doubtful=found["doubtful"].eq(True))


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


def _shared(asked: pd.DataFrame, by_loads: pd.DataFrame) -> pd.DataFrame:
    """Return the population of each answer that `asked` for another than ours, where one is found."""
    agreed = (asked["n_fitting"] >= 2) & (2 * asked["n_fitting"] > asked["n_rows"])
    agreed &= ~asked.duplicated(ANSWER, keep=False)
    both = asked[~agreed].merge(by_loads[[*ANSWER, "low", "high"]], on=ANSWER, suffixes=("", "_loads"))
    both["low"], both["high"] = both[["low", "low_loads"]].max(axis=1), both[["high", "high_loads"]].min(axis=1)
    common = both[both["low"] <= both["high"]]
    common = common[~common.duplicated(ANSWER, keep=False)]
    found = pd.concat([asked[agreed], common], ignore_index=True)[[*ANSWER, "low", "high", "ours"]]
    shared = [roundest(low, high) for low, high in zip(found["low"], found["high"], strict=True)]
    return found.assign(shared=np.array(shared, dtype=float))


def _doubtful(asked: pd.DataFrame, shared: pd.DataFrame, by_loads: pd.DataFrame) -> pd.DataFrame:
    """Return the answers whose doses fit neither our population nor one that anything else in them confirms.

    In them a contradiction may be the laboratory's or ours. Where the loads need our population with our flow it is
    confirmed, and such an answer is not among them.
    """
    settled = pd.concat([shared[ANSWER], by_loads.loc[by_loads["ours_fits"].eq(True), ANSWER]])
    left = asked[ANSWER].drop_duplicates().merge(settled.drop_duplicates(), how="left", indicator=True)
    return left.loc[left["_merge"] == "left_only", ANSWER].assign(doubtful=True)


def _unlike_ours(water: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the persons that the doses need, of the answers of which no interval holds ours and none is a sum."""
    asked = water[(water["basis"] == "doses") & water["ours"].notna()]
    unlike = asked[~fits_ours(asked)].merge(sums.assign(summed=True), on=ANSWER, how="left")
    return unlike[unlike["summed"].isna()].drop(columns=["persons", "summed"])
