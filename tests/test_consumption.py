"""Consumption and doses: the kernels, and what the verb does with sums, limits and contributions."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.consumption import UnconfirmedFactorError, back_calculate, consumed, net_load, unestimated
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import factor_set, factor_sets, molar_mass
from avloppsanalys.tables import CONSUMPTION, LOADS, arrange, empty
from avloppsanalys.uncertainty import log_sd_from_cv, log_sd_from_range

LOAD = "load_mg_per_day_per_1000"
VALUE = "consumption_mg_per_day_per_1000"
LOW, HIGH = "consumption_low_mg_per_day_per_1000", "consumption_high_mg_per_day_per_1000"
AMOUNTS = st.floats(0, 1e5)


def row(residue: str, load: float | None, **fields: object) -> dict[str, object]:
    """Return one load; None is below an unknown limit."""
    start = pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    known = {"plant": "A", "sample_id": "1", "residue": residue, "start": start, "end": start + pd.Timedelta(days=1)}
    value = math.nan if load is None else load
    bounds = {"load_low_mg_per_day_per_1000": value, "load_high_mg_per_day_per_1000": value}
    return known | {LOAD: value, "qualifier": "quantified", "population": 17_000.0} | bounds | fields


def below(residue: str, limit: float, **fields: object) -> dict[str, object]:
    """Return one load below its limit."""
    bounds = {"load_low_mg_per_day_per_1000": 0.0, "load_high_mg_per_day_per_1000": limit}
    return row(residue, None, qualifier="below_loq", **bounds) | fields


def loads(*rows: dict[str, object]) -> pd.DataFrame:
    """Return a table of loads."""
    return pd.DataFrame(list(rows))


def of_drug(table: pd.DataFrame, drug: str) -> pd.Series[Any]:
    """Return the single row of a drug."""
    (position,) = np.flatnonzero(table["drug"] == drug)
    return table.iloc[position]


# --- kernels ----------------------------------------------------------------------------------------------------------


@given(load=AMOUNTS, fraction=st.floats(0.001, 1), ratio=st.floats(0.5, 2), factor=st.floats(0.01, 100))
def test_consumption_is_linear_in_load_and_inverse_in_the_fraction(
    load: float, fraction: float, ratio: float, factor: float
) -> None:
    once = consumed(load, fraction, ratio)
    assert_allclose(consumed(load * factor, fraction, ratio), once * factor, atol=1e-12)
    assert_allclose(consumed(load, fraction * factor, ratio), once / factor, atol=1e-12)
    assert_allclose(consumed(load, fraction), once / ratio, atol=1e-12)


@given(load=AMOUNTS, other=AMOUNTS, ratio=st.floats(0, 2), factor=st.floats(0.01, 100))
def test_a_net_load_is_never_negative_never_more_than_the_load_and_scales(
    load: float, other: float, ratio: float, factor: float
) -> None:
    net = float(net_load(load, other, ratio))
    assert 0 <= net <= load
    assert_allclose(net_load(load * factor, other * factor, ratio), net * factor, atol=1e-6)


def test_kernels_broadcast_and_keep_missing_values() -> None:
    assert_allclose(consumed([[1.0], [np.nan]], [0.5, 0.25]), [[2.0, 4.0], [np.nan, np.nan]])
    assert_allclose(net_load([10.0, 1.0, np.nan], [[10.0], [100.0]], 0.09), [[9.1, 0.1, np.nan], [1.0, 0.0, np.nan]])


# --- the verb ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", factor_sets())
def test_every_factor_of_every_set_is_applied_as_its_row_says(name: str) -> None:
    rows = factor_set(name).rows
    residues = dict.fromkeys(one.residue for one in rows)
    table = loads(*(row(residue, 1000.0 if residue == "amphetamine" else 10.0) for residue in residues))
    found = back_calculate(table, name, allow_recalled=True) if residues else empty(CONSUMPTION)
    assert set(found["drug"]) == {one.drug for one in rows}
    for drug in dict.fromkeys(one.drug for one in rows):
        expected = 0.0
        for one in (one for one in rows if one.drug == drug):
            amount = 1000.0 if one.residue == "amphetamine" else 10.0
            if (
                one.residue == "amphetamine"
                and factor_set(name).subtract_contributions
                and "methamphetamine" in residues
            ):
                amount -= 0.09 * 10.0
            ratio = molar_mass(one.drug) / molar_mass(one.residue) if one.basis == "molar" else 1.0
            expected += one.weight * amount * ratio / one.excretion_fraction
        printed = of_drug(found, drug)
        assert printed[VALUE] == pytest.approx(expected)
        dose = next(one.dose_mg for one in rows if one.drug == drug)
        assert printed["doses_per_day_per_1000"] == pytest.approx(expected / dose, nan_ok=True)
        assert printed["doses_per_day"] == pytest.approx(expected / dose * 17, nan_ok=True)
        assert printed["factor_set"] == name
        assert bool(printed["dose_basis"]) == (not math.isnan(dose))


@pytest.mark.parametrize("factor", [0.01, 3.0])
def test_consumption_doses_and_bounds_scale_with_the_load(factor: float) -> None:
    table = loads(row("cocaine", 20.0), below("benzoylecgonine", 60.0), row("amphetamine", 90.0), row("THC-COOH", 5.0))
    numbers = [name for name in table.columns if name.startswith("load")]
    once = back_calculate(table, "rise2019")
    scaled = back_calculate(table.assign(**{name: table[name] * factor for name in numbers}), "rise2019")
    for name in (*(name for name in once.columns if name.startswith(("consumption", "doses"))), "low", "high"):
        assert_allclose(scaled[name], once[name] * factor, err_msg=name)
    assert_allclose(scaled["dose_mg"], once["dose_mg"])


@given(parts=st.tuples(st.floats(0.1, 1e4), st.floats(0.1, 1e4)))
def test_the_sum_of_parts_is_the_whole(parts: tuple[float, float]) -> None:
    both = back_calculate(loads(row("cocaine", parts[0]), row("benzoylecgonine", parts[1])), "rise2019")
    assert of_drug(both, "cocaine")[VALUE] == pytest.approx(sum(parts) / 0.52)


def test_a_sum_lacking_a_part_has_no_number_and_says_so() -> None:
    found = back_calculate(loads(row("cocaine", 20.0), row("THC-COOH", 5.0)), "rise2019")
    short = of_drug(found, "cocaine")
    assert short["note"] == "missing_residue"
    assert short[[VALUE, LOW, HIGH, "low", "high", "doses_per_day_per_1000", "doses_per_day"]].isna().all()
    english, swedish = unestimated(found, lang="en"), unestimated(found)
    assert english["rule"].tolist() == swedish["rule"].tolist() == ["CON002"]
    assert (
        english["what"]
        .str.fullmatch(
            r"Consumption and doses are not computed for cocaine in .* at A \(1\): the set uses the sum"
            r" .*benzoylecgonine.*, and the answer lacks a part of it\.",
            case=False,
        )
        .all()
    )
    assert (
        swedish["what"].str.match(r"Konsumtion och doser räknas inte för kokain i 1 prov vid A \(1\)", case=False).all()
    )


def test_no_residue_of_a_drug_is_no_row_of_it() -> None:
    assert back_calculate(loads(row("MDMA", 20.0)), "rise2019").empty
    assert back_calculate(loads(row("MDMA", 20.0)), "none").empty
    assert list(back_calculate(empty(LOADS), "rise2019").columns) == list(CONSUMPTION.columns)
    assert len(unestimated(back_calculate(empty(LOADS), "pk"))) == 0


@pytest.mark.parametrize(
    ("parts", "qualifier", "low", "high"),
    [
        ((row("cocaine", 20.0), below("benzoylecgonine", 6.0)), "detected", 20.0, 26.0),
        ((below("cocaine", 2.0), below("benzoylecgonine", 6.0)), "below_loq", 0.0, 8.0),
        ((row("cocaine", 20.0), row("benzoylecgonine", 60.0)), "quantified", 80.0, 80.0),
    ],
)
def test_bounds_of_a_sum_are_the_sums_of_the_bounds(
    parts: tuple[dict[str, object], ...], qualifier: str, low: float, high: float
) -> None:
    cocaine = of_drug(back_calculate(loads(*parts), "rise2019"), "cocaine")
    assert cocaine["qualifier"] == qualifier
    assert (cocaine[LOW], cocaine[HIGH]) == (pytest.approx(low / 0.52), pytest.approx(high / 0.52))
    assert math.isnan(cocaine[VALUE]) == (qualifier != "quantified")
    assert cocaine["doses_low_per_day_per_1000"] == pytest.approx(low / 52)
    assert cocaine["doses_high_per_day_per_1000"] == pytest.approx(high / 52)


# --- what another drug contributes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amphetamine", "methamphetamine", "note"),
    [
        (100.0, 100.0, ""),
        (19.0, 100.0, "not_estimable"),
        (4.0, 100.0, "not_estimable"),
        (19.1, 100.0, ""),
        (3.9, 100.0, ""),
    ],
)
def test_the_band_in_which_amphetamine_cannot_be_estimated_holds_its_ends(
    amphetamine: float, methamphetamine: float, note: str
) -> None:
    table = loads(row("amphetamine", amphetamine), row("methamphetamine", methamphetamine))
    found = of_drug(back_calculate(table, "pk"), "amphetamine")
    assert found["note"] == note
    expected = math.nan if note else max(0.0, amphetamine - 0.09 * methamphetamine) / 0.395
    assert found[VALUE] == pytest.approx(expected, nan_ok=True)


def test_bounds_are_reduced_by_the_others_opposite_bound() -> None:
    table = loads(row("amphetamine", 40.0), below("methamphetamine", 50.0))
    found = of_drug(back_calculate(table, "pk"), "amphetamine")
    assert math.isnan(found[VALUE])
    assert (found[LOW], found[HIGH]) == (pytest.approx(35.5 / 0.395), pytest.approx(40 / 0.395))


def test_another_sample_and_another_plant_contribute_nothing() -> None:
    table = loads(
        row("amphetamine", 100.0), row("methamphetamine", 100.0, sample_id="2"), row("methamphetamine", 1.0, plant="B")
    )
    assert of_drug(back_calculate(table, "pk", drugs=["amphetamine"]), "amphetamine")[VALUE] == pytest.approx(
        100 / 0.395
    )


def test_an_amphetamine_far_above_a_methamphetamine_below_its_limit_keeps_its_number() -> None:
    # At most 0.09 of 1 can come from methamphetamine: between 299.91 and 300 is 300 to the printed digit.
    table = loads(row("amphetamine", 300.0), below("methamphetamine", 1.0))
    assert of_drug(back_calculate(table, "pk"), "amphetamine")[VALUE] == pytest.approx(300 / 0.395, rel=1e-3)


def test_a_methamphetamine_above_the_range_leaves_no_number_for_amphetamine() -> None:
    bounds = {"load_low_mg_per_day_per_1000": 200.0, "load_high_mg_per_day_per_1000": math.nan}
    table = loads(row("amphetamine", 30.0), row("methamphetamine", None, qualifier="above_range", **bounds))
    assert math.isnan(of_drug(back_calculate(table, "pk"), "amphetamine")[VALUE])


def test_an_amphetamine_without_an_analysed_methamphetamine_is_marked() -> None:
    found = back_calculate(loads(row("amphetamine", 30.0)), "pk")
    marked = of_drug(found, "amphetamine")
    assert (marked["note"], marked[VALUE]) == ("contribution_unknown", pytest.approx(30 / 0.395))
    assert unestimated(found)["rule"].tolist() == ["CON003"]


def test_a_methamphetamine_of_nothing_takes_nothing_off() -> None:
    for amphetamine in (30.0, 0.0):
        table = loads(row("amphetamine", amphetamine), row("methamphetamine", 0.0))
        assert of_drug(back_calculate(table, "pk"), "amphetamine")[VALUE] == pytest.approx(amphetamine / 0.395)


def test_a_methamphetamine_below_an_unknown_limit_leaves_the_number_of_amphetamine_and_marks_it() -> None:
    table = loads(row("amphetamine", 100.0), row("methamphetamine", None, qualifier="below_loq"))
    found = of_drug(back_calculate(table, "pk"), "amphetamine")
    assert (found["note"], found[VALUE]) == ("contribution_unknown", pytest.approx(100 / 0.395))


def test_a_residue_that_a_sample_has_twice_is_refused() -> None:
    told = r"^2 loads are of a sample and residue that occur twice\. Choose the answers that count with"
    with pytest.raises(TableError, match=told):
        back_calculate(loads(row("cocaine", 1.0), row("cocaine", 2.0), row("benzoylecgonine", 3.0)), "rise2019")


@pytest.mark.parametrize(("name", "expected"), [("rise2019", 110 / 0.30), ("pk", (100 - 0.9) / 0.395)])
def test_a_correction_of_one_residue_still_meets_the_other_of_its_sample(name: str, expected: float) -> None:
    table = loads(
        row("amphetamine", 100.0, report_id="R1", revision=2), row("methamphetamine", 10.0, report_id="R1", revision=1)
    )
    found = back_calculate(table, name, drugs=["amphetamine"])
    assert found[VALUE].tolist() == [pytest.approx(expected)]


# --- uncertainty ------------------------------------------------------------------------------------------------------

COMPONENTS = {f"log_sd_{name}": 0.1 for name in ("sampling", "flow", "meter", "population", "lab")}


def test_parts_of_a_sum_share_the_errors_of_sample_and_plant_but_not_of_analysis() -> None:
    own = {"log_sd_analysis": 0.2, "log_sd_stability": 0.1}
    parts = (row("cocaine", 30.0, **COMPONENTS, **own), row("benzoylecgonine", 10.0, **COMPONENTS, **own))
    cocaine = of_drug(back_calculate(loads(*parts), "rise2019"), "cocaine")
    for name in COMPONENTS:
        assert cocaine[name] == pytest.approx(0.1)
    share = math.hypot(0.75, 0.25)
    assert (cocaine["log_sd_analysis"], cocaine["log_sd_stability"]) == (
        pytest.approx(0.2 * share),
        pytest.approx(0.1 * share),
    )


def test_a_part_that_is_zero_adds_no_error() -> None:
    parts = (row("amphetamine", 30.0, **COMPONENTS), row("methamphetamine", 0.0, **COMPONENTS))
    assert of_drug(back_calculate(loads(*parts), "rise2019"), "amphetamine")["log_sd_sampling"] == pytest.approx(0.1)


def test_excretion_and_dose_components() -> None:
    table = loads(*(row(residue, 10.0) for residue in ("benzoylecgonine", "amphetamine", "MDMA", "THC-COOH")))
    default = {one.component: float(log_sd_from_cv(one.cv)) for one in reference_components()}
    pk = back_calculate(table, "pk")
    # The range of amphetamine is narrower than the general figure and does not narrow it; that of cannabis widens it.
    assert of_drug(pk, "amphetamine")["log_sd_excretion"] == pytest.approx(default["excretion"])
    assert of_drug(pk, "cannabis")["log_sd_excretion"] == pytest.approx(float(log_sd_from_range(0.002, 0.0099)))
    score = back_calculate(table, "score2016", allow_recalled=True, components={"excretion": 0.5})
    assert of_drug(score, "cocaine")["log_sd_excretion"] == pytest.approx(float(log_sd_from_cv(0.26)))
    assert of_drug(score, "MDMA")["log_sd_excretion"] == pytest.approx(float(log_sd_from_cv(0.5)))
    zuccato = back_calculate(table, "zuccato2008", allow_recalled=True)
    assert of_drug(zuccato, "MDMA")["log_sd_dose"] == pytest.approx(float(log_sd_from_range(75, 150)))
    assert of_drug(zuccato, "cocaine")["log_sd_dose"] == pytest.approx(default["dose"])


def test_the_interval_of_a_day_holds_all_but_the_dose_and_widens_with_its_level() -> None:
    table = loads(row("THC-COOH", 10.0, **COMPONENTS))
    given_ones = {"excretion": 0.3, "dose": 0.9}
    found = of_drug(back_calculate(table, "rise2019", components=given_ones), "cannabis")
    spread = math.sqrt(5 * 0.1**2 + float(log_sd_from_cv(0.3)) ** 2)
    assert found["high"] / found[VALUE] == pytest.approx(math.exp(1.959964 * spread), rel=1e-6)
    assert found["low"] * found["high"] == pytest.approx(found[VALUE] ** 2)
    assert found["log_sd_dose"] == pytest.approx(float(log_sd_from_cv(0.9)))
    wide = of_drug(back_calculate(table, "rise2019", components=given_ones, interval_level=0.99), "cannabis")
    assert (wide["high"] > found["high"], wide["interval_level"]) == (True, 0.99)
    bare = of_drug(back_calculate(loads(row("THC-COOH", 10.0)), "rise2019", components=()), "cannabis")
    assert bare["low"] == bare["high"] == bare[VALUE]


# --- leave, names, tables ---------------------------------------------------------------------------------------------


def test_unconfirmed_factors_need_leave_and_are_marked() -> None:
    table = loads(row("benzoylecgonine", 60.0), row("amphetamine", 90.0))
    told = (
        r"^The factor set 'score2016' has unconfirmed \(recalled\) numbers for MDMA, cannabis, cocaine,"
        r" methamphetamine\. Choose another set, name other drugs, or allow them with allow_recalled=True; they are"
        r" then marked everywhere\.$"
    )
    with pytest.raises(UnconfirmedFactorError, match=told):
        back_calculate(table, "score2016")
    allowed = back_calculate(table, "score2016", allow_recalled=True).set_index("drug")["factor_status"]
    assert allowed.to_dict() == {"cocaine": "recalled", "amphetamine": "confirmed"}
    named = back_calculate(table, "score2016", drugs=["amphetamine"])
    assert (named["drug"].tolist(), named["factor_status"].tolist()) == (["amphetamine"], ["confirmed"])


def test_an_unknown_set_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError, match=r"^Unknown factor set 'rise2020'\. Did you mean 'rise2019'\?$"):
        back_calculate(loads(row("MDMA", 1.0)), "rise2020")


def test_an_unknown_drug_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError, match="cocaine"):
        back_calculate(loads(row("benzoylecgonine", 60.0)), "pk", drugs=["cocain"])


def test_a_table_without_loads_is_refused() -> None:
    told = r"^Not a table of loads: column 'load_mg_per_day_per_1000' is missing \(is it 'load_mg_per_day'\?\)\.$"
    with pytest.raises(TableError, match=told):
        back_calculate(
            loads(row("MDMA", 1.0))[["plant", "sample_id", "residue", "start", "end", LOAD]].rename(
                columns={LOAD: "load_mg_per_day"}
            ),
            "pk",
        )


def many() -> pd.DataFrame:
    """Return ten samples of two plants with five residues."""
    return loads(
        *(
            (below if number % 4 == 0 else row)(
                residue, 10.0 + number, plant=plant, sample_id=str(number), **COMPONENTS
            )
            for plant in "AB"
            for number in range(5)
            for residue in ("cocaine", "benzoylecgonine", "amphetamine", "methamphetamine", "THC-COOH")
        )
    )


KEY = ["plant", "sample_id", "drug"]


@pytest.mark.parametrize("name", ["rise2019", "pk"])
def test_row_order_does_not_matter_and_the_argument_is_left_alone(name: str) -> None:
    table = many()
    before = table.copy()
    plain = back_calculate(table, name)
    unestimated(plain)
    pd.testing.assert_frame_equal(table, before)
    mixed = back_calculate(table.iloc[random.Random(1).sample(range(len(table)), len(table))], name)
    pd.testing.assert_frame_equal(
        plain.sort_values(KEY, ignore_index=True), mixed.sort_values(KEY, ignore_index=True), rtol=1e-12
    )
    assert not plain.duplicated(KEY).any()
    assert len(plain) == 10 * len(dict.fromkeys(plain["drug"]))


def test_a_table_that_was_arranged_says_the_same_as_a_bare_one() -> None:
    bare = loads(row("amphetamine", 90.0), row("methamphetamine", 10.0))
    pd.testing.assert_frame_equal(back_calculate(arrange(bare, LOADS), "pk"), back_calculate(bare, "pk"))
