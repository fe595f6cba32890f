"""From loads to the drug consumed and to doses: each factor with its source and status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, given, ln, most, root, total
from avloppsanalys.analysis.explain.samples import residue_rows, write_load
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.consumption import parts_of_consumption
from avloppsanalys.reference import FactorRow, contributions, display_name, factor_set, molar_mass
from avloppsanalys.tables import component_column
from avloppsanalys.wording import cited, text

__all__ = ["loads_behind", "write_factor_errors", "write_factors"]

_OWN_PER_RESIDUE = ("analysis", "stability")


def _rows(about: Subject) -> list[FactorRow]:
    """Return the factor rows of the drug."""
    chosen = factor_set(about.result.protocol.factor_set)
    return [row for row in chosen.rows if row.drug == about.level["substance"]]


def loads_behind(about: Subject) -> pd.DataFrame:
    """Return the rows of loads behind a level of consumption or doses."""
    residues = [row.residue for row in _rows(about)]
    found = [residue_rows(about, day, residues) for day in about.days.to_dict("records")]
    return pd.concat(found, ignore_index=True)


def write_factors(sheet: Sheet, about: Subject) -> None:
    """Write the loads of each sample's residues, and the consumption and doses that they stand for."""
    rows = _rows(about)
    _write_sources(sheet, about, rows)
    sheet.heading("samples")
    sheet.say("samples_formula")
    parts, _ = parts_of_consumption(
        about.result.loads,
        about.result.protocol.factor_set,
        drugs=[about.level["substance"]],
        allow_recalled=about.result.protocol.allow_recalled,
    )
    for day in about.days.to_dict("records"):
        for load in residue_rows(about, day, [row.residue for row in rows]).to_dict("records"):
            write_load(sheet, about, load)
        same = (parts["plant"] == day["plant"]) & (parts["sample_id"] == day["sample_id"])
        _write_consumption(sheet, about, day, parts[same & (parts["start"] == day["start"])], rows)


def _write_sources(sheet: Sheet, about: Subject, rows: Sequence[FactorRow]) -> None:
    """Write where factors and dose come from, and how far they can be trusted."""
    chosen = factor_set(about.result.protocol.factor_set)
    sheet.heading("factors", title=chosen.title_sv if sheet.lang == "sv" else chosen.title_en)
    for row in rows:
        fields = {
            "drug": display_name(row.drug, sheet.lang),
            "residue": display_name(row.residue, sheet.lang),
            "fraction": Number(row.excretion_fraction, is_given=True).written(6, sheet.lang),
            "basis": text(f"working.excretion.{row.basis}", sheet.lang),
            "source": cited([row], sheet.lang),
        }
        sheet.say("factor", **fields)
        if row.status == "recalled":
            sheet.say("unconfirmed")
        if row.basis == "molar":
            masses = [given(molar_mass(name)).written(6, sheet.lang) for name in (row.drug, row.residue)]
            sheet.say("molar_masses", drug=masses[0], residue=masses[1])
    dose = rows[0]
    if about.level["quantity"] == "doses":
        source = cited([_DoseCited(dose)], sheet.lang)
        sheet.say("dose", dose=given(dose.dose_mg).written(6, sheet.lang), source=source)
        sheet.say("dose_caveat")


class _DoseCited:
    """The source of a dose, which a factor row carries beside its own."""

    def __init__(self, row: FactorRow) -> None:
        self.source = row.dose_source
        self.status = row.dose_status or row.status


def _write_consumption(
    sheet: Sheet, about: Subject, day: dict[Any, Any], parts: pd.DataFrame, rows: Sequence[FactorRow]
) -> None:
    """Write what a sample's residues stand for: exactly, or as bounds."""
    sheet.lines.append("")
    sheet.say("consumption_of", sample=day["sample_id"])
    net_names = {"value": "net", "low": "net_low", "high": "net_high"}
    columns = {
        "value": "consumption_mg_per_day_per_1000",
        "low": "consumption_low_mg_per_day_per_1000",
        "high": "consumption_high_mg_per_day_per_1000",
    }
    ends = ["value"] if pd.notna(day[columns["value"]]) else ["low", "high"]
    for end in ends:
        whole = day[columns[end]]
        if pd.isna(whole) or not np.isfinite(whole) or whole <= 0:
            continue
        terms = [_consumed(sheet, about, part, row, net_names[end]) for part, row in _paired(parts, rows)]
        consumed = sheet.line(f"consumption_{end}", total(terms), whole, unit="load")
        if about.level["quantity"] == "doses":
            doses = day[columns[end].replace("consumption", "doses").replace("_mg_per", "_per")]
            sheet.line(f"doses_{end}", consumed / given(day["dose_mg"]), doses, unit="doses")


def _paired(parts: pd.DataFrame, rows: Sequence[FactorRow]) -> list[tuple[dict[Any, Any], FactorRow]]:
    by_residue = {part["residue"]: part for part in parts.to_dict("records")}
    return [(by_residue[row.residue], row) for row in rows if row.residue in by_residue]


_OWN_LOAD = {
    "net": "load_mg_per_day_per_1000",
    "net_low": "load_low_mg_per_day_per_1000",
    "net_high": "load_high_mg_per_day_per_1000",
}
_TAKEN_OFF = {
    "net": ("load_mg_per_day_per_1000",),
    "net_low": ("load_high_mg_per_day_per_1000", "load_mg_per_day_per_1000"),
    "net_high": ("load_low_mg_per_day_per_1000", "load_mg_per_day_per_1000"),
}
"""Which end of the other drug's residue leaves least, and most, of the own one."""


def _consumed(sheet: Sheet, about: Subject, part: dict[Any, Any], row: FactorRow, name: str) -> Expression:
    """Return what one residue stands for; what another drug contributes is taken off first."""
    net, own = Number(float(part[name])), part[_OWN_LOAD[name]]
    if pd.notna(own) and own != net.exact:
        for one in (one for one in contributions() if one.residue == row.residue):
            (other,) = residue_rows(about, part, [one.from_residue]).to_dict("records")
            taken = next(float(other[column]) for column in _TAKEN_OFF[name] if pd.notna(other[column]))
            sheet.say("contribution", ratio=given(one.ratio).written(6, sheet.lang), source=cited([one], sheet.lang))
            sheet.line("net", most(given(0), Number(float(own)) - given(one.ratio) * Number(taken)), net.exact)
    found: Expression = net
    if row.weight != 1:
        found = given(row.weight) * found
    if row.basis == "molar":
        found = found * given(molar_mass(row.drug)) / given(molar_mass(row.residue))
    return found / given(row.excretion_fraction)


def write_factor_errors(sheet: Sheet, about: Subject) -> None:
    """Write how the residues' components join in the drug's, and those of excretion and dose."""
    rows = _rows(about)
    parts, factors = parts_of_consumption(
        about.result.loads,
        about.result.protocol.factor_set,
        drugs=[about.level["substance"]],
        allow_recalled=about.result.protocol.allow_recalled,
    )
    if len(rows) > 1:
        sheet.say("shares_what")
        for day in about.days.to_dict("records"):
            same = (parts["plant"] == day["plant"]) & (parts["sample_id"] == day["sample_id"])
            _write_joint(sheet, about, day, parts[same & (parts["start"] == day["start"])].to_dict("records"))
    first = factors.iloc[0]
    for name in ("excretion", "dose"):
        if name in about.worked.included:
            _write_factor_error(sheet, about, name, first)


def _write_joint(sheet: Sheet, about: Subject, day: dict[Any, Any], parts: list[dict[Any, Any]]) -> None:
    """Write the components of a sum of residues: own errors add in squares, shared ones as they are."""
    shares = [Number(float(part["share"])) for part in parts]
    for share, part in zip(shares, parts, strict=True):
        size = part["value"] if pd.notna(part["value"]) else part["high"]
        sizes = [one["value"] if pd.notna(one["value"]) else one["high"] for one in parts]
        residue = display_name(part["residue"], sheet.lang)
        if all(pd.notna(one) and np.isfinite(one) and one > 0 for one in sizes):
            whole = total([Number(float(one)) for one in sizes])
            sheet.line("share", Number(float(size)) / whole, share.exact, residue=residue, sample=day["sample_id"])
        else:
            sheet.value("share", share.exact, residue=residue, sample=day["sample_id"])
    for name in about.worked.included:
        column = component_column(name)
        if name in ("excretion", "dose") or column not in parts[0] or column not in day:
            continue
        sds = [part[column] if pd.notna(part[column]) else 0.0 for part in parts]
        each = [share * Number(float(sd)) for share, sd in zip(shares, sds, strict=True)]
        joint = root(total([one.squared() for one in each])) if name in _OWN_PER_RESIDUE else total(each)
        label = text(f"working.component.{name}", sheet.lang)
        sheet.line("joint", joint, float(day[column]), component=label, sample=day["sample_id"])


def _write_factor_error(sheet: Sheet, about: Subject, name: str, row: pd.Series[Any]) -> None:
    """Write the log spread of excretion or dose: as stated, or the general one widened to the factor's own range."""
    sd = float(about.days[component_column(name)].iloc[0])
    label = {
        "component": text(f"working.component.{name}", sheet.lang),
        "samples": text("working.all_samples", sheet.lang),
    }
    cv = about.result.protocol.components[name]
    general = root(ln(given(1) + given(cv).squared()))
    if pd.isna(row[f"stated_{name}"]) and abs(general.value(17) - sd) < 1e-12:
        sheet.line("component", general, sd, **label)
        kind = "general_factor"
    else:
        sheet.value("component", sd, **label)
        kind = "stated" if pd.notna(row[f"stated_{name}"]) else "range"
    scope = text("working.scope.shared", sheet.lang, columns=text("working.column.drug", sheet.lang))
    sheet.say("component_source", source=text(f"working.basis.{kind}", sheet.lang), scope=scope)
