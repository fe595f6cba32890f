"""From what the laboratory printed to the load of each sample, step by step."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Number, given
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.reference import display_name
from avloppsanalys.wording import moment, number, text

__all__ = ["residue_rows", "write_load", "write_samples"]

_SAMPLE: Final = ["plant", "sample_id", "sample_type", "report_id", "revision"]
_MILLION: Final = 1_000_000
_BYPASSED: Final = "QUA013"
"""The check whose value is the share of the flow that was led past the plant."""


def write_samples(sheet: Sheet, about: Subject) -> None:
    """Write the load of each sample of a level of loads."""
    sheet.heading("samples")
    sheet.say("samples_formula")
    for row in about.rows:
        day = about.worked.days.iloc[row].to_dict()
        write_load(sheet, about, day)
        if day.get("limit_inferred"):
            sheet.say("limit_inferred" if pd.notna(day["high"]) else "limit_unknown")


def write_load(sheet: Sheet, about: Subject, load: dict[Any, Any]) -> None:
    """Write how one row of loads was made: concentration, flow, mass, persons."""
    source = _source(about.result.joined, load)
    _write_head(sheet, load, source)
    _write_printed(sheet, load, source)
    flow, persons = _write_flow(sheet, load, source), given(load["population"])
    _write_water(sheet, about, load, source, flow)
    sheet.say("persons", persons=number(load["population"], 0, sheet.lang), method=_method(load, sheet))
    concentration = load.get("concentration_ng_per_l")
    if pd.notna(concentration):
        printed = given(concentration)
        sheet.line("grams", printed * flow / given(_MILLION), load["load_g_per_day"], unit="g_per_day")
        sheet.line("load", printed * flow / persons, load["load_mg_per_day_per_1000"], unit="load")
        return
    for end in ("low", "high"):
        limit, bound = source.get(f"concentration_{end}_ng_per_l"), load.get(f"load_{end}_mg_per_day_per_1000")
        if pd.notna(limit) and pd.notna(bound) and bound > 0:
            sheet.line(f"load_{end}", given(limit) * flow / persons, bound, unit="load")


def residue_rows(about: Subject, day: dict[Any, Any], residues: list[str]) -> pd.DataFrame:
    """Return the loads of one sample's residues, in the order that is asked for."""
    loads = about.result.loads
    same = (loads["plant"] == day["plant"]) & (loads["sample_id"] == day["sample_id"])
    same &= loads["start"] == day["start"]
    if pd.notna(day.get("sample_type")):
        same &= loads["sample_type"] == day["sample_type"]
    rows: pd.DataFrame = loads[same & loads["residue"].isin(residues)]
    return rows.assign(order=rows["residue"].map(residues.index)).sort_values("order", kind="stable")


def _source(joined: pd.DataFrame, load: dict[Any, Any]) -> dict[Any, Any]:
    """Return the measurement behind a load; nothing where it is not at hand, as in a published analysis."""
    if joined.empty:
        return {}
    same = (joined["residue"] == load["residue"]) & (joined["start"] == load["start"])
    for name in _SAMPLE:
        if name in joined.columns and pd.notna(load.get(name)):
            same &= joined[name] == load[name]
    found = joined[same].to_dict("records")
    return found[0] if found else {}


def _write_head(sheet: Sheet, load: dict[Any, Any], source: dict[Any, Any]) -> None:
    start, end = load["start"], load["end"]
    hours = number((end - start).total_seconds() / 3600, 2, sheet.lang)
    sheet.lines.append("")
    sheet.say(
        "sample",
        sample=load["sample_id"],
        substance=display_name(load["residue"], sheet.lang),
        start=moment(start, sheet.lang),
        end=moment(end, sheet.lang),
        hours=hours.removesuffix(",00").removesuffix(".00"),
    )
    if pd.notna(source.get("source_file")):
        line = source.get("source_line")
        told = text("working.no_line", sheet.lang) if pd.isna(line) else f"{int(line)}"
        sheet.say("source", file=source["source_file"], line=told)
    if pd.notna(load.get("lab")):
        sheet.say("lab", lab=load["lab"])


def _write_printed(sheet: Sheet, load: dict[Any, Any], source: dict[Any, Any]) -> None:
    """Write the cell as the laboratory printed it, and what was read from it."""
    concentration = load.get("concentration_ng_per_l")
    printed = load.get("printed")
    if pd.notna(concentration):
        read = Number(concentration, is_given=True).written(6, sheet.lang)
        sheet.say("printed" if pd.notna(printed) else "unprinted", printed=printed, read=read)
        return
    ends = [source.get(f"concentration_{end}_ng_per_l") for end in ("low", "high")]
    low, high = ("?" if pd.isna(end) else given(float(end)).written(6, sheet.lang) for end in ends)
    what = text(f"working.qualifier.{load.get('qualifier', 'detected')}", sheet.lang)
    sheet.say("bounded", printed="–" if pd.isna(printed) else printed, what=what, low=low, high=high)


def _write_flow(sheet: Sheet, load: dict[Any, Any], source: dict[Any, Any]) -> Number:
    """Write the flow from volume and hours, where they are at hand."""
    volume, hours = source.get("flow_volume_m3"), source.get("flow_hours")
    flow = load["flow_m3_per_day"]
    if pd.isna(volume) or pd.isna(hours):
        sheet.value("flow_given", flow)
        return Number(flow)
    sheet.line("flow", given(volume) / given(hours) * given(24), flow, unit="flow")
    if source.get("flow_prorated"):
        sheet.say("flow_prorated")
    return Number(flow)


def _write_water(sheet: Sheet, about: Subject, load: dict[Any, Any], source: dict[Any, Any], flow: Number) -> None:
    """Write rain and water led past the plant as the sheet of samples has them, and the share of the day's flow."""
    rain, bypass = source.get("rain_mm"), source.get("bypass_m3")
    line = source.get("sheet_line")
    where = {
        "file": source.get("sheet_file"),
        "line": text("working.no_line", sheet.lang) if pd.isna(line) else f"{int(line)}",
    }
    for name, amount in (("rain", rain), ("bypass", bypass)):
        if pd.notna(amount):
            sheet.say(name, amount=given(amount).written(6, sheet.lang), **where)
    if pd.isna(bypass) or not bypass > 0 or pd.isna(flow.exact):
        return
    checks = about.result.quality
    same = (checks["check"] == _BYPASSED) & (checks["plant"] == load["plant"])
    share = checks.loc[same & (checks["sample_id"] == load["sample_id"]), "value"]
    days = (load["end"] - load["start"]).total_seconds() / 86_400
    water = flow if days == 1 else flow * given(days)
    found = None if share.empty else 100 * float(share.iloc[0])
    sheet.line("bypass_share", given(100) * given(bypass) / water, found, unit="percent")


def _method(load: dict[Any, Any], sheet: Sheet) -> str:
    method = load.get("population_method")
    return text("working.method_unknown", sheet.lang) if pd.isna(method) else str(method)
