"""What has changed beside the levels: prescribed medicines, other indicators, and EUDA's towns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.context import has_number
from avloppsanalys.lagesbild.european_words import comparison_detail, comparison_word
from avloppsanalys.lagesbild.prescribed_words import prescribed_in_brief, prescribed_words
from avloppsanalys.lagesbild.revision_order import as_on_cards
from avloppsanalys.lagesbild.revision_words import Record, Underlag, paired, revision, series_revision
from avloppsanalys.wording import Language, text

__all__ = ["beside_revisions"]

_SERIES: Final = ("place", "substance")
_INDICATOR: Final = ("place", "indicator", "group", "period")


def beside_revisions(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield what stands beside the levels and is new, gone, or printed otherwise.

    Parameters
    ----------
    before, after : mapping
        Two underlag; one that an older version wrote may lack any of it.
    lang : {"sv", "en"}
        Language of the sentences.

    Yields
    ------
    dict
        A row of revisions.
    """
    for part in (_prescribed, _context, _europe):
        yield from as_on_cards(part(before, after, lang), before, after)


def _prescribed(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the levels beside which prescribed medicines are printed otherwise."""
    both = [underlag.get("prescribed", ()) for underlag in (before, after)]
    for key, old, new in paired(both[0], both[1], (*_SERIES, "period")):
        told = [None if one is None else prescribed_in_brief(one, lang) for one in (old, new)]
        if old is not None and new is not None and told[0] == told[1]:  # other notes or medicines, the same figures
            told = [prescribed_words(one, lang).rstrip(".") for one in (old, new)]
        if told[0] != told[1]:
            yield series_revision(_kind("prescribed", told), key, lang, before=told[0], after=told[1])


def _context(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the figures of other indicators that are shown otherwise."""
    both = [underlag.get("context", ()) for underlag in (before, after)]
    for key, old, new in paired(both[0], both[1], _INDICATOR):
        told = [None if one is None else _shown(one, lang) for one in (old, new)]
        if told[0] == told[1]:
            continue
        group, place = key.pop("group"), key["place"]
        name = f"{key['indicator']} ({group})" if group else str(key["indicator"])
        fields = {"of": f"{place}, {name}" if place else name, "period": label(key["period"], lang)}
        kind, own = _kind("context", told), key | {"indicator": name}
        words = f"{kind}.{_silence(old, new)}" if _silence(old, new) else kind
        yield revision(kind, lang, key=own, words=words, before=told[0], after=told[1], **fields)


def _shown(figure: Record, lang: Language) -> str:
    """Return a figure as it is printed; only a figure can be preliminary, not the lack of one."""
    told = str(figure["shown"])
    early = figure["status"] == "preliminary" and has_number(figure)
    return text("picture.context.preliminary_mark", lang, told=told) if early else told


def _silence(old: Record | None, new: Record | None) -> str:
    """Return how a figure without a number is told: there was none before, there is none now, or neither."""
    lacks = [figure is not None and not has_number(figure) for figure in (old, new)]
    return {(True, False): "none_before", (False, True): "none_now", (True, True): "none"}.get((lacks[0], lacks[1]), "")


def _europe(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the printed comparisons with EUDA's towns that say something else."""
    both = [_printed(underlag) for underlag in (before, after)]
    for key, old, new in paired(both[0], both[1], _SERIES):
        told = [None if one is None else _compared(one, lang) for one in (old, new)]
        if told[0] != told[1]:
            yield series_revision(_kind("europe", told), key, lang, before=told[0], after=told[1])


def _printed(underlag: Underlag) -> list[Record]:
    """Return of each place the year that is told: the latest that can be compared, else the latest."""
    rows = [one for one in (underlag.get("europe") or {}).get("comparisons", ()) if one["part"] == "daily"]
    latest: dict[str, tuple[bool, int]] = {}
    for one in rows:
        latest[one["place"]] = max(latest.get(one["place"], (False, 0)), (one["reason"] is None, one["year"]))
    return [one for one in rows if one["year"] == latest[one["place"]][1]]


def _compared(row: Record, lang: Language) -> str:
    return f"{row['year']}: {comparison_word(row, lang)}. {comparison_detail(row, lang)}".rstrip(".")


def _kind(what: str, told: list[str | None]) -> str:
    return f"{what}_{'new' if told[0] is None else 'gone' if told[1] is None else 'moved'}"
