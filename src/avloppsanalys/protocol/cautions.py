"""What a protocol may say but hardly means: no ground to refuse it, and nothing to pass over in silence."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["looks_like_a_name", "protocol_cautions"]

_FEWEST_PERSONS: Final = 1
"""No plant has fewer: a limit that is not above this withholds none."""

_NAME_WORD: Final = r"[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉÜ][a-zåäöéü]+)?"
_LIKE_A_NAME: Final = re.compile(rf"(?:{_NAME_WORD}|[A-ZÅÄÖ]\.?)(?: {_NAME_WORD}| [A-ZÅÄÖ]\.?)? {_NAME_WORD}")
_PART: Final = re.compile(r"[,;:/()]| och | and ")
_OF_A_FUNCTION: Final = (
    "ansvarig", "assistent", "avdelning", "bolag", "chef", "direktör", "drift", "enhet", "förbund", "förvaltning",
    "grupp", "handläggare", "ingenjör", "kommun", "konsult", "kontor", "koordinator", "lab", "ledare", "miljö", "nämnd",
    "polis", "region", "samordnare", "sekreterare", "strateg", "teknik", "utredare", "vakt", "vatten", "verk",
    "analyst", "board", "committee", "coordinator", "council", "department", "engineer", "head", "lead", "manager",
    "office", "operator", "secretary", "team", "unit", "water",
)  # fmt: skip
"""Parts of words that a function, an authority or a company has and a name seldom."""


def protocol_cautions(protocol: AnalysisProtocol, lang: Language = "sv") -> pd.DataFrame:
    """Return what a protocol says that is allowed but hardly meant, as warnings.

    Told are roles that look like the name of a person (PRO016): two or three capitalised words, of which none is part
    of a function. A single name, or one in lower case, is not recognised. Told is also a smallest population that
    withholds no plant at all (PRO017).

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
        if looks_like_a_name(function):
            log.add("PRO016", file=protocol.name, key=f"roles.{role}", value=function)
    if protocol.smallest_population <= _FEWEST_PERSONS:
        log.add("PRO017", file=protocol.name, value=f"{protocol.smallest_population:g}")
    return log.table()


def looks_like_a_name(function: str) -> bool:
    """Return whether any part of what should be a function looks like the name of a person.

    Parameters
    ----------
    function : str
        What fills a role: two or three capitalised words, of which none is part of a function, look like a name.

    Returns
    -------
    bool

    Examples
    --------
    >>> looks_like_a_name("Eva Exempel"), looks_like_a_name("BRÅ-gruppen")
    (True, False)
    """
    parts = [" ".join(part.split()) for part in _PART.split(function)]
    return any(
        _LIKE_A_NAME.fullmatch(part) and not any(word in part.casefold() for word in _OF_A_FUNCTION) for part in parts
    )
