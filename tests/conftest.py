"""Fixtures for all tests: where the shared reference data lie, how hard hypothesis works, and finished underlag."""

import gc
import io
import os
import runpy
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.exports import Briefing
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.reference import bundled
from reading.underlag import Written
from working_folder import everything, everything_before

settings.register_profile("brief", max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_finish() -> None:
    """Look for rubbish more seldom: ten thousand collected tests never are, and each look would go through them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, *gc.get_threshold()[1:])


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared reference data; tests that need it skip on a machine that does not have it."""
    folder = os.environ.get("AVLOPPSANALYS_SHARED")
    if not folder:
        pytest.skip("AVLOPPSANALYS_SHARED is not set: this test reads public data that the project does not ship")
    path = Path(folder).resolve() / "data"
    assert path.is_dir(), f"AVLOPPSANALYS_SHARED={folder} holds no data folder"
    return path


@pytest.fixture(scope="session")
def truths() -> Iterator[None]:
    """Put the scripts of benchmarks/truth on the path: the tests of tests/truth run them small."""
    benchmarks = Path(__file__).parents[1] / "benchmarks"
    folders = [str(benchmarks / "truth"), str(benchmarks)]
    sys.path[:0] = folders
    yield
    for folder in folders:
        sys.path.remove(folder)


@pytest.fixture(scope="session")
def quarterly(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """Return the finished underlag of the quarterly example: ten quarters of an invented plant."""
    files = runpy.run_path(str(bundled("examples/03_quarterly_series.py")))["invented_files"]
    lab, flow, plants = files(tmp_path_factory.mktemp("kvartal") / "indata")
    protocol = bundled("protocols/exempelkommun.toml")
    read = avl.read_lab(lab), avl.read_flow(flow), avl.read_plants(plants)
    return avl.analyse(*read, protocol=protocol, title="Påhittade verket, kvartalsvis").briefing()


@pytest.fixture(scope="session")
def exempel() -> Briefing:
    """Return the finished underlag of the working folder that is filled in: one quarter, eleven substances."""
    setup = read_config(bundled("protocols/exempel/config.toml"))
    read, forms = setup.read(), setup.read_forms()
    return avl.analyse(*read, protocol=setup.protocol, title=setup.title, as_of=setup.as_of, **forms).briefing()


@pytest.fixture(scope="session", params=["sv", pytest.param("en", marks=pytest.mark.slow)])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return an underlag with everything in it, and an earlier one before it, written in every format."""
    folder = tmp_path_factory.mktemp("allt")
    result = everything(folder, lang=request.param)
    everything_before(folder, "2026-04-01", lang=request.param).write(folder / "ut")
    file = next(file for file in result.write(folder / "ut") if file.name == "underlag.json")
    return Written.after(folder / "ut" / "underlag.json", result, file.parent)


@pytest.fixture(scope="session")
def bare(quarterly: Briefing) -> Briefing:
    """Return an underlag with next to nothing in it."""
    nothing: dict[str, Any] = {"inputs": [], "caveats": [], "follow_up": None, "as_of": None, "quality": {"flags": []}}
    return replace(
        quarterly, marks=(), document={**quarterly.document, **nothing}, findings=(), changed=(), questions=(),
        method=(), charts=(), tables={},
    )  # fmt: skip


HOSTILE = (
    "Klass!A1",
    "<script>alert(1)</script>",
    '"onload="alert(2)" \' onmouseover=\'alert(3)',
    '=HYPERLINK("http://x.example";"klicka")',
    "rad ett\r\nrad två\tflik",
    "\u202evänt\u2067",
    "å" * 300,
    "👩\u200d👩\u200d👧 🚰",
    "</title></style></svg></table>-->",
    "\x00\x07 {{ 7 * 7 }}",
)
"""What a name may hold, by malice or by accident."""


@pytest.fixture(scope="session")
def hostile(quarterly: Briefing) -> Briefing:
    """Return an underlag with everything in it, and every name in it hostile."""
    name = " ".join(HOSTILE)
    empty = (None,) * 4
    shown = Picture(
        title=name, unit=name, categories=("2022", "2023", f"2024 {name}", "2025"), alt_text=name, note=name,
        series=(
            Series(
                name=name, mark="band", values=(2.0, 3.0, 2.0, 4.0), low=(1.0, -2.5, 1.0, 2.0),
                high=(3.0, 4.5, 3.0, 6.0), middle=name,
            ),
            Series(name="Anmälda brott", mark="line", values=(12.0, None, 14.0, 9.0), low=empty, high=empty),
            Series(name="Övre gräns", mark="bound", values=(None, 7.0, None, None), low=empty, high=empty),
        ),
    )  # fmt: skip
    fields = (
        "place",
        "title",
        "value",
        "interval",
        "sampled",
        "change",
        "baseline",
        "known",
        "next_sampling",
        "source",
    )
    texts: dict[str, Any] = dict.fromkeys(fields, name)
    findings = tuple(
        replace(
            one,
            card=replace(one.card, **texts, caveats=(name, name), does_not_say=(name,)),
            picture=replace(one.picture, title=name, unit=name, alt_text=name),
        )
        for one in quarterly.findings
    )
    files = [{"file": name, "sha256": "0" * 64, "kind": "lab"}]  # that of a file is no name that anybody gives
    told = {"plant": name, "date": "2026-05-10", "what": name, "consequence": name, "remedy": None}
    document = {**quarterly.document, "inputs": files, "quality": {"flags": [told]}, "follow_up": {"text": [name]}}
    problems = quarterly.tables["anmarkningar"].assign(file=name, what=name, remedy=name)
    return replace(
        quarterly, title=name, marks=(name, *quarterly.marks), document=document, findings=findings, beside=(shown,),
        changed=(name,), questions=((name, name),), method=((name, name),),
        charts=tuple(replace(chart, title=name, alt_text=name) for chart in quarterly.charts[:2]),
        tables={**quarterly.tables, "anmarkningar": problems},
    )  # fmt: skip


@contextmanager
def _pictures_off() -> Iterator[None]:
    def nothing(*_: object) -> None:
        """Write no file."""

    with pytest.MonkeyPatch.context() as patch:
        for name in ("write_workbook", "write_slides"):
            patch.setattr(f"avloppsanalys.analysis.underlag_folder.{name}", nothing)
        page = SimpleNamespace(of=lambda _: SimpleNamespace(write=nothing))
        patch.setattr("avloppsanalys.analysis.underlag_folder.Page", page)
        patch.setattr("avloppsanalys.analysis.chart_writing.ChartWriting.write", nothing)
        yield


@pytest.fixture
def unpictured() -> Iterator[None]:
    """Leave charts, slides, workbook and page unwritten: for tests of what `rapport` prints, or of figures alone.

    They are half of what a report costs. Everything else is made and written as ever.
    """
    with _pictures_off():
        yield


@pytest.fixture(scope="session")
def pictures_off() -> Callable[[], AbstractContextManager[None]]:
    """Return what does the same for a part of a test."""
    return _pictures_off


def _packed(content: bytes) -> str:
    """Return what all parts of a package say, and the packages in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return " ".join(_packed(part) if name.endswith(".xlsx") else part.decode() for name, part in parts.items())


@pytest.fixture(scope="session")
def words_in() -> Callable[[Path], str]:
    """Return what tells what a file says; of slides and workbooks, what all their parts say."""

    def told(path: Path) -> str:
        content = path.read_bytes()
        return _packed(content) if path.suffix in (".pptx", ".xlsx") else content.decode("utf-8-sig")

    return told
