"""The underlag as one page of HTML that any browser opens: no network, no script, and a print that is a clean PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.exports.briefing import Briefing, Finding
from avloppsanalys.exports.inline_svg import inline_svg
from avloppsanalys.exports.page_beside import beside_table
from avloppsanalys.exports.page_drawing import PageDrawing, draw_picture
from avloppsanalys.exports.page_table import PageTable, chart_tables, picture_table, words_table
from avloppsanalys.lagesbild import card_rows
from avloppsanalys.wording import TURNING, Language, date, text

if TYPE_CHECKING:
    from jinja2 import Template

    from avloppsanalys.charts import Chart
    from avloppsanalys.lagesbild import IndicatorCard, Picture

__all__ = ["Page", "write_page"]

MOST_PROBLEMS: Final = 20
"""Problems of one severity that the page shows: the file of problems holds them all."""

_SEVERITIES: Final = ("error", "warning", "note")
_TURNING: Final = re.compile(f"[{TURNING}\ufeff]")
"""Marks that turn the direction of what follows: a name with one in it would turn the sentence that it stands in."""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What HTML or UTF-8 has no place for."""
_TOLD_ONCE: Final = ("not", "source")
"""Parts of a card that stand once on the page, for all cards."""

_GROUPED: Final = re.compile(r"(?<=\d) (?=\d{3}\b|%)")
"""Spaces within a number, or before its per cent sign: a line may not end there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A picture with its drawing and its table."""

    picture: Picture
    drawing: PageDrawing
    table: PageTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page but for the drawings of its charts, which another process may still be at."""

    content: dict[str, Any]
    """What the template asks for."""
    charts: tuple[Chart, ...]

    @classmethod
    def of(cls, briefing: Briefing) -> Page:
        """Make all of the page that can be made before its charts are drawn."""
        _template()
        return cls(content=_content(briefing), charts=briefing.charts)

    def write(self, path: Path) -> None:
        """Put the drawings in, and write the page; its folder must exist."""
        drawn = [
            told | {"svg": _svg(chart, number)}
            for number, (chart, told) in enumerate(zip(self.charts, self.content["charts"], strict=True), start=1)
        ]
        path.write_text(_template().render(self.content | {"charts": drawn}), encoding="utf-8", newline="\n")


def write_page(briefing: Briefing, path: Path) -> None:
    """Write an underlag as one file of HTML, after WCAG 2.1 AA.

    It loads nothing and runs nothing: styles and pictures are in it, and a content security policy says so. Under each
    picture stands a table with its numbers. The same briefing gives the same bytes. `Page` does it in two steps.

    Parameters
    ----------
    briefing : Briefing
        What every format shows.
    path : pathlib.Path
        File to write; its folder must exist.
    """
    Page.of(briefing).write(path)


@cache
def _template() -> Template:
    """Return the template; what is put into it is escaped, and a name that it lacks is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # on first use

    environment = Environment(
        loader=PackageLoader("avloppsanalys", "exports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.jinja")


def _content(briefing: Briefing) -> dict[str, Any]:
    """Return what the template asks for."""
    lang, document = briefing.lang, briefing.document
    cards = [finding.card for finding in briefing.findings]
    same = {card.does_not_say for card in cards}
    shared = [*next(iter(same))] if len(same) == 1 else []
    return {
        "briefing": briefing,
        "document": document,
        "t": partial(text, lang=lang),
        "as_of": date(pd.Timestamp(document["as_of"]).date(), lang) if document["as_of"] else None,
        "style": _style(briefing.marks),
        "findings": [(one.card, _facts(one.card, lang), _picture(one, lang)) for one in briefing.findings],
        "apart": not shared,
        "remember": [*(caveat["text"] for caveat in document["caveats"]), *shared],
        "beside": [_drawn(picture, lang) for picture in briefing.beside],
        "charts": [_chart(chart, lang) for chart in briefing.charts],
        "flags": _flags(document["quality"]["flags"], lang),
        "problems": _problems(briefing),
        "files": _files(document["inputs"], lang),
        "about": _about(briefing),
    }


def _plain(value: Any) -> Any:
    """Return a value as it may stand on the page: on one line, and without marks that turn the text around it."""
    return _cleaned(value) if type(value) is str else value


def _cleaned(words: str) -> str:
    words = _GROUPED.sub("\N{NO-BREAK SPACE}", words)
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", _TURNING.sub("", re.sub(r"[\t\r\n\u2028\u2029]+", " ", words)))


def _style(marks: tuple[str, ...]) -> Any:
    """Return the style sheet, and the marks as the head of each printed page."""
    from importlib.resources import files

    from markupsafe import Markup

    sheet = (files("avloppsanalys.exports") / "page.css").read_text(encoding="utf-8")
    # As code points: whatever a mark says, it stays one string of the style sheet.
    head = "".join(f"\\{ord(character):06x}" for character in "   ".join(marks))
    return Markup(sheet.replace("MARKS", head))


def _facts(card: IndicatorCard, lang: Language) -> list[tuple[str, tuple[str, ...]]]:
    """Return what a card says under its headings, the level first; what every card says alike stands elsewhere."""
    said: dict[str, list[str]] = {"level": []}
    for name, words in card_rows(card):
        if name not in _TOLD_ONCE:
            said.setdefault(name, []).append(words if name == "digest" else _begun(words))
    return [(text(f"card.head.{name}", lang), tuple(words)) for name, words in said.items()]


def _begun(words: str) -> str:
    """Return words with a capital, as a line of its own begins."""
    return words[:1].upper() + words[1:]


def _picture(finding: Finding, lang: Language) -> _Drawn | None:
    """Return the picture of a finding; none of a single period, which the card tells in a line."""
    return _drawn(finding.picture, lang) if len(finding.picture.categories) > 1 else None


def _drawn(picture: Picture, lang: Language) -> _Drawn:
    return _Drawn(picture=picture, drawing=draw_picture(picture, lang), table=picture_table(picture, lang))


def _chart(chart: Chart, lang: Language) -> dict[str, Any]:
    """Return what the page has of a chart beside its drawing: title, file and tables."""
    beside = beside_table(chart.table, title=chart.title, lang=lang)
    tables = (beside,) if beside else chart_tables(chart.table, title=chart.title, lang=lang)
    return {"title": chart.title, "file": f"{chart.name}.csv", "tables": tables}


def _svg(chart: Chart, number: int) -> Any:
    """Return the drawing of a chart as an element of the page."""
    from markupsafe import Markup, escape

    title, words = (str(escape(_cleaned(said))) for said in (chart.title, chart.alt_text))
    return Markup(inline_svg(chart.drawn().svg, prefix=f"d{number}-", title=title, description=words))


def _flags(flags: list[dict[str, Any]], lang: Language) -> PageTable | None:
    """Return what the quality checks flagged."""
    heads = tuple(text(f"page.column.{name}", lang) for name in ("date", "place", "check", "consequence", "remedy"))
    rows = [
        (str(flag["date"]), flag["plant"], flag["what"], flag["consequence"] or "–", flag["remedy"] or "–")
        for flag in flags
    ]
    return words_table(text("page.quality.caption", lang), heads, rows, keys=3) if rows else None


def _problems(briefing: Briefing) -> list[tuple[str, PageTable, int]]:
    """Return what was unclear in the input, the gravest first: heading, table, and how many more there are."""
    lang, found = briefing.lang, briefing.tables.get("anmarkningar")
    if found is None:
        return []
    named = ("what", "remedy", "rule")
    heads = tuple(text(f"page.column.{name}", lang) for name in ("file", "line", *named))
    told = []
    for severity in _SEVERITIES:
        rows = found[found["severity"] == severity]
        cells = [
            (row["file"] or "–", "–" if pd.isna(row["line"]) else str(int(row["line"])), *(row[name] for name in named))
            for row in rows.head(MOST_PROBLEMS).to_dict("records")
        ]
        if cells:
            heading = text(f"page.problems.{severity}", lang)
            told.append((heading, words_table(heading, heads, cells, keys=2), len(rows) - len(cells)))
    return told


def _files(inputs: list[dict[str, str]], lang: Language) -> PageTable | None:
    """Return the files that the underlag rests on."""
    heads = tuple(text(f"page.column.{name}", lang) for name in ("file", "kind", "sha256"))
    rows = [
        (
            file["file"],
            text(f"page.kind.{file['kind']}", lang),
            text(f"page.digest.{file.get('digest_of', 'file')}", lang, **file),
        )
        for file in inputs
    ]
    return words_table(text("page.files.caption", lang), heads, rows) if rows else None


def _about(briefing: Briefing) -> list[tuple[str, tuple[str, ...]]]:
    """Return where the underlag comes from and what was decided of it."""
    lang, document = briefing.lang, briefing.document
    publication, protocol = document["publication"], document["protocol"]
    versions = {"version": document["library_version"], "tables": document["tables_version"]}
    said = {
        "status": (publication["status"],),
        "decided": ()
        if publication["decided_by"] is None
        else (
            text(
                "page.colophon.decision", lang, by=publication["decided_by"], on=publication["decided_on"],
                why=publication["motivation"],
            ),
        ),
        "withheld": tuple(one["reason"] for one in publication["withheld"]),
        "source": tuple(dict.fromkeys(finding.card.source for finding in briefing.findings)),
        "protocol": (f"{protocol['name']} {protocol['version']} ({protocol['digest']})",),
        "version": (text("page.colophon.versions", lang, **versions),),
        "digest": (publication["digest"],),
    }  # fmt: skip
    return [(text(f"page.colophon.{name}", lang), words) for name, words in said.items() if words]
