"""The files that a path with ``*`` names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["matching"]

_TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xls")


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files that a pattern names, in the order of their names.

    A pattern that ends in ``/*`` names the tables of a folder: not the PDF beside them, nor Excel's mark of an open
    file.

    Parameters
    ----------
    folder : pathlib.Path
        Where a path that is not absolute counts from.
    pattern : str
        A path, which may hold ``*``.

    Returns
    -------
    list of pathlib.Path
    """
    target = Path(pattern)
    paths = [target] if target.is_absolute() else sorted(folder.glob(pattern)) if "*" in pattern else [folder / target]
    if target.name == "*":
        paths = [path for path in paths if path.suffix.casefold() in _TABLES and path.name[0] not in "~."]
    return [path for path in paths if path.is_file()]
