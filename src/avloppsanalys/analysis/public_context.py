"""Other indicators as they may leave the house: without what somebody typed freely, but for their sources."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from avloppsanalys.reference import indicators
from avloppsanalys.wording import Language, text

__all__ = ["public_context"]

_PLAIN_GROUP: Final = re.compile(
    r"(?:åk|årskurs|gy|grade|år)? ?\d{1,2}(?: ?[-–] ?\d{1,2})?(?: ?år)?"
    r"|kvinnor|män|flickor|pojkar|women|men|girls|boys",
    re.IGNORECASE,
)
"""Groups that can only be an age, a grade or a gender."""


def public_context(context: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return other indicators under names that are known; their sources must be cited, and stand as they are.

    Parameters
    ----------
    context : pandas.DataFrame
        A table of indicators.
    lang : {"sv", "en"}
        Language of the names.

    Returns
    -------
    pandas.DataFrame
        The same columns: an indicator is called what its kind is, with a number where there are several of a kind; an
        unknown one, and a group that may be more than an age, a grade or a gender, is a number; the file is missing.
    """
    if context.empty:
        return context
    known = {one.id: one.sv if lang == "sv" else one.en for one in indicators()}
    named = context[["indicator_type", "indicator"]].drop_duplicates()
    nth = named.groupby("indicator_type").cumcount() + 1
    several = named.groupby("indicator_type")["indicator"].transform("size") > 1
    told = [
        text("context.indicator.numbered", lang, number=number) if kind not in known
        else f"{known[kind]} {number}" if many
        else known[kind]
        for kind, number, many in zip(named["indicator_type"], nth, several, strict=True)
    ]  # fmt: skip
    names = dict(zip(zip(named["indicator_type"], named["indicator"], strict=True), told, strict=True))
    typed = [one for one in dict.fromkeys(context["group"].dropna()) if not _PLAIN_GROUP.fullmatch(one)]
    groups = {one: text("context.group.numbered", lang, number=number) for number, one in enumerate(typed, start=1)}
    pairs = zip(context["indicator_type"], context["indicator"], strict=True)
    return context.assign(
        indicator=[names[pair] for pair in pairs],
        group=context["group"].replace(groups),
        source_file=None,
    ).astype(context.dtypes.to_dict())
