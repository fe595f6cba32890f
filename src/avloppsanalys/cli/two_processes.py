"""Write an underlag with two processes: half of the time is the drawing of charts."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from avloppsanalys.analysis import Analysis

__all__ = ["write_underlag"]

_WORTH_IT: Final = 12
"""Series from which a second process pays: it takes as long to start as four charts to be drawn."""


def write_underlag(result: Analysis, out: Path, since: Path | None) -> tuple[Path, ...]:
    """Write an analysis into a folder, with a second process where there is much to draw; see `Analysis.write`."""
    series = len(result.levels[["place", "substance"]].drop_duplicates())
    with _second_process() if series >= _WORTH_IT and (os.cpu_count() or 1) > 1 else nullcontext() as executor:
        return result.write(out, since=since, executor=executor)


def _second_process() -> AbstractContextManager[Executor | None]:
    """Return a process beside this one; none on a computer that lets no program have what processes share."""
    try:
        # "spawn" is the one way of starting that is alike on Windows and elsewhere
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    except (ImportError, NotImplementedError, OSError):
        return nullcontext()
