"""A plant beside EUDA's towns: EUDA's own way of counting, the same weekdays and year, a distribution and no order."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pptx
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis, PublicationDecision, analyse, read_config
from avloppsanalys.charts import european_charts
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.exports import underlag_schema
from avloppsanalys.lagesbild import european_pictures, european_words
from avloppsanalys.protocol import ProtocolError
from avloppsanalys.readers.euda import EudaReading, read_euda
from avloppsanalys.reference import european_choice, european_figures, year_change_percent
from avloppsanalys.tables import EUROPE, check
from avloppsanalys.weekdays import euda_view

MONDAY = "2024-03-11"
VALUE = "euda_view_mg_per_day_per_1000"
HALF = [f"towns_p{cut}_mg_per_day_per_1000" for cut in (25, 50, 75)]
TAILS = [f"towns_p{cut}_mg_per_day_per_1000" for cut in (10, 90)]


def week(
    plant: str,
    values: list[float | None],
    *,
    persons: float = 17_000,
    start: str = MONDAY,
    residue: str = "benzoylecgonine",
) -> pd.DataFrame:
    """Return loads of consecutive days; 0 is below the limit, None is a day that was not sampled."""
    days = pd.date_range(start, periods=len(values), freq="D", tz="Europe/Stockholm")
    rows = pd.DataFrame(
        {
            "plant": plant, "sample_id": plant + days.strftime(" %Y-%m-%d"), "residue": residue, "start": days,
            "end": days + pd.DateOffset(days=1), "population": persons, "value": values,
        }
    ).dropna(subset="value")  # fmt: skip
    below = rows["value"] == 0
    rows["qualifier"] = below.map({True: "below_loq", False: "quantified"}).astype("str")
    return rows.assign(load_mg_per_day_per_1000=rows["value"].astype("float64").mask(below)).drop(columns="value")


def towns(count: int, *, persons: float = 20_000, start: str = MONDAY, **named: str) -> pd.DataFrame:
    """Return towns 1, 2, 3 ... whose week is flat at 10 times their number, but for a Saturday of three times that."""
    flat = [[10.0 * nth] * 5 + [30.0 * nth, 10.0 * nth] for nth in range(1, count + 1)]
    return pd.concat(
        [week(f"Ort {nth}", [*days], persons=persons, start=start, **named) for nth, days in enumerate(flat, start=1)],
        ignore_index=True,
    )


def daily(view: pd.DataFrame) -> dict[Any, Any]:
    """Return the row of all days, where there is one plant, residue and year."""
    (row,) = view[view["part"] == "daily"].to_dict("records")
    return row


@pytest.fixture(scope="module")
def euda(shared: Path) -> EudaReading:
    return read_euda(shared / "euda" / "ww2025-all-data.csv", shared / "euda" / "ww2025-site-info-table.csv")


SWEDISH_WEEKS = [
    ("Gävle", "cocaine", 2024), ("Karlstad", "MDMA", 2024), ("Växjö", "amphetamine", 2023),
    ("Sandviken", "cocaine", 2022), ("Umea", "amphetamine", 2013),
]  # fmt: skip


@pytest.mark.parametrize(("city", "drug", "year"), SWEDISH_WEEKS)
def test_a_swedish_towns_own_week_gives_the_means_that_euda_prints(
    euda: EudaReading, city: str, drug: str, year: int
) -> None:
    (printed,) = euda.published.query("city == @city and drug == @drug and year == @year").to_dict("records")
    own = euda.table[(euda.table["plant"] == printed["plant"]) & (euda.table["residue"] == printed["residue"])]
    view = euda_view(own.assign(plant="Verket"), euda.table, year=year).set_index("part")[VALUE]
    for part, mean in (("daily", "daily_mean"), ("weekday", "weekday_mean"), ("weekend", "weekend_mean")):
        assert view[part] == pytest.approx(printed[mean], abs=0.011)


def test_the_year_2021_follows_its_own_split_of_the_week(euda: EudaReading) -> None:
    printed = euda.published[(euda.published["year"] == 2021)].set_index(["plant", "residue"])
    days = euda.table[euda.table["start"].dt.year == 2021].groupby(["plant", "residue"])["start"].size()
    complete = days.index[days == 7]
    own = euda.table[pd.MultiIndex.from_frame(euda.table[["plant", "residue"]]).isin(complete)]
    view = euda_view(own, euda.table, year=2021).set_index(["place", "substance", "part"])[VALUE].unstack("part")
    assert len(complete) == 133
    for part, mean in (("daily", "daily_mean"), ("weekday", "weekday_mean"), ("weekend", "weekend_mean")):
        assert (view[part] - printed.loc[view.index, mean]).abs().max() <= 0.011


def test_the_distribution_on_real_towns_is_that_of_the_means_euda_prints(euda: EudaReading) -> None:
    own = euda.table[(euda.table["plant"] == "Växjö") & (euda.table["residue"] == "benzoylecgonine")]
    row = daily(euda_view(own, euda.table, year=2024))
    persons = euda.table.groupby("plant")["population"].first()
    alike = persons[(persons >= 75_410 / 3) & (persons <= 75_410 * 3)].index.drop("Växjö")
    printed = euda.published.query("year == 2024 and drug == 'cocaine'").set_index("plant")["daily_mean"]
    blank = euda.table[euda.table["start"].dt.year.eq(2024) & euda.table["residue"].eq("benzoylecgonine")]
    whole = blank.groupby("plant").size()
    chosen = printed[printed.index.isin(alike) & (whole.reindex(printed.index) == 7)]
    assert (row["n_towns"], row["n_towns_incomplete"]) == (
        len(chosen),
        len(printed[printed.index.isin(alike)]) - len(chosen),
    )
    for column, cut in zip([TAILS[0], *HALF, TAILS[1]], (0.1, 0.25, 0.5, 0.75, 0.9), strict=True):
        assert row[column] == pytest.approx(chosen.quantile(cut), abs=0.02)


def test_towns_are_counted_on_the_weekdays_that_the_plant_sampled() -> None:
    own = week("Verket", [None, None, 40.0, None, None, None, 60.0])
    row = daily(euda_view(own, towns(5)))
    assert (row["weekdays"], row["n_days"], row[VALUE]) == ("3 7", 2, 50.0)
    assert [row[column] for column in HALF] == [20.0, 30.0, 40.0]
    saturday = daily(euda_view(week("Verket", [None] * 5 + [80.0]), towns(5)))
    assert [saturday[column] for column in HALF] == [60.0, 90.0, 120.0]
    assert saturday["position"] == "within"


def test_a_weekday_that_was_sampled_more_often_counts_more_in_the_towns_too() -> None:
    own = pd.concat(
        [week("Verket", [None] * 5 + [80.0]), week("Verket", [10.0, None, None, None, None, 80.0], start="2024-06-10")]
    )
    row = daily(euda_view(own, towns(5)))
    assert row[VALUE] == pytest.approx(170 / 3)
    assert row[HALF[1]] == pytest.approx((2 * 90 + 30) / 3)
    assert row["seasons"] == "spring summer"


def test_a_town_without_one_of_the_weekdays_is_left_out_and_counted() -> None:
    lacking = week("Hålan", [1.0, 1.0, None, 1.0, 1.0, 1.0, 1.0], persons=20_000)
    row = daily(euda_view(week("Verket", [None, None, 40.0]), pd.concat([towns(5), lacking])))
    assert (row["n_towns"], row["n_towns_incomplete"]) == (5, 1)


def test_below_the_limit_counts_as_zero_on_both_sides() -> None:
    zeros = week("Noll", [0.0] * 7, persons=20_000)
    row = daily(euda_view(week("Verket", [0.0, 30.0]), pd.concat([towns(4), zeros])))
    assert (row[VALUE], row["n_below_loq"], row["towns_zero_share"]) == (15.0, 1, pytest.approx(0.2))
    assert [row[column] for column in HALF] == [10.0, 20.0, 30.0]


def test_a_plant_without_a_find_has_no_side() -> None:
    row = daily(euda_view(week("Verket", [0.0, 0.0]), towns(5)))
    assert (row[VALUE], row["n_towns"]) == (0.0, 5)
    assert pd.isna(row["position"])
    assert pd.isna(row["reason"])


@pytest.mark.parametrize(("own", "side"), [(19.9, "below"), (20.0, "within"), (40.0, "within"), (40.1, "above")])
def test_the_side_is_told_against_the_middle_half(own: float, side: str) -> None:
    assert daily(euda_view(week("Verket", [own]), towns(5)))["position"] == side


def test_tails_need_twenty_towns() -> None:
    few, many = (daily(euda_view(week("Verket", [10.0]), towns(count))) for count in (19, 20))
    assert all(math.isnan(few[column]) for column in TAILS)
    assert [many[column] for column in TAILS] == pytest.approx([29.0, 181.0])


def test_like_size_is_a_third_to_three_times_the_persons() -> None:
    inside = [towns(5, persons=persons) for persons in (5_700, 51_000)]
    outside = [towns(5, persons=persons) for persons in (5_600, 51_100)]
    own = week("Verket", [10.0])
    assert [daily(euda_view(own, table))["n_towns"] for table in (*inside, *outside)] == [5, 5, 0, 0]


def test_a_town_that_bears_the_plants_name_is_not_set_beside_itself() -> None:
    row = daily(euda_view(week("ort 3", [10.0]), towns(6)))
    assert (row["n_towns"], row["own_towns"]) == (5, "Ort 3")


@pytest.mark.parametrize(("plant", "town"), [("Umeå", "Umea"), ("umea", "Umeå"), ("Stockholm", "Stockholm (2)")])
def test_accents_and_a_number_in_brackets_do_not_make_another_town(plant: str, town: str) -> None:
    beside = pd.concat([towns(5), week(town, [1.0] * 7, persons=20_000)])
    other = week("Östra verket", [10.0])
    view = euda_view(pd.concat([week(plant, [10.0]), other]), beside)
    rows = view[view["part"] == "daily"]
    assert rows["n_towns"].tolist() == [5, 5]  # not beside the kommun's other plant either
    assert rows["own_towns"].tolist() == [town, town]
    assert any(f"Kommunens egen ort i EUDA:s fil räknas inte med: {town}." in told for told in european_words(view))


def test_a_town_abroad_of_the_same_name_is_another_town() -> None:
    beside = pd.concat([towns(5), week("Halle (DE)", [1.0] * 7, persons=20_000)])
    assert daily(euda_view(week("Halle", [10.0]), beside))["n_towns"] == 6


def test_the_user_names_his_own_towns_and_a_name_that_the_file_lacks_is_refused() -> None:
    beside = pd.concat([towns(5), week("Gothenburg", [1.0] * 7, persons=20_000)])
    own = week("Ryaverket", [10.0])
    assert daily(euda_view(own, beside))["n_towns"] == 6
    view = euda_view(own, beside, own_towns=["Gothenburg", "Ort 1"])
    row = daily(view)
    assert (row["n_towns"], row["own_towns"]) == (4, "Gothenburg; Ort 1")
    (picture,) = european_pictures(euda_view(own, beside, own_towns=["Gothenburg"]))
    assert "räknas inte med: Gothenburg." in picture.note
    assert "räknas inte med: Gothenburg." in dict(picture.brief)["Orterna:"]
    with pytest.raises(UnknownNameError, match=r"'Göteborg'\. Did you mean 'Gothenburg'"):
        euda_view(own, beside, own_towns=["Göteborg"])


REASONS: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {
    "year_lacking": (week("Verket", [10.0], start="2026-08-12"), towns(5)),
    "substance_lacking": (week("Verket", [10.0], residue="morphine"), towns(5)),
    "parent_lacking": (week("Verket", [10.0], residue="cocaine"), towns(5)),
    "no_value": (week("Verket", [10.0]).assign(load_mg_per_day_per_1000=math.nan, qualifier="above_range"), towns(5)),
    "persons_unknown": (week("Verket", [10.0]).assign(population=math.nan), towns(5)),
    "town_persons_unknown": (week("Verket", [10.0]), towns(5).assign(population=math.nan)),
    "few_towns": (week("Verket", [10.0]), towns(4)),
}


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_cannot_be_compared_says_why_and_has_no_towns(reason: str, lang: Any) -> None:
    view = euda_view(*REASONS[reason])
    row = daily(view)
    assert row["reason"] == reason
    assert pd.isna(row["position"])
    assert all(math.isnan(row[column]) for column in [*HALF, *TAILS])
    (told,) = european_words(view, lang)
    assert "{" not in told
    assert european_pictures(view, lang) == ()
    assert european_charts(view, place="Verket", source_line="x", lang=lang) == ()


def test_no_other_year_stands_in_for_the_one_that_is_lacking() -> None:
    own = pd.concat([week("Verket", [10.0]), week("Verket", [20.0], start="2026-08-12")])
    told = european_words(euda_view(own, towns(5)))
    assert told[0] == "EUDA view: Verket bredvid europeiska orter i liknande storlek, 2024"
    assert told[-1] == (
        "Verket 2026, Kokain (bensoylekgonin): går inte att jämföra med europeiska orter (EUDA view). "
        "EUDA:s fil har inga värden för 2026. Ett annat år tas inte i stället."
    )


def test_duplicates_long_samples_and_another_year_do_not_count() -> None:
    own = week("Verket", [10.0, 20.0])
    double = own.assign(sample_type="duplicate", load_mg_per_day_per_1000=500.0)
    long = week("Verket", [900.0], start="2024-05-01").assign(sample_type="sample")
    long["end"] = long["start"] + pd.Timedelta(days=3)
    view = euda_view(pd.concat([own.assign(sample_type="sample"), double, long]), towns(5))
    assert daily(view)[VALUE] == 15.0
    assert euda_view(own, towns(5), year=2023).empty


def test_arguments_are_left_alone_and_the_result_is_a_table() -> None:
    own, beside = week("Verket", [10.0, 0.0]), towns(5)
    before = own.copy(), beside.copy()
    view = euda_view(own, beside)
    pd.testing.assert_frame_equal(own, before[0])
    pd.testing.assert_frame_equal(beside, before[1])
    check(view, EUROPE, unique=True)
    pd.testing.assert_frame_equal(view, euda_view(own.iloc[::-1], beside.iloc[::-1]))
    check(euda_view(own.iloc[:0], beside), EUROPE)
    with pytest.raises(TableError, match="repeat the key"):
        euda_view(own, pd.concat([beside, beside]))


def test_the_words_carry_every_caveat_and_no_town() -> None:
    told = " ".join(european_words(euda_view(week("Verket", [0.0, 60.0]), towns(5))))
    for needed in (
        "Inom mittersta hälften", "inte vår nivå", "ögonblicksbild", "27 % från ett år till nästa",
        "EUDA:s antal är dagens",
        "från vår", "ingen rangordning", "EUDA och SCORE, CC BY 4.0", "mån, tis", "varav 1 under bestämningsgränsen",
    ):  # fmt: skip
        assert needed in told
    assert "Ort " not in told


def test_the_bounds_of_a_like_size_are_printed_whole_as_the_tables_have_them() -> None:
    view = euda_view(week("Verket", [60.0], persons=36_000), towns(5))
    row = daily(view)
    printed = "12\N{NO-BREAK SPACE}000–108\N{NO-BREAK SPACE}000 personer"
    assert (row["population_low"], row["population_high"]) == (12_000, 108_000)
    (picture,) = european_pictures(view)
    for told in (" ".join(european_words(view)), picture.note, str(picture.brief)):
        assert printed in told.replace("\\xa0", "\N{NO-BREAK SPACE}")


def test_a_side_that_rests_on_one_day_says_so_in_the_same_sentence() -> None:
    view = euda_view(week("Verket", [1.0]), towns(5))
    (picture,) = european_pictures(view)
    one = "under mittersta hälften av 5 europeiska orter i liknande storlek, på ett enda dygn"
    assert picture.title == f"Kokain (bensoylekgonin) i Verket 2024: {one}"
    assert "Under mittersta hälften på ett enda dygn." in " ".join(european_words(view))
    assert "Under mittersta hälften på ett enda dygn." in picture.alt_text
    (chart,) = european_charts(view, place="Verket", source_line="x")
    assert "Under mittersta hälften på ett enda dygn." in chart.alt_text
    few, week_of_days = (european_pictures(euda_view(week("Verket", [99.0] * n), towns(5)))[0].title for n in (2, 7))
    assert few.endswith("2024: över mittersta hälften av 5 europeiska orter i liknande storlek, på 2 egna dygn")
    assert week_of_days.endswith("2024: över mittersta hälften av 5 europeiska orter i liknande storlek")
    (nothing,) = european_pictures(euda_view(week("Verket", [0.0]), towns(5)))
    assert "det enda egna dygnet under bestämningsgränsen, bredvid 5 europeiska orter" in nothing.title


def test_the_comparison_is_called_eudas_view_and_says_what_it_is() -> None:
    view = euda_view(week("Verket", [10.0, 20.0]), towns(5))
    (picture,), (chart,) = european_pictures(view), european_charts(view, place="Verket", source_line="x")
    assert european_words(view)[1].startswith("EUDA view betyder räknat som EUDA gör")
    assert "(EUDA view)" in chart.title
    assert "EUDA view betyder räknat som EUDA gör" in chart.alt_text
    assert picture.series[1].name == "Verket, EUDA view"
    assert ("EUDA view:", picture.brief[1][1]) == picture.brief[1]
    assert picture.brief[1][1].startswith("räknat som EUDA gör")


def test_the_files_cocaine_is_not_taken_for_the_parent_substance() -> None:
    view = euda_view(week("Verket", [10.0], residue="cocaine"), towns(5))
    assert daily(view)["reason"] == "parent_lacking"
    (told,) = european_words(view)
    assert "Här är modersubstansen mätt, och den har EUDA:s fil inga värden för 2024." in told
    assert "Det som filen kallar ”cocaine” heter här Kokain (bensoylekgonin)." in told


def test_the_picture_holds_the_numbers_of_the_year_that_is_compared_and_of_no_other() -> None:
    own = pd.concat([week("Verket", [25.0]), *(week("Verket", [20.0], start=f"{year}-08-12") for year in (2025, 2026))])
    view = euda_view(own, towns(5))
    (picture,) = european_pictures(view)
    assert picture.categories == ("2024",)
    drawn = {one.mark: (one.low, one.values, one.high) for one in picture.series}  # noqa: PD011 - no data frame
    assert drawn["band"] == ((20.0,), (30.0,), (40.0,))
    assert drawn["level"] == ((None,), (25.0,), (None,))
    assert "2026: Går inte att jämföra. EUDA:s fil har inga värden för 2026." in picture.alt_text
    assert "inte vår nivå" in picture.note
    assert dict(picture.brief)["Andra år:"] == "2025 och 2026 saknas i EUDA:s fil."


def test_every_format_shows_the_same_year_where_several_can_be_compared() -> None:
    own = pd.concat([week("Verket", [25.0]), week("Verket", [20.0], start="2023-03-13")])
    view = euda_view(own, pd.concat([towns(5), towns(5, start="2023-03-13")]))
    (picture,), (chart,) = european_pictures(view), european_charts(view, place="Verket", source_line="x")
    assert [int(year) for year in picture.categories] == chart.table["year"].tolist() == [2024]
    assert dict(picture.brief)["Andra år:"] == "2023 jämförs i tabellen europa.csv."


def test_the_chart_shows_substances_in_the_order_of_the_reference_and_no_town() -> None:
    names = ["ketamine", "benzoylecgonine", "MDMA"]
    own = pd.concat([week("Verket", [float(nth)], residue=name) for nth, name in enumerate(names, start=1)])
    beside = pd.concat([towns(25, residue=name) for name in names])
    charts = european_charts(euda_view(own, beside), place="Verket", source_line="Labb: x.", synthetic=True)
    shown = [name for chart in charts for name in chart.table["substance"]]
    assert shown == ["benzoylecgonine", "MDMA", "ketamine"]
    for chart in charts:
        assert chart.title.startswith("SYNTETISKA DATA: Verket och europeiska orter")
        assert "Ort " not in chart.alt_text
        assert "inte vår nivå" in chart.alt_text
    with pytest.raises(TableError, match="no row of 'Annat'"):
        european_charts(euda_view(own, beside), place="Annat", source_line="x")


def test_how_much_a_week_wanders_is_cited_and_of_the_order_of_the_towns_at_hand(euda: EudaReading) -> None:
    printed = euda.published[euda.published["daily_mean"] > 0].sort_values(["plant", "residue", "year"])
    series = printed.groupby(["plant", "residue"])
    follows = printed["year"] - series["year"].shift() == 1
    change = (printed["daily_mean"] / series["daily_mean"].shift() - 1).abs()[follows]
    here = 100 * change.groupby(printed["residue"]).median()
    rows = {row.residue: row for row in european_figures() if row.key == "year_change_percent"}
    assert set(rows) == set(here.index)
    for residue, row in rows.items():
        assert (row.source, row.status) == ("euda_2025", "derived")
        assert row.note.startswith(f"{here[residue]:.0f} % in the ten countries")
        assert here[residue] <= row.value
    assert math.isnan(year_change_percent("morphine"))
    assert european_choice("like_size_factor") == 3


# --- in the chain

CONFIG = """
title = "Exempelkommun"
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]
{more}[[lab]]
file = "svar.csv"
lab = "Exempellabb"
"""
PERSONS = {"Storverket": 90_000, "Lillverket": 1_200}
DAYS = ("2024-03-16", "2024-09-14", "2026-08-12")


def made(folder: Path, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    files = {
        "rapport.toml": CONFIG.format(more=more),
        "protokoll.toml": 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\n',
        "verk.csv": "\n".join(["Verk;Anslutna", *(f"{plant};{count}" for plant, count in PERSONS.items())]),
        "flode.csv": "\n".join(
            ["Verk;Start;Volym (m3)", *(f"{p};{d} 07:00;{n // 4}" for p, n in PERSONS.items() for d in DAYS)]
        ),
        "svar.csv": "\n".join(
            ["Verk;Start;Preparat;Halt (ng/L)", *(f"{p};{d} 07:00;Bensoylekgonin;230" for p in PERSONS for d in DAYS)]
        ),
    }
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")
    return folder / "rapport.toml"


def analysed(config: Path) -> Analysis:
    setup = read_config(config)
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())


@pytest.fixture(scope="module")
def with_europe(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Analysis:
    folder = shared.as_posix() + "/euda"
    more = f'euda = "{folder}/ww2025-all-data.csv"\neuda_sites = "{folder}/ww2025-site-info-table.csv"\n'
    return analysed(made(tmp_path_factory.mktemp("europa"), more))


def test_without_the_file_nothing_at_all_is_told_of_europe(tmp_path: Path) -> None:
    result = analysed(made(tmp_path))
    assert result.europe.empty
    assert result.europe_words() == ()
    written = result.write(tmp_path / "ut")
    assert [path.name for path in written if "europ" in path.name] == []
    told = {path.name: path.read_text(encoding="utf-8-sig") for path in written if path.suffix in (".txt", ".csv")}
    told["underlag.json"] = (tmp_path / "ut" / "underlag.json").read_text(encoding="utf-8")
    assert [name for name, words in told.items() if re.search("europ|EUDA:s mätvecka|mittersta hälften", words)] == []


def test_with_the_file_every_output_tells_the_same(with_europe: Analysis, tmp_path: Path) -> None:
    document = with_europe.underlag()
    jsonschema.validate(document, underlag_schema())
    rows = [row for row in document["europe"]["comparisons"] if row["place"] == "Storverket" and row["part"] == "daily"]
    assert [(row["year"], row["reason"]) for row in rows] == [(2024, None), (2026, "year_lacking")]
    assert rows[0]["weekdays"] == "6"
    assert [row[VALUE] for row in rows] == [pytest.approx(230 / 4), None]  # alone it would be read as a level
    names = {path.name for path in with_europe.write(tmp_path / "ut")}
    assert {"europa.csv", "europa-storverket.csv", "europa-storverket.png", "europa-storverket.txt"} <= names
    read = pd.read_csv(tmp_path / "ut" / "oppna-data" / "europa.csv")
    assert len(read) == len(document["europe"]["comparisons"])
    assert (read[VALUE].notna() == read["reason"].isna()).all()
    pasted = " ".join((tmp_path / "ut" / "kort.txt").read_text(encoding="utf-8-sig").split())
    for words in document["europe"]["text"]:
        assert " ".join(words.split()) in pasted
    assert {file.kind for file in with_europe.inputs} >= {"euda"}


def test_the_decision_covers_the_comparison(with_europe: Analysis) -> None:
    moved = with_europe.europe.assign(**{VALUE: with_europe.europe[VALUE] + 1})
    digests = [
        result.digest for result in (with_europe, replace(with_europe, europe=moved), replace(with_europe, lang="en"))
    ]
    assert digests[0] == digests[2] != digests[1]


def test_a_small_plant_is_not_compared_outside_the_house(with_europe: Analysis) -> None:
    day = pd.Timestamp("2026-12-01").date()
    decision = PublicationDecision(
        digest=with_europe.digest, decided_by="Säkerhetschefen", decided_on=day, motivation="x"
    )
    public = with_europe.published(decision)
    assert set(with_europe.europe["place"]) == {"Lillverket", "Storverket"}
    assert set(public.europe["place"]) == {"Storverket"}
    told = public.underlag() | {
        "publication": None,
        "control_questions": None,
    }  # which say that it is withheld, and why
    assert "Lillverket" not in json.dumps(told, ensure_ascii=False)
    named = [line for line in public.card_text().splitlines() if "Lillverket" in line]
    assert not any(re.search("europ|EUDA|mätvecka", line, re.IGNORECASE) for line in named)


def test_a_site_table_without_the_file_of_days_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "orter.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(ProtocolError, match="euda"):
        read_config(made(tmp_path, 'euda_sites = "orter.csv"\n'))
    with pytest.raises(ProtocolError, match="euda"):
        read_config(made(tmp_path, 'euda_own = ["Gothenburg"]\n'))
    with pytest.raises(ProtocolError, match="finns-inte"):
        read_config(made(tmp_path, 'euda = "finns-inte.csv"\n'))


def test_own_towns_are_named_in_the_configuration_and_near_names_are_listed(
    tmp_path: Path, shared: Path, with_europe: Analysis
) -> None:
    folder = shared.as_posix() + "/euda"
    more = f'euda = "{folder}/ww2025-all-data.csv"\neuda_sites = "{folder}/ww2025-site-info-table.csv"\n'
    result = analysed(made(tmp_path / "en", f'{more}euda_own = ["Växjö"]\n'))
    counts = [
        one.europe.query("place == 'Storverket' and year == 2024 and part == 'daily'")["n_towns"].item()
        for one in (with_europe, result)
    ]
    assert counts[0] - counts[1] == 1
    assert "Kommunens egen ort i EUDA:s fil räknas inte med: Växjö." in " ".join(result.card_text().split())
    for name, near in (("Göteborg", "Gothenburg"), ("Lidköping", "Karlstad")):
        setup = read_config(made(tmp_path / name, f'{more}euda_own = ["{name}"]\n'))
        with pytest.raises(ProtocolError, match=f"{name}: EUDA's file does not hold that town.*{near}"):
            setup.read_forms()


def test_the_slides_say_all_that_must_be_said_and_cut_nothing(with_europe: Analysis, tmp_path: Path) -> None:
    with_europe.write(tmp_path / "ut")
    deck = pptx.Presentation(str(tmp_path / "ut" / "lagesbild.pptx"))
    (slide,) = [one for one in deck.slides if "europeiska orter" in one.shapes.title.text_frame.text]
    said = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert slide.shapes.title.text_frame.text.startswith("Kokain (bensoylekgonin) i Storverket 2024: inom mittersta")
    assert "…" not in said
    for needed in (
        "Jämförelsen är ingen rangordning", "Källa för orterna: EUDA och SCORE, CC BY 4.0.", "EUDA view: räknat som",
        "inte vår nivå", "0 för dygn under", "Antal egna dygn: 2 (lör)", "Andra år: 2026 saknas i EUDA:s fil.",
    ):  # fmt: skip
        assert needed in said
    notes = slide.notes_slide.notes_text_frame.text
    for whole in ("EUDA:s fil har inga värden för 2026. Ett annat år", "Antal egna dygn: 2 (lör).", "CC BY 4.0"):
        assert whole in notes


def test_the_bundled_swedish_week_needs_its_site_table_and_says_so() -> None:
    towns_of_2024 = avl.read_euda(Path(__file__).parents[1] / "examples" / "euda_sweden_2024.csv").table
    own = week("Verket", [10.0])
    assert daily(euda_view(own, towns_of_2024))["reason"] == "town_persons_unknown"
