"""What may stand in the configuration file of a report, and what is told of all else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from avloppsanalys.errors import near_matches
from avloppsanalys.protocol import as_toml
from avloppsanalys.readers.answers import MATRICES
from avloppsanalys.readers.sampling_times import as_moment
from avloppsanalys.units import find_unit
from avloppsanalys.wording import Phrase, ProblemLog

__all__ = ["note_config_faults", "note_lab_faults"]

_REQUIRED: Final = {"protocol": "str", "plants": "str", "flow": "list", "lab": "list"}
_KNOWN: Final = {
    "title": "str",
    "as_of": "date",
    "events": "list",
    "samples": "list",
    "plan": "list",
    "assessments": "list",
    "purpose": "str",
    "euda": "str",
    "euda_sites": "str",
    "euda_own": "list",
    "prescriptions": "list",
    "context": "list",
    "flow_decimal": "str",
    "plants_decimal": "str",
    **_REQUIRED,
}
_LAB_KEYS: Final = {
    "file": "str",
    "plant": "str",
    "start": "moment",
    "end": "moment",
    "sample_id": "str",
    "report_id": "str",
    "available_from": "moment",
    "lab": "str",
    "method": "str",
    "matrix": "str",
    "unit": "str",
    "decimal": "str",
}
_PYTHON_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "str": (str,),
    "list": (list,),
    "moment": (dt.datetime, dt.date),
    "date": (dt.datetime, dt.date),  # a moment is taken, and a day is proposed
    "table": (dict,),
}


_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("decimal", "flow_decimal", "plants_decimal"), (",", ".")),
    "matrix": tuple(MATRICES),
}


def note_config_faults(values: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note the keys of a configuration that are unknown, that are missing, and that say nothing.

    Parameters
    ----------
    values : mapping
        What the file holds.
    log : ProblemLog
        Where faults are noted.
    file : str
        Name of the file.
    """
    _note_faults(values, _KNOWN, _REQUIRED, log, file, prefix="")


def note_lab_faults(section: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note the same of one section of laboratory answers; see `note_config_faults`."""
    _note_faults(section, _LAB_KEYS, {"file": "str"}, log, file, prefix="lab.")


def _note_faults(
    values: Mapping[str, object],
    known: Mapping[str, str],
    required: Mapping[str, str],
    log: ProblemLog,
    file: str,
    prefix: str,
) -> None:
    """Note the keys that are unknown, that are missing, and that hold a value of the wrong kind."""
    for key, value in values.items():
        if key not in known:
            log.add("PRO003", file=file, key=prefix + key, known=", ".join(near_matches(key, known) or known))
        elif not isinstance(value, _PYTHON_KINDS[known[key]]):
            expected = Phrase(f"protocol.expected.{known[key]}")
            log.add("PRO005", file=file, key=prefix + key, value=as_toml(value), expected=expected)
        else:
            _note_unusable(key, value, log, file, prefix)
    for key in required:
        if key not in values:
            log.add("PRO004", file=file, key=prefix + key)


def _note_unusable(key: str, value: object, log: ProblemLog, file: str, prefix: str) -> None:
    """Note a value of the right kind that says nothing: no such sign, matrix, unit or moment."""
    full = prefix + key
    if key in _CHOICES and str(value).casefold() not in _CHOICES[key]:
        log.add("CFG003", file=file, key=full, value=value, allowed=" ".join(_CHOICES[key]))
    elif key == "unit" and not find_unit(str(value), "concentration"):
        log.add("CFG003", file=file, key=full, value=value, allowed="ng/l µg/m3 µg/l")
    elif key == "as_of" and isinstance(value, dt.datetime) and value.tzinfo is not None:
        log.add("CFG004", file=file, key=full, value=value)
    elif isinstance(value, dt.date):
        try:
            as_moment(value, key)
        except ValueError:
            log.add("CFG005", file=file, key=full, value=value)
