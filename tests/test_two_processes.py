"""The command writes with two processes where it pays, and never needs the second one."""

from __future__ import annotations

import gc
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.analysis import two_processes


def drawn_by(series: int) -> Any:
    """Return the other process for an answer of so many series, two days each."""
    names = [str(number) for number in range(series)]
    measurements = pd.DataFrame({"plant": "A", "residue": names * 2})
    with two_processes.second_process(measurements) as executor:
        return executor


def test_a_second_process_is_had_from_twelve_series_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    assert drawn_by(11) is None
    assert isinstance(drawn_by(12), ProcessPoolExecutor)


def test_the_other_process_has_imported_what_draws_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    measurements = pd.DataFrame({"plant": "A", "residue": [str(number) for number in range(12)]})
    with two_processes.second_process(measurements) as executor:
        assert executor is not None
        modules = set(executor.submit(eval, "list(__import__('sys').modules)").result())
    assert "matplotlib.figure" in modules
    assert "avloppsanalys.cli" not in modules, "it draws, and needs no command line"


def test_the_command_is_known_before_anything_heavy_is_imported() -> None:
    asked = "import sys, avloppsanalys.__main__; print({'pandas', 'typer'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_the_other_process_looks_for_rubbish_as_seldom_as_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    usual = gc.get_threshold()
    gc.set_threshold(usual[0] + 12_345, *usual[1:])
    try:
        with two_processes.second_process(pd.DataFrame({"plant": "A", "residue": list("abcdefghijkl")})) as executor:
            assert executor is not None
            assert executor.submit(gc.get_threshold).result() == gc.get_threshold() != usual
    finally:
        gc.set_threshold(*usual)


def test_one_core_has_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores in (1, None):
        monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda cores=cores: cores))
        assert drawn_by(40) is None


def test_a_computer_that_lets_no_process_start_writes_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("this platform lacks a functioning sem_open implementation")

    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    monkeypatch.setattr(two_processes, "ProcessPoolExecutor", refused)
    assert drawn_by(40) is None
