"""Bytes to text: UTF-8, UTF-16 or cp1252, and never a guess that loses a character."""

from __future__ import annotations

import codecs
import re
from typing import Final

from avloppsanalys.readers.refusal import RefusedFileError

__all__ = ["decode"]

# Control characters that no text file holds; tab, line feeds and form feed are left out.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
# UTF-8 read as cp1252: "å" becomes "Ã¥", "µ" becomes "Âµ". No Swedish word holds these pairs.
_MOJIBAKE: Final = re.compile("Ã[\x85\x96¤¥¶\u2026\u2013\u201e©]|Â[µ³\u00a0]|Î¼")


def decode(data: bytes, *, name: str) -> tuple[str, str]:
    """Return the text of `data` without byte order mark, and the encoding's name.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for the error.

    Returns
    -------
    text, encoding : str
        The encoding as Python names it.

    Raises
    ------
    FileError
        If the bytes are binary, or in none of the accepted encodings.
    """
    encoding = _detect(data)
    # before decoding: a binary file would else be refused for a byte that cp1252 lacks, as if it were a text
    if not encoding.startswith("utf-16") and (binary := _CONTROL_BYTE.search(data)):
        row = data.count(b"\n", 0, binary.start()) + 1
        raise RefusedFileError("FIL006", name, code=f"{ord(binary.group()):02X}", row=row)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise RefusedFileError("FIL007", name, code=f"{data[error.start]:02X}", row=row, encoding=encoding) from error
    if encoding == "cp1252" and (mixed := _MOJIBAKE.search(text)):
        raise RefusedFileError("FIL008", name, row=text.count("\n", 0, mixed.start()) + 1)
    if control := _CONTROL.search(text):
        row = text.count("\n", 0, control.start()) + 1
        raise RefusedFileError("FIL006", name, code=f"{ord(control.group()):02X}", row=row)
    if not text.strip():
        raise RefusedFileError("FIL002", name)
    return text, encoding


def _detect(data: bytes) -> str:
    """Return the only encoding of ours that the bytes can be in; cp1252 when it is not Unicode."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # UTF-16 without a mark: in a table nearly every second byte is zero, on one side only.
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 0.3 * len(data) / 2 and min(even, odd) == 0:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
