"""From a table to results that know what they share, and the budget of an interval."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from avloppsanalys import daily_loads
from avloppsanalys.errors import TableError
from avloppsanalys.montecarlo import Beta
from avloppsanalys.tables import ALL_COMPONENTS, COMPONENT_SCOPES, SHARED_COMPONENTS
from avloppsanalys.uncertainty import (
    Component,
    log_covariance,
    log_results,
    propagate_means,
    ratio,
    shared_log_variance,
    table_means,
    uncertainty_budget,
)

LOAD = "load_mg_per_day_per_1000"


def week(plants: tuple[str, ...] = ("A", "B"), residues: tuple[str, ...] = ("MDMA", "cocaine")) -> pd.DataFrame:
    """Return three days at each plant, of each residue, with every component of a load."""
    rows = [
        {"plant": plant, "sample_id": f"{plant}{day}", "residue": residue, LOAD: 20.0 + 7 * day + 3 * len(residue)}
        for plant in plants
        for day in range(3)
        for residue in residues
    ]
    spreads = {"sampling": 0.10, "analysis": 0.15, "flow": 0.05, "meter": 0.05, "population": 0.10, "lab": 0.10}
    return pd.DataFrame(rows).assign(
        population_method="register",
        meter="in",
        lab="L",
        method="LC-MS",
        **{f"log_sd_{name}": spread for name, spread in spreads.items()},
        log_sd_stability=0.05,
    )


# --- from a table -----------------------------------------------------------------------------------------------------


def test_what_a_table_shares_becomes_factors() -> None:
    made = table_means(week(), LOAD, ["plant", "residue"], ALL_COMPONENTS)
    assert made.labels.to_dict("list") == {
        "plant": ["A", "A", "B", "B"],
        "residue": ["MDMA", "cocaine", "MDMA", "cocaine"],
        "n_rows": [3, 3, 3, 3],
    }
    assert_allclose(made.means.log_sd, 0.15)  # analysis alone is a row's own: a sample's two residues share the rest
    factors = made.means.factors
    carried = sorted({factors.ids[factor].split("|")[0] for factor in factors.factor})
    assert carried == sorted({"sampling", "flow", "meter", "population", "lab", "stability"})
    results = log_results(made.means)
    same_samples = (0.1**2 + 0.05**2) * _concentration(week().query("plant == 'A'"))
    assert log_covariance(results, 0, 1)[0] == pytest.approx(same_samples + 0.05**2 + 0.1**2 + 0.1**2)
    assert log_covariance(results, 0, 2)[0] == pytest.approx(0.1**2 + 0.05**2)  # other plant: laboratory and stability
    assert log_covariance(results, 0, 3)[0] == pytest.approx(0.1**2)  # other plant and residue: laboratory


def _concentration(rows: pd.DataFrame) -> float:
    """Return the sum over samples of the product of the two residues' shares of their means."""
    share = rows.pivot_table(index="sample_id", columns="residue", values=LOAD)
    share = share / share.sum()
    return float((share["MDMA"] * share["cocaine"]).sum())


def test_a_ratio_of_two_drugs_in_the_same_samples_leaves_analysis_and_stability() -> None:
    made = table_means(week(("A",)), LOAD, ["plant", "residue"], ALL_COMPONENTS)
    compared = ratio(log_results(made.means), [0], [1])
    carried = {compared.factors.ids[factor].split("|")[0] for factor in compared.factors.factor}
    assert {"meter", "population", "lab"} & carried == set()
    together = log_results(made.means).log_cumulants[1].sum()
    assert compared.log_cumulants[1, 0] < together / 2


@given(order=st.permutations(range(12)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = week()
    there = table_means(rows, LOAD, ["plant", "residue"], ALL_COMPONENTS)
    back = table_means(rows.iloc[order], LOAD, ["plant", "residue"], ALL_COMPONENTS)
    one, other = (
        pd.DataFrame({"low": found.low, "high": found.high}, index=list(found.ids)).sort_index()
        for found in (propagate_means(there.means), propagate_means(back.means))
    )
    assert_frame_equal(one, other)


def test_variances_are_those_of_the_levels() -> None:
    rows = week()
    made = table_means(rows, LOAD, ["plant", "residue"], ALL_COMPONENTS)
    group = rows.groupby(["plant", "residue"], sort=False).ngroup().to_numpy()
    value = rows[LOAD].to_numpy()
    share = value / np.bincount(group, value)[group]
    for component in SHARED_COMPONENTS:
        expected = shared_log_variance(rows, [component], share, group, 4)
        assert_allclose(made.log_variance[component], expected, atol=1e-15)


def test_a_stated_distribution_goes_before_the_column() -> None:
    excretion = Component(name="excretion", distribution=Beta.from_mean_cv(0.3, 0.4), exponent=-1)
    rows = week(("A",), ("MDMA",)).assign(drug="MDMA", factor_set="pk", log_sd_excretion=9.0)
    made = table_means(rows, LOAD, ["plant", "drug"], ["analysis", excretion])
    found = propagate_means(made.means)
    assert found.method[0] == "quadrature"
    assert made.log_variance["excretion"][0] == pytest.approx(Beta.from_mean_cv(0.3, 0.4).log_cumulants()[1])
    drawn = propagate_means(made.means, method="monte_carlo", draws=200_000, seed=1)
    assert_allclose([found.low[0], found.high[0]], [drawn.low[0], drawn.high[0]], rtol=0.02)
    assert found.low[0] < rows[LOAD].mean() < found.high[0]  # the values of the table were made with the mean


def test_a_scope_of_ones_own() -> None:
    rows = week(("A",), ("MDMA",)).assign(run=["1", "1", "2"])
    by_run = Component(name="analysis", scope=("run",))
    assert by_run.columns == ("run",)
    shared = table_means(rows, LOAD, ["plant"], [by_run]).log_variance["analysis"][0]
    apart = table_means(rows, LOAD, ["plant"], ["analysis"]).log_variance["analysis"][0]
    assert shared > apart


def test_rows_without_a_number_are_left_out() -> None:
    rows = week()
    rows.loc[rows["sample_id"] == "A0", LOAD] = np.nan
    assert table_means(rows, LOAD, ["plant"], ["analysis"]).labels["n_rows"].tolist() == [4, 6]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "volume"}, "The table has no column 'volume'."),
        (
            {"components": ["samplng"]},
            f"Unknown uncertainty components ['samplng']; the known ones are {', '.join(COMPONENT_SCOPES)}.",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(change: dict[str, object], told: str) -> None:
    asked = {"value": LOAD, "by": ["plant"], "components": ALL_COMPONENTS}
    with pytest.raises(TableError, match=f"^{re.escape(told)}$"):
        table_means(week(), **{**asked, **change})  # type: ignore[arg-type]  # wrong on purpose


def test_a_table_of_nothing_is_refused() -> None:
    with pytest.raises(TableError, match=r"^None of the 12 rows has a positive load_mg_per_day_per_1000: there is no"):
        table_means(week().assign(**{LOAD: 0.0}), LOAD, ["plant"], ["analysis"])


# --- the budget -------------------------------------------------------------------------------------------------------


def test_shares_sum_to_one_and_halving_the_largest_helps_most() -> None:
    budget = uncertainty_budget(week())
    assert list(budget.columns) == [
        "plant", "residue", "n_rows", "component", "scope", "log_sd", "share", "low", "high", "low_if_halved",
        "high_if_halved", "method",
    ]  # fmt: skip
    for _, one in budget.groupby(["plant", "residue"]):
        assert one["share"].sum() == pytest.approx(1.0)
        width = one["high_if_halved"].to_numpy() / one["low_if_halved"].to_numpy()
        assert (width < one["high"].to_numpy() / one["low"].to_numpy()).all()
        share = one["share"].to_numpy()
        assert_allclose(share[np.argsort(width)], np.sort(share)[::-1])
    assert budget.loc[budget["component"] == "population", "scope"].unique() == ["plant, population_method"]


def test_shares_of_the_worked_example() -> None:
    """One sample, cv 10, 10, 10, 5, 26 and 15 %: excretion .545, population .185, three at .083, stability .021."""
    cvs = {"sampling": 0.10, "analysis": 0.10, "flow": 0.10, "stability": 0.05, "excretion": 0.26, "population": 0.15}
    row = pd.DataFrame({"plant": ["Lidköping"], "drug": ["cocaine"], "consumption_mg_per_day_per_1000": [219.731]})
    row = row.assign(**{f"log_sd_{name}": math.sqrt(math.log1p(cv**2)) for name, cv in cvs.items()})
    budget = uncertainty_budget(row, components=tuple(cvs)).set_index("component")
    assert budget["share"].round(3).to_dict() == {
        "sampling": 0.083,
        "analysis": 0.083,
        "flow": 0.083,
        "stability": 0.021,
        "excretion": 0.545,
        "population": 0.185,
    }
    assert_allclose(budget.loc["excretion", ["low", "high"]].to_numpy(dtype=float), [111.43, 433.29], atol=0.01)
    without = math.sqrt(0.346427**2 - 0.75 * math.log1p(0.26**2))
    assert budget.loc["excretion", "high_if_halved"] == pytest.approx(219.731 * math.exp(1.959964 * without), rel=1e-5)


def test_a_budget_of_real_verbs() -> None:
    sample = pd.DataFrame(
        {
            "plant": ["A"] * 2,
            "sample_id": ["1", "2"],
            "residue": ["MDMA"] * 2,
            "start": pd.to_datetime(["2026-03-02", "2026-03-03"]).tz_localize("Europe/Stockholm"),
            "end": pd.to_datetime(["2026-03-03", "2026-03-04"]).tz_localize("Europe/Stockholm"),
            "concentration_ng_per_l": [40.0, 50.0],
            "flow_m3_per_day": [4000.0, 4200.0],
            "population": [17_000.0] * 2,
        }
    )
    loads = daily_loads(sample)
    before = loads.copy()
    budget = uncertainty_budget(loads)
    assert_frame_equal(loads, before)
    assert budget["component"].tolist() == [name for name in ALL_COMPONENTS if name not in ("excretion", "dose")]
    assert budget["share"].sum() == pytest.approx(1.0)
    assert budget["low"].iloc[0] < loads[LOAD].mean() < budget["high"].iloc[0]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (pd.DataFrame({"plant": ["A"]}), "A budget needs one of the columns consumption_mg_per_day_per_1000, load_mg_"),
        (
            pd.DataFrame({"plant": ["A"], LOAD: [1.0]}),
            "The table says nothing of any component: it has no column",
        ),
    ],
)
def test_a_budget_of_nothing_is_refused(rows: pd.DataFrame, told: str) -> None:
    with pytest.raises(TableError, match=f"^{re.escape(told)}"):
        uncertainty_budget(rows)
