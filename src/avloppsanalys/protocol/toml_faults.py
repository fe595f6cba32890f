"""What is wrong with a file that is no TOML: which line, what it says, and what to write instead."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from avloppsanalys.wording import Phrase, ProblemLog

__all__ = ["note_toml_fault", "note_wrong_encoding"]

_LINE: Final = re.compile(r"at line (\d+), column")
_DECIMAL_COMMA: Final = re.compile(r"^\s*([\w.-]+)\s*=\s*([+-]?\d+),(\d+)\s*(?:#.*)?$")
_CAUSES: Final = (
    ("Cannot overwrite", "twice"),
    ("Cannot declare", "twice"),
    ("Unescaped '\\'", "backslash"),
    ("Illegal character", "quotation"),
    ("Unterminated string", "quotation"),
    ("Unclosed", "bracket"),
    ("table declaration", "bracket"),
    ("Expected '='", "equals"),
    ("Invalid statement", "equals"),
)
"""How tomllib begins or names its fault -> our words for it; what is not here is a value that cannot be read."""


def note_toml_fault(content: str, fault: tomllib.TOMLDecodeError, log: ProblemLog, file: str) -> None:
    """Note each decimal comma of a file, and the line at which the reading stopped if that was for another reason.

    Parameters
    ----------
    content : str
        The file.
    fault : tomllib.TOMLDecodeError
        Where the reading stopped.
    log : ProblemLog
        Where the faults are noted.
    file : str
        What the faults are of.
    """
    lines = content.splitlines()
    commas = {number: found for number, line in enumerate(lines, start=1) if (found := _DECIMAL_COMMA.match(line))}
    for number, (key, whole, decimals) in ((number, found.groups()) for number, found in commas.items()):
        log.add("PRO018", file=file, number=number, key=key, said=f"{whole},{decimals}", meant=f"{whole}.{decimals}")
    told = _LINE.search(str(fault))
    number = int(told[1]) if told else len(lines)
    if number not in commas:
        cause = next((cause for words, cause in _CAUSES if words in str(fault)), "value")
        line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        log.add("PRO002", file=file, number=number, text=line, what=Phrase(f"protocol.toml.{cause}"))


def note_wrong_encoding(content: bytes, fault: UnicodeDecodeError, log: ProblemLog, file: str) -> None:
    """Note the first line of a file that is not UTF-8.

    Parameters
    ----------
    content : bytes
        The file.
    fault : UnicodeDecodeError
        Where the decoding stopped.
    log : ProblemLog
        Where the fault is noted.
    file : str
        What the fault is of.
    """
    log.add("PRO019", file=file, number=content.count(b"\n", 0, fault.start) + 1)
