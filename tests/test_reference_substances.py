"""Substances and names: masses follow from formulas, and every label means one thing."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference import (
    Substance,
    aliases,
    fold_name,
    main_residue,
    molar_mass,
    residue_name,
    substance,
    substances,
)
from avloppsanalys.reference.datafiles import read_rows

# IUPAC 2021 standard atomic weights (abridged), g/mol.
ATOMIC_WEIGHTS = {"C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "S": 32.06, "Cl": 35.45}

LABELS = st.text("abcåäöABCÅÄÖ0169 -–'’()*†¹²/+.,:;\u00a0", max_size=20)


def mass_of(formula: str) -> float:
    atoms = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    assert "".join(element + count for element, count in atoms) == formula
    return sum(ATOMIC_WEIGHTS[element] * int(count or 1) for element, count in atoms)


@pytest.mark.parametrize("record", substances(), ids=lambda record: record.name)
def test_molar_mass_follows_from_the_formula(record: Substance) -> None:
    assert record.molar_mass_g_per_mol == pytest.approx(mass_of(record.formula), abs=0.01)


def test_molar_masses_and_their_ratios_are_those_of_the_evidence(shared: Path) -> None:
    with (shared.parent / "reference" / "factors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    masses = {row["substance"]: float(row["value"]) for row in rows if row["quantity"] == "molar_mass_g_per_mol"}
    ratios = [row for row in rows if row["quantity"] == "molar_mass_ratio"]
    assert masses.pop("EDDP cation") == pytest.approx(molar_mass("EDDP") + ATOMIC_WEIGHTS["H"], abs=0.01)
    assert {name: molar_mass(name) for name in masses} == masses
    assert len(ratios) == 12
    for row in ratios:
        ratio = molar_mass(row["substance"]) / molar_mass(row["residue"])
        # Printed to four decimals from masses that were not rounded.
        assert ratio == pytest.approx(float(row["value"]), abs=1e-4)


def test_names_are_unique() -> None:
    for column in ("name", "name_sv", "name_en"):
        names = [getattr(record, column) for record in substances()]
        assert len(names) == len(set(names))


def test_every_main_residue_is_a_substance_that_stands_for_itself() -> None:
    for record in substances():
        assert main_residue(record.main_residue) == record.main_residue


@pytest.mark.parametrize(
    ("drug", "residue"),
    [
        ("cocaine", "benzoylecgonine"),
        ("cannabis", "THC-COOH"),
        ("amphetamine", "amphetamine"),
        ("methamphetamine", "methamphetamine"),
        ("MDMA", "MDMA"),
        ("ketamine", "ketamine"),
        ("heroin", "6-MAM"),
    ],
)
def test_the_load_of_a_drug_is_the_load_of_its_main_residue(drug: str, residue: str) -> None:
    assert main_residue(drug) == residue


def test_no_label_means_two_substances() -> None:
    meanings: dict[str, set[str]] = {}
    for row in read_rows("substances.csv"):
        for column in ("name", "name_sv", "name_en"):
            meanings.setdefault(fold_name(row[column]), set()).add(row["name"])
    written = [fold_name(row["alias"]) for row in read_rows("aliases.csv")]
    assert len(written) == len(set(written))
    for row in read_rows("aliases.csv"):
        meanings.setdefault(fold_name(row["alias"]), set()).add(row["name"])
    assert {label for label, names in meanings.items() if len(names) > 1} == {"cannabis"}


def test_every_alias_leads_to_a_substance() -> None:
    assert set(aliases().values()) <= {record.name for record in substances()}


def test_every_label_is_folded_already() -> None:
    assert all(fold_name(label) == label for label in aliases())


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Cannabis (THCA-metabolit)", "THC-COOH"),
        ("Kokain *", "cocaine"),
        ("Bensoylekgonin (BzE)*", "benzoylecgonine"),
        ("Amfetamin", "amphetamine"),
        ("Metamfetamin", "methamphetamine"),
        ("MDMA*", "MDMA"),
        ("Tramadol*", "tramadol"),
        ("ODM-Tramadol (metabolit)*", "O-desmethyltramadol"),
        ("6-MAM (Heroin-metabolit)*", "6-MAM"),
    ],
)
def test_the_labels_of_a_printed_swedish_table_are_known(label: str, name: str) -> None:
    """Rows of the table for Lidköping 2020, as printed."""
    assert residue_name(label) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("CANNABIS", "THC-COOH"),
        ("THC\u2010syra", "THC-COOH"),
        ("11-nor-9-karboxi-THC", "THC-COOH"),
        ("BEG", "benzoylecgonine"),
        ("Metaamfetamin", "methamphetamine"),
        ("MDMA / Ecstacy", "MDMA"),
        ("6–acetylmorfin¹", "6-MAM"),
        ("6-AM", "6-MAM"),
        ("Kotinin 1)", "cotinine"),
        ("Kotinin *)", "cotinine"),
        ("trans\u20113\u2019\u2011hydroxikotinin", "trans-3'-hydroxycotinine"),
        ("Kristall", "CMC"),
        ("3-CMC/4-CMC", "CMC"),
        ("3-CMC", "3-CMC"),
        ("Alfa-PVP", "alpha-PVP"),
        ("α-PVP", "alpha-PVP"),
        ("Etylsulfat", "ethyl sulfate"),
        ("EtS:", "ethyl sulfate"),
        ("Ritalinsyra", "ritalinic acid"),
        ("EME", "ecgonine methyl ester"),
        ("Ketamin\u00a0", "ketamine"),
        ("Oxikodon", "oxycodone"),
        ("ODT", "O-desmethyltramadol"),
    ],
)
def test_spellings_are_folded_to_one_name(label: str, name: str) -> None:
    assert residue_name(label) == name


@pytest.mark.parametrize("label", ["Kokain (+ metabolit BzE)", "Amfetamin (+ metamfetamin)", "Kokain (BzE)", ""])
def test_a_sum_or_an_ambiguous_label_is_not_guessed(label: str) -> None:
    with pytest.raises(UnknownNameError, match="Unknown substance"):
        residue_name(label)


@given(LABELS)
def test_folding_twice_changes_nothing(label: str) -> None:
    assert fold_name(fold_name(label)) == fold_name(label)


@given(LABELS, st.sampled_from(["*", " *", "²", "†", " 1)", ":", "\u00a0", " ", "**"]))
def test_what_follows_a_label_does_not_change_it(label: str, mark: str) -> None:
    assert fold_name(label + mark) == fold_name(label)


def test_cannabis_is_a_drug_but_in_a_laboratory_table_its_residue() -> None:
    assert substance("cannabis").name == substance("Cannabis").name == "cannabis"
    assert residue_name("Cannabis") == "THC-COOH"
    assert substance("cannabis").formula == substance("THC").formula


def test_an_unknown_name_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError) as caught:
        substance("Kokian")
    assert str(caught.value) == "Unknown substance 'Kokian'. Did you mean 'kokain' or 'kodein' or 'kokaetylen'?"
    with pytest.raises(UnknownNameError) as caught:
        residue_name("xyzzy")
    assert str(caught.value) == "Unknown substance 'xyzzy'. No name is near it."
    assert isinstance(caught.value, LookupError)
