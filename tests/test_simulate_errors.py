"""What invented plants write down: every component of error in its scope, limits, registers, and days of 23 hours."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys.loads import daily_loads, join_samples
from avloppsanalys.simulate import PlantTruth, ResidueTruth, SimulatedPlants, simulate_plants
from avloppsanalys.simulate.laboratory import three_digits
from avloppsanalys.tables import ALL_COMPONENTS, COMPONENT_SCOPES

LOAD = "load_mg_per_day_per_1000"
EVERY_DAY = pd.date_range("2026-01-01", "2026-12-31")
RESIDUES = (ResidueTruth(residue="MDMA", level=50.0), ResidueTruth(residue="ketamine", level=90.0))


def made(
    plants: PlantTruth,
    sampled: pd.DatetimeIndex | npt.NDArray[np.bool_] = EVERY_DAY,
    residues: tuple[ResidueTruth, ...] = RESIDUES,
    seed: int = 1,
) -> SimulatedPlants:
    return simulate_plants(residues, plants, sampled, first="2026", last="2026", rng=np.random.default_rng(seed))


def measured_over_true(result: SimulatedPlants) -> pd.DataFrame:
    """Return every load that the chain makes of the tables, with the log of it over the truth."""
    loads = daily_loads(join_samples(result.measurements, result.flows, result.plants), components=())
    loads = loads.assign(date=loads["start"].dt.tz_localize(None).dt.normalize())
    both = loads.merge(result.truth(), on=["plant", "residue", "date"], suffixes=("", "_true"), validate="one_to_one")
    assert len(both) == len(loads) > 0
    return both.assign(log_error=np.log(both[LOAD] / both[f"{LOAD}_true"]))


def test_without_error_the_chain_finds_the_truth_of_every_day_and_also_of_those_of_23_and_25_hours() -> None:
    both = measured_over_true(made(PlantTruth(population=[5000, 17_000], components={})))
    # The laboratory prints three digits and the plant whole cubic metres.
    assert both["log_error"].abs().max() < 6e-3
    hours = (both["end"] - both["start"]).dt.total_seconds() / 3600
    assert sorted(hours.unique()) == [23, 24, 25]


def test_a_measured_load_is_off_by_its_errors_and_by_nothing_else() -> None:
    result = made(PlantTruth(population=[5000, 17_000]))
    of = result.errors
    total = of["sampling"] + of["analysis"] + of["lab"] + of["stability"] + of["flow"] + of["meter"] - of["population"]
    expected = pd.DataFrame(
        {"log_error": total.ravel()},
        index=pd.MultiIndex.from_product(
            [result.residues, result.names, result.days], names=["residue", "plant", "date"]
        ),
    ).reset_index()
    both = measured_over_true(result).merge(expected, on=["residue", "plant", "date"], suffixes=("", "_expected"))
    assert_allclose(both["log_error"], both["log_error_expected"], atol=6e-3)


def distinct(errors: npt.NDArray[np.float64]) -> tuple[int, ...]:
    """Return along which axes (residues, plants, days) an error differs."""
    return tuple(axis for axis in range(3) if np.ptp(errors, axis=axis).max() > 0)


@pytest.mark.parametrize("one_world", [True, False])
def test_an_error_is_the_same_within_its_scope_and_differs_outside(one_world: bool) -> None:
    result = made(
        PlantTruth(population=[5000, 17_000], components=dict.fromkeys(ALL_COMPONENTS, 0.1), one_world=one_world)
    )
    residues, plants, days = 0, 1, 2
    shared = () if one_world else (plants,)
    assert {name: distinct(error) for name, error in result.errors.items()} == {
        "sampling": (plants, days),
        "analysis": (residues, plants, days),
        "flow": (plants, days),
        "meter": (plants,),
        "population": (plants,),
        "lab": shared,
        "stability": (residues, *shared),
        "excretion": (residues, *shared),
        "dose": (residues, *shared),
    }
    assert result.errors.keys() == COMPONENT_SCOPES.keys()


def test_a_repetition_has_a_laboratory_method_of_its_own_in_the_tables_too() -> None:
    one, many = (made(PlantTruth(population=[5000, 17_000], one_world=flag)) for flag in (True, False))
    assert one.measurements["method"].unique().tolist() == ["SIM"]
    assert many.measurements.groupby("plant")["method"].agg(["nunique", "first"]).to_numpy().tolist() == [
        [1, "SIM 1"],
        [1, "SIM 2"],
    ]


@pytest.mark.parametrize("component", ["sampling", "lab", "population", "dose"])
def test_an_error_is_as_large_as_asked_for_at_each_plant(component: str) -> None:
    population = np.repeat([1000.0, 50_000.0], 1500)
    cv = np.repeat([0.4, 0.1], 1500)
    plants = PlantTruth(population=population, components={component: cv}, one_world=False)
    errors = simulate_plants(
        RESIDUES[:1], plants, pd.DatetimeIndex([]), first="2026v10", last="2026v10", rng=np.random.default_rng(2)
    ).errors
    first_day = errors[component][0, :, 0].reshape(2, 1500)
    assert_allclose(first_day.std(axis=1), np.sqrt(np.log1p([0.16, 0.01])), rtol=0.06)
    assert all(np.ptp(error) == 0 for name, error in errors.items() if name != component)


def test_a_changed_source_has_its_own_error_and_an_updated_register_keeps_its() -> None:
    plants = PlantTruth(
        population=[5000, 17_000],
        population_changes={"2026-04-01": 1.1},
        source_changes={"2026-07-01": "BOD7", "2026-10-01": "register"},
        components={"population": 0.1},
    )
    result = made(plants)
    rows = result.plants[result.plants["plant"] == result.names[1]]
    assert rows["valid_from"].dt.strftime("%m-%d").tolist() == ["01-01", "04-01", "07-01", "10-01"]
    assert rows["population_method"].tolist() == ["register", "register", "BOD7", "register"]
    error = np.log(rows["population"].to_numpy() / result.population[1, [0, 90, 181, 273]])
    assert_allclose(result.population[1, [0, 90]], [17_000, 18_700])
    assert error[[1, 3]] == pytest.approx(error[0], abs=1e-4)
    assert abs(error[2] - error[0]) > 0.01
    assert measured_over_true(result).groupby("plant")["log_error"].std().max() > 0.01


def test_a_share_below_the_limit_is_that_share_at_each_plant_and_a_lowered_limit_shows_more() -> None:
    share = np.array([0.0, 0.2, 0.5])
    truth = ResidueTruth(residue="MDMA", level=5.0, below_loq_share=share)
    fixed = made(PlantTruth(population=np.full(3, 17_000)), residues=(truth,)).measurements
    below = (fixed["qualifier"] == "below_loq").groupby(fixed["plant"]).mean()
    assert_allclose(below, share, atol=0.01)
    hidden = fixed[fixed["qualifier"] == "below_loq"]
    assert hidden["concentration_ng_per_l"].isna().all()
    assert hidden["concentration_high_ng_per_l"].equals(hidden["loq_ng_per_l"])

    better = ResidueTruth(residue="MDMA", level=5.0, below_loq_share=share, loq_changes={"2026-07-01": 0.2})
    lowered = made(PlantTruth(population=np.full(3, 17_000)), residues=(better,)).measurements
    late = lowered["start"].dt.month >= 7
    assert_allclose(lowered.loc[late, "loq_ng_per_l"], 0.2 * fixed.loc[late, "loq_ng_per_l"])
    assert lowered.loc[~late, "loq_ng_per_l"].equals(fixed.loc[~late, "loq_ng_per_l"])
    assert (lowered.loc[late, "qualifier"] == "below_loq").mean() < 0.05


def test_each_plant_may_have_sampled_other_days() -> None:
    taken = np.zeros((2, 365), dtype=bool)
    taken[0, [10, 20]], taken[1, [30]] = True, True
    result = made(PlantTruth(population=[5000, 17_000]), sampled=taken)
    days = result.flows["start"].dt.tz_localize(None).dt.normalize()
    assert days.tolist() == list(EVERY_DAY[[10, 20, 30]])
    assert result.flows["plant"].tolist() == [result.names[0]] * 2 + [result.names[1]]
    assert len(result.measurements) == 6


def test_three_digits_are_those_that_a_laboratory_prints() -> None:
    values = np.random.default_rng(4).lognormal(0, 6, 5000)
    assert three_digits(values).tolist() == [float(f"{value:.3g}") for value in values]
    assert three_digits(np.array([0.0])).tolist() == [0]
