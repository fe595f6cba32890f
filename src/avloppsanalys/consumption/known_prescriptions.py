"""Which prescriptions were known at a moment: statistics of a stretch exist when it is over."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.tables import PRESCRIPTIONS, TIMEZONE, arrange, check
from avloppsanalys.wording import Language, ProblemLog, date

__all__ = ["known_prescriptions"]


def known_prescriptions(
    prescriptions: pd.DataFrame, as_of: pd.Timestamp | None, *, lang: Language = "sv"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the prescriptions whose stretch was over at a moment, and a note of how many were not.

    The table does not say when it was published, which is later still: a row may count somewhat too early, never
    before its stretch was over.

    Parameters
    ----------
    prescriptions : pandas.DataFrame
        A table of prescriptions.
    as_of : pandas.Timestamp or None
        The moment; None leaves nothing out.
    lang : {"sv", "en"}, default "sv"
        Language of the note.

    Returns
    -------
    known, problems : pandas.DataFrame
        A table of prescriptions and one of problems.

    Raises
    ------
    TableError
        If `prescriptions` is no table of prescriptions.

    Examples
    --------
    >>> start = pd.to_datetime(["2024-01-01", "2025-01-01"]).tz_localize("Europe/Stockholm")
    >>> rows = pd.DataFrame({"medicine": "morphine", "atc": "N02AA01", "start": start,
    ...                      "end": start + pd.DateOffset(years=1), "ddd_per_day_per_1000": [2.0, 2.1]})
    >>> known, problems = known_prescriptions(rows, pd.Timestamp("2025-05-15", tz="Europe/Stockholm"))
    >>> known["ddd_per_day_per_1000"].tolist(), problems["rule"].tolist()
    ([2.0], ['PRE019'])
    """
    check(prescriptions, PRESCRIPTIONS)
    log, rows = ProblemLog(lang), arrange(prescriptions, PRESCRIPTIONS)
    if as_of is None:
        return rows, log.table()
    later = rows["end"] > as_of
    if later.any():
        log.add("PRE019", count=int(later.sum()), day=date(as_of.tz_convert(TIMEZONE).date(), lang))
    return rows[~later].reset_index(drop=True), log.table()
