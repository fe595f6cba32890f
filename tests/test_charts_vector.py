"""A figure as SVG: what it says stands where it should, and each text is outlined once."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.two_files import svg_and_png

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


def drawn(*texts: tuple[float, float, str], **how: object) -> tuple[Figure, ElementTree.Element]:
    """Return a figure of 4 x 2 inches with texts at points in shares of it, and its file."""
    with drawing():
        figure = Figure(figsize=(4, 2), dpi=144)
        for x, y, words in texts:
            figure.text(x, y, words, **how)  # type: ignore[arg-type]
        return figure, ElementTree.fromstring(svg_and_png(figure)[0])


def letters(page: ElementTree.Element) -> tuple[dict[str, str], list[ElementTree.Element]]:
    """Return the outlines of texts by id, and where they are laid."""
    outlines = {one.get("id", ""): one.get("d", "") for one in page.iter(f"{SVG}path") if one.get("id")}
    laid = [one for one in page.iter(f"{SVG}use") if one.get(LINK, "").startswith("#text")]
    return {name: path for name, path in outlines.items() if name.startswith("text")}, laid


def test_the_file_has_the_size_of_the_figure_which_keeps_its_resolution() -> None:
    figure, page = drawn()
    assert (page.get("width"), page.get("height"), page.get("viewBox")) == ("288pt", "144pt", "0 0 288 144")
    assert figure.dpi == 144


def test_a_text_that_comes_again_is_outlined_once() -> None:
    outlines, laid = letters(drawn((0.1, 0.1, "kv 4"), (0.5, 0.1, "kv 4"), (0.1, 0.5, "2026"))[1])
    assert len(outlines) == 2
    assert [one.get(LINK) for one in laid] == ["#text1", "#text1", "#text2"]


def test_the_same_text_in_another_size_or_weight_is_another_outline() -> None:
    with drawing():
        figure = Figure(figsize=(4, 2))
        for size, weight in ((10, "normal"), (10, "bold"), (20, "normal")):
            figure.text(0.1, 0.1, "kv 4", size=size, weight=weight)
        outlines, _ = letters(ElementTree.fromstring(svg_and_png(figure)[0]))
    assert len(outlines) == 3


def test_a_text_is_laid_with_its_baseline_where_it_was_put() -> None:
    outlines, (one,) = letters(drawn((0.25, 0.5, "Åmål 1,5 %"), size=13, ha="left", va="baseline")[1])
    x, y, across, up = map(float, re.findall(r"-?[\d.]+", one.get("transform", "")))
    assert (x, y) == (72, 72)
    points = np.array(re.findall(r"(-?\d+) (-?\d+)", outlines["text1"]), dtype=float) * (across, up) + (x, y)
    with drawing():
        box = TextPath((0, 0), "Åmål 1,5 %", prop=FontProperties(size=13)).get_extents()
    np.testing.assert_allclose(points.min(axis=0), (x + box.x0, y - box.y1), atol=0.1)
    np.testing.assert_allclose(points.max(axis=0), (x + box.x1, y - box.y0), atol=0.1)


def test_the_outline_has_every_stroke_of_the_letters() -> None:
    outlines, _ = letters(drawn((0.1, 0.1, "o1"))[1])
    with drawing():
        codes = TextPath((0, 0), "o1", prop=FontProperties(size=10)).codes
    assert outlines["text1"].count("M") == outlines["text1"].count("Z") == np.count_nonzero(codes == 1) == 3
    assert len(re.findall(r"-?\d+ -?\d+", outlines["text1"])) == np.count_nonzero(codes != 79)


def test_a_file_can_be_searched_for_what_it_says() -> None:
    with drawing():
        figure = Figure(figsize=(4, 2))
        figure.text(0.1, 0.1, "Byns verk, --> kv 4")
        file = svg_and_png(figure)[0]
    ElementTree.fromstring(file)
    assert "Byns verk" in file


@pytest.mark.parametrize("angle", [90, 33.5])
def test_a_turned_text_is_turned(angle: float) -> None:
    _, (one,) = letters(drawn((0.5, 0.5, "mg"), rotation=angle)[1])
    assert f" rotate({-angle:g}) " in one.get("transform", "")


def test_a_text_keeps_its_colour() -> None:
    _, (one,) = letters(drawn((0.5, 0.5, "mg"), color="#a61c00")[1])
    assert one.get("fill") == "#a61c00"


@pytest.mark.parametrize("how", [{"alpha": 0.5}, {"url": "#källa"}, {"clip": True}])
def test_a_text_that_is_more_than_letters_is_left_to_matplotlib(how: dict[str, object]) -> None:
    with drawing():
        figure = Figure(figsize=(4, 2))
        text = figure.text(0.5, 0.5, "mg", **{key: value for key, value in how.items() if key != "clip"})  # type: ignore[arg-type]
        if "clip" in how:
            text.set_clip_on(True)
            text.set_clip_box(figure.bbox)
        page = ElementTree.fromstring(svg_and_png(figure)[0])
    assert letters(page) == ({}, [])
    assert list(page.iter(f"{SVG}use"))


def test_a_text_of_spaces_draws_nothing_and_breaks_nothing() -> None:
    outlines, _ = letters(drawn((0.5, 0.5, "\N{NO-BREAK SPACE}"))[1])
    assert set(outlines.values()) <= {""}


def test_the_same_figure_gives_the_same_file() -> None:
    with drawing():
        figures = [Figure(figsize=(4, 2)) for _ in range(2)]
        for figure in figures:
            figure.add_subplot().plot([1, 2], label="a")
        first, second = (svg_and_png(figure)[0] for figure in figures)
    assert first == second
