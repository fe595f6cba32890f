"""The protocol: every fault named at once, near matches, and a digest that follows the decisions."""

from __future__ import annotations

import codecs
import copy
import dataclasses
import pickle
import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys import protocol as protocol_package
from avloppsanalys.protocol import (
    MOST_MAIN_SUBSTANCES,
    AnalysisProtocol,
    MarkedSeason,
    ProtocolError,
    as_toml,
    compare_protocols,
    describe_protocol,
    protocol_cautions,
    read_protocol,
)
from avloppsanalys.reference import ComponentDefault, Decision, bundled, decisions, source
from avloppsanalys.reference import components as reference_components
from avloppsanalys.tables import ALL_COMPONENTS
from avloppsanalys.wording import Language

SOUND: dict[str, Any] = {"name": "Exempelkommun", "version": "1", "factor_set": "rise2019"}


def protocol(**chosen: Any) -> AnalysisProtocol:
    """Return a sound protocol but for the given decisions."""
    return AnalysisProtocol(**(SOUND | chosen))


def faults(**chosen: Any) -> list[tuple[str, str]]:
    """Return rule and fault of everything that is wrong with decisions."""
    with pytest.raises(ProtocolError) as raised:
        protocol(**chosen)
    table = raised.value.problems("en")
    assert (table["severity"] == "error").all()
    return list(zip(table["rule"], table["what"], strict=True))


def written(folder: Path, text: str) -> Path:
    """Return a file with a protocol."""
    file = folder / "protokoll.toml"
    file.write_text(text, encoding="utf-8")
    return file


MINIMAL = 'name = "Exempelkommun"\nversion = "1"\nfactor_set = "rise2019"\n'


def test_what_is_not_decided_has_its_default_and_components_are_filled_in() -> None:
    made = protocol(components={"sampling": 0.4})
    tabled = {one.component: one.cv for one in reference_components()}
    assert (made.period, made.quantities, made.interval_level) == ("quarter", ("load",), 0.95)
    assert (made.allow_recalled, made.smallest_population) == (False, 2500)
    assert dict(made.components) == tabled | {"sampling": 0.4}
    assert set(made.components) == set(ALL_COMPONENTS)


def test_there_is_no_default_factor_set() -> None:
    with pytest.raises(TypeError, match=r"missing 1 required keyword-only argument: 'factor_set'"):
        AnalysisProtocol(name="A", version="1")  # type: ignore[call-arg]  # that is the point


def test_a_protocol_is_frozen_and_its_components_too() -> None:
    made = protocol()
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.period = "year"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError, match="does not support item assignment"):
        made.components["sampling"] = 0.0  # type: ignore[index]  # that is the point


def test_the_callers_mapping_and_list_are_copied() -> None:
    cvs, quantities = {"sampling": 0.2}, ["load"]
    made = protocol(components=cvs, quantities=quantities)
    cvs["sampling"] = 9.0
    quantities.append("doses")
    assert (made.components["sampling"], made.quantities) == (0.2, ("load",))


@pytest.mark.parametrize(
    ("decisions", "rule", "told"),
    [
        ({"name": " "}, "PRO005", 'name = "" is of the wrong kind.'),
        ({"version": ""}, "PRO005", 'version = "" is of the wrong kind.'),
        ({"version": 1}, "PRO005", "version = 1 is of the wrong kind."),
        ({"factor_set": "rise2020"}, "PRO006", "factor_set = rise2020 is unknown."),
        ({"factor_set": None}, "PRO005", "factor_set = None is of the wrong kind."),
        ({"period": "kvartal"}, "PRO010", "period = kvartal is no period."),
        ({"period": "2026-02-30/2026-03-01"}, "PRO010", "period = 2026-02-30/2026-03-01 is no period."),
        ({"period": 2026}, "PRO005", "period = 2026 is of the wrong kind."),
        ({"weekday_basis": "vardag"}, "PRO006", "weekday_basis = vardag is unknown."),
        ({"weekday_basis": 7}, "PRO005", "weekday_basis = 7 is of the wrong kind."),
        ({"quantities": "load"}, "PRO005", 'quantities = "load" is of the wrong kind.'),
        ({"quantities": ("load", "lod")}, "PRO006", "quantities = lod is unknown."),
        ({"quantities": ("consumption",)}, "PRO008", "quantities lacks load."),
        ({"quantities": ()}, "PRO008", "quantities lacks load."),
        (
            {"factor_set": "none", "quantities": ("load", "doses")},
            "PRO009",
            "quantities has doses, but factor_set = none computes no drugs.",
        ),
        ({"interval_level": 1.0}, "PRO007", "interval_level = 1.0 is out of range."),
        ({"interval_level": 95}, "PRO007", "interval_level = 95 is out of range."),
        ({"interval_level": float("nan")}, "PRO007", "interval_level = nan is out of range."),
        ({"interval_level": "0,95"}, "PRO005", 'interval_level = "0,95" is of the wrong kind.'),
        ({"allow_recalled": "ja"}, "PRO005", 'allow_recalled = "ja" is of the wrong kind.'),
        ({"allow_recalled": 1}, "PRO005", "allow_recalled = 1 is of the wrong kind."),
        ({"smallest_population": True}, "PRO005", "smallest_population = true is of the wrong kind."),
        ({"smallest_population": -1}, "PRO007", "smallest_population = -1 is out of range."),
        ({"components": ["sampling"]}, "PRO005", 'components = ["sampling"] is of the wrong kind.'),
        ({"components": {"samplng": 0.1}}, "PRO006", "components = samplng is unknown."),
        ({"components": {"sampling": "0.1"}}, "PRO005", 'components.sampling = "0.1" is of the wrong kind.'),
        ({"components": {"sampling": True}}, "PRO005", "components.sampling = true is of the wrong kind."),
        ({"components": {"sampling": -0.1}}, "PRO007", "components.sampling = -0.1 is out of range."),
        ({"components": {"sampling": float("inf")}}, "PRO007", "components.sampling = inf is out of range."),
    ],
)
def test_each_fault_is_named(decisions: dict[str, Any], rule: str, told: str) -> None:
    assert faults(**decisions) == [(rule, told)]


@pytest.mark.parametrize("period", ["week", "tertial", "2026K3", "kv 3 2026", "2026-01-01/2026-02-11"])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.999])
def test_what_is_allowed_is_allowed(period: str, level: float) -> None:
    assert protocol(period=period, interval_level=level, components={"dose": 0, "meter": 3.0}).period == period


def test_near_matches_are_offered() -> None:
    with pytest.raises(
        ProtocolError, match=r"^Exempelkommun: factor_set = rise2020 is unknown\. Is it one of: rise2019\?$"
    ):
        protocol(factor_set="rise2020")
    with pytest.raises(ProtocolError, match=r"components = samplng is unknown\. Is it one of: sampling\?$"):
        protocol(components={"samplng": 0.1})
    with pytest.raises(ProtocolError, match=r"Is it one of: none, rise2019, pk, score2016, zuccato2008\?$"):
        protocol(factor_set="qqqqqq")


def test_all_faults_are_named_at_once_in_swedish_too() -> None:
    with pytest.raises(ProtocolError, match=r"^6 faults:\n  - Exempelkommun: ") as raised:
        protocol(
            version="",
            factor_set="rise2020",
            period="kvartal",
            interval_level=2,
            components={"samplng": 0.1, "dose": -1},
        )
    assert raised.value.problems()["what"].tolist() == [
        'version = "" är av fel slag.',
        "factor_set = rise2020 är okänt.",
        "period = kvartal är ingen period.",
        "interval_level = 2 ligger utanför det tillåtna.",
        "components = samplng är okänt.",
        "components.dose = -1 ligger utanför det tillåtna.",
    ]


def test_an_english_error_is_english() -> None:
    with pytest.raises(ProtocolError, match=r"Write true or false without quotation marks\.$"):
        protocol(allow_recalled="ja")


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = MINIMAL + 'quantities = ["load", "doses"]\nperiod = "tertial"\n[components]\nsampling = 0.2\ndose = 0\n'
    made = read_protocol(written(tmp_path, text))
    assert made == protocol(quantities=("load", "doses"), period="tertial", components={"sampling": 0.2, "dose": 0})
    assert (
        made.digest
        == protocol(quantities=["load", "doses"], period="tertial", components={"sampling": 0.2, "dose": 0}).digest
    )


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(codecs.BOM_UTF8 + MINIMAL.replace("\n", "\r\n").encode())
    assert read_protocol(file) == protocol()
    assert read_protocol(str(file)) == protocol()


def told_of(file: Path) -> list[tuple[str, str, str, str]]:
    """Return file, rule, fault and remedy of everything that is wrong with a file."""
    with pytest.raises(ProtocolError) as raised:
        read_protocol(file)
    table = raised.value.problems("en")
    return list(zip(table["file"], table["rule"], table["what"], table["remedy"], strict=True))


def test_unknown_and_missing_keys_and_wrong_values_are_told_together(tmp_path: Path) -> None:
    text = 'name = "A"\nfactorset = "pk"\nperiod = 3\n[komponents]\nsampling = 0.1\n'
    found = told_of(written(tmp_path, text))
    assert [(rule, what) for _, rule, what, _ in found] == [
        ("PRO003", "The key factorset is unknown."),
        ("PRO003", "The key komponents is unknown."),
        ("PRO004", "The key version is missing."),
        ("PRO004", "The key factor_set is missing."),
        ("PRO005", "period = 3 is of the wrong kind."),
    ]
    assert {file for file, *_ in found} == {"protokoll.toml"}
    assert found[0][3] == "Is it one of: factor_set?"
    assert found[1][3] == "Is it one of: components?"


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        ("a = 1\nname = Exempelkommun", "Rad 2 går inte att läsa: name = Exempelkommun", "Efter likhetstecknet står"),
        ("a = 1\r\n\r\na = 2\r\n", "Rad 3 går inte att läsa: a = 2", "Namnet står redan tidigare i filen"),
        ("[roles]\n[roles]\n", "Rad 2 går inte att läsa: [roles]", "Namnet står redan tidigare i filen"),
        (
            'plants = "C:\\data"\n',
            'Rad 1 går inte att läsa: plants = "C:\\data"',
            "Skriv / i stället för \\ i sökvägar.",
        ),
        ('a = "x\nb = 1\n', 'Rad 1 går inte att läsa: a = "x', "Ett citattecken saknas"),
        ("a = [1, 2\n", "Rad 1 går inte att läsa: a = [1, 2", "En hakparentes som öppnas stängs aldrig"),
        ("[roles\n", "Rad 1 går inte att läsa: [roles", "En hakparentes som öppnas stängs aldrig"),
        ("vi mäter\n", "Rad 1 går inte att läsa: vi mäter", "Skriv raden som namn = värde"),
    ],
)
def test_what_is_not_toml_is_told_in_swedish_with_its_line(
    tmp_path: Path, content: str, what: str, remedy: str
) -> None:
    file = tmp_path / "p.toml"
    file.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(ProtocolError) as raised:
        read_protocol(file)
    ((rule, told, todo),) = raised.value.problems("sv")[["rule", "what", "remedy"]].itertuples(index=False)
    # a line of a file is told between quotation marks, and the sentence ends
    number, line = what.split(" går inte att läsa: ")
    assert (rule, told) == ("PRO002", f"{number} går inte att läsa: ”{line}”.")
    assert todo.startswith(remedy)


@pytest.mark.parametrize(
    ("content", "line"), [(b"\xff\xfe\x00", 1), ('version = "1"\nname = "Öst"'.encode("cp1252"), 2)]
)
def test_what_is_not_utf8_is_told_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(content)
    ((name, rule, what, _),) = told_of(file)
    assert (name, rule) == ("p.toml", "PRO019")
    assert what == f"The file is not saved in UTF-8: line {line} has characters that cannot be read."


def test_each_decimal_comma_is_told_with_its_line_and_what_to_write(tmp_path: Path) -> None:
    file = written(tmp_path, MINIMAL + "[components]\nsampling = 0,2  # efter provet\nflow = 0,15\n[roles\n")
    found = [(rule, what, remedy) for _, rule, what, remedy in told_of(file)]
    point = "numbers in the file have a decimal point."
    assert found == [
        ("PRO018", "Line 5: sampling = 0,2 has a decimal comma.", f"Write sampling = 0.2; {point}"),
        ("PRO018", "Line 6: flow = 0,15 has a decimal comma.", f"Write flow = 0.15; {point}"),
    ]


def test_main_substances_may_be_named_as_people_and_laboratories_name_them() -> None:
    named = protocol(main_substances=["kokain", "Amfetamin", "cannabis"])
    assert named.main_substances == ("cocaine", "amphetamine", "cannabis")
    assert named.digest == protocol(main_substances=["cocaine", "amphetamine", "cannabis"]).digest
    assert protocol(main_substances=["kokain", "cocaine", "BzE", "Bensoylekgonin"]).main_substances == (
        "cocaine",
        "benzoylecgonine",
    )


@pytest.mark.parametrize(("written", "first"), [("kokian", "kokain"), ("amfetamn", "amfetamin"), ("xyz", "cocaine")])
def test_at_most_three_substances_are_proposed_for_one_that_nobody_knows(written: str, first: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        protocol(main_substances=[written])
    (remedy,) = refused.value.problems("en")["remedy"]
    proposed = remedy.removeprefix("Is it one of: ").removesuffix("?").split(", ")
    assert proposed[0] == first
    assert len(proposed) <= 3


def test_a_misspelled_load_is_told_once() -> None:
    assert faults(quantities=["lod"]) == [("PRO006", "quantities = lod is unknown.")]


def test_an_impossible_end_of_a_season_is_told_though_another_key_is_misspelled() -> None:
    found = faults(marked_seasons=[{"name": "sommar", "first": "06-35", "lst": "08-15"}])
    assert found == [
        ("PRO003", "The key marked_seasons.lst is unknown."),
        ("PRO004", "The key marked_seasons.last is missing."),
        ("PRO005", 'marked_seasons.first = "06-35" is of the wrong kind.'),
    ]


@pytest.mark.parametrize(
    "person",
    [
        "Anna Andersson", "Anna-Karin Öberg", "A. Andersson", "Anna Maria Ek", "Anna Andersson, säkerhetschef",
        "säkerhetschefen (Bo Ek)", "Bo Ek och Eva Lind", "Eva Lindqvist-Ståhl", "Säkerhetschef Bo Ek", "Bo Ek utredare",
    ],
)  # fmt: skip
def test_a_role_that_looks_like_a_name_is_warned_of_and_kept(person: str) -> None:
    made = protocol(roles={"review": person})
    told = protocol_cautions(made, "en")
    assert told[["rule", "severity"]].to_dict("records") == [{"rule": "PRO016", "severity": "warning"}]
    assert told["what"].tolist() == [f"roles.review = {person} looks like a person's name."]
    assert made.roles["review"] == person


@pytest.mark.parametrize(
    "function",
    [
        "säkerhetssamordnaren", "Chef Samhällsbyggnad", "VA Syd", "Chef för Vatten", "Enhetschef Drift",
        "Nordvästra Skånes Vatten", "driftsteknikern i skift", "Kommunikationschefen, efter samråd", "AT",
        "[kommunen fyller i]", "Miljöchefen och Folkhälsostrategen", "Samordnare Norra Skåne",
        "Region Västra Götaland", "Kommunpolis Östra Blekinge",
    ],
)  # fmt: skip
def test_a_function_is_no_name(function: str) -> None:
    assert protocol_cautions(protocol(roles={"review": function})).empty


def test_the_roles_of_the_protocols_that_come_with_the_package_are_functions() -> None:
    for file in bundled("protocols").rglob("*.toml"):
        if "[roles]" in file.read_text(encoding="utf-8"):
            assert protocol_cautions(read_protocol(file)).empty, file.name


@pytest.mark.parametrize(("smallest", "rules"), [(0, ["PRO017"]), (1, ["PRO017"]), (2, []), (2500, [])])
def test_a_limit_that_withholds_no_plant_is_warned_of(smallest: float, rules: list[str]) -> None:
    assert protocol_cautions(protocol(smallest_population=smallest))["rule"].tolist() == rules


def test_a_file_that_does_not_exist_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "saknas.toml", tmp_path):
        ((name, rule, what, remedy),) = told_of(path)
        assert (name, rule, what) == (path.name, "PRO001", "There is no such file.")
        assert str(path) in remedy


# --- digest -----------------------------------------------------------------------------------------------------------

OTHER: dict[str, Any] = {
    "name": "B",
    "version": "2",
    "factor_set": "pk",
    "period": "year",
    "quantities": ("load", "doses"),
    "weekday_basis": "as_sampled",
    "interval_level": 0.9,
    "allow_recalled": True,
    "smallest_population": 3000,
    "smallest_count": 10,
    "main_substances": ("MDMA",),
    "band_percent": 10,
    "components": {"sampling": 0.11},
    "kept_out_events": ("public_holiday", "festival"),
    "kept_out_holidays": ("midsummer",),
    "marked_seasons": ({"name": "sommar", "first": "06-15", "last": "08-15"},),
    "roles": {"review": "kvalitetsansvarig"},
    "thresholds": {"QUA010": {"low": 150, "high": 500}},
}


def test_every_decision_changes_the_digest() -> None:
    assert set(OTHER) == {item.name for item in dataclasses.fields(AnalysisProtocol)}
    digests = [protocol().digest, *(protocol(**{key: value}).digest for key, value in OTHER.items())]
    assert len(set(digests)) == len(OTHER) + 1
    assert all(len(digest) == 12 and int(digest, 16) >= 0 for digest in digests)


@given(st.permutations(sorted(ALL_COMPONENTS)))
def test_the_order_of_components_does_not_change_the_digest(order: list[str]) -> None:
    cvs = {name: 0.01 * place for place, name in enumerate(ALL_COMPONENTS, start=1)}
    assert protocol(components={name: cvs[name] for name in order}).digest == protocol(components=cvs).digest


def test_what_is_named_as_the_tables_have_it_does_not_change_the_digest() -> None:
    (sampling,) = (one for one in reference_components() if one.component == "sampling")
    assert protocol(components={"sampling": sampling.cv}).digest == protocol().digest
    assert protocol(quantities=["load"]).digest == protocol().digest


@pytest.mark.parametrize("same", [{"smallest_population": 2500.0}, {"components": {"dose": 0}}])
def test_a_whole_number_written_otherwise_does_not_change_the_digest(same: dict[str, Any]) -> None:
    assert protocol(**same) == protocol()
    assert protocol(**same).digest == protocol().digest


def test_a_quantity_named_twice_is_refused() -> None:
    assert [rule for rule, _ in faults(quantities=("load", "doses", "doses"))] == ["PRO011"]


# --- what is kept out, marked seasons and roles -----------------------------------------------------------------------

SUMMER: dict[str, Any] = {"name": "sommar", "first": "06-15", "last": "08-15"}


@pytest.mark.parametrize(
    ("decisions", "rule", "told"),
    [
        ({"kept_out_events": ("festivl",)}, "PRO006", "kept_out_events = festivl is unknown."),
        ({"kept_out_events": ("intervention",)}, "PRO006", "kept_out_events = intervention is unknown."),
        ({"kept_out_holidays": ("midsommar",)}, "PRO006", "kept_out_holidays = midsommar is unknown."),
        (
            {"kept_out_events": ("festival",), "kept_out_holidays": ("easter",)},
            "PRO014",
            "kept_out_holidays names holidays, but kept_out_events lacks public_holiday.",
        ),
        ({"marked_seasons": SUMMER}, "PRO005", f"marked_seasons = {as_toml(SUMMER)} is of the wrong kind."),
        ({"marked_seasons": ["sommar"]}, "PRO005", 'marked_seasons = "sommar" is of the wrong kind.'),
        ({"marked_seasons": [SUMMER | {"till": "x"}]}, "PRO003", "The key marked_seasons.till is unknown."),
        ({"marked_seasons": [{"name": "a", "first": "06-15"}]}, "PRO004", "The key marked_seasons.last is missing."),
        ({"marked_seasons": [SUMMER | {"name": ""}]}, "PRO005", 'marked_seasons.name = "" is of the wrong kind.'),
        ({"marked_seasons": [SUMMER | {"first": 615}]}, "PRO005", "marked_seasons.first = 615 is of the wrong kind."),
        (
            {"marked_seasons": [SUMMER | {"places": "Ax"}]},
            "PRO005",
            'marked_seasons.places = "Ax" is of the wrong kind.',
        ),
        ({"marked_seasons": [SUMMER | {"places": [3]}]}, "PRO005", "marked_seasons.places = [3] is of the wrong kind."),
        (
            {"marked_seasons": [SUMMER | {"first": "15/6"}]},
            "PRO013",
            "The marked season sommar cannot run from 15/6 to 08-15.",
        ),
        (
            {"marked_seasons": [SUMMER | {"last": "2026-08-15"}]},
            "PRO013",
            "The marked season sommar cannot run from 06-15 to 2026-08-15.",
        ),
        (
            {"marked_seasons": [{"name": "f", "first": "2026-06-06", "last": "2026-06-03"}]},
            "PRO013",
            "The marked season f cannot run from 2026-06-06 to 2026-06-03.",
        ),
        ({"roles": "VA-chefen"}, "PRO005", 'roles = "VA-chefen" is of the wrong kind.'),
        ({"roles": {"reviw": "VA-chefen"}}, "PRO006", "roles = reviw is unknown."),
        ({"roles": {"review": ""}}, "PRO005", 'roles.review = "" is of the wrong kind.'),
        (
            {"roles": {"review": "va-chef@kommun.example"}},
            "PRO015",
            "roles.review = va-chef@kommun.example looks like a person's data.",
        ),
        ({"roles": {"review": "070-12 34 56"}}, "PRO015", "roles.review = 070-12 34 56 looks like a person's data."),
    ],
)
def test_each_fault_of_what_is_kept_out_marked_and_decided_is_named(
    decisions: dict[str, Any], rule: str, told: str
) -> None:
    assert faults(**decisions) == [(rule, told)]


def test_seasons_are_read_from_a_file_with_dates_or_texts(tmp_path: Path) -> None:
    text = MINIMAL + (
        '[[marked_seasons]]\nname = "sommar"\nfirst = "06-15"\nlast = "08-15"\n'
        '[[marked_seasons]]\nname = "festival"\nfirst = 2026-06-03\nlast = 2026-06-06\nplaces = ["Ax"]\n'
    )
    summer, festival = read_protocol(written(tmp_path, text)).marked_seasons
    assert summer == MarkedSeason(**SUMMER)
    assert festival == MarkedSeason(name="festival", first="2026-06-03", last="2026-06-06", places=("Ax",))


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("06-15", "08-15", ["2025-06-15", "2026-08-15"], ["2025-06-14", "2026-08-16"]),
        ("12-20", "01-06", ["2025-12-20", "2026-01-06"], ["2025-12-19", "2026-01-07"]),
        ("2026-06-03", "2026-06-06", ["2026-06-03", "2026-06-06"], ["2025-06-04", "2026-06-07"]),
    ],
)
def test_a_season_covers_its_days_both_ends_included(
    first: str, last: str, inside: list[str], outside: list[str]
) -> None:
    season = MarkedSeason(name="s", first=first, last=last)
    found = season.covers(pd.Series(pd.to_datetime([*inside, *outside])))
    assert found.tolist() == [True, True, False, False]


def test_a_season_without_places_concerns_all() -> None:
    places = pd.Series(["Ax", "Bo"])
    assert MarkedSeason(**SUMMER).concerns(places).tolist() == [True, True]
    assert MarkedSeason(**SUMMER, places=("Bo",)).concerns(places).tolist() == [False, True]


def test_the_order_of_what_is_kept_out_does_not_change_the_digest() -> None:
    assert protocol(kept_out_events=["festival", "public_holiday"]) == protocol(
        kept_out_events=["public_holiday", "festival"]
    )


def test_a_protocol_survives_pickle_and_copy() -> None:
    made = protocol(**{key: value for key, value in OTHER.items() if key not in SOUND})
    copies: list[AnalysisProtocol] = [pickle.loads(pickle.dumps(made)), copy.deepcopy(made)]
    for other in copies:
        assert other == made
        assert other.digest == made.digest
        with pytest.raises(TypeError, match="does not support item assignment"):
            other.roles["review"] = "x"  # type: ignore[index]  # that is the point


# --- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_key_is_told_with_a_name_and_a_meaning(lang: Language) -> None:
    told = describe_protocol(protocol(), lang)
    sections = {key.partition(".")[0] for key in told["key"]}
    assert sections == {item.name for item in dataclasses.fields(AnalysisProtocol)}
    assert (told["name"].str.len() > 0).all()
    assert (told["meaning"].str.len() > 0).all()


def test_a_text_where_a_number_is_asked_for_is_told_in_its_quotation_marks(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('name = "A"\nversion = "1"\nfactor_set = "none"\nsmallest_population = "2500"\n', encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        read_protocol(file)
    (told,) = refused.value.problems("sv").to_dict("records")
    assert told["what"] == 'smallest_population = "2500" är av fel slag.'
    assert told["remedy"] == "Skriv ett tal utan citattecken, med decimalpunkt."


@pytest.mark.parametrize(
    ("limits", "rule", "told"),
    [
        ({"QUA10": {"low": 150}}, "PRO006", "thresholds = QUA10 is unknown."),
        ({"QUA002": {"low": 1}}, "PRO006", "thresholds = QUA002 is unknown."),  # it has no limit in numbers
        ({"QUA010": {"lov": 150}}, "PRO006", "thresholds.QUA010 = lov is unknown."),
        ({"QUA010": 150}, "PRO005", "thresholds.QUA010 = 150 is of the wrong kind."),
        ({"QUA010": {"low": "150"}}, "PRO005", 'thresholds.QUA010.low = "150" is of the wrong kind.'),
        ({"QUA010": {"low": True}}, "PRO005", "thresholds.QUA010.low = true is of the wrong kind."),
        ({"QUA010": {"high": float("inf")}}, "PRO007", "thresholds.QUA010.high = inf is out of range."),
        ({"QUA011": {"robust_z": -1}}, "PRO007", "thresholds.QUA011.robust_z = -1 is out of range."),
        ({"QUA010": {"low": 500, "high": 150}}, "PRO020", "thresholds.QUA010: the lower limit 500 is above the"),
        ({"QUA010": {"low": 700}}, "PRO020", "thresholds.QUA010: the lower limit 700 is above the upper limit 600."),
        ([150], "PRO005", "thresholds = [150] is of the wrong kind."),
    ],
)
def test_an_own_limit_that_cannot_be_is_refused(limits: object, rule: str, told: str) -> None:
    ((found, what),) = faults(thresholds=limits)
    assert found == rule
    assert what.startswith(told)


def test_faults_of_own_limits_are_told_with_the_others(tmp_path: Path) -> None:
    limits = '[thresholds]\nQUA10 = { low = 1 }\nQUA011.robust_z = "3"\n'
    text = f'name = "A"\nversion = "1"\nfactor_set = "pkk"\n{limits}'
    assert [rule for _, rule, *_ in told_of(written(tmp_path, text))] == ["PRO006", "PRO006", "PRO005"]


def test_a_protocol_without_own_limits_has_the_digest_that_it_had() -> None:
    assert protocol(thresholds={}).digest == protocol().digest == protocol(thresholds={"QUA010": {}}).digest
    assert (
        protocol(thresholds={"QUA010": {"low": 150.0}}).digest == protocol(thresholds={"QUA010": {"low": 150}}).digest
    )


def test_what_still_holds_a_placeholder_is_not_decided() -> None:
    made = protocol(name="[kommunen fyller i]", roles={"review": "[kommunen fyller i]", "sampling": "driften"})
    told = describe_protocol(made).set_index("key")["origin"]
    assert told[told == "undecided"].index.tolist() == ["name", "roles.review"]
    assert told["roles.sampling"] == "chosen"


def test_what_is_written_as_the_default_is_told_as_the_default() -> None:
    told = describe_protocol(protocol(period="quarter", band_percent=20)).set_index("key")["origin"]
    assert told[["name", "period", "band_percent", "roles.review"]].tolist() == [
        "required",
        "default",
        "chosen",
        "default",
    ]


def test_every_number_that_a_protocol_starts_from_has_a_source_or_is_the_projects_own_choice() -> None:
    made = protocol()
    tabled = {row.key: row for row in decisions()}
    values = {item.name: getattr(made, item.name) for item in dataclasses.fields(made)}
    numbers = {key: value for key, value in values.items() if type(value) in (int, float)}
    assert {key: tabled[key].value for key in numbers} == numbers
    assert tabled.keys() - numbers.keys() == {"main_substances"}
    assert tabled["main_substances"].value == MOST_MAIN_SUBSTANCES
    cited: list[Decision | ComponentDefault] = [*decisions(), *reference_components()]
    for row in cited:
        assert source(row.source).citation
        assert (row.source != "project") or (row.status == "chosen" and row.note)
    told = describe_protocol(made, "en").set_index("key")["basis"]
    assert set(told[told != ""].index) == {*tabled, *(f"components.{row.component}" for row in reference_components())}
    assert told["smallest_population"] == "the project's own choice"
    assert "recalled, not read" in told["components.sampling"]
    assert describe_protocol(protocol(band_percent=20)).set_index("key").loc["band_percent", "basis"] == ""


@pytest.mark.parametrize("name", ["startprotokoll.toml", "exempelkommun.toml", "exempel/protokoll.toml"])
def test_every_number_in_a_protocol_file_is_a_sourced_default_or_says_who_decides(name: str) -> None:
    lines = bundled(f"protocols/{name}").read_text(encoding="utf-8").splitlines()
    defaults = {row.key: row.value for row in decisions()}
    defaults |= {row.component: row.cv for row in reference_components()}
    # a number, or a date in quotation marks; a version is a name
    numbers = [line for line in lines if re.match(r'(?!version)\w+ = "?\d', line)]
    assert len(numbers) >= 3
    for line in numbers:
        key, value = line.split("#")[0].split(" = ")
        assert "[kommunen" in line or defaults.get(key) == float(value), f"{name}: {line}"


def test_every_value_is_told_as_toml_that_reads_back_to_it() -> None:
    made = protocol(**{key: value for key, value in OTHER.items() if key not in SOUND})
    said = describe_protocol(made)
    lines = [f"{key} = {value}" for key, value in zip(said["key"], said["value"], strict=True) if value]
    again = AnalysisProtocol(**tomllib.loads("\n".join(lines)))
    assert again == made


def test_a_protocol_does_not_differ_from_itself() -> None:
    assert compare_protocols(protocol(), protocol()).empty


@pytest.mark.parametrize("key", OTHER)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_decision_that_differs_is_told_with_its_effect(key: str, lang: Language) -> None:
    told = compare_protocols(protocol(), protocol(**{key: OTHER[key]}), lang)
    assert [one.partition(".")[0] for one in told["key"]] == [key]
    assert told["before"].tolist() != told["after"].tolist()
    assert (told["effect"].str.len() > 0).all()


# --- what anyone may write --------------------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["load", "easter", "festival", "06-15", "2026-06-03", "quarter", "sampling", "review"]),
)
NAMES = st.text(max_size=8) | st.sampled_from(["sampling", "review", "name", "first", "last", "places", "dose"])
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)


@given(st.sampled_from(sorted(OTHER)), ANYTHING)
def test_whatever_is_written_is_taken_or_refused_by_name(key: str, value: object) -> None:
    try:
        made = protocol(**{key: value})
    except ProtocolError as refused:
        told = refused.problems("en")["what"]
        assert told.str.contains(key, regex=False).any() or key == "marked_seasons"
    else:
        assert pickle.loads(pickle.dumps(made)) == made
        assert len(describe_protocol(made)) == len(describe_protocol(protocol()))


@given(st.dictionaries(st.sampled_from(["name", "first", "last", "places", "plats"]), ANYTHING))
def test_whatever_is_written_of_a_season_is_taken_or_refused(season: dict[str, object]) -> None:
    try:
        made = protocol(marked_seasons=[SUMMER | season])
    except ProtocolError:
        return
    made.marked_seasons[0].covers(pd.Series(pd.to_datetime(["2026-07-01"])))
    assert made.digest


@given(st.text(min_size=1).filter(str.strip), st.floats(0.01, 3))
def test_any_text_and_number_is_told_as_toml_that_reads_back(name: str, cv: float) -> None:
    made = protocol(name=name, components={"sampling": cv})
    told = describe_protocol(made).set_index("key")["value"]
    assert tomllib.loads(f"v = {told['name']}")["v"] == name
    assert tomllib.loads(f"v = {told['components.sampling']}")["v"] == pytest.approx(cv)


@pytest.mark.parametrize("key", [key for key in OTHER if key not in ("name", "version")])
def test_every_key_is_read_by_code_that_calculates_or_writes(key: str) -> None:
    package = Path(protocol_package.__file__).parent
    others = [file for file in package.parent.rglob("*.py") if package not in file.parents]
    assert any(re.search(rf"\b(?:protocol|decided)\.{key}\b", file.read_text(encoding="utf-8")) for file in others)
