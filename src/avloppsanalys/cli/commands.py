"""The commands: what they take, what they call, and the exit code that a script can trust."""

from __future__ import annotations

import runpy
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

import avloppsanalys
from avloppsanalys.cli.tables import print_changes, print_paragraphs, print_problems, print_table
from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.wording import Language, RefusedError, text

__all__ = ["app"]

app = typer.Typer(
    help="Från labbsvar till lägesbild: narkotika i avloppsvatten.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


class ExitCode(IntEnum):
    """What the command says to the script that called it."""

    CLEAN = 0
    ERRORS = 1
    UNUSABLE = 2


LanguageOption = Annotated[str, typer.Option("--lang", help="Språk: sv eller en.", metavar="sv|en")]


def _language(lang: str) -> Language:
    """Return a language of the catalogue, or stop with what there is to choose from."""
    if lang == "sv":
        return "sv"
    if lang == "en":
        return "en"
    raise typer.BadParameter("sv eller en")


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(avloppsanalys.__version__)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Visa versionen.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Från labbsvar till lägesbild: narkotika i avloppsvatten."""


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Mapp för det som görs.")] = Path("demo"),
) -> None:
    """Visa vad biblioteket gör, på ett tryckt svenskt labbsvar och på ett påhittat verk."""
    from avloppsanalys.reference import bundled

    for script in ("01_lidkoping_2020.py", "03_quarterly_series.py"):
        example = runpy.run_path(str(bundled(f"examples/{script}")))
        for line in example["main"](out / Path(script).stem):
            typer.echo(line)


@app.command()
def granska(
    files: Annotated[list[Path], typer.Argument(help="Labbsvar, flöde, verk, händelser eller plan.", metavar="FIL...")],
    lang: LanguageOption = "sv",
) -> None:
    """Granska filer: vad som lästes, vad som är fel, och vilka beställda uppgifter som saknas.

    Avslutskod: 0 ren, 1 med fel, 2 oanvändbar.
    """
    from avloppsanalys.cli.check import print_check

    worst = ExitCode.CLEAN
    for file in files:
        worst = max(worst, ExitCode(print_check(file, _language(lang))))
    raise typer.Exit(worst)


@app.command()
def rapport(
    config: Annotated[Path, typer.Argument(help="Konfigurationsfil (TOML): var filerna finns.", metavar="CONFIG.toml")],
    out: Annotated[Path, typer.Option("--out", help="Mapp för underlaget.")],
    publish: Annotated[
        bool, typer.Option("--publicera", help="Märk underlaget publikt; kräver publiceringsbeslut.toml.")
    ] = False,
    lang: LanguageOption = "sv",
) -> None:
    """Räkna och skriv underlaget: diagram, tabeller och underlag.json.

    Utan --publicera är underlaget internt. Avslutskod: 0 utan fel, 1 om rader har lagts åt sidan, 2 om inget underlag
    kunde göras eller fick publiceras.
    """
    from avloppsanalys.analysis import DECISION_FILE, analyse, read_config, read_decision
    from avloppsanalys.cli.publication import print_publication

    language = _language(lang)
    try:
        setup = read_config(config)
        lab, flow, plants = setup.read(language)
        result = analyse(
            lab,
            flow,
            plants,
            protocol=setup.protocol,
            events=setup.read_events(language),
            plan=setup.read_plan(language),
            title=setup.title,
            as_of=setup.as_of,
            lang=language,
        )
        if result.levels.empty:
            print_problems(result.problems, language)
            typer.echo(f"{text('cli.stopped', language)}\n{text('cli.nothing', language)}", err=True)
            raise typer.Exit(ExitCode.UNUSABLE)
        if publish:
            result = result.published(read_decision(config.parent / DECISION_FILE, result.digest))
        written = result.write(out)
    except RefusedError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    except AvloppsanalysError as fault:
        typer.echo(f"{text('cli.stopped', language)}\n{fault}", err=True)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    print_table(result.summary(), language)
    print_changes(result.changes(), language)
    print_paragraphs(text("follow_up.heading", language), result.follow_up_words())
    print_problems(result.problems, language)
    typer.echo(text("cli.written", language, count=len(written), out=out))
    print_publication(result, language)
    raise typer.Exit(ExitCode.ERRORS if (result.problems["severity"] == "error").any() else ExitCode.CLEAN)


@app.command()
def planera(
    substance: Annotated[str, typer.Argument(help="Ämne, till exempel kokain.", metavar="ÄMNE")],
    plants: Annotated[
        list[str],
        typer.Option("--plant", help="Verk och anslutna personer; upprepa för flera.", metavar="NAMN=PERSONER"),
    ],
    load: Annotated[float, typer.Option("--load", help="Vanlig belastning (mg per 1 000 personer och dygn).")],
    change: Annotated[float, typer.Option("--change", help="Förändring per år som ska synas (procent).")] = 25.0,
    years: Annotated[int, typer.Option("--years", help="När den ska synas (år).")] = 3,
    sample_cost: Annotated[float, typer.Option("--sample-cost", help="Kronor per provdygn, analys inräknad.")] = 0.0,
    campaign_cost: Annotated[float, typer.Option("--campaign-cost", help="Kronor per provtagningsvecka.")] = 0.0,
    fixed_cost: Annotated[float, typer.Option("--fixed-cost", help="Fasta kronor per år.")] = 0.0,
    sampler: Annotated[
        str | None, typer.Option("--sampler", help="Provtagare, till exempel tidsproportionell.")
    ] = None,
    interval: Annotated[float, typer.Option("--interval", help="Minuter mellan delproven.")] = 10.0,
    substances: Annotated[int, typer.Option("--substances", help="Ämnen som prövas tillsammans; 1 för huvudämne.")] = 1,
    meetings: Annotated[
        list[str] | None, typer.Option("--meeting", help="Mötesdag, 2027-05-20; ger årets provdygn. Upprepa för flera.")
    ] = None,
    campaigns: Annotated[int, typer.Option("--campaigns", help="Provtagningsveckor per kvartal i årsplanen.")] = 3,
    weekdays: Annotated[str, typer.Option("--weekdays", help="Årsplanens veckodagar, 1 är måndag.")] = "3,7",
    out: Annotated[Path | None, typer.Option("--out", help="Mapp för diagram och tabeller.")] = None,
    lang: LanguageOption = "sv",
) -> None:
    """Planera provtagningen: hur många dygn och veckor som krävs, vad det kostar, och vilka dygn som ska provtas.

    Avslutskod: 0 om en plan gjordes, 2 om ingen kunde göras.
    """
    from avloppsanalys.cli.plan import plans, print_sampling_plan, print_year_plan, write_plans

    language = _language(lang)
    try:
        plan, year = plans(
            substance, plants, load, change=change, years=years, costs=(sample_cost, campaign_cost, fixed_cost),
            sampler=None if sampler is None else (sampler, interval), substances=substances, meetings=meetings or [],
            campaigns=campaigns, weekdays=weekdays, lang=language,
        )  # fmt: skip
        written = 0 if out is None else write_plans(plan, year, out, language)
    except AvloppsanalysError as fault:
        typer.echo(f"{text('cli.plan.stopped', language)}\n{fault}", err=True)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    print_sampling_plan(plan, language)
    if year is not None:
        print_year_plan(year, language)
    if out is not None:
        typer.echo(text("cli.written", language, count=written, out=out))


if sys.platform == "win32":  # a Swedish console may be set to a code page without the characters we print
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
