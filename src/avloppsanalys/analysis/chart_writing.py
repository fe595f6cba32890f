"""The charts of an underlag as files: drawn here and, where it is wanted, in another process at the same time."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import uuid4

if TYPE_CHECKING:
    from avloppsanalys.analysis.pages import Part
    from avloppsanalys.analysis.result import Analysis
    from avloppsanalys.charts import Chart, Drawn

__all__ = ["ChartWriting"]

_Told = tuple[list[int], tuple["Chart", ...]]
"""How many charts each part of the pages has, and all of them without their drawing."""

_AT_A_TIME: Final = 2
"""Charts that the other process is asked for: with one it would wait for the next."""


class ChartWriting:
    """The charts of one analysis, drawn by two processes: the other begins with the first chart, this with the last.

    A chart is drawn from functions, which no process can send to another: the other one is given the analysis, makes
    its charts and tells their words and numbers. This one makes those anew that it draws itself. If the other one
    dies, which a program that guards the computer may see to, everything is made and drawn here.

    The other one is asked for few charts at a time. Nothing that it is asked for is taken back: where something has
    been, a process that dies would leave this one waiting for ever.

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
        self._name = uuid4().hex
        self._sizes: list[int] = []
        self._lock = Lock()  # what is done when a chart has come is done in a thread of the executor's
        self._left: deque[int] | None = None
        self._asked: dict[int, Future[Any]] = {}
        self._telling = None if executor is None else self._ask(_told, pickle.dumps(result))

    def __enter__(self) -> Self:
        """Let the other process draw while this one makes the rest of the underlag."""
        if self._telling is not None:
            self._telling.add_done_callback(self._begin)
        return self

    def __exit__(self, *fault: object) -> None:
        """Ask for nothing more, and wait for what was asked for."""
        with self._lock:
            self._left = deque()
        wait([*self._asked.values(), *([] if self._telling is None else [self._telling])])

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of the analysis."""
        if self._telling is not None:
            with suppress(BrokenExecutor):
                told: _Told = self._telling.result()
                self._sizes, charts = told
                return charts
        return self._result.charts()

    def write(self, folder: Path) -> None:
        """Write every chart into a folder: those that the other process has not come to are drawn here, from the last.

        Parameters
        ----------
        folder : pathlib.Path
            Must exist.
        """
        self._list(len(self.charts))
        while (number := self._last()) is not None:
            self._write(number, None, folder)
        for number, asked in self._asked.items():
            self._write(number, asked, folder)

    def _write(self, number: int, asked: Future[Drawn] | None, folder: Path) -> None:
        chart = self.charts[number]
        if drawn := self._elsewhere(asked) or self._here(number):
            chart.take_over(drawn)
        chart.write(folder)

    def _begin(self, telling: Future[_Told]) -> None:
        """Ask the other process for the first of the charts that it has told of."""
        if telling.exception() is None:
            self._list(len(telling.result()[1]))
            for _ in range(_AT_A_TIME):
                self._next()

    def _next(self, before: Future[Drawn] | None = None) -> None:
        """Ask the other process for the next chart, if there is one left and the one before it came."""
        if before is not None and before.exception() is not None:
            return  # a process that has died may not even be asked: its executor would wait for itself
        with self._lock:
            asked = self._ask(_draw, self._left[0]) if self._left else None
            if self._left and asked:
                self._asked[self._left.popleft()] = asked
        if asked:
            asked.add_done_callback(self._next)

    def _list(self, count: int) -> None:
        """Write down which charts nobody draws yet, the first time that it is known."""
        with self._lock:
            if self._left is None:
                self._left = deque(range(count))

    def _last(self) -> int | None:
        """Take the last of the charts that nobody draws yet."""
        with self._lock:
            return self._left.pop() if self._left else None

    def _ask(self, task: Callable[..., Any], of: object) -> Future[Any] | None:
        """Ask the other process for something; None where there is none, or none any more."""
        if self._executor is None:
            return None
        try:
            return self._executor.submit(task, self._name, of)
        except BrokenExecutor:
            self._executor = None
            return None

    def _elsewhere(self, asked: Future[Drawn] | None) -> Drawn | None:
        """Return what the other process has drawn; None if it was not asked, or has died."""
        try:
            return None if asked is None else asked.result()
        except BrokenExecutor:
            return None

    def _here(self, number: int) -> Drawn | None:
        """Return what is drawn here of a chart that the other process has told of; None of one that was made here."""
        if not self._sizes:
            return None
        for part, size in zip(self._parts, self._sizes, strict=True):
            if number < size:
                return part()[number].drawn()
            number -= size
        return None

    @cached_property
    def _parts(self) -> list[Part]:
        """What makes the charts here, each part once."""
        from avloppsanalys.analysis.pages import parts_of_pages

        return [lru_cache(maxsize=1)(part) for part in parts_of_pages(self._result)]


_CHARTS: dict[str, dict[int, Chart]] = {}
"""In the other process: the charts of the writing that it was last told of, by number."""


def _told(name: str, pickled: bytes) -> _Told:
    """Make the charts of a pickled analysis, and tell their words and numbers; they stay in this process."""
    from avloppsanalys.analysis.pages import parts_of_pages, told_apart

    result: Analysis = pickle.loads(pickled)
    parts = [part() for part in parts_of_pages(result)]
    charts = told_apart([*chain(*parts)])
    _CHARTS.clear()
    _CHARTS[name] = dict(enumerate(charts))
    return [len(part) for part in parts], tuple(chart.without_drawing() for chart in charts)


def _draw(name: str, number: int) -> Drawn:
    """Draw one chart of a writing, which then need not be kept."""
    return _CHARTS[name].pop(number).drawn()
