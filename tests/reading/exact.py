"""Workbook, slides and drawings against the cards, tables and pictures they are of: cell by cell, in their order."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.exports.slides.columns import columns_of, drawn_of
from avloppsanalys.exports.workbook.glossary import WORDS
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.reference import display_name
from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import harmless, text
from reading import page, slides, workbook
from reading.native_charts import DrawnSeries, as_kept, charts_of_slides, charts_of_workbook, unlike_cells

if TYPE_CHECKING:
    from reading.underlag import Written

__all__ = ["unlike_in_page", "unlike_in_slides", "unlike_in_workbook"]

Rows = Sequence[Sequence[Any]]


def unlike_in_workbook(written: Written, file: Path) -> Iterator[str]:
    """Yield every cell, and every point of a chart, that is not what card, table, picture or text says."""
    lang, told = written.told.lang, written.told
    book = workbook.read(file)
    findings, *_ = book.sheetnames
    yield from _findings(written, [*book[findings].iter_rows(values_only=True)])
    charts = text("workbook.charts", lang)
    if pictures := written.pictures:
        yield from _drawn(pictures, [*book[charts].iter_rows(values_only=True)], lang)
        yield from _charts_of_workbook(pictures, charts_of_workbook(file), lang)
    others = [name for name in book.sheetnames if name not in (findings, charts)]
    tables = sorted(told.tables, key=lambda name: name != "andrat")
    *sheets, method, words = others
    if len(sheets) != len(tables):
        yield f"{file.name}: sheets {sheets} for tables {tables}"
    for sheet, name in zip(sheets, tables, strict=False):
        yield from _same(sheet, _table(told.tables[name]), [*book[sheet].iter_rows(values_only=True)])
    yield from _same(method, _method(written), [*book[method].iter_rows(values_only=True)])
    glossary = [[text(f"workbook.{name}", lang) for name in ("term", "meaning", "in_column")]]
    glossary += [
        [text(f"workbook.word.{name}", lang), text(f"workbook.means.{name}", lang), ", ".join(columns)]
        for name, columns in WORDS.items()
    ]
    yield from _same(words, glossary, [*book[words].iter_rows(values_only=True)])


def unlike_in_page(written: Written, file: Path) -> Iterator[str]:
    """Yield the drawings of the page that have another heading, name or description than the one whose turn it is."""
    told = written.told
    findings = written.drawn_findings
    drawn = [(one.card.title, one.picture.title, one.picture.alt_text) for one in findings]
    drawn += [(one.title, one.title, one.alt_text) for one in told.beside]
    drawn += [(one.title, one.title, one.alt_text) for one in told.charts]
    expected = [[_words(words) for words in one] for one in drawn]
    yield from _same(f"{file.name}, drawings", expected, page.drawings(file))


def unlike_in_slides(written: Written, file: Path) -> Iterator[str]:
    """Yield every point of a chart of the slides that is not what its sheet and its picture say."""
    lang = written.told.lang
    yield from _numbered(slides.titles(file))
    yield from _counted_caveats(written, file)
    pictures = [picture for picture in written.pictures if drawn_of(picture, lang)]
    charts = charts_of_slides(file)
    if len(pictures) != len(charts):
        yield f"{file.name}: {len(charts)} charts of {len(pictures)} pictures"
    for picture, (series, rows) in zip(pictures, charts, strict=False):
        drawn = drawn_of(picture, lang)
        columns, reaches = columns_of(drawn, lang)
        expected = [[None, *(one.heading for one in columns)]]
        values = zip(*(one.values for one in columns), strict=True)  # noqa: PD011 - a tuple of ours
        names = picture.told_categories
        expected += [[name, *row] for name, row in zip(names, values, strict=True)]
        yield from _same(f"{file.name}, sheet of {picture.title!r}", expected, rows)
        for at, (one, own) in enumerate(zip(series, drawn, strict=True)):
            yield from unlike_cells(one)
            expected_points = {"val": own.values}  # noqa: PD011 - a tuple of ours
            if at in reaches:
                expected_points["plus"] = reaches[at].plus
                if reaches[at].below is not None:
                    expected_points["minus"] = reaches[at].minus
            for part, drawn_values in expected_points.items():
                yield from _points(one, part, drawn_values)
                kept = one.parts[part].points
                for turn, value in enumerate(drawn_values):  # a slide keeps all digits of a number
                    if kept.get(turn) != (None if value is None else repr(value)):
                        yield f"{file.name}, {one.where}, {part} {turn}: {kept.get(turn)} for {value!r}"


def _numbered(told: Sequence[str]) -> Iterator[str]:
    """Yield the titles whose "(2 av 5)" does not follow the one before it, or names another number of slides."""
    parts: dict[str, list[tuple[int, int]]] = {}
    for title in told:
        if found := re.fullmatch(r"(.*) \((\d+) (?:av|of) (\d+)\)", title):
            parts.setdefault(found[1], []).append((int(found[2]), int(found[3])))
    for title, turns in parts.items():
        if turns != [(turn, len(turns)) for turn in range(1, len(turns) + 1)]:
            yield f"{title}: {turns}"


def _counted_caveats(written: Written, file: Path) -> Iterator[str]:
    """Yield the slides of cards that tell of more, or fewer, caveats in the notes than those that are not on them."""
    lang = written.told.lang
    head = text("card.head.caveat", lang)
    more = re.compile(re.escape(text("slides.more_caveats", lang, count="N")).replace("N", r"(\d+)"))
    shown: dict[str, list[str]] = {}
    for one in slides.passages(file):
        if "notes" not in one.where:
            shown.setdefault(one.heading, []).append(one.words)
    for card in written.document["cards"]:
        for title, told in shown.items():
            if _words(title) != _words(card["title"]):
                continue
            here = sum(words.startswith(f"{head}:") for words in told)
            apart = sum(int(found[1]) for words in told for found in more.finditer(words))
            if here + apart != len(card["caveats"]):
                yield f"{file.name}, {title}: {here} caveats and {apart} in the notes of {len(card['caveats'])}"


def _findings(written: Written, rows: Rows) -> Iterator[str]:
    """Compare the first sheet with the cards as ``underlag.json`` holds them."""
    lang, document = written.told.lang, written.document
    notes = [[text(f"workbook.{note}", lang)] for note in ("read_me", "on_paper")]
    above = [[written.told.title], *([mark] for mark in written.told.marks), *notes, []]
    yield from _same("first sheet", above, rows[: len(above)])
    heads, *cards = rows[len(above) :]
    figure = [text(f"workbook.column.{name}", lang) for name in
              ("finding", "place", "substance", "period", "estimate", "low", "high", "unit")]  # fmt: skip
    parts = {
        "change": "change", "caveat": "caveats", "assessment": "assessment", "mass": "mass", "days": "sampled",
        "last_year": "last_year", "baseline": "baseline", "not": "does_not_say", "withheld": "withheld",
        "known": "known", "next": "next_sampling", "source": "source", "digest": "digest",
    }  # fmt: skip
    said = {name: key for name, key in parts.items() if any(card[key] for card in document["cards"])}
    expected: list[list[Any]] = [[*figure, *(text(f"card.head.{name}", lang) for name in said)]]
    for card in document["cards"]:
        words = {
            name: " ".join(card[key]) if name == "not" else "\n".join(card[key]) if name == "caveat" else card[key]
            for name, key in said.items()
        }
        expected.append(
            [
                card["title"], card["place"], display_name(card["substance"], lang), label(card["period"], lang),
                *(card[name] for name in ("estimate", "low", "high")), text("picture.unit.load", lang),
                *(one or None for one in words.values()),
            ]
        )  # fmt: skip
    yield from _same("first sheet, cards", expected, [heads, *cards])


def _table(table: pd.DataFrame) -> list[list[Any]]:
    """Return a table as cells: moments on the Swedish clock, what is missing empty, what has no end as its sign."""
    return [list(map(str, table.columns)), *(list(row) for row in table.itertuples(index=False))]


def _method(written: Written) -> list[list[Any]]:
    """Return the sheet of method from the document."""
    told, document, lang = written.told, written.document, written.told.lang
    protocol = document["protocol"]
    return [
        *map(list, told.method),
        *([one["question"], one["answer"]] for one in document["control_questions"]),
        [text("workbook.protocol", lang), f"{protocol['name']} {protocol['version']} {protocol['digest']}"],
        [text("workbook.version", lang), f"avloppsanalys {document['library_version']}, {document['tables_version']}"],
        *(
            [text(f"workbook.input.{one['kind']}", lang),
             text(f"workbook.digest.{one.get('digest_of', 'file')}", lang, **one)]
            for one in document["inputs"]
        ),
    ]  # fmt: skip


def _drawn(pictures: Sequence[Picture], rows: Rows, lang: Any) -> Iterator[str]:
    """Compare the sheet of charts with the pictures: titles, notes, and the numbers beside each chart."""
    beside = 14
    tops = [at for at, row in enumerate(rows) if len(row) > beside and row[beside + 1] is not None and _head(row)]
    if len(tops) != len(pictures):
        yield f"the sheet of charts has {len(tops)} blocks for {len(pictures)} pictures"
    for top, end, picture in zip(tops, [*tops[1:], len(rows)], pictures, strict=False):
        block = [list(row) for row in rows[top:end]]
        words = [cell for row in block for cell in row[:beside] if cell is not None]
        yield from _same(f"words of {picture.title!r}", [[picture.title, picture.note or None]],
                         [[words[0] if words else None, words[1] if len(words) > 1 else None, *words[2:]]])  # fmt: skip
        columns: list[tuple[str, Sequence[Any]]] = [(picture.unit, picture.told_categories)]
        for one in picture.series:
            nothing = (None,) * len(one.values)
            columns.append((one.name, nothing if one.mark == "band" else one.values))  # noqa: PD011
            if one.mark == "band" or any(value is not None for value in (*one.low, *one.high)):
                columns += [(text("workbook.low", lang), one.low), (text("workbook.high", lang), one.high)]
                columns += [(text(f"workbook.{name}", lang), reach) for name, reach in _reaches(one).items()]
            if one.middle:
                columns.append((one.middle, one.values))  # noqa: PD011
        names, values = zip(*columns, strict=True)
        expected = [[*names], *([*row] for row in zip(*values, strict=True))]
        yield from _same(f"numbers of {picture.title!r}", expected, [row[beside:] for row in block])


def _head(row: Sequence[Any]) -> bool:
    return isinstance(row[0], str) and isinstance(row[15], str)


def _reaches(series: Series) -> dict[str, list[float | None]]:
    if series.mark == "band":
        return {"width": _less(series.high, series.low)}
    return {"below": _less(series.values, series.low), "above": _less(series.high, series.values)}


def _less(upper: Sequence[float | None], lower: Sequence[float | None]) -> list[float | None]:
    return [None if one is None or other is None else one - other for one, other in zip(upper, lower, strict=True)]


def _charts_of_workbook(
    pictures: Sequence[Picture], charts: Sequence[Sequence[DrawnSeries]], lang: Any
) -> Iterator[str]:
    if len(pictures) != len(charts):
        yield f"{len(charts)} charts of {len(pictures)} pictures"
    for picture, drawn in zip(pictures, charts, strict=False):
        bands = [one for one in picture.series if one.mark == "band"]
        expected: list[tuple[str, dict[str, Sequence[float | None]]]] = []
        floats = bands and not any(end is not None and end < 0 for end in bands[0].low)
        if floats:
            under, width = text("workbook.low", lang), _less(bands[0].high, bands[0].low)
            expected += [(under, {"val": bands[0].low}), (bands[0].name, {"val": width})]
        for one in bands:
            if not (floats and one is bands[0]):
                expected.append((one.name, {"val": one.low, "plus": _less(one.high, one.low)}))
            if one.middle:
                expected.append((one.middle, {"val": one.values}))  # noqa: PD011 - a tuple of ours
        for one in picture.series:
            if one.mark != "band":
                ends = any(value is not None for value in (*one.low, *one.high))
                plus, minus = _less(one.high, one.values), _less(one.values, one.low)
                parts = {"val": one.values, **({"plus": plus, "minus": minus} if ends else {})}  # noqa: PD011
                expected.append((one.name, parts))
        if len(expected) != len(drawn):
            yield f"{picture.title!r}: {len(drawn)} series drawn of {len(expected)}"
        for series, (name, own) in zip(drawn, expected, strict=False):
            yield from unlike_cells(series)
            if not _alike(series.parts["tx"].cells[0], name):
                yield f"{series.where}: called {series.parts['tx'].cells[0]!r} for {name!r}"
            if series.parts["cat"].cells != picture.told_categories:
                yield f"{series.where}: under the axis {series.parts['cat'].cells}"
            for part, values in own.items():
                yield from _points(series, part, values)


def _points(series: DrawnSeries, part: str, values: Sequence[float | None]) -> Iterator[str]:
    """Compare the cells that a chart draws with what it is to draw."""
    if part not in series.parts:
        if any(value is not None for value in values):
            yield f"{series.where}: no {part}"
        return
    for at, (cell, value) in enumerate(zip(series.parts[part].cells, values, strict=True)):
        if not _alike(cell, value):
            yield f"{series.where}, {part} {at}: {cell!r} for {value!r}"


def _same(where: str, expected: Rows, rows: Rows) -> Iterator[str]:
    """Yield the cells that are others than they are to be, whichever is longer."""
    for at in range(max(len(expected), len(rows))):
        own = expected[at] if at < len(expected) else ()
        row = rows[at] if at < len(rows) else ()
        for column in range(max(len(own), len(row))):
            value = own[column] if column < len(own) else None
            cell = row[column] if column < len(row) else None
            if not _alike(cell, value):
                yield f"{where}, row {at + 1}, column {column + 1}: {cell!r} for {value!r}"


def _alike(cell: Any, value: Any) -> bool:
    """Return whether a cell holds a value: a number with all its digits, words whole."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return cell in (None, "")
    if isinstance(value, str):
        return (isinstance(cell, str) and _words(cell) == _words(value)) or (not _words(value) and cell is None)
    if isinstance(value, pd.Timestamp):
        clock = value if value.tzinfo is None else value.tz_convert(TIMEZONE).tz_localize(None)
        return abs(pd.Timestamp(cell) - clock) < pd.Timedelta(milliseconds=2)
    if isinstance(cell, str):
        return math.isinf(value) and cell == ("∞" if value > 0 else "−∞")
    if type(value).__name__ in ("bool", "bool_") or isinstance(cell, bool):
        return cell is bool(value)
    return cell is not None and as_kept(cell) == as_kept(value)


def _words(words: str) -> str:
    return re.sub(r"\s+", " ", harmless(words, lines=True)).strip()
