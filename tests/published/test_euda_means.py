"""EUDA's printed weekday, weekend and daily means, recomputed from the days that it prints.

Source: EUDA and SCORE, "Wastewater analysis and drugs: a European multi-city study", 2025 release, CC BY 4.0. The file
prints two decimals and rounded its means from days with more: tolerance 0.011.
"""

from pathlib import Path
from runpy import run_path

import pandas as pd
import pytest

from avloppsanalys.readers.euda import EudaReading, read_euda
from avloppsanalys.weekdays import EUDA_WEEKEND_2021, weekday_means

PROJECT = Path(__file__).parents[2]
ROUNDING = 0.011
MEANS = ["weekday_mean", "weekend_mean", "daily_mean"]


@pytest.fixture(scope="module")
def euda(shared: Path) -> EudaReading:
    return read_euda(shared / "euda" / "ww2025-all-data.csv", shared / "euda" / "ww2025-site-info-table.csv", lang="en")


def compared(printed: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Return the printed means beside the computed ones (suffix ``_computed``), one row a row of EUDA's file."""
    computed = means.rename(columns={"iso_year": "year"})
    return printed.merge(computed, on=["plant", "residue", "year"], suffixes=("", "_computed"), validate="1:1")


def agree(rows: pd.DataFrame, mean: str) -> "pd.Series[bool]":
    """Return which printed means the computed ones match."""
    return (rows[mean] - rows[f"{mean}_computed"]).abs() <= ROUNDING


@pytest.fixture(scope="module")
def other_years(euda: EudaReading) -> pd.DataFrame:
    rows = compared(euda.published, weekday_means(euda.table))
    return rows[rows["year"] != 2021]


def test_the_swedish_weeks_of_2024_to_the_printed_digit() -> None:
    reading = read_euda(PROJECT / "examples" / "euda_sweden_2024.csv")
    rows = compared(reading.published, weekday_means(reading.table))
    assert len(rows) == 15
    assert (rows["n_days"] == 7).all()
    for mean in MEANS:
        assert rows.loc[~agree(rows, mean), ["plant", "drug", mean, f"{mean}_computed"]].to_numpy().tolist() == []
    gavle = rows[(rows["plant"] == "Gävle") & (rows["drug"] == "cocaine")]
    # printed: 59.73 | 90.09 | 77.08
    assert gavle[[f"{mean}_computed" for mean in MEANS]].round(2).to_numpy().tolist() == [[59.72, 90.09, 77.07]]
    below = rows[rows["n_below_loq"] == 7]
    assert sorted(below["plant"] + " " + below["drug"]) == ["Trollhättan MDMA", "Växjö MDMA", "Växjö methamphetamine"]


@pytest.mark.parametrize("mean", MEANS)
def test_each_mean_of_other_years_than_2021_agrees_in_at_least_97_percent(other_years: pd.DataFrame, mean: str) -> None:
    assert other_years[mean].notna().sum() == 2264
    assert agree(other_years, mean).sum() == {"weekday_mean": 2224, "weekend_mean": 2232, "daily_mean": 2232}[mean]
    assert agree(other_years, mean).mean() >= 0.97


def test_all_three_means_agree_in_2204_of_2264_rows(other_years: pd.DataFrame) -> None:
    together = agree(other_years, MEANS[0]) & agree(other_years, MEANS[1]) & agree(other_years, MEANS[2])
    assert (int(together.sum()), len(together)) == (2204, 2264)
    complete = together[other_years["n_days"] == 7]
    assert (int(complete.sum()), len(complete)) == (2133, 2167)


def test_every_complete_week_of_2021_follows_the_rule_of_that_year(euda: EudaReading) -> None:
    rows = compared(euda.published, weekday_means(euda.table, weekend=EUDA_WEEKEND_2021))
    rows = rows[rows["year"] == 2021]
    complete = rows[rows["n_days"] == 7]
    assert len(rows) == 160
    assert len(complete) == 133
    for mean in MEANS:
        assert agree(complete, mean).all()
    ordinary = compared(euda.published, weekday_means(euda.table))
    assert agree(ordinary[ordinary["year"] == 2021], "weekend_mean").sum() == 5


def test_zeros_and_blanks_are_told_apart(euda: EudaReading) -> None:
    # README of the data: 757 day values are 0, 157 are blank, 103 rows are zero on all seven days.
    assert (euda.table["qualifier"] == "below_loq").sum() == 757
    assert 7 * len(euda.published) - len(euda.table) == 157
    weeks = weekday_means(euda.table)
    assert ((weeks["n_below_loq"] == weeks["n_days"]) & (weeks["n_days"] == 7)).sum() == 103
    assert euda.table["load_mg_per_day_per_1000"].isna().sum() == 757
    assert (euda.table["limit_inferred"].sum(), euda.table["load_high_mg_per_day_per_1000"].isna().sum()) == (625, 132)


def test_every_row_of_the_release_is_used_and_every_site_has_its_population(euda: EudaReading) -> None:
    assert [(file.rows_read, file.rows_used, file.rows_set_aside) for file in euda.files] == [
        (2424, 2424, 0),
        (112, 112, 0),
    ]
    assert set(euda.problems["severity"]) == {"note"}
    population = euda.table.groupby("plant")["population"].first()
    assert population.notna().all()
    assert population[["Uppsala", "Helsinki", "Växjö", "Stockholm (2)"]].tolist() == [200_000, 900_000, 75_410, 760_407]


def test_the_page_of_the_documents_holds_what_the_benchmark_prints(shared: Path) -> None:
    report = run_path(str(PROJECT / "benchmarks" / "euda_means.py"))["report"]
    page = (PROJECT / "docs" / "euda-means.md").read_text(encoding="utf-8")
    assert report(shared / "euda" / "ww2025-all-data.csv") in page
