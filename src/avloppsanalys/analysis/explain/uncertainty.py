"""How well each sample's figure is known: every component with its size, its source, and what shares it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, given, ln, root, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.loads import load_components
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import sampler_assumptions
from avloppsanalys.tables import COMPONENT_SCOPES, SAMPLE_COMPONENTS, SHARED_COMPONENTS, component_column
from avloppsanalys.wording import cited, text

__all__ = ["write_components", "write_sample_errors", "write_shared"]


def write_components(sheet: Sheet, about: Subject, loads: pd.DataFrame) -> None:
    """Write each component of the loads behind a level: once for those that are alike.

    Parameters
    ----------
    sheet : Sheet
        Where to.
    about : Subject
        The level.
    loads : pandas.DataFrame
        The rows of loads behind it.
    """
    sheet.heading("components")
    sheet.say("components_what")
    origin = _origins(about, loads)
    for name in (one for one in about.worked.included if component_column(one) in loads.columns):
        column = loads[component_column(name)].fillna(0.0).to_numpy(dtype=float)
        found = origin.get(name)
        cv = found.cv if found is not None else np.full(len(loads), np.nan)
        basis = found.basis if found is not None else np.full(len(loads), "unknown", dtype=object)
        alike = pd.DataFrame({"sd": column, "cv": cv, "basis": basis, "sample": loads["sample_id"].to_numpy()})
        for _, rows in alike.groupby(["sd", "cv", "basis"], dropna=False, sort=False):
            sd, one_cv, of, _ = rows.iloc[0]
            _write_component(sheet, about, name, float(sd), float(one_cv), str(of), _samples(sheet, rows, alike))


def _origins(about: Subject, loads: pd.DataFrame) -> dict[str, Any]:
    """Return where each component of some loads comes from, by the code that made them."""
    joined = about.result.joined
    if joined.empty:
        return {}
    keys = [
        name
        for name in ("plant", "sample_id", "sample_type", "residue", "start")
        if name in joined.columns and name in loads.columns
    ]
    at = pd.MultiIndex.from_frame(joined[keys])
    unique = joined[~at.duplicated()]
    wanted = pd.MultiIndex.from_frame(unique[keys]).get_indexer(pd.MultiIndex.from_frame(loads[keys]))
    if (wanted < 0).any():
        return {}
    return dict(load_components(unique.iloc[wanted].reset_index(drop=True), about.result.protocol.components))


def _samples(sheet: Sheet, rows: pd.DataFrame, alike: pd.DataFrame) -> str:
    """Return which samples a figure holds for."""
    if len(rows) == len(alike):
        return text("working.all_samples", sheet.lang)
    return text("working.some_samples", sheet.lang, samples=", ".join(dict.fromkeys(rows["sample"])))


def _write_component(sheet: Sheet, about: Subject, name: str, sd: float, cv: float, basis: str, samples: str) -> None:
    """Write one component, its source and its scope."""
    label = {"component": text(f"working.component.{name}", sheet.lang), "samples": samples}
    if np.isfinite(cv):
        sheet.line("component", root(ln(given(1) + given(cv).squared())), sd, **label)
    else:
        sheet.value("component", sd, **label)
    scope = "own" if name in SAMPLE_COMPONENTS else "shared"
    said = text(f"working.scope.{scope}", sheet.lang, columns=_scope(sheet, name))
    sheet.say("component_source", source=_source(sheet, about, name, basis), scope=said)


def _scope(sheet: Sheet, name: str) -> str:
    return ", ".join(text(f"working.column.{column}", sheet.lang) for column in COMPONENT_SCOPES[name])


def _source(sheet: Sheet, about: Subject, name: str, basis: str) -> str:
    """Return where a component's figure comes from."""
    if basis == "sampler":
        return text("working.basis.sampler", sheet.lang, source=cited(sampler_assumptions(), sheet.lang))
    if basis != "general":
        return text(f"working.basis.{basis}", sheet.lang)
    tabled = [row for row in reference_components() if row.component == name]
    decided = about.result.protocol.components[name]
    if tabled and tabled[0].cv == decided:
        return text("working.basis.general", sheet.lang, source=cited(tabled, sheet.lang))
    protocol = about.result.protocol
    return text("working.basis.protocol", sheet.lang, protocol=f"{protocol.name} {protocol.version}")


def write_sample_errors(sheet: Sheet, about: Subject) -> None:
    """Write what sampling, analysis and flow leave unknown of each sample: the square of its log spread."""
    days = about.worked.days
    names = [name for name in about.worked.included if name in SAMPLE_COMPONENTS]
    for row in about.rows:
        parts = [
            Number(float(days[component_column(name)].iloc[row])).squared()
            for name in names
            if component_column(name) in days.columns and pd.notna(days[component_column(name)].iloc[row])
        ]
        sheet.line(
            "sample_error", total(parts), about.of_day("error_variance", row), sample=days["sample_id"].iloc[row]
        )


def write_shared(sheet: Sheet, about: Subject) -> Number:
    """Write what shared errors leave in the mean: weights that share an error add before they are squared."""
    days = about.days
    weight = np.array([about.of_day("weight", row) for row in about.rows])
    parts: list[Expression] = []
    for name in (one for one in about.worked.included if one in SHARED_COMPONENTS):
        column = component_column(name)
        if column not in days.columns:
            continue
        sd = days[column].fillna(0.0).to_numpy(dtype=float)
        scope = [one for one in COMPONENT_SCOPES[name] if one in days.columns]
        alike = days.groupby(scope, sort=False, dropna=False).ngroup() if scope else pd.Series(0, index=days.index)
        group = alike.to_numpy()
        squares = [_loading(weight[group == one], sd[group == one]).squared() for one in np.unique(group)]
        parts.append(
            sheet.line("shared_component", total(squares), component=text(f"working.component.{name}", sheet.lang))
        )
    return sheet.line("shared", total(parts), about.part("shared"))


def _loading(weight: np.ndarray[Any, Any], sd: np.ndarray[Any, Any]) -> Expression:
    """Return the sum of weight times log spread of the samples that share an error."""
    if np.allclose(sd, sd[0]) and np.isclose(weight.sum(), 1.0):
        return Number(float(sd[0]))
    return total([Number(float(one)) * Number(float(spread)) for one, spread in zip(weight, sd, strict=True)])
