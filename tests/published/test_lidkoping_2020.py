"""Lidköping 2020, RISE's printed table (angensarv.se, 2020-12-09), recomputed to the printed digit.

The flow is not printed. With any flow of 9 335-9 348 m³/day and 36 000 persons every printed load must come out; doses
follow from the factor set `rise2019`, which was inferred from this very table (so they test the chain, not the set).
"""

from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.labcheck import contradictions
from avloppsanalys.reference import bundled

START, END = "2020-10-06 07:00", "2020-10-07 07:00"
ANSWER = bundled("examples/lidkoping_2020/labbsvar.csv")

# Printed: "Total halt (mg) per 1000 inv. & 24 h", and the number of its decimals.
PRINTED_LOADS = {
    "THC-COOH": (17, 0),
    "cocaine": (26, 0),
    "benzoylecgonine": (61, 0),
    "cocaine + benzoylecgonine": (86, 0),
    "amphetamine": (86, 0),
    "methamphetamine": (1.1, 1),
    "amphetamine + methamphetamine": (87, 0),
    "MDMA": (8.0, 1),
    "tramadol": (136, 0),
    "O-desmethyltramadol": (105, 0),
    "6-MAM": (0.4, 1),
}
PRINTED_DOSES_PER_1000 = {"cannabis": (21, 0), "cocaine": (1.7, 1), "amphetamine": (10, 0)}


def tables(flow: float) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return reported figures, loads and consumption with a given flow."""
    lab = avl.read_lab(ANSWER, plant="Lidköping", start=START, end=END)
    start, end = (pd.Timestamp(moment, tz="Europe/Stockholm") for moment in (START, END))
    flows = pd.DataFrame({"plant": ["Lidköping"], "start": [start], "end": [end], "volume_m3": [flow]})
    plants = pd.DataFrame({"plant": ["Lidköping"], "population": [36000]})
    loads = avl.daily_loads(avl.join_samples(lab.table, flows, plants))
    return lab.reported, loads, avl.back_calculate(loads, "rise2019")


@pytest.mark.parametrize("flow", [9335, 9337, 9340, 9345, 9348])
def test_every_printed_load_is_reproduced_to_its_last_digit(flow: float) -> None:
    _, loads, _ = tables(flow)
    by_residue = loads.set_index("residue")["load_mg_per_day_per_1000"]
    for name, (printed, decimals) in PRINTED_LOADS.items():
        computed = sum(by_residue[part] for part in name.split(" + "))
        assert round(computed, decimals) == printed, name


@pytest.mark.parametrize("flow", [9334, 9349])
def test_a_flow_outside_the_range_does_not_reproduce_the_table(flow: float) -> None:
    _, loads, _ = tables(flow)
    by_residue = loads.set_index("residue")["load_mg_per_day_per_1000"]
    misses = [
        name
        for name, (printed, decimals) in PRINTED_LOADS.items()
        if round(sum(by_residue[part] for part in name.split(" + ")), decimals) != printed
    ]
    assert misses


@pytest.mark.parametrize("flow", [9335, 9340, 9348])
def test_doses_per_1000_are_reproduced_to_their_last_digit(flow: float) -> None:
    _, _, consumption = tables(flow)
    doses = consumption.set_index("drug")["doses_per_day_per_1000"]
    for drug, (printed, decimals) in PRINTED_DOSES_PER_1000.items():
        assert round(doses[drug], decimals) == printed, drug


@pytest.mark.parametrize("flow", [9335, 9340, 9348])
def test_dose_totals_agree_within_the_rounding_of_the_concentrations(flow: float) -> None:
    reported, loads, consumption = tables(flow)
    compared = avl.compare_with_lab(reported, loads, consumption).figures
    totals = compared[compared["quantity"] == "doses_per_day"].set_index("printed")["verdict"]
    assert totals["746"] in ("agrees", "rounding")
    assert totals["60"] in ("agrees", "rounding")
    assert totals["232"] == "differs"


def test_the_total_of_232_doses_is_flagged_as_contradicting_its_own_row() -> None:
    reported, loads, _ = tables(9340)
    flagged = contradictions(reported, loads)
    assert flagged["rule"].tolist() == ["CHK001"]
    assert flagged["what"].tolist() == [
        "Labbets egna doser för Amfetamin + Metamfetamin säger emot varandra: 232 doser totalt på 36\u00a0000"
        " personer är 6,4 per 1 000, men 10 per 1 000 är tryckt."
    ]


def test_sum_rows_are_kept_as_reported_and_never_imported() -> None:
    lab = avl.read_lab(ANSWER, plant="Lidköping", start=START, end=END)
    assert len(lab.table) == 9
    assert set(lab.reported["substance"]) == set(PRINTED_LOADS)
    assert not (lab.problems["severity"] == "error").any()
    (file,) = lab.files
    assert (file.rows_read, file.rows_used, file.rows_reported, file.rows_set_aside) == (11, 9, 2, 0)


def test_the_published_file_itself_reads_like_our_transcription(shared: Path) -> None:
    theirs = avl.read_lab(shared / "swedish_tables" / "lidkoping_2020_raw.csv", plant="Lidköping", start=START, end=END)
    ours = avl.read_lab(ANSWER, plant="Lidköping", start=START, end=END)
    columns = ["residue", "concentration_ng_per_l", "printed"]
    pd.testing.assert_frame_equal(theirs.table[columns], ours.table[columns])


def test_one_flow_reproduces_all_eleven_rows() -> None:
    # With the printed sums as concentrations of their own the flows are 9 323-9 337 m³ a day.
    reported, loads, consumption = tables(9340)
    water = avl.compare_with_lab(reported, loads, consumption).water.set_index("basis")
    flow = water.loc["loads and population"]
    assert (round(flow["low"]), round(flow["high"])) == (9323, 9337)
    assert (flow["n_fitting"], flow["n_rows"]) == (11, 11)
    persons = water.loc["doses"]
    assert persons["low"] < 36_000 < persons["high"]
    assert persons["apart"] == "amphetamine + methamphetamine"


def test_the_constants_behind_the_doses_are_those_that_the_table_implies() -> None:
    # A factor of 152 is that of two sets; 1.92 on the plain sum or 2.74 on benzoylecgonine alone cannot be told apart.
    reported, loads, _ = tables(9330)
    doses = avl.compare_with_lab(reported, loads).doses
    fitting = doses[doses["fits"]]
    sets = fitting[fitting["factor_set"] != ""].groupby(["quantity", "drug"])["factor_set"].agg(list).to_dict()
    assert sets == {
        ("doses_per_day", "cannabis"): ["rise2019", "zuccato2008"],
        ("doses_per_day", "cocaine"): ["rise2019"],
        ("doses_per_day_per_1000", "amphetamine"): ["rise2019", "zuccato2008"],
        ("doses_per_day_per_1000", "cannabis"): ["rise2019", "zuccato2008"],
        ("doses_per_day_per_1000", "cocaine"): ["rise2019"],
    }
    solved = fitting[(fitting["factor_set"] == "") & (fitting["quantity"] == "doses_per_day")]
    keys = zip(solved["residues"], solved["dose_mg"], strict=True)
    ends = zip(solved["factor_low"].round(2), solved["factor_high"].round(2), strict=True)
    bounds = dict(zip(keys, ends, strict=True))
    assert bounds["THC-COOH", 125.0] == pytest.approx((150.08, 152.80))
    assert bounds["cocaine + benzoylecgonine", 100.0] == (1.91, 1.95)
    assert bounds["benzoylecgonine", 100.0] == (2.72, 2.78)
    assert bounds["THC-COOH", 1000.0] == pytest.approx((1200.61, 1222.40))
