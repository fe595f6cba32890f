"""The report of ``granska`` on one file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from avloppsanalys.cli.say import say
from avloppsanalys.cli.tables import print_problems
from avloppsanalys.readers import LabReading, Reading, check_file
from avloppsanalys.wording import Language, text

__all__ = ["print_check"]

_OUTCOMES: Final = {"error": "failed", "warning": "warned"}
"""The severity of a problem -> what is said of the file; of a note alone nothing."""


def _kind(reading: Reading) -> str:
    """Return what a file was read as."""
    if isinstance(reading, LabReading):
        return "lab"
    columns = {
        "volume_m3": "flow", "event_type": "events", "frozen_at": "samples", "meeting_date": "plan",
        "ddd_per_day_per_1000": "prescriptions", "indicator_type": "context", "underlag_digest": "assessments",
    }  # fmt: skip
    return next((kind for column, kind in columns.items() if column in reading.table.columns), "plants")


def print_check(file: Path, lang: Language) -> int:
    """Print what was read of a file and what is wrong with it; return 0 clean, 1 with errors, 2 unusable.

    Parameters
    ----------
    file : pathlib.Path
        A laboratory answer, a flow file, a plants file, a log of events, a sheet of samples, a plan, a table of
        prescriptions, or other indicators.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    int
    """
    reading = check_file(file, lang=lang)
    (source,) = reading.files
    say(f"\n{source.name}")
    if source.usable:
        say(
            text(
                "cli.check.read",
                lang,
                kind=text(f"cli.kind.{_kind(reading)}", lang),
                layout=text(f"cli.layout.{source.layout.replace(' ', '_')}", lang),
                encoding=source.encoding or "–",
                read=source.rows_read,
                used=source.rows_used,
                reported=source.rows_reported,
                aside=source.rows_set_aside,
            )
        )
    print_problems(reading.problems, lang)
    if not source.usable:
        return 2
    severities = set(reading.problems["severity"])
    outcome = next((word for severity, word in _OUTCOMES.items() if severity in severities), "clean")
    say("\n" + text(f"cli.check.{outcome}", lang))
    return int(outcome == "failed")
