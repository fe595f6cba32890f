"""Tables: each contract holds together, and check() and arrange() keep to it."""

import re
from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

from avloppsanalys import tables
from avloppsanalys.errors import TableError
from avloppsanalys.tables import (
    COMPONENT_SCOPES,
    FLOWS,
    LOADS,
    MEASUREMENTS,
    PLANTS,
    PROBLEMS,
    SAMPLE_COMPONENTS,
    SHARED_COMPONENTS,
    TIMEZONE,
    TRENDS,
    Table,
    arrange,
    check,
    component_column,
    empty,
)

TABLES = [table for table in vars(tables).values() if isinstance(table, Table)]

UNIT_SUFFIX = re.compile(
    r"(_ng_per_l|_m3|_m3_per_day|_g_per_day|_mg_per_day_per_1000|_per_day_per_1000|_per_day|_mg|_min|_h|_cv|_percent|_kr_per_year|_c|_mm)$"
)
UNITLESS = {
    *("value", "population", "interval_level", "low", "high", "estimate", "sample_mean", "days_sampled"),
    *("detection_frequency", "detection_low", "detection_high"),
    *("p_value", "adjusted_p_value", "level", "fitted"),
    *("power", "level_weekday_sd", "share_of_day_scatter"),
    *("recovery", "interlab_z", "enantiomeric_fraction", "threshold_low", "threshold_high"),
    *("computed", "computed_low", "computed_high", "step", "ours", "factor", "factor_low", "factor_high"),
    *("sd_day", "sd_campaign", "sd_error", "sd_shared", "df"),
    *("population_low", "population_high", "towns_zero_share"),
}


def plants(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"plant": ["A", "B"], "population": [17000.0, 2700.0], **columns})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_key_and_required_columns_are_columns(table: Table) -> None:
    assert set(table.key) <= set(table.columns)
    assert set(table.required) <= set(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_column_names_are_lower_snake_case(table: Table) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", column) for column in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_number_carries_its_unit_in_its_name(table: Table) -> None:
    bare = {
        column
        for column, kind in table.columns.items()
        if kind == "number" and not column.startswith("log_sd_") and not UNIT_SUFFIX.search(column)
    }
    assert bare <= UNITLESS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_column_is_of_the_same_kind_in_every_table(table: Table) -> None:
    for other in TABLES:
        for column in table.columns.keys() & other.columns.keys():
            assert table.columns[column] == other.columns[column], f"{column}: {table.name} and {other.name}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_table_passes_its_own_check_and_survives_arrange(table: Table) -> None:
    frame = empty(table)
    check(frame, table, unique=True)
    pd.testing.assert_frame_equal(arrange(frame, table), frame)


def test_a_table_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        PLANTS.name = "other"  # type: ignore[misc]


def test_components_split_into_those_of_the_sample_and_those_shared() -> None:
    assert set(SAMPLE_COMPONENTS) | set(SHARED_COMPONENTS) == set(COMPONENT_SCOPES)
    assert not set(SAMPLE_COMPONENTS) & set(SHARED_COMPONENTS)
    assert all("sample_id" in COMPONENT_SCOPES[name] for name in SAMPLE_COMPONENTS)
    assert not any("sample_id" in COMPONENT_SCOPES[name] for name in SHARED_COMPONENTS)


def test_a_load_carries_every_component_but_those_of_the_factors() -> None:
    carried = {column for column in LOADS.columns if column.startswith("log_sd_")}
    assert carried == {component_column(name) for name in COMPONENT_SCOPES if name not in ("excretion", "dose")}


def test_arrange_gives_order_kinds_and_a_new_index_and_leaves_its_argument_alone() -> None:
    frame = pd.DataFrame({"volume_m3": [9340, 9345], "plant": ["A", "B"], "own": [1, 2]}, index=[7, 3])
    before = frame.copy()
    arranged = arrange(frame, FLOWS)
    assert list(arranged.columns) == list(FLOWS.columns)
    assert list(arranged.index) == [0, 1]
    assert list(arranged["volume_m3"]) == [9340.0, 9345.0]
    assert arranged["start"].isna().all()
    assert str(arranged["start"].dtype) == f"datetime64[us, {TIMEZONE}]"
    assert str(arranged["source_line"].dtype) == "Int64"
    pd.testing.assert_frame_equal(frame, before)


def test_every_missing_column_is_named_at_once_with_what_is_near() -> None:
    frame = pd.DataFrame({"plant": ["A"], "sample_id": ["1"], "residu": ["MDMA"], "start": [None], "end": [None]})
    message = (
        "Not a table of measurements: column 'residue' is missing (is it 'residu'?); "
        "column 'concentration_ng_per_l' is missing."
    )
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        check(frame, MEASUREMENTS)


def test_text_where_numbers_belong_is_refused() -> None:
    with pytest.raises(TableError, match=r"^Not a table of plants: column 'population' holds str, not numbers\.$"):
        check(plants(population=["17 000", "2 700"]), PLANTS)


def test_a_moment_without_time_zone_is_refused() -> None:
    frame = plants(valid_from=[pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-01")])
    with pytest.raises(TableError, match=r"column 'valid_from' holds datetime64\[.*\], not moments with a time zone"):
        check(frame, PLANTS)


def test_a_repeated_key_is_shown_only_when_keys_must_be_unique() -> None:
    frame = plants(plant=["A", "A"])
    check(frame, PLANTS)
    with pytest.raises(TableError, match="2 rows repeat the key plant:\n"):
        check(frame, PLANTS, unique=True)


def test_own_columns_and_absent_optional_ones_are_allowed() -> None:
    check(plants(remark=["ny mätare", ""]), PLANTS, unique=True)


def test_an_empty_column_has_no_wrong_kind() -> None:
    check(plants(population_cv=[None, None]), PLANTS)


def test_check_leaves_its_argument_alone() -> None:
    frame = plants()
    before = frame.copy()
    check(frame, PLANTS, unique=True)
    pd.testing.assert_frame_equal(frame, before)


def test_problems_have_no_time_and_no_number() -> None:
    assert set(PROBLEMS.columns.values()) == {"text", "count"}


def test_a_flag_that_is_missing_is_false() -> None:
    rows = pd.DataFrame({"place": ["A", "B", "C"], "is_new": [True, None, False]})
    assert arrange(rows, TRENDS)["is_new"].tolist() == [True, False, False]
    assert arrange(rows, TRENDS)["is_main"].tolist() == [False, False, False]
