"""``jamfor-underlag``: what has changed since the last meeting."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avloppsanalys.cli.options import ExitCode, LanguageOption, chosen_language
from avloppsanalys.cli.say import say
from avloppsanalys.cli.tables import print_problems
from avloppsanalys.wording import Language, RefusedError, text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["jamfor_underlag"]

_WIDTH = 100
_FILE = "andrat.csv"


def jamfor_underlag(
    before: Annotated[Path, typer.Argument(help="Det förra underlaget: mappen, eller underlag.json.", metavar="FÖRE")],
    after: Annotated[Path, typer.Argument(help="Det nya.", metavar="EFTER")],
    out: Annotated[Path | None, typer.Option("--out", help=f"Mapp för {_FILE} med alla ändringar.")] = None,
    lang: LanguageOption = "sv",
) -> None:
    """Jämför två underlag: vilka tal, ord och förbehåll som har ändrats, och vilka filer och beslut de bygger på.

    Avslutskod: 0 om inget har ändrats, 1 om något har det, 2 om något av dem inte är ett underlag.
    """
    from avloppsanalys.lagesbild import UnderlagError, changes_in_brief, compare_underlag, read_underlag

    language = chosen_language(lang)
    try:
        old, new = (read_underlag(path / "underlag.json" if path.is_dir() else path) for path in (before, after))
    except UnderlagError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    found = compare_underlag(old, new, lang=language)
    if found.empty:
        say(text("revision.nothing", language))
        raise typer.Exit(ExitCode.CLEAN)
    say(text("revision.heading", language, count=len(found)))
    for words in changes_in_brief(found, lang=language):
        say(textwrap.fill(words, _WIDTH, initial_indent="  - ", subsequent_indent="    "))
    if out is None:
        say(text("cli.revision.all", language, count=len(found), file=_FILE))
    else:
        _write(found, out, language)
    raise typer.Exit(ExitCode.ERRORS)


def _write(found: pd.DataFrame, out: Path, lang: Language) -> None:
    """Write every change, whole or not at all."""
    from avloppsanalys.exports import whole_folder
    from avloppsanalys.exports.csv_tables import write_excel_csv, write_open_csv

    try:
        with whole_folder(out) as folder:
            (write_excel_csv if lang == "sv" else write_open_csv)(found, folder / _FILE)
    except RefusedError as refused:
        print_problems(refused.problems(lang), lang)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    say(text("cli.written", lang, count=1, out=out))
