"""Factor sets, contributions: the numbers of the evidence, and what they reproduce."""

import csv
import math
from pathlib import Path

import pytest

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference import (
    FactorRow,
    contributions,
    factor_set,
    factor_sets,
    main_residue,
    molar_mass,
    stability,
    substances,
)
from avloppsanalys.reference.datafiles import read_rows

ROWS = [row for name in factor_sets() for row in factor_set(name).rows]


def row_of(factor_set_name: str, drug: str) -> FactorRow:
    [row] = [row for row in factor_set(factor_set_name).rows if row.drug == drug]
    return row


@pytest.fixture(scope="module")
def evidence(shared: Path) -> list[dict[str, str]]:
    with (shared.parent / "reference" / "factors.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_names_substances_and_stays_inside_its_bounds() -> None:
    names = {record.name for record in substances()}
    for row in ROWS:
        assert {row.drug, row.residue} <= names
        assert 0 < row.excretion_fraction <= 1
        assert row.weight > 0
        assert row.basis in ("molar", "mass")
        assert row.conjugates in ("counted", "not counted", "not applicable", "not stated")
        for low, value, high in (
            (row.excretion_low, row.excretion_fraction, row.excretion_high),
            (row.dose_low_mg, row.dose_mg, row.dose_high_mg),
        ):
            assert math.isnan(low) == math.isnan(high)
            assert math.isnan(low) or 0 < low <= value <= high
        assert math.isnan(row.excretion_high) or row.excretion_high <= 1


def test_no_row_is_repeated() -> None:
    keys = [(row.factor_set, row.drug, row.residue) for row in ROWS]
    assert len(keys) == len(set(keys))


def test_a_dose_is_whole_or_absent() -> None:
    for row in ROWS:
        absent = math.isnan(row.dose_mg)
        assert (row.dose_basis == "") == (row.dose_source == "") == (row.dose_status == "") == absent
    assert math.isnan(row_of("pk", "cocaine").dose_mg)


def test_every_dose_belongs_to_a_factor_row() -> None:
    doses = {(row["factor_set"], row["drug"]) for row in read_rows("doses.csv")}
    assert doses <= {(row.factor_set, row.drug) for row in ROWS}


@pytest.mark.parametrize(
    ("name", "status", "subtracts"),
    [
        ("none", "confirmed", False),
        ("rise2019", "derived", False),
        ("pk", "derived", True),
        ("score2016", "recalled", True),
        ("zuccato2008", "recalled", False),
    ],
)
def test_a_set_is_as_weak_as_its_weakest_row(name: str, status: str, subtracts: bool) -> None:
    chosen = factor_set(name)
    assert (chosen.name, chosen.status, chosen.subtract_contributions) == (name, status, subtracts)
    assert chosen.title_sv
    assert chosen.title_en


def test_only_rise2019_sums_residues_so_only_it_must_not_subtract_them_again() -> None:
    for name in factor_sets():
        drugs = [row.drug for row in factor_set(name).rows]
        if len(drugs) > len(set(drugs)):
            assert name == "rise2019"
            assert not factor_set(name).subtract_contributions


@pytest.mark.parametrize("flow_m3_per_day", [9_335, 9_340, 9_348])
def test_rise2019_reproduces_the_printed_doses_of_lidkoping(flow_m3_per_day: float) -> None:
    """RISE, Lidköping 2020: 21, 1,7 and 10 doses per 1000 persons; flow not printed, 9 335-9 348 m³/d fits."""
    micrograms_per_m3 = {
        "THC-COOH": 66,
        "cocaine": 99,
        "benzoylecgonine": 234,
        "amphetamine": 330,
        "methamphetamine": 4.3,
    }
    doses = dict.fromkeys(("cannabis", "cocaine", "amphetamine"), 0.0)
    for row in factor_set("rise2019").rows:
        load_mg_per_day_per_1000 = micrograms_per_m3[row.residue] * flow_m3_per_day / 36_000
        assert row.basis == "mass"
        doses[row.drug] += row.weight * load_mg_per_day_per_1000 / row.excretion_fraction / row.dose_mg
    assert round(doses["cannabis"]) == 21
    assert round(doses["cocaine"], 1) == 1.7
    assert round(doses["amphetamine"]) == 10
    # Totals, within the rounding of the printed concentrations (66 may be 65.5-66.5).
    assert doses["cannabis"] * 36 * 65.5 / 66 < 746 < doses["cannabis"] * 36 * 66.5 / 66
    assert round(doses["cocaine"] * 36) == 60


@pytest.mark.parametrize(
    ("name", "consumption"), [("zuccato2008", 141.605), ("score2016", 219.731)], ids=["E .45", "E .29"]
)
def test_cocaine_by_benzoylecgonine_of_the_worked_example(name: str, consumption: float) -> None:
    row = row_of(name, "cocaine")
    load = 234 * 9_350 / 36_000
    assert round(load, 4) == 60.7750
    ratio = molar_mass(row.drug) / molar_mass(row.residue)
    assert row.basis == "molar"
    assert round(load * ratio / row.excretion_fraction, 3) == consumption
    assert row.dose_mg == 100


def test_the_set_with_029_states_its_relative_standard_deviation() -> None:
    row = row_of("score2016", "cocaine")
    assert (row.excretion_fraction, row.excretion_cv, row.status) == (0.29, 0.26, "recalled")


# (our set, our drug) -> (substance, residue, quantity, source) of the row that holds the same value.
VALUES = {
    ("pk", "cocaine"): ("cocaine", "benzoylecgonine", "excreted_fraction_pk", "Redwood"),
    ("pk", "amphetamine"): ("amphetamine", "amphetamine", "excreted_fraction_pk_24h", "Poklis"),
    ("pk", "methamphetamine"): ("methamphetamine", "methamphetamine", "excreted_fraction", "Korean"),
    ("pk", "cannabis"): ("THC", "THC-COOH", "excreted_fraction", "Huestis"),
    ("pk", "methadone"): ("methadone", "methadone", "excreted_fraction_label", "Norsk"),
    ("pk", "morphine"): ("morphine", "morphine, total after deconjugation", "excreted_fraction_pk", "Mitchell"),
    ("pk", "codeine"): ("codeine", "codeine, free + conjugated", "excreted_fraction_label", "Norsk"),
    ("pk", "oxycodone"): ("oxycodone", "oxycodone, free", "excreted_fraction_pk_24h", "toxtests"),
    ("pk", "fentanyl"): ("fentanyl", "norfentanyl", "excreted_fraction_pk", "Redwood"),
    ("pk", "tramadol"): ("tramadol", "tramadol", "excreted_fraction_label", "FDA"),
    ("score2016", "cocaine"): ("cocaine", "benzoylecgonine", "excreted_fraction", "Castiglioni"),
    ("score2016", "amphetamine"): ("amphetamine", "amphetamine", "excreted_fraction", "Germany"),
    ("score2016", "methamphetamine"): ("methamphetamine", "methamphetamine", "excreted_fraction", "Gracia-Lor"),
    ("score2016", "MDMA"): ("MDMA", "MDMA", "excreted_fraction", "Gracia-Lor"),
    ("zuccato2008", "cocaine"): ("cocaine", "benzoylecgonine", "excreted_fraction", "Zuccato"),
    ("zuccato2008", "amphetamine"): ("amphetamine", "amphetamine", "excreted_fraction", "Zuccato"),
    ("zuccato2008", "methamphetamine"): ("methamphetamine", "methamphetamine", "excreted_fraction", "Zuccato"),
    ("zuccato2008", "MDMA"): ("MDMA", "MDMA", "excreted_fraction", "Zuccato"),
    ("zuccato2008", "heroin"): ("heroin", "morphine", "excreted_fraction", "Zuccato"),
}
# Rows whose range the evidence gives in a row of its own, without a value.
RANGES = {
    ("pk", "cocaine"): ("cocaine", "benzoylecgonine", "excreted_fraction_pk", "Redwood"),
    ("pk", "amphetamine"): ("amphetamine", "amphetamine", "excreted_fraction_pk_24h", "Poklis"),
    ("pk", "methamphetamine"): ("methamphetamine", "methamphetamine", "excreted_fraction_pk_oral", "Wikipedia"),
    ("pk", "cannabis"): ("THC", "THC-COOH", "excreted_fraction_between_subjects", "Huestis"),
    ("pk", "methadone"): ("methadone", "methadone", "excreted_fraction_label", "Norsk"),
    ("pk", "oxycodone"): ("oxycodone", "oxycodone, free", "excreted_fraction_pk_24h", "toxtests"),
    ("pk", "fentanyl"): ("fentanyl", "norfentanyl", "excreted_fraction_pk", "Redwood"),
}
Evidence = list[dict[str, str]]


def matching(evidence: Evidence, substance: str, residue: str, quantity: str, origin: str) -> Evidence:
    key = (substance, residue, quantity)
    found = [row for row in evidence if (row["substance"], row["residue"], row["quantity"]) == key]
    return [row for row in found if origin in row["source"]]


@pytest.mark.parametrize("key", VALUES, ids=lambda key: "-".join(key))
def test_fractions_equal_the_evidence(key: tuple[str, str], evidence: Evidence) -> None:
    row = row_of(*key)
    [same] = [entry for entry in matching(evidence, *VALUES[key]) if entry["value"]]
    assert float(same["value"]) == row.excretion_fraction
    assert same["status"] == row.status


@pytest.mark.parametrize("key", RANGES, ids=lambda key: "-".join(key))
def test_ranges_equal_the_evidence(key: tuple[str, str], evidence: Evidence) -> None:
    row = row_of(*key)
    [same] = [entry for entry in matching(evidence, *RANGES[key]) if not entry["value"]]
    assert (float(same["low"]), float(same["high"])) == (row.excretion_low, row.excretion_high)


@pytest.mark.parametrize(
    ("name", "drug", "printed_factor", "rounding"),
    [
        ("rise2019", "cannabis", 152, 1e-5),
        ("zuccato2008", "cannabis", 152, 0.5),
        ("zuccato2008", "cocaine", 2.33, 0.005),
        ("zuccato2008", "MDMA", 1.5, 0.05),
        ("score2016", "cannabis", 182.6, 0.05),
        ("score2016", "amphetamine", 2.77, 0.005),
        ("score2016", "MDMA", 4.4, 0.05),
    ],
)
def test_correction_factors_are_those_in_print(name: str, drug: str, printed_factor: float, rounding: float) -> None:
    row = row_of(name, drug)
    ratio = molar_mass(row.drug) / molar_mass(row.residue) if row.basis == "molar" else 1.0
    assert ratio / row.excretion_fraction == pytest.approx(printed_factor, abs=rounding)


def test_the_range_of_the_amphetamine_factor_is_that_in_print() -> None:
    row = row_of("score2016", "amphetamine")
    assert (round(1 / row.excretion_high, 2), round(1 / row.excretion_low, 2)) == (2.50, 3.33)


def test_all_rows_are_compared_with_a_source() -> None:
    compared = VALUES.keys() | {("rise2019", "cannabis"), ("zuccato2008", "cannabis"), ("score2016", "cannabis")}
    reproduced = {("rise2019", "cocaine"), ("rise2019", "amphetamine")}
    assert {(row.factor_set, row.drug) for row in ROWS} == compared | reproduced


def test_a_fraction_not_read_anywhere_is_recalled() -> None:
    assert {row.status for row in ROWS if row.text_kind == "not read"} == {"recalled"}
    assert {row.text_kind for row in ROWS if row.status == "recalled"} == {"not read"}


def test_doses_equal_the_evidence(evidence: Evidence) -> None:
    printed = {
        (entry["substance"], float(entry["value"]), entry["status"])
        for entry in evidence
        if entry["quantity"] == "dose_mg" and entry["value"]
    }
    alike = {"THC": "cannabis"}
    known = {(alike.get(drug, drug), dose, status) for drug, dose, status in printed}
    for row in ROWS:
        if not math.isnan(row.dose_mg):
            assert (row.drug, row.dose_mg, row.dose_status) in known


def test_the_contribution_of_methamphetamine_equals_the_evidence(evidence: Evidence) -> None:
    [contribution] = contributions()
    by_quantity = {row["quantity"]: row for row in evidence if row["substance"] == "amphetamine"}
    assert contribution.ratio == float(by_quantity["amp_over_meth_load_ratio_from_meth"]["value"])
    band = by_quantity["amp_over_meth_not_estimable_band"]
    low, high = contribution.not_estimable_low, contribution.not_estimable_high
    assert (low, high) == (float(band["low"]), float(band["high"]))
    assert low <= contribution.ratio <= high
    assert contribution.negligible_above == 1
    assert contribution.residue == main_residue(contribution.drug)


def test_half_lives_equal_the_evidence(evidence: Evidence) -> None:
    printed = {
        (row["substance"], float(row["value"]), row["basis"].partition("h at ")[2].partition(" °C")[0])
        for row in evidence
        if row["quantity"] == "half_life_h" and row["value"]
    }
    ours = {
        (row.residue, row.value, f"{row.temperature_c:g}")
        for row in stability()
        if row.quantity == "half_life_h" and not math.isnan(row.value)
    }
    assert ours == printed
    assert len(ours) == 8


def test_changes_in_plain_wastewater_equal_the_evidence(evidence: Evidence) -> None:
    quantities = {"relative_change_12h", "relative_change_per_h"}
    printed = {
        (row["substance"], row["quantity"], float(row["value"])) for row in evidence if row["quantity"] in quantities
    }
    assert {(row.residue, row.quantity, row.value) for row in stability() if row.quantity in quantities} == printed


def test_an_unknown_set_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError) as caught:
        factor_set("rise2020")
    assert str(caught.value) == "Unknown factor set 'rise2020'. Did you mean 'rise2019'?"
