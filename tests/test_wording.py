"""Wording: both languages say the same, rules are complete, numbers are written as a Swede writes them."""

import datetime as dt
import re
import string
import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.tables import PROBLEMS
from avloppsanalys.wording import (
    Language,
    ProblemLog,
    RefusedError,
    date,
    moment,
    number,
    percent,
    quantity,
    rule,
    rules,
    spread,
    text,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TEXT_FILES = sorted(
    (file for file in files("avloppsanalys.wording").joinpath("texts").iterdir() if file.name.endswith(".toml")),
    key=lambda file: file.name,
)
ENTRIES: list[tuple[str, dict[str, Any]]] = [
    (key, entry) for file in TEXT_FILES for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()
]
RULES = [(key, entry) for key, entry in ENTRIES if "severity" in entry]
TEXTS = [(key, entry) for key, entry in ENTRIES if "severity" not in entry]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_ids_are_unique_over_all_files() -> None:
    assert [key for key, times in Counter(key for key, _ in ENTRIES).items() if times > 1] == []


@pytest.mark.parametrize(("key", "entry"), ENTRIES, ids=[key for key, _ in ENTRIES])
def test_both_languages_are_there_and_take_the_same_fields(key: str, entry: dict[str, Any]) -> None:
    assert entry["sv"].strip()
    assert entry["en"].strip()
    assert fields(entry["sv"]) == fields(entry["en"])
    assert all(name.isidentifier() for name in fields(entry["sv"])), "fields are filled in by name, already formatted"


def test_the_days_sampled_within_a_week_have_one_name_in_each_language() -> None:
    others = {"sv": r"kampanj|omgång", "en": r"(?<!\{)campaign(?!s?\})|weeks? of sampling"}
    for key, entry in ENTRIES:
        for lang, other in others.items():
            told = " ".join(words for name, words in entry.items() if name.endswith(lang))
            assert not re.search(other, told, flags=re.IGNORECASE), f"{key}: say provtagningsvecka, sampling week"


def test_an_interval_of_so_many_percent_is_spelt_as_one_word_in_swedish() -> None:
    for key, entry in ENTRIES:
        told = " ".join(words for name, words in entry.items() if name.endswith("sv"))
        other = re.search(r"(?:%|\{level\}|procent)\s+intervall|procentsintervall|[ \d]%-intervall", told)
        assert not other, f"{key}: say 95 %-intervall, with a hard space before the sign"


@pytest.mark.parametrize(("key", "entry"), RULES, ids=[key for key, _ in RULES])
def test_a_rule_has_a_severity_and_a_remedy_in_both_languages(key: str, entry: dict[str, Any]) -> None:
    assert entry.keys() == {"severity", "sv", "en", "remedy_sv", "remedy_en"}
    assert entry["severity"] in ("error", "warning", "note")
    assert entry["remedy_sv"].strip()
    assert entry["remedy_en"].strip()
    assert fields(entry["remedy_sv"]) == fields(entry["remedy_en"])
    assert key[-3:].isdigit()
    assert key[:-3].isupper()


@pytest.mark.parametrize(("key", "entry"), RULES, ids=[key for key, _ in RULES])
def test_the_sentences_of_a_rule_end(key: str, entry: dict[str, Any]) -> None:
    for part in ("sv", "en", "remedy_sv", "remedy_en"):
        assert entry[part].rstrip().endswith((".", "?", "!", ":", "}")), f"{key} {part}"


@pytest.mark.parametrize(("key", "entry"), TEXTS, ids=[key for key, _ in TEXTS])
def test_a_text_can_be_fetched_with_its_fields_in_both_languages(key: str, entry: dict[str, Any]) -> None:
    filled = dict.fromkeys(fields(entry["sv"]), "x")
    assert "{" not in text(key, "sv", **filled)
    assert "{" not in text(key, "en", **filled)


@pytest.mark.parametrize(
    ("lang", "mass", "other"),
    [
        ("sv", "Hela verkets mängd per dygn", "per 1 000 personer"),
        ("en", "mass per day of the whole plant", "per 1,000 persons"),
    ],
)
def test_a_small_mass_is_not_taken_for_a_small_level(lang: Language, mass: str, other: str) -> None:
    told = text("caveat.scatter_extrapolated", lang)
    assert mass in told
    assert f"{other})" in told


def test_every_rule_is_found_under_its_id() -> None:
    assert set(rules()) == {key for key, _ in RULES}
    assert all(rule(key).id == key for key in rules())


def test_an_unknown_rule_or_text_lists_what_is_near() -> None:
    with pytest.raises(UnknownNameError, match=r"^Unknown rule 'LOAD0001'\. Did you mean .*'LOAD001'"):
        rule("LOAD0001")
    with pytest.raises(UnknownNameError, match=r"^Unknown text 'no such text'\. No name is near it\.$"):
        text("no such text")


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [
        (0, 0, "0", "0"),
        (60.775, 1, "60,8", "60.8"),
        (2.5, 0, "2", "2"),  # half to even
        (36000, 0, "36\u00a0000", "36,000"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89", "1,234,567.89"),
    ],
)
def test_number_forms(value: float, decimals: int, swedish: str, english: str) -> None:
    assert number(value, decimals) == swedish
    assert number(value, decimals, "en") == english


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (433.29, "433"),
        (10, "10"),
        (9.96, "10"),
        (9.94, "9,9"),
        (1.66, "1,7"),
        (0.36, "0,36"),
        (0.0412, "0,041"),
    ],
)
def test_a_quantity_shows_two_digits_below_ten(value: float, written: str) -> None:
    assert quantity(value) == written


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_a_written_quantity_is_within_rounding_of_its_value(value: float) -> None:
    read = float(quantity(value).replace("\u00a0", "").replace(",", "."))
    assert read == pytest.approx(value, rel=0.0501)


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [(111.43, 433.29, "111–433"), (0.9, 2.7, "0,90–2,7"), (0.0, 4.3, "0–4,3"), (0.0, 0.0, "0–0")],
)
def test_both_ends_of_an_interval_have_the_same_decimals(low: float, high: float, written: str) -> None:
    assert spread(low, high) == written


def test_percent_has_a_hard_space_in_swedish() -> None:
    assert percent(0.9) == "90\u00a0%"
    assert percent(0.9, "en") == "90%"


def test_dates_in_running_text() -> None:
    assert date(dt.date(2020, 10, 6)) == "6 oktober 2020"
    assert date(dt.date(2020, 10, 6), "en") == "6 October 2020"


def test_a_moment_names_its_weekday_and_keeps_its_own_clock() -> None:
    when = dt.datetime(2020, 10, 6, 7, 0, tzinfo=STOCKHOLM)
    assert moment(when) == "tis 6 okt. 2020 07:00"
    assert moment(when, "en") == "Tue 6 Oct 2020 07:00"


def test_problems_are_told_in_file_and_line_order_in_the_readers_language() -> None:
    said: dict[str, Any] = {"sample_id": "P1", "plant": "A", "start": "s", "end": "e", "covered": "0"}
    log = ProblemLog(lang="en")
    log.add("LOAD001", file="b.csv", line=4, **said)
    log.add("LOAD001", file="a.csv", line=9, **said)
    log.add("LOAD001", file="a.csv", **said)
    told = log.table()
    assert list(told.columns) == list(PROBLEMS.columns)
    assert list(told["file"]) == ["a.csv", "a.csv", "b.csv"]
    assert told["line"].tolist()[1:] == [9, 4]
    assert told["what"].str.startswith("No flow covers the sample P1").all()
    assert log.table("sv")["what"].str.startswith("Inget flöde täcker provet P1").all()
    assert len(log) == 3


def test_an_unknown_rule_cannot_be_told() -> None:
    log = ProblemLog()
    log.add("XXX999")
    with pytest.raises(UnknownNameError, match="Unknown rule 'XXX999'"):
        log.table()


def test_a_refusal_names_every_fault_and_its_remedy_in_english_and_keeps_them_for_the_reader() -> None:
    log = ProblemLog()
    log.add("LOAD002", file="verk.csv", plant="A", start="2026-08-12")
    one = "verk.csv: The number of connected persons is missing for A on 2026-08-12."
    assert str(RefusedError(log)).startswith(one)
    log.add("LOAD002", plant="B", start="2026-08-13")
    refused = RefusedError(log)
    assert str(refused).startswith("2 faults:\n  - ")
    assert one in str(refused)
    assert list(refused.problems("sv")["rule"]) == ["LOAD002", "LOAD002"]
    assert refused.problems("sv")["what"].str.startswith("Antal anslutna personer saknas för ").all()
