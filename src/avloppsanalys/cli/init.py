"""The command ``init``: a working folder to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from avloppsanalys.cli.options import ExitCode, LanguageOption, chosen_language
from avloppsanalys.cli.say import say
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
    say(text("cli.init.made", language, count=len(made.written), folder=folder))
    for file in made.written:
        say(f"  {file.as_posix()}")
    if made.kept:
        say(text("cli.init.kept", language, count=len(made.kept)))
        for file in made.kept:
            say(f"  {file.as_posix()}")
    say(text("cli.init.next", language))


def print_first_steps(steps: list[str], lang: Language) -> None:
    """Print that there is nothing to compute yet, and what to do first, in order."""
    say(text("cli.first.heading", lang))
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {step}")
    say(text("cli.first.then", lang))
