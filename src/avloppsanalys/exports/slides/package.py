"""The file itself, without a trace of when or where it was written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = ["fixed_bytes", "zipped"]

_CONTENT_TYPES: Final = "[Content_Types].xml"
_ZIP_BEGINS: Final = (1980, 1, 1, 0, 0, 0)


def fixed_bytes(deck: Presentation) -> bytes:
    """Return a deck as the bytes of its file: the same deck gives the same bytes at any hour.

    Parameters
    ----------
    deck : pptx.presentation.Presentation
        A finished deck.

    Returns
    -------
    bytes
    """
    saved = io.BytesIO()
    deck.save(saved)
    with zipfile.ZipFile(saved) as package:
        return zipped({name: package.read(name) for name in package.namelist()})


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return parts as a package: the content types first, as the format wants, the rest in the order of their names.

    Parameters
    ----------
    parts : dict of str to bytes
        What each part is called, and holds.

    Returns
    -------
    bytes
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
            member = zipfile.ZipInfo(name, _ZIP_BEGINS)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # else the file would tell on which kind of computer it was made
            package.writestr(member, parts[name])
    return written.getvalue()
