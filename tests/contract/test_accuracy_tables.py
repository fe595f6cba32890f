"""The tables of docs/method/uncertainty.md say what `benchmarks/propagation.py` finds, of which a part is run."""

from __future__ import annotations

import re
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CELL = re.compile(r"(\S+) \((\d+)\)")
ROUNDED = 1.06
"""A worst error of 1.04e-3 is printed as 1.0e-3."""

FLOOR = 1e-5
"""Below this the errors are those of the integration that they are measured against."""


@pytest.fixture(scope="module")
def benchmark() -> dict[str, Any]:
    return run_path(str(ROOT / "benchmarks" / "propagation.py"))


def documented(name: str) -> dict[str, dict[str, tuple[float, int]]]:
    """Return kind -> method -> worst error and number of cases, as the page says."""
    page = (ROOT / "docs" / "method" / "uncertainty.md").read_text(encoding="utf-8")
    table = page.split(f"<!-- benchmarks/propagation.py: {name} -->\n\n")[1].split("\n\n")[0]
    head, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    methods = [title.removesuffix(" (cases)").replace(" ", "_") for title in head[1:]]
    said: dict[str, dict[str, tuple[float, int]]] = {}
    for kind, *cells in lines:
        found = {method: CELL.fullmatch(cell) for method, cell in zip(methods, cells, strict=True)}
        said[kind] = {method: (float(one[1]), int(one[2])) for method, one in found.items() if one}
    return said


@pytest.mark.parametrize(("name", "every"), [("laws", 13), ("rows", 11)])
def test_no_error_is_larger_than_the_page_says(benchmark: dict[str, Any], name: str, every: int) -> None:
    said = documented(name)
    errors = benchmark["accuracy_by_law" if name == "laws" else "accuracy_by_rows"](every)
    assert errors.keys() <= said.keys()
    for kind, line in errors.items():
        for method, found in line.items():
            assert max(found) <= max(said[kind][method][0] * ROUNDED, FLOOR), (kind, method)


@pytest.mark.parametrize(("name", "cases"), [("laws", "cases"), ("rows", "row_cases")])
def test_the_page_counts_all_cases(benchmark: dict[str, Any], name: str, cases: str) -> None:
    said = documented(name)
    assert sum(count for line in said.values() for _, count in line.values()) == sum(1 for _ in benchmark[cases]())


def test_every_worst_error_on_the_page_is_within_its_bar(benchmark: dict[str, Any]) -> None:
    for name in ("laws", "rows"):
        for kind, line in documented(name).items():
            for method, (worst, _) in line.items():
                assert worst <= benchmark["BARS"][method], (name, kind, method)
