"""The catalogue of texts and rules, read once from ``texts/*.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from avloppsanalys.errors import UnknownNameError

__all__ = ["Language", "Rule", "rule", "rules", "text"]

Language = Literal["sv", "en"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which input can be wrong: ``error`` sets the row aside, ``warning`` marks it, ``note`` informs."""

    id: str
    severity: Severity
    what: dict[str, str]
    remedy: dict[str, str]


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for file in sorted(files("avloppsanalys.wording").joinpath("texts").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            assert key not in entries, f"{file.name}: the text {key!r} is defined twice"
            entries[key] = entry
    return entries


@cache
def rules() -> dict[str, Rule]:
    """Return every problem rule by its id.

    Returns
    -------
    dict of str to Rule
        In the order of the catalogue.
    """
    return {
        key: Rule(
            id=key,
            severity=entry["severity"],
            what={"sv": entry["sv"], "en": entry["en"]},
            remedy={"sv": entry["remedy_sv"], "en": entry["remedy_en"]},
        )
        for key, entry in _catalogue().items()
        if "severity" in entry
    }


def rule(rule_id: str) -> Rule:
    """Return one problem rule.

    Parameters
    ----------
    rule_id : str
        Such as ``"LAB012"``.

    Returns
    -------
    Rule

    Raises
    ------
    UnknownNameError
        If no rule has that id.
    """
    try:
        return rules()[rule_id]
    except KeyError:
        raise UnknownNameError("rule", rule_id, rules()) from None


def text(text_id: str, lang: Language = "sv", **fields: object) -> str:
    """Return a text of the catalogue with its fields filled in.

    Parameters
    ----------
    text_id : str
        The id, dotted by where it is read: ``"chart.levels.title"``.
    lang : {"sv", "en"}, default "sv"
        Language of the text.
    **fields : object
        Values for the text's ``{fields}``, already formatted.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If the catalogue has no such id.
    """
    try:
        template = str(_catalogue()[text_id][lang])
    except KeyError:
        raise UnknownNameError("text", text_id, _catalogue()) from None
    return template.format(**fields)
