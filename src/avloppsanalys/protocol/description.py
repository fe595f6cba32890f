"""A protocol in words: every key with its value, whether it is the default, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.protocol.faults import ROLES
from avloppsanalys.protocol.toml_value import as_toml
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import decisions
from avloppsanalys.tables import ALL_COMPONENTS
from avloppsanalys.wording import Cited, Language, cited, text

__all__ = ["PLACEHOLDER", "describe_protocol", "key_name", "values_by_key"]

PLACEHOLDER: Final = "[kommunen"
"""How every place begins that a kommun is to fill in."""

_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"components": ALL_COMPONENTS, "roles": ROLES})
"""Sections of the file -> what they may hold, each told on its own."""


def describe_protocol(protocol: AnalysisProtocol, lang: Language = "sv") -> pd.DataFrame:
    """Return every key of a protocol with its value, where the value comes from, and what it means.

    Parameters
    ----------
    protocol : AnalysisProtocol
        The protocol.
    lang : {"sv", "en"}, default "sv"
        Language of `name` and `meaning`.

    Returns
    -------
    pandas.DataFrame
        One row a key, in the order of the file: `key` (``components.sampling`` in a section), `name`, `value` as it is
        written in TOML ("" where nothing is said), `origin` (``default``, ``chosen`` when it differs from the default,
        ``required`` when there is no default, or ``undecided`` when it still holds the placeholder of a template),
        `meaning`, and `basis`: the source of a number that is the default, "" for what is no number or was chosen.

    Examples
    --------
    >>> protocol = AnalysisProtocol(name="A", version="1", factor_set="none", band_percent=20)
    >>> told = describe_protocol(protocol, "en").set_index("key")
    >>> told.loc[["factor_set", "period", "band_percent"], ["value", "origin"]]
                      value    origin
    key
    factor_set       "none"  required
    period        "quarter"   default
    band_percent         20    chosen
    """
    defaults = _defaults()
    numbers: dict[str, tuple[Cited]] = {
        **{row.key: (row,) for row in decisions()},
        **{f"components.{row.component}": (row,) for row in reference_components()},
    }
    rows = []
    for key, value in values_by_key(protocol).items():
        told = _as_told(value)
        origin = _origin(key, value, told, defaults)
        basis = cited(numbers.get(key, ()), lang) if origin == "default" else ""
        rows.append((key, key_name(key, lang), told, origin, text(f"protocol.meaning.{key}", lang), basis))
    return pd.DataFrame(rows, columns=["key", "name", "value", "origin", "meaning", "basis"])


def values_by_key(protocol: AnalysisProtocol) -> dict[str, object]:
    """Return each key of a protocol with its value, those of a section under ``section.key``.

    Parameters
    ----------
    protocol : AnalysisProtocol
        The protocol.

    Returns
    -------
    dict
        A role that nobody has been given is None.
    """
    found: dict[str, object] = {}
    for item in fields(AnalysisProtocol):
        value: Any = getattr(protocol, item.name)
        parts = _PARTS.get(item.name)
        found |= {f"{item.name}.{part}": value.get(part) for part in parts} if parts else {item.name: value}
    return found


def key_name(key: str, lang: Language) -> str:
    """Return what a key is called.

    Parameters
    ----------
    key : str
        The key, ``section.key`` in a section.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    return text(f"protocol.key.{key}", lang)


def _defaults() -> dict[str, object]:
    """Return key -> the value that it has when the file says nothing; without those that a file must give."""
    plain = {item.name: item.default for item in fields(AnalysisProtocol) if item.default is not MISSING}
    tabled = {f"components.{default.component}": default.cv for default in reference_components()}
    return {**plain, **tabled, **{f"roles.{role}": None for role in ROLES}, "thresholds": {}}


def _as_told(value: object) -> str:
    """Return a value as it is written in a file, and "" for one that is not said."""
    if value is None or value == {}:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.12g}"
    return as_toml(value)


def _origin(key: str, value: object, told: str, defaults: Mapping[str, object]) -> str:
    """Return where a value comes from: nobody has decided what still holds the placeholder of a template."""
    if PLACEHOLDER in told:
        return "undecided"
    return "required" if key not in defaults else "default" if defaults[key] == value else "chosen"
