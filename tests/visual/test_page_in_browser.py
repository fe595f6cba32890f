"""The page as a browser shows it: to everyone, on a small screen, enlarged, on paper, and without a network."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from avloppsanalys.exports import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.visual

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PAGES = ["quarterly", "exempel", "bare", "hostile"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def browser(visual_tools: Path, chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module", params=PAGES)
def address(request: pytest.FixtureRequest, visual_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of each page."""
    file = tmp_path_factory.mktemp("sida") / f"{request.param}.html"
    write_page(request.getfixturevalue(request.param), file)
    return file


def opened(browser: Browser, file: Path, width: int = 1280, height: int = 900, scale: float = 1.0) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.goto(file.as_uri())
    return page


def test_axe_finds_no_violation(browser: Browser, address: Path, axe_core: str) -> None:
    page = opened(browser, address)
    page.evaluate(axe_core)
    for prepare in ("0", OPEN_ALL):
        page.evaluate(prepare)
        found: dict[str, Any] = page.evaluate(
            "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
        )
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
        assert len(found["passes"]) >= 15
    page.close()


@pytest.mark.parametrize(("width", "scale"), [(320, 1.0), (640, 2.0)], ids=["320 px", "200 %"])
def test_the_page_needs_no_scrolling_sideways(browser: Browser, address: Path, width: int, scale: float) -> None:
    page = opened(browser, address, width=width, height=450, scale=scale)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # Nothing is cut off either: what is wider than the page scrolls in a region of its own.
    outside = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(one =>
            one.getBoundingClientRect().right > innerWidth + 1 && one.getBoundingClientRect().width > 0
            && !one.closest('.scroll')).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []
    page.close()


def test_no_request_leaves_the_page(browser: Browser, address: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(address.as_uri(), wait_until="networkidle")
    page.evaluate(OPEN_ALL)
    assert asked == [address.as_uri()]
    assert said == []
    page.close()


def test_it_prints_with_its_marks_on_every_page_without_its_tables_and_no_page_is_nearly_empty(
    browser: Browser, address: Path, tmp_path: Path, pdfinfo: str, pdftotext: str
) -> None:
    page = opened(browser, address)
    printed = tmp_path / "sida.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    page.close()
    facts = dict(line.split(":", 1) for line in _output(pdfinfo, printed).splitlines() if ":" in line)
    assert int(facts["Pages"]) >= 1
    assert "A4" in facts["Page size"]
    *pages, rest = _output(pdftotext, "-layout", printed, "-").split("\f")
    assert rest == ""
    assert len(pages) == int(facts["Pages"])
    assert "Hoppa till innehållet" not in "".join(pages)
    if address.stem in ("quarterly", "exempel"):
        assert all("INTERNT UNDERLAG" in one and "SYNTETISKA DATA" in one for one in pages)
        assert "Talen i en tabell: nivaer-" in "".join(pages)
        # a page with two drawn charts has few words beside them; a page with nothing on it has its marks alone
        assert min(len(one.split()) for one in pages) > 25


def test_it_is_used_by_keyboard(browser: Browser, address: Path) -> None:
    page = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    if page.locator("summary").count():
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('details').open")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_it_is_read_in_forced_colours(browser: Browser, address: Path) -> None:
    page = browser.new_page(forced_colors="active", color_scheme="dark")
    page.goto(address.as_uri())
    # Pictures keep their white ground: their marks would vanish on a dark one.
    grounds = page.evaluate("[...document.querySelectorAll('svg')].map(one => getComputedStyle(one).backgroundColor)")
    assert set(grounds) <= {"rgb(255, 255, 255)"}
    page.close()


def _output(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], check=True, capture_output=True, encoding="utf-8").stdout
