"""The protocol as a file."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from avloppsanalys.protocol.analysis_protocol import AnalysisProtocol
from avloppsanalys.protocol.faults import ProtocolError, note_faults, suggestions
from avloppsanalys.protocol.toml_faults import note_toml_fault, note_wrong_encoding
from avloppsanalys.wording import ProblemLog

__all__ = ["read_protocol", "read_toml"]


def read_protocol(path: str | Path) -> AnalysisProtocol:
    """Read a protocol from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    AnalysisProtocol

    Raises
    ------
    ProtocolError
        If the file is missing, is not TOML, holds an unknown key (near matches are listed), lacks one, or holds a value
        that is not allowed; all faults are named at once.
    """
    file = Path(path)
    values = read_toml(file)
    log = ProblemLog()
    known = tuple(item.name for item in fields(AnalysisProtocol))
    for key in (key for key in values if key not in known):
        log.add("PRO003", file=file.name, key=key, known=suggestions(key, known))
    for key in (key for key in ("name", "version", "factor_set") if key not in values):
        log.add("PRO004", file=file.name, key=key)
    note_faults({key: value for key, value in values.items() if key in known}, log, file=file.name)
    if len(log):
        raise ProtocolError(log)
    return AnalysisProtocol(**values)


def read_toml(file: Path) -> dict[str, Any]:
    """Return the content of a TOML file, with a byte order mark or without.

    Parameters
    ----------
    file : pathlib.Path
        The file.

    Returns
    -------
    dict

    Raises
    ------
    ProtocolError
        If there is no such file, or it is not TOML in UTF-8.
    """
    log = ProblemLog()
    try:
        content = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        log.add("PRO001", file=file.name, path=file)
        raise ProtocolError(log) from None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text)
    except UnicodeDecodeError as wrong:
        note_wrong_encoding(content, wrong, log, file.name)
    except tomllib.TOMLDecodeError as fault:
        note_toml_fault(text, fault, log, file.name)
    raise ProtocolError(log)
