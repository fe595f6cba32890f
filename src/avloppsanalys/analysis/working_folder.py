"""A kommun's working folder: made from what comes with the package, and what is left to do in it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from avloppsanalys.analysis.file_patterns import matching
from avloppsanalys.exports import OutFolderError
from avloppsanalys.protocol import read_toml
from avloppsanalys.readers import check_file
from avloppsanalys.readers.layout import Kind
from avloppsanalys.reference import bundled
from avloppsanalys.wording import Language, ProblemLog, system_fault, text

__all__ = ["WorkingFolder", "first_steps", "make_working_folder"]

_FOLDER: Final = "protocols/arbetsmapp"
_TEMPLATES: Final = "protocols/mallar"
_TO_FILL_IN: Final = (
    "reningsverk.csv",
    "metadatablad.csv",
    "foljesedel.csv",
    "handelselogg.csv",
    "provtagningsplan.csv",
    "andra-indikatorer.csv",
)
"""The templates that the configuration file names: plants, flow, samples, events, plan and other indicators."""

_ANSWERS: Final = "labbsvar"
_NO_ROWS: Final = "FIL017"
_SUFFIXES: Final = (".csv", ".toml", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingFolder:
    """What was made: the files that were written, and those that were there and were left alone."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def make_working_folder(folder: str | Path) -> WorkingFolder:
    """Make a working folder with a configuration file, a protocol, templates to fill in, and what to do first.

    Nothing that is there is written over, so that it can be run again when a file has been lost.

    Parameters
    ----------
    folder : str or Path
        Made, with its parents, if it does not exist.

    Returns
    -------
    WorkingFolder
        The files by their paths within the folder.

    Raises
    ------
    OutFolderError
        If `folder` is a file, or cannot be made or written in.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     first = make_working_folder(Path(parent) / "Mätningar 2026")
    ...     again = make_working_folder(Path(parent) / "Mätningar 2026")
    >>> Path("config.toml") in first.written, len(again.written), first.written == again.kept
    (True, 0, True)
    """
    out = Path(folder)
    if out.exists() and not out.is_dir():
        raise _refused("OUT001", out=out)
    written: list[Path] = []
    kept: list[Path] = []
    try:
        (out / _ANSWERS).mkdir(parents=True, exist_ok=True)
        for name, source in _sources().items():
            (written if _copied(source, out / name) else kept).append(Path(name))
    except OSError as fault:
        raise _refused("OUT002", out=out, why=system_fault(fault)) from fault
    return WorkingFolder(written=tuple(written), kept=tuple(kept))


def first_steps(config: str | Path, lang: Language = "sv") -> list[str]:
    """Return what must be done before a report can be made: which files are still empty, or not there yet.

    Parameters
    ----------
    config : str or Path
        The configuration file of a report.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    list of str
        One sentence a step, in order; none where each file that the configuration needs holds rows, or lacks for other
        reasons than that nobody has filled it in.

    Raises
    ------
    ProtocolError
        If the configuration file is missing or is not TOML.
    """
    file = Path(config)
    values = read_toml(file)
    flow = values.get("flow")
    tables: dict[Kind, list[Any]] = {"plants": [values.get("plants")], "flow": flow if isinstance(flow, list) else []}
    steps = [
        text(f"cli.first.{kind}", lang, file=pattern)
        for kind, patterns in tables.items()
        for pattern in patterns
        if isinstance(pattern, str) and _is_empty(file.parent / pattern, kind)
    ]
    return [*steps, *_missing_answers(file.parent, values, lang)]


def _missing_answers(folder: Path, values: Mapping[str, Any], lang: Language) -> list[str]:
    """Return a step for each place where laboratory answers should lie and none does, or none with rows."""
    sections = values.get("lab")
    named = [one.get("file") for one in sections if isinstance(one, dict)] if isinstance(sections, list) else []
    return [
        text("cli.first.lab", lang, file=pattern)
        for pattern in named
        if isinstance(pattern, str)
        and (not matching(folder, pattern) if "*" in pattern else _is_empty(folder / pattern, "lab"))
    ]


def _is_empty(file: Path, kind: Kind) -> bool:
    """Return whether a file has headings and nobody has written under them."""
    return _NO_ROWS in set(check_file(file, kind=kind).problems["rule"])


def _sources() -> dict[str, Path]:
    """Return path within the working folder -> the file that comes with the package."""
    templates = sorted(path for path in bundled(_TEMPLATES).iterdir() if path.suffix in _SUFFIXES)
    own = bundled(_FOLDER)
    return {
        "LÄS MIG.txt": own / "las-mig.txt",
        "config.toml": own / "config.toml",
        "protokoll.toml": bundled("protocols/startprotokoll.toml"),
        **{name: bundled(f"{_TEMPLATES}/{name}") for name in _TO_FILL_IN},
        **{f"mallar/{path.name}": path for path in templates},
    }


def _copied(source: Path, target: Path) -> bool:
    """Copy a file to where there is none, and return whether it was copied."""
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as original, target.open("xb") as copy:
        shutil.copyfileobj(original, copy)
    return True


def _refused(rule_id: str, **fields: object) -> OutFolderError:
    """Return the error of one fault."""
    log = ProblemLog()
    log.add(rule_id, file="", line=None, **fields)
    return OutFolderError(log)
