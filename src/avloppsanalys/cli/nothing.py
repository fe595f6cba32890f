"""Why a report has no level to show."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.wording import Language, date, text

__all__ = ["why_nothing", "why_nothing_compared"]

_UNREAD = "FIL022"


def why_nothing(measurements: pd.DataFrame, as_of: pd.Timestamp | None, problems: pd.DataFrame, lang: Language) -> str:
    """Return why no level could be computed: nothing was known yet, or something is wrong or missing in what was read.

    Parameters
    ----------
    measurements : pandas.DataFrame
        All answers that were read.
    as_of : pandas.Timestamp or None
        The day that the configuration asks about; None where it asks about none.
    problems : pandas.DataFrame
        What is told above: nothing is said to be an error where none is.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    came = measurements["available_from"]
    if as_of is None or came.empty or came.isna().any() or came.min() <= as_of:
        if (problems["severity"] == "error").any():
            return text("cli.nothing", lang)
        return text("cli.nothing_measured" if measurements.empty else "cli.nothing_matched", lang)
    first = came.min()
    return text("cli.nothing_known", lang, day=date(as_of.date(), lang), first=date(first.date(), lang))


def why_nothing_compared(problems: pd.DataFrame, lang: Language) -> str:
    """Return why an answer holds nothing to compare: set aside, in columns that were not read, or not there.

    Parameters
    ----------
    problems : pandas.DataFrame
        What was told of the answer.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    if (problems["severity"] == "error").any():
        return text("cli.compare.nothing_left", lang)
    return text("cli.compare.nothing_read" if (problems["rule"] == _UNREAD).any() else "cli.compare.nothing", lang)
