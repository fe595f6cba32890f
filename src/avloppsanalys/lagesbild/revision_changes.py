"""What has changed of how the levels move: words, and the comparisons that stand beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.revision_words import Record, Underlag, paired, series_revision
from avloppsanalys.wording import Language, text, verdict_notes, verdict_word, verdict_words

__all__ = ["change_revisions"]

_SERIES: Final = ("place", "substance", "quantity", "factor_set")


def change_revisions(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the words that are others, and the changes that are printed otherwise.

    Parameters
    ----------
    before, after : mapping
        Two underlag.
    lang : {"sv", "en"}
        Language of the sentences.

    Yields
    ------
    dict
        A row of revisions: ``change_turned`` where what is said is another thing, ``change_moved`` where only the
        numbers are others.
    """
    yield from _words(before, after, lang)
    yield from _comparisons(before, after, lang)


def _words(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the series whose word on their change is new, gone, another one, or printed with other numbers."""
    decided = [[one for one in found["changes"] if one["verdict"] is not None] for found in (before, after)]
    for key, old, new in paired(decided[0], decided[1], _SERIES):
        verdicts = [None if one is None else (one["verdict"], one["reason"]) for one in (old, new)]
        if old is not None and new is not None and verdicts[0] == verdicts[1]:
            full = [". ".join(_full(one, lang)) for one in (old, new)]
            if full[0] != full[1]:
                change = "change_moved" if _noted(old) == _noted(new) else "change_turned"
                yield series_revision(change, key, lang, before=full[0], after=full[1])
            continue
        told = [None if one is None else verdict_words(one, lang) for one in (old, new)]
        change = "word_new" if old is None else "word_gone" if new is None else "word_changed"
        yield series_revision(change, key, lang, before=told[0], after=told[1])


def _full(change: Record, lang: Language) -> tuple[str, ...]:
    """Return the word on a change with its numbers and what is said beside it, without full stops."""
    return tuple(one.rstrip(".") for one in (verdict_words(change, lang), *verdict_notes(change, lang)))


def _noted(change: Record) -> tuple[object, ...]:
    """Return what is said beside the word, whatever the numbers: that it is new, notes, and which way a step goes."""
    return bool(change.get("is_new")), frozenset((change.get("note") or "").split()), _side(change, "step_")


def _comparisons(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the changes that stand beside the deciding one (same period last year ...) and are printed otherwise.

    One that says something else is told with the word of the series, which it does not decide.
    """
    decided = {
        tuple(one[name] for name in _SERIES): verdict_word(one["verdict"], lang)
        for one in after["changes"]
        if one["verdict"] is not None
    }
    for named, old, new in paired(before["changes"], after["changes"], (*_SERIES, "comparison")):
        key = {name: named[name] for name in _SERIES}
        if any(one is not None and one["verdict"] is not None for one in (old, new)):
            continue  # a word, told before
        shown = [None if one is None or one["change_percent"] is None else one for one in (old, new)]
        told = [None if one is None else verdict_words(one, lang) for one in shown]
        if told[0] == told[1]:
            continue
        said = {
            name: None if one is None else f"{label(one['last_period'], lang)}: {words}"
            for name, one, words in zip(("before", "after"), shown, told, strict=True)
        }
        sides = [None if one is None else _side(one) for one in shown]
        if None in told:
            yield series_revision("change_new" if told[0] is None else "change_gone", key, lang, **said)
        elif sides[0] == sides[1]:
            yield series_revision("change_moved", key, lang, words="change_moved.beside", **said)
        else:
            said |= {name: _with_side(said[name], side, lang) for name, side in zip(said, sides, strict=True)}
            word = decided.get(tuple(key.values()))
            series = "" if word is None else text("revision.series_word", lang, word=word)
            yield series_revision("change_turned", key, lang, words="change_turned.beside", series=series, **said)


def _side(change: Mapping[str, Any], of: str = "") -> str | None:
    """Return on which side of no change an interval lies: above, below or both; None where there is no interval."""
    low, high = change.get(f"{of}low_percent"), change.get(f"{of}high_percent")
    if low is None or high is None:
        return None
    return "above" if low > 0 else "below" if high < 0 else "both"


def _with_side(told: str | None, side: str | None, lang: Language) -> str | None:
    """Return a comparison with what its whole interval says."""
    if told is None or side is None:
        return told
    return text("revision.side", lang, told=told, side=text(f"revision.side.{side}", lang))
