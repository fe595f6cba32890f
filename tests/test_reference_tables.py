"""What holds for every data file: version line, sources, statuses, bounds, and records that nobody can change."""

import csv
import dataclasses
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avloppsanalys import reference
from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference import STATUSES, datafiles, source, sources, tables_digest, tables_version
from avloppsanalys.tables import COMPONENT_SCOPES

DATA = Path(reference.__file__).parent / "data"
FILES = sorted(DATA.glob("*.csv"))
KEYS = {
    "aliases.csv": ("alias",),
    "campaign_scatter.csv": ("population_low",),
    "components.csv": ("component",),
    "condition_words.csv": ("pattern",),
    "contributions.csv": ("residue", "from_residue"),
    "day_scatter.csv": ("residue",),
    "decisions.csv": ("key",),
    "dose_definitions.csv": ("drug", "dose_mg"),
    "doses.csv": ("factor_set", "drug"),
    "european.csv": ("key", "residue"),
    "factor_sets.csv": ("name",),
    "factors.csv": ("factor_set", "drug", "residue"),
    "indicator_units.csv": ("unit",),
    "indicators.csv": ("id",),
    "population_markers.csv": ("method", "quantity"),
    "power.csv": ("periods", "visible_share", "part"),
    "prescribable.csv": ("substance",),
    "prescribed.csv": ("atc", "residue"),
    "sampler.csv": ("quantity",),
    "sources.csv": ("key",),
    "stability.csv": ("residue", "quantity", "temperature_c", "matrix", "source"),
    "substances.csv": ("name",),
    "thresholds.csv": ("check", "name"),
    "weekday.csv": ("residue", "weekday"),
    "weekday_spread.csv": ("residues", "weekday_a", "weekday_b"),
}
TEXT_KINDS = {"primary", "abstract", "label", "table repost", "secondary", "data", "not read"}
CITED = [name for name in KEYS if "source" in datafiles.read_rows(name)[0]]
STATED = ["prescribed.csv", "prescribable.csv"]
STATED += ["factors.csv", "doses.csv", "contributions.csv", "stability.csv", "components.csv"]
STATED += ["day_scatter.csv", "weekday.csv", "weekday_spread.csv"]


def key_of(name: str, row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[column] for column in KEYS[name])


def test_every_file_is_known_here() -> None:
    assert {file.name for file in FILES} == set(KEYS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_states_its_name_and_version_and_is_clean(file: Path) -> None:
    content = file.read_bytes()
    assert content.endswith(b"\n")
    text = content.replace(b"\r\n", b"\n").decode("utf-8")
    first, *lines = text.splitlines()
    assert re.fullmatch(rf"# {re.escape(file.name)}, version \d{{4}}\.\d+\.\d+: .+", first)
    widths = {len(row) for row in csv.reader(lines, strict=True)}
    assert len(widths) == 1
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert all(cell == cell.strip() for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.parametrize("name", KEYS)
def test_no_key_is_repeated(name: str) -> None:
    keys = [key_of(name, row) for row in datafiles.read_rows(name)]
    assert len(keys) == len(set(keys))


def test_the_readme_has_a_section_for_every_file() -> None:
    headings = re.findall(r"^## (\S+\.csv)$", (DATA / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(KEYS)


@pytest.mark.parametrize("name", CITED)
def test_every_source_resolves_and_every_status_is_a_word_we_know(name: str) -> None:
    for row in datafiles.read_rows(name):
        assert source(row["source"]).key == row["source"]
        assert row["status"] in STATUSES
        if row["status"] == "confirmed":
            assert row["locator"] or source(row["source"]).seen_at, key_of(name, row)
        if row["source"] == "project":
            assert row["status"] == "chosen"
            assert row["note"], f"a choice gives its reason: {key_of(name, row)}"


def test_every_table_of_numbers_has_sources() -> None:
    assert set(STATED) < set(CITED)


def test_a_source_has_a_doi_or_a_publisher_and_says_what_was_read() -> None:
    for entry in sources().values():
        assert entry.doi or entry.publisher
        assert entry.citation
        assert entry.text_kind in TEXT_KINDS
        assert entry.doi_status in (("confirmed", "recalled") if entry.doi else ("",))
        assert not entry.doi or re.fullmatch(r"10\.\d{4,5}/\S+", entry.doi)
        assert entry.year is None or 1980 <= entry.year <= 2026


def test_every_source_is_used_or_named_in_a_note() -> None:
    used = {row["source"] for name in CITED for row in datafiles.read_rows(name)}
    notes = " ".join(row["note"] for name in CITED for row in datafiles.read_rows(name))
    assert {key for key in sources() if key not in used and key not in notes} == set()


def test_what_a_note_names_as_a_source_exists() -> None:
    notes = " ".join(row["note"] for name in CITED for row in datafiles.read_rows(name))
    named = set(re.findall(r"\b[a-z_]+_(?:\d{4}|methamphetamine)\b", notes))
    assert {"ambre_1988", "thai_2016", "liquisearch_methamphetamine"} <= named
    assert named <= set(sources())


@pytest.mark.parametrize("name", ["stability.csv", "components.csv", "sampler.csv", "population_markers.csv"])
def test_low_value_and_high_are_in_order(name: str) -> None:
    for row in datafiles.read_rows(name):
        present = [float(row[column]) for column in ("low", "value" if "value" in row else "cv", "high") if row[column]]
        assert present == sorted(present)
        assert present


def test_shares_on_solids_are_shares() -> None:
    shares = [row for row in reference.stability() if row.quantity == "fraction_on_solids"]
    assert shares
    assert all(0 < row.low <= row.high <= 1 for row in shares)


def test_every_residue_of_a_table_is_a_substance() -> None:
    names = {record.name for record in reference.substances()}
    assert {row.residue for row in reference.stability()} <= names
    assert set(reference.week_models()) - {"*"} <= names
    assert {row.from_residue for row in reference.contributions()} <= names


def test_every_uncertainty_component_has_a_default() -> None:
    assert [entry.component for entry in reference.components()] == list(COMPONENT_SCOPES)
    assert all(0 <= entry.cv < 1 for entry in reference.components())


def test_only_a_number_that_was_read_is_a_confirmed_default() -> None:
    assert {entry.component: entry.cv for entry in reference.components() if entry.status == "confirmed"} == {
        "excretion": 0.26
    }


def test_component_ranges_equal_the_evidence(shared: Path) -> None:
    with (shared.parent / "reference" / "factors.csv").open(encoding="utf-8") as file:
        evidence = {(row["residue"], row["quantity"]): row for row in csv.DictReader(file)}
    ours = {entry.component: entry for entry in reference.components()}
    for component, quantity in (
        ("sampling", "rsd_sampling"),
        ("analysis", "rsd_chemical_analysis"),
        ("lab", "rsd_chemical_analysis"),
        ("flow", "rsd_flow"),
        ("meter", "rsd_flow"),
        ("population", "rsd_population"),
    ):
        row = evidence["", quantity]
        assert (ours[component].low, ours[component].high) == (float(row["low"]), float(row["high"]))
    assert ours["excretion"].cv == float(evidence["benzoylecgonine", "back_calculation_rsd"]["value"])


RECORDS: list[Any] = [
    reference.substances()[0],
    reference.factor_set("rise2019"),
    reference.factor_set("rise2019").rows[0],
    reference.contributions()[0],
    reference.stability()[0],
    reference.components()[0],
    reference.week_model("MDMA"),
    reference.sampler_assumptions()[0],
    reference.population_figures()[0],
    reference.prescribed_residues()[0],
    reference.source("project"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_cannot_be_changed(record: Any) -> None:
    field = dataclasses.fields(record)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, field, "other")


@pytest.mark.parametrize("mapping", [reference.aliases(), sources(), datafiles.read_rows("sources.csv")[0]])
def test_a_mapping_cannot_be_changed(mapping: Any) -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        mapping["new"] = "value"


def test_what_a_look_up_returns_can_be_changed_without_harm() -> None:
    with pytest.raises(ValueError, match="read-only"):
        reference.week_model("MDMA").log_factors[:] = 0
    campaign, _ = reference.campaign_scatter([30_000])
    campaign[:] = 0
    assert reference.campaign_scatter([30_000])[0][0] == 0.2121


def test_an_unknown_source_lists_near_matches() -> None:
    with pytest.raises(UnknownNameError) as caught:
        source("zucato_2008")
    assert str(caught.value) == "Unknown source 'zucato_2008'. Did you mean 'zuccato_2008' or 'zuccato_2005'?"


@pytest.fixture
def copied_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
    monkeypatch.setattr(datafiles, "_data", lambda: tmp_path)
    forget = (tables_digest.cache_clear, tables_version.cache_clear)
    for clear in forget:
        clear()
    yield tmp_path
    for clear in forget:
        clear()


def test_the_digest_ignores_line_ends_and_sees_every_number(copied_data: Path) -> None:
    original = tables_digest()
    assert re.fullmatch(r"[0-9a-f]{12}", original)
    doses = copied_data / "doses.csv"
    lines = doses.read_bytes()
    doses.write_bytes(lines.replace(b"\n", b"\r\n"))
    tables_digest.cache_clear()
    assert tables_digest() == original
    doses.write_bytes(lines.replace(b"125", b"126"))
    tables_digest.cache_clear()
    assert tables_digest() != original


def test_the_version_is_the_newest_of_the_files(copied_data: Path) -> None:
    doses = copied_data / "doses.csv"
    doses.write_text(re.sub(r"version \S+:", "version 2027.2.10:", doses.read_text(encoding="utf-8"), count=1))
    assert tables_version() == "2027.2.10"


def table_under(heading: str) -> list[list[str]]:
    """Return the cells of the table under one heading of the page of reference data."""
    page = Path(__file__).parents[1] / "docs" / "reference-data.md"
    section = page.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip("`") for cell in row] for row in rows[1:]]


def shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3g}"


def test_the_page_of_reference_data_shows_the_factor_rows() -> None:
    expected = [
        [
            row.factor_set,
            row.drug,
            row.residue,
            shown(row.excretion_fraction),
            row.basis,
            shown(row.dose_mg),
            row.status,
        ]
        for name in reference.factor_sets()
        for row in reference.factor_set(name).rows
    ]
    assert table_under("Factor sets") == expected


def test_the_page_of_reference_data_shows_what_medicines_leave() -> None:
    def told(value: float) -> str:
        return "-" if math.isnan(value) else f"{value:.4g}"

    expected = []
    for row in reference.prescribed_residues():
        shares = [told(share) for share in (row.excretion_low, row.excretion_fraction, row.excretion_high)]
        share = "-" if shares[1] == "-" else "-".join(shares)
        expected.append(
            [row.atc, row.medicine, row.residue, told(row.ddd_mg), told(row.base_fraction), share, row.weakest_status]
        )
    assert table_under("Prescribed medicines") == expected


def test_what_medicines_leave_is_of_known_substances_and_marked_as_possible() -> None:
    names = {record.name for record in reference.substances()}
    for row in reference.prescribed_residues():
        assert {row.medicine, row.residue, row.base} <= names
        assert reference.may_be_prescribed(row.residue)
        assert reference.medicine_of_atc(row.atc.lower()) == row.medicine
        shares = [row.excretion_low, row.excretion_fraction, row.excretion_high]
        assert all(map(math.isnan, shares)) or shares == sorted(shares)
    assert {row["substance"] for row in datafiles.read_rows("prescribable.csv")} <= names


def test_the_numbers_of_lisdexamfetamine_equal_the_evidence(shared: Path) -> None:
    with (shared.parent / "reference" / "factors.csv").open(encoding="utf-8") as file:
        evidence = {(row["substance"], row["quantity"], row["status"]): row for row in csv.DictReader(file)}
    row = next(row for row in reference.prescribed_residues() if row.medicine == "lisdexamfetamine")
    ddd = evidence["lisdexamfetamine", "ddd_mg", "recalled"]
    base = evidence["lisdexamfetamine dimesylate", "mass_conversion", "confirmed"]
    share = evidence["amphetamine / dexamphetamine", "excreted_fraction_by_urine_ph", "confirmed"]
    assert (row.ddd_mg, row.ddd_status) == (float(ddd["value"]), "recalled")
    assert (row.base_fraction, row.base_status) == (float(base["value"]), "confirmed")
    assert (row.excretion_low, row.excretion_high, row.status) == (
        float(share["low"]), float(share["high"]), "confirmed"
    )  # fmt: skip


@pytest.mark.parametrize(
    "substance",
    [
        *("amphetamine", "methylphenidate", "ritalinic acid", "oxazepam", "codeine", "morphine", "tramadol"),
        *("O-desmethyltramadol", "ketamine", "norketamine", "oxycodone"),
    ],
)
def test_what_a_swedish_reader_must_be_warned_of_is_marked(substance: str) -> None:
    assert reference.may_be_prescribed(substance)
    assert not reference.may_be_prescribed("MDMA")


def test_the_page_of_reference_data_shows_the_components() -> None:
    expected = [
        [
            entry.component,
            shown(entry.cv),
            "-" if math.isnan(entry.low) else f"{shown(entry.low)}-{shown(entry.high)}",
            entry.status,
        ]
        for entry in reference.components()
    ]
    assert table_under("Uncertainty components") == expected


def test_the_page_of_reference_data_shows_the_scatter() -> None:
    table = table_under("Scatter between days")
    assert [row[0] for row in table] == [*(name for name in reference.week_models() if name != "*"), "any other"]
    for residue, *cells in table:
        model = reference.week_model(residue)
        scatter = [f"{float(model.day_variance(mass)) ** 0.5:.2f}" for mass in (100.0, 1000.0, 10_000.0, 100_000.0)]
        assert cells == [*scatter, f"{model.prior_df:.1f}"]


def test_the_page_of_reference_data_shows_the_week() -> None:
    for residue, *cells in table_under("Weekdays"):
        assert cells == [f"{factor:.2f}" for factor in np.exp(reference.week_model(residue).log_factors)]


def test_the_page_of_reference_data_explains_every_status() -> None:
    words = [row[0] for row in table_under("How far a number can be trusted")]
    assert words == list(STATUSES)
