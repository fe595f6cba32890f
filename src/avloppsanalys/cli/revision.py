"""``jamfor-underlag``: what has changed since the last meeting."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer

from avloppsanalys.cli.options import ExitCode, LanguageOption, chosen_language
from avloppsanalys.cli.tables import print_problems
from avloppsanalys.wording import text

__all__ = ["jamfor_underlag"]

_WIDTH = 100


def jamfor_underlag(
    before: Annotated[Path, typer.Argument(help="Det förra underlaget: mappen, eller underlag.json.", metavar="FÖRE")],
    after: Annotated[Path, typer.Argument(help="Det nya.", metavar="EFTER")],
    lang: LanguageOption = "sv",
) -> None:
    """Jämför två underlag: vilka tal, ord och förbehåll som har ändrats, och vilka filer och beslut de bygger på.

    Avslutskod: 0 om inget har ändrats, 1 om något har det, 2 om något av dem inte är ett underlag.
    """
    from avloppsanalys.lagesbild import UnderlagError, compare_underlag, read_underlag

    language = chosen_language(lang)
    try:
        old, new = (read_underlag(path / "underlag.json" if path.is_dir() else path) for path in (before, after))
    except UnderlagError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    found = compare_underlag(old, new, lang=language)
    if found.empty:
        typer.echo(text("revision.nothing", language))
        raise typer.Exit(ExitCode.CLEAN)
    typer.echo(text("revision.heading", language, count=len(found)))
    for words in found["words"]:
        typer.echo(textwrap.fill(words, _WIDTH, initial_indent="  - ", subsequent_indent="    "))
    raise typer.Exit(ExitCode.ERRORS)
