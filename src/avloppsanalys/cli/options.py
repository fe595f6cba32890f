"""What the commands share: the language and the exit code that a script can trust."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated

import typer

from avloppsanalys.wording import Language

__all__ = ["ExitCode", "LanguageOption", "chosen_language"]

LanguageOption = Annotated[str, typer.Option("--lang", help="Språk: sv eller en.", metavar="sv|en")]


class ExitCode(IntEnum):
    """What the command says to the script that called it."""

    CLEAN = 0
    ERRORS = 1
    UNUSABLE = 2


def chosen_language(lang: str) -> Language:
    """Return a language of the catalogue, or stop with what there is to choose from."""
    if lang == "sv":
        return "sv"
    if lang == "en":
        return "en"
    raise typer.BadParameter("sv eller en")
