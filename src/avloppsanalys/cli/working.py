"""``rapport --visa-utrakning``: which calculations are to be printed, and what there is where a name is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from avloppsanalys.cli.options import ExitCode
from avloppsanalys.cli.say import say
from avloppsanalys.errors import UnknownNameError
from avloppsanalys.wording import Language, text

if TYPE_CHECKING:
    from avloppsanalys.analysis import Analysis

__all__ = ["WorkingOption", "check_working", "workings"]

WorkingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--visa-utrakning",
        help="Skriv ut hela uträkningen bakom ett ämnes senaste nivå, eller PLATS/ÄMNE/PERIOD; upprepa för flera.",
        metavar="ÄMNE",
    ),
]


def check_working(asked: Sequence[str] | None, measured: pd.DataFrame, lang: Language) -> None:
    """Stop before anything is computed if a place or substance that was asked for is not among those measured.

    Parameters
    ----------
    asked : sequence of str or None
        ``ÄMNE`` or ``PLATS/ÄMNE/PERIOD``.
    measured : pandas.DataFrame
        A table of measurements.
    lang : {"sv", "en"}
        Language.
    """
    from avloppsanalys.analysis.explain import Request, found_name, found_substance

    for words in asked or ():
        request = Request.parse(words)
        try:
            rows = measured
            if request.place is not None:
                rows = rows[rows["plant"] == found_name("place", request.place, list(rows["plant"].unique()))]
            found_substance(request.substance, list(rows["residue"].unique()), lang)
        except UnknownNameError as fault:
            _stop(fault, words, lang)


def workings(asked: Sequence[str] | None, result: Analysis, lang: Language) -> list[str]:
    """Return the calculations that were asked for; stop if there is no such level.

    Parameters
    ----------
    asked : sequence of str or None
        As for `check_working`.
    result : Analysis
        The analysis.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    list of str
    """
    from avloppsanalys.analysis.explain import Request, chosen_levels, explanation

    told = []
    for words in asked or ():
        try:
            chosen = chosen_levels(result, Request.parse(words), lang=lang)
        except UnknownNameError as fault:
            _stop(fault, words, lang)
        told += [explanation(result, one, lang) for one in chosen]
    return told


def _stop(fault: UnknownNameError, words: str, lang: Language) -> None:
    """Say what is unknown and what is near it, and stop."""
    near = ", ".join(fault.matches) or text("cli.working.none_near", lang)
    kind = text(f"cli.working.{fault.kind}", lang)
    say(text("cli.working.unknown", lang, asked=words, kind=kind, name=fault.name, near=near), err=True)
    raise typer.Exit(ExitCode.UNUSABLE)
