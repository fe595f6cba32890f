"""What a sample's weekday is evened out by."""

from __future__ import annotations

import numpy as np

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, exp, given, ln, total
from avloppsanalys.analysis.explain.own_days import OwnWeek, own_logs, write_own_weeks
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.reference import main_residue, week_citations, week_model
from avloppsanalys.wording import cited, percent, text

__all__ = ["write_pattern_doubt", "write_week"]


def write_week(sheet: Sheet, about: Subject) -> list[OwnWeek]:
    """Write the weekday factor of each sample of a level.

    Parameters
    ----------
    sheet : Sheet
        Where it is written.
    about : Subject
        The level.

    Returns
    -------
    list of OwnWeek
        The plant's own weeks, where the departure from the common one has been written from them.
    """
    sheet.heading("week")
    if about.result.protocol.weekday_basis == "as_sampled":
        sheet.say("week_as_sampled")
        return []
    sheet.say("week_what", source=cited(week_citations("weekday"), sheet.lang))
    factors, departure = about.origin.log_factors[about.series], about.origin.departure[about.series]
    own = bool(np.any(departure != 0))
    week_level, weeks = None, list[OwnWeek]()
    if own:
        sheet.say("week_own")
        weeks = _write_departure(sheet, about, departure)
        each = [exp(Number(float(factors[one])) + Number(float(departure[one]))) for one in range(len(factors))]
        week_level = sheet.line("week_level", ln(total(each) / given(len(factors))), about.of_series("week_level"))
    for row in about.rows:
        shares = about.layers.weekday_shares[row]
        sampled = np.flatnonzero(shares > 0).tolist()
        mix = ", ".join(f"{_day(sheet, one)} {percent(float(shares[one]), sheet.lang)}" for one in sampled)
        terms: list[Expression] = [_weighed(float(shares[one]), exp(Number(float(factors[one])))) for one in sampled]
        found = ln(total(terms))
        if week_level is not None:
            pattern = [_weighed(float(shares[one]), Number(float(departure[one]))) for one in sampled]
            found = total([found, *pattern]) - week_level
        sample = about.worked.days["sample_id"].iloc[row]
        sheet.line("weekday", found, about.of_day("weekday_log_factor", row), sample=sample, mix=mix)
    return weeks


def _write_departure(sheet: Sheet, about: Subject, departure: np.ndarray) -> list[OwnWeek]:
    """Write the plant's own departure: the solution, what it leaves of the days, and that this gives it again."""
    logs = own_logs(about)
    sampled = np.flatnonzero(about.layers.weekday_shares[logs["row"].to_numpy()].any(axis=0)).tolist()
    for one in sampled:
        sheet.value("departure_solution", float(departure[one]), day=_day(sheet, one))
    weeks = write_own_weeks(sheet, about)
    sheet.say("departure_left")
    left = {}
    for one in sampled:
        terms: list[Expression] = [
            log - week.mean
            for week in weeks
            for row, log in zip(week.rows, week.logs, strict=True)
            if about.layers.weekday_shares[row, one] > 0
        ]
        if terms:
            left[one] = sheet.line("departure_left_of", total(terms), day=_day(sheet, one))
    sheet.say("departure_check", spread=cited(week_citations("weekday_spread"), sheet.lang))
    spread = week_model(main_residue(about.level["substance"])).spread
    for one in range(len(departure)):
        parts: list[Expression] = [given(float(spread[one, other])) * rest for other, rest in left.items()]
        sheet.line("departure", total(parts), float(departure[one]), day=_day(sheet, one))
    return weeks


def _weighed(share: float, part: Expression) -> Expression:
    return part if share == 1 else Number(share) * part


def _day(sheet: Sheet, weekday: int) -> str:
    return text(f"working.day.{weekday + 1}", sheet.lang)


def write_pattern_doubt(sheet: Sheet, about: Subject) -> Number:
    """Write what the unknown part of the weekday pattern leaves in the level: p'Cp over the sampled weekdays."""
    weight = np.array([about.of_day("weight", row) for row in about.rows])
    mix = weight @ about.layers.weekday_shares[about.rows]
    unknown = about.layers.weekday_covariance[about.series]
    if not np.any(unknown) or about.part("weekday") == 0:
        sheet.say("weekday_none")
        return given(0.0)
    sampled = np.flatnonzero(mix > 0).tolist()
    terms: list[Expression] = []
    for place, one in enumerate(sampled):
        share = Number(float(mix[one]))
        terms.append(share.squared() * Number(float(unknown[one, one])))
        terms += [
            given(2) * share * Number(float(mix[other])) * Number(float(unknown[one, other]))
            for other in sampled[place + 1 :]
        ]
    sheet.say("weekday_doubt", days=", ".join(_day(sheet, one) for one in sampled))
    return sheet.line("weekday_variance", total(terms), about.part("weekday"))
