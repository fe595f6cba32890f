"""Numbers in running text, as a Swede or a Briton writes them, told apart from what only has digits in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["FORMS", "Numeral", "digits_elsewhere", "numerals"]

_MONTHS: Final = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|"
    "January|February|March|May|June|July|August|October|November|December"
)
_HARD: Final = "\u00a0\u202f"
_NUMERALS: Final = {
    "sv": re.compile(rf"(?P<sign>[−+])?(?P<digits>\d{{1,3}}(?:[{_HARD}]\d{{3}})+(?!\d)|\d+)(?:,(?P<decimals>\d+))?"),
    "en": re.compile(r"(?P<sign>[−+])?(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.(?P<decimals>\d+))?"),
}

FORMS: Final = {
    "moment": re.compile(r"\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?)?)?(?!\d)"),
    "date": re.compile(
        rf"\b(?:\d{{1,2}}[ \u00a0])?(?:{_MONTHS})[ \u00a0]\d{{4}}\b|\b\d{{1,2}}[ \u00a0](?:{_MONTHS})\b"
    ),
    "period": re.compile(
        r"\bkv\.? \d(?: \d{4})?\b|\bQ\d(?: \d{4})?\b|\bv\. \d{1,2}(?: \d{4})?\b|\b\d{4}[KTHv]\d{1,2}\b"
    ),
    "unit": re.compile(r"\b(?:mg|doses)/day/1000\b"),
    "version": re.compile(r"\b\d+\.\d+\.\d+\b"),
    "digest": re.compile(r"\b(?:[0-9a-f]{64}|(?=[0-9a-f]*\d)[0-9a-f]{12})\b"),
    # 6-MAM, N06BA12, S260506, QUA012, utf-8: a digit that touches a letter, or is joined to one, is part of a name
    "name": re.compile(r"\b\d+-[A-Za-zÅÄÖåäö]\w*|\b\w*[^\W\d]\w*\d\w*|\b[A-Za-z]{3}-\d+\b"),
    "year": re.compile(r"\b(?:19|20)\d\d\b(?![,.]\d)"),
    "page": re.compile(r"\(\d+ (?:av|of) \d+(?:, \w+)?\)"),
}
"""What has digits and is no figure, by its form; the first that fits takes its letters."""


@dataclass(frozen=True, kw_only=True)
class Numeral:
    """A number as printed: its value, how many decimals it was printed with, and where in the words it stands."""

    value: float
    decimals: int
    start: int
    end: int
    percent: bool

    def prints(self, value: float) -> bool:
        """Whether `value`, rounded to the printed decimals, is this number."""
        half = 0.5 * 10.0**-self.decimals
        return abs(value - self.value) <= half * (1 + 1e-9) + 1e-12 * abs(value)


def digits_elsewhere(words: str) -> tuple[str, dict[str, int]]:
    """Return the words with what is no figure blanked out, and how many of each form there were."""
    counts: dict[str, int] = {}
    for form, pattern in FORMS.items():
        words, count = pattern.subn(lambda found: "\0" * len(found.group()), words)
        counts[form] = count
    return words, counts


def numerals(words: str, lang: str) -> Iterator[Numeral]:
    """Yield the numbers of a text in which other digits are blanked out.

    A hyphen before a number is a hyphen: a minus sign is printed as one. Both ends of "40–90" are numbers.
    """
    for found in _NUMERALS[lang].finditer(words):
        whole = re.sub(r"\D", "", found["digits"])
        value = float(f"{whole}.{found['decimals'] or 0}")
        yield Numeral(
            value=-value if found["sign"] == "−" else value, decimals=len(found["decimals"] or ""),
            start=found.start(), end=found.end(), percent=bool(re.match(r"\s?%", words[found.end():])),
        )  # fmt: skip
