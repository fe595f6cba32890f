"""Tables and problems in a terminal: plain text, aligned, no wider than need be."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from avloppsanalys.cli.say import say
from avloppsanalys.wording import Language, harmless, number, text

__all__ = ["print_changes", "print_flags", "print_paragraphs", "print_problems", "print_table"]

_WIDTH = 100
_SEVERITIES = ("error", "warning", "note")


def print_table(table: pd.DataFrame, lang: Language) -> None:
    """Print a table of texts under its headings; the first two columns to the left, numbers to the right."""
    if table.empty:
        say(text("cli.nothing", lang))
        return
    cells = table.fillna("").astype("str").apply(lambda column: column.map(harmless))
    widths = {column: max([len(column), *cells[column].str.len()]) for column in cells.columns}
    left = set(cells.columns[:2])

    def line(values: dict[str, str]) -> str:
        aligned = [
            value.ljust(widths[column]) if column in left else value.rjust(widths[column])
            for column, value in values.items()
        ]
        return "  ".join(aligned).rstrip()

    say(line({column: column for column in cells.columns}))
    say("  ".join("-" * width for width in widths.values()))
    for row in cells.to_dict("records"):
        say(line({str(column): value for column, value in row.items()}))


def print_changes(changes: pd.DataFrame, lang: Language) -> None:
    """Print what may be said of each change: a line of what it is of, and the words, wrapped, under it."""
    if changes.empty:
        return
    say(f"\n{text('summary.changes', lang)}")
    for place, substance, quantity, words in changes.itertuples(index=False):
        say(f"  {harmless(place)}, {substance}, {quantity}")
        say(textwrap.fill(words, _WIDTH, initial_indent="    ", subsequent_indent="    "))


def print_flags(flags: pd.DataFrame, quality: pd.DataFrame, lang: Language) -> None:
    """Print what the quality checks flagged, check by check; what passed is only counted."""
    counts = quality["verdict"].value_counts()
    passed, flagged = _counted("checks", counts.get("pass", 0), lang), _counted("flags", counts.get("flag", 0), lang)
    unknown = number(counts.get("not_assessable", 0), 0, lang)
    say("\n" + text("quality.heading", lang, passed=passed, flagged=flagged, unknown=unknown))
    for check, what, place, samples, words in flags.itertuples(index=False):
        say(f"  {check} {harmless(place)}: {what}")
        for line in (samples, words):
            say(textwrap.fill(line, _WIDTH, initial_indent="    ", subsequent_indent="    "))
    assessed = quality.loc[quality["verdict"] != "not_assessable", "check"]
    never = quality[~quality["check"].isin(assessed)].drop_duplicates("check").sort_values("check")
    names = never["what"].tolist()
    if names:
        told = text("quality.never", lang, checks="; ".join(names))
        say(textwrap.fill(told, _WIDTH, initial_indent="  ", subsequent_indent="  "))


def _counted(what: str, count: int, lang: Language) -> str:
    """Return how many checks or flags there are: 1 flagga, 2 flaggor."""
    return text(f"quality.{what}.{'one' if count == 1 else 'several'}", lang, count=number(count, 0, lang))


def print_paragraphs(heading: str, paragraphs: Sequence[str]) -> None:
    """Print paragraphs under a heading, wrapped; nothing where there are none."""
    if not paragraphs:
        return
    say(f"\n{heading}")
    for words in paragraphs:
        say(textwrap.fill(words, _WIDTH, initial_indent="  ", subsequent_indent="  "))


def print_problems(problems: pd.DataFrame, lang: Language) -> None:
    """Print each kind of problem with where it is and what to do, the gravest first."""
    for severity in _SEVERITIES:
        found = problems[problems["severity"] == severity]
        if found.empty:
            continue
        say("\n" + text(f"cli.{severity}", lang, count=len(found)))
        for problem in found.to_dict("records"):
            line = problem["line"]
            place = problem["file"] or ""
            if not pd.isna(line):
                place = text("cli.place", lang, file=place, line=int(line))
            head = f"  {problem['rule']} {harmless(place)}".rstrip()
            body = f"{problem['what']} {problem['remedy']}"
            say(f"{head}\n{textwrap.indent(textwrap.fill(body, _WIDTH), '      ')}")
