"""Series of few days, many of them below a limit, whose scatter of days would grow without an end."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from avloppsanalys.trend import series_days, trends_and_lines, worked_trends

RUNAWAY = """
2019-01-16 69.8, 2019-04-20 <52.8, 2019-07-15 <52.8, 2019-10-17 <52.8, 2020-01-22 <52.8, 2020-04-24 134.4,
2020-07-26 <52.8, 2020-10-21 100.3, 2021-01-15 105.0, 2021-01-22 65.2, 2021-04-18 66.9, 2021-07-24 61.1,
2021-10-14 56.0, 2021-10-19 70.8
"""
"""Made up: nine of fourteen days above the limit. A single pair of days shares a campaign."""

UNSETTLED = """
2018-01-18 <71, 2018-04-23 <71, 2018-07-21 <71, 2018-10-16 <71, 2018-10-23 80, 2019-01-21 <71, 2019-04-21 73,
2019-07-14 <71, 2019-07-21 122, 2019-10-23 <71, 2020-01-16 84, 2020-01-20 <71, 2020-01-23 <71, 2020-04-20 <71,
2020-07-14 <71, 2020-07-20 <71, 2020-10-15 108, 2021-01-17 <71, 2021-01-25 <71, 2021-04-18 <71, 2021-04-20 <71,
2021-04-24 <71, 2021-07-22 <71, 2021-10-20 73, 2022-01-20 <71, 2022-01-23 <71, 2022-04-16 <71, 2022-04-19 <71,
2022-04-20 <71, 2022-07-23 <71, 2022-07-24 <71, 2022-10-17 <71, 2022-10-18 <71, 2023-01-17 <71, 2023-01-18 <71,
2023-01-21 <71
"""
"""Made up: six of 36 days above the limit."""


def loads(**written: str) -> pd.DataFrame:
    """Return the days of plants [mg/day/1000 persons]."""
    rows = [(plant, *day.split()) for plant, days in written.items() for day in days.split(",")]
    table = pd.DataFrame(rows, columns=["plant", "sample_id", "said"])
    value = table["said"].str.lstrip("<").astype(float)
    below = table["said"].str.startswith("<")
    start = pd.to_datetime(table["sample_id"] + " 07:00").dt.tz_localize("Europe/Stockholm")
    return table.assign(
        residue="MDMA",
        start=start,
        end=start + pd.Timedelta(days=1),
        population=17000.0,
        qualifier=np.where(below, "below_loq", "quantified"),
        load_mg_per_day_per_1000=value.mask(below),
        load_low_mg_per_day_per_1000=value.mask(below, 0.0),
        load_high_mg_per_day_per_1000=value,
    )


def test_where_the_campaigns_are_told_by_chance_their_layer_is_left_out() -> None:
    worked = worked_trends(series_days({"load": loads(A=RUNAWAY)}, "quarter"))
    assert worked.line is not None
    fitted = worked.line.fitted
    assert fitted.campaign_variance.tolist() == [0.0]
    assert 0.3 < np.sqrt(fitted.day_variance[0]) < 0.8
    row = worked.trends.iloc[0]
    assert (row["verdict"], row["reason"]) == ("not_confirmed", "includes_zero")
    assert -50 < row["low_percent"] < row["change_percent"] < row["high_percent"] < 200


def test_what_has_no_end_without_that_layer_either_has_no_line_and_no_comparison() -> None:
    changes, lines = trends_and_lines(loads(A=UNSETTLED))
    assert changes[["comparison", "verdict", "reason"]].to_numpy().tolist() == [
        ["trend", "not_assessable", "mostly_below_limit"]
    ]
    told = ["change_percent", "high_percent", "p_value", "theil_sen_percent", "smallest_detectable_percent"]
    assert changes[told].isna().all(axis=None)
    assert lines[["fitted", "low", "high"]].isna().all(axis=None)
    # Only where all days are known does a period's level not hang on how far below the others lie.
    assert lines.loc[lines["level"].notna(), "period"].tolist() == ["2019K2", "2020K4", "2021K4"]


def test_a_series_without_an_end_moves_none_beside_it() -> None:
    alone, _ = trends_and_lines(loads(B=RUNAWAY))
    both, _ = trends_and_lines(loads(A=UNSETTLED, B=RUNAWAY, C=RUNAWAY.replace("<52.8", "41.0")))
    beside = both[both["place"] == "B"].reset_index(drop=True)
    numbers = ["change_percent", "low_percent", "high_percent", "p_value"]
    assert_allclose(beside[numbers], alone[numbers], rtol=1e-7)


def test_no_line_is_drawn_through_a_season_of_which_nothing_is_known() -> None:
    summers_below = ", ".join(
        f"{year}-{month:02d}-10 {'<50' if month == 8 else 90 + 7 * ((3 * year + month) % 5)}"
        for year in range(2018, 2023)
        for month in (2, 5, 8, 11)
    )
    changes, lines = trends_and_lines(loads(A=summers_below))
    assert changes.loc[0, ["change_percent", "high_percent"]].notna().all()
    drawn = lines[["fitted", "low", "high"]].notna().all(axis=1)
    assert lines.loc[~drawn, "period"].tolist() == [f"{year}K3" for year in range(2018, 2023)]
    assert lines["high"].max() < 1000
