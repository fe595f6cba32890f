"""Which folder an underlag is written into: its own again, or a new revision beside what other input made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Final

__all__ = ["DOCUMENT", "earlier_underlag", "revision_folder"]

DOCUMENT: Final = "underlag.json"

_NO_INPUT: Final = ("assessments",)
"""What the group concludes of an underlag is written afterwards: it makes no other underlag."""


def revision_folder(out: Path, document: Mapping[str, Any]) -> Path:
    """Return the folder that an underlag belongs in.

    That is `out`, unless another underlag lies there that was made from other files, by another protocol, of another
    day or by another version: what was shown at a meeting is never written over. Then it is ``out/rev2``, or the first
    ``rev`` that is free or holds the same underlag.

    Parameters
    ----------
    out : pathlib.Path
        The folder that was asked for.
    document : mapping
        What `underlag` returned.

    Returns
    -------
    pathlib.Path
    """
    made = _made_from(document)
    for folder in _revisions(out):
        if not (folder / DOCUMENT).exists() or _made_from(_read(folder)) == made:
            return folder
    raise AssertionError("the numbers never end")


def earlier_underlag(out: Path, folder: Path) -> Path | None:
    """Return the underlag that was the newest when that of `folder` was made.

    Parameters
    ----------
    out : pathlib.Path
        The folder that was asked for.
    folder : pathlib.Path
        From `revision_folder`.

    Returns
    -------
    pathlib.Path or None
        None for the first one.
    """
    before = None
    for one in _revisions(out):
        if one == folder:
            return before
        before = one / DOCUMENT
    raise AssertionError("the numbers never end")


def _revisions(out: Path) -> Iterator[Path]:
    """Yield the folders that revisions lie in, the first one first, without end."""
    yield out
    for number in count(2):
        yield out / f"rev{number}"


def _made_from(document: Mapping[str, Any]) -> object:
    """Return what an underlag was made from: files by their content, protocol, day and version."""
    inputs = sorted((one["kind"], one["sha256"]) for one in document.get("inputs", ()) if one["kind"] not in _NO_INPUT)
    decided = document.get("protocol", {}).get("digest")
    return [inputs, decided, *(document.get(key) for key in ("as_of", "library_version", "tables_digest"))]


def _read(folder: Path) -> Mapping[str, Any]:
    """Return the underlag of a folder; nothing of what is none, so that it is never written over."""
    try:
        found = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
