"""Levels and changes of several quantities in one go: each as it is alone, whatever the others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.days import quantity_days, sampled_days
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.levels import worked_levels
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.trend import BlockJoin, series_days, trend_lines, worked_trends

DAY = pd.Timedelta(days=1)
OF_THE_FIT = 1e-6
"""How near a fit comes to rest: series that begin later lie on a longer axis beside the others."""


@pytest.fixture(scope="module")
def loads() -> pd.DataFrame:
    """Return the loads of two plants and three residues over three years, a third of amphetamine below its limit."""
    rng = np.random.default_rng(3)
    wednesdays = pd.date_range("2022-01-12", "2024-12-20", freq="28D", tz="Europe/Stockholm")
    days = wednesdays.append(wednesdays + pd.DateOffset(days=4))
    each = pd.MultiIndex.from_product([["A", "B"], ["benzoylecgonine", "amphetamine", "THC-COOH"], days])
    rows = each.to_frame(index=False, name=["plant", "residue", "start"])
    years = (rows["start"] - days[0]) / pd.Timedelta(days=365)
    base = rows["residue"].map({"benzoylecgonine": 150.0, "amphetamine": 40.0, "THC-COOH": 8.0})
    value: pd.Series[float] = base * np.exp(0.25 * years + 0.3 * rng.standard_normal(len(rows)))
    limit = np.where(rows["residue"] == "amphetamine", 40.0, 0.0)
    seen = value > limit
    return rows.assign(
        sample_id=rows["start"].dt.strftime("%y%m%d"),
        end=rows["start"] + DAY,
        load_mg_per_day_per_1000=value.where(seen),
        load_low_mg_per_day_per_1000=value.where(seen, 0.0),
        load_high_mg_per_day_per_1000=value.where(seen, limit),
        qualifier=np.where(seen, "quantified", "below_loq"),
        population=np.where(rows["plant"] == "A", 17_000.0, 4_000.0),
        lab="L",
        method="m",
        block=np.where((rows["plant"] == "B") & (rows["start"].dt.year > 2023), "2", "1"),
        log_sd_analysis=0.1,
        log_sd_sampling=0.2,
        log_sd_flow=0.1,
        log_sd_population=0.1,
        log_sd_lab=0.05,
    )


@pytest.fixture(scope="module")
def tables(loads: pd.DataFrame) -> dict[LevelQuantity, pd.DataFrame]:
    """Return the table of each quantity; consumption begins a year later, and what has no dose is silent there."""
    later = loads[(loads["start"].dt.year > 2022) & ~((loads["plant"] == "B") & (loads["residue"] == "amphetamine"))]
    drugs = {"pk": ["cocaine", "amphetamine"], "rise2019": ["cannabis"]}
    consumption = pd.concat([avl.back_calculate(later, name, drugs=of) for name, of in drugs.items()])
    return {"load": loads, "doses": consumption, "consumption": consumption}


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """Return a festival, and an intervention at one plant."""
    start = pd.to_datetime(["2024-06-26", "2023-07-01"]).tz_localize("Europe/Stockholm")
    return pd.DataFrame(
        {
            "place": ["A", "B"],
            "start": start,
            "end": start + 5 * DAY,
            "event_type": ["festival", "intervention"],
            "description": ["Festivalen", "Insats"],
        }
    )


def test_changes_of_several_quantities_are_those_of_each_alone(
    tables: Mapping[LevelQuantity, pd.DataFrame], events: pd.DataFrame
) -> None:
    join = BlockJoin(place="B", earlier="1", later="2", factor=1.1, cv=0.1)
    settings: dict[str, Any] = {"main": ["kokain"], "events": events, "joins": [join]}
    together = worked_trends(series_days(tables, "quarter"), "quarter", **settings)
    alone = [avl.trends(table, quantity=quantity, **settings) for quantity, table in tables.items()]
    pd.testing.assert_frame_equal(together.trends, pd.concat(alone, ignore_index=True), rtol=OF_THE_FIT)
    settings.pop("main")
    lines = [trend_lines(table, quantity=quantity, **settings) for quantity, table in tables.items()]
    pd.testing.assert_frame_equal(together.lines, pd.concat(lines, ignore_index=True), rtol=OF_THE_FIT)
    # the test has something to tell apart
    borne = together.trends[together.trends["verdict"].notna()]
    assert borne["quantity"].nunique() == 3
    assert len(borne["verdict"].unique()) > 1
    assert together.trends["step_percent"].notna().any()
    assert set(together.trends.loc[together.trends["is_main"], "substance"]) == {"benzoylecgonine", "cocaine"}


def test_levels_of_several_quantities_are_those_of_each_alone(tables: Mapping[LevelQuantity, pd.DataFrame]) -> None:
    together = worked_levels(quantity_days(tables, "quarter")).levels
    alone = [avl.period_levels(table, quantity=quantity) for quantity, table in tables.items()]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True), rtol=OF_THE_FIT)
    has_a_dose = together["quantity"].eq("doses") & together["factor_set"].eq("rise2019")
    assert together["dose_mg"].notna().tolist() == has_a_dose.tolist()


def test_a_series_without_days_is_told_among_those_of_its_quantity(
    tables: Mapping[LevelQuantity, pd.DataFrame],
) -> None:
    days = series_days(tables, "quarter")
    all_of_a = pd.DataFrame(
        {
            "place": ["A"],
            "start": [days["start"].min()],
            "end": [days["end"].max()],
            "event_type": ["disturbance"],
            "description": ["Provtagaren"],
        }
    )
    told = worked_trends(days, "quarter", events=all_of_a).trends
    silent = told[told["place"].eq("A")]
    assert silent["n_days"].eq(0).all()
    assert told["quantity"].drop_duplicates().tolist() == list(tables)
    assert told["quantity"].ne(told["quantity"].shift()).sum() == len(tables)


def test_an_error_that_a_quantity_does_not_have_is_not_counted(tables: Mapping[LevelQuantity, pd.DataFrame]) -> None:
    named = {name: set(sampled_days(table, "quarter", name).columns) for name, table in tables.items()}
    assert {"log_sd_excretion", "log_sd_dose"} <= named["doses"]
    assert "log_sd_dose" not in named["consumption"]
    assert "log_sd_excretion" in named["consumption"]
    assert not {"log_sd_excretion", "log_sd_dose"} & named["load"]


def test_a_table_without_doses_holds_none(tables: Mapping[LevelQuantity, pd.DataFrame]) -> None:
    with pytest.raises(TableError, match="holds no doses: column 'doses_per_day_per_1000' is missing"):
        sampled_days(tables["doses"].drop(columns="doses_per_day_per_1000"), "quarter", "doses")


def test_an_unknown_main_substance_is_told_of_a_table_without_rows_too(loads: pd.DataFrame) -> None:
    with pytest.raises(UnknownNameError, match="kokin"):
        avl.trends(loads.iloc[:0], main=["kokin"])


@pytest.mark.parametrize("column", ["plant", "residue"])
def test_rows_that_name_no_place_or_substance_are_refused_all_at_once(loads: pd.DataFrame, column: str) -> None:
    nameless = loads.assign(**{column: loads[column].mask(loads.index < 2)})
    with pytest.raises(TableError, match=r"(?s)2 rows say no plant or residue.*2022-01-12"):
        avl.period_levels(nameless)
    with pytest.raises(TableError, match="2 rows say no plant or residue"):
        avl.trends(nameless)


def test_persons_that_nobody_states_change_by_nothing(loads: pd.DataFrame) -> None:
    bare = loads[["plant", "sample_id", "residue", "start", "end", "load_mg_per_day_per_1000"]].dropna()
    alone = avl.trends(bare)
    pd.testing.assert_frame_equal(avl.trends(bare.assign(population=np.nan)), alone)
    assert alone["population_change_percent"].dropna().eq(0).all()
    consumption = avl.back_calculate(bare, "pk", drugs=["cocaine"])
    together = worked_trends(series_days({"load": bare, "consumption": consumption}, "quarter")).trends
    assert together["verdict"].notna().sum() == bare[["plant", "residue"]].drop_duplicates().shape[0] + 2
