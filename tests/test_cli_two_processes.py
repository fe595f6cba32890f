"""The command writes with two processes where it pays, and never needs the second one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.cli import two_processes


class Written:
    """An analysis of so many series that only says where it would be drawn."""

    def __init__(self, series: int) -> None:
        names = [str(number) for number in range(series)]
        self.levels = pd.DataFrame({"place": "A", "substance": names * 2})
        self.executor: Any = "not asked"

    def write(self, out: Path, *, since: Path | None, executor: object) -> tuple[Path, ...]:
        self.executor = executor
        return (out, *([] if since is None else [since]))


def drawn_by(series: int, tmp_path: Path) -> Any:
    result: Any = Written(series)
    assert two_processes.write_underlag(result, tmp_path / "ut", tmp_path / "förra") == (
        tmp_path / "ut", tmp_path / "förra"
    )  # fmt: skip
    return result.executor


def test_a_second_process_is_had_from_twelve_series_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    assert drawn_by(11, tmp_path) is None
    assert isinstance(drawn_by(12, tmp_path), ProcessPoolExecutor)


def test_one_core_has_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cores in (1, None):
        monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda cores=cores: cores))
        assert drawn_by(40, tmp_path) is None


def test_a_computer_that_lets_no_process_start_writes_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("this platform lacks a functioning sem_open implementation")

    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    monkeypatch.setattr(two_processes, "ProcessPoolExecutor", refused)
    assert drawn_by(40, tmp_path) is None
