"""An underlag with two processes: half of the time is the drawing of charts."""

from __future__ import annotations

import atexit
import gc
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

__all__ = ["second_process"]

_WORTH_IT: Final = 12
"""Series from which a second process pays: it takes as long to start as four charts to be drawn."""


def second_process(measurements: pd.DataFrame) -> AbstractContextManager[Executor | None]:
    """Give a process that draws charts beside this one, where there is much to draw and something to draw it with.

    It starts at once, and is ready when the figures are; see `Analysis.write`. It looks for objects that only hold each
    other as seldom as this one.
    """
    series = len(measurements[["plant", "residue"]].drop_duplicates())
    pays = series >= _WORTH_IT and (os.cpu_count() or 1) > 1
    return _started() if pays else nullcontext()


def _started() -> AbstractContextManager[Executor | None]:
    """Return a process beside this one; none on a computer that lets no program have what processes share."""
    try:
        # "spawn" is the one way of starting that is alike on Windows and elsewhere
        executor = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=gc.set_threshold, initargs=gc.get_threshold()
        )
        executor.submit(_get_ready)
    except (ImportError, NotImplementedError, OSError):
        return nullcontext()
    return executor


def _get_ready() -> None:
    """Import what draws, in the process that will need it; which, like this one, ends without a last search."""
    import avloppsanalys.analysis.pages  # noqa: F401

    atexit.register(gc.freeze)
