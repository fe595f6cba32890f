"""What a note on a sample's arrival says: sound, bad, or something that a person must read."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from avloppsanalys.reference import ConditionMeaning, condition_words

__all__ = ["Condition", "condition_of"]

Condition = Literal["sound", "bad", "unclear"]

_PARTS: Final = re.compile(r"[,;:/()!?\n]|\.(?=\s|$)|\b(?:och|men|and|but)\b")
_REACH: Final = 2
"""Words that a negation turns after it: "inte tinad", "inte alls tinad"."""


@cache
def condition_of(note: str) -> Condition:
    """Return what a note says: bad where any word does, sound where every part does, else unclear.

    Examples
    --------
    >>> [condition_of(note) for note in ("Fryst, hel flaska", "fryst men flaskan läcker", "ej tinad", "se mejl")]
    ['sound', 'bad', 'unclear', 'unclear']
    """
    told = " ".join(note.casefold().split())
    if _exact().get(told.rstrip(".!")) == "sound":
        return "sound"
    found = {_part(part.strip(" .-–")) for part in _PARTS.split(told)} - {None}
    if "bad" in found:
        return "bad"
    return "sound" if found == {"sound"} else "unclear"


def _part(part: str) -> Condition | None:
    """Return what one part of a note says; nothing where it is empty."""
    if not part:
        return None
    if _exact().get(part) in ("sound", "bad"):
        return "sound" if _exact()[part] == "sound" else "bad"
    words = part.split()
    pairs = {" ".join(pair) for pair in pairwise(words)}
    if any(_exact().get(pair) == "bad" for pair in pairs):
        return "bad"
    meanings = [_word(word) for word in words]
    for place, meaning in enumerate(meanings):
        if meaning == "bad" and "negation" not in meanings[max(place - _REACH, 0) : place]:
            return "bad"
    return "sound" if "sound" in meanings and set(meanings) <= {"sound", "neutral"} else "unclear"


@cache
def _exact() -> dict[str, ConditionMeaning]:
    """Return words and phrases without a wildcard, and what each says."""
    return {word.pattern: word.meaning for word in condition_words() if "*" not in word.pattern}


def _word(word: str) -> ConditionMeaning | None:
    """Return what one word says; an exact word goes before a pattern."""
    if word in _exact():
        return _exact()[word]
    patterns = (one for one in condition_words() if "*" in one.pattern)
    return next((one.meaning for one in patterns if fnmatchcase(word, one.pattern)), None)
