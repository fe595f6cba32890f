"""What ways of sampling can show: whose scatter, what is compared, what it costs, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys.planning import (
    Costs,
    Design,
    PlanError,
    plan_power,
    plan_sampling,
    pooled_scatter,
    sampler_table,
    scatter_of_plants,
)
from avloppsanalys.planning.power_of_plan import BAND
from avloppsanalys.power import detectable_change, slope_errors, slope_power, slope_variance, verdict_power
from avloppsanalys.reference import campaign_scatter, week_model
from avloppsanalys.tables import SAMPLER_SETTINGS, SAMPLING_CURVES, SAMPLING_NEEDED, SAMPLING_OPTIONS, check
from avloppsanalys.trend import BAND as TREND_BAND

PLANT = {"Exempelverket": 17000}


def own_levels(**changed: object) -> pd.DataFrame:
    rows = {
        "place": ["Exempelverket"] * 2,
        "substance": ["benzoylecgonine"] * 2,
        "quantity": ["load"] * 2,
        "factor_set": ["none"] * 2,
        "period": ["2026K2", "2026K1"],
        "period_start": pd.to_datetime(["2026-04-01", "2026-01-01"]).tz_localize("Europe/Stockholm"),
        "sd_day": [0.4, 0.9],
        "sd_campaign": [0.1, 0.9],
        "sd_error": [0.3, 0.9],
    }
    return pd.DataFrame(rows | changed)


def test_the_band_is_that_of_the_verdict() -> None:
    assert BAND == TREND_BAND


def test_single_days_without_a_band_have_the_closed_form() -> None:
    quarters = np.array([6, 8, 12, 15])
    errors = slope_errors(quarters, 1, 1, 0.2, 0.0)
    closed = slope_power(math.log(1.4) / 4, slope_variance(quarters, 1, 0.2, 0.0), quarters - 2)
    assert_allclose(verdict_power(math.log(1.4), errors, band=1e-9), closed, atol=0.005)


def test_the_closed_form_is_an_upper_bound() -> None:
    campaigns, days = np.array([3, 3, 1, 2, 6]), np.array([1, 2, 7, 2, 1])
    for quarters in (8, 12, 20):
        errors = slope_errors(quarters, campaigns, days, 0.2, 0.02)
        closed = slope_power(
            math.log(1.25) / 4, slope_variance(quarters, campaigns, 0.2 / days, 0.02 / campaigns), quarters - 2
        )
        assert (verdict_power(math.log(1.25), errors, band=BAND) <= closed + 0.005).all()


def test_fewer_than_six_quarters_show_nothing() -> None:
    errors = slope_errors([4, 5, 6], 13, 7, 0.01, 0.0)
    assert verdict_power(2.0, errors, band=BAND)[:2].tolist() == [0, 0]
    assert np.isinf(detectable_change(errors, band=BAND)[:2]).all()
    assert np.isfinite(detectable_change(errors, band=BAND)[2])


def test_a_rise_and_a_fall_of_the_same_size_are_seen_alike() -> None:
    errors = slope_errors([8, 20], 3, 1, 0.2, 0.02)
    assert verdict_power(0.3, errors, band=BAND).tolist() == verdict_power(-0.3, errors, band=BAND).tolist()


def test_more_substances_cost_power() -> None:
    chances = [
        plan_power(Design(campaigns=3, weekdays=(3,)), 3, 0.3, day_log_sd=0.43, week_log_sd=0.1, substances=number)
        for number in (1, 3, 8)
    ]
    assert chances[0] > chances[1] + 0.05
    assert chances[1] > chances[2] + 0.05


def test_more_quarters_beat_more_days() -> None:
    twice_as_long, twice_as_many = (
        plan_power(Design(campaigns=campaigns, weekdays=(3,)), years, 0.25, day_log_sd=0.43, week_log_sd=0.15)
        for campaigns, years in ((3, 4), (6, 2))
    )
    assert twice_as_long > 2 * twice_as_many


def test_borrowed_scatter_is_that_of_the_tables() -> None:
    (plant,) = scatter_of_plants("MDMA", 20.0, PLANT)
    assert plant.day_variance == pytest.approx(float(week_model("MDMA").day_variance(340.0)))
    assert plant.campaign_variance == pytest.approx(float(campaign_scatter([17000])[0][0]) ** 2)
    assert plant.basis == "borrowed"
    assert scatter_of_plants("MDMA", 1.0, PLANT)[0].basis == "extrapolated"


def test_a_plants_own_scatter_is_that_of_its_latest_level_with_the_error_of_its_samples() -> None:
    (plant,) = scatter_of_plants("benzoylecgonine", 100.0, PLANT, own_levels())
    assert plant.day_variance == pytest.approx(0.25)
    assert plant.campaign_variance == pytest.approx(0.01)
    assert plant.basis == "own"
    other = own_levels(substance="MDMA")
    assert scatter_of_plants("benzoylecgonine", 100.0, PLANT, other)[0].basis == "borrowed"


def test_a_coarse_sampler_adds_to_borrowed_scatter_alone() -> None:
    coarse = ("tidsproportionell", 60.0)
    plain, rough = (scatter_of_plants("MDMA", 20.0, PLANT, sampler=one)[0].day_variance for one in (None, coarse))
    assert rough > plain + 0.05
    own = scatter_of_plants("benzoylecgonine", 100.0, PLANT, own_levels(), coarse)[0]
    assert own.day_variance == pytest.approx(0.25)


def test_plants_are_pooled_by_their_persons() -> None:
    plants = scatter_of_plants("MDMA", 20.0, {"A": 30000, "B": 10000})
    pooled = pooled_scatter(plants)
    assert pooled.day_variance == pytest.approx(plants[0].day_variance * 9 / 16 + plants[1].day_variance / 16)
    assert (pooled.place, pooled.plants, pooled.population) == ("A + B", 2, 40000)


def test_the_tables_keep_their_contracts_and_tell_every_plant_and_all_together() -> None:
    plan = plan_sampling("cocaine", 100.0, {"A": 17000, "B": 4000}, costs=Costs(sample_kr=1000))
    for table, contract in (
        (plan.options, SAMPLING_OPTIONS),
        (plan.needed, SAMPLING_NEEDED),
        (plan.curves, SAMPLING_CURVES),
        (plan.sampler, SAMPLER_SETTINGS),
    ):
        check(table, contract)
        assert list(table.columns) == list(contract.columns)
    assert list(dict.fromkeys(plan.options["place"])) == ["A", "B", "A + B"]
    cost = plan.options.set_index(["place", "campaigns_per_period", "weekdays"])["cost_kr_per_year"]
    assert cost["A", 3, "3"] == 12_000
    assert cost["A + B", 3, "3"] == 24_000
    power = plan.options.groupby("place")["power"].first()
    assert power["A + B"] > power["A"] > power["B"]


def test_what_is_needed_is_enough_and_one_day_less_is_not() -> None:
    plan = plan_sampling("cocaine", 100.0, PLANT)
    row = plan.needed[plan.needed["years"] == 2].iloc[0]
    (plant,) = scatter_of_plants("benzoylecgonine", 100.0, PLANT)
    day, week = plant.day_variance**0.5, plant.campaign_variance**0.5
    assert row["days_per_campaign"] == 1
    campaigns = int(row["campaigns_per_period"])
    enough, fewer = (
        plan_power(Design(campaigns=number, weekdays=(3,)), 2, 0.25, day_log_sd=day, week_log_sd=week)
        for number in (campaigns, campaigns - 1)
    )
    assert fewer < 0.8 <= enough


def test_dear_travel_makes_fewer_campaigns_of_more_days_the_least_that_is_enough() -> None:
    cheap, dear = (
        plan_sampling("cocaine", 100.0, PLANT, change=0.5, costs=cost).needed.set_index("years").loc[2]
        for cost in (Costs(sample_kr=1000), Costs(sample_kr=10, campaign_kr=10_000))
    )
    assert dear["campaigns_per_period"] <= cheap["campaigns_per_period"]
    assert dear["days_per_campaign"] > cheap["days_per_campaign"]


def test_a_change_that_cannot_be_seen_has_no_counts() -> None:
    needed = plan_sampling("cocaine", 100.0, PLANT, change=0.05).needed
    assert needed["campaigns_per_period"].isna().all()


def test_all_seven_weekdays_leave_no_doubt_of_the_week_and_a_trend_does_not_ask() -> None:
    designs = [Design(campaigns=1, weekdays=days) for days in ((1, 2, 3, 4, 5, 6, 7), (2, 3, 4), (5, 6, 7))]
    options = plan_sampling("MDMA", 20.0, PLANT, designs=designs).options
    assert options["level_weekday_sd"].iloc[0] == pytest.approx(0, abs=1e-3)
    assert (options["level_weekday_sd"].iloc[1:] > 0.02).all()
    assert options["power"].iloc[1] == options["power"].iloc[2]


def test_a_sampler_errs_more_in_a_small_plant_and_at_long_intervals() -> None:
    flow = sampler_table("MDMA", 20.0, [17000]).query("sampler_mode == 'flow_proportional'")
    by = flow.pivot(index="population", columns="sampling_interval_min", values="sampling_cv").to_numpy()
    assert (np.diff(by, axis=0) < 0).all()
    assert (np.diff(by, axis=1) > 0).all()
    assert flow["share_of_day_scatter"].between(0, 1).all()


def test_the_warnings_follow_from_what_is_asked() -> None:
    wide, narrow = (
        " ".join(plan_sampling("MDMA", load, PLANT, change=change, lang="en").warnings)
        for load, change in ((20.0, 0.5), (1.0, 0.1))
    )
    assert "Eight quarters are seldom enough" in wide
    assert "smaller than what the routine calls unchanged" not in wide
    assert "smaller than what the routine calls unchanged" in narrow
    assert "Hardly any plant" in narrow
    own = " ".join(plan_sampling("cocaine", 100.0, PLANT, levels=own_levels(), lang="en").warnings)
    assert "borrowed" not in own


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(PlanError) as refused:
        plan_sampling(
            "cocaine", 0.0, {"A": -1.0}, sampler=("okänd", -1.0), change=0.0, years=1, substances=0, power=1.0,
            band=0.0,
            designs=[Design(campaigns=14, weekdays=(3, 3))],
        )  # fmt: skip
    told = str(refused.value)
    for word in [
        "campaigns=14",
        "weekdays=",
        "load_mg",
        "population=",
        "change=",
        "years=",
        "substances=",
        "power=",
        "band=",
        "sampler=",
    ]:
        assert word in told
