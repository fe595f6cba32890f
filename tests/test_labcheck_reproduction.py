"""What can lie behind a laboratory's figures: the truth is always among what is told, and right rows are left alone."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avloppsanalys.consumption import back_calculate
from avloppsanalys.labcheck import LabComparison, compare_with_lab
from avloppsanalys.labcheck.water import deepest
from avloppsanalys.reference import factor_set, molar_mass

LOAD, PER_1000, TOTAL = "load_mg_per_day_per_1000", "doses_per_day_per_1000", "doses_per_day"
RESIDUES = ("benzoylecgonine", "MDMA", "tramadol", "THC-COOH")


def answer(
    concentrations: dict[str, float], flow: float, persons: float, *, days: int = 1, known: tuple[float, float] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a laboratory prints from its own flow and persons, and loads with what we know of them."""
    start = pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    own_flow, own_persons = known or (np.nan, np.nan)
    sample: dict[str, Any] = {"plant": "Ax", "sample_id": "1", "report_id": "R1", "revision": 1}
    loads = pd.DataFrame({"residue": list(concentrations), "concentration_ng_per_l": list(concentrations.values())})
    per_1000 = loads["concentration_ng_per_l"] * own_flow / own_persons
    loads = loads.assign(
        **sample, start=start, end=start + pd.Timedelta(days=days), population=own_persons, flow_m3_per_day=own_flow,
        printed=loads["concentration_ng_per_l"].map(lambda value: f"{value:.0f}"), load_mg_per_day_per_1000=per_1000,
        load_g_per_day=per_1000 * own_persons / 1e6, qualifier="quantified",
    )  # fmt: skip
    exact = [(name, LOAD, value * flow / persons) for name, value in concentrations.items()]
    printed = pd.DataFrame(exact, columns=["substance", "quantity", "value"])
    return figures(printed).assign(**sample), loads


def figures(rows: pd.DataFrame, decimals: int = 1) -> pd.DataFrame:
    """Return figures as printed with a decimal comma."""
    value = rows["value"].round(decimals)
    shown = value.map(lambda number: f"{number:.{decimals}f}".replace(".", ","))
    return rows.assign(value=value, printed=shown, source_file="svar.csv", source_line=range(2, 2 + len(rows)))


def reprinted(rows: pd.DataFrame, row: int, value: float, decimals: int = 1) -> pd.DataFrame:
    """Return the figures with one of them printed otherwise."""
    here = np.arange(len(rows)) == row
    value = round(value, decimals)
    return rows.assign(
        value=rows["value"].mask(here, value), printed=rows["printed"].mask(here, f"{value:.{decimals}f}")
    )


def whys(found: LabComparison) -> list[str]:
    """Return why each figure differs."""
    return [str(why) for why in found.figures["why"]]


def of(found: LabComparison, quantity: str, basis: str) -> pd.DataFrame:
    """Return the intervals of one quantity."""
    return found.water[(found.water["quantity"] == quantity) & (found.water["basis"] == basis)]


CONCENTRATIONS = dict(zip(RESIDUES, (234.0, 31.0, 524.0, 66.0), strict=True))


def answers(each: list[tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return answers on as many samples as one report: sample n has its figures on the lines from 100 n on."""
    told = [
        rows.assign(sample_id=str(number), source_line=rows["source_line"] + 100 * number)
        for number, (rows, _) in enumerate(each)
    ]
    known = [loads.assign(sample_id=str(number)) for number, (_, loads) in enumerate(each)]
    return pd.concat(told, ignore_index=True), pd.concat(known, ignore_index=True)


FIVE_EACH = settings(max_examples=settings().max_examples // 5)
"""Five samples an example: they are compared in one go, which costs as much as one."""
WATERS = st.tuples(
    st.floats(500, 50_000), st.integers(1_000, 200_000), st.lists(st.integers(20, 900), min_size=4, max_size=4)
)


@FIVE_EACH
@given(waters=st.lists(WATERS, min_size=5, max_size=5))
def test_the_flow_and_the_population_that_were_used_are_always_among_what_is_told(
    waters: list[tuple[float, int, list[int]]],
) -> None:
    each = [
        answer(dict(zip(RESIDUES, map(float, concentrations), strict=True)), flow, persons, known=(flow, persons))
        for flow, persons, concentrations in waters
    ]
    found = compare_with_lab(*answers(each))
    outside = set()
    for number, (flow, persons, _) in enumerate(waters):
        for quantity, basis, truth in (
            ("flow_m3_per_day", "loads and population", flow),
            ("population", "loads and flow", float(persons)),
            ("m3_per_day_per_person", "loads", flow / persons),
        ):
            told = of(found, quantity, basis)
            (row,) = told[told["sample_id"] == str(number)].to_dict("records")
            assert row["low"] * (1 - 1e-9) <= truth <= row["high"] * (1 + 1e-9)
            assert row["n_rows"] == row["n_fitting"] == 4
        if not 0.025 < flow / persons < 2.9:  # outside of 24 to 3 000 litres a person and day that alone is told
            outside.add(number)
    assert set(found.problems["rule"]) <= {"CHK017"}
    assert set(found.problems["line"] // 100) <= outside


@pytest.mark.parametrize("dose_set", ["rise2019", "zuccato2008"])
def test_the_factor_and_dose_that_were_used_are_always_among_what_is_told(dose_set: str) -> None:
    (row,) = [row for row in factor_set(dose_set).rows if row.drug == "cannabis"]
    ratio = molar_mass("cannabis") / molar_mass("THC-COOH") if row.basis == "molar" else 1.0
    each = []
    for thc in range(20, 901, 8):
        reported, loads = answer({"THC-COOH": float(thc)}, 4400.0, 17_000.0, known=(4400.0, 17_000.0))
        doses = thc * 4400 / 17_000 * ratio / row.excretion_fraction / row.dose_mg
        both = pd.DataFrame({"substance": "THC-COOH", "quantity": [PER_1000, TOTAL], "value": [doses, doses * 17]})
        told = pd.concat([reported, figures(both).assign(plant="Ax", sample_id="1", report_id="R1", revision=1)])
        each.append((told, loads))
    found = compare_with_lab(*answers(each))
    fitting = found.doses[found.doses["fits"] & (found.doses["factor_set"] == dose_set)]
    expected = pd.MultiIndex.from_product([map(str, range(len(each))), [PER_1000, TOTAL], [125.0]])
    assert sorted(fitting[["sample_id", "quantity", "dose_mg"]].itertuples(index=False, name=None)) == sorted(expected)
    assert found.problems.empty


def test_two_intervals_that_fit_equally_many_rows_are_both_told() -> None:
    low, high = np.array([1.0, 2.0, 7.0, 8.0]), np.array([4.0, 5.0, 9.0, 9.5])
    found = [(start, end, members.tolist()) for start, end, members in deepest(low, high)]
    assert found == [(2.0, 4.0, [True, True, False, False]), (8.0, 9.0, [False, False, True, True])]
    assert deepest(low[:0], high[:0]) == []


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), min_size=1, max_size=8),
)
def test_no_point_lies_in_more_intervals_than_what_is_told(ends: list[tuple[int, int]]) -> None:
    low = np.array([float(start) for start, _ in ends])
    high = low + np.array([float(length) for _, length in ends])
    found = deepest(low, high)
    grid = np.arange(0, 40, 0.5)
    depth = ((low <= grid[:, None]) & (grid[:, None] <= high)).sum(axis=1)
    assert {int(members.sum()) for _, _, members in found} == {int(depth.max())}
    inside = np.logical_or.reduce([(start <= grid) & (grid <= end) for start, end, _ in found])
    assert (inside == (depth == depth.max())).all()


def test_without_flow_and_population_they_are_solved_for_together() -> None:
    reported, loads = answer(CONCENTRATIONS, 4400.0, 17_000.0, known=None)
    doses = pd.DataFrame({"substance": "THC-COOH", "quantity": [PER_1000, TOTAL], "value": [20.81, 20.81 * 17]})
    told = pd.concat([reported, figures(doses).assign(plant="Ax", sample_id="1", report_id="R1", revision=1)])
    found = compare_with_lab(told, loads)
    assert set(found.figures["verdict"]) == {"not_computed"}
    for quantity, basis, truth in (
        ("population", "doses", 17_000),
        ("flow_m3_per_day", "loads and doses", 4400),
        ("m3_per_day_per_person", "loads", 4400 / 17_000),
    ):
        (row,) = of(found, quantity, basis).to_dict("records")
        assert row["low"] <= truth <= row["high"]
        assert np.isnan(row["ours"])


def test_another_flow_is_the_reason_and_both_ways_to_it_are_told() -> None:
    found = compare_with_lab(*answer(CONCENTRATIONS, 4400.0, 17_000.0, known=(5000.0, 17_000.0)))
    assert set(found.figures["verdict"]) == {"differs"}
    (why,) = set(whys(found))
    assert why.startswith(
        "Labbet har räknat med ett annat flöde eller en annan befolkning än vi (5\u00a0000 m³ per dygn och 17\u00a0000"
        " personer). Labbets rader stämmer om flödet är "
    )
    assert why.endswith("4\u00a0393–4\u00a0405 m³ per dygn eller de anslutna är 19\u00a0296–19\u00a0347 personer.")
    assert found.problems.empty


def test_a_row_by_itself_is_named_and_the_others_are_not() -> None:
    reported, loads = answer(CONCENTRATIONS, 4400.0, 17_000.0, known=(4400.0, 17_000.0))
    reported = reprinted(reported, 1, 9.5)
    found = compare_with_lab(reported, loads, lang="en")
    assert found.problems[["rule", "line"]].to_numpy().tolist() == [["CHK009", 3]]
    assert whys(found)[1].startswith("The row does not follow the flow per person")
    assert (found.figures["why"] != "").tolist() == [False, True, False, False]


@pytest.mark.parametrize(("size", "word"), [(1000.0, "larger"), (0.001, "smaller")])
def test_a_row_a_thousand_times_off_is_called_so(size: float, word: str) -> None:
    reported, loads = answer(CONCENTRATIONS, 4400.0, 17_000.0, known=(4400.0, 17_000.0))
    reported = reprinted(reported, 2, float(reported["value"].iloc[2]) * size, decimals=4)
    found = compare_with_lab(reported, loads, lang="en")
    assert found.problems["rule"].tolist() == ["CHK012"]
    assert f"a thousand times {word}" in whys(found)[2]


def test_an_answer_wholly_a_thousand_times_off_is_called_so_once() -> None:
    found = compare_with_lab(*answer(CONCENTRATIONS, 4400.0, 17_000.0, known=(4_400_000.0, 17_000.0)))
    assert found.problems["rule"].tolist() == ["CHK013"]
    assert found.figures["why"].str.contains("tusen gånger mindre").all()


def test_halves_that_disagree_name_no_row() -> None:
    reported, loads = answer(CONCENTRATIONS, 4400.0, 17_000.0, known=(4400.0, 17_000.0))
    for row in (0, 1):
        reported = reprinted(reported, row, float(reported["value"].iloc[row]) * 1.5)
    found = compare_with_lab(reported, loads)
    assert found.problems.empty
    assert len(of(found, "m3_per_day_per_person", "loads")) == 2


def test_a_sum_over_the_days_of_the_sample_is_the_reason() -> None:
    reported, loads = answer({"tramadol": 524.0}, 3 * 4400.0, 17_000.0, days=3, known=(4400.0, 17_000.0))
    (why,) = compare_with_lab(reported, loads).figures["why"]
    assert why == "Labbets tal är summan för provets 3 dygn, vårt är ett dygnsvärde."


def test_another_dose_or_factor_is_the_reason_and_every_one_that_fits_is_named() -> None:
    reported, loads = answer({"THC-COOH": 66.0}, 9340.0, 36_000.0, known=(9340.0, 36_000.0))
    doses = pd.DataFrame({"substance": "THC-COOH", "quantity": [PER_1000], "value": [20.8]})
    told = pd.concat([reported, figures(doses, 0).assign(plant="Ax", sample_id="1", report_id="R1", revision=1)])
    ours = back_calculate(loads, "pk").assign(dose_mg=125.0)
    ours["doses_per_day_per_1000"] = ours["consumption_mg_per_day_per_1000"] / 125
    figure = compare_with_lab(told, loads, ours).figures.iloc[1]
    assert figure["verdict"] == "differs"
    assert figure["why"] == (
        "Labbets doser stämmer med rise2019 (Cannabis (THC-COOH)) och 125 mg per dos eller zuccato2008 (Cannabis"
        " (THC-COOH), obekräftad faktor) och 125 mg per dos. Våra doser är räknade med en annan faktor eller dos."
    )


def test_doses_without_a_concentration_stand_for_a_load_with_each_set() -> None:
    rows = pd.DataFrame({"substance": ["cocaine"], "quantity": [PER_1000], "value": [0.7]})
    _, loads = answer({"MDMA": 31.0}, 4400.0, 17_000.0, known=None)
    found = compare_with_lab(figures(rows).assign(plant="B", sample_id="1"), loads)
    (row,) = found.doses[found.doses["factor_set"] == "rise2019"].to_dict("records")
    assert not row["fits"]
    ends = [row[f"implied_load_{end}_mg_per_day_per_1000"] for end in ("low", "high")]
    assert ends == pytest.approx([0.65 * 52, 0.75 * 52])


def test_a_row_whose_doses_need_other_persons_is_named_where_the_population_is_not_known() -> None:
    names = ["THC-COOH", "cocaine", "amphetamine"]
    rows = pd.DataFrame(
        {
            "substance": [name for name in names for _ in range(2)],
            "quantity": [TOTAL, PER_1000] * 3,
            "value": [746.0, 21.0, 360.0, 10.0, 232.0, 10.0],
        }
    )
    answered: dict[str, Any] = {"plant": "Ax", "sample_id": "1", "report_id": "R1", "revision": 1}
    _, loads = answer({"MDMA": 31.0}, 4400.0, 17_000.0, known=None)
    found = compare_with_lab(figures(rows, 0).assign(**answered), loads)
    assert found.problems[["rule", "line"]].to_numpy().tolist() == [["CHK014", 6]]
    assert compare_with_lab(figures(rows.iloc[2:], 0).assign(**answered), loads).problems.empty
