"""The configuration file of a report: where the files are, and which protocol decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypedDict

import pandas as pd

from avloppsanalys.analysis.config_keys import note_config_faults, note_lab_faults
from avloppsanalys.analysis.file_patterns import matching
from avloppsanalys.errors import UnknownNameError
from avloppsanalys.protocol import ProtocolError, read_toml
from avloppsanalys.readers import (
    LabReading,
    Reading,
    read_assessments,
    read_context,
    read_euda,
    read_events,
    read_flow,
    read_lab,
    read_plan,
    read_plants,
    read_prescriptions,
    read_samples,
)
from avloppsanalys.readers.cells import Decimal
from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.sampling_times import as_moment
from avloppsanalys.tables import PLAN, PROBLEMS, Table, empty
from avloppsanalys.weekdays import find_own_towns
from avloppsanalys.wording import Language, ProblemLog

__all__ = ["Forms", "LabFiles", "ReportConfig", "read_config"]

_NO_ROWS: Final = "FIL017"


class Forms(TypedDict):
    """What a report can do without: what people write down, and EUDA's file; None where there is none.

    `euda_own` names the towns of EUDA's file that are the kommun's own.
    """

    events: Reading | None
    samples: Reading | None
    plan: Reading | None
    assessments: Reading | None
    euda: Reading | None
    euda_own: tuple[str, ...]
    prescriptions: Reading | None
    context: Reading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabFiles:
    """Laboratory answers that one section names, and what their tables do not say themselves."""

    files: tuple[Path, ...]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportConfig:
    """What a report is made from."""

    title: str | None
    protocol: Path
    plants: Path
    flow: tuple[Path, ...]
    lab: tuple[LabFiles, ...]
    events: tuple[Path, ...]
    samples: tuple[Path, ...]
    plan: tuple[Path, ...]
    prescriptions: tuple[Path, ...]
    context: tuple[Path, ...]
    assessments: tuple[Path, ...]
    as_of: pd.Timestamp | None
    euda: Path | None = None
    euda_sites: Path | None = None
    euda_own: tuple[str, ...] = ()
    flow_decimal: Decimal | None = None
    plants_decimal: Decimal | None = None
    purpose: str | None = None
    assessment_form: Path | None = None

    def read(self, lang: Language = "sv") -> tuple[LabReading, Reading, Reading]:
        """Read all files: laboratory answers, flow and plants.

        Parameters
        ----------
        lang : {"sv", "en"}, default "sv"
            Language of the problems.

        Returns
        -------
        lab, flow, plants : LabReading, Reading, Reading

        Raises
        ------
        FileError
            If a file cannot be trusted as a whole.
        """
        answers = [read_lab(section.files, **section.said, lang=lang) for section in self.lab]
        lab = LabReading(
            **_joined(answers),
            reported=pd.concat([answer.reported for answer in answers], ignore_index=True),
            missing_fields=tuple(dict.fromkeys(name for answer in answers for name in answer.missing_fields)),
            report_ids=tuple(dict.fromkeys(name for answer in answers for name in answer.report_ids)),
        )
        flow = Reading(**_joined([read_flow(file, decimal=self.flow_decimal, lang=lang) for file in self.flow]))
        return lab, flow, read_plants(self.plants, decimal=self.plants_decimal, lang=lang)

    def read_forms(self, lang: Language = "sv") -> Forms:
        """Read what a report can do without: events, samples, plan, assessments, prescriptions and the rest.

        Parameters
        ----------
        lang : {"sv", "en"}, default "sv"
            Language of the problems.

        Returns
        -------
        Forms
            Arguments of `analyse`; None for a form that is not named, or that nobody has written in yet. A plan in
            which nobody has is one without rows.

        Raises
        ------
        FileError
            If a file cannot be trusted as a whole.
        ProtocolError
            If EUDA's file does not hold a town that is said to be the kommun's own; near names are listed.
        """
        euda = None if self.euda is None else read_euda(self.euda, self.euda_sites, lang=lang)
        if euda is not None:
            _refuse_unknown_towns(self.euda_own, euda, lang)
        return {
            "events": _forms(self.events, read_events, lang),
            "samples": _forms(self.samples, read_samples, lang),
            "plan": _forms(self.plan, read_plan, lang) or _not_begun(self.plan, PLAN),
            "assessments": _forms(self.assessments, read_assessments, lang),
            "euda": euda,
            "euda_own": self.euda_own,
            "prescriptions": _forms(self.prescriptions, read_prescriptions, lang),
            "context": _forms(self.context, read_context, lang),
        }


def _refuse_unknown_towns(own: Sequence[str], euda: Reading, lang: Language) -> None:
    """Refuse towns that EUDA's file does not hold, with what is near; where nothing is, with those in Sweden."""
    log = ProblemLog(lang)
    towns = euda.table["plant"]
    swedish = towns[euda.table["country"] == "SE"] if "country" in euda.table else towns
    for name in own:
        try:
            find_own_towns([name], towns.unique())
        except UnknownNameError as unknown:
            near = unknown.matches or sorted(swedish.unique())
            log.add("CFG006", file=euda.files[0].name, name=name, near=", ".join(near))
    if len(log):
        raise ProtocolError(log)


def _forms(files: Sequence[Path], reading: Callable[..., Reading], lang: Language) -> Reading | None:
    """Return what forms say; None where there is none, or nobody has written in one yet."""
    readings = []
    for file in files:
        try:
            readings.append(reading(file, lang=lang))
        except RefusedFileError as refused:
            if refused.rule_id != _NO_ROWS:
                raise
    return Reading(**_joined(readings)) if readings else None


def _not_begun(files: Sequence[Path], kind: Table) -> Reading | None:
    """Return a reading without rows where there are files and nobody has written in any; None where there are none."""
    return Reading(table=empty(kind), problems=empty(PROBLEMS), files=()) if files else None


def _joined(readings: Sequence[Reading]) -> dict[str, Any]:
    """Return tables, problems and files of several readings under each other."""
    return {
        "table": pd.concat([reading.table for reading in readings], ignore_index=True),
        "problems": pd.concat([reading.problems for reading in readings], ignore_index=True),
        "files": tuple(file for reading in readings for file in reading.files),
    }


def read_config(path: str | Path) -> ReportConfig:
    """Read the configuration file of a report.

    Paths count from the folder of the file, and may hold ``*``; ``labbsvar/*`` is every table in that folder.

    Parameters
    ----------
    path : str or Path
        A TOML file.

    Returns
    -------
    ReportConfig

    Raises
    ------
    ProtocolError
        If the file is missing or not TOML, holds an unknown key, lacks one, or names a file that does not exist; all
        faults are named at once.
    """
    file = Path(path)
    values = read_toml(file)
    log = ProblemLog()
    note_config_faults(values, log, file.name)
    sections = [section for section in _list(values.get("lab")) if isinstance(section, dict)]
    if "lab" in values and not sections:
        log.add("CFG002", file=file.name)
    for section in sections:
        note_lab_faults(section, log, file.name)
    found = {
        key: [_matching(file, key, str(pattern), log) for pattern in _list(patterns)]
        for key, patterns in (
            ("protocol", [values.get("protocol")]),
            ("plants", [values.get("plants")]),
            ("flow", values.get("flow")),
            ("events", values.get("events", [])),
            ("samples", values.get("samples", [])),
            ("plan", values.get("plan", [])),
            ("assessments", _written(file.parent, values.get("assessments"))),
            *((key, [values[key]]) for key in ("euda", "euda_sites") if key in values),
            ("prescriptions", values.get("prescriptions", [])),
            ("context", values.get("context", [])),
            ("lab.file", [section.get("file") for section in sections]),
        )
    }
    if {"euda_sites", "euda_own"} & set(values) and "euda" not in values:
        log.add("PRO004", file=file.name, key="euda")
    if len(log):
        raise ProtocolError(log)
    return ReportConfig(
        title=values.get("title"),
        protocol=found["protocol"][0][0],
        plants=found["plants"][0][0],
        flow=tuple(path for paths in found["flow"] for path in paths),
        lab=tuple(
            LabFiles(files=tuple(paths), said={key: value for key, value in section.items() if key != "file"})
            for paths, section in zip(found["lab.file"], sections, strict=True)
        ),
        events=tuple(path for paths in found["events"] for path in paths),
        samples=tuple(path for paths in found["samples"] for path in paths),
        plan=tuple(path for paths in found["plan"] for path in paths),
        prescriptions=tuple(path for paths in found["prescriptions"] for path in paths),
        context=tuple(path for paths in found["context"] for path in paths),
        assessments=tuple(path for paths in found["assessments"] for path in paths),
        as_of=as_moment(values.get("as_of"), "as_of"),
        euda=found["euda"][0][0] if "euda" in found else None,
        euda_sites=found["euda_sites"][0][0] if "euda_sites" in found else None,
        euda_own=tuple(map(str, _list(values.get("euda_own")))),
        flow_decimal=values.get("flow_decimal"),
        plants_decimal=values.get("plants_decimal"),
        purpose=values.get("purpose"),
        assessment_form=_unwritten(file.parent, values.get("assessments")),
    )


def _list(value: object) -> list[Any]:
    """Return a list without what is missing; nothing where there is no list."""
    return [item for item in value if item is not None] if isinstance(value, list) else []


def _written(folder: Path, patterns: object) -> list[Any]:
    """Return the names of assessments that exist; that nobody has written one yet is no fault."""
    return [pattern for pattern in _list(patterns) if matching(folder, str(pattern))]


def _unwritten(folder: Path, patterns: object) -> Path | None:
    """Return the first file of assessments that is named and does not exist: where the form to fill in belongs."""
    named = (folder / str(pattern) for pattern in _list(patterns) if "*" not in str(pattern))
    return next((path for path in named if not path.exists()), None)


def _matching(config: Path, key: str, pattern: str, log: ProblemLog) -> list[Path]:
    """Return the files that a pattern names, or note that there is none."""
    existing = matching(config.parent, pattern)
    if not existing:
        log.add("CFG001", file=config.name, key=key, pattern=pattern, folder=config.parent.resolve())
    return existing
