"""How the sampler works, as people write it: words that nobody knows are told."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.sampling import sampler_modes
from avloppsanalys.wording import ProblemLog

__all__ = ["flag_sampler_modes"]


def flag_sampler_modes(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Tell the entries whose sampler works in a way that nobody knows; they are used as if they said nothing of it.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries with `sampler_mode`, "" for none.
    log : ProblemLog
        Where problems go.
    """
    said = rows["sampler_mode"]
    unknown = (said != "") & sampler_modes(said).isna() & ~rows["aside"]
    flag(rows, unknown, "SMP009", log, text=said)
