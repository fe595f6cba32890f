"""What ``jamfor-labb`` lacked to recompute a laboratory's figures: nothing that was given is asked for."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.tables import AS_WRITTEN
from avloppsanalys.wording import Language, listed, read_unit_words, text

__all__ = ["missing_facts", "missing_options"]

_WATER: Final = {"population": "--population", "flow": "--flow"}
_PER_PERSON: Final = "_per_1000"


def missing_facts(
    figures: pd.DataFrame, measured: pd.DataFrame, *, population: float, flow: float, factor_set: str
) -> list[str]:
    """Return what the figures that were not recomputed lacked.

    Parameters
    ----------
    figures : pandas.DataFrame
        The laboratory's own figures, with `verdict`.
    measured : pandas.DataFrame
        Its measurements, for the substances that have a concentration.
    population : float
        Connected persons; NaN if not given.
    flow : float
        Flow [m³/day]; NaN if not given.
    factor_set : str
        The factor set of our doses; ``"none"`` if not given.

    Returns
    -------
    list of str
        Of ``concentration``, ``population``, ``flow``, ``factor_set`` and ``factor`` (a factor set was given, and has
        none for the substance).
    """
    rows = figures[figures["verdict"] == "not_computed"]
    known = set(measured.loc[measured["concentration_ng_per_l"].notna(), "residue"])
    parts = rows["substance"].str.split(" + ", regex=False).explode()
    in_words = rows["quantity"] == AS_WRITTEN
    quantity = rows["quantity"].mask(in_words, rows["unit"].map(_as_field).astype("str"))
    of_water = quantity != "concentration_ng_per_l"
    lacking = {
        "concentration": not parts.isin(known).all(),
        "population": bool(np.isnan(population) and quantity.str.endswith(_PER_PERSON).any()),
        "flow": bool(np.isnan(flow) and of_water.any()),
        "factor_set": bool(factor_set == "none" and quantity.str.startswith("doses").any()),
    }
    missing = [fact for fact, lacks in lacking.items() if lacks]
    return missing or (["factor"] if quantity.str.startswith("doses").any() else [])


def _as_field(words: str) -> str:
    """Return which of our quantities a figure in words needs the same facts as."""
    return "doses_per_day_per_1000" if read_unit_words(words).measure == "doses" else "load_mg_per_day_per_1000"


def missing_options(missing: list[str], lang: Language) -> list[str]:
    """Return the sentences that say which options to give for what is missing; none for what no option gives."""
    water = [option for fact, option in _WATER.items() if fact in missing]
    told = [text("cli.compare.hint", lang, options=listed(water, lang))] if water else []
    return [*told, text("cli.compare.hint_factors", lang)] if "factor_set" in missing else told
