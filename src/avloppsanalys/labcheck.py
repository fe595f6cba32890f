"""What the laboratory computed itself, held against our own figures and against each other.

A laboratory gets flow and population from its customer and answers in loads and doses as well as concentrations. Its
figures are never computed with; they are compared, to the last printed digit, and a row that contradicts itself is
flagged.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import display_name, factor_set
from avloppsanalys.tables import CONSUMPTION, LOADS, REPORTED, arrange, check
from avloppsanalys.wording import Language, ProblemLog, number, quantity

__all__ = ["compare_with_lab", "contradictions"]

Floats = npt.NDArray[np.float64]

_SAMPLE: Final = ["plant", "sample_id"]
_FIGURE: Final = [*_SAMPLE, "parts", "quantity"]
_OF_LOADS: Final = ("concentration_ng_per_l", "load_g_per_day", "load_mg_per_day_per_1000")
_OF_CONSUMPTION: Final = ("doses_per_day", "doses_per_day_per_1000")


def compare_with_lab(
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
        concentrations), ``differs``, or ``not_computed``.

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
    >>> compare_with_lab(reported, loads)[["computed", "step", "verdict"]]
       computed  step verdict
    0      8.04   0.1  agrees
    """
    check(reported, REPORTED)
    check(loads, LOADS)
    rows = _as_printed(arrange(reported, REPORTED))
    rows["parts"] = _parts(rows["substance"])
    own = _samples(arrange(loads, LOADS))
    sums = _sums(rows, own)
    figures = [_load_figures(sums)]
    if consumption is not None:
        figures.append(_dose_figures(_samples(arrange(consumption, CONSUMPTION)), sums))
    compared = rows.merge(pd.concat(figures, ignore_index=True), on=_FIGURE, how="left", validate="many_to_one")
    step = printed_step(compared["printed"])
    half = np.nan_to_num(step) / 2 + 1e-9
    value, computed = compared["value"].to_numpy(), compared["computed"].to_numpy(dtype=float)
    agrees = np.abs(computed - value) <= half
    within = (compared["computed_low"] <= value + half) & (compared["computed_high"] >= value - half)
    open_question = np.isnan(computed) | np.isnan(value) | _is_replaced(compared, own)
    verdict = np.select([open_question, agrees, within], ["not_computed", "agrees", "rounding"], "differs")
    return compared.drop(columns="parts").assign(step=step, verdict=verdict)


def printed_step(printed: pd.Series[str]) -> Floats:
    """Return one unit of the last digit of each number as printed: 0.1 for "8,0", 1 for "746"; missing for no number.

    Parameters
    ----------
    printed : pandas.Series of str
        Numbers as the laboratory printed them.

    Returns
    -------
    numpy.ndarray
        In the unit of the numbers.

    Examples
    --------
    >>> printed_step(pd.Series(["8,0", "746", "0.36"])).tolist()
    [0.1, 1.0, 0.01]
    """
    texts = printed.fillna("")
    decimals = texts.str.replace(r"^[^,.]*[,.]?", "", regex=True).str.count(r"\d").to_numpy(dtype=float)
    return np.where(texts.str.contains(r"\d", regex=True), 10.0**-decimals, np.nan)


def _as_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the figure itself as its printed text where the text was not kept."""
    shown = rows["value"].map(lambda value: f"{value:.12g}").astype("str")
    return rows.assign(printed=rows["printed"].fillna(shown))


def _samples(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of samples proper, without blanks and duplicates."""
    return rows[rows["sample_type"].fillna("sample") == "sample"]


def _is_replaced(compared: pd.DataFrame, loads: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which figures stand in an answer that the loads were not computed from."""
    answer = [*_SAMPLE, "report_id", "revision"]
    used = loads.dropna(subset=["report_id"])[answer].drop_duplicates().assign(used=True)
    named = compared[answer].merge(used, on=answer, how="left")["used"].eq(True)
    sampled = compared[_SAMPLE].merge(used[_SAMPLE].drop_duplicates().assign(told=True), on=_SAMPLE, how="left")
    return np.asarray(sampled["told"].eq(True) & ~named)


def _parts(substances: pd.Series[str]) -> pd.Series[str]:
    """Return the residues of each row in alphabetical order, so that the order of printing does not matter."""
    return substances.map(lambda name: " + ".join(sorted(name.split(" + "))))


def _sums(rows: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """Return, for each sample and printed row, the sum over its residues; missing unless all of them are quantified."""
    asked = rows[[*_SAMPLE, "parts"]].drop_duplicates().assign(residue=lambda frame: frame["parts"].str.split(" \\+ "))
    each = asked.explode("residue").astype({"residue": "str"})
    joined = each.merge(loads, on=[*_SAMPLE, "residue"], how="left", validate="many_to_one")
    half = np.nan_to_num(printed_step(joined["printed"])) / 2
    joined["concentration_low"] = joined["concentration_ng_per_l"] - half
    joined["concentration_high"] = joined["concentration_ng_per_l"] + half
    columns = [*_OF_LOADS, "concentration_low", "concentration_high"]
    sums = joined.groupby([*_SAMPLE, "parts"], as_index=False, sort=False)[columns].sum(min_count=1)
    gaps = joined["concentration_ng_per_l"].isna() & joined["load_mg_per_day_per_1000"].isna()
    incomplete = gaps.groupby([joined[name] for name in (*_SAMPLE, "parts")], sort=False).any().to_numpy()
    sums.loc[incomplete, columns] = np.nan
    return sums


def _load_figures(sums: pd.DataFrame) -> pd.DataFrame:
    """Return concentration and loads of each printed row, with what the rounding of the concentrations leaves open."""
    figures = sums.melt(
        [*_SAMPLE, "parts", "concentration_low", "concentration_high"], list(_OF_LOADS), "quantity", "computed"
    )
    concentration = figures.merge(sums[[*_SAMPLE, "parts", "concentration_ng_per_l"]], on=[*_SAMPLE, "parts"])
    return _with_rounding(figures, concentration["concentration_ng_per_l"])


def _dose_figures(consumption: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the doses of each drug under the residues that its factor set sums."""
    residues = {
        (name, drug): " + ".join(sorted(row.residue for row in factor_set(name).rows if row.drug == drug))
        for name, drug in consumption[["factor_set", "drug"]].drop_duplicates().itertuples(index=False)
    }
    keys = zip(consumption["factor_set"], consumption["drug"], strict=True)
    doses = consumption.assign(parts=pd.Series([residues[key] for key in keys], index=consumption.index, dtype="str"))
    doses = doses.drop_duplicates([*_SAMPLE, "parts"], keep="last")
    figures = doses.melt([*_SAMPLE, "parts"], list(_OF_CONSUMPTION), "quantity", "computed")
    bounds = ["concentration_low", "concentration_high", "concentration_ng_per_l"]
    figures = figures.merge(sums[[*_SAMPLE, "parts", *bounds]], on=[*_SAMPLE, "parts"], how="left")
    return _with_rounding(figures, figures["concentration_ng_per_l"])


def _with_rounding(figures: pd.DataFrame, concentration: pd.Series[float]) -> pd.DataFrame:
    """Return the figures with the ends that they could have, were the concentrations printed with more digits."""
    open_ends = {
        f"computed_{end}": figures["computed"] * (figures[f"concentration_{end}"].to_numpy() / concentration.to_numpy())
        for end in ("low", "high")
    }
    return figures[[*_FIGURE, "computed"]].assign(**open_ends)


def contradictions(reported: pd.DataFrame, loads: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return the rows in which the laboratory's doses in all and doses per 1000 cannot both be right, as problems.

    Parameters
    ----------
    reported : pandas.DataFrame
        A table of what the laboratory itself computed.
    loads : pandas.DataFrame
        A table of loads of the same samples, for the population of each.
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        A table of problems, rule CHK001, with the file and line of the row.
    """
    rows = _as_printed(arrange(reported, REPORTED))
    rows["step"] = printed_step(rows["printed"])
    row = [*_SAMPLE, "substance", "report_id", "revision"]
    totals = rows[rows["quantity"] == "doses_per_day"]
    pairs = totals.merge(rows[rows["quantity"] == "doses_per_day_per_1000"], on=row, suffixes=("", "_per_1000"))
    persons = arrange(loads, LOADS).drop_duplicates(_SAMPLE)[[*_SAMPLE, "population"]]
    pairs = pairs.merge(persons, on=_SAMPLE, how="inner")
    per_1000 = 1000 / pairs["population"]
    gap = (pairs["value"] * per_1000 - pairs["value_per_1000"]).abs()
    room = (pairs["step"] * per_1000 + pairs["step_per_1000"]) / 2
    log = ProblemLog(lang)
    for pair in pairs[gap > room].to_dict("records"):
        log.add(
            "CHK001",
            file="" if pd.isna(pair["source_file"]) else pair["source_file"],
            line=None if pd.isna(pair["source_line"]) else pair["source_line"],
            substance=display_name(pair["substance"], lang),
            total=pair["printed"],
            per_1000=pair["printed_per_1000"],
            population=number(pair["population"], 0, lang),
            implied=quantity(1000 * pair["value"] / pair["population"], lang),
        )
    return log.table()
