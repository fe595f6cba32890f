"""Levels: laws of the interval, days below limits, and what each level says of itself."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import ndtri, stdtrit
from scipy.stats import chi2

from avloppsanalys import back_calculate
from avloppsanalys.calendar import PeriodError
from avloppsanalys.censoring import wilson_interval
from avloppsanalys.days import sampled_days
from avloppsanalys.errors import TableError
from avloppsanalys.levels import period_levels
from avloppsanalys.readers import read_euda
from avloppsanalys.reference import WeekModel, campaign_scatter
from avloppsanalys.sampling import sampling_parts
from avloppsanalys.scatter.variance import DAY_EXCESS_KURTOSIS
from avloppsanalys.tables import ALL_COMPONENTS, LEVELS, LOADS, SHARED_COMPONENTS, arrange, component_column, empty
from avloppsanalys.uncertainty import log_sd_from_cv

LOAD = "load_mg_per_day_per_1000"
LOW, HIGH = "load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000"
FIGURES = ["estimate", "low", "high"]

S2, D0 = 0.09, 3.8
"""Scatter of days in these tests, and its degrees of freedom: the same for every residue and size of plant."""

PLAIN = {
    "*": WeekModel(
        log_factors=np.zeros(7), spread=np.zeros((7, 7)), intercept=math.log(S2), slope=0.0, prior_df=D0, mass_low=1e-9
    )
}
"""No weekday pattern, so that what a hand can compute stays computable."""


def day(date: str, load: float = math.nan, **fields: object) -> dict[str, object]:
    """Return one day's load of a plant of 88 000 persons."""
    start = pd.Timestamp(f"{date} 07:00", tz="Europe/Stockholm")
    known = {"plant": "A", "residue": "benzoylecgonine", "start": start, "end": start + pd.DateOffset(days=1)}
    seen = {"sample_id": date, "qualifier": "quantified", LOAD: load, LOW: load, HIGH: load, "population": 88_000.0}
    return known | seen | fields


def below(date: str, limit: float, **fields: object) -> dict[str, object]:
    """Return one day below its limit."""
    return day(date, qualifier="below_loq") | {LOW: 0.0, HIGH: limit} | fields


def detected(date: str, low: float, high: float, **fields: object) -> dict[str, object]:
    """Return one day between LOD and LOQ."""
    return day(date, qualifier="detected") | {LOW: low, HIGH: high} | fields


def table(*rows: dict[str, object]) -> pd.DataFrame:
    """Return a table of loads."""
    return pd.DataFrame(list(rows))


def level(loads: pd.DataFrame, period: str = "quarter", **options: Any) -> pd.Series[Any]:
    """Return the single level of a table, by the plain model unless another is asked for."""
    levels = period_levels(loads, period, **({"models": PLAIN} | options))
    assert len(levels) == 1
    return levels.iloc[0]


def levels_of(*tables: pd.DataFrame) -> list[pd.Series[Any]]:
    """Return the single level of each of several tables: they are plants of their own, and told in one go."""
    names = "ABCD"[: len(tables)]
    loads = pd.concat([one.assign(plant=name) for one, name in zip(tables, names, strict=True)], ignore_index=True)
    levels = period_levels(loads, "quarter", models=PLAIN).sort_values("place")
    assert levels["place"].tolist() == list(names)
    return [levels.iloc[row] for row in range(len(names))]


def width(one: pd.Series[Any]) -> float:
    """Return how wide an interval is on the log scale."""
    return math.log(one["high"] / one["low"])


THREE = table(day("2026-07-08", 90.0), day("2026-08-16", 120.0), day("2026-09-02", 150.0))
RUN = table(day("2026-07-08", 90.0), day("2026-07-09", 120.0), day("2026-07-10", 150.0))

# --- the formula ------------------------------------------------------------------------------------------------------


def test_one_day_by_hand() -> None:
    """One campaign of one day without own scatter: the tabled variances, each with its finite share."""
    c2, dc = 0.15**2, 5.0
    in_doubt = [c2 * (1 - 7 / 92), S2 * (1 - 1 / 92)]
    lifts = [(S2, D0, 1 - 1 / 92), (c2, dc, 1 - 7 / 92)]
    above = sum((s2 / 2 * (df / chi2.ppf(0.025, df) - 1)) ** 2 * left for s2, df, left in lifts)
    below = sum((s2 / 2 * (1 - df / chi2.ppf(0.975, df))) ** 2 * left for s2, df, left in lifts)
    df = sum(in_doubt) ** 2 / (in_doubt[0] ** 2 / dc + in_doubt[1] ** 2 / D0)
    one = level(table(day("2026-08-12", 100.0)), components=())
    # 91 days are expected, the sampled one counts as it was.
    assert one["estimate"] == pytest.approx((100 + 91 * 100 * math.exp((S2 + c2) / 2)) / 92)
    assert (one["sd_day"], one["df"]) == (pytest.approx(math.sqrt(S2)), pytest.approx(df))
    assert one["sd_campaign"] == pytest.approx(0.15)
    scatter = stdtrit(df, 0.975) ** 2 * sum(in_doubt)
    assert math.log(one["high"] / one["estimate"]) == pytest.approx(math.sqrt(scatter + above))
    assert math.log(one["estimate"] / one["low"]) == pytest.approx(math.sqrt(scatter + below))


def test_a_run_of_days_brings_its_own_scatter_moderated_by_the_tabled_one() -> None:
    logs = np.log([90.0, 120.0, 150.0])
    worth = 2 / (2 / 2 + DAY_EXCESS_KURTOSIS / 3)
    expected = (D0 * S2 + worth * logs.var(ddof=1)) / (D0 + worth)
    assert level(RUN, components=())["sd_day"] == pytest.approx(math.sqrt(expected))
    assert level(THREE, components=())["sd_day"] == pytest.approx(
        math.sqrt(S2)
    )  # days apart say nothing of days in a run


def test_the_errors_of_samples_split_the_scatter_and_bound_it_from_below() -> None:
    small = level(THREE.assign(log_sd_analysis=0.2, log_sd_flow=0.1))
    assert small["sd_error"] == pytest.approx(math.hypot(0.2, 0.1))
    assert small["sd_day"] ** 2 + small["sd_error"] ** 2 == pytest.approx(S2)
    large = level(THREE.assign(log_sd_analysis=0.8))
    assert (large["sd_day"], large["sd_error"]) == (0.0, pytest.approx(0.8))
    assert level(THREE.assign(log_sd_analysis=0.8), components=())["sd_error"] == 0


def test_the_mean_of_several_days_counts_for_its_days() -> None:
    start = pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    week = level(table(day("2026-08-12", 100.0, end=start + pd.DateOffset(days=7))), components=())
    single = level(table(day("2026-08-12", 100.0)), components=())
    assert (week["days_sampled"], week["n_days"]) == (7.0, 7)
    assert width(week) < width(single)
    s2, c2 = single["sd_day"] ** 2, single["sd_campaign"] ** 2
    # Seven days count as they were, the other 85 as expected: half of what scatters in a week is in its mean already.
    assert week["estimate"] == pytest.approx(100 * (7 + 85 * math.exp(s2 / 14 + c2 / 2)) / 92)


def test_the_mean_of_several_days_says_nothing_of_the_scatter_of_single_ones() -> None:
    start = pd.Timestamp("2026-08-14 07:00", tz="Europe/Stockholm")
    two = table(day("2026-08-12", 100.0), day("2026-08-14", 900.0, end=start + pd.DateOffset(days=3)))
    assert level(two, components=())["sd_day"] == pytest.approx(math.sqrt(S2))


# --- laws -------------------------------------------------------------------------------------------------------------


@st.composite
def quarters(draw: st.DrawFn) -> pd.DataFrame:
    """Return the days of one quarter: values, days below a limit, days between limits; at least one value."""
    offsets = draw(st.lists(st.integers(0, 91), min_size=1, max_size=8, unique=True))
    kinds = draw(st.lists(st.sampled_from(["value", "below", "between"]), min_size=len(offsets), max_size=len(offsets)))
    amounts = draw(st.lists(st.floats(1.0, 1000.0), min_size=len(offsets), max_size=len(offsets)))
    rows = []
    for offset, kind, amount in zip(offsets, ["value", *kinds[1:]], amounts, strict=True):
        date = str(pd.Timestamp("2026-07-01") + pd.Timedelta(days=offset))[:10]
        made = {"value": day(date, amount), "below": below(date, amount), "between": detected(date, amount, 4 * amount)}
        rows.append(made[kind] | {"log_sd_sampling": 0.1, "log_sd_analysis": 0.15, "log_sd_meter": 0.1})
    return table(*rows)


@given(loads=quarters(), factor=st.floats(1e-3, 1e3))
def test_a_constant_times_all_loads_is_the_constant_times_the_level(loads: pd.DataFrame, factor: float) -> None:
    once, scaled = levels_of(loads, loads.assign(**{name: loads[name] * factor for name in (LOAD, LOW, HIGH)}))
    assert_allclose(scaled[FIGURES].astype(float), once[FIGURES].astype(float) * factor, rtol=1e-6)
    assert scaled["df"] == pytest.approx(once["df"], rel=1e-6)


@given(loads=quarters(), shared=st.sampled_from(SHARED_COMPONENTS))
def test_the_interval_holds_the_estimate_and_is_finite(loads: pd.DataFrame, shared: str) -> None:
    one = level(loads.assign(**{component_column(shared): 0.2}, lab="X", method="m"))
    assert one["n_days"] == len(loads)
    assert 0 < one["high"] < math.inf
    if (loads["qualifier"] == "below_loq").mean() > 0.8:
        assert (one["method"], one["low"], math.isnan(one["estimate"])) == ("mostly_below", 0.0, True)
    else:
        assert one["method"] == "moderated_lognormal"
        assert 0 < one["low"] < one["estimate"] < one["high"]


def test_one_value_among_five_days_below_is_no_level() -> None:
    limits = [below(f"2026-07-{number:02d}", 10.0) for number in range(6, 11)]
    one = level(table(*limits, day("2026-08-03", 12.0)))
    assert (one["method"], one["low"], math.isnan(one["estimate"])) == ("mostly_below", 0.0, True)


@given(loads=quarters(), seed=st.randoms(use_true_random=False))
def test_row_order_does_not_matter(loads: pd.DataFrame, seed: random.Random) -> None:
    order = list(range(len(loads)))
    seed.shuffle(order)
    shuffled, once = levels_of(loads.iloc[order], loads)
    assert_allclose(shuffled[FIGURES].astype(float), once[FIGURES].astype(float), rtol=1e-7)


@given(
    ends=st.lists(st.tuples(st.floats(1.0, 1000.0), st.floats(1.0, 20.0)), min_size=1, max_size=1),
    limits=st.lists(st.floats(1.0, 1000.0), max_size=4),
)
def test_an_estimate_lies_between_those_of_its_bounds(ends: list[tuple[float, float]], limits: list[float]) -> None:
    """One day with two ends, so that there is no own scatter that would differ between the tables."""
    weeks = [str(pd.Timestamp("2026-07-06") + pd.Timedelta(weeks=one))[:10] for one in range(12)]
    rows = [detected(date, low, low * factor) for date, (low, factor) in zip(weeks, ends, strict=False)]
    between = table(*rows)
    ends_alone = (between.assign(**{name: between[end] for name in (LOAD, LOW, HIGH)}) for end in (LOW, HIGH))
    hidden = [below(date, limit) for date, limit in zip(weeks[8:], limits, strict=False)]
    every = levels_of(*ends_alone, between, table(*rows, *hidden))
    bottom, top, estimate, lowered = (one["estimate"] for one in every)
    # A day with a value counts as it was, one between limits as expected: of 92 days they are at most 12.
    assert bottom * (1 - 0.02) <= estimate <= top * (1 + 0.02)
    assert lowered <= estimate * (1 + 0.02)


def scattered(dates: list[str]) -> pd.DataFrame:
    """Return days whose log variance is the tabled one, so that a run of them changes nothing but its number."""
    shape = np.linspace(-1, 1, len(dates))
    logs = shape / shape.std(ddof=1) * math.sqrt(S2)
    return table(*(day(date, 100 * math.exp(value)) for date, value in zip(dates, logs, strict=True)))


@pytest.mark.parametrize("count", [2, 4, 7])
def test_days_in_one_run_narrow_less_than_days_of_different_weeks(count: int) -> None:
    known: dict[str, Any] = {
        "models": {"*": replace(PLAIN["*"], prior_df=1e6)}
    }  # so that a run does not tell more of the scatter
    run, apart = (
        level(scattered([str(date)[:10] for date in pd.date_range("2026-07-06", periods=count, freq=step)]), **known)
        for step in ("1D", "7D")
    )
    assert (run["n_campaigns"], apart["n_campaigns"]) == (1, count)
    assert run["sd_day"] == pytest.approx(apart["sd_day"])
    assert width(apart) < width(run) < width(level(table(day("2026-07-06", 100.0)), **known))
    # However many days, a run is not surer than its week: the scatter between campaigns stays.
    assert width(run) > 2 * 1.96 * 0.15 * math.sqrt(1 - 7 / 92)


def test_more_of_the_same_is_surer() -> None:
    more = table(*(day(str(pd.Timestamp("2026-07-06") + pd.Timedelta(weeks=one))[:10], 100.0) for one in range(13)))
    widths = [width(level(more.iloc[:count])) for count in (1, 2, 4, 8, 13)]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("component", SHARED_COMPONENTS)
def test_an_added_shared_error_of_size_widens(component: str) -> None:
    column = component_column(component)
    consumption = THREE.rename(columns={LOAD: "consumption_mg_per_day_per_1000", "residue": "drug"}).assign(
        drug="cocaine", factor_set="pk"
    )
    options: tuple[pd.DataFrame, dict[str, Any]] = (
        (consumption.assign(doses_per_day_per_1000=THREE[LOAD]), {"quantity": "doses"})
        if component in ("excretion", "dose")
        else (THREE, {})
    )
    loads, kind = options
    widths = [width(level(loads.assign(**{column: size}), **kind)) for size in (0.0, 0.15, 0.3, 0.6)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
    assert level(loads.assign(**{column: 0.3}), **kind)["sd_shared"] == pytest.approx(0.3)


@pytest.mark.parametrize("size", [0.05, 0.1])
def test_a_small_added_shared_error_never_narrows(size: float) -> None:
    run = RUN.assign(residue="amphetamine", population=17_000.0, **{LOAD: 100.0, LOW: 100.0, HIGH: 100.0})
    assert width(level(run.assign(log_sd_meter=size))) >= width(level(run))


def test_a_shared_error_stays_whole_and_an_unshared_one_averages_out() -> None:
    labs = THREE.assign(log_sd_lab=0.3, method="m")
    assert level(labs.assign(lab="X"))["sd_shared"] == pytest.approx(0.3)
    assert level(labs.assign(lab=["X", "Y", "Z"]))["sd_shared"] == pytest.approx(0.3 / math.sqrt(3))


def test_a_higher_level_of_confidence_is_wider() -> None:
    widths = [width(level(THREE, interval_level=each)) for each in (0.5, 0.8, 0.95, 0.99)]
    assert widths == sorted(widths)
    assert level(THREE, interval_level=0.8)["interval_level"] == 0.8


def test_components_that_are_left_out_leave_the_scatter_alone() -> None:
    full = THREE.assign(**{component_column(name): 0.2 for name in ALL_COMPONENTS}, lab="X", method="m")
    bare, none = level(THREE), level(full, components=())
    assert_allclose(none[FIGURES].astype(float), bare[FIGURES].astype(float))
    assert width(level(full)) > width(none)


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(TableError, match="samplng"):
        period_levels(THREE, components=("samplng",))


# --- days below limits ------------------------------------------------------------------------------------------------


def test_all_below_gives_an_upper_bound_and_no_estimate() -> None:
    one = level(table(below("2026-07-08", 5.0), below("2026-08-12", 5.0)))
    assert (one["method"], one["low"], one["n_below_loq"], one["sample_mean"]) == ("upper_bound", 0.0, 2, 0.0)
    assert math.isnan(one["estimate"])
    both = S2 + campaign_scatter([88_000])[0][0] ** 2
    bound = math.log(5.0) - math.sqrt(both) * float(ndtri(0.05**0.5)) + both / 2  # two campaigns below one limit
    assert one["high"] == pytest.approx(math.exp(bound))


@given(limits=st.lists(st.floats(0.01, 1000), min_size=1, max_size=10), gap=st.integers(1, 9))
def test_all_below_always_has_a_finite_bound(limits: list[float], gap: int) -> None:
    dates = [str(pd.Timestamp("2026-01-01") + pd.Timedelta(days=gap * one))[:10] for one in range(len(limits))]
    one = level(table(*(below(date, limit) for date, limit in zip(dates, limits, strict=True))), "year")
    assert one["low"] == 0 < one["high"] < math.inf
    assert one["n_below_loq"] == one["n_days"]


FEW = [below(f"2026-07-{number:02d}", 10.0) for number in range(6, 12)]


def test_over_four_in_five_below_gives_how_often_it_was_found_and_no_estimate() -> None:
    one = level(table(*FEW, day("2026-08-03", 12.0)))
    assert (one["method"], one["low"], one["n_below_loq"]) == ("mostly_below", 0.0, 6)
    assert math.isnan(one["estimate"])
    assert 10.0 < one["high"] < 40.0
    assert one["detection_frequency"] == pytest.approx(1 / 7)
    low, high = wilson_interval([1], [7])
    assert (one["detection_low"], one["detection_high"]) == (pytest.approx(low[0]), pytest.approx(high[0]))


def test_four_in_five_below_is_still_a_level_and_all_below_an_upper_bound() -> None:
    one = level(table(*FEW[:4], day("2026-08-03", 12.0)))
    assert (one["method"], one["detection_frequency"]) == ("moderated_lognormal", pytest.approx(0.2))
    assert one["low"] > 0
    none = level(table(*FEW))
    assert (none["method"], none["detection_frequency"], none["detection_low"]) == ("upper_bound", 0.0, 0.0)
    assert none["detection_high"] == pytest.approx(wilson_interval([0], [6])[1][0])


def test_a_day_between_two_limits_counts_as_found() -> None:
    one = level(table(*FEW[:5], detected("2026-08-03", 2.0, 10.0), day("2026-08-05", 12.0)))
    assert (one["method"], one["detection_frequency"]) == ("moderated_lognormal", pytest.approx(2 / 7))


def test_a_detection_below_the_limit_of_quantification_takes_nothing_from_the_bound_of_the_limits() -> None:
    limits = [below(f"2026-07-{number:02d}", 10.0) for number in range(6, 11)]
    one = level(table(*limits, detected("2026-08-03", 2.0, 10.0)))
    assert (one["method"], one["low"], one["n_below_loq"]) == ("upper_bound", 0.0, 6)
    assert math.isnan(one["estimate"])
    assert one["detection_frequency"] == pytest.approx(1 / 6)
    assert one["high"] == pytest.approx(level(table(*limits, below("2026-08-03", 10.0)))["high"])


def test_more_campaigns_below_lower_the_bound_and_more_days_of_one_do_not() -> None:
    weeks = [
        level(table(*(below(f"2026-08-{3 + 7 * one:02d}", 5.0) for one in range(count))))["high"] for count in (1, 2, 4)
    ]
    days = [
        level(table(*(below(f"2026-08-{3 + one:02d}", 5.0) for one in range(count))))["high"] for count in (1, 2, 4)
    ]
    assert weeks == sorted(weeks, reverse=True)
    assert weeks[2] < weeks[0]
    assert days == pytest.approx([days[0]] * 3)


def test_the_bound_does_not_depend_on_the_order_of_the_rows() -> None:
    loads = table(below("2026-08-12", 5.0), below("2026-08-13", 10.0))
    assert level(loads)["high"] == pytest.approx(level(loads.iloc[::-1])["high"])


def test_a_day_without_limit_does_not_take_the_bound_from_the_next() -> None:
    loads = table(below("2026-08-12", math.nan), below("2026-08-13", 10.0))
    assert level(loads)["method"] == "upper_bound"


def test_a_shared_error_never_lowers_the_bound() -> None:
    loads = table(*(below(f"2026-{month:02d}-{date:02d}", 5.0) for month in (7, 8, 9) for date in (1, 8, 15, 22)))
    bounds = [level(loads.assign(log_sd_population=size))["high"] for size in (0.0, 0.2, 0.5)]
    assert bounds == sorted(bounds)


def test_one_value_among_days_below_pulls_the_level_down() -> None:
    seen, hidden = day("2026-07-08", 10.0), below("2026-08-12", 5.0)
    alone, mixed = level(table(seen)), level(table(seen, hidden))
    assert mixed["estimate"] < alone["estimate"]
    assert (mixed["n_below_loq"], mixed["sample_mean"], mixed["method"]) == (1, 5.0, "moderated_lognormal")


def test_a_limit_far_above_says_next_to_nothing() -> None:
    alone, mixed = (
        level(table(day("2026-07-08", 10.0))),
        level(table(day("2026-07-08", 10.0), below("2026-07-09", 1e6))),
    )
    assert mixed["estimate"] == pytest.approx(alone["estimate"])


@pytest.mark.parametrize("count", [2, 4])
def test_days_below_a_limit_far_above_do_not_make_the_level_surer(count: int) -> None:
    weeks = [str(pd.Timestamp("2026-07-08") + pd.Timedelta(weeks=one))[:10] for one in range(count)]
    alone = table(day("2026-07-01", 100.0))
    assert width(level(pd.concat([alone, table(*(below(date, 1e6) for date in weeks))]))) >= 0.99 * width(level(alone))


def test_a_limit_that_nobody_stated_is_the_smallest_value_of_the_same_laboratory() -> None:
    rows = [day("2026-07-08", 10.0), day("2026-07-15", 7.0), below("2026-08-12", math.nan)]
    inferred = level(table(*rows))
    stated = level(table(*rows[:2], below("2026-08-12", 7.0)))
    assert_allclose(inferred[FIGURES].astype(float), stated[FIGURES].astype(float))
    assert (inferred["note"], stated["note"]) == ("limit_inferred", "")
    labs = table(*rows).assign(lab=["X", "X", "Y"])
    assert level(labs)["note"] == "limit_unknown"
    assert level(labs)["estimate"] == pytest.approx(level(labs.iloc[:2])["estimate"])


def test_all_below_without_any_limit_has_neither_estimate_nor_bound() -> None:
    one = level(table(below("2026-08-12", math.nan)))
    assert (one["method"], one["note"], one["n_below_loq"]) == ("not_quantified", "limit_unknown", 1)
    assert one[FIGURES].isna().all()


def test_a_zero_is_a_day_below_an_unknown_limit() -> None:
    zero = table(day("2026-07-08", 10.0), day("2026-08-12", 0.0)).drop(columns=["qualifier", LOW, HIGH])
    stated = table(day("2026-07-08", 10.0), below("2026-08-12", math.nan))
    assert_allclose(level(zero)[FIGURES].astype(float), level(stated)[FIGURES].astype(float))
    assert level(zero)["n_below_loq"] == 1


@pytest.mark.parametrize("residue", ["amphetamine", "THC-COOH", "benzoylecgonine"])
def test_days_between_two_limits_are_known_to_lie_between_them(residue: str) -> None:
    """A day between 2 and 20 cannot make its level less sure than a day that is 2 or a day that is 20 would."""
    loads = table(detected("2026-07-08", 2.0, 20.0), detected("2026-08-12", 2.0, 20.0)).assign(residue=residue)
    one = level(loads)
    at_low, at_high = (
        level(loads.assign(**{name: end for name in (LOAD, LOW, HIGH)}, qualifier="quantified")) for end in (2.0, 20.0)
    )
    assert at_low["low"] / 2 < one["low"] < one["high"] < at_high["high"] * 2


# --- what is a sampled day --------------------------------------------------------------------------------------------


def test_blanks_and_duplicates_are_left_out() -> None:
    rows = [day("2026-07-08", 100.0, sample_type=kind) for kind in ("sample", "duplicate", "blank")]
    assert level(table(*rows, day("2026-08-12", 100.0, sample_type=None)))["n_days"] == 2


def test_a_row_that_says_nothing_is_left_out() -> None:
    silent = day("2026-08-12", math.nan, qualifier="quantified")
    assert level(table(day("2026-07-08", 100.0), silent))["n_days"] == 1
    assert period_levels(table(silent)).empty


def test_days_are_booked_in_the_period_in_which_they_start() -> None:
    loads = table(day("2026-06-30", 100.0), day("2026-07-01", 300.0))
    levels = period_levels(loads)
    assert levels["period"].tolist() == ["2026K2", "2026K3"]
    assert levels["sample_mean"].tolist() == [100.0, 300.0]
    assert levels["period_start"].tolist() == [
        pd.Timestamp(f"2026-{month}-01", tz="Europe/Stockholm") for month in ("04", "07")
    ]
    assert levels["period_end"].tolist() == [
        pd.Timestamp(f"2026-{month}-01", tz="Europe/Stockholm") for month in ("07", "10")
    ]
    both = level(loads, "2026-06-01/2026-07-31")
    assert (both["n_days"], both["n_campaigns"], both["period"]) == (2, 1, "2026-06-01/2026-07-31")
    assert level(loads, "2026-07-01/2026-07-31")["sample_mean"] == 300.0


@pytest.mark.parametrize("period", ["week", "month", "quarter", "tertial", "halfyear", "year"])
def test_every_kind_of_period_conserves_the_days(period: str) -> None:
    dates = [str(date)[:10] for date in pd.date_range("2025-11-03", "2026-11-03", freq="5D")]
    levels = period_levels(table(*(day(date, 100.0 + place) for place, date in enumerate(dates))), period)
    assert levels["n_days"].sum() == len(dates)
    assert (levels["period_end"] > levels["period_start"]).all()
    assert not levels.duplicated(list(LEVELS.key)).any()


def test_series_do_not_touch_each_other() -> None:
    other = day("2026-07-08", 1.0, residue="MDMA"), day("2026-07-08", 1.0, plant="B")
    both = period_levels(pd.concat([RUN, table(*other)]), models=PLAIN)
    assert len(both) == 3
    alone = both[(both["place"] == "A") & (both["substance"] == "benzoylecgonine")].iloc[0]
    assert_allclose(alone[FIGURES].astype(float), level(RUN)[FIGURES].astype(float))


def test_a_small_plant_is_marked_as_extrapolated_and_is_less_sure() -> None:
    small, large = (level(THREE.assign(population=persons), models=None) for persons in (500.0, 88_000.0))
    assert (small["note"], large["note"]) == ("scatter_extrapolated", "")
    assert width(small) > width(large)
    unknown = level(THREE.drop(columns="population"), models=None)
    assert width(unknown) > width(large)


def test_a_level_is_known_from_the_day_its_last_answer_came() -> None:
    days = [pd.Timestamp(f"2026-{month}-01", tz="Europe/Stockholm") for month in ("09", "11", "10")]
    assert level(THREE.assign(available_from=days))["available_from"] == days[1]


def test_the_table_is_a_table_of_levels_and_the_argument_is_left_alone() -> None:
    loads = pd.concat([THREE, RUN.assign(residue="MDMA")]).set_index(pd.Index([1, 1, 2, 3, 5, 8]))
    before = loads.copy()
    levels = period_levels(loads)
    pd.testing.assert_frame_equal(loads, before)
    assert list(levels.columns) == list(LEVELS.columns)
    assert (levels["unit"] == "mg/day/1000").all()
    assert (levels["quantity"] == "load").all()
    assert list(period_levels(empty(LOADS)).columns) == list(LEVELS.columns)


def consumption() -> pd.DataFrame:
    """Return cocaine and amphetamine of three days, with the campaign that daily_loads adds."""
    loads = pd.concat([THREE, THREE.assign(residue="amphetamine"), THREE.assign(residue="cocaine")])
    return back_calculate(loads.assign(campaign=loads["sample_id"]), "rise2019")


def test_levels_of_consumption_and_doses_scale_with_the_dose() -> None:
    drugs = consumption()
    used, doses = (period_levels(drugs, quantity=quantity) for quantity in ("consumption", "doses"))
    assert used["unit"].unique().tolist() == ["mg/day/1000"]
    assert doses["unit"].unique().tolist() == ["doses/day/1000"]
    assert used["substance"].tolist() == doses["substance"].tolist() == ["cocaine"]
    assert_allclose(used["estimate"] / doses["estimate"], 100.0)
    assert used["factor_status"].tolist() == ["derived"]
    assert used["factor_set"].tolist() == ["rise2019"]


def test_factor_sets_are_series_of_their_own() -> None:
    loads = THREE.assign(campaign=THREE["sample_id"])
    two = pd.concat(
        [back_calculate(loads, "pk"), back_calculate(loads, "score2016", drugs=["cocaine"], allow_recalled=True)]
    )
    levels = period_levels(two, quantity="consumption")
    assert levels["factor_set"].tolist() == ["pk", "score2016"]
    assert levels["factor_status"].tolist() == ["derived", "recalled"]
    assert (levels["n_days"] == 3).all()


def test_what_cannot_be_estimated_is_no_day_of_the_level() -> None:
    loads = pd.concat([THREE.assign(residue="amphetamine"), THREE.assign(residue="methamphetamine").iloc[:1]])
    loads = loads.assign(campaign=loads["sample_id"], **{LOAD: [9.0, 90.0, 90.0, 90.0]}).drop(columns=[LOW, HIGH])
    drugs = back_calculate(loads, "pk", drugs=["amphetamine"])
    assert drugs["note"].tolist() == ["not_estimable", "contribution_unknown", "contribution_unknown"]
    assert level(drugs, quantity="consumption")["n_days"] == 2


@pytest.mark.parametrize("through", ["arrange", "back_calculate"])
def test_a_bare_table_gets_its_campaigns_whatever_it_passed_through(through: str) -> None:
    if through == "arrange":
        assert level(arrange(THREE, LOADS))["n_campaigns"] == 3
    else:
        assert level(back_calculate(THREE, "pk"), quantity="consumption")["n_campaigns"] == 3


@pytest.mark.parametrize("residue", ["benzoylecgonine", "MDMA", "amphetamine", "tramadol"])
@pytest.mark.parametrize(
    ("first", "count", "period"),
    [("2026-07-06", 7, "week"), ("2026-02-01", 28, "month"), ("2026-07-01", 92, "quarter")],
)
def test_a_period_whose_days_are_all_known_exactly_has_its_own_mean(
    residue: str, first: str, count: int, period: str
) -> None:
    """With the tables' own patterns and scatter: what was sampled is not in doubt, and rounding must not say it is."""
    rng = np.random.default_rng(4)
    dates = [str(date)[:10] for date in pd.date_range(first, periods=count)]
    for _ in range(5):
        values = np.exp(rng.normal(4, 0.5, count))
        loads = table(*(day(date, value, residue=residue) for date, value in zip(dates, values, strict=True)))
        one = period_levels(loads, period, components=()).iloc[0]
        assert [one["estimate"], one["low"], one["high"]] == pytest.approx([values.mean()] * 3, rel=1e-6)
        noisy = period_levels(loads.assign(log_sd_analysis=0.1), period).iloc[0]
        assert noisy["low"] < noisy["estimate"] < noisy["high"]
        assert noisy["estimate"] == pytest.approx(values.mean())


def test_every_real_week_has_an_interval_and_its_own_mean(shared: Path) -> None:
    files = (shared / "euda" / name for name in ("ww2025-all-data.csv", "ww2025-site-info-table.csv"))
    levels = period_levels(read_euda(*files).table, "week", components=())
    whole = levels[(levels["n_days"] == 7) & (levels["n_below_loq"] == 0)]
    assert len(whole) > 2000
    for column in FIGURES:
        assert_allclose(whole[column], whole["sample_mean"], rtol=1e-6)


def test_one_very_uncertain_sample_does_not_take_the_level() -> None:
    assert level(THREE.assign(log_sd_analysis=[0.0, 0.0, 1.2]))["method"] == "moderated_lognormal"


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_what_is_not_a_table_of_the_quantity_is_refused() -> None:
    with pytest.raises(TableError, match=r"^Not a table of consumption: column 'drug' is missing"):
        period_levels(THREE, quantity="consumption")
    with pytest.raises(TableError, match=r"^Unknown quantity 'dose'; a level is of load, consumption, doses\.$"):
        period_levels(THREE, quantity="dose")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(PeriodError, match=r"^'kvartal' names no period\. Write a quarter as 2026K3"):
        period_levels(THREE, "kvartal")


def test_sampled_days_carry_value_bounds_and_length() -> None:
    start = pd.Timestamp("2026-03-28 07:00", tz="Europe/Stockholm")
    loads = table(day("2026-03-28", 10.0, end=start + pd.DateOffset(days=1)), below("2026-03-29", 5.0))
    days = sampled_days(loads, "quarter", "load")
    assert_allclose(days["days"], [23 / 24, 1.0])
    assert days["below"].tolist() == [False, True]
    assert_allclose(days[["low", "high"]], [[10, 10], [0, 5]])
    assert days["campaign"].unique().tolist() == ["2026-03-28"]


def test_a_days_value_above_the_range_raises_the_level_and_is_told() -> None:
    above = below("2026-08-12", math.nan) | {"load_low_mg_per_day_per_1000": 700.0, "qualifier": "above_range"}
    with_one = level(table(day("2026-07-08", 100.0), above))
    assert (with_one["method"], with_one["note"]) == ("moderated_lognormal", "above_range")
    assert with_one["estimate"] > 2 * level(table(day("2026-07-08", 100.0)))["estimate"]
    only = level(table(above))
    assert (only["method"], only["note"], only["n_below_loq"]) == ("above_range", "above_range", 0)
    assert only[FIGURES].isna().all()


def test_a_week_in_one_bottle_below_a_limit_is_seven_days_below_it() -> None:
    week = below("2026-07-06", 10.0, end=pd.Timestamp("2026-07-13 07:00", tz="Europe/Stockholm"))
    one = level(table(week))
    assert (one["n_days"], one["n_below_loq"], one["method"]) == (7, 7, "upper_bound")


def sampled_with(cv: float, population: float) -> pd.DataFrame:
    """Return one day of 100 whose sampling component is given."""
    own = {component_column("sampling"): float(log_sd_from_cv(cv)), "population": population}
    return table(day("2026-07-08", 100.0) | own)


def test_a_coarse_sampler_widens_the_scatter_that_is_borrowed_from_plants_with_a_usual_one() -> None:
    usual = sampling_parts("flow_proportional", 10.0, 2_500.0).sampler
    fine, same, more = (level(sampled_with(cv, 2_500.0)) for cv in (0.05, float(usual), 1.5))
    assert same["sd_day"] ** 2 + same["sd_error"] ** 2 == pytest.approx(max(S2, same["sd_error"] ** 2))
    assert fine["sd_day"] ** 2 + fine["sd_error"] ** 2 == pytest.approx(S2)
    excess = math.log1p(1.5**2) - math.log1p(usual**2)
    assert more["sd_day"] ** 2 + more["sd_error"] ** 2 == pytest.approx(max(S2 + excess, more["sd_error"] ** 2))
    assert width(more) > width(same)


def test_the_excess_is_over_the_plants_at_the_end_of_the_line() -> None:
    """Where a hundredth of the mass passes, a usual sampler errs more than those behind the line do.

    100 mg per 1000 at 2 000 persons is 200 mg; the 20 000 mg of the line's end come from 200 000 such persons.
    """
    steep = {"*": replace(PLAIN["*"], mass_low=20_000.0)}
    cv = float(sampling_parts("flow_proportional", 10.0, 2_000.0).sampler)
    one = table(
        day("2026-07-08", 100.0, population=2_000.0) | {component_column("sampling"): float(log_sd_from_cv(cv))}
    )
    behind = float(sampling_parts("flow_proportional", 10.0, 200_000.0).sampler)
    found = level(one, models=steep)
    expected = S2 + math.log1p(cv**2) - math.log1p(behind**2)
    assert found["sd_day"] ** 2 + found["sd_error"] ** 2 == pytest.approx(expected)
    without = level(one, models=steep, components=())
    assert without["sd_day"] ** 2 == pytest.approx(S2)
