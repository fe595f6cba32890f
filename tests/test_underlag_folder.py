"""The folder that is handed over: what was shown is never written over, and what has changed is told."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Timer
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis, read_config
from avloppsanalys.analysis.chart_writing import ChartWriting
from avloppsanalys.cli import app
from avloppsanalys.cli.written import print_written
from avloppsanalys.exports import OutFolderError, earlier_underlag, revision_folder
from avloppsanalys.reference import bundled


@pytest.fixture(scope="module")
def result() -> Analysis:
    setup = read_config(bundled("protocols/exempel/config.toml"))
    return avl.analyse(*setup.read(), protocol=setup.protocol, **setup.read_forms(), title=setup.title)


def before_correction(result: Analysis) -> Analysis:
    """Return what the example would have been before a file of answers was corrected."""
    moved = result.levels.assign(estimate=result.levels["estimate"] * 1.5)
    inputs = tuple(dataclasses.replace(one, sha256="0" * 64) if one.kind == "lab" else one for one in result.inputs)
    return dataclasses.replace(result, levels=moved, inputs=inputs)


def folders(files: tuple[Path, ...]) -> set[str]:
    return {path.parent.name for path in files if path.name == "underlag.json"}


def test_other_input_never_writes_over_what_was_shown(result: Analysis, tmp_path: Path) -> None:
    out = tmp_path / "2026K3"
    first = before_correction(result).write(out)
    shown = {path: path.read_bytes() for path in first}
    second = result.write(out)
    assert folders(first) == {"2026K3"}
    assert folders(second) == {"rev2"}
    assert {path: path.read_bytes() for path in first} == shown
    assert result.write(out) == second  # the same input: the same folder again
    assert folders(before_correction(result).write(out)) == {"2026K3"}
    changed = pd.read_csv(out / "rev2" / "oppna-data" / "andrat.csv")
    assert set(changed["change"]) >= {"file_changed", "level_moved"}
    assert not (out / "andrat.csv").exists()


def test_a_correction_of_a_correction_is_held_against_the_one_before(tmp_path: Path) -> None:
    for number, digest in enumerate("abc", start=1):
        document = {"inputs": [{"kind": "lab", "sha256": digest, "file": "svar.csv"}], "protocol": {"digest": "p"}}
        folder = revision_folder(tmp_path, document)
        assert folder == (tmp_path if number == 1 else tmp_path / f"rev{number}")
        folder.mkdir(exist_ok=True)
        (folder / "underlag.json").write_text(json.dumps(document), encoding="utf-8")
    assert earlier_underlag(tmp_path, tmp_path) is None
    assert earlier_underlag(tmp_path, tmp_path / "rev3") == tmp_path / "rev2" / "underlag.json"


def test_an_assessment_makes_no_new_underlag(tmp_path: Path) -> None:
    document = {"inputs": [{"kind": "lab", "sha256": "a", "file": "svar.csv"}], "protocol": {"digest": "p"}}
    (tmp_path / "underlag.json").write_text(json.dumps(document), encoding="utf-8")
    assessed = {"kind": "assessments", "sha256": "b", "file": "bedomning.csv"}
    assert revision_folder(tmp_path, {**document, "inputs": [*document["inputs"], assessed]}) == tmp_path


@pytest.mark.parametrize("content", ["", "{", "[]", '"text"', '{"schema": "underlag/0"}'])
def test_a_file_that_is_no_underlag_is_not_written_over(content: str, tmp_path: Path) -> None:
    (tmp_path / "underlag.json").write_text(content, encoding="utf-8")
    document = {"inputs": [{"kind": "lab", "sha256": "a", "file": "svar.csv"}], "protocol": {"digest": "p"}}
    assert revision_folder(tmp_path, document) == tmp_path / "rev2"


@pytest.mark.usefixtures("unpictured")
def test_a_report_on_corrected_answers_says_where_it_is_and_what_changed(result: Analysis, tmp_path: Path) -> None:
    out = tmp_path / "Underlag åäö"
    before_correction(result).write(out)
    config = bundled("protocols/exempel/config.toml")
    told = CliRunner().invoke(app, ["rapport", str(config), "--out", str(out)])
    assert "Det är kvar; det nya ligger i rev2." in told.output
    assert "står i andrat.csv" in told.output
    named = CliRunner().invoke(app, ["rapport", str(config), "--out", str(tmp_path / "ny"), "--sedan", str(out)])
    assert (tmp_path / "ny" / "andrat.csv").exists(), named.output
    wrong = CliRunner().invoke(app, ["rapport", str(config), "--out", str(tmp_path / "3"), "--sedan", str(tmp_path)])
    assert wrong.exit_code == 2
    assert not (tmp_path / "3").exists()


def test_an_underlag_of_the_other_kind_is_told_and_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_written([tmp_path / "underlag.json"], tmp_path, "sv", since=tmp_path / "internt")
    assert "det ena är internt och det andra publikt" in capsys.readouterr().out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def alone(result: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that is written without a second process."""
    folder = tmp_path_factory.mktemp("ensam") / "ut"
    result.write(folder)
    return folder


def test_a_second_process_changes_no_byte(
    result: Analysis, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Analysis, "charts", pytest.fail)  # the other process makes them, and tells their words
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        executor.submit(int).result()  # it is there before the first chart is due
        together = result.write(tmp_path / "två", executor=executor)
        charts = "__import__('avloppsanalys.analysis.chart_writing', fromlist=['_'])._CHARTS.values()"
        (left,) = executor.submit(eval, f"[*map(len, {charts})]").result()
        result.write(tmp_path / "igen", executor=executor)
    assert sorted(contents(alone)) == sorted(path.relative_to(tmp_path / "två").as_posix() for path in together)
    assert contents(alone) == contents(tmp_path / "två") == contents(tmp_path / "igen")
    assert left < len(list(alone.glob("*.png"))), "the other process has drawn no chart"


def test_a_second_process_that_dies_loses_nothing(result: Analysis, alone: Path, tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 1).result()
        result.write(tmp_path / "död", executor=executor)
    result.write(tmp_path / "två", executor=Ending(BrokenExecutor()))
    assert contents(tmp_path / "död") == contents(tmp_path / "två") == contents(alone)


def test_a_fault_in_the_second_process_is_told_and_leaves_no_folder(result: Analysis, tmp_path: Path) -> None:
    with pytest.raises(OutFolderError, match="Nothing was written"):
        result.write(tmp_path / "full", executor=Ending(OSError("full disk")))
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_that_dies_in_the_midst_of_it_loses_nothing(tmp_path: Path) -> None:
    """Run in a process of its own: what went wrong here was that it never ended."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("dying_process.py"), tmp_path],
        check=False, capture_output=True, text=True, timeout=120, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_told_is_drawn_unless_there_was_a_fault_before(result: Analysis) -> None:
    told = ([1], result.charts()[:1])
    asked = Asked()
    with ChartWriting(result, asked) as drawing:
        asked.told.set_result(told)
        assert asked.tasks == ["_told", "_draw"]
        assert drawing.charts == told[1]
    asked = Asked()
    asked.told.set_running_or_notify_cancel()
    Timer(0.2, asked.told.set_result, [told]).start()
    with pytest.raises(KeyboardInterrupt), ChartWriting(result, asked):
        raise KeyboardInterrupt
    assert asked.told.done()
    assert asked.tasks == ["_told"]


class Asked(Executor):
    """A process that notes what it is asked for, and draws nothing."""

    def __init__(self) -> None:
        self.tasks: list[str] = []
        self.told: Future[Any] = Future()

    def submit(self, task: Any, /, *_: object, **__: object) -> Future[Any]:
        self.tasks.append(task.__name__)
        if task.__name__ == "_told":
            return self.told
        drawn: Future[Any] = Future()
        drawn.set_result(None)
        return drawn


class Ending(Executor):
    """A process in which everything ends with a fault."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def submit(self, *_: object, **__: object) -> Future[Any]:
        ended: Future[Any] = Future()
        ended.set_exception(self.fault)
        return ended
