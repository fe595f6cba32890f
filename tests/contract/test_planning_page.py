"""The figure, the table and the numbers on the pages about planning are what the library gives today."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from runpy import run_path
from typing import Any

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.calendar import payday_weekends, swedish_dates
from avloppsanalys.planning import Design, plan_power, plan_sampling, slots, year_plan
from avloppsanalys.wording import percent

PLANNED_YEARS = range(2026, 2036)
ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "method"
PAGE = (PAGES / "planning.md").read_text(encoding="utf-8")
CHAPTER = (ROOT / "docs" / "handbok" / "02-planera-provtagningen.md").read_text(encoding="utf-8")
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
DESIGNS = {
    "3 dygn i följd": Design(campaigns=1, weekdays=(2, 3, 4)),
    "7 dygn i följd": Design(campaigns=1, weekdays=(1, 2, 3, 4, 5, 6, 7)),
    "3 dygn i var sin vecka": Design(campaigns=3, weekdays=(3,)),
    "6 dygn i 3 veckor": Design(campaigns=3, weekdays=(3, 7)),
    "6 dygn i var sin vecka": Design(campaigns=6, weekdays=(3,)),
}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return run_path(str(ROOT / "benchmarks" / "plan_figure.py"))


def test_the_page_prints_the_table_that_the_script_makes(script: dict[str, Any], tmp_path: Path) -> None:
    printed = script["write"](tmp_path)["planning"]
    assert f"<!-- benchmarks/plan_figure.py: planning -->\n\n{printed}\n\n" in PAGE
    for folder in (tmp_path, PAGES):
        (found,) = ET.parse(folder / "planning.svg").iter(DESCRIPTION)
        assert found.text == printed


def test_the_page_shows_its_picture_with_words_for_those_who_do_not_see_it() -> None:
    (words,) = re.findall(r"!\[([^\]]*)\]\(planning\.svg\)", PAGE)
    assert len(words) > 100


def test_the_chances_in_the_handbook_are_those_of_the_library(script: dict[str, Any]) -> None:
    rows = dict(re.findall(r"^\| (\d dygn [^|]+?) +\| (.*) \|$", CHAPTER, flags=re.MULTILINE))
    assert rows.keys() == DESIGNS.keys()
    for name, cells in rows.items():
        chances = [
            plan_power(DESIGNS[name], years, 0.25, day_log_sd=script["DAY_LOG_SD"], week_log_sd=script["WEEK_LOG_SD"])
            for years in (2, 3, 5)
        ]
        assert re.split(r" +\| +", cells.strip()) == [percent(chance).replace("\xa0", " ") for chance in chances]


def test_three_days_over_eight_quarters_have_the_chance_that_the_handbook_tells() -> None:
    (low, high) = re.findall(r"(\d+)–(\d+) % chans", CHAPTER)[0]
    chances = [
        100 * plan_power(DESIGNS[name], 2, 0.25, day_log_sd=0.43, week_log_sd=week)
        for name in ("3 dygn i följd", "3 dygn i var sin vecka")
        for week in (0.0, 0.15, 0.2121)
    ]
    assert int(low) <= min(chances)
    assert max(chances) <= int(high)


def payday_share(count: int, weekdays: tuple[int, ...]) -> str:
    days = swedish_dates(
        pd.concat([avl.plan_year(year, "Ax", campaigns=count, weekdays=weekdays).table for year in PLANNED_YEARS])[
            "start"
        ]
    )
    payday = payday_weekends(days.min().date(), days.max().date())["date"]
    return f"{100 * days.isin(payday).mean():.1f}"


def test_the_shares_of_payday_weekends_on_the_page_are_those_of_the_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = re.findall(r"^\| (\d) campaigns? \| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert len(rows) == 4
    patterns = ((3, 7), (5, 6, 7))
    told = {int(count): cells.split(" | ") for count, cells in rows}
    for count in (1, 3):
        assert told[count][:2] == [payday_share(count, weekdays) for weekdays in patterns]
    spread = slots.spread_slots
    monkeypatch.setattr(year_plan, "spread_slots", lambda every, is_open, payday: spread(every, is_open))
    for count in (1, 3):
        assert told[count][2:] == [payday_share(count, weekdays) for weekdays in patterns]


def test_the_sentence_in_the_handbook_is_that_of_the_command() -> None:
    plan = plan_sampling("cocaine", 100.0, {"Exempelverket": 17000})
    seen = plan.curves[(plan.curves["days_per_period"] == 3) & (plan.curves["years"] == 3)].set_index("spread")
    spread, run = (percent(float(seen["detectable_percent"].loc[own]) / 100) for own in (True, False))
    sentence = f"syns en ökning på {spread} per år efter 3 år. Tas de i följd syns {run}."
    assert sentence.replace("\xa0", " ") in " ".join(CHAPTER.split())
