"""Events: what happened, where and when, and every row that is not used."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # openpyxl ships no types

from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_events
from avloppsanalys.readers.events import EVENT_SPELLINGS
from avloppsanalys.tables import EVENT_TYPES, EVENTS, PROBLEMS, TIMEZONE, check

HEADER = "plats;start;slut;typ;beskrivning;källa"


def read(folder: Path, text: str, **given: Any) -> Reading:
    """Write a file of events and read it."""
    path = folder / "handelser.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_events(path, **{"lang": "en", **given})
    assert_sound(reading)
    return reading


def assert_sound(reading: Reading) -> None:
    """Rows in = rows used + rows set aside, and each of those has a rule with its line."""
    check(reading.table, EVENTS)
    check(reading.problems, PROBLEMS)
    (file,) = reading.files
    assert file.rows_read == file.rows_used + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    aside = reading.problems[reading.problems["severity"] == "error"]["line"]
    merged = reading.problems[reading.problems["rule"] == "EVT006"]["line"]
    assert {*aside, *merged}.isdisjoint(reading.table["source_line"])
    assert len({*aside, *merged}) == file.rows_set_aside
    assert (reading.table["start"] < reading.table["end"]).all()
    assert reading.table["event_type"].isin(EVENT_TYPES).all()


def found(reading: Reading) -> list[tuple[str, int | None, str]]:
    """Return rule, line and text of every problem."""
    problems = reading.problems
    lines = [None if pd.isna(line) else int(line) for line in problems["line"]]
    return list(zip(problems["rule"], lines, problems["what"], strict=True))


def moment(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz=TIMEZONE)


def test_every_column_is_read_and_the_last_day_is_included(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{HEADER}\nAx;2026-06-03;2026-06-06;Festival;Rockfestivalen;kommunen\n")
    (row,) = reading.table.to_dict("records")
    assert row == {
        "place": "Ax", "start": moment("2026-06-03"), "end": moment("2026-06-07"), "event_type": "festival",
        "description": "Rockfestivalen", "source": "kommunen", "source_file": "handelser.csv", "source_line": 2,
    }  # fmt: skip
    assert found(reading) == []


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2026-12-26", "2026-12-26", "2026-12-26", "2026-12-27"),
        ("2026-12-26", "", "2026-12-26", "2026-12-27"),
        ("2026-03-28", "2026-03-29", "2026-03-28", "2026-03-30"),  # clocks go forward
        ("2026-08-12 18:00", "2026-08-12 23:30", "2026-08-12 18:00", "2026-08-12 23:30"),
        ("2026-08-12 18:00", "02:00", "2026-08-12 18:00", "2026-08-13 02:00"),
        ("12 augusti 2026", "14 augusti 2026", "2026-08-12", "2026-08-15"),
        ("2026-08-12 18:00", "", "2026-08-12 18:00", "2026-08-13"),
    ],
)
def test_days_and_times(tmp_path: Path, start: str, end: str, first: str, last: str) -> None:
    reading = read(tmp_path, f"{HEADER}\nAx;{start};{end};storhelg;Annandag jul;\n")
    assert reading.table[["start", "end"]].to_numpy().tolist() == [[moment(first), moment(last)]]
    assert [rule for rule, _, _ in found(reading)] == ([] if end else ["EVT009"])


@pytest.mark.parametrize(("event", "word"), [(event, word) for event in EVENT_TYPES for word in EVENT_SPELLINGS[event]])
def test_types_are_known_by_their_swedish_and_english_words(tmp_path: Path, event: str, word: str) -> None:
    text = "place;start;end;type;description\n"
    for number, spelling in enumerate((word, word.upper(), word.replace(" ", "_"), event)):
        text += f"{number};2026-06-03;2026-06-04;{spelling};x\n"
    assert read(tmp_path, text).table["event_type"].tolist() == [event] * 4


def test_a_row_without_place_holds_for_all_places_unless_the_call_names_one(tmp_path: Path) -> None:
    text = f"{HEADER}\n;2026-12-26;2026-12-26;storhelg;Annandag jul;\nalla;2026-12-25;2026-12-25;storhelg;Juldagen;\n"
    reading = read(tmp_path, text)
    assert reading.table["place"].isna().tolist() == [True, True]
    assert found(reading) == [("EVT008", None, "Events without place: 1. They hold for all places.")]
    named = read(tmp_path, text, place="Ax").table["place"]
    assert named.fillna("").tolist() == ["Ax", ""]


@pytest.mark.parametrize("word", ["alla", "Alla verk"])
def test_a_row_that_says_all_places_lacks_none(word: str, tmp_path: Path) -> None:
    rows = [HEADER, f"{word};2026-06-03;2026-06-06;festival;Rock;", "Ax;2026-07-03;2026-07-04;festival;Jazz;"]
    assert found(read(tmp_path, "\n".join(rows))) == []
    book = Workbook()
    for row in rows:
        book.active.append(row.split(";"))
    book.save(tmp_path / "handelser.xlsx")
    from_book = read_events(tmp_path / "handelser.xlsx", lang="en")
    assert found(from_book) == []
    assert from_book.table["place"].isna().tolist() == [True, False]
    one_blank = read(tmp_path, "\n".join([*rows, ";2026-08-03;2026-08-04;festival;Pop;"]))
    assert found(one_blank) == [("EVT008", None, "Events without place: 1. They hold for all places.")]


def test_every_row_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    lines = [
        HEADER,
        "Ax;2026-06-03;2026-06-06;;x;",
        "Ax;2026-06-03;2026-06-06;fest;x;",
        "Ax;;2026-06-06;festival;x;",
        "Ax;2026-06-06;2026-06-03;festival;x;",
        "Ax;2026-06-03;2027-06-06;festival;x;",
        "Ax;3/6 2026;2026-06-06;festival;x;",
        "Ax;2026-06-03;sen;festival;x;",
        "Ax;2026-06-03;2026-06-06;festival;x;y;z",
        "Ax;3/6 2026;;;x;",
        "Ax;2026-06-03;2026-06-06;festival;x;",
        "Ax;2026-06-03;2026-06-06;Evenemang;X;",
        "Ax;2026-07-03;2026-07-06;festival;;",
        "Ax;2026-07-03;2026-07-06;insats;;",
    ]
    reading = read(tmp_path, "\n".join(lines))
    assert found(reading) == [
        ("EVT001", 2, "The row does not say what type of event it is."),
        ("EVT002", 3, "'fest' is no type of event that is recognised."),
        ("EVT003", 4, "The first day of the event is missing."),
        ("EVT004", 5, "The event ends (2026-06-03) before it begins (2026-06-06)."),
        ("EVT005", 6, "The event 2026-06-03 – 2027-06-06 is 369 days, more than 31 for festival."),
        ("DAT002", 7, "In '3/6 2026' it cannot be known which figure is the day and which the month."),
        ("DAT001", 8, "'sen' is no date or time that can be read."),
        ("FIL020", 9, "The row has more cells than the header (z)."),
        ("EVT001", 10, "The row does not say what type of event it is."),
        ("DAT002", 10, "In '3/6 2026' it cannot be known which figure is the day and which the month."),
        ("EVT006", 12, "The event stands several times (2026-06-03, festival); it counts once."),
        (
            "EVT007",
            13,
            "The event has no description and cannot be recognised from year to year; samples during it are kept out.",
        ),
    ]
    assert reading.table["source_line"].tolist() == [11, 13, 14]


def test_a_workbook_gives_the_same_as_the_text_file(tmp_path: Path) -> None:
    rows = [["Plats", "Datum", "Slutdatum", "Typ", "Händelse"], ["Ax", "2026-06-03", "2026-06-06", "Festival", "Rock"]]
    book = Workbook()
    for row in rows:
        book.active.append([pd.Timestamp(cell).to_pydatetime() if cell[:2] == "20" else cell for cell in row])
    book.save(tmp_path / "handelser.xlsx")
    from_book = read_events(tmp_path / "handelser.xlsx")
    from_text = read(tmp_path, "\n".join(";".join(row) for row in rows))
    assert_sound(from_book)
    unlike = ["source_file"]
    pd.testing.assert_frame_equal(from_book.table.drop(columns=unlike), from_text.table.drop(columns=unlike))


def test_a_file_without_types_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"No header row is recognised .* for example: plats; start; slut; typ;"):
        read(tmp_path, "plats;start;beskrivning\nAx;2026-06-03;x\n")


def test_the_header_tells_that_it_is_a_file_of_events(tmp_path: Path) -> None:
    path = tmp_path / "handelser.csv"
    path.write_text(f"{HEADER}\nAx;2026-06-03;2026-06-06;festival;x;\nAx;2026-06-03;;bal;x;\n", encoding="utf-8")
    reading = check_file(path)
    assert reading.table["event_type"].tolist() == ["festival"]
    assert reading.problems["rule"].tolist() == ["EVT002"]


def test_the_log_of_the_handbook_is_read(tmp_path: Path) -> None:
    chapter = Path(__file__).parents[1] / "docs" / "handbok" / "01-fran-labbsvar-till-lagesbild.md"
    blocks = re.findall(r"^```text\n(Plats;Start.*?)^```", chapter.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert len(blocks) == 1
    reading = read(tmp_path, blocks[0])
    assert reading.table["event_type"].tolist() == ["festival", "disturbance", "public_holiday"]
    assert [rule for rule, _, _ in found(reading)] == ["EVT008"]


WORDS = sorted({word for words in EVENT_SPELLINGS.values() for word in words})
DATES = st.dates(pd.Timestamp("2019-01-01").date(), pd.Timestamp("2035-12-31").date()).map(str)
WHEN = DATES | st.sampled_from(["", "3/6 2026", "2026-06-03 18:00", "02:00", "2026-13-01", "juni", "2026-03-29 02:30"])
ROWS = st.tuples(
    st.sampled_from(["", "Ax", "Bö", "alla"]),
    WHEN,
    WHEN,
    st.sampled_from([*WORDS, "", "bal", "Storhelg ", "\u00a0festival"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=';"'), max_size=8),
    st.just(""),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=12).filter(lambda rows: any("".join(row).strip() for row in rows)))
def test_whatever_the_rows_hold_each_is_used_or_set_aside_with_its_rule(
    tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    read(tmp_path, "\n".join([HEADER, *(";".join(row) for row in rows)]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(tmp_path: Path, order: list[int]) -> None:
    rows = [f"Ax;2026-0{month}-03;2026-0{month}-06;{'insats' if month % 2 else 'bal'};x;" for month in range(1, 7)]
    first = read(tmp_path, "\n".join([HEADER, *rows])).table
    other = read(tmp_path, "\n".join([HEADER, *(rows[number] for number in order)])).table
    columns = ["place", "start", "end", "event_type", "description"]
    pd.testing.assert_frame_equal(first[columns], other.sort_values("start", ignore_index=True)[columns])
