"""The page stands on its own, can be read by everyone, and shows the numbers of the document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

import avloppsanalys as avl
from avloppsanalys.calendar import label
from avloppsanalys.charts.style import contrast
from avloppsanalys.exports import Briefing, write_page
from avloppsanalys.exports.page_drawing import CHARACTER, WIDTH, draw_picture
from avloppsanalys.exports.page_table import picture_table
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, change, quantity, text

CSS = (Path(__file__).parents[1] / "src" / "avloppsanalys" / "exports" / "page.css").read_text(encoding="utf-8")
VOID = {"meta", "link", "img", "br", "hr", "input", "base"}
PAGES = ["quarterly", "exempel", "bare", "hostile"]


@dataclass(eq=False)
class Node:
    """An element with what is in it."""

    name: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        for one in self.inside:
            if isinstance(one, Node):
                if not names or one.name in names:
                    yield one
                yield from one.all(*names)

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)


class Tree(HTMLParser):
    """A reader of HTML that insists on every element being closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def tree_of(source: str) -> Node:
    reader = Tree()
    reader.feed(source)
    reader.close()
    assert len(reader.open) == 1
    return reader.root


@pytest.fixture(scope="module")
def sources(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    folder, known = tmp_path_factory.mktemp("sidor"), dict[str, str]()

    def source(name: str) -> str:
        if name not in known:
            write_page(request.getfixturevalue(name), folder / f"{name}.html")
            known[name] = (folder / f"{name}.html").read_text(encoding="utf-8")
        return known[name]

    return source


@pytest.fixture(params=PAGES)
def source(request: pytest.FixtureRequest, sources: Callable[[str], str]) -> str:
    return sources(request.param)


@pytest.fixture
def page(source: str) -> Node:
    return tree_of(source)


def cells(table: Node) -> list[list[str]]:
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def tables_under(page: Node, heading: str) -> list[list[list[str]]]:
    """Return the tables of the article with that heading."""
    (article,) = [one for one in page.all("article") if plain(next(one.all("h3")).text) == plain(heading)]
    return [cells(table) for table in article.all("table")]


def test_the_page_has_its_landmarks_and_one_order_of_headings(page: Node) -> None:
    (root,) = page.all("html")
    assert root.attributes["lang"] == "sv"
    for name in ("header", "nav", "main", "footer", "h1"):
        assert len([*page.all(name)]) == 1, name
    assert next(next(page.all("head")).all("title")).text.strip()
    assert next(page.all("nav")).attributes["aria-label"]
    levels = [int(one.name[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one.text.strip() for one in page.all("h1", "h2", "h3"))


def test_links_lead_to_places_of_the_page_and_the_first_skips_to_its_content(page: Node) -> None:
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    links = [one.attributes["href"] for one in page.all("a", "use")]
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert next(page.all("a")).attributes["href"] == f"#{next(page.all('main')).attributes['id']}"
    for one in page.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert one.attributes.get(name, ids[0]) in ids
        assert set(re.findall(r"url\(#([^)]+)\)", " ".join(one.attributes.values()))) <= set(ids)


def test_every_picture_says_what_it_shows(page: Node) -> None:
    pictures = [one for one in page.all("svg") if one.attributes.get("aria-hidden") != "true"]
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        (title,), (description,) = picture.all("title"), picture.all("desc")
        assert title.text.strip()
        assert description.text.strip()
        assert picture.attributes["aria-labelledby"] == title.attributes["id"]
    assert [*page.all("img")] == []


def test_every_table_has_a_caption_and_headings_and_scrolls_by_keyboard(page: Node) -> None:
    regions = [one for one in page.all("div") if one.attributes.get("role") == "region"]
    assert all(one.attributes["tabindex"] == "0" and one.attributes["aria-labelledby"] for one in regions)
    tables = [*page.all("table")]
    assert [id(table) for region in regions for table in region.all("table")] == [id(table) for table in tables]
    for table in tables:
        (caption,) = table.all("caption")
        assert caption.text.strip()
        assert {one.attributes.get("scope") for one in table.all("th")} <= {"col", "colgroup", "row"}
        width = sum(int(one.attributes.get("colspan", "1")) for one in next(table.all("tr")).all("th"))
        for row in next(table.all("tbody")).all("tr"):
            assert len([*row.all("th", "td")]) == width
            assert next(row.all("th", "td")).name == "th"
    figures = [*page.all("figure")]
    assert all(len([*figure.all("table")]) >= 1 for figure in figures)


def test_nothing_is_loaded_and_nothing_runs(page: Node, source: str) -> None:
    policy = next(one for one in page.all("meta") if "http-equiv" in one.attributes)
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert [*page.all("script", "link", "iframe", "object", "embed", "form", "base", "img", "image")] == []
    for one in page.all():
        assert not any(
            name.startswith("on") or name in ("src", "srcset", "ping", "xlink:href") for name in one.attributes
        )
        assert "//" not in "".join(
            value for name, value in one.attributes.items() if name in ("href", "style", "xmlns")
        )
    (style,) = page.all("style")
    assert not re.search(r"@import|url\(|</", style.text)
    if "x.example" not in source:
        assert "http:" not in source.replace("http-equiv", "")
        assert "https:" not in source


def test_the_colours_can_be_told_from_what_they_stand_on() -> None:
    colours = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", CSS)) - {"#ffffff"}
    assert len(colours) > 5
    assert all(contrast(colour, ground) >= 4.5 for colour in colours for ground in ("#ffffff", "#f1f5f8"))
    assert contrast("#ffffff", "#00507d") >= 4.5  # the link that skips


def test_the_numbers_of_a_finding_are_those_of_the_document(quarterly: Briefing, sources: Callable[[str], str]) -> None:
    page = tree_of(sources("quarterly"))
    rows = {(row["substance"], label(row["period"])): row for row in quarterly.document["indicators"]
            if row["quantity"] == "load"}  # fmt: skip
    met = 0
    for finding in quarterly.findings:
        (table,) = tables_under(page, finding.card.title)
        body = [row for row in table if row[0].startswith("kv ")]
        for period, *shown in body:
            row = rows.get((finding.card.substance, period), {"estimate": None, "high": None})
            known = row["estimate"] is not None
            expected = [quantity(row[name]) for name in ("estimate", "low", "high")] if known else ["–"] * 3
            bounded = not known and row["high"]
            assert shown == [*expected, *([quantity(row["high"]) if bounded else "–"] if len(shown) > 3 else [])]
            met += 1
    assert met == 40


def test_the_numbers_of_a_drawn_chart_are_those_of_the_document(
    quarterly: Briefing, sources: Callable[[str], str]
) -> None:
    page = tree_of(sources("quarterly"))
    chart = next(one for one in quarterly.charts if one.name == "nivaer-pahittade-verket-load")
    (table,) = tables_under(page, chart.title)
    assert table[0][:5] == ["Ämne", "Period", "nivå", "lägst", "högst"]
    rows = [row for row in quarterly.document["indicators"] if row["quantity"] == "load"]
    written = {
        (display_name(row["substance"]), label(row["period"])): [
            "–" if row[name] is None else quantity(row[name]) for name in ("estimate", "low", "high")
        ] + [str(row[name]) for name in ("n_days", "n_campaigns", "n_below_loq")]
        for row in rows
    }  # fmt: skip
    assert {(row[0], row[1]): row[2:] for row in table[1:]} == written
    changes = {display_name(row["substance"]): row for row in quarterly.document["changes"]
               if row["quantity"] == "load" and row["comparison"] == "trend"}  # fmt: skip
    told = 0
    for chart in (one for one in quarterly.charts if one.name.startswith("utveckling")):
        _, (head, *body) = tables_under(page, chart.title)
        first = head.index("förändring (%)")
        for row in body:
            known = changes[row[0]]
            names = ("change_percent", "low_percent", "high_percent", "smallest_detectable_percent")
            assert (
                row[first:]
                == ["–" if known[name] is None else change(known[name]) for name in names][: len(row) - first]
            )
            told += 1
    assert told == 4


def test_no_number_is_raw(page: Node) -> None:
    numbers = [cell.text for cell in page.all("td") if cell.attributes.get("class") == "number"]
    assert all(
        re.fullmatch(r"–|[<>]?\u00a0?[+−]?\d{1,3}(\u00a0\d{3})*(,\d{1,4})?|ingen övre gräns|1–4|uppgift saknas", one)
        for one in numbers
    )


def test_the_same_underlag_gives_the_same_bytes(
    quarterly: Briefing, sources: Callable[[str], str], tmp_path: Path
) -> None:
    again = replace(quarterly, charts=tuple(replace(chart) for chart in quarterly.charts))
    write_page(again, tmp_path / "igen.html")
    assert (tmp_path / "igen.html").read_text(encoding="utf-8") == sources("quarterly")


def test_hostile_names_are_shown_and_do_nothing(sources: Callable[[str], str]) -> None:
    source = sources("hostile")
    page = tree_of(source)
    shown = next(page.all("h1")).text
    for words in (
        "<script>alert(1)</script>",
        '"onload="alert(2)"',
        "rad ett rad två flik",
        "=HYPERLINK(",
        "å" * 300,
        "👩\u200d👩\u200d👧 🚰",
        "vänt",
        "</title></style></svg></table>-->",
        "{{ 7 * 7 }}",
    ):
        assert words in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", source)
    assert len([*next(page.all("h1")).all("bdi")]) == 1
    head = re.search(r'@top-left \{ content: "([^"]*)"', source)
    assert head is not None
    assert re.fullmatch(r"(\\[0-9a-f]{6})+", head[1])


def test_a_page_says_when_there_is_nothing_and_hides_what_it_does_not_have(sources: Callable[[str], str]) -> None:
    page = tree_of(sources("bare"))
    words = next(page.all("main")).text
    assert "Det finns inget ämne att visa." in words
    assert "Inget har ändrats sedan förra underlaget." in words
    headings = [one.text for one in page.all("h2")]
    assert headings == ["I korthet", "Ändrat sedan förra underlaget", "Filer som underlaget bygger på", "Om underlaget"]


def test_the_marks_stand_above_the_title_and_on_each_printed_page(
    quarterly: Briefing, sources: Callable[[str], str]
) -> None:
    page = tree_of(sources("quarterly"))
    marks = next(one for one in page.all("ul") if one.attributes.get("class") == "marks")
    assert [one.text for one in marks.all("li")] == list(quarterly.marks)
    head = re.search(r'@top-left \{ content: "([^"]*)"', sources("quarterly"))
    assert head is not None
    assert "".join(chr(int(point, 16)) for point in head[1].split("\\")[1:]) == "   ".join(quarterly.marks)


def test_on_paper_a_line_names_the_file_of_each_chart_and_the_tables_are_left_out(
    quarterly: Briefing, sources: Callable[[str], str]
) -> None:
    source = sources("quarterly")
    page = tree_of(source)
    told = [one.text for one in page.all("p") if one.attributes.get("class") == "paper"]
    assert told[0].endswith("nivåerna i nivaer.csv.")
    assert told[1:] == [f"Talen i en tabell: {chart.name}.csv" for chart in quarterly.charts]
    assert set(quarterly.drawn) == {chart.name for chart in quarterly.charts}  # so are the files called
    screen, paper = source.split("@media print {")
    assert ".paper { display: none; }" in screen
    assert "nav, .skip, details { display: none; }" in paper
    assert "details { display: none" not in screen  # where a table stands under each chart


def test_a_published_page_names_the_decision_and_what_is_withheld(exempel: Briefing, tmp_path: Path) -> None:
    decided = {
        "status": "publikt",
        "decided_by": "Säkerhetschefen",
        "decided_on": "2026-12-01",
        "motivation": "Öppenhet.",
    }
    decided |= {"withheld": [{"place": "Lillverket", "reason": "Lillverket är för litet."}]}  # type: ignore[dict-item]
    document = {**exempel.document, "publication": exempel.document["publication"] | decided}
    tables = {name: table for name, table in exempel.tables.items() if name != "anmarkningar"}
    write_page(replace(exempel, document=document, marks=(), tables=tables), tmp_path / "ut.html")
    words = next(tree_of((tmp_path / "ut.html").read_text(encoding="utf-8")).all("footer")).text
    assert "publikt" in words
    assert "Säkerhetschefen, 2026-12-01. Öppenhet." in words
    assert "Lillverket är för litet." in words


def picture(*series: Series, categories: tuple[str, ...] = ("2022", "2023", "2024")) -> Picture:
    return Picture(title="Anmälda brott", unit="antal", categories=categories, series=series, alt_text="Brott.")


NONE = (None, None, None)
COUNTS = Series(name="Anmälda brott", mark="line", values=(3.0, None, 1204.0), low=NONE, high=NONE)
NET = Series(name="Netto", mark="level", values=(-12.5, 3.0, 40.0), low=(-30.0, -9.0, 8.0), high=(5.0, 15.0, 90.0))


def test_counts_are_written_as_counts_and_a_series_without_interval_has_one_column() -> None:
    table = picture_table(picture(COUNTS))
    assert [head.words for head in table.heads[0]] == ["Period", "Anmälda brott"]
    assert table.rows == (("2022", "3"), ("2023", "–"), ("2024", "1\u00a0204"))


def test_an_axis_holds_zero_and_what_lies_below_it() -> None:
    drawing = draw_picture(picture(NET))
    assert [words for _, words in drawing.ticks] == ["−50", "0", "50", "100"]
    (marks,) = drawing.series
    assert drawing.zero == drawing.ticks[1][0]
    assert marks.points[0][1] > drawing.zero > marks.points[1][1]  # upwards is less on a page
    assert all(drawing.ticks[-1][0] <= high <= low <= drawing.ticks[0][0] for _, high, low in marks.reaches)


def test_what_is_missing_breaks_a_line_and_many_periods_leave_out_labels() -> None:
    (marks,) = draw_picture(picture(COUNTS)).series
    assert len(marks.lines) == 2
    names = tuple(f"kv {quarter} {year}" for year in range(2019, 2027) for quarter in (1, 2, 3, 4))
    values = tuple(float(place) for place in range(32))
    many = Series(name="Nivå", mark="level", values=values, low=(None,) * 32, high=(None,) * 32)
    labels = draw_picture(picture(many, categories=names)).labels
    assert labels[-1][1] == ("kv 4", "2026")
    months = tuple(f"september {year}" for year in range(1995, 2027))
    x, words = draw_picture(picture(many, categories=months)).labels[-1]
    assert x + 1.1 * CHARACTER * max(map(len, words)) / 2 <= WIDTH  # the last name is not cut by the edge
    assert all(after - before > 30 for (before, _), (after, _) in pairwise(labels))


def test_the_key_and_the_table_name_what_is_drawn_across_a_band(exempel: Briefing, tmp_path: Path) -> None:
    half = Series(
        name="Mittersta hälften", mark="band", values=(5.0,), low=(4.0,), high=(8.0,), middle="Median <b>av orter</b>"
    )
    shown = Picture(title="Orter", unit="mg", categories=("2025",), series=(half,), alt_text="Orter.")
    write_page(replace(exempel, beside=(shown,)), tmp_path / "ut.html")
    page = tree_of((tmp_path / "ut.html").read_text(encoding="utf-8"))
    *_, keys = (one for one in page.all("ul") if one.attributes.get("class") == "keys")
    marks = [(entry.text.strip(), next(entry.all("path", "rect")).attributes["class"]) for entry in keys.all("li")]
    assert marks == [("Mittersta hälften", "band"), ("Median <b>av orter</b>", "middle")]
    _, below = picture_table(shown).heads
    assert [head.words for head in below] == ["Median <b>av orter</b>", "lägst", "högst"]


def test_what_is_drawn_across_a_band_has_a_name_and_nothing_else_has() -> None:
    with pytest.raises(ValueError, match="'Nivå' needs a name for its middle"):
        replace(COUNTS, name="Nivå", mark="band", low=COUNTS.values, high=COUNTS.values)
    with pytest.raises(ValueError, match="'Netto' needs a name for its middle"):
        replace(NET, middle="Median")


def test_a_figure_without_a_number_has_a_cross_with_a_key_and_no_point() -> None:
    shown = picture(COUNTS)
    assert draw_picture(shown).crosses == ()
    lacking = tuple("utan tal" if value is None else "" for value in COUNTS.values)
    drawing = draw_picture(replace(shown, lacking=lacking))
    assert len(drawing.crosses) == sum(map(bool, lacking)) > 0
    assert all(y < drawing.zero for _, y in drawing.crosses)
    assert drawing.lacking == "utan tal"
    (table,) = [picture_table(replace(shown, lacking=lacking), lang="sv")]
    assert sum("(utan tal)" in str(row) for row in table.rows) == len(drawing.crosses)
    with pytest.raises(ValueError, match="give one of each, or none"):
        replace(shown, lacking=("utan tal",))


def test_nothing_but_zeros_can_be_drawn() -> None:
    nothing = Series(name="Nivå", mark="level", values=(0.0, 0.0, None), low=NONE, high=NONE)
    assert [words for _, words in draw_picture(picture(nothing)).ticks] == ["0", "1"]


def test_a_figures_digest_stands_as_it_is_to_be_copied(exempel: Briefing, sources: Callable[[str], str]) -> None:
    page = sources("exempel")
    for finding in exempel.findings:
        assert finding.card.digest in page


@pytest.mark.parametrize("lang", get_args(Language))
def test_whatever_a_file_was_read_as_is_said_in_words(lang: Language) -> None:
    kinds = [
        name for name, one in inspect.signature(avl.analyse).parameters.items() if "Reading" in str(one.annotation)
    ]
    assert {"lab", "context", "euda"} < set(kinds)
    assert all(text(f"page.kind.{kind}", lang) for kind in kinds)  # a text that there is not is refused
