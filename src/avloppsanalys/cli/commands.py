"""The commands: what they take, what they call, and the exit code that a script can trust."""

from __future__ import annotations

import runpy
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

import avloppsanalys
from avloppsanalys.cli.compare import jamfor_labb
from avloppsanalys.cli.init import init, print_first_steps
from avloppsanalys.cli.missing_arguments import CommandGroup
from avloppsanalys.cli.nothing import why_nothing
from avloppsanalys.cli.options import ExitCode, LanguageOption
from avloppsanalys.cli.options import chosen_language as _language
from avloppsanalys.cli.overdue import print_overdue
from avloppsanalys.cli.protocol import print_roles, protocol_app
from avloppsanalys.cli.revision import jamfor_underlag
from avloppsanalys.cli.say import say
from avloppsanalys.cli.tables import print_changes, print_flags, print_paragraphs, print_problems, print_table
from avloppsanalys.cli.working import WorkingOption, check_working, workings
from avloppsanalys.cli.written import print_written
from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import RefusedError, text

__all__ = ["app"]

app = typer.Typer(
    cls=CommandGroup,
    help="Från labbsvar till lägesbild: narkotika i avloppsvatten.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(protocol_app, name="protokoll")
app.command()(init)


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        say(avloppsanalys.__version__)
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
    everything: Annotated[
        bool, typer.Option("--allt", help="Gör också hela underlaget för en påhittad kommun, i varje format.")
    ] = False,
) -> None:
    """Visa vad biblioteket gör, på ett tryckt svenskt labbsvar och på ett påhittat verk; --allt visar varje format."""
    from avloppsanalys.reference import bundled

    for script in ("01_lidkoping_2020.py", "03_quarterly_series.py", *(("04_lagesbild.py",) if everything else ())):
        example = runpy.run_path(str(bundled(f"examples/{script}")))
        for line in example["main"](out / Path(script).stem):
            say(line)


@app.command()
def granska(
    files: Annotated[
        list[Path], typer.Argument(help="Labbsvar, flöde, verk, händelser, följesedlar eller plan.", metavar="FIL...")
    ],
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
    config: Annotated[
        Path, typer.Argument(help="Konfigurationsfil (TOML): var filerna finns.", metavar="[CONFIG.toml]")
    ] = Path("config.toml"),
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Mapp för underlaget; annars underlag, eller publikt, bredvid konfigurationsfilen."),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option("--sedan", help="Ett tidigare underlag att jämföra med; annars det förra i samma mapp."),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publicera", help="Märk underlaget publikt; kräver publiceringsbeslut.toml.")
    ] = False,
    working: WorkingOption = None,
    lang: LanguageOption = "sv",
) -> None:
    """Räkna och skriv underlaget: diagram, tabeller och underlag.json.

    Utan --publicera är underlaget internt. Avslutskod: 0 utan fel, 1 om rader har lagts åt sidan, 2 om inget underlag
    kunde göras eller fick publiceras.
    """
    from avloppsanalys.analysis import (
        DECISION_FILE,
        analyse,
        first_steps,
        read_config,
        read_decision,
        write_assessment_form,
    )
    from avloppsanalys.analysis.two_processes import second_process
    from avloppsanalys.cli.publication import print_publication

    language = _language(lang)
    if not config.is_file():
        say(text("cli.no_config", language, file=config.name, folder=config.parent.resolve()), err=True)
        raise typer.Exit(ExitCode.UNUSABLE)
    out = out or config.parent / ("publikt" if publish else "underlag")
    try:
        with ExitStack() as beside:
            try:
                setup = read_config(config)
                executor = beside.enter_context(second_process(file for lab in setup.lab for file in lab.files))
                lab, flow, plants = setup.read(language)
            except AvloppsanalysError:
                # asked only now: it reads the files once more
                if steps := first_steps(config, language):
                    print_first_steps(steps, language)
                    raise typer.Exit(ExitCode.UNUSABLE) from None
                raise
            check_working(working, lab.table, language)
            forms = setup.read_forms(language)
            result = analyse(
                lab,
                flow,
                plants,
                protocol=setup.protocol,
                **forms,
                title=setup.title,
                purpose=setup.purpose,
                as_of=setup.as_of,
                lang=language,
            )
            if result.levels.empty:
                print_problems(result.problems, language)
                why = why_nothing(lab.table, setup.as_of, result.problems, language)
                say(f"{text('cli.stopped', language)}\n{why}", err=True)
                raise typer.Exit(ExitCode.UNUSABLE)
            if publish:
                today = pd.Timestamp.now(TIMEZONE).date()
                result = result.published(read_decision(config.parent / DECISION_FILE, result.digest, today=today))
            explained = workings(working, result, language)
            written = result.write(out, since=since, executor=executor)
        form = setup.assessment_form if not publish and setup.assessment_form else None
        made = form is not None and write_assessment_form(result, form)
    except RefusedError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    except AvloppsanalysError as fault:
        say(f"{text('cli.stopped', language)}\n{fault}", err=True)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    print_table(result.summary(), language)
    print_changes(result.changes(), language)
    print_flags(result.flags(), result.quality, language)
    print_paragraphs(text("follow_up.heading", language), result.follow_up_words())
    if forms["plan"] and setup.as_of is None:
        print_overdue(forms["plan"].table, lab.table, result, pd.Timestamp.now(TIMEZONE), language)
    print_problems(result.problems, language)
    print_roles(result.protocol, language)
    print_written(written, out, language, since=since)
    if made and form is not None:
        say(text("cli.assessment_form", language, file=form.name))
    print_publication(result, language)
    for told in explained:
        say(f"\n{told}", nl=False)
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
    campaigns: Annotated[int, typer.Option("--campaigns", help="Er plan: provtagningsveckor per kvartal.")] = 3,
    weekdays: Annotated[str, typer.Option("--weekdays", help="Er plan: veckodagar, 1 är måndag.")] = "3,7",
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            help="Rapportens konfigurationsfil: egna kvartal ger spridningen, och dess händelser undviks.",
            metavar="CONFIG.toml",
        ),
    ] = None,
    sample_cost: Annotated[float, typer.Option("--sample-cost", help="Kronor per provdygn, analys inräknad.")] = 0.0,
    campaign_cost: Annotated[float, typer.Option("--campaign-cost", help="Kronor per provtagningsvecka.")] = 0.0,
    fixed_cost: Annotated[float, typer.Option("--fixed-cost", help="Fasta kronor per år.")] = 0.0,
    sampler: Annotated[
        str | None, typer.Option("--sampler", help="Provtagare, till exempel tidsproportionell.")
    ] = None,
    interval: Annotated[float, typer.Option("--interval", help="Minuter mellan delproven.")] = 10.0,
    substances: Annotated[int, typer.Option("--substances", help="Ämnen som prövas tillsammans; 1 för huvudämne.")] = 1,
    year: Annotated[
        str | None,
        typer.Option("--year", help="Året som provdygnen gäller, 2027 eller 2026-09-01/2027-08-31.", metavar="ÅR"),
    ] = None,
    meetings: Annotated[
        list[str] | None,
        typer.Option("--meeting", help="Mötesdag, 2027-05-20; upprepa för flera. Ger provdygn.", metavar="DATUM"),
    ] = None,
    lead_time: Annotated[int, typer.Option("--lead-time", help="Veckor från sista provdygnet till labbsvaret.")] = 8,
    before_meeting: Annotated[
        bool, typer.Option("--before-meeting", help="Varje svar ska hinna till första mötet efter sitt kvartal.")
    ] = False,
    school_holidays: Annotated[
        list[str] | None,
        typer.Option("--school-holiday", help="Skollov som undviks, sportlov=2027v07; upprepa.", metavar="NAMN=PERIOD"),
    ] = None,
    sample_school_holidays: Annotated[
        bool, typer.Option("--sample-school-holidays", help="Provta även på skollov; dygnen märks bara ut.")
    ] = False,
    events: Annotated[
        list[Path] | None,
        typer.Option("--events", help="Händelselogg vars dygn undviks; upprepa för flera.", metavar="FIL"),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Mapp för diagram och tabeller.")] = None,
    lang: LanguageOption = "sv",
) -> None:
    """Planera provtagningen: hur många dygn och veckor som krävs, vad det kostar, och vilka dygn som ska provtas.

    Avslutskod: 0 om en plan gjordes, 1 om rader i en händelselogg lades åt sidan, 2 om ingen plan kunde göras.
    """
    from avloppsanalys.cli.plan import print_sampling_plan, write_plans
    from avloppsanalys.cli.plan_options import own_series, persons_of_plants, sampling_plan, typed_design
    from avloppsanalys.cli.year_plan import print_year_plan, read_event_files, year_plan
    from avloppsanalys.planning import Costs, PlanError

    language = _language(lang)
    population = persons_of_plants(plants, language)
    design = typed_design(campaigns, weekdays, language)
    if not (year or meetings) and (school_holidays or sample_school_holidays or before_meeting or events):
        raise typer.BadParameter(text("cli.plan.no_year", language))
    try:
        levels, band, logs = own_series(config, language)
        happened, sound = read_event_files([*logs, *(events or ())], list(population), language)
        plan = sampling_plan(
            substance, population, load, design, levels=levels, band=band, change=change, years=years,
            costs=Costs(sample_kr=sample_cost, campaign_kr=campaign_cost, fixed_kr_per_year=fixed_cost),
            sampler=None if sampler is None else (sampler, interval), substances=substances, lang=language,
        )  # fmt: skip
        days = year_plan(
            list(population), year=year, meetings=meetings or [], campaigns=campaigns, weekdays=design.weekdays,
            lead_time=lead_time, before_meeting=before_meeting, school_holidays=school_holidays or [],
            sample_school_holidays=sample_school_holidays, events=happened, lang=language,
        )  # fmt: skip
        written = 0 if out is None else write_plans(plan, days, out, lead_time=lead_time, lang=language)
    except RefusedError as refused:
        print_problems(refused.problems(language), language)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    except PlanError as refused:
        say("\n".join([text("cli.plan.stopped", language), *(f"- {one}" for one in refused.told)]), err=True)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    except AvloppsanalysError as fault:
        say(f"{text('cli.plan.stopped', language)}\n{fault}", err=True)
        raise typer.Exit(ExitCode.UNUSABLE) from None
    print_sampling_plan(plan, design, language)
    if days is not None:
        print_year_plan(days, language)
    if out is not None:
        say(text("cli.written", language, count=written, out=out))
    raise typer.Exit(ExitCode.CLEAN if sound else ExitCode.ERRORS)


app.command("jamfor-labb")(jamfor_labb)
app.command("jamfor-underlag")(jamfor_underlag)

if sys.platform == "win32":  # a Swedish console may be set to a code page without the characters we print
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
