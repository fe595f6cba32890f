"""What a reader is told, whole: a text with a digit in it stands in ``underlag.json`` word for word, or is named here.

The walk asks whether a number is any figure of its substance; here a passage is right only if all of it is. Texts that
the underlag does not hold, since they are made of its numbers where they are shown (alternative texts, tables of a
page, what stands beside in short), are those of the analysis itself, and the walk ties their numbers to the underlag.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.exports.page import MOST_PROBLEMS
from avloppsanalys.exports.page_beside import beside_table
from avloppsanalys.exports.page_table import PageTable, chart_tables, picture_table
from avloppsanalys.exports.slides.words import first_sentence
from avloppsanalys.lagesbild import MOST_CHANGES, context_words, interval_note, prescribed_in_short
from avloppsanalys.wording import counted, date, harmless, number, text
from reading import page
from reading.document import passages as document_passages
from reading.page import AXIS
from reading.passages import Passage
from reading.plain import ITEM

if TYPE_CHECKING:
    from reading.underlag import Written

__all__ = ["SHORT", "Whole", "card_lines"]

SHORT: Final = 20
"""Letters of a text that may be a part of a longer line; a shorter one must be all of it."""

_DIGIT: Final = re.compile(r"\d")
_PAGE_COLUMNS: Final = {
    "quality": ("date", "place", "check", "consequence", "remedy"),
    "problems": ("file", "line", "what", "remedy", "rule"),
    "files": ("file", "kind", "sha256"),
}


def plain(words: str) -> str:
    """Return words as they are compared: on one line, harmless, with one kind of space, whichever letter begins."""
    return re.sub(r"\s+", " ", harmless(words, lines=True)).strip().casefold()


def card_lines(card: dict[str, Any], lang: Any) -> dict[str, list[str]]:
    """Return the lines of a card as ``underlag.json`` holds it, each under the name of its heading."""
    level = f"{card['value']}, {card['interval']}" if card["estimate"] is not None else card["value"]
    lines = {
        "title": [card["title"]],
        "level": [level, text("card.short.level", lang, when=card["when"], value=level)],
        "period": [card["when"]],
        "mass": [card["mass"]],
        "days": [card["sampled"]],
        "change": [card["change"]],
        "last_year": [card["last_year"]],
        "baseline": [card["baseline"]],
        "caveat": list(card["caveats"]),
        "not": list(card["does_not_say"]),
        "withheld": [card["withheld"]],
        "assessment": [card["assessment"]],
        "known": [card["known"]],
        "next": [card["next_sampling"]],
        "source": [card["source"]],
        "digest": [card["digest"]],
    }
    return {name: [words for words in said if words] for name, said in lines.items()}


class Whole:
    """Every text that a file of an underlag may tell, to be asked whether a passage is one of them."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.lang = written.told.lang

    @cached_property
    def phrases(self) -> frozenset[str]:
        """Every text, plain."""
        return frozenset(filter(None, map(plain, (*self._of_document(), *self._of_analysis()))))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The texts that may be a part of a line and have a digit in them, the longest first."""
        long = (phrase for phrase in self.phrases if len(phrase) >= SHORT and _DIGIT.search(phrase))
        return tuple(sorted(long, key=lambda phrase: (-len(phrase), phrase)))

    @cached_property
    def rows(self) -> Counter[tuple[str, str]]:
        """Every row of every table of the page, as often as it stands there: its caption, and its cells."""
        own = [(one.caption, row) for one in self._tables() for row in one.rows]
        return Counter((plain(caption), plain(" | ".join(row))) for caption, row in (*own, *self._rows_of_words()))

    @cached_property
    def axes(self) -> frozenset[tuple[str, str]]:
        """The figures at the axis of every drawing of the page, under its heading: round steps from end to end."""
        found = set()
        for picture in self.written.pictures:
            (low, high), step = picture.ends, picture.step or 1.0
            count = round(((step if high is None else high) - low) / step)
            figures = [number(low + turn * step, picture.decimals, self.lang) for turn in range(count + 1)]
            found.add((plain(picture.title), plain(" ".join(figures))))
        return frozenset(found)

    @cached_property
    def named_files(self) -> frozenset[tuple[str, str]]:
        """What is printed in place of the table of a chart, under its heading: the name of a file."""
        names = ((chart.title, f"{chart.name}.csv") for chart in self.written.told.charts)
        return frozenset((plain(title), plain(text("page.paper.chart", self.lang, file=name))) for title, name in names)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Every heading of a column of the page."""
        named = [*_PAGE_COLUMNS["quality"], *_PAGE_COLUMNS["problems"], *_PAGE_COLUMNS["files"]]
        said = [text(f"page.column.{name}", self.lang) for name in named]
        said += [head.words for one in self._tables() for row in one.heads for head in row]
        return frozenset(map(plain, said))

    def rows_unlike(self, file: Path) -> Iterator[str]:
        """Yield the rows of tables that stand on a page more often, or more seldom, than they should."""
        read = Counter((plain(caption), plain(" | ".join(row))) for caption, row in page.rows(file))
        for turned, found in (("too often", read - self.rows), ("too seldom", self.rows - read)):
            yield from (f"{file.name}, {row}: {turned}" for row in found)

    def unlike(self, passages: Iterable[Passage]) -> Iterator[str]:
        """Yield the passages that have a digit in them and are not told whole."""
        for passage in passages:
            if not _DIGIT.search(passage.words):
                continue
            if ITEM in passage.where:
                if plain(passage.words) not in self.phrases:
                    yield f"{passage.where}: {passage.words!r}"
            elif AXIS in passage.where:
                if (plain(passage.heading), plain(passage.words)) not in self.axes:
                    yield f"{passage.where}: {passage.words!r}"
            elif (plain(passage.heading), plain(passage.words)) not in self.named_files and not (
                self._is_row(passage) if passage.row else self.tells(passage.words)
            ):
                yield f"{passage.where}: {passage.row or passage.words!r}"

    def tells(self, words: str) -> bool:
        """Return whether words are one of the texts, one that is cut where three dots are, or several after another."""
        told = plain(words)
        if told in self.phrases:
            return True
        if told.endswith("…") and any(phrase.startswith(told[:-1].rstrip()) for phrase in self.phrases):
            return True
        for phrase in self.parts:
            if phrase in told:
                told = re.sub(rf"(?<![\d,.]){re.escape(phrase)}(?!\d|[,.]\d)", "\0", told)
                if not _DIGIT.search(told):
                    return True
        lead, _, rest = told.partition(": ")
        return bool(rest) and not _DIGIT.search(lead) and rest in self.phrases

    def _is_row(self, passage: Passage) -> bool:
        caption = plain(passage.where.partition("table ")[2].partition(", row [")[0].strip("'\""))
        if (caption, plain(passage.row)) in self.rows:
            return True
        return all(cell in self.heads for cell in plain(passage.row).split(" | "))

    def _rows_of_words(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the rows of the page's tables of words: flags, problems and files."""
        lang, document = self.lang, self.written.document
        for flag in document["quality"]["flags"]:
            told = (flag["consequence"] or "–", flag["remedy"] or "–")
            yield text("page.quality.caption", lang), (str(flag["date"]), flag["plant"], flag["what"], *told)
        for one in self.written.told.tables.get("anmarkningar", pd.DataFrame()).to_dict("records"):
            line = "–" if pd.isna(one["line"]) else str(int(one["line"]))
            cells = (one["file"] or "–", line, one["what"], one["remedy"], one["rule"])
            yield text(f"page.problems.{one['severity']}", lang), cells
        for file in document["inputs"]:
            kind, of = file["kind"], file.get("digest_of", "file")
            said = (text(f"page.kind.{kind}", lang), text(f"page.digest.{of}", lang, **file))
            yield text("page.files.caption", lang), (file["file"], *said)

    def _of_document(self) -> Iterator[str]:
        document, lang = self.written.document, self.lang
        yield from (one.words for one in document_passages(document, lang))
        for card in document["cards"]:
            for lines in card_lines(card, lang).values():
                yield from lines
            yield first_sentence(card["change"])
        if document["as_of"]:
            day = date(dt.datetime.fromisoformat(document["as_of"]).date(), lang)
            yield from (text(name, lang, day=day) for name in ("page.as_of", "slides.as_of"))
        count = len(document["cards"])
        yield text(f"slides.findings.{('none', 'one', 'many')[min(count, 2)]}", lang, count=count)
        for card in document["cards"]:
            for more in range(1, len(card["caveats"]) + 1):
                yield text("slides.more_caveats", lang, count=more)
        for title in ("slides.changed", "slides.questions", "slides.method", "method.limits.heading"):
            for count in range(2, 30):  # that they follow each other is asked of the slides themselves
                parts = {"title": text(title, lang), "count": count}
                yield from (text("slides.part", lang, number=number, **parts) for number in range(1, count + 1))
        protocol = document["protocol"]
        yield f"{protocol['name']} {protocol['version']} ({protocol['digest']})"
        versions = {"version": document["library_version"], "tables": document["tables_version"]}
        yield text("page.colophon.versions", lang, **versions)
        decided = document["publication"]
        if decided["decided_by"]:
            yield text("page.colophon.decision", lang, by=decided["decided_by"], on=decided["decided_on"],
                       why=decided["motivation"])  # fmt: skip

    def _of_analysis(self) -> Iterator[str]:
        result, told, lang = self.written.result, self.written.told, self.lang
        yield from (told.title, *told.marks, *(told.changed or ()))
        yield text("card.short.title", lang, title=told.title)
        if (more := len(told.changed or ()) - MOST_CHANGES) > 0:  # the last line of the list tells how many there are
            yield counted("card.short.more_changes", more + 1, lang)
        for heading, words in told.method:
            yield from (heading, words)
        problems = told.tables.get("anmarkningar", pd.DataFrame({"severity": []}))
        for count in problems["severity"].value_counts():
            yield text("page.problems.more", lang, count=count - MOST_PROBLEMS)
        yield interval_note(result.protocol.interval_level, lang)
        yield from prescribed_in_short(result.prescribed, lang)
        yield from context_words(result.context, lang)
        yield from result.europe_words()
        for picture in self.written.pictures:
            yield from (picture.title, picture.unit, picture.alt_text, picture.note, *picture.told_categories)
            yield from (picture.source, *(words for _, words in picture.brief))
            yield from (one.name for one in picture.series)
            names = picture.categories
            for step in range(1, len(names) + 1):  # under the axis of the page's drawing, which leaves some out
                yield " ".join(names[(len(names) - 1) % step :: step])
        for chart in told.charts:
            yield from (chart.title, chart.alt_text)
        yield from (one.caption for one in self._tables())
        for one in self._tables():
            yield from (head.words for row in one.heads for head in row)

    def _tables(self) -> Iterator[PageTable]:
        """Yield the tables of the page's drawings."""
        lang, told = self.lang, self.written.told
        drawn = [one.picture for one in self.written.drawn_findings]
        yield from (picture_table(picture, lang) for picture in (*drawn, *told.beside))
        for chart in self.written.told.charts:
            beside = beside_table(chart.table, title=chart.title, lang=lang)
            yield from (beside,) if beside else chart_tables(chart.table, title=chart.title, lang=lang)
