"""The table of awkward series on the method page: each is made here, and says what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.loads import current_answers

PAGE = (Path(__file__).parents[1] / "docs" / "method" / "trend.md").read_text(encoding="utf-8")
ROWS = dict(
    (name.strip(), (bearer.strip(), word.strip(), reason.strip()))
    for name, bearer, word, reason in re.findall(r"^\| ([^|]+)\| ([a-z_]+) \| ([a-z_]+) \| ([a-z_]+) \|$", PAGE, re.M)
)


def series(quarters: int, days: int = 3, **columns: Any) -> dict[str, pd.DataFrame]:
    """Return measurements, flows and plants of days in weeks of their own."""
    rng = np.random.default_rng(2)
    first = pd.period_range("2022Q1", periods=quarters, freq="Q").start_time
    monday = first + pd.to_timedelta((7 - first.day_of_week) % 7, unit="D")
    offset = np.array([14, 46, 70])[:days]
    start = pd.DatetimeIndex((monday.to_numpy()[:, None] + offset.astype("timedelta64[D]")).ravel())
    start = start.tz_localize("Europe/Stockholm") + pd.Timedelta(hours=7)
    value = np.round(100 * np.exp(0.5 * rng.standard_normal(len(start))), 1)
    measurements = pd.DataFrame(
        {
            "plant": "A", "sample_id": np.arange(len(start)).astype(str), "residue": "benzoylecgonine", "start": start,
            "end": start + pd.DateOffset(days=1), "concentration_ng_per_l": value, "qualifier": "quantified",
            "concentration_low_ng_per_l": value, "concentration_high_ng_per_l": value, "report_id": "R", "revision": 0,
            "lab": "X", "method": "M", "available_from": start + pd.Timedelta(weeks=8),
        }
    ).assign(**columns)  # fmt: skip
    flows = measurements[["plant", "start", "end"]].drop_duplicates().assign(volume_m3=4250.0)
    plants = pd.DataFrame(
        {
            "plant": measurements["plant"].unique(), "population": 17_000.0, "population_method": "register",
            "valid_from": pd.Timestamp("2020-01-01", tz="Europe/Stockholm"),
        }
    )  # fmt: skip
    return {"measurements": measurements, "flows": flows, "plants": plants}


def loads(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return avl.daily_loads(avl.join_samples(made["measurements"], made["flows"], made["plants"]))


def nothing() -> pd.DataFrame:
    return loads(series(2)).iloc[:0]


def below() -> pd.DataFrame:
    hidden: dict[str, Any] = {
        "concentration_ng_per_l": np.nan,
        "concentration_low_ng_per_l": 0.0,
        "concentration_high_ng_per_l": 50.0,
    }
    return loads(series(9, **hidden, qualifier="below_loq"))


def missing() -> pd.DataFrame:
    table = loads(series(12))
    return table[~np.isin(np.arange(len(table)) // 3, [4, 8])]


def pooled() -> pd.DataFrame:
    one, other = (loads(series(8, plant=name)) for name in ("A", "B"))
    return pd.concat([one, other], ignore_index=True).assign(
        plant="A+B", sample_id=lambda rows: rows.index.astype(str), campaign=lambda rows: rows["campaign"]
    )


def new_source() -> pd.DataFrame:
    made = series(12)
    since = pd.Timestamp("2023-07-01", tz="Europe/Stockholm")
    counted = made["plants"].assign(population=12_000.0, population_method="BOD7", valid_from=since)
    return loads(made | {"plants": pd.concat([made["plants"], counted], ignore_index=True)})


def corrected() -> pd.DataFrame:
    made = series(10)
    table = made["measurements"]
    columns = ["concentration_ng_per_l", "concentration_low_ng_per_l", "concentration_high_ng_per_l"]
    right = table.iloc[-3:].assign(revision=1, available_from=table["available_from"].max() + pd.Timedelta(weeks=1))
    wrong = table.copy()
    wrong.loc[wrong.index[-3:], columns] *= 10
    answers = pd.concat([wrong, right], ignore_index=True)
    as_of = answers["available_from"].max()
    return loads(made | {"measurements": current_answers(answers, as_of=as_of)})


def shifted() -> pd.DataFrame:
    table = loads(series(12))
    later = np.arange(len(table)) >= 18
    day = np.tile(np.arange(3), 12) + np.where(later, 4, 1)
    start = table["start"] - pd.to_timedelta(table["start"].dt.day_of_week, unit="D") + pd.to_timedelta(day, unit="D")
    return table.assign(start=start, end=start + pd.Timedelta(days=1))


MADE: dict[str, tuple[Callable[[], pd.DataFrame], dict[str, Any]]] = {
    "no day at all": (nothing, {}),
    "one quarter": (lambda: loads(series(1)), {}),
    "two quarters": (lambda: loads(series(2)), {}),
    "five quarters": (lambda: loads(series(5)), {}),
    "one day a quarter, eight quarters": (lambda: loads(series(8, days=1)), {}),
    "all days below the limit": (below, {}),
    "two quarters of twelve missing": (missing, {}),
    "two plants pooled in one table": (pooled, {}),
    "source of persons changed half-way": (new_source, {}),
    "an answer corrected from 1000 to 100": (corrected, {}),
    "weekdays shifted, not evened out": (shifted, {"weekday_basis": "as_sampled"}),
}


def test_the_page_tells_of_every_series_that_is_made_here() -> None:
    assert list(ROWS) == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_each_says_what_the_page_says(name: str) -> None:
    make, options = MADE[name]
    found = avl.trends(make(), **options)
    said = found[found["verdict"].notna()]
    told = said[["comparison", "verdict", "reason"]].to_numpy().tolist()
    assert told == ([] if ROWS[name][0] == "none" else [list(ROWS[name])])
    if name == "source of persons changed half-way":
        assert said["n_blocks"].tolist() == [2]
