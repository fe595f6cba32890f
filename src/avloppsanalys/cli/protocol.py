"""The commands on protocols: one told key by key, and two told apart."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from avloppsanalys.cli.options import ExitCode, LanguageOption, chosen_language
from avloppsanalys.cli.say import say
from avloppsanalys.cli.tables import print_problems
from avloppsanalys.protocol import (
    AnalysisProtocol,
    ProtocolError,
    compare_protocols,
    describe_protocol,
    protocol_cautions,
    read_protocol,
)
from avloppsanalys.protocol.description import key_name
from avloppsanalys.reference import bundled
from avloppsanalys.wording import Language, text

__all__ = ["print_roles", "protocol_app"]

_WIDTH = 100
_REACHES = ("figures", "intervals", "words", "shown", "none")

protocol_app = typer.Typer(help="Protokollet: hur kommunen har bestämt att det räknas.", no_args_is_help=True)


@protocol_app.command()
def visa(
    file: Annotated[
        Path | None, typer.Argument(help="Protokoll (TOML). Utan fil visas startprotokollet.", metavar="[FIL]")
    ] = None,
    lang: LanguageOption = "sv",
) -> None:
    """Visa varje beslut i ett protokoll: värdet, om det är förvalt eller ej beslutat, och vad det betyder.

    Avslutskod: 0, eller 2 om protokollet har fel.
    """
    language = chosen_language(lang)
    protocol = _read(file or bundled("protocols/startprotokoll.toml"), language)
    say(_heading(protocol, language))
    told = describe_protocol(protocol, language)
    for row in told.to_dict("records"):
        value = row["value"] or text("cli.protocol.unsaid", language)
        origin = text(f"cli.protocol.{row['origin']}", language)
        say(f"\n{row['key']} = {value}  ({origin})")
        basis = text("cli.protocol.basis", language, basis=row["basis"]) if row["basis"] else ""
        _paragraph(f"{row['name']}. {row['meaning']} {basis}".rstrip())
    left = told.loc[told["origin"] == "undecided", "key"]
    if len(left):
        words = text("cli.protocol.left", language, count=len(left), keys=", ".join(left))
        say("\n" + textwrap.fill(words, _WIDTH))
    print_problems(protocol_cautions(protocol, language), language)


@protocol_app.command()
def jamfor(
    before: Annotated[Path, typer.Argument(help="Det tidigare protokollet.", metavar="FÖRE")],
    after: Annotated[Path, typer.Argument(help="Det nya protokollet.", metavar="EFTER")],
    lang: LanguageOption = "sv",
) -> None:
    """Jämför två protokoll: vad som har ändrats, och vad det betyder för tal som redan är ute.

    Avslutskod: 0, eller 2 om något av protokollen har fel.
    """
    language = chosen_language(lang)
    old, new = (_read(file, language) for file in (before, after))
    told = compare_protocols(old, new, language)
    say(f"{_heading(old, language)} → {_heading(new, language)}")
    for row in told.to_dict("records"):
        unsaid = text("cli.protocol.unsaid", language)
        say(f"\n{row['key']}: {row['before'] or unsaid} → {row['after'] or unsaid}")
        _paragraph(f"{row['name']}. {row['effect']}")
    say("")
    for line in _conclusion(told, language):
        say(textwrap.fill(line, _WIDTH))


def print_roles(protocol: AnalysisProtocol, lang: Language) -> None:
    """Print who reviews an underlag and who decides on its publication, where the protocol says so."""
    named = {role: protocol.roles[role] for role in ("review", "publication") if role in protocol.roles}
    if named:
        say("")
    for role, function in named.items():
        say(text("cli.protocol.role", lang, role=key_name(f"roles.{role}", lang), function=function))


def _conclusion(told: pd.DataFrame, lang: Language) -> list[str]:
    """Return what the differences mean together: the farthest that any of them reaches, and a version that stayed."""
    if told.empty:
        return [text("cli.protocol.same", lang)]
    reach = next(one for one in _REACHES if one in set(told["reach"]))
    decided = set(told["key"]) - {"name", "version"}
    unversioned = decided and "version" not in set(told["key"])
    return [
        text(f"cli.protocol.reach.{reach}", lang),
        *([text("cli.protocol.unversioned", lang)] if unversioned else []),
    ]


def _read(file: Path, lang: Language) -> AnalysisProtocol:
    """Return a protocol, or print all its faults and stop."""
    try:
        return read_protocol(file)
    except ProtocolError as refused:
        print_problems(refused.problems(lang), lang)
        raise typer.Exit(ExitCode.UNUSABLE) from None


def _heading(protocol: AnalysisProtocol, lang: Language) -> str:
    named = {"name": protocol.name, "version": protocol.version, "digest": protocol.digest}
    return text("cli.protocol.heading", lang, **named)


def _paragraph(words: str) -> None:
    say(textwrap.fill(words, _WIDTH, initial_indent="    ", subsequent_indent="    "))
