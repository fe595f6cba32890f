"""The charts of an underlag as files: drawn here and, where it is wanted, in another process at the same time."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis
    from avloppsanalys.charts import Chart

__all__ = ["ChartWriting"]


class ChartWriting:
    """The charts of one analysis, written by two processes: the other begins with the first chart, this with the last.

    A chart is drawn from functions, which no process can send to another: the other one is given the analysis and makes
    its own charts of it. If it dies, which a program that guards the computer may see to, everything is drawn here.

    Parameters
    ----------
    result : Analysis
        What is drawn.
    executor : concurrent.futures.Executor or None
        Where the other process is had; None for one process.
    """

    def __init__(self, result: Analysis, executor: Executor | None) -> None:
        self._executor = executor
        self._result = b"" if executor is None else pickle.dumps(result)
        self._begun: list[Future[Any]] = []

    def __enter__(self) -> Self:
        """Let the other process make its charts while this one makes the rest."""
        self._submit(_charts_of)
        return self

    def __exit__(self, *fault: object) -> None:
        """Leave no chart half written: a folder that was not finished is taken away."""
        for future in self._begun:
            future.cancel()
        wait(self._begun)

    def begin(self, count: int, folder: Path) -> None:
        """Let the other process write so many charts into a folder, from the first one on."""
        self._begun = [begun for number in range(count) for begun in self._submit(_write, number, folder)]

    def finish(self, charts: Sequence[Chart], folder: Path) -> None:
        """Write the charts that the other process has not come to, the last ones first, and wait for its own."""
        for number, chart in reversed(list(enumerate(charts))):
            if self._elsewhere(number):
                chart.take_over(folder)
            else:
                chart.write(folder)

    def _submit(self, task: Callable[..., Any], *of: object) -> list[Future[Any]]:
        """Ask the other process for something; nothing where there is none, or none any more."""
        if self._executor is None:
            return []
        try:
            return [self._executor.submit(task, self._result, *of)]
        except BrokenExecutor:
            self._executor = None
            return []

    def _elsewhere(self, number: int) -> bool:
        """Return whether the other process has written a chart; not if it has not begun with it, or has died."""
        if number >= len(self._begun) or self._begun[number].cancel():
            return False
        try:
            self._begun[number].result()
        except BrokenExecutor:
            return False
        return True


@lru_cache(maxsize=1)
def _charts_of(pickled: bytes) -> tuple[Chart, ...]:
    """Return the charts of a pickled analysis, made once in a process."""
    result: Analysis = pickle.loads(pickled)
    return result.charts()


def _write(pickled: bytes, number: int, folder: Path) -> None:
    """Write one chart of a pickled analysis."""
    _charts_of(pickled)[number].write(folder)
