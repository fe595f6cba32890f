"""The figures of the method pages, and the tables beside them, are what the library gives today."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "method"
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


@pytest.fixture(scope="module")
def script() -> dict[str, Callable[..., Any]]:
    return run_path(str(ROOT / "benchmarks" / "figures.py"))


@pytest.fixture(scope="module")
def drawn(
    script: dict[str, Callable[..., Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("figures")
    return folder, script["write"](folder)


def described(picture: Path) -> str:
    """Return the numbers that the script wrote into a picture."""
    (found,) = ET.parse(picture).iter(DESCRIPTION)
    assert found.text
    return found.text


@pytest.mark.parametrize(
    ("page", "name"),
    [("levels", "levels"), ("scatter", "scatter"), ("scatter", "own"), ("weekdays", "weekdays"), ("weekdays", "mixes")],
)
def test_the_page_prints_the_table_that_the_script_makes(
    drawn: tuple[Path, dict[str, str]], page: str, name: str
) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    assert f"<!-- benchmarks/figures.py: {name} -->\n\n{drawn[1][name]}\n\n" in text


@pytest.mark.parametrize("name", ["levels", "scatter", "weekdays"])
def test_the_picture_beside_the_page_shows_the_numbers_of_today(drawn: tuple[Path, dict[str, str]], name: str) -> None:
    assert described(drawn[0] / f"{name}.svg") == described(PAGES / f"{name}.svg") == drawn[1][name]


@pytest.mark.parametrize("name", ["levels", "scatter", "weekdays"])
def test_the_page_shows_its_picture_with_words_for_those_who_do_not_see_it(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    (words,) = re.findall(rf"!\[([^\]]*)\]\({name}\.svg\)", page)
    assert len(words) > 100


def test_the_same_numbers_make_the_same_file(
    script: dict[str, Callable[..., Any]], drawn: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    script["write"](tmp_path)
    for name in ("levels", "scatter", "weekdays"):
        assert (tmp_path / f"{name}.svg").read_bytes() == (drawn[0] / f"{name}.svg").read_bytes()


def test_the_words_of_the_levels_figure_name_its_numbers(drawn: tuple[Path, dict[str, str]]) -> None:
    page = (PAGES / "levels.md").read_text(encoding="utf-8")
    (words,) = re.findall(r"!\[([^\]]*)\]", page)
    for low, high in re.findall(r"(\d+)-(\d+)", drawn[1]["levels"]):
        assert re.search(rf"{low}\s+to\s+{high}", words)


def test_days_in_a_run_narrow_less_than_days_spread_over_the_quarter(script: dict[str, Callable[..., Any]]) -> None:
    widths = script["level_widths"]()
    width = np.log(widths["high"] / widths["low"]).set_axis(widths["days"].astype(str) + widths["design"])
    assert width["1"] - width["7in a run"] < 0.5 * (width["1"] - width["7spread"])
    assert (widths["low"] < widths["shared_low"]).all()
    assert (widths["high"] > widths["shared_high"]).all()


def test_a_plants_own_weeks_make_every_mix_surer(script: dict[str, Callable[..., Any]]) -> None:
    mixes = script["mixes"]().set_index("mix")
    unknown = mixes.filter(like="after_").drop(index="all seven days")
    assert (unknown.diff(axis=1).iloc[:, 1:] < 0).all(axis=None)
    assert mixes.loc["all seven days", "after_0"] == pytest.approx(1, abs=0.005)
