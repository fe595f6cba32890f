"""Every step in order, each handed the table of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from avloppsanalys.analysis.caveats import small_plants
from avloppsanalys.analysis.decided import decided_days, decided_levels, decided_prescribed, decided_trends
from avloppsanalys.analysis.european import compared_days
from avloppsanalys.analysis.input_files import input_files
from avloppsanalys.analysis.lab_answers import with_other_samples
from avloppsanalys.analysis.public_parts import plants_title
from avloppsanalys.analysis.result import Analysis
from avloppsanalys.analysis.sheets import with_water
from avloppsanalys.analysis.special_days import judged_events, known_events, note_left_out, season_levels
from avloppsanalys.consumption import back_calculate, known_prescriptions, unestimated
from avloppsanalys.labcheck import compare_with_lab
from avloppsanalys.lagesbild import assessment_problems, context_table, known_assessments, known_context
from avloppsanalys.loads import (
    current_answers,
    daily_loads,
    is_counted,
    join_samples,
    overlapping_samples,
    uncounted_answers,
    unmatched_samples,
)
from avloppsanalys.planning import follow_up, unsampled_places
from avloppsanalys.protocol import AnalysisProtocol, protocol_cautions, read_protocol
from avloppsanalys.quality import quality_report, unmatched_sheets
from avloppsanalys.readers import LabReading, Reading
from avloppsanalys.reference import bundled, display_name, factor_set
from avloppsanalys.tables import (
    ASSESSMENTS,
    CONSUMPTION,
    CONTEXT,
    EVENTS,
    FOLLOW_UP,
    LOADS,
    PLAN,
    PRESCRIPTIONS,
    PROBLEMS,
    SYNTHETIC_LAB,
    TREND_LINES,
    TRENDS,
    arrange,
    empty,
    only,
)
from avloppsanalys.wording import Language, ProblemLog, number

__all__ = ["analyse"]


def analyse(
    lab: LabReading,
    flow: Reading,
    plants: Reading,
    *,
    protocol: AnalysisProtocol | str | Path,
    events: Reading | None = None,
    samples: Reading | None = None,
    plan: Reading | None = None,
    assessments: Reading | None = None,
    purpose: str | None = None,
    euda: Reading | None = None,
    euda_own: Sequence[str] = (),
    prescriptions: Reading | None = None,
    context: Reading | None = None,
    title: str | None = None,
    as_of: pd.Timestamp | None = None,
    lang: Language = "sv",
) -> Analysis:
    """Compute loads, consumption, levels and changes from what was read, by the decisions of a protocol.

    Parameters
    ----------
    lab : LabReading
        From `read_lab`.
    flow, plants : Reading
        From `read_flow` and `read_plants`.
    protocol : AnalysisProtocol, str or Path
        The decisions, or the file that holds them; a name that is no file here is looked for among the protocols that
        come with the package (``"protocols/exempelkommun.toml"``).
    events : Reading, optional
        From `read_events`: days on those that the protocol keeps out do not count in the judgement of change, unless
        they recur every year.
    samples : Reading, optional
        From `read_samples`: how each sample was taken and kept, for the quality checks.
    plan : Reading, optional
        From `read_plan`: which days were to be sampled, to follow up. One without rows is told as a plan that has not
        begun.
    assessments : Reading, optional
        From `read_assessments`: what the group has concluded of figures that it was shown.
    purpose : str, optional
        Why these drugs are followed in wastewater, in the kommun's own words.
    euda : Reading, optional
        From `read_euda` with its site table: the plants' days beside European towns of like size. Without it nothing
        is told of Europe.
    euda_own : sequence of str, optional
        Towns of EUDA's file that are the kommun's own, as the file writes them: its plants are not set beside them.
    prescriptions : Reading, optional
        From `read_prescriptions`: what of a level may come from prescribed medicines.
    context : Reading, optional
        From `read_context`: other indicators, which are set beside the levels and never computed with. Small counts of
        them are suppressed here and stand in nothing that the analysis holds or writes.
    title : str, optional
        Heading of charts and underlag; by default the plants' names.
    as_of : pandas.Timestamp, optional
        Only what was known at this moment counts. By default the latest `available_from`, never today's clock.
    lang : {"sv", "en"}, default "sv"
        Language of problems, charts and caveats.

    Returns
    -------
    Analysis
        Tables of loads, consumption, levels, trends, quality and problems, and what agrees with the laboratory's own
        figures.

    Raises
    ------
    ProtocolError
        If the protocol has faults.
    TableError
        If a table is not what its name says.
    UnknownNameError
        If EUDA's file holds no town of a name in `euda_own`; near names are listed.
    """
    read: dict[str, LabReading | Reading | None] = {
        "lab": lab, "flow": flow, "plants": plants, "events": events, "samples": samples, "plan": plan,
        "assessments": assessments, "euda": euda, "prescriptions": prescriptions, "context": context,
    }  # fmt: skip
    given = {kind: reading for kind, reading in read.items() if reading is not None}
    planned = None if plan is None or plan.table.empty else plan.table
    decided = protocol if isinstance(protocol, AnalysisProtocol) else read_protocol(_protocol_file(protocol))
    latest = lab.table["available_from"].max() if as_of is None else as_of
    known_at = None if pd.isna(latest) else latest
    answers = current_answers(lab.table, as_of=known_at)
    joined = join_samples(answers, flow.table, plants.table)
    counted = is_counted(joined, samples.table) if samples else pd.Series(True, index=joined.index)
    complete = only(joined, (counted & (joined["flow_m3_per_day"] > 0) & (joined["population"] > 0)).to_numpy())
    loads = daily_loads(complete, components=decided.components, interval_level=decided.interval_level)
    consumption, withheld = _consumption(loads, decided, lang)
    small = {str(plant): persons for plant, persons in small_plants(loads, decided.smallest_population).items()}
    days = decided_days(loads, consumption, decided)
    levels = note_left_out(decided_levels(days, decided).levels, only(joined, ~counted.to_numpy()), decided)
    dispensed, not_over = known_prescriptions(
        arrange(prescriptions.table, PRESCRIPTIONS) if prescriptions else empty(PRESCRIPTIONS), known_at, lang=lang
    )
    seasons = season_levels(loads, decided)
    prescribed = decided_prescribed(dispensed, levels, seasons, decided).prescribed
    # by a day that was asked for, not by the latest answer: the group says what it says, and logs, after it
    logged, not_begun = known_events(events.table if events else empty(EVENTS), as_of, lang=lang)
    judged = decided_trends(days, decided, judged_events(logged, loads, decided))
    known = with_other_samples(loads, joined, lab, flow.table, plants.table)
    compared = compare_with_lab(lab.reported, known, consumption, lang=lang)
    assessed, too_late = known_assessments(assessments.table if assessments else empty(ASSESSMENTS), as_of, lang=lang)
    quality = quality_report(
        joined,
        samples=samples.table if samples else None,
        events=logged if events else None,
        thresholds=decided.thresholds,
        lang=lang,
    )
    figures, not_known = known_context(context.table if context else empty(CONTEXT), known_at, lang=lang)
    problems = [
        *(reading.problems for reading in given.values()),
        not_known,
        not_over,
        not_begun,
        *([] if planned is None else [unsampled_places(planned, lab.table, lang=lang)]),
        *([uncounted_answers(lab.table, as_of=known_at, lang=lang)] if len(answers) < len(lab.table) else []),
        _told_once(overlapping_samples(answers, lang=lang), lab.problems),
        unmatched_samples(joined, lang=lang),
        *([unmatched_sheets(joined, samples.table, lang=lang)] if samples else []),
        _small(small, decided, lang),
        protocol_cautions(decided, lang),
        withheld,
        unestimated(consumption, lang=lang),
        compared.problems,
        assessment_problems(assessed, levels, lang=lang),
        too_late,
    ]
    beside = (
        context_table(figures, smallest_count=decided.smallest_count, as_of=known_at, lang=lang)
        if context
        else empty(CONTEXT)
    )
    return Analysis(
        title=title or plants_title(loads),
        protocol=decided,
        as_of=known_at,
        lang=lang,
        synthetic=bool((lab.table["lab"] == SYNTHETIC_LAB).any()),
        inputs=input_files(
            given,
            {
                "lab": lab.table
                if known_at is None
                else only(lab.table, ~(lab.table["available_from"] > known_at).to_numpy()),
                "events": logged,
                "assessments": assessed,
                "prescriptions": dispensed,
                "context": figures,
            },
            beside,
        ),
        loads=loads,
        report_ids=lab.report_ids,
        joined=with_water(joined, samples.table if samples else None),
        small=small,
        consumption=consumption,
        levels=levels,
        trends=empty(TRENDS) if judged is None else judged.trends,
        trend_lines=empty(TREND_LINES) if judged is None else judged.lines,
        season_levels=seasons,
        events=logged,
        quality=quality,
        follow_up=(
            empty(FOLLOW_UP) if planned is None else follow_up(planned, lab.table, quality=quality, as_of=known_at)
        ),
        comparison=compared.figures,
        plan=empty(PLAN) if planned is None else arrange(planned, PLAN),
        plan_given=plan is not None,
        assessments=arrange(assessed, ASSESSMENTS),
        purpose=purpose,
        europe=compared_days(loads, euda, euda_own),
        prescriptions=dispensed,
        prescribed=prescribed,
        context=beside,
        problems=arrange(pd.concat([table for table in problems if len(table)] or [lab.problems]), PROBLEMS),
    )


def _protocol_file(protocol: str | Path) -> Path:
    """Return the file of a protocol: where it was said to be, or among those that come with the package."""
    path = Path(protocol)
    return path if path.exists() or path.parts[:1] != ("protocols",) else bundled(path.as_posix())


def _told_once(overlaps: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return the overlaps that the reader, which sees the files of one section together, has not already told."""
    if overlaps.empty:
        return overlaps
    told = pd.MultiIndex.from_frame(read.loc[read["rule"] == "LAB023", ["file", "line"]])
    return overlaps[~pd.MultiIndex.from_frame(overlaps[["file", "line"]]).isin(told)]


def _small(small: Mapping[str, float], protocol: AnalysisProtocol, lang: Language) -> pd.DataFrame:
    """Return a warning of each plant that the protocol does not publish alone."""
    log = ProblemLog(lang)
    for plant, persons in small.items():
        log.add(
            "LOAD007",
            plant=plant,
            persons=number(persons, 0, lang),
            smallest=number(protocol.smallest_population, 0, lang),
        )
    return log.table()


def _consumption(loads: pd.DataFrame, protocol: AnalysisProtocol, lang: Language) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return consumption for the drugs whose factors may be used, and a note on each of the others."""
    log = ProblemLog(lang)
    rows = factor_set(protocol.factor_set).rows
    measured = set(loads["residue"].unique())
    unconfirmed = {row.drug: row.status for row in rows if row.status == "recalled" and not protocol.allow_recalled}
    drugs = [drug for drug in dict.fromkeys(row.drug for row in rows) if drug not in unconfirmed]
    for drug in unconfirmed:
        if any(row.residue in measured for row in rows if row.drug == drug):
            log.add("CON001", drug=display_name(drug, lang), factor_set=protocol.factor_set, status=unconfirmed[drug])
    if not drugs:
        return arrange(pd.DataFrame(columns=list(CONSUMPTION.columns)), CONSUMPTION), log.table()
    consumption = back_calculate(
        arrange(loads, LOADS),
        protocol.factor_set,
        drugs=drugs,
        allow_recalled=protocol.allow_recalled,
        components=protocol.components,
        interval_level=protocol.interval_level,
    )
    return consumption, log.table()
