"""The chart of a year plan: each day where it belongs, nothing on top of anything else, and the same in words."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import avloppsanalys as avl
from avloppsanalys import planning
from avloppsanalys.calendar import swedish_dates
from avloppsanalys.charts import Chart, year_plan_chart
from avloppsanalys.charts.page import open_strips
from avloppsanalys.charts.style import AXIS, BELOW, LEVEL, PERIOD, STAMP, contrast
from avloppsanalys.errors import TableError
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange

SCHOOL = {
    "sportlov": "2027v07",
    "påsklov": "2027-03-29/2027-04-02",
    "sommarlov": "2027-06-12/2027-08-17",
    "höstlov": "2027v44",
    "jullov": ["2027-01-01/2027-01-08", "2027-12-20/2027-12-31"],
}
SOURCE = "Beslutad av styrgruppen."
MONTHLY = [f"2027-{month:02d}-20" for month in range(1, 13)]


def festival() -> pd.DataFrame:
    start, end = (pd.Timestamp(day, tz=TIMEZONE) for day in ("2027-06-09", "2027-06-13"))
    row = {"place": "Ax", "start": start, "end": end, "event_type": "festival", "description": "Rockfestivalen"}
    return arrange(pd.DataFrame([row]), EVENTS)


def plan_of(**other: Any) -> planning.YearPlan:
    given: dict[str, Any] = {"meetings": ["2027-02-18", "2027-05-11", "2027-09-16", "2027-11-25"], "events": festival()}
    return avl.plan_year(2027, "Ax", school_holidays=SCHOOL, **(given | other))


@pytest.fixture(scope="module")
def plan() -> planning.YearPlan:
    return plan_of()


@pytest.fixture(scope="module")
def chart(plan: planning.YearPlan) -> Chart:
    return year_plan_chart(plan, source_line=SOURCE)


def marks(chart: Chart, name: str) -> list[float]:
    lines = [line for ax in chart.figure.axes for line in ax.lines if line.get_label() == name]
    return [float(x) for line in lines for x in np.asarray(line.get_xdata(), float)]


def bars(chart: Chart, kind: str) -> list[tuple[int, int]]:
    """Return the first and last day number of each stretch."""
    found = [patch for ax in chart.figure.axes for patch in ax.patches if patch.get_label() == kind]
    return [(int(bar.get_x()), int(bar.get_x() + bar.get_width()) - 1) for bar in found if isinstance(bar, Rectangle)]


def number(day: str) -> int:
    return pd.Timestamp(day).toordinal()


def test_every_planned_day_is_drawn_once_and_a_late_one_as_a_ring(plan: planning.YearPlan, chart: Chart) -> None:
    days = swedish_dates(plan.table["start"])
    late = ~plan.table["in_time"] & plan.table["meeting_date"].notna()
    assert days[late].dt.strftime("%Y-%m-%d").tolist() == ["2027-03-17", "2027-03-21"]
    assert marks(chart, "late") == [day.toordinal() + 0.5 for day in days[late]]
    assert marks(chart, "sampled") == [day.toordinal() + 0.5 for day in days[~late]]


def test_a_day_is_late_only_if_a_meeting_after_its_period_is_missed() -> None:
    drawn = year_plan_chart(plan_of(meetings=["2027-05-11", "2027-11-18"], events=None), source_line=SOURCE)
    # the third quarter has its meeting on 18 November, and no later one that the last days could reach
    assert [day - 0.5 for day in marks(drawn, "late")][-2:] == [number("2027-09-22"), number("2027-09-26")]
    # the last quarter has none to miss
    assert max(marks(drawn, "sampled")) > number("2027-12-01")


def test_what_is_avoided_stands_on_its_days(plan: planning.YearPlan, chart: Chart) -> None:
    drawn = {day for first, last in bars(chart, "public_holiday") for day in range(first, last + 1)}
    holidays = plan.days.loc[plan.days["kind"] == "public_holiday", "date"]
    assert drawn == {day.toordinal() for day in holidays}
    assert bars(chart, "event") == [(number("2027-06-09"), number("2027-06-12"))]
    assert (number("2027-02-15"), number("2027-02-21")) in bars(chart, "school_holiday")
    summer = [(number("2027-06-12"), number("2027-06-30")), (number("2027-07-01"), number("2027-08-17"))]
    assert set(summer) <= set(bars(chart, "school_holiday"))
    assert bars(chart, "payday_weekend") == []
    assert len(bars(year_plan_chart(plan_of(avoid_payday_weekends=True), source_line=SOURCE), "payday_weekend")) == 12


def test_meetings_and_the_last_day_before_each(chart: Chart) -> None:
    meetings = ["2027-02-18", "2027-05-11", "2027-09-16", "2027-11-25"]
    assert marks(chart, "meeting") == [number(day) + 0.5 for day in meetings]
    assert marks(chart, "sample_by") == [number(day) + 0.5 for day in ["2027-03-16", "2027-07-22", "2027-09-30"]]


def boxes(chart: Chart) -> list[tuple[str, Bbox]]:
    """Return every text with the box that it fills, in dots; a text has its place once the page is drawn."""
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib leaves it without types
    words = [word for word in chart.figure.findobj(Text) if word.get_visible()]
    return [(word.get_text(), word.get_window_extent()) for word in words if word.get_text().strip()]


def overlapping(chart: Chart) -> list[tuple[str, str]]:
    """Return the pairs of words that stand on each other."""
    shrunk = [(word, box.padded(-1.5)) for word, box in boxes(chart)]  # a letter's box is taller than the letter
    return [(a, b) for (a, one), (b, two) in itertools.combinations(shrunk, 2) if one.overlaps(two)]


CASES: dict[str, dict[str, Any]] = {
    "a kommun's year": {},
    "a meeting each month": {"meetings": MONTHLY},
    "payday weekends avoided": {"meetings": MONTHLY, "avoid_payday_weekends": True, "weekdays": (5, 6, 7)},
    "in English": {"lang": "en"},
    "no meetings": {"meetings": []},
    "a meeting's last day at the name of a month": {"meetings": ["2027-11-18"], "lead_time_weeks": 6},
}


@pytest.mark.parametrize("case", CASES)
def test_no_words_stand_on_others_or_outside_the_page(case: str) -> None:
    chart = year_plan_chart(plan_of(**CASES[case]), source_line=SOURCE, lang=CASES[case].get("lang", "sv"))
    assert overlapping(chart) == []
    outside = [word for word, box in boxes(chart) if min(box.x0, box.y0) < 0 or box.x1 > 1920 or box.y1 > 1080]
    assert outside == []


def test_the_check_for_words_on_each_other_finds_them(plan: planning.YearPlan) -> None:
    chart = year_plan_chart(plan, source_line=SOURCE)
    chart.figure.text(0.04, 0.95, "X X X", size=23)
    assert [pair for pair in overlapping(chart) if "X X X" in pair]


def test_the_words_say_what_the_picture_shows(chart: Chart) -> None:
    for told in (
        "Provtagningsplan 2027, Ax.",
        "Prov tas 24 dygn i 12 provtagningsveckor: 2027K1: 13 och 17 januari; 10 och 14 februari; 17 och 21 mars;",
        "midsommar 25 juni–27 juni",
        "sommarlov 12 juni–17 augusti",
        "Händelser som undviks: Rockfestivalen 9 juni–12 juni.",
        "Möte 11 maj 2027; sista provdygn för det är 16 mars 2027.",
        "Svaret missar första mötet efter perioden för 17 och 21 mars.",
    ):
        assert told in chart.alt_text
    assert "{" not in chart.alt_text


def test_its_table_is_the_plan(plan: planning.YearPlan, chart: Chart) -> None:
    pd.testing.assert_frame_equal(chart.table, plan.table)


def test_colours_keep_their_contrast() -> None:
    assert min(contrast(colour) for colour in (AXIS, LEVEL, BELOW)) >= 3
    assert min(contrast(colour) for colour in (LEVEL, BELOW, STAMP)) >= 4.5
    assert contrast(LEVEL, PERIOD) >= 3  # the bar of a school holiday is told by its edge


def test_the_same_plan_gives_the_same_files(plan: planning.YearPlan, tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written.append([path.read_bytes() for path in year_plan_chart(plan, source_line=SOURCE).write(tmp_path / name)])
    assert written[0] == written[1]
    assert written[0][1][16:24] == (1920).to_bytes(4, "big") + (1080).to_bytes(4, "big")


def test_a_stretch_over_two_years_is_four_rows_and_a_longer_one_is_refused() -> None:
    plan = avl.plan_year("2026-09-01/2027-08-31", "Ax")
    figure = year_plan_chart(plan, source_line=SOURCE).figure
    assert len(figure.axes) == 4
    with pytest.raises(TableError, match="covers 13 months; a page shows 12"):
        year_plan_chart(avl.plan_year("2026-09-01/2027-09-30", "Ax"), source_line=SOURCE)


def test_a_page_that_is_too_low_says_how_much_it_lacks() -> None:
    with pytest.raises(TableError, match=r"lacks [0-9.]+ inches"):
        open_strips([2.0, 2.0, 2.0], SOURCE)
