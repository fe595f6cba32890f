"""The charts of an underlag as files: drawn here and, where it is wanted, in another process at the same time."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from avloppsanalys.analysis.pages import Part
    from avloppsanalys.analysis.result import Analysis
    from avloppsanalys.charts import Chart, Drawn

__all__ = ["ChartWriting"]

_Told = tuple[list[int], tuple["Chart", ...]]
"""How many charts each part of the pages has, and all of them without their drawing."""


class ChartWriting:
    """The charts of one analysis, drawn by two processes: the other begins with the first chart, this with the last.

    A chart is drawn from functions, which no process can send to another: the other one is given the analysis, makes
    its charts and tells their words and numbers. This one makes those anew that it draws itself. If the other one
    dies, which a program that guards the computer may see to, everything is made and drawn here.

    Parameters
    ----------
    result : Analysis
        What is drawn.
    executor : concurrent.futures.Executor or None
        Where the other process is had; None for one process.
    """

    def __init__(self, result: Analysis, executor: Executor | None) -> None:
        self._result = result
        self._executor = executor
        self._pickled = b"" if executor is None else pickle.dumps(result)
        self._begun: list[Future[Any]] = []
        self._sizes: list[int] = []
        self._telling: list[Future[Any]] = self._submit(_told)

    def __enter__(self) -> Self:
        """Let the other process draw while this one makes the rest of the underlag."""
        for telling in self._telling:
            telling.add_done_callback(self._let_draw)
        return self

    def __exit__(self, *fault: object) -> None:
        """Leave nothing begun."""
        self._executor = None  # what is told from now on is not drawn
        for future in (*self._telling, *self._begun):
            future.cancel()
        wait([*self._telling, *self._begun])

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of the analysis."""
        try:
            for telling in self._telling:
                told: _Told = telling.result()
                self._sizes, charts = told
                return charts
        except BrokenExecutor:
            self._executor = None
        return self._result.charts()

    def write(self, folder: Path) -> None:
        """Write every chart into a folder: those that the other process has not come to are drawn here, from the last.

        Parameters
        ----------
        folder : pathlib.Path
            Must exist.
        """
        for number, chart in reversed(list(enumerate(self.charts))):
            if drawn := self._elsewhere(number) or self._here(number):
                chart.take_over(drawn)
            chart.write(folder)

    def _submit(self, task: Callable[..., Any], *of: object) -> list[Future[Any]]:
        """Ask the other process for something; nothing where there is none, or none any more."""
        if self._executor is None:
            return []
        try:
            return [self._executor.submit(task, self._pickled, *of)]
        except BrokenExecutor:
            self._executor = None
            return []

    def _let_draw(self, telling: Future[_Told]) -> None:
        """Ask the other process for every chart that it has told of."""
        if telling.cancelled() or telling.exception():
            return
        for number in range(len(telling.result()[1])):
            self._begun += self._submit(_draw, number)

    def _elsewhere(self, number: int) -> Drawn | None:
        """Return what the other process has drawn of a chart; None if it has not begun with it, or has died."""
        if number >= len(self._begun) or self._begun[number].cancel():
            return None
        try:
            drawn: Drawn = self._begun[number].result()
            return drawn
        except BrokenExecutor:
            return None

    def _here(self, number: int) -> Drawn | None:
        """Return what is drawn here of a chart that the other process has told of; None of one that was made here."""
        for part, size in zip(self._parts, self._sizes, strict=False):
            if number < size:
                return part()[number].drawn()
            number -= size
        return None

    @cached_property
    def _parts(self) -> list[Part]:
        """What makes the charts here, each part once."""
        from avloppsanalys.analysis.pages import parts_of_pages

        return [lru_cache(maxsize=1)(part) for part in parts_of_pages(self._result)]


@lru_cache(maxsize=1)
def _made(pickled: bytes) -> tuple[list[int], dict[int, Chart]]:
    """Return the charts of a pickled analysis by number, made once in a process; whoever draws one takes it out."""
    from avloppsanalys.analysis.pages import parts_of_pages, told_apart

    result: Analysis = pickle.loads(pickled)
    parts = [part() for part in parts_of_pages(result)]
    return [len(part) for part in parts], dict(enumerate(told_apart([*chain(*parts)])))


def _told(pickled: bytes) -> _Told:
    """Make the charts of a pickled analysis, and tell their words and numbers; they stay in this process."""
    sizes, charts = _made(pickled)
    return sizes, tuple(chart.without_drawing() for chart in charts.values())


def _draw(pickled: bytes, number: int) -> Drawn:
    """Draw one chart of a pickled analysis."""
    return _made(pickled)[1].pop(number).drawn()
