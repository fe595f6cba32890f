"""What the laboratory computed itself, computed again and held against it to the last printed digit."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.labcheck.bounds import SAMPLE, parts_of, proper_samples
from avloppsanalys.labcheck.printed import as_printed, printed_step
from avloppsanalys.labcheck.written_figures import with_base
from avloppsanalys.reference import factor_set
from avloppsanalys.tables import CONSUMPTION, LOADS, REPORTED, arrange, check

__all__ = ["recomputed_figures"]

Floats = npt.NDArray[np.float64]

_FIGURE: Final = [*SAMPLE, "parts", "base"]
_OF_LOADS: Final = ("concentration_ng_per_l", "load_g_per_day", "load_mg_per_day_per_1000")
_OF_CONSUMPTION: Final = ("doses_per_day", "doses_per_day_per_1000")


def recomputed_figures(
    reported: pd.DataFrame, loads: pd.DataFrame, consumption: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Recompute what the laboratory computed, and say whether it agrees to the printed digit.

    A sum row is recomputed from its parts. Doses are compared where a drug of the factor set has the very residues that
    the laboratory's row has.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed.
    loads : pandas.DataFrame
        A table of loads of the same samples.
    consumption : pandas.DataFrame, optional
        A table of consumption of the same samples; without it doses are not recomputed.

    Returns
    -------
    pandas.DataFrame
        Rows of `reported` with `computed`, `computed_low`, `computed_high` (what the rounding of the printed
        concentrations leaves open) and `step` (one unit of the last printed digit), all in the unit of the row, and
        `verdict`: ``agrees`` (the same after rounding), ``rounding`` (the same within the rounding of the printed
        concentrations), ``differs``, or ``not_computed``; `replaced` where the answer is not the one that counts.

    Raises
    ------
    TableError
        If one of the tables lacks a column.

    Examples
    --------
    >>> reported = pd.DataFrame({
    ...     "plant": "A", "sample_id": "1", "substance": "MDMA", "quantity": "load_mg_per_day_per_1000", "value": [8.0],
    ...     "printed": "8,0",
    ... })
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": "1", "residue": "MDMA", "load_mg_per_day_per_1000": [8.04],
    ...     "start": pd.Timestamp("2020-10-06", tz="Europe/Stockholm"),
    ...     "end": pd.Timestamp("2020-10-07", tz="Europe/Stockholm"),
    ... })
    >>> recomputed_figures(reported, loads)[["computed", "step", "verdict"]]
       computed  step verdict
    0      8.04   0.1  agrees
    """
    check(reported, REPORTED)
    check(loads, LOADS)
    rows = as_printed(arrange(reported, REPORTED))
    rows["parts"] = parts_of(rows["substance"])
    own = proper_samples(arrange(loads, LOADS))
    rows = with_base(rows, own)
    sums = _sums(rows, own)
    figures = [_load_figures(sums)]
    if consumption is not None:
        figures.append(_dose_figures(proper_samples(arrange(consumption, CONSUMPTION)), sums))
    compared = rows.merge(pd.concat(figures, ignore_index=True), on=_FIGURE, how="left", validate="many_to_one")
    for name in ("computed", "computed_low", "computed_high"):
        compared[name] = compared[name] * compared["times"]
    step = printed_step(compared["printed"])
    half = np.nan_to_num(step) / 2 + 1e-9
    value, computed = compared["value"].to_numpy(), compared["computed"].to_numpy(dtype=float)
    agrees = np.abs(computed - value) <= half
    within = (compared["computed_low"] <= value + half) & (compared["computed_high"] >= value - half)
    replaced = _is_replaced(compared, own)
    open_question = np.isnan(computed) | np.isnan(value) | replaced
    verdict = np.select([open_question, agrees, within], ["not_computed", "agrees", "rounding"], "differs")
    return compared.drop(columns=["parts", "base", "times"]).assign(step=step, verdict=verdict, replaced=replaced)


def _is_replaced(compared: pd.DataFrame, loads: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which figures stand in an answer that the loads were not computed from."""
    answer = [*SAMPLE, "report_id", "revision"]
    used = loads.dropna(subset=["report_id"])[answer].drop_duplicates().assign(used=True)
    named = compared[answer].merge(used, on=answer, how="left")["used"].eq(True)
    sampled = compared[SAMPLE].merge(used[SAMPLE].drop_duplicates().assign(told=True), on=SAMPLE, how="left")
    return np.asarray(sampled["told"].eq(True) & ~named)


def _sums(rows: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """Return, for each sample and printed row, the sum over its residues; missing unless all of them are quantified."""
    asked = rows[[*SAMPLE, "parts"]].drop_duplicates().assign(residue=lambda frame: frame["parts"].str.split(" \\+ "))
    each = asked.explode("residue").astype({"residue": "str"})
    joined = each.merge(loads, on=[*SAMPLE, "residue"], how="left", validate="many_to_one")
    half = np.nan_to_num(printed_step(joined["printed"])) / 2
    joined["concentration_low"] = joined["concentration_ng_per_l"] - half
    joined["concentration_high"] = joined["concentration_ng_per_l"] + half
    columns = [*_OF_LOADS, "concentration_low", "concentration_high"]
    sums = joined.groupby([*SAMPLE, "parts"], as_index=False, sort=False)[columns].sum(min_count=1)
    gaps = joined["concentration_ng_per_l"].isna() & joined["load_mg_per_day_per_1000"].isna()
    incomplete = gaps.groupby([joined[name] for name in (*SAMPLE, "parts")], sort=False).any().to_numpy()
    sums.loc[incomplete, columns] = np.nan
    return sums


def _load_figures(sums: pd.DataFrame) -> pd.DataFrame:
    """Return concentration and loads of each printed row, with what the rounding of the concentrations leaves open."""
    figures = sums.melt(
        [*SAMPLE, "parts", "concentration_low", "concentration_high"], list(_OF_LOADS), "base", "computed"
    )
    concentration = figures.merge(sums[[*SAMPLE, "parts", "concentration_ng_per_l"]], on=[*SAMPLE, "parts"])
    return _with_rounding(figures, concentration["concentration_ng_per_l"])


def _dose_figures(consumption: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the doses of each drug under the residues that its factor set sums."""
    residues = {
        (name, drug): " + ".join(sorted(row.residue for row in factor_set(name).rows if row.drug == drug))
        for name, drug in consumption[["factor_set", "drug"]].drop_duplicates().itertuples(index=False)
    }
    keys = zip(consumption["factor_set"], consumption["drug"], strict=True)
    doses = consumption.assign(parts=pd.Series([residues[key] for key in keys], index=consumption.index, dtype="str"))
    doses = doses.drop_duplicates([*SAMPLE, "parts"], keep="last")
    figures = doses.melt([*SAMPLE, "parts"], list(_OF_CONSUMPTION), "base", "computed")
    bounds = ["concentration_low", "concentration_high", "concentration_ng_per_l"]
    figures = figures.merge(sums[[*SAMPLE, "parts", *bounds]], on=[*SAMPLE, "parts"], how="left")
    return _with_rounding(figures, figures["concentration_ng_per_l"])


def _with_rounding(figures: pd.DataFrame, concentration: pd.Series[float]) -> pd.DataFrame:
    """Return the figures with the ends that they could have, were the concentrations printed with more digits."""
    open_ends = {
        f"computed_{end}": figures["computed"] * (figures[f"concentration_{end}"].to_numpy() / concentration.to_numpy())
        for end in ("low", "high")
    }
    return figures[[*_FIGURE, "computed"]].assign(**open_ends)
