"""Many invented plants: their tables are tables, their scatter and pattern are as asked for, their truth is kept."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys.calendar import Period
from avloppsanalys.reference import week_model
from avloppsanalys.simulate import PlantTruth, ResidueTruth, SimulatedPlants, SimulationError, simulate_plants
from avloppsanalys.tables import FLOWS, MEASUREMENTS, PLANTS, SYNTHETIC_LAB, check

Floats = npt.NDArray[np.float64]
LOAD = "load_mg_per_day_per_1000"
MANY = np.full(4000, 17_000.0)
NO_DAYS = pd.DatetimeIndex([])
FLAT = (1.0,) * 7


def made(
    *residues: ResidueTruth,
    plants: PlantTruth | None = None,
    sampled: pd.DatetimeIndex | npt.NDArray[np.bool_] = NO_DAYS,
    first: str = "2026K3",
    last: str = "2026K3",
    seed: int = 1,
) -> SimulatedPlants:
    return simulate_plants(
        residues,
        plants or PlantTruth(population=17_000.0),
        sampled,
        first=first,
        last=last,
        rng=np.random.default_rng(seed),
    )


def still(level: npt.ArrayLike = 20.0) -> ResidueTruth:
    """Return a residue in which nothing is left to chance."""
    return ResidueTruth(residue="MDMA", level=level, campaign_log_sd=0.0, day_log_sd=0.0, weekday_factors=FLAT)


def test_the_tables_are_tables_and_every_measurement_is_stamped() -> None:
    result = made(
        ResidueTruth(residue="MDMA", level=20.0),
        ResidueTruth(residue="ketamine", level=[5.0, 9.0]),
        plants=PlantTruth(population=[1000, 17_000]),
        sampled=pd.DatetimeIndex(["2026-07-08", "2026-08-12"]),
    )
    tables = ((result.measurements, MEASUREMENTS, 8), (result.flows, FLOWS, 4), (result.plants, PLANTS, 2))
    for table, kind, rows in tables:
        check(table, kind, unique=True)
        assert list(table.columns) == list(kind.columns)
        assert len(table) == rows
    assert (result.measurements["lab"] == SYNTHETIC_LAB).all()
    assert result.names == ("Påhittade verket 1", "Påhittade verket 2")


def test_the_same_state_of_chance_gives_the_same_plants_and_another_others() -> None:
    def printed(seed: int) -> str:
        result = made(ResidueTruth(residue="MDMA", level=20.0), sampled=pd.DatetimeIndex(["2026-07-08"]), seed=seed)
        return result.measurements.to_csv() + result.flows.to_csv() + result.plants.to_csv() + result.truth().to_csv()

    assert printed(7) == printed(7)
    assert printed(7) != printed(8)


def test_truth_and_means_are_those_of_the_arrays() -> None:
    result = made(
        ResidueTruth(residue="MDMA", level=20.0),
        ResidueTruth(residue="ketamine", level=5.0),
        plants=PlantTruth(population=[1000, 17_000, 30_000]),
        first="2025K1",
        last="2026K4",
    )
    truth = result.truth()
    assert len(truth) == 2 * 3 * 730
    days = truth["date"].dt.date.map(Period.parse("2025K2").contains)
    mine = (truth["plant"] == "Påhittade verket 2") & (truth["residue"] == "ketamine")
    means = result.true_means().set_index(["plant", "residue", "period"])["true_mean"]
    assert means["Påhittade verket 2", "ketamine", "2025K2"] == pytest.approx(truth.loc[mine & days, LOAD].mean())
    assert len(means) == 2 * 3 * 8
    named = result.true_means("2025-04-01/2025-06-30").set_index(["plant", "residue"])["true_mean"]
    assert named["Påhittade verket 2", "ketamine"] == pytest.approx(truth.loc[mine & days, LOAD].mean())


def test_weeks_scatter_with_median_15_and_nine_in_ten_between_5_and_30() -> None:
    drawn = made(ResidueTruth(residue="MDMA", level=20.0), plants=PlantTruth(population=MANY)).campaign_log_sd[0]
    assert_allclose(np.quantile(drawn, [0.05, 0.5, 0.95]), [0.05, 0.15, 0.30], rtol=0.06)


def test_days_scatter_about_the_table_and_one_and_a_half_times_as_widely() -> None:
    truth = ResidueTruth(residue="benzoylecgonine", level=60.0)
    drawn = np.log(made(truth, plants=PlantTruth(population=MANY)).day_log_sd[0])
    model = week_model("benzoylecgonine")
    assert np.median(drawn) == pytest.approx(0.5 * np.log(model.day_variance(60.0 * 17)), abs=0.04)
    # What a scaled inverse chi-square with the tabled degrees of freedom would give, drawn instead of computed.
    tabled = -0.5 * np.log(np.random.default_rng(3).chisquare(model.prior_df, 200_000))
    assert drawn.std() == pytest.approx(1.5 * tabled.std(), rel=0.03)


def test_a_scatter_above_the_table_moves_all_plants_alike() -> None:
    at, above = (
        made(ResidueTruth(residue="MDMA", level=20.0, scatter_factor=factor), plants=PlantTruth(population=MANY))
        for factor in (1.0, 1.3)
    )
    assert_allclose(above.day_log_sd, 1.3 * at.day_log_sd)
    assert_allclose(above.campaign_log_sd, at.campaign_log_sd)


def layers(load: Floats, days: pd.DatetimeIndex) -> tuple[float, float]:
    """Return the log standard deviation between weeks and between the days of a week."""
    monday = int(np.flatnonzero(days.day_of_week == 0)[0])
    weeks = (len(days) - monday) // 7
    logs = np.log(load[:, monday : monday + 7 * weeks]).reshape(-1, weeks, 7)
    within = float(logs.var(axis=2, ddof=1).mean())
    between = float(logs.mean(axis=2).var(axis=1, ddof=1).mean())
    return float(np.sqrt(between - within / 7)), float(np.sqrt(within))


def test_the_layers_have_the_scatter_that_was_asked_for_and_weeks_begin_on_monday() -> None:
    truth = ResidueTruth(residue="MDMA", level=20.0, campaign_log_sd=0.2, day_log_sd=0.3, weekday_factors=FLAT)
    result = made(truth, plants=PlantTruth(population=np.full(400, 17_000.0)), first="2026", last="2026")
    week, day = layers(result.load[0], result.days)
    assert (week, day) == pytest.approx((0.2, 0.3), rel=0.02)
    daily = made(
        ResidueTruth(residue="MDMA", level=1.0, campaign_log_sd=0.0, day_log_sd=0.1, weekday_factors=FLAT),
        plants=PlantTruth(population=MANY),
    )
    days = np.log(daily.load[0]) / 0.1
    assert np.abs(days).max() == pytest.approx(4)
    # t(5) cut at four standard deviations and brought back to unit variance, by numerical integration.
    assert days.std() == pytest.approx(1, abs=0.005)
    assert (days**4).mean() == pytest.approx(4.649, rel=0.03)
    assert (np.abs(days) > 3.999).mean() == pytest.approx(0.00396, rel=0.1)


def test_weekdays_are_the_tabled_ones_unless_given() -> None:
    kept = ResidueTruth(residue="MDMA", level=20.0, campaign_log_sd=0.0, day_log_sd=0.0)
    result = made(kept)
    expected = 20 * np.exp(week_model("MDMA").log_factors)[result.days.day_of_week]
    assert_allclose(result.load[0, 0], expected)
    own = ResidueTruth(
        residue="MDMA", level=20.0, campaign_log_sd=0, day_log_sd=0, weekday_factors=(1, 1, 1, 1, 2, 4, 4)
    )
    week = made(own).load[0, 0, 5:12]  # 2026-07-06, a Monday, and on
    assert_allclose(week, 20 * np.array([1, 1, 1, 1, 2, 4, 4]) / 2)


def test_each_plant_departs_from_the_tabled_week_by_the_spread_between_sites() -> None:
    plants = PlantTruth(population=np.full(20_000, 17_000.0))

    def patterns(**given: Any) -> Floats:
        truth = ResidueTruth(residue="MDMA", level=20.0, campaign_log_sd=0.0, day_log_sd=0.3, **given)
        result = simulate_plants(
            [truth], plants, NO_DAYS, first="2026-07-06/2026-07-12", last="2026-07-06/2026-07-12",
            rng=np.random.default_rng(3),
        )  # fmt: skip
        return np.cov(np.log(result.load[0]).T) / 0.3**2

    model = week_model("MDMA")
    assert_allclose(patterns(), np.eye(7) + model.spread, atol=0.04)
    assert_allclose(patterns(weekday_spread=0.0), np.eye(7), atol=0.04)
    assert_allclose(patterns(weekday_factors=FLAT), np.eye(7), atol=0.04)


def test_season_events_steps_and_change_do_what_they_say() -> None:
    plain = still()
    dates = pd.date_range("2026-01-01", "2027-12-31")
    patterned = {
        "season": ResidueTruth(
            residue="MDMA", level=20.0, campaign_log_sd=0, day_log_sd=0, weekday_factors=FLAT, season_log_amplitude=0.3
        ),
        "dated": ResidueTruth(
            residue="ketamine",
            level=20.0,
            campaign_log_sd=0,
            day_log_sd=0,
            weekday_factors=FLAT,
            events={"2026-08-01": 3.0},
            steps={"2027-03-01": 1.5},
        ),
        "change": ResidueTruth(
            residue="amphetamine",
            level=20.0,
            campaign_log_sd=0,
            day_log_sd=0,
            weekday_factors=FLAT,
            change_per_year=0.25,
        ),
    }
    result = made(*patterned.values(), first="2026", last="2027")
    season, dated, change = (pd.Series(load[0], index=dates) for load in result.load)
    assert season["2026-07-15"] == pytest.approx(20 * np.exp(0.3))
    assert season["2026-01-14"] == pytest.approx(20 * np.exp(-0.3), rel=1e-3)
    assert dated.loc["2026-07-31":"2026-08-02"].tolist() == pytest.approx([20, 60, 20])
    assert dated.loc["2027-02-28":"2027-03-01"].tolist() == pytest.approx([20, 30])
    assert change["2027-01-01"] / change["2026-01-01"] == pytest.approx(1.25, rel=1e-3)
    assert_allclose(made(plain).load, 20.0)


def test_each_plant_may_have_its_own_truth() -> None:
    result = made(still(level=[5.0, 50.0]), plants=PlantTruth(population=[1000, 2000]))
    assert_allclose(result.load[0, :, 0], [5, 50])
    assert_allclose(result.population[:, 0], [1000, 2000])


@pytest.mark.parametrize(
    ("residue", "plants", "told"),
    [
        (still([1.0, 2.0]), PlantTruth(population=[1, 2, 3]), "level holds 2 numbers; give one, or one for each of 3"),
        (still(0.0), PlantTruth(population=17_000), "level must lie above 0; 1 numbers do not"),
        (still(), PlantTruth(population=[0, 100]), "population must lie above 0; 1 numbers do not"),
        (
            ResidueTruth(residue="MDMA", level=1.0, weekday_factors=(1.0, 2.0)),
            PlantTruth(population=1),
            "weekday_factors holds 2 numbers; give seven, Monday to Sunday",
        ),
        (
            ResidueTruth(residue="MDMA", level=1.0, events={"2026-12-24": 3.0}),
            PlantTruth(population=1),
            "1 dates of changes or events lie outside 2026-07-01 to 2026-09-30: 2026-12-24",
        ),
        (
            still(),
            PlantTruth(population=1, source_changes={"2025-01-01": "pe"}),
            "1 dates of changed sources lie outside 2026-07-01 to 2026-09-30: 2025-01-01",
        ),
        (
            still(),
            PlantTruth(population=1, components={"sampler": 0.1}),
            r"Unknown error components \['sampler'\]; the known ones are sampling, analysis",
        ),
        (
            ResidueTruth(residue="MDMA", level=1.0, below_loq_share=1.0),
            PlantTruth(population=1),
            "below_loq_share of MDMA must lie in 0 to 1, 1 left out",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused_and_named(residue: ResidueTruth, plants: PlantTruth, told: str) -> None:
    with pytest.raises(SimulationError, match=f"^{told}"):
        made(residue, plants=plants)


def test_samples_outside_the_days_or_of_another_shape_are_refused() -> None:
    told = r"^1 sampled dates lie outside 2026-07-01 to 2026-09-30: 2026-10-01\.$"
    with pytest.raises(SimulationError, match=told):
        made(still(), sampled=pd.DatetimeIndex(["2026-08-12", "2026-10-01"]))
    told = r"^sampled has shape \(1, 3\); with these plants and days it must be \(1, 92\)\.$"
    with pytest.raises(SimulationError, match=told):
        made(still(), sampled=np.ones((1, 3), dtype=bool))
    with pytest.raises(SimulationError, match=r"^1 residues are given more than once: MDMA\.$"):
        made(still(), still())


def test_the_method_page_shows_what_is_drawn() -> None:
    page = (Path(__file__).parents[1] / "docs" / "method" / "simulate.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| (\D[^|]+) \| (-?[\d.]+ \| [\d.]+ \| [\d.]+) \|$", page, flags=re.MULTILINE))
    truths = [ResidueTruth(residue=name, level=60.0) for name in ("benzoylecgonine", "MDMA")]
    result = made(*truths, plants=PlantTruth(population=MANY))
    tabled = [np.sqrt(week_model(truth.residue).day_variance(60.0 * 17)) for truth in truths]
    flat = made(
        ResidueTruth(residue="MDMA", level=1.0, campaign_log_sd=0.0, day_log_sd=1.0, weekday_factors=FLAT),
        plants=PlantTruth(population=MANY),
    )
    drawn = {
        "between weeks, log standard deviation": result.campaign_log_sd,
        "between days over the tabled, benzoylecgonine": result.day_log_sd[0] / tabled[0],
        "between days over the tabled, MDMA": result.day_log_sd[1] / tabled[1],
        "one day, in standard deviations": np.log(flat.load),
    }
    assert shown.keys() == drawn.keys()
    for name, values in drawn.items():
        numbers = [float(cell) for cell in shown[name].split(" | ")]
        assert_allclose(np.quantile(values, [0.05, 0.5, 0.95]), numbers, rtol=0.07, atol=0.02)
