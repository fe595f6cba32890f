"""Two protocols side by side: what was decided otherwise, and what that means for figures that are already out."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.protocol.description import describe_protocol, values_by_key
from avloppsanalys.wording import Language, text

__all__ = ["Reach", "compare_protocols"]

Reach = Literal["figures", "intervals", "words", "shown", "none"]
"""What a change reaches: levels, only their intervals, only the words on changes, what is shown, or no result."""

_REACH: Final[dict[str, Reach]] = {
    "name": "none",
    "version": "none",
    "factor_set": "figures",
    "period": "figures",
    "quantities": "shown",
    "weekday_basis": "figures",
    "interval_level": "intervals",
    "allow_recalled": "figures",
    "smallest_population": "shown",
    "smallest_count": "shown",
    "main_substances": "words",
    "band_percent": "words",
    "components": "intervals",
    "kept_out_events": "words",
    "kept_out_holidays": "words",
    "marked_seasons": "shown",
    "roles": "none",
    "thresholds": "shown",
}


def compare_protocols(before: AnalysisProtocol, after: AnalysisProtocol, lang: Language = "sv") -> pd.DataFrame:
    """Return what two protocols decide differently, and what each difference means for earlier figures.

    Nothing is computed with either. How much a figure moves depends on the data; to know it, make the underlag anew.

    Parameters
    ----------
    before, after : AnalysisProtocol
        The protocols.
    lang : {"sv", "en"}, default "sv"
        Language of `name` and `effect`.

    Returns
    -------
    pandas.DataFrame
        One row a key that differs: `key`, `name`, `before` and `after` as written in TOML ("" where nothing is said),
        `reach` (``figures``, ``intervals``, ``words``, ``shown`` or ``none``) and `effect`.

    Examples
    --------
    >>> before = AnalysisProtocol(name="A", version="1", factor_set="none")
    >>> after = AnalysisProtocol(name="A", version="2", factor_set="none", band_percent=20)
    >>> compare_protocols(before, after, "en")[["key", "before", "after", "reach"]]
                key before after  reach
    0       version    "1"   "2"   none
    1  band_percent     25    20  words
    """
    old, new = (describe_protocol(one, lang)[["key", "name", "value"]] for one in (before, after))
    both = old.merge(new.drop(columns="name"), on="key", suffixes=("_before", "_after"))
    values = values_by_key(before), values_by_key(after)
    rows = []
    for key, name, was, became in both.itertuples(index=False):
        if values[0][key] != values[1][key]:
            section = key.partition(".")[0]
            rows.append((key, name, was, became, _REACH[section], text(f"protocol.effect.{section}", lang)))
    return pd.DataFrame(rows, columns=["key", "name", "before", "after", "reach", "effect"])
