"""The invented plant: its truth is what was asked for, its stamp travels, and the same chance gives the same bytes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys import daily_loads, join_samples
from avloppsanalys.calendar import Period
from avloppsanalys.simulate import SimulatedPlant, SimulatedResidue, SimulationError, simulate_plant
from avloppsanalys.tables import FLOWS, MEASUREMENTS, PLANTS, SYNTHETIC_LAB, check

LOAD = "load_mg_per_day_per_1000"
WEDNESDAYS = pd.DatetimeIndex(pd.date_range("2024-01-03", "2026-12-30", freq="7D"))


def plant(
    seed: int = 1, sampled: pd.DatetimeIndex = WEDNESDAYS, sample_cv: float = 0.15, **truth: SimulatedResidue
) -> SimulatedPlant:
    """Return three simulated years."""
    return simulate_plant(
        truth or {"MDMA": SimulatedResidue(level=20.0)},
        sampled,
        first="2024K1",
        last="2026K4",
        rng=np.random.default_rng(seed),
        sample_cv=sample_cv,
    )


def loads_of(made: SimulatedPlant) -> pd.DataFrame:
    """Return the loads that the chain makes of a simulated plant."""
    return daily_loads(join_samples(made.measurements, made.flows, made.plants), components=())


def test_the_tables_are_tables_and_every_measurement_is_stamped() -> None:
    made = plant()
    for table, kind in ((made.measurements, MEASUREMENTS), (made.flows, FLOWS), (made.plants, PLANTS)):
        check(table, kind, unique=True)
        assert list(table.columns) == list(kind.columns)
    assert SYNTHETIC_LAB == "SYNTETISKA DATA"
    assert (made.measurements["lab"] == SYNTHETIC_LAB).all()
    assert (loads_of(made)["lab"] == SYNTHETIC_LAB).all()


def test_the_same_state_of_chance_gives_the_same_bytes_and_another_another() -> None:
    def printed(made: SimulatedPlant) -> str:
        return "".join(table.to_csv() for table in (made.measurements, made.flows, made.plants, made.truth))

    assert printed(plant(7)) == printed(plant(7))
    assert printed(plant(7)) != printed(plant(8))


def test_there_is_one_truth_a_day_and_one_measurement_a_sampled_day() -> None:
    made = plant(MDMA=SimulatedResidue(level=20.0), cocaine=SimulatedResidue(level=100.0))
    assert made.truth.groupby("residue").size().to_dict() == {"MDMA": 1096, "cocaine": 1096}
    assert made.truth["date"].min() == pd.Timestamp("2024-01-01")
    assert made.truth["date"].max() == pd.Timestamp("2026-12-31")
    assert len(made.measurements) == 2 * len(WEDNESDAYS)
    assert made.measurements["start"].dt.strftime("%H:%M").unique().tolist() == ["07:00"]


def test_true_means_are_the_means_of_all_days() -> None:
    made = plant()
    means = made.true_means("quarter")
    assert means["period"].tolist() == [f"{year}K{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
    spring = Period.parse("2025K2")
    days = made.truth[made.truth["date"].dt.date.map(spring.contains)]
    assert len(days) == spring.days
    assert means.set_index("period").loc["2025K2", "true_mean"] == pytest.approx(days[LOAD].mean())
    assert made.true_means("year")["true_mean"].mean() == pytest.approx(made.truth[LOAD].mean(), rel=1e-2)


def test_without_error_the_chain_finds_the_truth_of_each_sampled_day() -> None:
    made = plant(sample_cv=0.0)
    loads = loads_of(made)
    truth = made.truth.set_index("date")[LOAD].loc[WEDNESDAYS]
    # The laboratory prints three digits and the plant whole cubic metres.
    assert_allclose(loads[LOAD], truth, rtol=6e-3)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_the_day_of_the_summer_time_change_has_its_true_load_too(day: str) -> None:
    sampled = pd.DatetimeIndex([day])
    made = plant(sampled=sampled, sample_cv=0.0)
    assert_allclose(loads_of(made)[LOAD], made.truth.set_index("date")[LOAD].loc[sampled], rtol=6e-3)


def long_run(residue: SimulatedResidue, years: int = 400) -> pd.DataFrame:
    """Return the truth of many years, with weekday."""
    made = simulate_plant(
        {"X": residue},
        pd.DatetimeIndex([]),
        first="1700",
        last=str(1699 + years),
        rng=np.random.default_rng(3),
    )
    return made.truth.assign(weekday=made.truth["date"].dt.day_of_week)


def test_level_weekend_and_scatter_are_as_asked_for_on_average() -> None:
    asked = SimulatedResidue(level=50.0, day_log_sd=0.3, week_log_sd=0.2, weekend_ratio=1.8)
    days = long_run(asked)
    # 400 years: the standard error of the mean is 0.2 % and that of a log standard deviation 0.2 %.
    assert days[LOAD].mean() == pytest.approx(50.0, rel=0.01)
    weekend = days["weekday"].isin([4, 5, 6, 0])
    assert days.loc[weekend, LOAD].mean() / days.loc[~weekend, LOAD].mean() == pytest.approx(1.8, rel=0.01)
    logs = np.log(days[LOAD]) - np.log(1.8) * weekend
    week = (days["date"] - pd.to_timedelta(days["weekday"], unit="D")).rename("week")
    whole = logs.groupby(week).filter(lambda each: len(each) == 7)
    within = whole.groupby(week.loc[whole.index]).var().mean()
    between = whole.groupby(week.loc[whole.index]).mean().var()
    assert np.sqrt(within) == pytest.approx(0.3, rel=0.02)
    assert np.sqrt(between - within / 7) == pytest.approx(0.2, rel=0.03)


def test_the_change_per_year_is_steady() -> None:
    days = long_run(SimulatedResidue(level=10.0, day_log_sd=0.0, week_log_sd=0.0, change_per_year=0.25), years=4)
    years = days.groupby(days["date"].dt.year)[LOAD].mean()
    assert days[LOAD].iloc[0] == pytest.approx(10.0)
    assert_allclose(years.to_numpy()[1:] / years.to_numpy()[:-1], 1.25, rtol=2e-3)


def test_what_lies_below_the_limit_is_reported_so() -> None:
    made = plant(MDMA=SimulatedResidue(level=2.0, loq_ng_per_l=8.0))
    below = made.measurements["qualifier"] == "below_loq"
    assert 10 < below.sum() < len(below) - 10
    hidden, seen = made.measurements[below], made.measurements[~below]
    assert hidden["concentration_ng_per_l"].isna().all()
    assert hidden["concentration_low_ng_per_l"].eq(0).all()
    assert hidden["concentration_high_ng_per_l"].eq(8.0).all()
    assert seen["concentration_ng_per_l"].ge(8.0).all()
    assert seen["concentration_low_ng_per_l"].equals(seen["concentration_ng_per_l"])


def test_the_sample_error_is_as_asked_for() -> None:
    sampled = pd.DatetimeIndex(pd.date_range("2024-01-01", "2026-12-31", freq="D"))
    made = plant(sampled=sampled, sample_cv=0.3, MDMA=SimulatedResidue(level=500.0))
    error = np.log(loads_of(made)[LOAD].to_numpy() / made.truth[LOAD].to_numpy())
    assert error.std() == pytest.approx(np.sqrt(np.log1p(0.09)), rel=0.07)


def test_dates_outside_are_refused_and_named() -> None:
    sampled = pd.DatetimeIndex(["2023-12-31", "2024-01-01", "2027-01-01"])
    told = r"^2 sampled dates lie outside 2024K1-2026K4: 2023-12-31, 2027-01-01\.$"
    with pytest.raises(SimulationError, match=told):
        plant(sampled=sampled)


def test_no_sampled_day_leaves_a_truth_without_measurements() -> None:
    made = plant(sampled=pd.DatetimeIndex([]))
    assert (len(made.measurements), len(made.flows), len(made.truth)) == (0, 0, 1096)
