"""An underlag with two processes: half of the time is the drawing of charts."""

from __future__ import annotations

import atexit
import gc
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

__all__ = ["second_process"]

_WORTH_IT: Final = 16_000
"""Bytes of laboratory answers from which a second process pays: some twelve series of a few years. It takes as long to
start as four charts to be drawn."""


@contextmanager
def second_process(lab: Iterable[Path]) -> Iterator[Executor | None]:
    """Give a process that draws charts beside this one, where there is much to draw and something to draw it with.

    It starts at once, before the laboratory's files are read, and is ready when the figures are; see `Analysis.write`.
    It looks for objects that only hold each other as seldom as this one. Where there is a fault nobody waits for it.

    Parameters
    ----------
    lab : iterable of pathlib.Path
        The laboratory's files.

    Yields
    ------
    concurrent.futures.Executor or None
        None for one process.
    """
    pays = sum(file.stat().st_size for file in lab) >= _WORTH_IT and (os.cpu_count() or 1) > 1
    others = active_children()
    executor = _started() if pays else None
    if executor is None:
        yield None
        return
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in active_children():  # which else would be waited for where Python ends
            if process not in others:
                process.terminate()
        raise
    executor.shutdown()


def _started() -> Executor | None:
    """Return a process beside this one; none on a computer that lets no program have what processes share."""
    try:
        # "spawn" is the one way of starting that is alike on Windows and elsewhere
        executor = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=gc.set_threshold, initargs=gc.get_threshold()
        )
        executor.submit(_get_ready)
    except (ImportError, NotImplementedError, OSError):
        return None
    return executor


def _get_ready() -> None:
    """Import what draws, in the process that will need it; which, like this one, ends without a last search."""
    import avloppsanalys.analysis.pages  # noqa: F401

    atexit.register(gc.freeze)
