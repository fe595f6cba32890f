"""The sampler's error: its formula against pulses that are thrown at a sampler one by one, and what a table says."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys import reference
from avloppsanalys.errors import UnknownNameError
from avloppsanalys.sampling import (
    excess_sampling_variance,
    pulse_cv,
    pulses_per_day,
    sampler_modes,
    sampling_cv,
    sampling_parts,
    user_cv,
    within_day_cv,
)

Floats = npt.NDArray[np.float64]
DOCS = Path(__file__).parents[1] / "docs"
DAY = 1440.0


def test_the_sizes_of_error_that_the_model_is_known_by() -> None:
    # Ort and Gujer (2006) found 40 % and more at ten minutes with few pulses; the model gives 45 %.
    assert pulse_cv(10, [20, 150, 1000], pulse_length_min=2).round(2).tolist() == [0.45, 0.16, 0.06]
    # Lidköping's 1.7 doses of cocaine per 1000: about 7, 34 and 245 pulses at 1 000, 5 000 and 36 000 persons.
    assert pulses_per_day([1000, 5000, 36000], 1.7).round().tolist() == [7, 34, 245]
    assert pulse_cv(10, [7, 34, 245]).round(2).tolist() == [0.76, 0.34, 0.13]


def caught_share(pulses: int, interval: float, length: float, days: int, seed: int) -> Floats:
    """Return estimated over true mass of many days, on each of which pulses pass a sampler at random moments."""
    rng = np.random.default_rng(seed)
    begun = rng.uniform(0, DAY, (days, pulses))
    first = rng.uniform(0, interval, (days, 1))
    aliquots = np.ceil((begun + length - first) / interval) - np.ceil((begun - first) / interval)
    return np.asarray(aliquots.sum(axis=1) * interval / length / pulses)


@pytest.mark.parametrize(("pulses", "interval", "length"), [(20, 10, 2), (150, 10, 2), (7, 10, 2), (40, 30, 5)])
def test_pulses_thrown_at_a_sampler_err_as_the_formula_says(pulses: int, interval: float, length: float) -> None:
    share = caught_share(pulses, interval, length, days=20_000, seed=pulses)
    expected = float(pulse_cv(interval, pulses, length))
    assert share.mean() == pytest.approx(1, abs=4 * expected / math.sqrt(20_000))
    assert share.std() == pytest.approx(expected, rel=0.025)  # 20 000 days: 0.5 % standard error


def test_a_pulse_that_lasts_the_interval_is_never_missed() -> None:
    assert pulse_cv([2.0, 1.0, 0.0], 5, pulse_length_min=2).tolist() == [0, 0, 0]
    assert caught_share(5, 2.0, 2.0, days=100, seed=1) == pytest.approx(1)


def test_doses_that_fall_by_chance_make_days_differ_as_the_user_part_says() -> None:
    doses = np.random.default_rng(2).poisson(8.5, 50_000)
    assert doses.std() / doses.mean() == pytest.approx(float(user_cv(8.5)), rel=0.02)


def test_two_daily_waves_at_an_unknown_distance_err_as_the_time_proportional_part_says() -> None:
    hours = np.linspace(0, 2 * np.pi, 1440, endpoint=False)
    distance = np.linspace(0, 2 * np.pi, 360, endpoint=False)[:, None]
    flow = 1 + 0.3 * math.sqrt(2) * np.sin(hours)
    concentration = 1 + 0.5 * math.sqrt(2) * np.sin(hours + distance)
    error = concentration.mean(axis=1) * flow.mean() / (concentration * flow).mean(axis=1) - 1
    # The formula is of first order in the covariance, which is up to 15 % of the load here.
    assert np.sqrt(np.square(error).mean()) == pytest.approx(float(within_day_cv("time_proportional")), rel=0.03)
    assert within_day_cv(["flow_proportional", "volume_proportional", "continuous"]).tolist() == [0, 0, 0]
    assert float(within_day_cv("grab")) == 0.5


@given(interval=st.floats(2.5, 120), pulses=st.floats(1, 1e5), times=st.floats(1.1, 100), length=st.floats(0.1, 2.4))
def test_more_pulses_help_by_their_root_and_longer_intervals_hurt(
    interval: float, pulses: float, times: float, length: float
) -> None:
    once = float(pulse_cv(interval, pulses, length))
    assert float(pulse_cv(interval, pulses * times, length)) == pytest.approx(once / math.sqrt(times))
    assert float(pulse_cv(interval * times, pulses, length)) > once
    assert float(pulse_cv(interval * times, pulses, length * times)) == pytest.approx(once)


def test_missing_stays_missing() -> None:
    assert np.isnan(pulse_cv([np.nan, 10], [20, np.nan])).all()


def test_the_parts_add_in_squares_and_users_stay_apart() -> None:
    parts = sampling_parts("time_proportional", 15, 17_000, 3.0)
    squares = float(parts.pulses) ** 2 + float(parts.within_day) ** 2 + float(parts.other) ** 2
    assert float(parts.sampler) == pytest.approx(math.sqrt(squares))
    assert float(parts.users) == pytest.approx(1 / math.sqrt(51))


def test_continuous_and_grab_need_no_interval() -> None:
    parts = sampling_parts(["continuous", "grab"], np.nan, 36_000)
    assert parts.pulses.round(2).tolist() == [0, round(math.sqrt(719 / 244.8), 2)]


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        ("Flödesproportionell", "flow_proportional"),
        (" flow-proportional ", "flow_proportional"),
        ("flow proportional", "flow_proportional"),
        ("volymproportionellt", "volume_proportional"),
        ("tidsstyrd", "time_proportional"),
        ("kontinuerlig", "continuous"),
        ("Stickprov", "grab"),
    ],
)
def test_a_sampler_is_understood_as_a_plant_writes_it(word: str, mode: str) -> None:
    assert sampler_modes(pd.Series([word])).tolist() == [mode]


def plants(**columns: list[Any]) -> pd.DataFrame:
    table = {"sampler_mode": ["flödesproportionell"], "sampling_interval_min": [10.0], "population": [5000.0]}
    return pd.DataFrame(table | columns, index=[7])


@pytest.mark.parametrize(
    "silent",
    [
        {"sampler_mode": [None]},
        {"sampler_mode": ["okänd"]},
        {"sampling_interval_min": [np.nan]},
        {"sampling_interval_min": [0.0]},
        {"population": [np.nan]},
    ],
)
def test_a_plant_that_does_not_say_enough_gets_the_general_component_and_is_marked(silent: dict[str, Any]) -> None:
    found = sampling_cv(plants(**silent), general_cv=0.1)
    assert found[["sampling_cv", "sampling_basis"]].to_numpy().tolist() == [[0.1, "general"]]


def test_a_plant_that_says_gets_its_own_and_doses_go_before_the_default() -> None:
    own = sampling_cv(plants(), general_cv=0.1)
    assert own.index.tolist() == [7]
    assert own["sampling_cv"].tolist() == pytest.approx([math.hypot(math.sqrt(4 / 34), 0.05)])
    assert own[["sampling_basis", "doses_assumed"]].to_numpy().tolist() == [["sampler", True]]
    known = sampling_cv(plants(doses_per_day_per_1000=[10.0]), general_cv=0.1)
    assert known["sampling_cv"].tolist() == pytest.approx([math.hypot(math.sqrt(4 / 200), 0.05)])
    assert known["user_cv"].tolist() == pytest.approx([1 / math.sqrt(50)])
    assert known["doses_assumed"].tolist() == [False]


def test_a_table_without_a_word_on_samplers_gets_the_general_component() -> None:
    found = sampling_cv(pd.DataFrame({"population": [5000.0, 17_000.0]}), general_cv=0.1)
    assert found["sampling_cv"].tolist() == [0.1, 0.1]
    assert not found["user_cv"].isna().any()


def test_the_excess_of_a_coarse_sampler_by_hand() -> None:
    # 5 000 persons with 34 pulses; the plants behind the table, where 17 000 persons give 115.6, at ten minutes.
    own = math.log1p(14 / 34 + 0.05**2)
    behind = math.log1p(4 / 115.6 + 0.05**2)
    assert excess_sampling_variance([own], [17_000.0]).tolist() == pytest.approx([own - behind])


def test_a_usual_sampler_has_no_excess_and_a_finer_one_takes_nothing_off() -> None:
    parts = sampling_parts("flow_proportional", [10.0, 5.0, 30.0], 5000.0)
    excess = excess_sampling_variance(np.log1p(np.square(parts.sampler)), 5000.0)
    assert excess[:2].tolist() == [0, 0]
    assert excess[2] > 0.2


def test_what_a_verb_is_given_is_left_alone() -> None:
    rows = plants()
    before = rows.copy(deep=True)
    sampling_cv(rows, 0.1)
    pd.testing.assert_frame_equal(rows, before)


def test_an_unknown_assumption_lists_near_matches() -> None:
    told = r"^Unknown sampler assumption 'pulse_length'\. Did you mean 'pulse_length_min'"
    with pytest.raises(UnknownNameError, match=told):
        reference.sampler_assumption("pulse_length")


def table_under(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under one heading of a page."""
    section = (DOCS / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip("`") for cell in row] for row in rows[1:]]


def test_the_page_of_reference_data_shows_the_assumptions() -> None:
    expected = [[row.quantity, f"{row.value:.10g}", row.status] for row in reference.sampler_assumptions()]
    assert table_under("reference-data.md", "Plant sampler") == expected


def test_the_method_page_shows_what_the_code_gives() -> None:
    rows = table_under("method/sampling.md", "What comes out")
    assert [row[0] for row in rows] == ["1 000", "2 500", "5 000", "17 000", "36 000", "100 000"]
    for population, *cells in rows:
        persons = float(population.replace(" ", ""))
        modes = ["flow_proportional", "flow_proportional", "time_proportional", "time_proportional"]
        parts = sampling_parts(modes, [10, 5, 10, 30], persons)
        excess = excess_sampling_variance(np.log1p(np.square(parts.sampler[3:])), persons)
        shown = [*parts.sampler, parts.users[0]]
        assert cells == [*(f"{100 * value:.0f} %" for value in shown), f"{math.sqrt(excess[0]):.2f}"]
