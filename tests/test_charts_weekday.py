"""A plant's own week against that of other towns: the ratios, what is expected, and the chart of both."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from avloppsanalys.charts import Chart, weekday_chart, weekday_charts
from avloppsanalys.charts.axis_labels import ACROSS
from avloppsanalys.charts.weekday import WEEKDAYS_FILE
from avloppsanalys.errors import TableError
from avloppsanalys.reference import week_model
from avloppsanalys.tables import LOADS, TIMEZONE, arrange
from avloppsanalys.weekdays import expected_weekdays, residues_with_weekdays, weekday_ratios

PLACE = "Sölvesborg"
SOURCE = "Labb: Exempellabbet."
WEEK = [f"2026-02-{day:02d}" for day in range(9, 16)]  # Monday to Sunday
SUBSTANCES = ["benzoylecgonine", "amphetamine", "methamphetamine", "MDMA", "THC-COOH", "ketamine", "tramadol"]


def day(date: str, load: float, **other: Any) -> dict[str, Any]:
    start = pd.Timestamp(date, tz=TIMEZONE) + pd.Timedelta(hours=7)
    row = {
        "plant": PLACE, "sample_id": date, "residue": "benzoylecgonine", "start": start,
        "end": start + pd.Timedelta(days=1), "load_mg_per_day_per_1000": load, "qualifier": "quantified",
        "population": 17_000.0,
    }  # fmt: skip
    return row | other


def loads_of(*rows: dict[str, Any]) -> pd.DataFrame:
    return arrange(pd.DataFrame(rows), LOADS)


def week_as_elsewhere(residue: str = "benzoylecgonine", level: float = 60.0) -> list[dict[str, Any]]:
    factors = np.exp(week_model(residue).log_factors)
    return [day(date, level * factor, residue=residue) for date, factor in zip(WEEK, factors, strict=True)]


def panels(chart: Chart) -> list[Axes]:
    return list(chart.figure.axes)


def points(ax: Axes, label: str) -> list[tuple[float, float]]:
    return [(x, y) for line in ax.lines if line.get_label() == label for x, y in np.asarray(line.get_xydata(), float)]


def under(ax: Axes) -> list[Text]:
    """Return the labels along the x axis."""
    return [text for text in ax.texts if text.get_label() == ACROSS]


def texts(artist: Any) -> list[str]:
    return [text.get_text() for text in artist.findobj(Text) if text.get_text() and text.get_visible()]


def test_a_week_like_that_of_other_towns_has_their_factors_as_its_ratios() -> None:
    ratios = weekday_ratios(loads_of(*week_as_elsewhere()))
    assert ratios["weekday"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    np.testing.assert_allclose(ratios["ratio"], np.exp(week_model("benzoylecgonine").log_factors))


def test_two_days_keep_their_own_ratio_to_each_other_and_the_level_of_the_campaign_does_not_matter() -> None:
    rows = loads_of(day("2026-02-11", 20.0), day("2026-02-15", 50.0), day("2026-05-13", 2.0), day("2026-05-17", 5.0))
    ratio = weekday_ratios(rows)["ratio"].to_numpy()
    assert ratio[1] / ratio[0] == pytest.approx(2.5)
    np.testing.assert_allclose(ratio[2:], ratio[:2])
    between = np.sqrt(ratio[0] * ratio[1]) / np.exp(week_model("benzoylecgonine").log_factors[[2, 6]].mean())
    assert between == pytest.approx(1.0)


def test_days_that_tell_nothing_of_the_week_are_left_out() -> None:
    rows = loads_of(
        day("2026-02-11", 20.0),
        day("2026-02-15", 50.0),
        day("2026-02-12", np.nan, qualifier="below_loq"),
        day("2026-02-13", 10.0, sample_type="duplicate"),
        day("2026-02-14", 10.0, end=pd.Timestamp("2026-02-17", tz=TIMEZONE)),
        day("2026-05-13", 20.0),
    )
    ratios = weekday_ratios(rows)
    assert ratios["start"].dt.day.tolist() == [11, 15]
    assert ratios["n_days"].tolist() == [2, 2]
    assert weekday_ratios(rows.iloc[[5]]).empty


def test_the_expected_week_is_that_of_the_reference_and_small_plants_differ_more() -> None:
    large = expected_weekdays(loads_of(*(row | {"population": 600_000.0} for row in week_as_elsewhere())))
    small = expected_weekdays(loads_of(*week_as_elsewhere()))
    np.testing.assert_allclose(small["expected"], np.exp(week_model("benzoylecgonine").log_factors))
    assert (small["high"] / small["low"] > large["high"] / large["low"]).all()
    model = week_model("benzoylecgonine")
    mass = 60.0 * 17 * np.exp(model.log_factors.mean())
    reach = 1.959964 * np.sqrt(model.spread[6, 6] * model.day_variance(mass))
    assert small["high"].iloc[6] == pytest.approx(np.exp(model.log_factors[6] + reach), rel=1e-6)
    unknown = expected_weekdays(loads_of(*week_as_elsewhere()).drop(columns="population"))
    assert np.isfinite(unknown["high"]).all()
    other = expected_weekdays(loads_of(day("2026-02-09", 1.0, residue="tramadol")))
    np.testing.assert_allclose(other["expected"], 1.0)  # nothing is known of its week


def test_each_day_is_a_dot_and_each_weekday_has_its_bar_and_median() -> None:
    rows = [*week_as_elsewhere(), *(row | {"start": row["start"] + pd.Timedelta(weeks=13),
            "end": row["end"] + pd.Timedelta(weeks=13), "sample_id": row["sample_id"] + "b"}
            for row in week_as_elsewhere(level=30.0))]  # fmt: skip
    chart = weekday_chart(loads_of(*rows), place=PLACE, source_line=SOURCE)
    (ax,) = panels(chart)
    factors = np.exp(week_model("benzoylecgonine").log_factors)
    np.testing.assert_allclose([y for _, y in points(ax, "own")], factors)
    assert len(points(ax, "day")) == 14
    bars = [bar.get_path().get_extents(bar.get_patch_transform()) for bar in ax.patches]
    assert [round((bar.x0 + bar.x1) / 2) for bar in bars] == list(range(7))
    ends = [(bar.y0, bar.y1) for bar in bars]
    np.testing.assert_allclose(ends, chart.table[["low", "high"]].to_numpy())
    assert [label.get_text() for label in under(ax)][:2] == ["mån\n2", "tis\n2"]
    assert chart.table["n_days"].tolist() == [2] * 7


def test_a_plant_without_two_days_in_a_campaign_shows_what_is_expected_and_says_so() -> None:
    chart = weekday_chart(loads_of(day("2026-02-11", 20.0)), place=PLACE, source_line=SOURCE)
    assert "för få dygn i samma provtagningsvecka" in texts(chart.figure)
    assert "mån inget dygn, väntat 0,97 (" in chart.alt_text
    assert "nan" not in chart.alt_text.lower()


def test_words_and_stamp_in_both_languages() -> None:
    chart = weekday_chart(loads_of(*week_as_elsewhere()), place=PLACE, source_line=SOURCE, synthetic=True, lang="en")
    assert chart.alt_text.startswith("SYNTHETIC DATA: Days of the week: drug residues in wastewater, Sölvesborg.")
    assert "Mon 0.97, expected 0.97 (" in chart.alt_text
    assert {"SYNTHETIC DATA", "the day against the mean of its week"} <= set(texts(panels(chart)[0]))
    swedish = weekday_chart(loads_of(*week_as_elsewhere()), place=PLACE, source_line=SOURCE)
    assert "mån 0,97, väntat 0,97 (" in swedish.alt_text
    assert not any("SYNTETISK" in text for text in [*texts(swedish.figure), swedish.alt_text])


@pytest.mark.parametrize("count", [1, 4, 7])
def test_no_text_covers_another_and_the_arguments_are_left_alone(count: int) -> None:
    loads = loads_of(*(row for name in SUBSTANCES[:count] for row in week_as_elsewhere(name)))
    copy = loads.copy(deep=True)
    charts = weekday_charts(loads, place=PLACE, source_line=SOURCE, synthetic=True)
    pd.testing.assert_frame_equal(loads, copy)
    assert [name for chart in charts for name in chart.table["residue"].unique()] == SUBSTANCES[:count]
    for chart in charts:
        assert WEEKDAYS_FILE.fullmatch(f"{chart.name}.svg")
        chart.figure.draw_without_rendering()
        shown = [text for text in chart.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
        boxes = [(text.get_text(), text.get_window_extent().padded(-1.5)) for text in shown]
        assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []
        assert all(box.x0 >= 0 and box.x1 <= chart.figure.bbox.x1 for _, box in boxes)


def test_three_days_on_each_of_two_weekdays_say_something_of_the_week() -> None:
    sundays = ["2026-02-15", "2026-05-17", "2026-08-16"]
    wednesdays = ["2026-02-11", "2026-05-13", "2026-08-12"]
    enough = [day(date, 50.0) for date in (*sundays, *wednesdays)]
    below = [row | {"residue": "MDMA", "qualifier": "below_loq", "load_mg_per_day_per_1000": np.nan} for row in enough]
    assert residues_with_weekdays(loads_of(*enough, *below)) == ("benzoylecgonine",)
    assert residues_with_weekdays(loads_of(*enough[:-1])) == ()
    assert residues_with_weekdays(loads_of(*week_as_elsewhere())) == ()  # one week says only what that week was like


def test_only_the_residues_that_are_asked_for_are_drawn() -> None:
    loads = loads_of(*week_as_elsewhere(), *week_as_elsewhere("MDMA"))
    (chart,) = weekday_charts(loads, place=PLACE, residues=["MDMA"], source_line=SOURCE)
    assert chart.table["residue"].unique().tolist() == ["MDMA"]
    assert len(panels(chart)) == 1
    with pytest.raises(TableError, match=r"no load of ketamine at the plant 'Sölvesborg'"):
        weekday_charts(loads, place=PLACE, residues=["MDMA", "ketamine"], source_line=SOURCE)


def test_a_plant_or_page_that_is_not_there_is_an_error() -> None:
    loads = loads_of(*week_as_elsewhere())
    with pytest.raises(TableError, match=r"no load of the plant 'Solvesborg'\. Is it 'Sölvesborg'\?"):
        weekday_chart(loads, place="Solvesborg", source_line=SOURCE)
    with pytest.raises(TableError, match=r"fill 1 pages; there is no page 2"):
        weekday_chart(loads, place=PLACE, source_line=SOURCE, page=2)
