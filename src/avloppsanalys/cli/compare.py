"""``jamfor-labb``: the laboratory's own figures held against ours, told in plain words."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import pandas as pd
import typer

from avloppsanalys.cli.missing_facts import missing_facts, missing_options
from avloppsanalys.cli.nothing import why_nothing_compared
from avloppsanalys.cli.say import say
from avloppsanalys.cli.tables import print_problems, print_table
from avloppsanalys.errors import AvloppsanalysError, near_matches
from avloppsanalys.reference import factor_sets
from avloppsanalys.wording import Language, RefusedError, listed, quantity, text

if TYPE_CHECKING:
    from avloppsanalys.readers import LabReading

__all__ = ["jamfor_labb"]

_WIDTH = 100
_CLEAN, _ERRORS, _UNUSABLE = 0, 1, 2
_FILE = "jamforelse.csv"
_UNREAD = ("FIL022", "LAB016")
"""Notes of reading that concern a comparison: columns and figures that it is made without."""


def jamfor_labb(
    file: Annotated[Path, typer.Argument(help="Labbsvar, eller konfigurationsfil (TOML).", metavar="FIL")],
    population: Annotated[float, typer.Option("--population", help="Anslutna personer, om de är kända.")] = np.nan,
    flow: Annotated[float, typer.Option("--flow", help="Flöde (m³ per dygn), om det är känt.")] = np.nan,
    factor_set: Annotated[
        str, typer.Option("--factor-set", help="Faktoruppsättning för våra doser, till exempel rise2019.")
    ] = "none",
    out: Annotated[Path | None, typer.Option("--out", help=f"Mapp för {_FILE} och vad som återger talen.")] = None,
    lang: Annotated[Literal["sv", "en"], typer.Option("--lang", help="Språk: sv eller en.")] = "sv",
) -> None:
    """Jämför labbets egna tal med våra: stämmer de, vad har labbet räknat med, och vad kan inte vara rätt.

    Med en konfigurationsfil tas flöde, personer och faktorer därifrån; annars från det som anges här. Det som inte är
    känt räknas ut ur labbets egna tal.

    Avslutskod: 0 om allt stämmer, 1 om något skiljer eller inte kan vara rätt, 2 om inget gick att jämföra.
    """
    from avloppsanalys.analysis import compare_answers, compare_configured, unmeasured_samples
    from avloppsanalys.readers import LabReading, check_file

    configured = file.suffix.casefold() == ".toml"
    _refuse_unusable(population, flow, factor_set, configured=configured, lang=lang)
    try:
        if configured:
            lab, found = compare_configured(file, lang=lang)
            problems, measured = lab.problems, lab.table
        else:
            reading = check_file(file, kind="lab", lang=lang)
            problems = reading.problems
            if not isinstance(reading, LabReading):
                print_problems(problems, lang)
                raise typer.Exit(_UNUSABLE)
            reading = _named_by_report(reading, lang)
            measured = reading.table
            joined = pd.concat([measured, unmeasured_samples(reading)], ignore_index=True)
            joined = joined.assign(flow_m3_per_day=flow, population=population)
            found = compare_answers(reading, joined, factor_set_name=factor_set, lang=lang)
    except RefusedError as refused:
        print_problems(refused.problems(lang), lang)
        raise typer.Exit(_UNUSABLE) from None
    except AvloppsanalysError as fault:
        say(f"{text('cli.compare.stopped', lang)}\n{fault}", err=True)
        raise typer.Exit(_UNUSABLE) from None
    if found.figures.empty:
        print_problems(problems, lang)
        say("\n" + why_nothing_compared(problems, lang), err=True)
        raise typer.Exit(_UNUSABLE)
    _print_comparison(found.figures, found.water, found.doses, lang)
    errors = problems[problems["severity"] == "error"]
    unread = problems[problems["rule"].isin(_UNREAD)]
    print_problems(pd.concat([errors, found.problems, unread], ignore_index=True), lang)
    if out is not None:
        _write(found.figures, found.water, found.doses, out, lang)
    verdicts = found.figures["verdict"]
    warned = (found.problems["severity"] != "note").any()
    wrong = (verdicts == "differs").any() or warned or len(errors)
    unknown = bool((verdicts == "not_computed").all())
    outcome = "failed" if wrong else "unknown" if unknown else "clean"
    missing = (
        []
        if configured
        else missing_facts(found.figures, measured, population=population, flow=flow, factor_set=factor_set)
    )
    _print_outcome(outcome, missing, factor_set, lang)
    raise typer.Exit({"failed": _ERRORS, "unknown": _UNUSABLE, "clean": _CLEAN}[outcome])


def _print_outcome(outcome: str, missing: list[str], factor_set: str, lang: Language) -> None:
    """Print what the comparison came to, what it lacked, and how to give that."""
    if outcome == "unknown" and missing:
        facts = [text(f"cli.compare.missing.{fact}", lang, factor_set=factor_set) for fact in missing]
        say("\n" + text("cli.compare.unknown", lang, missing=listed(facts, lang)))
    else:
        say("\n" + text(f"cli.compare.{'unknown_otherwise' if outcome == 'unknown' else outcome}", lang))
    for sentence in missing_options(missing, lang):
        say(sentence)


def _refuse_unusable(population: float, flow: float, factor_set: str, *, configured: bool, lang: Language) -> None:
    """Refuse what could only be left aside: impossible numbers, unknown factors, options beside a configuration."""
    given = {"--population": population, "--flow": flow}
    told = [
        text("cli.compare.not_positive", lang, option=option, value=quantity(value, lang))
        for option, value in given.items()
        if not np.isnan(value) and not 0 < value < np.inf
    ]
    beside = [option for option, value in given.items() if not np.isnan(value)]
    if configured and (beside := [*beside, *(["--factor-set"] if factor_set != "none" else [])]):
        told.append(text("cli.compare.beside_config", lang, options=", ".join(beside)))
    known = factor_sets()
    if factor_set not in known:
        meant = ", ".join(near_matches(factor_set, known) or known)
        told.append(text("cli.compare.unknown_factors", lang, name=factor_set, known=meant))
    if told:
        say("\n".join([text("cli.compare.stopped", lang), *(f"- {one}" for one in told)]), err=True)
        raise typer.Exit(_UNUSABLE)


def _named_by_report(reading: LabReading, lang: Language) -> LabReading:
    """Return an answer in which a sample without plant and date bears the name of its report, not an invented one."""

    def named(table: pd.DataFrame) -> pd.DataFrame:
        unnamed = table["plant"] == text("reading.unknown_plant", lang)
        return table.assign(**{name: table[name].mask(unnamed, table["report_id"]) for name in ("plant", "sample_id")})

    return replace(reading, table=named(reading.table), reported=named(reading.reported))


def _print_comparison(figures: pd.DataFrame, water: pd.DataFrame, doses: pd.DataFrame, lang: Language) -> None:
    """Print each sample: its figures, why some differ, and what reproduces them."""
    from avloppsanalys.cli import lab_words

    for (plant, sample), own in figures.groupby(["plant", "sample_id"], sort=False):
        say("\n" + lab_words.heading(str(plant), str(sample), own, lang) + "\n")
        print_table(lab_words.figure_table(own, lang), lang)
        _paragraphs(text("cli.compare.why", lang), lab_words.reasons(own, lang))
        of_water, of_doses = (
            table[(table["plant"] == plant) & (table["sample_id"] == sample)] for table in (water, doses)
        )
        _paragraphs(text("cli.compare.behind", lang), lab_words.behind(of_water, of_doses, lang))


def _paragraphs(heading: str, sentences: list[str]) -> None:
    """Print sentences under a heading, each as an item; nothing where there are none."""
    if sentences:
        say(f"\n{heading}")
    for sentence in sentences:
        say(textwrap.fill(sentence, _WIDTH, initial_indent="  - ", subsequent_indent="    "))


def _write(figures: pd.DataFrame, water: pd.DataFrame, doses: pd.DataFrame, out: Path, lang: Language) -> None:
    """Write the comparison and what reproduces the laboratory's figures, whole or not at all."""
    from avloppsanalys.exports import whole_folder
    from avloppsanalys.exports.csv_tables import write_excel_csv, write_open_csv

    tables = {_FILE: figures, "jamforelse-vatten.csv": water, "jamforelse-doser.csv": doses}
    try:
        with whole_folder(out) as folder:
            for name, table in tables.items():
                (write_excel_csv if lang == "sv" else write_open_csv)(table, folder / name)
    except RefusedError as refused:
        print_problems(refused.problems(lang), lang)
        raise typer.Exit(_UNUSABLE) from None
    say(text("cli.written", lang, count=len(tables), out=out))
