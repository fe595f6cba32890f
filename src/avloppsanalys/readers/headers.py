"""What a column's name means: which field it fills, and the unit that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from avloppsanalys.readers.cells import strip_footnotes, tidy
from avloppsanalys.readers.spellings import SPELLINGS
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.reference import aliases, fold_name
from avloppsanalys.units import Quantity, find_unit
from avloppsanalys.wording import read_unit_words

__all__ = [
    "REPORTED_QUANTITIES",
    "SPELLINGS",
    "Header",
    "in_brackets",
    "is_unit",
    "is_written_unit",
    "read_header",
    "reported_quantity",
]

REPORTED_QUANTITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "load_mg_per_day_per_1000": "mg/day/1000 inh",
        "doses_per_day": "doses/day",
        "doses_per_day_per_1000": "doses/day/1000 inh",
    }
)
"""What a laboratory may compute itself -> its unit."""

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LOOKS_LIKE_UNIT: Final = re.compile(r".*/.*|pp[bmqt]|[µμu]?g|[munp]g|.*[lm]-1|.*m3|.*m³", re.IGNORECASE)
_COVERAGE: Final = re.compile(
    r"\b(?:k|täckningsfaktor(?: ?k)?|coverage factor(?: ?k)?) ?=? ?[1-9](?:[.,]\d+)?(?!\d)", re.IGNORECASE
)
_PER_THOUSAND: Final = re.compile(r"1 ?000")
_MASS: Final = re.compile(r"gram|\b[µμunpm]?g\b", re.IGNORECASE)
_NOT_PER_DAY: Final = re.compile(r"period|vecka|veckan|week|år\b|year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One column: the text of its header, the field or the substance that it holds ("" if neither), and its unit.

    `unit` is a spelling that `units` accepts, or "%"; `unknown_unit` one that looks like a unit and is not accepted.
    """

    text: str
    field: str = ""
    substance: str = ""
    unit: str = ""
    unknown_unit: str = ""


def read_header(text: str, fields: Sequence[str]) -> Header:
    """Return what one header cell means.

    Parameters
    ----------
    text : str
        The cell.
    fields : sequence of str
        The fields, keys of `SPELLINGS`, that this kind of file can hold.

    Returns
    -------
    Header

    Examples
    --------
    >>> header = read_header("Halt (μg/m3)", ("concentration",))
    >>> header.field, header.unit
    ('concentration', 'μg/m3')
    """
    shown = tidy(text.removeprefix(EXACT))
    plain = strip_footnotes(shown)
    if (reported := reported_quantity(plain)) and reported in fields:
        return Header(text=shown, field=reported)
    name, unit, unknown = _split_unit(plain)
    for candidate in (plain, name, _COVERAGE.sub("", _BRACKETS.sub(" ", name))):
        for field in _fields_by_spelling().get(_fold(candidate), ()):
            if field in fields:
                return Header(text=shown, field=field, unit=unit or _suffix_unit(plain), unknown_unit=unknown)
    label = name if unit or unknown else plain
    if "concentration" in fields and label:
        return Header(text=shown, substance=label, unit=unit, unknown_unit=unknown)
    return Header(text=shown)


def reported_quantity(text: str) -> str:
    """Return which of `REPORTED_QUANTITIES` a header or a unit names, "" for none.

    Sums over a week or a period are not daily quantities and are not recognised.

    Parameters
    ----------
    text : str
        A header or a unit.

    Returns
    -------
    str

    Examples
    --------
    >>> reported_quantity("Doser per 1 000 inv. & 24 h"), reported_quantity("doser/1000 inv under hela perioden")
    ('doses_per_day_per_1000', '')
    """
    folded = _fold(text)
    if _NOT_PER_DAY.search(folded):
        return ""
    if _PER_THOUSAND.search(folded):
        if re.search(r"\bdos(er|es)?\b", folded):
            return "doses_per_day_per_1000"
        return "load_mg_per_day_per_1000" if re.search(r"\bmg\b", folded) else ""
    return "doses_per_day" if "doses_per_day" in _fields_by_spelling().get(folded, ()) else ""


def is_written_unit(text: str) -> bool:
    """Return whether a header says in words what a laboratory computed, though it is none of `REPORTED_QUANTITIES`.

    That is an amount or doses per so many persons or in all, or a unit that mixes water and persons.

    Parameters
    ----------
    text : str
        A header or a unit.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_written_unit("Doser per invånare och dygn"), is_written_unit("Doser/1000 inv under hela perioden")
    (True, True)
    >>> is_written_unit("Doser per 1 000 inv. & 24 h"), is_written_unit("Dos (mg)"), is_written_unit("Liter per person")
    (False, False, False)
    """
    plain = _BRACKETS.sub(r" \1 ", text)
    words = read_unit_words(plain)
    mixed = words.mixed and bool(_MASS.search(plain))  # litres per person are water and no figure of a substance
    return not reported_quantity(text) and (mixed or bool(words.measure and words.per))


def is_unit(text: str) -> bool:
    """Return whether `text` is an accepted unit of a quantity that a table can hold."""
    quantities: tuple[Quantity, ...] = ("concentration", "volume", "flow")
    return text == "%" or any(find_unit(text, quantity) for quantity in quantities)


def in_brackets(text: str) -> str:
    """Return what stands in the brackets of a header, where a unit does: "furlong" of "Halt (furlong)", "" for none."""
    return ", ".join(part for part in map(tidy, _BRACKETS.findall(text)) if part)


@cache
def _fields_by_spelling() -> Mapping[str, tuple[str, ...]]:
    """Return folded spelling -> the fields that it may mean, in different kinds of files."""
    fields: dict[str, tuple[str, ...]] = {}
    for field, spellings in SPELLINGS.items():
        for spelling in map(_fold, spellings):
            fields[spelling] = (*fields.get(spelling, ()), field)
    return fields


def _fold(text: str) -> str:
    """Fold what does not change a header's meaning: case, brackets, full stops, hyphens and underscores."""
    return " ".join(re.sub(r"[_\-.,:;()\[\]]+", " ", text.casefold()).split())


def _split_unit(plain: str) -> tuple[str, str, str]:
    """Return a header's name, its accepted unit and its unknown unit: "Halt (ppt)" is ("Halt", "", "ppt")."""
    inside = [part.strip() for bracket in _BRACKETS.findall(plain) for part in bracket.split(",")]
    name = " ".join(_BRACKETS.sub(" ", plain).split())
    for part in inside:
        if is_unit(part):
            return _without(plain, part), part, ""
    head, _, tail = name.replace(",", " ").rpartition(" ")
    if head and is_unit(tail):
        return " ".join(plain[: plain.rfind(tail)].split()).rstrip(" ,").removesuffix(" i"), tail, ""
    for part in inside:
        if _LOOKS_LIKE_UNIT.fullmatch(part) and fold_name(plain) not in aliases():
            return _without(plain, part), "", part
    return name, "", ""


def _without(plain: str, part: str) -> str:
    """Return a header without the bracket that holds `part`."""
    return " ".join(_BRACKETS.sub(lambda found: " " if part in found[1] else found[0], plain).split())


def _suffix_unit(name: str) -> str:
    """Return the unit that a column of our own names in its suffix."""
    return "ng/L" if name.endswith("_ng_per_l") else "m3" if name.endswith("_m3") else ""
