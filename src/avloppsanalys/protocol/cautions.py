"""What a protocol may say but hardly means: no ground to refuse it, and nothing to pass over in silence."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.protocol.personal import names_a_person
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["protocol_cautions"]

_FEWEST_PERSONS: Final = 1
"""No plant has fewer: a limit that is not above this withholds none."""


def protocol_cautions(protocol: AnalysisProtocol, lang: Language = "sv") -> pd.DataFrame:
    """Return what a protocol says that is allowed but hardly meant, as warnings.

    Told are roles that look like the name of a person (PRO016, see `protocol.names_a_person`), with which nothing is
    published, and a smallest population that withholds no plant at all (PRO017).

    Parameters
    ----------
    protocol : AnalysisProtocol
        The protocol.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    pandas.DataFrame
        A `tables.PROBLEMS` table.

    Examples
    --------
    >>> protocol = AnalysisProtocol(name="A", version="1", factor_set="none", roles={"review": "Eva Exempel"})
    >>> protocol_cautions(protocol, "en")["what"].tolist()
    ["roles.review = Eva Exempel looks like a person's name."]
    """
    log = ProblemLog(lang)
    for role, function in protocol.roles.items():
        if names_a_person(function):
            log.add("PRO016", file=protocol.name, key=f"roles.{role}", value=function)
    if protocol.smallest_population <= _FEWEST_PERSONS:
        log.add("PRO017", file=protocol.name, value=f"{protocol.smallest_population:g}")
    return log.table()
