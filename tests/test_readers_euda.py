"""EUDA's file: nominal dates, zeros, blanks, the join of sites, and an account of every row."""

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import FileError
from avloppsanalys.readers.euda import EudaReading, read_euda
from avloppsanalys.tables import LOADS, check

HEADER = (
    "Year,Metabolite,Site ID,Country,City,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday,"
    "Weekday mean,Weekend mean,Daily mean"
)
GAVLE = "2024,cocaine,SE002,SE,Gävle,61.79,54.05,64.37,99.51,120.38,76.09,63.33,59.73,90.09,77.08"
SITE_HEADER = "SiteID,Country,City,Location,Latitude,Longitude,Population,Institution,Website"


def write(folder: Path, *rows: str, header: str = HEADER, name: str = "ww2025-all-data.csv") -> Path:
    """Write a file of `rows` and return its path."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def days(*values: str, year: str = "2024", drug: str = "cocaine", country: str = "SE", city: str = "Gävle") -> str:
    """Return one row with seven values, Wednesday first, and no means."""
    return ",".join([year, drug, "", country, city, *values, "", "", ""])


def rules(reading: EudaReading) -> list[tuple[str, int | None]]:
    """Return rule and line of each problem that is not a note."""
    problems = reading.problems[reading.problems["severity"] != "note"]
    lines = [None if pd.isna(line) else int(line) for line in problems["line"]]
    return list(zip(problems["rule"], lines, strict=True))


def test_the_week_is_that_of_the_second_monday_of_march(tmp_path: Path) -> None:
    table = read_euda(write(tmp_path, GAVLE)).table
    check(table, LOADS, unique=True)
    assert table["start"].dt.strftime("%A %Y-%m-%d %H:%M").tolist() == [
        "Monday 2024-03-11 00:00",
        "Tuesday 2024-03-12 00:00",
        "Wednesday 2024-03-13 00:00",
        "Thursday 2024-03-14 00:00",
        "Friday 2024-03-15 00:00",
        "Saturday 2024-03-16 00:00",
        "Sunday 2024-03-17 00:00",
    ]
    assert table["load_mg_per_day_per_1000"].tolist() == [76.09, 63.33, 61.79, 54.05, 64.37, 99.51, 120.38]
    assert (table["end"] - table["start"] == pd.Timedelta(hours=24)).all()
    assert str(table["start"].dt.tz) == "Europe/Stockholm"
    assert set(table["date_status"]) == {"nominal"}


@pytest.mark.parametrize(
    ("year", "monday"),
    [(2011, "2011-03-14"), (2015, "2015-03-09"), (2021, "2021-03-08"), (2026, "2026-03-09"), (2027, "2027-03-08")],
)
def test_every_year_has_its_second_monday(tmp_path: Path, year: int, monday: str) -> None:
    table = read_euda(write(tmp_path, days(*"1234567", year=str(year)))).table
    assert table["start"].min().strftime("%Y-%m-%d") == monday


def test_the_drug_is_read_as_its_residue(tmp_path: Path) -> None:
    drugs = ["cocaine", "MDMA", "amphetamine", "methamphetamine", "cannabis", "ketamine"]
    table = read_euda(write(tmp_path, *(days(*"1234567", drug=drug) for drug in drugs))).table
    assert dict(zip(table["drug"], table["residue"], strict=True)) == {
        "cocaine": "benzoylecgonine",
        "MDMA": "MDMA",
        "amphetamine": "amphetamine",
        "methamphetamine": "methamphetamine",
        "cannabis": "THC-COOH",
        "ketamine": "ketamine",
    }
    assert set(table["sample_id"]) == {f"Gävle 2024-03-{day}" for day in range(11, 18)}


def test_a_zero_is_below_loq_bounded_by_the_smallest_value_of_the_same_site_and_drug(tmp_path: Path) -> None:
    earlier = days("3", "2.5", "4", "4", "4", "4", "4", year="2023")
    elsewhere = days("0.1", "1", "1", "1", "1", "1", "1", city="Umea")
    reading = read_euda(write(tmp_path, days("0", "3", "", "9", "9", "9", "9"), earlier, elsewhere), year=2024)
    zero = reading.table[reading.table["qualifier"] == "below_loq"]
    assert zero[["plant", "limit_inferred"]].to_numpy().tolist() == [["Gävle", True]]
    assert zero["load_mg_per_day_per_1000"].isna().all()
    assert zero[["load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000"]].to_numpy().tolist() == [[0.0, 2.5]]
    assert reading.problems.loc[reading.problems["rule"] == "EUD011", "what"].tolist() == [
        "1 dygnsvärden är 0, det vill säga under LOQ. För 1 antas gränsen vara det minsta värdet över 0 från samma "
        "plats och drog; för 0 är den okänd och de räknas bara i andelen dygn med fynd."
    ]


def test_a_site_without_any_value_above_zero_has_no_limit(tmp_path: Path) -> None:
    table = read_euda(write(tmp_path, days(*"0000000"))).table
    assert table["load_high_mg_per_day_per_1000"].isna().all()
    assert not table["limit_inferred"].any()
    assert set(table["qualifier"]) == {"below_loq"}


def test_a_blank_day_is_missing_and_gives_no_row(tmp_path: Path) -> None:
    reading = read_euda(write(tmp_path, days("1", "", "NA", "N/A", "0", "2", "3")))
    assert reading.table["start"].dt.day_name().tolist() == ["Monday", "Tuesday", "Wednesday", "Sunday"]
    assert rules(reading) == []


def test_the_printed_means_are_kept_beside(tmp_path: Path) -> None:
    published = read_euda(write(tmp_path, GAVLE)).published
    assert published.to_dict("records") == [
        {
            "year": 2024,
            "drug": "cocaine",
            "residue": "benzoylecgonine",
            "country": "SE",
            "city": "Gävle",
            "plant": "Gävle",
            "source_line": 2,
            "weekday_mean": 59.73,
            "weekend_mean": 90.09,
            "daily_mean": 77.08,
        }
    ]


def test_a_swedish_excel_copy_reads_the_same(tmp_path: Path) -> None:
    swedish = [text.replace(",", ";").replace(".", ",") for text in (HEADER, GAVLE)]
    copy = read_euda(write(tmp_path, swedish[1], header=swedish[0], name="kopia.csv"))
    original = read_euda(write(tmp_path, GAVLE))
    pd.testing.assert_frame_equal(copy.table.drop(columns="report_id"), original.table.drop(columns="report_id"))
    pd.testing.assert_frame_equal(copy.published, original.published)


FAULTS = {
    "EUD001": "2024,cocaine,SE002,SE,Gävle,61.79,54.05",
    "EUD002": days(*"1234567", year="24"),
    "EUD003": days(*"1234567", drug="kokian"),
    "EUD004": days(*"1234567", city=""),
    "EUD005": days("1", "about 2", "3", "4", "5", "6", "7"),
    "EUD006": days("1", "-2", "3", "4", "5", "6", "7"),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_row_that_cannot_be_read_is_set_aside_with_its_line(tmp_path: Path, rule: str) -> None:
    reading = read_euda(write(tmp_path, GAVLE, FAULTS[rule]))
    assert rules(reading) == [(rule, 3)]
    assert len(reading.table) == 7
    assert (reading.files[0].rows_read, reading.files[0].rows_used, reading.files[0].rows_set_aside) == (2, 1, 1)


def test_problems_say_what_and_what_to_do_in_both_languages(tmp_path: Path) -> None:
    path = write(tmp_path, FAULTS["EUD003"], FAULTS["EUD006"], FAULTS["EUD001"])
    assert read_euda(path).problems["what"].tolist() == [
        "Drogen ”kokian” är okänd. Menas kokain / kodein / kokaetylen?",
        "Värdet ”-2” för Thursday är negativt.",
        "Raden har 7 celler, men rubrikraden har 15.",
    ]
    assert read_euda(path, lang="en").problems["remedy"].tolist()[1] == (
        "A load cannot be negative; correct it from EUDA's original. The whole row is set aside."
    )


@pytest.mark.parametrize("value", ["-99", "1 mg", "< 5", "ND", "inf", "nan", "#N/A", "1.2.3", "spår", "12a"])
def test_nothing_that_is_not_a_plain_number_becomes_one(tmp_path: Path, value: str) -> None:
    reading = read_euda(write(tmp_path, GAVLE, days("1", value, "3", "4", "5", "6", "7", city="Umea")))
    assert [(rule, line) for rule, line in rules(reading) if line == 3] == [
        ("EUD006" if value == "-99" else "EUD005", 3)
    ]
    assert set(reading.table["plant"]) == {"Gävle"}


def test_rows_that_contradict_each_other_are_all_set_aside(tmp_path: Path) -> None:
    reading = read_euda(
        write(tmp_path, days(*"1234567"), days(*"1234567"), days(*"7654321"), GAVLE.replace("2024", "2023"))
    )
    assert rules(reading) == [("EUD007", 2), ("EUD007", 3), ("EUD007", 4)]
    assert reading.problems["what"].iloc[0] == (
        "cocaine i Gävle 2024 står på flera rader (2, 3, 4) med olika värden; ingen av dem används."
    )
    assert set(reading.table["start"].dt.year) == {2023}


def test_a_repetition_with_the_same_values_counts_once(tmp_path: Path) -> None:
    reading = read_euda(write(tmp_path, GAVLE, GAVLE))
    assert rules(reading) == [("EUD008", 3)]
    assert len(reading.table) == 7


def test_a_row_without_days_and_a_mean_that_is_no_number_are_told(tmp_path: Path) -> None:
    reading = read_euda(write(tmp_path, days(*[""] * 7, year="2023"), GAVLE.replace("59.73", "about 60")))
    assert rules(reading) == [("EUD009", 2), ("EUD010", 3)]
    assert math.isnan(reading.published["weekday_mean"].iloc[1])
    assert len(reading.table) == 7


def test_only_the_year_and_country_that_were_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, GAVLE, days(*"1234567", year="2023"), days(*"1234567", country="FI", city="Vaasa"))
    reading = read_euda(path, year=2024, country="se")
    assert set(reading.table["plant"]) == {"Gävle"}
    assert reading.published["year"].tolist() == [2024]
    nothing = read_euda(path, year=2019, country="SE")
    assert nothing.table.empty
    assert nothing.problems["what"].tolist() == [
        "Inga rader kan användas för SE 2019. Filen har åren 2023, 2024 och länderna FI, SE."
    ]


def test_the_population_is_joined_on_country_and_city_not_on_site_number(tmp_path: Path) -> None:
    sites = write(
        tmp_path,
        'SE011,SE,Gävle," Sundets ARV",60.67,17.14,88668,RISE,N/A',
        "SE002,SE,Uppsala,N/A,59.86,17.64,2e+05,N/A,N/A",
        "FI001,FI,Umea,N/A,59.86,17.64,90000,THL,N/A",
        header=SITE_HEADER,
        name="ww2025-site-info-table.csv",
    )
    path = write(tmp_path, GAVLE, days(*"1234567", city="Uppsala"), days(*"1234567", city="Umea"))
    reading = read_euda(path, sites)
    known = reading.table.drop_duplicates("plant").set_index("plant")[["population", "population_method", "lab"]]
    expected = pd.DataFrame(
        {
            "population": [88_668.0, 200_000.0, math.nan],
            "population_method": ["euda_site_table", "euda_site_table", None],
            "lab": ["RISE", None, None],
        },
        index=["Gävle", "Uppsala", "Umea"],
    )
    pd.testing.assert_frame_equal(known, expected.astype(known.dtypes), check_names=False)
    assert rules(reading) == [("EUD020", 4)]
    assert "EUD023" in set(reading.problems["rule"])


def test_several_plants_of_a_city_are_told_apart_by_their_location(tmp_path: Path) -> None:
    sites = write(
        tmp_path,
        "SE001,SE,Stockholm,Bromma,1,1,300000,RISE,N/A",
        "SE002,SE,Stockholm,Henriksdal,1,1,800000,RISE,N/A",
        header=SITE_HEADER,
        name="sites.csv",
    )
    with_location = HEADER.replace("City,", "City,Location,")
    rows = ["2024,MDMA,,SE,Stockholm, henriksdal ,1,2,3,4,5,6,7,,,", "2024,MDMA,,SE,Stockholm,Bromma,1,2,3,4,5,6,7,,,"]
    table = read_euda(write(tmp_path, *rows, header=with_location), sites).table
    assert table.groupby("plant")["population"].first().to_dict() == {
        "Stockholm (Bromma)": 300_000,
        "Stockholm (henriksdal)": 800_000,
    }
    unclear = read_euda(write(tmp_path, days(*"1234567", city="Stockholm")), sites)
    assert unclear.table["population"].isna().all()
    assert unclear.problems.loc[unclear.problems["rule"] == "EUD021", "what"].tolist() == [
        "Stockholm (SE) har 2 rader i platstabellen och dygnsfilen säger inte vilken (Bromma, Henriksdal); befolkningen"
        " saknas."
    ]


def test_cities_of_the_same_name_in_two_countries_are_two_plants(tmp_path: Path) -> None:
    table = read_euda(write(tmp_path, days(*"1234567"), days(*"1234567", country="NO"))).table
    assert set(table["plant"]) == {"Gävle (SE)", "Gävle (NO)"}


def test_a_population_that_is_no_number_is_left_missing(tmp_path: Path) -> None:
    sites = write(tmp_path, "1,SE,Gävle,X,1,1,many,RISE,N/A", header=SITE_HEADER, name="sites.csv")
    reading = read_euda(write(tmp_path, GAVLE), sites)
    assert rules(reading) == [("EUD022", 2)]
    assert reading.table["population"].isna().all()


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (HEADER.replace("Metabolite", "Stuff"), [GAVLE], "The file has no columns for drug."),
        (HEADER.replace("Friday", "Fri"), [GAVLE], "The file has no columns for friday."),
        (HEADER, [], "The file has a header but no rows."),
    ],
)
def test_a_file_that_is_not_euda_s_is_refused(tmp_path: Path, header: str, rows: list[str], message: str) -> None:
    with pytest.raises(FileError) as caught:
        read_euda(write(tmp_path, *rows, header=header))
    assert str(caught.value).startswith(f"ww2025-all-data.csv: {message} ")


cells = st.one_of(
    st.sampled_from(["", "0", "1.5", "-1", "<5", "NA", "1e3", "1,5", "x", "½", "99999999999", '"', "=1+1", "\u00a03"]),
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=6),
)
written_rows = st.tuples(
    st.sampled_from(["2024", "2023", "", "24", "20x4"]),
    st.sampled_from(["cocaine", "MDMA", "", "tea"]),
    st.sampled_from(["SE", "", "FI"]),
    st.sampled_from(["Gävle", "Umea", "", " Gävle "]),
    st.lists(cells, min_size=7, max_size=7),
)


@given(st.lists(written_rows, min_size=1, max_size=8))
def test_every_row_is_used_or_set_aside_whatever_the_cells_hold(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, str, str, str, list[str]]]
) -> None:
    rows = []
    for year, drug, country, city, values in written:
        quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in values)
        rows.append(",".join([year, drug, "", country, city, *quoted, "", "", ""]))
    path = write(tmp_path_factory.mktemp("euda"), GAVLE.replace("Gävle", "Gothenburg"), *rows)
    reading = read_euda(path)
    account = reading.files[0]
    assert account.rows_read == len(rows) + 1 == account.rows_used + account.rows_set_aside
    errors = reading.problems.loc[reading.problems["severity"] == "error", "line"]
    assert sorted({*errors.astype(int), *reading.published["source_line"]}) == list(range(2, len(rows) + 3))
    assert not set(errors.astype(int)) & set(reading.published["source_line"])
    check(reading.table, LOADS, unique=True)
    assert (reading.table["load_mg_per_day_per_1000"].dropna() > 0).all()


def test_thirty_thousand_rows_are_seven_days_each(tmp_path: Path) -> None:
    rows = [days(*"1234560", city=f"Town {town}", year=str(year)) for town in range(1500) for year in range(2005, 2025)]
    path = write(tmp_path, *rows)
    assert len(read_euda(path).table) == 210_000
