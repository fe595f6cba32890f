"""The charts of an underlag as files: drawn here and, where it is wanted, in another process at the same time."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis
    from avloppsanalys.charts import Chart, Drawn

__all__ = ["ChartWriting"]


class ChartWriting:
    """The charts of one analysis, drawn by two processes: the other begins with the first chart, this with the last.

    A chart is drawn from functions, which no process can send to another: the other one is given the analysis and makes
    its own charts of it. If it dies, which a program that guards the computer may see to, everything is drawn here.

    Parameters
    ----------
    result : Analysis
        What is drawn.
    executor : concurrent.futures.Executor or None
        Where the other process is had; None for one process.

    Attributes
    ----------
    charts : tuple of Chart
        Those of the analysis.
    """

    def __init__(self, result: Analysis, executor: Executor | None) -> None:
        self._executor = executor
        self._result = b"" if executor is None else pickle.dumps(result)
        self._begun: list[Future[Drawn]] = []
        self._submit(_charts_of)  # made there while they are made here
        self.charts = result.charts()

    def __enter__(self) -> Self:
        """Let the other process draw while this one makes the rest of the underlag."""
        self._begun = [begun for number in range(len(self.charts)) for begun in self._submit(_draw, number)]
        return self

    def __exit__(self, *fault: object) -> None:
        """Leave nothing begun."""
        for future in self._begun:
            future.cancel()
        wait(self._begun)

    def write(self, folder: Path) -> None:
        """Write every chart into a folder: those that the other process has not come to are drawn here, from the last.

        Parameters
        ----------
        folder : pathlib.Path
            Must exist.
        """
        for number, chart in reversed(list(enumerate(self.charts))):
            if drawn := self._elsewhere(number):
                chart.take_over(drawn)
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

    def _elsewhere(self, number: int) -> Drawn | None:
        """Return what the other process has drawn of a chart; None if it has not begun with it, or has died."""
        if number >= len(self._begun) or self._begun[number].cancel():
            return None
        try:
            return self._begun[number].result()
        except BrokenExecutor:
            return None


@lru_cache(maxsize=1)
def _made(pickled: bytes) -> dict[int, Chart]:
    """Return the charts of a pickled analysis by number, made once in a process; whoever draws one takes it out."""
    result: Analysis = pickle.loads(pickled)
    return dict(enumerate(result.charts()))


def _charts_of(pickled: bytes) -> None:
    """Make the charts of a pickled analysis; they stay in this process."""
    _made(pickled)


def _draw(pickled: bytes, number: int) -> Drawn:
    """Draw one chart of a pickled analysis."""
    return _made(pickled).pop(number).drawn()
