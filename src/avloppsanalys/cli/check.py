"""The report of ``granska`` on one file."""

from __future__ import annotations

from pathlib import Path

import typer

from avloppsanalys.cli.tables import print_problems
from avloppsanalys.readers import LabReading, check_file
from avloppsanalys.wording import Language, text

__all__ = ["print_check"]


def print_check(file: Path, lang: Language) -> int:
    """Print what was read of a file and what is wrong with it; return 0 clean, 1 with errors, 2 unusable.

    Parameters
    ----------
    file : pathlib.Path
        A laboratory answer, a flow file or a plants file.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    int
    """
    reading = check_file(file, lang=lang)
    (source,) = reading.files
    typer.echo(f"\n{source.name}")
    if source.usable:
        typer.echo(
            text(
                "cli.check.read",
                lang,
                layout=text(f"cli.layout.{source.layout}", lang),
                encoding=source.encoding or "–",
                read=source.rows_read,
                used=source.rows_used,
                reported=source.rows_reported,
                aside=source.rows_set_aside,
            )
        )
    if isinstance(reading, LabReading) and reading.missing_fields:
        fields = ", ".join(text(f"cli.field.{name}", lang) for name in reading.missing_fields)
        typer.echo(text("cli.check.missing", lang, fields=fields))
    print_problems(reading.problems, lang)
    if not source.usable:
        return 2
    failed = bool((reading.problems["severity"] == "error").any())
    typer.echo("\n" + text("cli.check.failed" if failed else "cli.check.clean", lang))
    return int(failed)
