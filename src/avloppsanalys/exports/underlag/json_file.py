"""The underlag as a file, and the schema that says what may stand in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = ["underlag_schema", "write_json"]


def write_json(document: Mapping[str, Any], path: Path) -> None:
    r"""Write an underlag as JSON: UTF-8, two spaces of indent, ``\n`` line ends, keys in their order.

    Parameters
    ----------
    document : mapping
        What `underlag` returned.
    path : pathlib.Path
        File to write; its folder must exist.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no word for that.
    """
    written = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(written + "\n", encoding="utf-8", newline="\n")


def underlag_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the underlag.

    Returns
    -------
    dict

    Examples
    --------
    >>> underlag_schema()["$id"]
    'urn:avloppsanalys:underlag:1'
    """
    schema: dict[str, Any] = json.loads((files("avloppsanalys.exports") / "underlag.schema.json").read_text("utf-8"))
    return schema
