"""The folder that is handed over: every format of one underlag, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.analysis.briefing import briefing, with_charts
from avloppsanalys.analysis.chart_writing import ChartWriting
from avloppsanalys.analysis.meeting_texts import text_of
from avloppsanalys.exports import (
    DOCUMENT,
    Briefing,
    Page,
    changed_record,
    earlier_underlag,
    publication_status,
    revision_folder,
    underlag_schema,
    whole_folder,
    write_data_package,
    write_excel_csv,
    write_json,
    write_slides,
    write_workbook,
)
from avloppsanalys.lagesbild import compare_underlag, read_underlag
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["write_folder"]

_SOMETIMES: Final = re.compile(r"(anmarkningar|uppfoljning|andrat|europa|forskrivning|andra-indikatorer)\.csv")
"""Tables that one underlag has and another has not."""


def write_folder(
    result: Analysis, document: dict[str, Any], out: Path, *, since: Path | None, drawing: ChartWriting
) -> tuple[Path, ...]:
    """Write an analysis, and its underlag as a document, in every format; see `Analysis.write`."""
    from avloppsanalys.charts import CHART_FILES  # matplotlib is imported on first use

    folder = revision_folder(out, document)
    changed = None
    if before := _before(document, since or earlier_underlag(out, folder)):
        changed = _changed(before, document, result.lang)
        document = document | {"changed": changed_record(before, changed, result.lang)}
    told = briefing(result, document, changed)
    own = re.compile("|".join(f"(?:{one.pattern})" for one in (*CHART_FILES, _SOMETIMES)))
    with whole_folder(folder, own=own) as unfinished:
        write_workbook(told, unfinished / "lagesbild.xlsx")
        write_slides(told, unfinished / "lagesbild.pptx")
        (unfinished / "kort.txt").write_text(text_of(result, told.changed), encoding="utf-8-sig", newline="\r\n")
        write_json(document, unfinished / DOCUMENT)
        write_json(underlag_schema(), unfinished / "underlag.schema.json")
        told = with_charts(told, drawing.charts, result)
        _write_tables(told, unfinished)
        page = Page.of(told)
        drawing.write(unfinished)  # late, so that another process has come far
        page.write(unfinished / "lagesbild.html")
        names = sorted(path.relative_to(unfinished) for path in unfinished.rglob("*") if path.is_file())
    return tuple(folder / name for name in names)


def _write_tables(told: Briefing, folder: Path) -> None:
    """Write each table twice: as Swedish Excel opens it, and as open data."""
    (folder / "oppna-data").mkdir()
    write_data_package(told, folder / "oppna-data")
    for name, table in {**told.tables, **told.drawn}.items():
        write_excel_csv(table, folder / f"{name}.csv")


def _before(document: Mapping[str, Any], since: Path | None) -> Mapping[str, Any] | None:
    """Return the underlag that this one is held against; None where there is none of the same kind.

    What is public is never held against what is internal: the sentences would name withheld plants.
    """
    if since is None:
        return None
    before = read_underlag(since / DOCUMENT if since.is_dir() else since)
    return before if before["publication"]["status"] == document["publication"]["status"] else None


def _changed(before: Mapping[str, Any], document: Mapping[str, Any], lang: Language) -> pd.DataFrame:
    """Return what differs; in public, nothing of a plant that is withheld now."""
    changed = compare_underlag(before, document, lang=lang)
    if document["publication"]["status"] != publication_status(public=True):
        return changed
    withheld = [one["place"] for one in document["publication"]["withheld"]]
    return changed[~changed["place"].isin(withheld)].reset_index(drop=True)
