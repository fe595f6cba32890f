"""A folder of results whose files appear whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avloppsanalys.wording import ProblemLog, RefusedError, system_fault

__all__ = ["LockedFileError", "OutFolderError", "whole_folder"]


class LockedFileError(RefusedError, PermissionError):
    """A file that cannot be replaced, usually because it is open in Excel."""


class OutFolderError(RefusedError, OSError):
    """A folder that cannot be made or written in."""


@contextmanager
def whole_folder(out: Path, *, own: re.Pattern[str] | None = None) -> Iterator[Path]:
    """Give a temporary folder to write in, and move its files to `out` when all of them are written.

    The temporary folder lies beside `out`, on the same disk, so that each move is one step of the file system. Files
    of `out` that are not written anew stay, but for those that `own` names. When anything fails, `out` is as it was and
    the temporary folder is gone.

    Parameters
    ----------
    out : pathlib.Path
        Folder for the files; made, with its parents, if it does not exist.
    own : re.Pattern, optional
        Whole names of files that an earlier run made and that must not outlive it. They are removed where they lie
        beside a new file and are not written anew; folders never are.

    Yields
    ------
    pathlib.Path
        The folder to write in; it may be given subfolders.

    Raises
    ------
    OutFolderError
        If `out` is a file, the folder cannot be made, the disk is full, or a folder has the name of a file.
    LockedFileError
        If a file that would be replaced or removed is open in another program or write-protected; all such files are
        named, and none is replaced.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with whole_folder(Path(parent) / "2026K3") as folder:
    ...         _ = (folder / "levels.csv").write_text("place")
    ...     [path.name for path in (Path(parent) / "2026K3").iterdir()]
    ['levels.csv']
    """
    unfinished = _unfinished(out)
    try:
        yield unfinished
        _move_all(unfinished, out, own)
    except RefusedError:
        raise
    except OSError as fault:  # a full disk, mostly
        raise OutFolderError(_one("OUT002", out=out, why=system_fault(fault))) from fault
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _unfinished(out: Path) -> Path:
    """Make the temporary folder beside `out`, or say why there can be none."""
    if out.exists() and not out.is_dir():
        raise OutFolderError(_one("OUT001", out=out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=".tmp", dir=out.parent))
    except OSError as fault:
        raise OutFolderError(_one("OUT002", out=out, why=system_fault(fault))) from fault


def _move_all(source: Path, out: Path, own: re.Pattern[str] | None) -> None:
    """Move every file of `source` to its place under `out`, once it is certain that each can be replaced."""
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    left = _left_behind(out, files, own) if own else []
    for file in files:
        if (out / file).is_dir():
            raise OutFolderError(_one("OUT006", out=out, file_name=file.as_posix()))
    locked = [file for file in [*files, *left] if _is_locked(out / file)]
    if locked:
        names = ", ".join(file.as_posix() for file in locked)
        raise LockedFileError(_one("OUT003", out=out, count=len(locked), files=names))
    for file in files:  # every folder first: one that cannot be made is found before anything is replaced
        (out / file).parent.mkdir(parents=True, exist_ok=True)
    for file in [*files, *left]:
        try:
            if file in left:
                (out / file).unlink(missing_ok=True)
            else:
                os.replace(source / file, out / file)
        except PermissionError as fault:
            raise LockedFileError(_one("OUT004", out=out, file_name=file.as_posix())) from fault
        except OSError as fault:
            why = system_fault(fault)
            raise OutFolderError(_one("OUT005", out=out, file_name=file.as_posix(), why=why)) from fault


def _left_behind(out: Path, files: list[Path], own: re.Pattern[str]) -> list[Path]:
    """Return the files under `out` that an earlier run made and this one does not, in the folders of `files` only."""
    beside = [path for folder in {file.parent for file in files} for path in (out / folder).glob("*")]
    found = {path.relative_to(out) for path in beside if path.is_file() and own.fullmatch(path.name)}
    return sorted(found - set(files))


def _is_locked(path: Path) -> bool:
    """Return whether an existing file refuses to be written: on Windows, an open workbook does."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except PermissionError:
        return True


def _one(rule_id: str, **fields: object) -> ProblemLog:
    """Return a log of one fault."""
    log = ProblemLog()
    log.add(rule_id, file="", line=None, **fields)
    return log
