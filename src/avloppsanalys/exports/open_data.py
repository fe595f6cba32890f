"""Open data: every table as CSV with a description that programs read, a Frictionless Data Package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd

from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.csv_tables import write_open_csv
from avloppsanalys.lagesbild import cited
from avloppsanalys.wording import text

__all__ = ["write_data_package"]

_NOT_IN_NAMES: Final = str.maketrans({"å": "a", "ä": "a", "ö": "o", "_": "-"})


def write_data_package(briefing: Briefing, folder: Path) -> None:
    """Write tables as open CSV, and ``datapackage.json`` that says what each holds.

    The description follows Data Package, version 1: the type of each column, and how what is missing is written. It
    cites the sources of what stands beside the levels, and names no licence: whether and how data may be used again is
    the kommun's to decide.

    Parameters
    ----------
    briefing : Briefing
        The finished underlag.
    folder : pathlib.Path
        Must exist; the package is written into it.

    References
    ----------
    Data Package, https://specs.frictionlessdata.io/data-package/
    """
    tables = {**briefing.tables, **briefing.drawn}
    for name, table in tables.items():
        write_open_csv(table, folder / f"{name}.csv")
    beside = [one["source"] for one in briefing.document["context"]]
    sources = [{"title": one} for one in cited([*beside, *briefing.document["prescription_sources"]])]
    package = {
        "profile": "tabular-data-package",
        "name": "underlag-avloppsvatten",
        "title": briefing.title,
        "description": " ".join([*briefing.marks, text("open_data.about", briefing.lang)]),
        "version": briefing.document["library_version"],
        **({"sources": sources} if sources else {}),
        "keywords": ["avloppsvatten", "narkotika", "lägesbild"],
        "resources": [_resource(name, table, briefing) for name, table in tables.items()],
    }
    written = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(written + "\n", encoding="utf-8", newline="\n")


def _resource(name: str, table: pd.DataFrame, briefing: Briefing) -> dict[str, Any]:
    """Return the description of one table."""
    fields = [_field(table.iloc[:, position]) for position in range(table.shape[1])]
    return {
        "profile": "tabular-data-resource",
        "name": name.casefold().translate(_NOT_IN_NAMES),
        "path": f"{name}.csv",
        "title": briefing.headings.get(name, name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _field(column: pd.Series[Any]) -> dict[str, str]:
    """Return the description of one column."""
    values = column.infer_objects()
    if pd.api.types.is_bool_dtype(values.dtype):
        kind = "boolean"
    elif pd.api.types.is_integer_dtype(values.dtype):
        kind = "integer"
    elif pd.api.types.is_float_dtype(values.dtype):
        kind = "number"
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        kind = "datetime"
    else:
        kind = "string"
    return {"name": str(column.name), "type": kind}
