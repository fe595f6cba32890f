"""What prescribed medicines are expected to give, and what of the level is left without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.analysis.decided import decided_prescribed
from avloppsanalys.analysis.explain.arithmetic import Expression, Number, exp, given, ln, normal, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.lagesbild import prescribed_words
from avloppsanalys.reference import PrescribedResidue, Status, display_name, molar_mass, prescribed_residues
from avloppsanalys.uncertainty import SplitLognormal
from avloppsanalys.wording import cited, date, number, text

__all__ = ["write_prescribed"]

_ENDS: Final = ("low", "typical", "high")
_SUFFIX: Final = {"low": "_low", "typical": "", "high": "_high"}
_PLACES: Final = (-3, -2, -1, 0, 1, 2, 3)
"""Normal scores at which the check of the net's ends is taken: so few that a pocket calculator is enough."""


def write_prescribed(sheet: Sheet, about: Subject) -> None:
    """Write the expected load of each medicine, their sum, and the net of the level with its interval."""
    row = _row(about)
    if row is None:
        return
    sheet.heading("prescribed")
    if pd.notna(row["expected"]):
        _write_expected(sheet, about, row)
    sheet.tell(prescribed_words(row, sheet.lang))


def _row(about: Subject) -> dict[Any, Any] | None:
    """Return the level's row of prescribed loads; None where no medicine leaves the substance."""
    table, level = about.result.prescribed, about.level
    if level["quantity"] != "load" or table.empty:
        return None
    found = table[_of_level(table, level)].to_dict("records")
    return found[0] if found else None


def _of_level(table: pd.DataFrame, level: dict[str, Any]) -> pd.Series[bool]:
    same = (table["place"] == level["place"]) & (table["substance"] == level["substance"])
    found: pd.Series[bool] = same & (table["period"] == level["period"])
    return found


def _write_expected(sheet: Sheet, about: Subject, row: dict[Any, Any]) -> None:
    """Write the medicines and their sum, and the net if the level has a number."""
    found = about.result
    worked = decided_prescribed(found.prescriptions, found.levels, found.season_levels, found.protocol)
    serving = worked.serving[_of_level(worked.serving, about.level)].to_dict("records")
    tabled = {one.atc: one for one in prescribed_residues() if one.residue == about.level["substance"]}
    sheet.say("prescribed_what")
    terms: dict[str, list[Expression]] = {end: [] for end in _ENDS}
    for medicine in serving:
        given_off = _write_medicine(sheet, medicine, tabled[medicine["atc"]], worked.wider)
        for end, load in given_off.items():
            terms[end].append(load)
    sheet.lines.append("")
    sheet.say("prescribed_sum")
    expected = {
        end: sheet.line(f"prescribed_sum_{end}", total(terms[end]), row[f"expected{_SUFFIX[end]}"], unit="load")
        for end in _ENDS
    }
    if pd.isna(row["net"]):
        return
    net = Number(float(row["observed"])) - expected["typical"]
    sheet.line("prescribed_net", net, row["net"], unit="load")
    if pd.notna(row["net_low"]):
        _write_net(sheet, row, expected)


@dataclass(frozen=True, slots=True)
class _Cited:
    """The source of one of the numbers of a medicine."""

    source: str
    status: Status


def _write_medicine(
    sheet: Sheet, medicine: dict[Any, Any], tabled: PrescribedResidue, wider: float
) -> dict[str, Number]:
    """Write what one medicine gives: low, typical and high; nothing where its amount is unknown."""
    lang = sheet.lang
    doses = given(medicine["ddd_per_day_per_1000"])
    named = {
        "medicine": display_name(medicine["medicine"], lang),
        "atc": medicine["atc"],
        "doses": doses.written(6, lang),
        "start": date(medicine["start"].date(), lang),
        "end": date((medicine["end"] - pd.Timedelta(seconds=1)).date(), lang),
    }
    sheet.lines.append("")
    sheet.say("medicine", **named)
    if medicine["status"] == "preliminary":
        sheet.tell(text("prescribed.note.preliminary", lang))
    if doses.exact == 0:
        return {}
    if not medicine["known"]:
        sheet.say("medicine_unknown")
        return {}
    _write_factors(sheet, tabled)
    found = {}
    for end in _ENDS:
        found[end] = sheet.line(f"medicine_{end}", _given_off(doses, tabled, end, wider), medicine[end], unit="load")
    return found


def _write_factors(sheet: Sheet, tabled: PrescribedResidue) -> None:
    """Write what one daily dose consists of and how much of it is excreted, each with its source."""
    lang = sheet.lang
    shares = {end: given(share).written(6, lang) for end, share in _shares(tabled).items()}
    base, residue = (display_name(name, lang).lower() for name in (tabled.base, tabled.residue))
    numbers = {"ddd": tabled.ddd_mg, "share": tabled.base_fraction}
    sheet.say("medicine_dose", base=base, **{name: given(one).written(6, lang) for name, one in numbers.items()})
    sheet.say("medicine_excreted", base=base, residue=residue, **shares)
    if tabled.base != tabled.residue:
        masses = [given(molar_mass(name)).written(6, lang) for name in (tabled.base, tabled.residue)]
        sheet.say("molar_masses", drug=masses[0], residue=masses[1])
    sources = {
        "dose": (tabled.ddd_source, tabled.ddd_status),
        "base": (tabled.base_source, tabled.base_status),
        "excreted": (tabled.source, tabled.status),
    }
    told = {name: cited([_Cited(key, status)], lang) for name, (key, status) in sources.items() if status}
    sheet.say("medicine_sources", **told)
    if tabled.weakest_status == "recalled":
        sheet.say("unconfirmed")


def _shares(tabled: PrescribedResidue) -> dict[str, float]:
    return {"low": tabled.excretion_low, "typical": tabled.excretion_fraction, "high": tabled.excretion_high}


def _given_off(doses: Number, tabled: PrescribedResidue, end: str, wider: float) -> Expression:
    """Return doses x DDD x share that is the base x molar ratio x excreted share."""
    found: Expression = doses * given(tabled.ddd_mg)
    if tabled.base_fraction != 1:
        found = found * given(tabled.base_fraction)
    if tabled.base != tabled.residue:
        found = found * given(molar_mass(tabled.residue)) / given(molar_mass(tabled.base))
    share, typical = given(_shares(tabled)[end]), given(tabled.excretion_fraction)
    if end == "typical" or wider == 1:
        return found * share
    return found * typical * exp(Number(wider) * ln(share / typical))


def _write_net(sheet: Sheet, row: dict[Any, Any], expected: dict[str, Number]) -> None:
    """Write the spreads of level and expected load, the ends of their difference, and a check of these."""
    from scipy.special import ndtri

    ends = {name: Number(float(row[column])) for name, column in (("low", "net_low"), ("high", "net_high"))}
    observed = {
        end: Number(float(row[f"observed{name}"])) for end, name in zip(_ENDS, ("_low", "", "_high"), strict=True)
    }
    checked = all(one["low"].exact < one["typical"].exact < one["high"].exact for one in (observed, expected))
    if not checked:  # nothing is prescribed, or a side has no width: there is nothing to add up
        for name, value in ends.items():
            sheet.value(f"prescribed_net_{name}", value.exact)
        return
    sheet.say("prescribed_net_what")
    level = float(row["interval_level"])
    z = sheet.value("z", float(ndtri((1 + level) / 2)))
    laws = [_Law(sheet, name, one, z, level) for name, one in (("level", observed), ("expected", expected))]
    for name, value in ends.items():
        sheet.value(f"prescribed_net_{name}", value.exact)
    sheet.say("prescribed_check_what")
    inner, outer = sorted(laws[::-1], key=lambda law: law.width)
    tabled = inner.at_places(sheet)
    sides = {"low": (1 - level) / 2, "high": (1 + level) / 2}
    for name, asked in sides.items():
        shown = given(round(asked, 9)).written(6, sheet.lang)
        chance = _chance(tabled, outer, ends[name], taken_off=inner is laws[1])
        sheet.line(f"prescribed_check_{name}", chance, asked=shown)


class _Law:
    """Level or expected load: a median and a log spread on each side of it, written as it is made."""

    def __init__(self, sheet: Sheet, name: str, ends: dict[str, Number], z: Number, level: float) -> None:
        low, typical, high = (np.array([ends[end].exact]) for end in _ENDS)
        law = SplitLognormal.from_interval(typical, low, high, level)
        self.name, self.median = name, ends["typical"]
        self.below = sheet.line(f"prescribed_{name}_below", ln(self.median / ends["low"]) / z, law.sd_below[0])
        self.above = sheet.line(f"prescribed_{name}_above", ln(ends["high"] / self.median) / z, law.sd_above[0])
        self.width = float(np.diff(law.at_score(np.array([-1.0, 1.0])))[0])

    def at_places(self, sheet: Sheet) -> dict[int, Number]:
        """Write the quantity at each place of the check."""
        found = {}
        for place in _PLACES:
            spread = self.below if place < 0 else self.above
            value = self.median if place == 0 else self.median * exp(given(place) * spread)
            found[place] = sheet.line(
                f"prescribed_at_{self.name}", value, unit="load", place=number(place, 0, sheet.lang)
            )
        return found

    def score(self, value: Expression) -> Expression:
        """Return how many spreads a value lies from the median, on the log scale."""
        return ln(value / self.median) / (self.below if value.value(17) < self.median.exact else self.above)


def _chance(tabled: dict[int, Number], outer: _Law, net: Number, *, taken_off: bool) -> Expression:
    """Return the chance that the difference lies below an end, over the places of the law that is tabled.

    `taken_off`: the tabled one is what is taken from the level.
    """
    whole = sum(np.exp(-(place**2) / 2) for place in _PLACES)
    terms: list[Expression] = []
    for place, value in tabled.items():
        weight = Number(float(np.exp(-(place**2) / 2) / whole))
        asked = value + net if taken_off else value - net
        if asked.value(17) > 0:
            score = outer.score(asked)
            terms.append(weight * normal(score if taken_off else given(-1) * score))
        elif not taken_off:
            terms.append(weight)
    return total(terms)
