"""What prescribed medicines mean for a level, in one or two sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, decimals_for, number, quantity, spread, text

__all__ = ["PrescribedWords", "prescribed_in_brief", "prescribed_parts", "prescribed_words"]


_EXPECTED: Final = {"least": "expected_low", "most": "expected_high"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribedWords:
    """A row of prescribed loads in sentences: how much, what follows, and what must be said besides."""

    amounts: str
    conclusion: str
    notes: tuple[str, ...]


def prescribed_words(row: Mapping[Any, Any], lang: Language = "sv") -> str:
    """Return a row of prescribed loads in words that can be read aloud.

    Parameters
    ----------
    row : mapping
        A row of a table of prescribed loads.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"substance": "amphetamine", "medicines": "lisdexamfetamine", "observed": 86.0, "expected_low": 17.8,
    ...        "expected": 35.6, "expected_high": 62.3, "net": 50.4, "net_low": 7.9, "net_high": 108.4,
    ...        "verdict": "exceeds", "reason": "interval_above_zero", "factor_status": "derived", "note": None}
    >>> for sentence in prescribed_words(row, "en").split(". ")[1:3]:
    ...     print(sentence)
    Prescribed medicines (lisdexamfetamine) are expected to give between 18 and 62 mg
    The difference is 50 mg (between 7.9 and 108)
    """
    parts = prescribed_parts(row, lang)
    return " ".join([parts.amounts, parts.conclusion, *parts.notes])


def prescribed_parts(row: Mapping[Any, Any], lang: Language = "sv") -> PrescribedWords:
    """Return what `prescribed_words` says, in its parts.

    Parameters
    ----------
    row : mapping
        A row of a table of prescribed loads.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    PrescribedWords
    """
    notes = [name for name in _notes(row) if name != row["reason"]]  # said already
    said = [text(f"prescribed.note.{name}", lang) for name in notes]
    if row["factor_status"] == "recalled" and pd.notna(row["expected"]):
        said.append(text("prescribed.words.recalled", lang))
    return PrescribedWords(amounts=_amounts(row, lang), conclusion=_conclusion(row, lang), notes=tuple(said))


def prescribed_in_brief(row: Mapping[Any, Any], lang: Language = "sv") -> str:
    """Return a row in figures: level, expected load and net with their intervals, and the verdict.

    Parameters
    ----------
    row : mapping
        A row of a table of prescribed loads.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
        Without a full stop.
    """
    parts = []
    if pd.notna(row["observed"]):
        ends = spread(row["observed_low"], row["observed_high"], lang)
        parts.append(text("prescribed.brief.level", lang, value=quantity(row["observed"], lang), ends=ends))
    if pd.notna(row["expected"]):
        ends = spread(row["expected_low"], row["expected_high"], lang)
        parts.append(text("prescribed.brief.expected", lang, value=quantity(row["expected"], lang), ends=ends))
    if pd.notna(row["net_low"]):
        shown = _net(row, lang)
        parts.append(text("prescribed.brief.net", lang, **shown))
    return "; ".join([*parts, text(f"prescribed.brief.{row['verdict']}", lang)])


def _net(row: Mapping[Any, Any], lang: Language) -> dict[str, str]:
    """Return the difference and its interval in figures; it has no more decimals than the finer end of that."""
    finest = max(decimals_for(row["net_low"]), decimals_for(row["net_high"]))
    return {
        "net": number(row["net"], min(decimals_for(row["net"]), finest), lang),
        "low": quantity(row["net_low"], lang),
        "high": quantity(row["net_high"], lang),
    }


def _notes(row: Mapping[Any, Any]) -> list[str]:
    return [] if pd.isna(row["note"]) else str(row["note"]).split()


def _amounts(row: Mapping[Any, Any], lang: Language) -> str:
    """Return what is expected of the level, as far as it is known."""
    medicines = "" if pd.isna(row["medicines"]) else _medicines(row["medicines"], lang)
    if pd.isna(row["expected"]):
        substance = display_name(row["substance"], lang)
        name = "unknown_of" if medicines else "unknown"
        return text(f"prescribed.words.{name}", lang, substance=substance, medicines=medicines)
    ends = {name: quantity(row[column], lang) for name, column in _EXPECTED.items()}
    least = "_least" if "amount_unknown" in _notes(row) else ""
    if pd.isna(row["net_low"]):
        return text(f"prescribed.words.expected{least}", lang, medicines=medicines, **ends)
    observed = quantity(row["observed"], lang)
    return text(f"prescribed.words.net{least}", lang, observed=observed, medicines=medicines, **ends, **_net(row, lang))


def _conclusion(row: Mapping[Any, Any], lang: Language) -> str:
    """Return what may be said of the level, with the reason where nothing can be."""
    verdict = text(f"prescribed.verdict.{row['verdict']}", lang)
    if row["verdict"] != "not_assessable":
        return text("prescribed.words.concluded", lang, verdict=verdict)
    reason = text(f"prescribed.reason.{row['reason']}", lang)
    return text("prescribed.words.because", lang, verdict=verdict, reason=reason)


def _medicines(names: str, lang: Language) -> str:
    """Return the medicines in running text, in lower case: "lisdexamfetamin, dexamfetamin"."""
    return ", ".join(display_name(name, lang).lower() for name in names.split(" + "))
