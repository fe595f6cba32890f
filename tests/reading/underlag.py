"""A whole underlag: the folder that it was written into, and the walk through its files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from avloppsanalys.analysis import Analysis
from avloppsanalys.analysis.briefing import briefing
from avloppsanalys.exports import Briefing, Finding
from avloppsanalys.lagesbild import Picture, compare_underlag, read_underlag
from avloppsanalys.trend import FEWEST_PERIODS
from avloppsanalys.wording import Language, text
from reading import document, drawings, page, plain, slides, tables, workbook
from reading.figures import Figure, Figures
from reading.passages import Held, Passage, one_line
from reading.walk import Walk

__all__ = ["Written", "found_in", "walked"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Written:
    """An underlag with everything in it, and the folder that it was written into."""

    result: Analysis
    told: Briefing
    folder: Path
    before: Mapping[str, Any] | None = None

    @classmethod
    def after(cls, earlier: Path, result: Analysis, folder: Path) -> Written:
        """Return an underlag that was held against an earlier one."""
        before, document = read_underlag(earlier), read_underlag(folder / "underlag.json")
        changed = compare_underlag(before, document, lang=result.lang)
        told = briefing(result, document, changed, result.charts())
        return cls(result=result, told=told, folder=folder, before=before)

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "underlag.json").read_text(encoding="utf-8"))
        return found

    @property
    def pictures(self) -> list[Picture]:
        """What the charts of workbook and slides are of, in their order."""
        return [*(finding.picture for finding in self.told.findings), *self.told.beside]

    @property
    def drawn_findings(self) -> list[Finding]:
        """The findings that the page draws; one of a single period is told in a line."""
        return [one for one in self.told.findings if len(one.picture.categories) > 1]

    def walk(self) -> Walk:
        """Return a walk that has not begun."""
        loads, context, protocol = self.result.loads, self.result.context, self.result.protocol
        typed = [
            *loads["sample_id"], *loads["report_id"], *context["group"].dropna(),
            *(file["file"] for file in self.document["inputs"]),
            f"{protocol.name} {protocol.version}", f"version {protocol.version}",
            *(
                _held_together(words) if on_the_page else words
                for column in ("what", "remedy") for words in map(one_line, self.problems[column].dropna())
                for on_the_page in (False, True)
            ),
        ]  # fmt: skip
        document, lang = self.document, self.result.lang
        before = None if self.before is None else Figures(self.before, lang)
        sentences = set() if document["changed"] is None else {
            one_line(words) for words in (*document["changed"]["text"], *_told_of(document["changed"]["rows"]))
        }  # fmt: skip
        return Walk(Figures(document, lang, self.beside()), set(typed), before, sentences)

    @property
    def problems(self) -> pd.DataFrame:
        """What was unclear in the files: its texts quote them, and stand in no other part of the underlag."""
        return self.result.problems if self.result.decision is None else self.result.problems.iloc[:0]

    def beside(self) -> Iterator[Figure]:
        """Yield what is drawn and not in the underlag: lines of trends, the week, and the persons of the plants.

        Each stands with all its digits in a table that is handed over with it, which another test compares.
        """
        for row in self.result.trend_lines.itertuples():
            for name in ("level", "fitted", "low", "high"):
                yield Figure(value=float(getattr(row, name)), source=f"trendlinjer.csv, {name}",
                             substance=str(row.substance), period=str(row.period))  # fmt: skip
        week_words = text("chart.weekday.title", self.result.lang, place="").split(":")[0]
        for name, week in self.told.drawn.items():
            if name.startswith("veckodagar"):
                for row in week.itertuples():
                    for of in ("expected", "low", "high", "own_median", "n_days"):
                        yield Figure(value=float(getattr(row, of)), source=f"veckodagar.csv, {of}",
                                     substance=str(row.residue), beside=week_words)  # fmt: skip
                for residue, days in week.groupby("residue")["n_days"].sum().items():
                    yield Figure(
                        value=float(days),
                        source="veckodagar.csv, sum of n_days",
                        substance=str(residue),
                        beside=week_words,
                    )
        for name in ("smallest_population", "smallest_count"):
            yield Figure(value=float(getattr(self.result.protocol, name)), source=f"protocol, {name}")
        yield Figure(value=FEWEST_PERIODS, source="fewest periods of a trend, trend.FEWEST_PERIODS")
        for line in self.problems["line"].dropna().unique():
            for severity in ("error", "warning", "note"):
                caption = text(f"page.problems.{severity}", self.result.lang)
                yield Figure(value=float(line), source="anmarkningar.csv, line", beside=caption)
        for persons in self.result.loads["population"].unique():
            yield Figure(value=float(persons), source="dygnsvarden.csv, population")


def _held_together(words: str) -> str:
    """Return words with a hard space within each number, as the page has them."""
    return re.sub(r"(?<=\d) (?=\d{3}\b|%)", "\u00a0", words)


def _told_of(rows: Sequence[Mapping[str, str | None]]) -> Iterator[str]:
    """Yield what the rows of a comparison say."""
    for row in rows:
        yield from (words for name in ("before", "after", "words") if (words := row[name]))


def found_in(file: Path, lang: Language = "sv") -> Iterator[Passage | Held]:
    """Yield what a person or a chart is told by a file; tables for programs are compared by another test."""
    if file.suffix == ".txt":
        yield from plain.passages(file)
    elif file.suffix == ".html":
        yield from page.passages(file)
    elif file.suffix == ".svg":
        yield from drawings.passages(file)
    elif file.suffix == ".pptx":
        yield from slides.passages(file)
        yield from slides.numbers(file)
    elif file.suffix == ".xlsx":
        tabular = workbook.table_names(file)
        yield from (
            one for one in workbook.passages(file) if not any(f"sheet {name!r}" in one.where for name in tabular)
        )
        yield from workbook.alternative_texts(file)
    elif file.name == "datapackage.json":
        yield from tables.package_words(file)
    elif file.name == "underlag.json":
        yield from document.passages(json.loads(file.read_text(encoding="utf-8")), lang)


def walked(walk: Walk, *files: Path) -> Walk:
    for file in files:
        for one in found_in(file, walk.figures.lang):
            walk.take(one)
    return walk
