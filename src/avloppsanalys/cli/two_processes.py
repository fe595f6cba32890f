"""An underlag with two processes: half of the time is the drawing of charts."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

__all__ = ["second_process"]

_WORTH_IT: Final = 12
"""Series from which a second process pays: it takes as long to start as four charts to be drawn."""

_OBJECTS_BEFORE_SEARCH: Final = 50_000
"""Each chart leaves thousands of objects that hold each other; by default Python looks for them every 700 objects,
which is a tenth of the time."""


@contextmanager
def second_process(measurements: pd.DataFrame) -> Iterator[Executor | None]:
    """Give a process that draws charts beside this one, where there is much to draw and something to draw it with.

    It starts at once, and is ready when the figures are; see `Analysis.write`.
    """
    series = len(measurements[["plant", "residue"]].drop_duplicates())
    pays = series >= _WORTH_IT and (os.cpu_count() or 1) > 1
    with _searching_seldom(), _started() if pays else nullcontext() as executor:
        yield executor


def _started() -> AbstractContextManager[Executor | None]:
    """Return a process beside this one; none on a computer that lets no program have what processes share."""
    try:
        # "spawn" is the one way of starting that is alike on Windows and elsewhere
        executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        executor.submit(_get_ready)
    except (ImportError, NotImplementedError, OSError):
        return nullcontext()
    return executor


def _get_ready() -> None:
    """Import what draws, in the process that will need it."""
    import avloppsanalys.analysis.pages  # noqa: F401

    gc.set_threshold(_OBJECTS_BEFORE_SEARCH)


@contextmanager
def _searching_seldom() -> Iterator[None]:
    """Let Python look less often for objects that only hold each other."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BEFORE_SEARCH)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
