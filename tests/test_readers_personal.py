"""Personnummer in columns that nobody reads are told and never shown; a laboratory's ids of the same form pass.

Every personnummer here is invented: a random date and birth number, and the check digit that makes them pass.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # openpyxl ships no types

from avloppsanalys.errors import FileError
from avloppsanalys.readers import check_file, read_events, read_flow, read_lab, read_plants
from avloppsanalys.readers.personal import is_personal_number, personal_columns

Cells = Sequence[str | int]
Write = Callable[[Path, Sequence[Cells]], Path]


def check_digit(nine: str) -> int:
    """Return the tenth digit of a personnummer, computed as the tax authority tells it."""
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return -sum(product // 10 + product % 10 for product in products) % 10


def invented(chance: random.Random, *, coordination: bool = False, sign: str = "-", century: bool = False) -> str:
    """Return an invented personnummer, or samordningsnummer, of someone born 1920-2019."""
    day = dt.date(1920, 1, 1) + dt.timedelta(days=chance.randrange(36_500))
    born = f"{day:%y%m}{day.day + 60 * coordination:02d}"
    nine = f"{born}{chance.randrange(1, 1000):03d}"
    return f"{day.year // 100 if century else ''}{born}{sign}{nine[6:]}{check_digit(nine)}"


def lab_ids(chance: random.Random, count: int) -> list[str]:
    """Return ids as a laboratory numbers samples: the day, and a number of four digits."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(1000)) for _ in range(count)]
    return [f"{day:%y%m%d}-{chance.randrange(10_000):04d}" for day in days]


def as_csv(folder: Path, rows: Sequence[Cells]) -> Path:
    file = folder / "svar.csv"
    file.write_text("\n".join(";".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return file


def as_workbook(folder: Path, rows: Sequence[Cells]) -> Path:
    file, book = folder / "svar.xlsx", Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file


BOTH = pytest.mark.parametrize("write", [as_csv, as_workbook])


def answer(ids: Cells, column: str = "Uppgift") -> list[Cells]:
    """Return a laboratory's answer in which one column beside the others holds `ids`."""
    rows: list[Cells] = [("Reningsverk", "Prov", "Start", "Preparat", "Halt (ng/L)", column)]
    days = [dt.date(2026, 1, 5) + dt.timedelta(days=7 * number) for number in range(len(ids))]
    return rows + [
        ("Exempelverket", number, f"{day} 07:00", "Kokain", "12,5", own)
        for number, (day, own) in enumerate(zip(days, ids, strict=True), start=1)
    ]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("811218-9876", True),  # printed as an example of how the check digit is computed
        ("640823-3234", True),  # likewise
        ("811278-9873", True),  # the same day as a samordningsnummer: 60 more, which is 3 less in the check digit
        ("19811218-9876", True),
        ("198112189876", True),
        ("8112189876", True),
        ("811218+9876", True),
        (" 811218 - 9876 ", True),
        ("811218-9875", False),
        ("811318-9873", False),  # no thirteenth month
        ("810229-9874", False),  # no leap year
        ("260812-0007", False),
        ("1234", False),
        ("", False),
    ],
)
def test_the_form_the_date_and_the_check_digit_decide(text: str, passes: bool) -> None:
    assert is_personal_number(text) is passes


@given(st.randoms(use_true_random=False), st.booleans(), st.booleans(), st.sampled_from(["-", "+", "", " "]))
def test_every_invented_number_passes_and_no_other_last_digit_does(
    chance: random.Random, coordination: bool, century: bool, sign: str
) -> None:
    number = invented(chance, coordination=coordination, sign=sign, century=century)
    assert is_personal_number(number)
    others = [f"{number[:-1]}{digit}" for digit in range(10) if str(digit) != number[-1]]
    assert not any(map(is_personal_number, others))


@BOTH
@pytest.mark.parametrize("coordination", [False, True])
def test_a_column_of_personal_numbers_is_dropped_and_no_number_is_shown(
    write: Write, coordination: bool, tmp_path: Path
) -> None:
    chance = random.Random(1)
    numbers = [invented(chance, coordination=coordination) for _ in range(8)]
    reading = read_lab(write(tmp_path, answer(numbers, "Patient")), lang="sv")
    (told,) = reading.problems[reading.problems["rule"] == "PER001"].to_dict("records")
    assert told["what"] == (
        "Kolumnen ”Patient” tycks innehålla personnummer (8 celler). Den används inte, och inget ur den har lästs in."
    )
    assert told["severity"] == "warning"
    assert len(reading.table) == 8
    everything = "".join(table.to_csv() for table in (reading.table, reading.problems, reading.reported))
    assert not any(number[-4:] in everything for number in numbers)
    assert "FIL022" not in set(reading.problems["rule"])  # dropped, not merely unused


@BOTH
def test_random_columns_of_personal_numbers_are_always_found(write: Write, tmp_path: Path) -> None:
    chance = random.Random(2)
    for _ in range(15):
        sign, century = chance.choice(["-", "", "+"]), chance.random() < 0.5
        count = chance.randrange(3, 12)
        numbers = [
            invented(chance, coordination=chance.random() < 0.3, sign=sign, century=century) for _ in range(count)
        ]
        rest = lab_ids(chance, chance.randrange(count + 1))
        rows = answer(chance.sample([*numbers, *rest], len(numbers) + len(rest)))
        reading = read_lab(write(tmp_path, rows))
        assert (reading.problems["rule"] == "PER001").sum() == 1


def test_numbers_that_a_workbook_keeps_as_numbers_are_found(tmp_path: Path) -> None:
    chance = random.Random(3)
    numbers = [int(invented(chance, sign="")) for _ in range(9)]  # some have lost their leading zeros
    assert min(numbers) < 1_000_000_000
    reading = read_lab(as_workbook(tmp_path, answer(numbers)))
    assert (reading.problems["rule"] == "PER001").sum() == 1


@BOTH
def test_ids_in_a_column_that_is_read_pass_whatever_their_check_digits(write: Write, tmp_path: Path) -> None:
    chance = random.Random(4)
    for _ in range(8):
        ids = [f"{day[:6]}-{day[7:10]}{check_digit(day[:6] + day[7:10])}" for day in lab_ids(chance, 6)]
        assert all(map(is_personal_number, ids))  # every one of them could be a person's
        rows = [(plant, own, *rest) for (plant, _, *rest), own in zip(answer(ids), ["Prov", *ids], strict=True)]
        rows = [row[:-1] for row in rows]
        reading = read_lab(write(tmp_path, rows))
        assert "PER001" not in set(reading.problems["rule"])
        assert list(reading.table["sample_id"]) == ids


@BOTH
def test_random_laboratory_ids_beside_the_table_pass(write: Write, tmp_path: Path) -> None:
    chance = random.Random(5)
    for _ in range(25):
        reading = read_lab(write(tmp_path, answer(lab_ids(chance, chance.randrange(1, 40)), "Labbnr")))
        assert list(reading.problems.loc[reading.problems["rule"].isin(["PER001", "FIL022"]), "rule"]) == ["FIL022"]


def test_chance_alone_drops_fewer_than_one_column_of_ids_in_a_hundred() -> None:
    chance = random.Random(6)
    columns = [("Labbnr", lab_ids(chance, chance.randrange(3, 21))) for _ in range(4_000)]
    assert len(personal_columns(columns)) < 40
    assert not personal_columns(("Labbnr", lab_ids(chance, 40)) for _ in range(2_000))


@pytest.mark.parametrize(("distinct", "others", "found"), [(2, 0, 0), (3, 0, 1), (3, 3, 1), (3, 4, 0)])
def test_three_different_and_half_of_the_filled_cells_are_needed(distinct: int, others: int, found: int) -> None:
    chance = random.Random(7)
    own = [invented(chance) for _ in range(distinct)]
    cells = [*own, *["okänd"] * others, "", " "]
    assert len(personal_columns([("A", cells)])) == found
    assert personal_columns([("A", [own[0]] * 9)]) == ()


@pytest.mark.parametrize(
    ("read", "rows"),
    [
        (
            read_flow,
            [("Reningsverk", "Datum", "Flöde (m3/dygn)"), *[("A", f"2026-01-0{n}", "4200") for n in (1, 2, 3)]],
        ),
        (read_plants, [("Reningsverk", "Anslutna"), *[(name, "17000") for name in "ABC"]]),
        (read_events, [("Plats", "Start", "Typ"), *[("A", f"2026-0{n}-01", "festival") for n in (1, 2, 3)]]),
    ],
)
def test_every_reader_keeps_watch(read: Callable[..., object], rows: list[Cells], tmp_path: Path) -> None:
    chance = random.Random(8)
    beside = ["Kontakt", *[invented(chance) for _ in rows[1:]]]
    file = as_csv(tmp_path, [(*row, own) for row, own in zip(rows, beside, strict=True)])
    assert "PER001" in set(read(file).problems["rule"])  # type: ignore[attr-defined]  # each returns a Reading
    assert "PER001" in set(check_file(file).problems["rule"])


def test_cells_beyond_the_header_and_a_column_without_header_are_watched_and_never_quoted(tmp_path: Path) -> None:
    chance = random.Random(9)
    numbers = [invented(chance) for _ in range(6)]
    rows = answer(numbers, "")
    reading = read_lab(as_csv(tmp_path, rows))
    assert reading.problems.loc[reading.problems["rule"] == "PER001", "what"].str.contains("Kolumnen ”6”").all()
    beyond = read_lab(as_csv(tmp_path, [rows[0][:-1], *rows[1:]]))
    assert {"PER001", "FIL020"} <= set(beyond.problems["rule"])
    assert not any(number in beyond.problems.to_csv() for number in numbers)


def test_a_refused_file_quotes_no_number(tmp_path: Path) -> None:
    number = invented(random.Random(10))
    with pytest.raises(FileError) as fault:
        read_lab(as_csv(tmp_path, [(number, "Exempelverket"), (number, "Exempelverket")]))
    assert "******-****; Exempelverket" in str(fault.value)
    assert number not in str(fault.value)
