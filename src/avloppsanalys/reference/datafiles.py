"""The CSV files behind the look-ups: how they are read, their version and their digest."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["Row", "number", "read_rows", "tables_digest", "tables_version"]

Row = Mapping[str, str]
"""One row of a file: column -> text as written."""

_VERSION: Final = re.compile(r"# (?P<file>\S+), version (?P<version>\d{4}\.\d+\.\d+): .+")


def _data() -> Traversable:
    """Return the folder of data files, in a checkout and in an installed wheel alike."""
    return files("avloppsanalys.reference") / "data"


def _tables() -> list[Traversable]:
    """Return the CSV files in the order of their names."""
    return sorted((file for file in _data().iterdir() if file.name.endswith(".csv")), key=lambda file: file.name)


@cache
def read_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of one data file, read only once."""
    _comment, *lines = (_data() / name).read_text(encoding="utf-8").splitlines()
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines, strict=True))


def number(text: str) -> float:
    """Return a cell as a number; an empty cell is a number that does not exist (nan)."""
    return float(text) if text else float("nan")


@cache
def tables_version() -> str:
    """Return the version of the reference tables: the newest that any of the data files carries.

    Returns
    -------
    str
        Year, month and a running number.

    Examples
    --------
    >>> tables_version().split(".")[0]
    '2026'
    """
    versions = [_version(file.read_text(encoding="utf-8").splitlines()[0]) for file in _tables()]
    return max(versions, key=lambda version: tuple(map(int, version.split("."))))


def _version(first_line: str) -> str:
    """Return the version that the first line of a data file states."""
    match = _VERSION.fullmatch(first_line)
    assert match, f"the first line of a data file must state its version, not {first_line!r}"
    return match["version"]


@cache
def tables_digest() -> str:
    r"""Return a short digest of every data file, so that a result can say which numbers it rests on.

    Line ends are normalised to ``\n`` first: the digest is the same on every operating system.

    Returns
    -------
    str
        The first 12 hexadecimal digits of a SHA-256.

    Examples
    --------
    >>> len(tables_digest())
    12
    """
    digest = hashlib.sha256()
    for file in _tables():
        digest.update(file.name.encode() + b"\n" + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
