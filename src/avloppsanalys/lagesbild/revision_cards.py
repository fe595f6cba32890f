"""What has changed on the cards: the group's words, corrected answers, caveats of these days, and the next sampling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from avloppsanalys.lagesbild.revision_words import Record, Underlag, paired, revision, series_revision
from avloppsanalys.wording import Language, text

__all__ = ["card_revisions"]

_FIGURE: Final = ("place", "substance", "period")
_NONE: Final = {"assessment": "", "assessment_status": "none"}
"""The assessment of a figure that had no card."""
_WORDS: Final = ("word_new", "word_gone", "word_changed", "change_moved", "change_turned")

_SAME_CAVEAT: Final = 0.7
"""Share of their words, in order, that two caveats without ids have in common when one is the other in a new wording:
another count or day leaves four words in five, and no two caveats of different kinds share half of theirs. Ours."""


def card_revisions(before: Underlag, after: Underlag, told: Sequence[Record], lang: Language) -> Iterator[Record]:
    """Yield what cards say otherwise that no figure says.

    Parameters
    ----------
    before, after : mapping
        Two underlag; cards in two languages cannot be held against each other, and nothing is told of them.
    told : sequence of dict
        The rows that are there already: a change that has one gets no second.
    lang : {"sv", "en"}
        Language of the sentences; what a card says is quoted as it stands.

    Yields
    ------
    dict
        A row of revisions.
    """
    if not _one_language(before, after):
        return
    cards = before.get("cards", ()), after.get("cards", ())
    words = {(one["place"], one["substance"]) for one in told if one["change"] in _WORDS and one["quantity"] == "load"}
    known = _told_elsewhere(before) | _told_elsewhere(after)
    corrected = {tuple(one.get(name) for name in _FIGURE) for one in told if one["change"] == "answer_corrected"}
    for key, old, new in paired(cards[0], cards[1], _FIGURE):
        if new is not None:
            yield from _assessments(key, old, new, lang)
        if old is None or new is None:
            continue
        if old["change"] != new["change"] and (key["place"], key["substance"]) not in words:
            series = {"place": key["place"], "substance": key["substance"], "quantity": "load"}
            said = {"before": old["change"].rstrip("."), "after": new["change"].rstrip(".")}
            # the figures are the same: it is the words that are others
            yield series_revision("change_turned", series, lang, **said)
        caveats = _caveats(key | {"quantity": "load"}, old, new, known, lang)
        told_before = tuple(key[name] for name in _FIGURE) in corrected
        yield from (one for one in caveats if not (told_before and one["change"] == "answer_corrected"))
    places = [{card["place"]: card for card in found}.values() for found in cards]
    for key, old, new in paired(places[0], places[1], ("place",)):
        if old is None or new is None or old["next_sampling"] == new["next_sampling"]:
            continue
        said = {"before": old["next_sampling"], "after": new["next_sampling"]}
        yield revision("next_sampling", lang, key=key, place=key["place"], **said)


def _assessments(key: Record, old: Record | None, new: Record, lang: Language) -> Iterator[Record]:
    """Yield what the group says otherwise of a figure; nothing beside an underlag that keeps assessments at home.

    A card of a period that is over has made room for the next one: its assessment is not gone, and nothing is told.
    """
    before, after = (_NONE if card is None else card for card in (old, new))
    status = before["assessment_status"], after["assessment_status"]
    if "not_told" in status or before["assessment"] == after["assessment"] or status == ("none", "none"):
        return
    if "none" in status:
        change = "assessment_new" if status[0] == "none" else "assessment_gone"
    elif _said(before["assessment"]) != _said(after["assessment"]):
        change = "assessment_moved"
    else:
        change = {"changed": "assessment_outdated", "current": "assessment_renewed"}.get(status[1], "assessment_moved")
    told = {name: one["assessment"] for name, one in (("before", before), ("after", after))
            if one["assessment_status"] != "none"}  # fmt: skip
    yield series_revision(change, key, lang, **told)


def _said(assessment: str) -> str:
    """Return what the group wrote, without the note on the figure that it is of."""
    languages: tuple[Language, ...] = ("sv", "en")
    notes = [text(f"card.assessment.{status}", one) for status in ("changed", "unknown_figure") for one in languages]
    return next((assessment.removesuffix(note).rstrip() for note in notes if assessment.endswith(note)), assessment)


def _caveats(key: Record, old: Record, new: Record, known: set[str], lang: Language) -> Iterable[Record]:
    """Yield the caveats that a card was given or lost; a corrected answer is a kind of its own."""
    came = [one for one in dict.fromkeys(new["caveats"]) if one not in old["caveats"] and one not in known]
    gone = [one for one in dict.fromkeys(old["caveats"]) if one not in new["caveats"] and one not in known]
    gone = [one for one in gone if not (_corrected(one) and any(map(_corrected, new["caveats"])))]
    others = [one for one in came if not _corrected(one)]
    if "caveat_ids" in old and "caveat_ids" in new:
        ids = [dict(zip(card["caveats"], card["caveat_ids"], strict=True)) for card in (old, new)]
        versions = _same_ids(gone, others, *ids)
    else:  # an underlag of an older version
        versions = _versions(gone, others)
    for caveat in came:
        if caveat in versions:
            yield series_revision("caveat_reworded", key, lang, before=versions[caveat], after=caveat)
        else:
            yield series_revision("answer_corrected" if _corrected(caveat) else "caveat_new", key, lang, after=caveat)
    for caveat in (one for one in gone if one not in versions.values()):
        yield series_revision("caveat_gone", key, lang, before=caveat)


def _same_ids(
    gone: Sequence[str], came: Sequence[str], old: Mapping[str, str], new: Mapping[str, str]
) -> dict[str, str]:
    """Return the new caveats that have the id of an old one, each with the old one."""
    found: dict[str, str] = {}
    for other in came:
        one = next((one for one in gone if old[one] == new[other] and one not in found.values()), None)
        if one is not None:
            found[other] = one
    return found


def _versions(gone: Sequence[str], came: Sequence[str]) -> dict[str, str]:
    """Return the new caveats that are an old one in another wording, each with the old one; the most alike first."""
    alike = [
        (SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio(), one, other)
        for one in gone
        for other in came
    ]
    found: dict[str, str] = {}
    for share, one, other in sorted(alike, key=lambda pair: -pair[0]):
        if share >= _SAME_CAVEAT and other not in found and one not in found.values():
            found[other] = one
    return found


def _corrected(caveat: str) -> bool:
    """Return whether a caveat says that the laboratory has corrected its answer."""
    mark = "\0"
    languages: tuple[Language, ...] = ("sv", "en")
    return any(caveat.startswith(text("card.corrected", one, revision=mark).partition(mark)[0]) for one in languages)


def _told_elsewhere(underlag: Underlag) -> set[str]:
    """Return the caveats that are compared by their ids, and the words on prescriptions that are by their figures."""
    ids = {caveat["text"] for one in underlag["indicators"] for caveat in one["caveats"]}
    return ids | {one["text"] for one in underlag.get("prescribed", ())}


def _one_language(before: Underlag, after: Underlag) -> bool:
    """Return whether both are written in the same language: the caveats of all of it then read the same."""
    texts = [{one["id"]: one["text"] for one in underlag.get("caveats", ())} for underlag in (before, after)]
    return all(texts[0][name] == texts[1][name] for name in texts[0].keys() & texts[1].keys())
