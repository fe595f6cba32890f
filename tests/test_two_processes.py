"""The command writes with two processes where it pays, and never needs the second one."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from avloppsanalys.analysis import two_processes


def answers(folder: Path, size: int) -> list[Path]:
    """Return files of laboratory answers that take up so many bytes."""
    (folder / "labb.csv").write_bytes(b"x" * size)
    return [folder / "labb.csv"]


def drawn_by(folder: Path, size: int) -> Any:
    """Return the other process for answers of so many bytes."""
    with two_processes.second_process(answers(folder, size)) as executor:
        return executor


def test_a_second_process_is_had_from_sixteen_thousand_bytes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    assert drawn_by(tmp_path, 15_999) is None
    assert isinstance(drawn_by(tmp_path, 16_000), ProcessPoolExecutor)


def test_the_bytes_of_several_files_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    with two_processes.second_process(answers(tmp_path, 8_000) * 2) as executor:
        assert executor is not None


def test_the_other_process_has_imported_what_draws_before_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    with two_processes.second_process(answers(tmp_path, 16_000)) as executor:
        assert executor is not None
        modules = set(executor.submit(eval, "list(__import__('sys').modules)").result())
    assert "matplotlib.figure" in modules
    assert "avloppsanalys.cli" not in modules, "it draws, and needs no command line"


def test_the_command_is_known_before_anything_heavy_is_imported() -> None:
    asked = "import sys, avloppsanalys.__main__; print({'pandas', 'typer'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_the_other_process_looks_for_rubbish_as_seldom_as_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    usual = gc.get_threshold()
    gc.set_threshold(usual[0] + 12_345, *usual[1:])
    try:
        with two_processes.second_process(answers(tmp_path, 16_000)) as executor:
            assert executor is not None
            assert executor.submit(gc.get_threshold).result() == gc.get_threshold() != usual
    finally:
        gc.set_threshold(*usual)


def test_one_core_has_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cores in (1, None):
        monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda cores=cores: cores))
        assert drawn_by(tmp_path, 50_000) is None


def test_nobody_waits_for_the_other_process_where_there_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    others = multiprocessing.active_children()
    started: list[Any] = []

    def faulty() -> None:
        with two_processes.second_process(answers(tmp_path, 16_000)) as executor:
            assert executor is not None
            started.extend(process for process in multiprocessing.active_children() if process not in others)
            asleep = executor.submit(time.sleep, 60)
            while not asleep.running():  # else it might be called off, and the process end of itself
                time.sleep(0.01)
            raise ValueError("unreadable")

    with pytest.raises(ValueError, match="unreadable"):
        faulty()
    # The executor's own thread takes leave of the process too, and until it has, `join` and `active_children` tell of a
    # process that is gone: only the sentinel does not care who was first.
    assert len(started) == 1
    assert multiprocessing.connection.wait([process.sentinel for process in started], 20)


def test_a_computer_that_lets_no_process_start_writes_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("this platform lacks a functioning sem_open implementation")

    monkeypatch.setattr(two_processes, "os", SimpleNamespace(cpu_count=lambda: 2))
    monkeypatch.setattr(two_processes, "ProcessPoolExecutor", refused)
    assert drawn_by(tmp_path, 50_000) is None
