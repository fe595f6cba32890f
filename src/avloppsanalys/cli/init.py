"""The command ``init``: a working folder to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from avloppsanalys.cli.options import ExitCode, LanguageOption, chosen_language
from avloppsanalys.cli.tables import print_problems
from avloppsanalys.wording import Language, RefusedError, text

__all__ = ["init", "print_first_steps"]


def init(
    folder: Annotated[Path, typer.Argument(help="Mappen som ska göras.", metavar="MAPP")],
    lang: LanguageOption = "sv",
) -> None:
    """Gör en arbetsmapp: inställningar, protokoll och mallar att fylla i. Skriver aldrig över något.

    Avslutskod: 0, eller 2 om mappen inte kunde göras.
    """
    from avloppsanalys.analysis import make_working_folder

    language = chosen_language(lang)
    try:
        made = make_working_folder(folder)
    except RefusedError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    typer.echo(text("cli.init.made", language, count=len(made.written), folder=folder))
    for file in made.written:
        typer.echo(f"  {file.as_posix()}")
    if made.kept:
        typer.echo(text("cli.init.kept", language, count=len(made.kept)))
        for file in made.kept:
            typer.echo(f"  {file.as_posix()}")
    typer.echo(text("cli.init.next", language))


def print_first_steps(steps: list[str], lang: Language) -> None:
    """Print that there is nothing to compute yet, and what to do first, in order."""
    typer.echo(text("cli.first.heading", lang))
    for number, step in enumerate(steps, start=1):
        typer.echo(f"  {number}. {step}")
    typer.echo(text("cli.first.then", lang))
