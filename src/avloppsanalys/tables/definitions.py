"""Column names, kinds and keys of every table: the one place where they are defined.

Column names are the API of this package: lower snake case with the unit as suffix. The same word means the same
quantity in a column, an argument and a document; ``docs/glossary.md`` explains each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = [
    "ALL_COMPONENTS",
    "ASSESSMENTS",
    "AS_WRITTEN",
    "CLAIMS",
    "COMPONENT_SCOPES",
    "CONSUMPTION",
    "CONTEXT",
    "EUROPE",
    "EVENTS",
    "EVENT_TYPES",
    "FLOWS",
    "FOLLOW_UP",
    "LAB_DOSES",
    "LAB_FIGURES",
    "LAB_WATER",
    "LEVELS",
    "LOADS",
    "MASS_LEVELS",
    "MEASUREMENTS",
    "PLAN",
    "PLANTS",
    "PRESCRIBED",
    "PRESCRIPTIONS",
    "PROBLEMS",
    "QUALIFIERS",
    "QUALITY",
    "QUALITY_VERDICTS",
    "REPORTED",
    "REVISIONS",
    "SAMPLER_SETTINGS",
    "SAMPLES",
    "SAMPLE_COMPONENTS",
    "SAMPLING_CURVES",
    "SAMPLING_NEEDED",
    "SAMPLING_OPTIONS",
    "SHARED_COMPONENTS",
    "SKIPPED",
    "SYNTHETIC_LAB",
    "TIMEZONE",
    "TRENDS",
    "TREND_LINES",
    "LevelQuantity",
    "Table",
    "WeekdayBasis",
    "component_column",
]

Kind = Literal["text", "number", "count", "time", "flag"]

LevelQuantity = Literal["load", "consumption", "doses"]
"""What a level can be of."""

WeekdayBasis = Literal["seven_days", "as_sampled"]
"""What a level's days stand for: seven-day weeks, or the days as they were sampled."""

TIMEZONE: Final = "Europe/Stockholm"
"""Every start and end is a moment in Swedish time; a day may have 23 or 25 hours."""

SYNTHETIC_LAB: Final = "SYNTETISKA DATA"
"""The laboratory of every invented measurement: a stamp that travels with the rows through files and tables."""

QUALIFIERS: Final = ("quantified", "below_loq", "below_lod", "detected", "above_range")
"""What the laboratory said of a value; all but ``quantified`` leave an interval instead of a number."""

QUALITY_VERDICTS: Final = ("flag", "not_assessable", "pass")
"""What a check says of a sample; a flag marks and never deletes."""

EVENT_TYPES: Final = ("public_holiday", "festival", "payday_weekend", "intervention", "disturbance")
"""What makes days unlike others: storhelg, festival, lönehelg, insats, driftstörning."""

COMPONENT_SCOPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sampling": ("plant", "sample_id"),
        "analysis": ("plant", "sample_id", "residue"),
        "flow": ("plant", "sample_id"),
        "meter": ("plant", "meter"),
        "population": ("plant", "population_method"),
        "lab": ("lab", "method"),
        "stability": ("residue",),
        "excretion": ("drug", "factor_set"),
        "dose": ("drug", "factor_set"),
    }
)
"""Uncertainty component -> the columns within which its error is one and the same."""

SAMPLE_COMPONENTS: Final = ("sampling", "analysis", "flow")
"""Drawn anew for each sample: they average out over days."""

SHARED_COMPONENTS: Final = tuple(name for name in COMPONENT_SCOPES if name not in SAMPLE_COMPONENTS)
"""Common to many samples: they do not average out, and cancel in a trend."""

ALL_COMPONENTS: Final = tuple(COMPONENT_SCOPES)


def component_column(component: str) -> str:
    """Return the column that carries a component's log standard deviation.

    Parameters
    ----------
    component : str
        A key of `COMPONENT_SCOPES`.

    Returns
    -------
    str

    Examples
    --------
    >>> component_column("sampling")
    'log_sd_sampling'
    """
    return f"log_sd_{component}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The contract of one table: its columns with their kind, its key, and what a verb cannot do without."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Kind]
    required: tuple[str, ...]


def _table(name: str, key: str, required: str = "", **kinds: str) -> Table:
    """Build a `Table` from names separated by spaces; what is not said to be required is optional."""
    columns: dict[str, Kind] = {}
    for kind in ("text", "number", "count", "time", "flag"):
        columns.update(dict.fromkeys(kinds.get(kind, "").split(), kind))
    ordered = {column: columns[column] for column in kinds["order"].split()}
    assert ordered.keys() == columns.keys(), f"{name}: order and kinds name different columns"
    keys = tuple(key.split())
    return Table(name=name, key=keys, columns=ordered, required=tuple(required.split()) or keys)


MEASUREMENTS: Final = _table(
    "measurements",
    key="plant sample_id residue report_id revision sample_type",
    required="plant sample_id residue start end concentration_ng_per_l",
    text="plant sample_id residue report_id sample_type qualifier matrix lab method printed source_file",
    count="revision source_line",
    time="start end available_from",
    number=(
        "concentration_ng_per_l concentration_low_ng_per_l concentration_high_ng_per_l lod_ng_per_l loq_ng_per_l"
        " analysis_cv recovery interlab_z enantiomeric_fraction"
    ),
    order=(
        "plant sample_id residue report_id revision sample_type start end concentration_ng_per_l"
        " concentration_low_ng_per_l concentration_high_ng_per_l qualifier lod_ng_per_l loq_ng_per_l analysis_cv"
        " recovery interlab_z enantiomeric_fraction matrix lab method available_from printed source_file source_line"
    ),
)
"""What the laboratory measured; `concentration_ng_per_l` is missing where only an interval is known."""

REPORTED: Final = _table(
    "reported",
    key="plant sample_id substance quantity report_id revision",
    required="plant sample_id substance quantity value",
    text="plant sample_id substance quantity report_id unit written printed source_file",
    time="start end",
    count="revision source_line",
    number="value dose_mg",
    order=(
        "plant sample_id substance quantity report_id revision start end value unit written printed dose_mg source_file"
        " source_line"
    ),
)
"""What the laboratory itself computed (sum rows included), kept beside and never computed with."""

AS_WRITTEN: Final = "as_written"
"""The `quantity` of a reported figure whose heading is none of ours: `unit` holds its words."""

FLOWS: Final = _table(
    "flows",
    key="plant start end",
    required="plant start end volume_m3",
    text="plant meter source_file",
    time="start end",
    number="volume_m3 flow_cv",
    count="source_line",
    order="plant start end volume_m3 flow_cv meter source_file source_line",
)
"""Volume that passed during a sampling period."""

PLANTS: Final = _table(
    "plants",
    key="plant valid_from",
    required="plant population",
    text="plant name municipality_code population_method sampler_mode source_file",
    time="valid_from",
    number="population population_cv sampling_interval_min residence_time_h",
    count="source_line",
    order=(
        "plant valid_from name municipality_code population population_method population_cv sampler_mode"
        " sampling_interval_min residence_time_h source_file source_line"
    ),
)
"""Treatment plants with dated population: connected persons, not the inhabitants of the kommun."""

_SAMPLE_TEXT = (
    "plant sample_id residue report_id sample_type qualifier printed matrix lab method meter population_method"
    " campaign block"
)

LOADS: Final = _table(
    "loads",
    key="plant sample_id residue report_id revision sample_type",
    required="plant sample_id residue start end load_mg_per_day_per_1000",
    text=_SAMPLE_TEXT,
    count="revision",
    time="start end available_from",
    number=(
        "concentration_ng_per_l flow_m3_per_day population load_g_per_day load_mg_per_day_per_1000"
        " load_low_mg_per_day_per_1000 load_high_mg_per_day_per_1000 low high interval_level "
        + " ".join(f"log_sd_{name}" for name in COMPONENT_SCOPES if name not in ("excretion", "dose"))
    ),
    order=(
        "plant sample_id residue report_id revision sample_type start end campaign block qualifier"
        " concentration_ng_per_l printed flow_m3_per_day population population_method meter matrix lab method"
        " load_g_per_day"
        " load_mg_per_day_per_1000 load_low_mg_per_day_per_1000 load_high_mg_per_day_per_1000 low high"
        " interval_level "
        + " ".join(f"log_sd_{name}" for name in COMPONENT_SCOPES if name not in ("excretion", "dose"))
        + " available_from"
    ),
)
"""Daily mass per 1000 persons; ``load_low``/``load_high`` bound what the laboratory could not quantify,
``low``/``high`` are the interval of the single day."""

CONSUMPTION: Final = _table(
    "consumption",
    key="plant sample_id drug factor_set report_id revision sample_type",
    required="plant sample_id drug factor_set start end consumption_mg_per_day_per_1000",
    text=(
        "plant sample_id drug factor_set report_id sample_type qualifier factor_status dose_basis note lab method meter"
        " population_method campaign block"
    ),
    count="revision",
    time="start end available_from",
    number=(
        "load_mg_per_day_per_1000 consumption_mg_per_day_per_1000 consumption_low_mg_per_day_per_1000"
        " consumption_high_mg_per_day_per_1000 doses_per_day_per_1000 doses_low_per_day_per_1000"
        " doses_high_per_day_per_1000 doses_per_day dose_mg"
        " population low high interval_level " + " ".join(f"log_sd_{name}" for name in COMPONENT_SCOPES)
    ),
    order=(
        "plant sample_id drug factor_set report_id revision sample_type start end campaign block qualifier"
        " load_mg_per_day_per_1000 consumption_mg_per_day_per_1000 consumption_low_mg_per_day_per_1000"
        " consumption_high_mg_per_day_per_1000"
        " low high interval_level doses_per_day_per_1000 doses_low_per_day_per_1000 doses_high_per_day_per_1000"
        " doses_per_day dose_mg dose_basis"
        " factor_status note population population_method meter lab method "
        + " ".join(f"log_sd_{name}" for name in COMPONENT_SCOPES)
        + " available_from"
    ),
)
"""Drug consumed, computed back from its residues by a named factor set."""

LEVELS: Final = _table(
    "levels",
    key="place substance quantity factor_set period",
    text="place substance quantity factor_set period unit weekday_basis method factor_status note",
    time="period_start period_end available_from",
    count="n_days n_campaigns n_below_loq",
    number=(
        "estimate low high interval_level sample_mean detection_frequency detection_low detection_high days_sampled"
        " sd_day sd_campaign sd_error sd_shared df dose_mg"
    ),
    order=(
        "place substance quantity factor_set period period_start period_end unit estimate low high interval_level"
        " sample_mean n_days n_campaigns n_below_loq detection_frequency detection_low detection_high days_sampled"
        " weekday_basis sd_day sd_campaign sd_error sd_shared df method factor_status dose_mg note available_from"
    ),
)
"""Mean daily load (or consumption, or doses) of a whole period, with an interval that covers days not sampled."""

EVENTS: Final = _table(
    "events",
    key="place start event_type description",
    required="place start end event_type description",
    text="place event_type description source source_file",
    time="start end",
    count="source_line",
    order="place start end event_type description source source_file source_line",
)
"""What happened, where and when; a missing `place` means all places, `end` is the moment at which it was over."""

PLAN: Final = _table(
    "plan",
    key="place start",
    required="place start end",
    text="place period campaign purpose note",
    time="start end latest_answer meeting_date",
    flag="in_time",
    order="place start end period campaign purpose latest_answer meeting_date in_time note",
)
"""The days that are to be sampled, one row each, with when the answer is there at the latest; `note` holds ids of the
texts ``plan.note.<id>``, joined by a space."""

SKIPPED: Final = _table(
    "skipped",
    key="campaign week date reason description",
    required="period campaign week reason",
    text="period campaign week reason description",
    time="date",
    order="period campaign week date reason description",
)
"""Why weeks of a plan were skipped, one row a reason: a closed day (its kind), ``outside_period`` or
``late_answer``; `date` is the closed day, or the meeting that the answer would miss."""

SAMPLING_OPTIONS: Final = _table(
    "sampling_options",
    key="place campaigns_per_period weekdays",
    text="place weekdays scatter_basis",
    count="campaigns_per_period days_per_campaign days_per_year",
    number=(
        "cost_kr_per_year power detectable_2_years_percent detectable_3_years_percent detectable_5_years_percent"
        " level_weekday_sd"
    ),
    order=(
        "place campaigns_per_period days_per_campaign weekdays days_per_year cost_kr_per_year"
        " detectable_2_years_percent detectable_3_years_percent detectable_5_years_percent power level_weekday_sd"
        " scatter_basis"
    ),
)
"""What each way of sampling can show, one row a place and way."""

SAMPLING_NEEDED: Final = _table(
    "sampling_needed",
    key="place years",
    text="place",
    count="years campaigns_per_period days_per_campaign days_per_year",
    number="power cost_kr_per_year",
    order="place years campaigns_per_period days_per_campaign days_per_year power cost_kr_per_year",
)
"""The least sampling that shows the wanted change within so many years; counts are missing where none does."""

SAMPLING_CURVES: Final = _table(
    "sampling_curves",
    key="place years spread days_per_period",
    text="place",
    flag="spread",
    count="years days_per_period",
    number="detectable_percent",
    order="place years spread days_per_period detectable_percent",
)
"""Smallest change that is found against days a period, spread over weeks (`spread`) or in one run."""

SAMPLER_SETTINGS: Final = _table(
    "sampler_settings",
    key="population sampler_mode sampling_interval_min",
    text="sampler_mode",
    number="population sampling_interval_min sampling_cv share_of_day_scatter",
    order="population sampler_mode sampling_interval_min sampling_cv share_of_day_scatter",
)
"""Error of a sampler by its interval and the size of the plant."""

TRENDS: Final = _table(
    "trends",
    key="place substance quantity factor_set comparison",
    text=(
        "place substance quantity factor_set comparison verdict reason first_period last_period method factor_status"
        " note"
    ),
    time="step_start",
    flag="is_main is_new",
    count="n_periods n_days n_blocks n_event_days",
    number=(
        "change_percent low_percent high_percent interval_level p_value adjusted_p_value smallest_detectable_percent"
        " theil_sen_percent theil_sen_low_percent theil_sen_high_percent step_percent step_low_percent"
        " step_high_percent population_change_percent df"
    ),
    order=(
        "place substance quantity factor_set comparison first_period last_period change_percent low_percent"
        " high_percent interval_level verdict reason is_new is_main p_value adjusted_p_value"
        " smallest_detectable_percent theil_sen_percent theil_sen_low_percent theil_sen_high_percent step_percent"
        " step_low_percent step_high_percent step_start population_change_percent n_periods n_days n_blocks"
        " n_event_days df method factor_status note"
    ),
)
"""Change of a substance at a place: per year over all periods (``trend``), or between two periods or two years."""

TREND_LINES: Final = _table(
    "trend_lines",
    key="place substance quantity factor_set period",
    text="place substance quantity factor_set period unit block",
    time="period_start period_end",
    count="n_days",
    number="level fitted low high interval_level",
    order=(
        "place substance quantity factor_set period period_start period_end unit block level fitted low high"
        " interval_level n_days"
    ),
)
"""The line behind each trend: the median day of each period (`level`), and the line with its band (`fitted`, `low`,
`high`); `block` names the stretches between which nothing may be compared."""

PROBLEMS: Final = _table(
    "problems",
    key="file line rule",
    required="file rule severity what remedy",
    text="file rule severity what remedy",
    count="line",
    order="file line rule severity what remedy",
)
"""Everything that was flagged while reading: error rows are set aside, warnings are used but marked."""

SAMPLES: Final = _table(
    "samples",
    key="plant sample_id",
    text="plant sample_id sampler_mode condition not_counted source_file",
    time="start end frozen_at received_at analysed_at",
    number="sampling_interval_min temperature_c rain_mm bypass_m3",
    count="weekday aliquots source_line",
    order=(
        "plant sample_id start end weekday sampler_mode sampling_interval_min aliquots temperature_c frozen_at"
        " received_at analysed_at condition not_counted rain_mm bypass_m3 source_file source_line"
    ),
)
"""How each sample was taken and kept, one row a sample: what the följesedel and the metadata sheet say."""

QUALITY: Final = _table(
    "quality",
    key="plant sample_id substance check",
    text="plant sample_id substance check what detail unit verdict reason consequence remedy source",
    time="start",
    number="value threshold_low threshold_high",
    order=(
        "plant sample_id start substance check what value unit threshold_low threshold_high detail verdict reason"
        " consequence remedy source"
    ),
)
"""What each check says of each sample; `substance` is missing for a check of the sample as a whole."""

LAB_FIGURES: Final = _table(
    "lab_figures",
    key="plant sample_id substance quantity report_id revision",
    text="plant sample_id substance quantity report_id unit written printed verdict why source_file",
    count="revision source_line",
    number="value computed computed_low computed_high step",
    order=(
        "plant sample_id substance quantity report_id revision value unit written printed computed"
        " computed_low computed_high step verdict why source_file source_line"
    ),
)
"""What the laboratory computed, beside what the library computes of the same sample, and why they differ."""

LAB_WATER: Final = _table(
    "lab_water",
    key="plant sample_id report_id revision quantity basis low",
    text="plant sample_id report_id quantity basis unit apart",
    flag="ours_fits",
    count="revision n_rows n_fitting",
    number="low high ours days_sampled",
    order=(
        "plant sample_id report_id revision quantity basis low high unit n_rows n_fitting apart ours ours_fits"
        " days_sampled"
    ),
)
"""Which flow and population reproduce the laboratory's figures, from the rounding of what it printed."""

LAB_DOSES: Final = _table(
    "lab_doses",
    key="plant sample_id report_id revision substance quantity drug residues factor_set dose_mg",
    text="plant sample_id report_id substance quantity drug residues factor_set factor_status lacking",
    flag="fits",
    count="revision",
    number=(
        "dose_mg factor factor_low factor_high implied_load_low_mg_per_day_per_1000"
        " implied_load_high_mg_per_day_per_1000"
    ),
    order=(
        "plant sample_id report_id revision substance quantity drug residues factor_set factor factor_status dose_mg"
        " factor_low factor_high fits lacking implied_load_low_mg_per_day_per_1000"
        " implied_load_high_mg_per_day_per_1000"
    ),
)
"""Which factor and dose could lie behind the laboratory's doses: each combination, and whether it reproduces them."""

CLAIMS: Final = _table(
    "claims",
    key="plant sample_id substance unit printed source",
    required="plant substance value unit",
    text="plant sample_id substance printed unit written when source source_file",
    count="source_line",
    number="value days_sampled population dose_mg",
    order=(
        "plant sample_id substance value printed unit written days_sampled population dose_mg when source source_file"
        " source_line"
    ),
)
"""Figures as someone published them, with the words of their unit; rows of one `sample_id` are of one sampling."""

MASS_LEVELS: Final = _table(
    "mass_levels",
    key="place substance period",
    text="place substance period season weekday_basis method",
    time="period_start period_end",
    number="level_g_per_day level_low_g_per_day level_high_g_per_day interval_level",
    count="n_days",
    order=(
        "place substance period season period_start period_end level_g_per_day level_low_g_per_day"
        " level_high_g_per_day interval_level n_days weekday_basis method"
    ),
)
"""Mean mass per day of a whole period: what is shown beside a level in a marked season."""

FOLLOW_UP: Final = _table(
    "follow_up",
    key="place year",
    text="place",
    count=(
        "year n_planned n_taken n_missed n_remaining n_unplanned n_full_day n_in_time n_late n_time_unknown"
        " n_conforming n_routine_kept n_routine_off n_routine_unknown"
    ),
    number="taken_percent in_time_percent conforming_percent routine_percent",
    order=(
        "place year n_planned n_taken taken_percent n_missed n_remaining n_unplanned n_full_day n_in_time"
        " in_time_percent n_late n_time_unknown n_conforming conforming_percent n_routine_kept routine_percent"
        " n_routine_off n_routine_unknown"
    ),
)
"""What became of a plan of sampling, a row a place and year: `n_planned` days have come due, `n_remaining` not yet."""

REVISIONS: Final = _table(
    "revisions",
    key="change file place substance quantity factor_set indicator period before after",
    required="change words",
    text="change file place substance quantity factor_set indicator period unit before after words",
    order="change file place substance quantity factor_set indicator period unit before after words",
)
"""What differs between two underlag, a row and a sentence each."""

PRESCRIPTIONS: Final = _table(
    "prescriptions",
    key="place atc start end",
    required="medicine atc start end ddd_per_day_per_1000",
    text="place area medicine atc status source source_file",
    time="start end",
    number="ddd_per_day_per_1000",
    count="source_line",
    order="place area medicine atc start end ddd_per_day_per_1000 status source source_file source_line",
)
"""Medicines dispensed, in daily doses per day and 1000 inhabitants of an `area` (kommun or region); a missing `place`
means all places, `end` is the moment at which the stretch was over, `status` is ``final`` or ``preliminary``, or
missing where the file does not say."""

PRESCRIBED: Final = _table(
    "prescribed",
    key="place substance period",
    text="place substance period unit medicines verdict reason factor_status source note",
    time="period_start period_end prescriptions_start prescriptions_end",
    number=(
        "expected expected_low expected_high observed observed_low observed_high net net_low net_high interval_level"
    ),
    order=(
        "place substance period period_start period_end unit medicines expected expected_low expected_high observed"
        " observed_low observed_high net net_low net_high interval_level verdict reason prescriptions_start"
        " prescriptions_end factor_status source note"
    ),
)
"""The load that prescribed medicines are expected to give, beside the load that was measured, and what is left: `net`,
whose interval may be negative."""

CONTEXT: Final = _table(
    "context",
    key="place indicator group start end unit",
    required="indicator start end value unit",
    text="place indicator indicator_type group period unit status missing shown source source_file",
    time="start end available_from",
    number="value persons",
    flag="suppressed",
    count="source_line",
    order=(
        "place indicator indicator_type group start end period value unit persons status missing suppressed shown"
        " available_from source source_file source_line"
    ),
)
"""Other indicators, each as its source gives it; a missing `place` means all places, `end` is the moment at which the
stretch was over, `group` is a part of the whole (missing for the whole), `status` is ``final`` or ``preliminary``,
`missing` says why there is no value; a `suppressed` value is not told: a count too small, or one that gives it away."""

ASSESSMENTS: Final = _table(
    "assessments",
    key="place substance period",
    required="place substance period text",
    text="place substance period text who underlag_digest source_file",
    time="date",
    count="source_line",
    order="place substance period text who date underlag_digest source_file source_line",
)
"""What the group that reads the underlag has concluded: read, never written over."""

EUROPE: Final = _table(
    "europe",
    key="place substance year part",
    text="place substance part weekdays seasons own_towns position reason",
    time="first_day last_day",
    count="year n_days n_below_loq n_towns n_towns_incomplete",
    number=(
        "euda_view_mg_per_day_per_1000 population population_low population_high towns_p10_mg_per_day_per_1000"
        " towns_p25_mg_per_day_per_1000 towns_p50_mg_per_day_per_1000 towns_p75_mg_per_day_per_1000"
        " towns_p90_mg_per_day_per_1000 towns_zero_share year_change_percent"
    ),
    order=(
        "place substance year part weekdays first_day last_day seasons n_days n_below_loq population"
        " euda_view_mg_per_day_per_1000 population_low population_high n_towns n_towns_incomplete"
        " own_towns"
        " towns_p10_mg_per_day_per_1000 towns_p25_mg_per_day_per_1000 towns_p50_mg_per_day_per_1000"
        " towns_p75_mg_per_day_per_1000 towns_p90_mg_per_day_per_1000 towns_zero_share position reason"
        " year_change_percent"
    ),
)
"""A plant's days as EUDA would average them, beside the towns of like size in EUDA's file on the same weekdays of the
same year; `part` is ``daily``, ``weekday`` or ``weekend``, `reason` says why there is no comparison."""
