"""The group's own assessments beside the figures that they were made of: told as they are, never written over.

A figure has a digest. The group copies it into its assessment, and when the figure is another one later the assessment
is marked as old: nobody has to remember which number was shown at the meeting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.reference import display_name
from avloppsanalys.tables import ASSESSMENTS, LEVELS, arrange, check
from avloppsanalys.wording import Language, ProblemLog, date, quantity, text

if TYPE_CHECKING:
    from avloppsanalys.lagesbild.card import IndicatorCard

__all__ = [
    "AssessmentStatus",
    "assessment_form",
    "assessment_problems",
    "assessment_words",
    "figure_digest",
    "known_assessments",
]

AssessmentStatus = Literal["none", "current", "changed", "unknown_figure", "not_told"]
"""No assessment yet; one of this figure; one of another figure; one that does not say of which; kept at home."""

_LETTERS: Final = "abcdef"
_KEY: Final = ["place", "substance", "period"]
_MADE: Final = (*_KEY, "interval_level", "n_days", "n_below_loq", "method")


def figure_digest(level: Mapping[Any, Any]) -> str:
    """Return twelve hexadecimal digits that change when a figure does.

    A figure is its estimate as it is printed, the first digit of its interval's ends, the days that it rests on, and
    how it was made. A new quarter moves every earlier interval a little, because the scatter between days is learnt
    from all of them, and no assessment hangs on that.

    Parameters
    ----------
    level : mapping
        A row of levels: `place`, `substance`, `period`, `estimate`, `low`, `high`, `interval_level`, `n_days`,
        `n_below_loq` and `method`.

    Returns
    -------
    str
        The first one is a letter: a spreadsheet would read some of the others as numbers.

    Examples
    --------
    >>> level = {"place": "A", "substance": "MDMA", "period": "2026K3", "estimate": 9.21, "low": 5.2, "high": 17.1,
    ...          "interval_level": 0.95, "n_days": 4, "n_below_loq": 0, "method": "moderated_lognormal"}
    >>> first = figure_digest(level)
    >>> first == figure_digest(level | {"estimate": 9.219, "high": 17.4})
    True
    >>> first == figure_digest(level | {"estimate": 9.4}), first == figure_digest(level | {"high": 31.0})
    (False, False)
    """
    estimate = "" if pd.isna(level["estimate"]) else quantity(float(level["estimate"]))
    ends = [f"{float(level[name]):.1g}" for name in ("low", "high")]
    told = [estimate, *ends, *(str(level[name]) for name in _MADE)]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    return _LETTERS[int(digest[0], 16) % len(_LETTERS)] + digest[1:]


def known_assessments(
    assessments: pd.DataFrame, as_of: pd.Timestamp | None, *, lang: Language = "sv"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the assessments that were made on a day or before it, and a note of those that were not.

    Parameters
    ----------
    assessments : pandas.DataFrame
        A table of assessments; one without a date counts.
    as_of : pandas.Timestamp or None
        The moment that was asked for; None where none was: then all are known.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    known : pandas.DataFrame
        Rows of `assessments`.
    problems : pandas.DataFrame
        A table of problems.

    Raises
    ------
    TableError
        If the table is no table of assessments.
    """
    check(assessments, ASSESSMENTS)
    log = ProblemLog(lang)
    if as_of is None or assessments.empty:
        return assessments, log.table()
    day = as_of.date()
    later = arrange(assessments, ASSESSMENTS)["date"].dt.date.gt(day).to_numpy()
    if later.any():
        log.add("ASM013", count=int(later.sum()), day=date(day, lang))
    return assessments[~later], log.table()


def assessment_words(
    assessments: pd.DataFrame | None, level: Mapping[Any, Any], lang: Language
) -> tuple[str, AssessmentStatus]:
    """Return what the group has said of one figure, and whether it was said of this one.

    Parameters
    ----------
    assessments : pandas.DataFrame or None
        A table of assessments; None where they are not to be told.
    level : mapping
        A row of levels.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    words : str
        "" where they are not to be told.
    status : AssessmentStatus
    """
    if assessments is None:
        return "", "not_told"
    own = _newest(assessments)
    own = own[(own["place"] == level["place"]) & (own["substance"] == level["substance"])]
    own = own[own["period"] == level["period"]]
    if own.empty:
        return text("card.assessment.none", lang), "none"
    row = own.iloc[-1]
    who = row["who"] if isinstance(row["who"], str) else text("card.assessment.unknown_who", lang)
    day = text("card.assessment.unknown_day", lang) if pd.isna(row["date"]) else date(row["date"].date(), lang)
    said = text("card.assessment.given", lang, text=row["text"].rstrip("."), who=who, day=day)
    status = _status(row["underlag_digest"], figure_digest(level))
    note = "" if status == "current" else f" {text(f'card.assessment.{status}', lang)}"
    return said + note, status


def _newest(assessments: pd.DataFrame) -> pd.DataFrame:
    """Return assessments with the newest last; of one day, the one that was written last."""
    return arrange(assessments, ASSESSMENTS).sort_values("date", kind="stable", na_position="first")


def _status(said: object, digest: str) -> AssessmentStatus:
    """Return whether an assessment was made of the figure as it is now."""
    if not isinstance(said, str) or not said:
        return "unknown_figure"
    return "current" if said == digest else "changed"


def assessment_problems(assessments: pd.DataFrame, levels: pd.DataFrame, *, lang: Language = "sv") -> pd.DataFrame:
    """Return a warning of each assessment that was made of another figure, of none that is known, or of none at all.

    Parameters
    ----------
    assessments : pandas.DataFrame
        A table of assessments. Of several of one figure the newest counts.
    levels : pandas.DataFrame
        A table of levels; those of loads are what is assessed.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    pandas.DataFrame
        A table of problems.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    check(assessments, ASSESSMENTS)
    check(levels, LEVELS)
    log = ProblemLog(lang)
    if assessments.empty:
        return log.table()
    loads = levels[levels["quantity"] == "load"]
    now = {tuple(row[name] for name in _KEY): figure_digest(row) for row in loads.to_dict("records")}
    for row in _newest(assessments).drop_duplicates(_KEY, keep="last").to_dict("records"):
        key = tuple(row[name] for name in _KEY)
        fields = {"place": row["place"], "substance": display_name(row["substance"], lang)}
        told = {"file": row["source_file"], "line": _line(row["source_line"]), "period": label(row["period"], lang)}
        if key not in now:
            log.add("ASM007", **told, **fields)
        elif (status := _status(row["underlag_digest"], now[key])) == "changed":
            log.add("ASM008", **told, **fields, old=row["underlag_digest"], new=now[key])
        elif status == "unknown_figure":
            log.add("ASM009", **told, **fields, new=now[key])
    return log.table()


def _line(found: object) -> int | None:
    """Return the line of a row; None where the table was not read from a file."""
    return int(found) if isinstance(found, int) else None


def assessment_form(cards: Sequence[IndicatorCard], *, lang: Language = "sv") -> pd.DataFrame:
    """Return the rows that the group fills in, one a card, with the digest of its figure.

    Parameters
    ----------
    cards : sequence of IndicatorCard
        From `indicator_cards`.
    lang : {"sv", "en"}, default "sv"
        Language of the headings.

    Returns
    -------
    pandas.DataFrame
        With the headings that `read_assessments` knows, all columns of texts. Who calls writes it where no file is:
        what the group has written is theirs.
    """
    rows = [(card.place, display_name(card.substance, lang), card.period, "", "", "", card.digest) for card in cards]
    names = ("place", "substance", "period", "text", "who", "date", "digest")
    return pd.DataFrame(rows, columns=[text(f"assessment.column.{name}", lang) for name in names], dtype="str")
