"""What a chart shows is read from its artists, not from pixels."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from avloppsanalys.calendar import Period, kind_of, timeline
from avloppsanalys.charts import Chart, levels_chart, levels_charts
from avloppsanalys.charts.axis_labels import ACROSS, UP
from avloppsanalys.charts.level_panel import MARKS as DRAWN_MARKS
from avloppsanalys.charts.style import MARKS, TEXTS, contrast
from avloppsanalys.errors import TableError
from avloppsanalys.tables import CONSUMPTION, LEVELS, LOADS, TIMEZONE, arrange
from avloppsanalys.wording import Language

SOURCE = "Labb: Exempellabbet. Endast belastning."
RESIDUES = ["benzoylecgonine", "amphetamine", "methamphetamine", "MDMA", "THC-COOH", "ketamine", "tramadol"]


def level(period: str, estimate: float, low: float, high: float, **other: Any) -> dict[str, Any]:
    named = Period.parse(period)
    row = {
        "place": "Sölvesborg", "substance": "benzoylecgonine", "quantity": "load", "factor_set": "none",
        "period": period, "period_start": named.start, "period_end": named.end, "unit": "mg/day/1000",
        "estimate": estimate, "low": low, "high": high, "interval_level": 0.95, "n_days": 2, "n_campaigns": 1,
        "n_below_loq": 0,
    }  # fmt: skip
    return row | other


def day(date: str, load: float, **other: Any) -> dict[str, Any]:
    start = pd.Timestamp(date, tz=TIMEZONE) + pd.Timedelta(hours=7)
    row = {
        "plant": "Sölvesborg", "sample_id": date, "residue": "benzoylecgonine", "start": start,
        "end": start + pd.Timedelta(days=1), "load_mg_per_day_per_1000": load, "load_low_mg_per_day_per_1000": load,
        "load_high_mg_per_day_per_1000": load, "qualifier": "quantified",
    }  # fmt: skip
    return row | other


def below(date: str, limit: float, **other: Any) -> dict[str, Any]:
    bounds = {"load_low_mg_per_day_per_1000": 0.0, "load_high_mg_per_day_per_1000": limit, "qualifier": "below_loq"}
    return day(date, np.nan, **bounds | other)


def levels_of(*rows: dict[str, Any]) -> pd.DataFrame:
    return arrange(pd.DataFrame(rows), LEVELS)


def loads_of(*rows: dict[str, Any]) -> pd.DataFrame:
    return arrange(pd.DataFrame(rows), LOADS)


LEVELS_WITH_GAP = levels_of(
    level("2025K4", 210.0, 140.0, 315.0),
    level("2026K1", 250.0, 160.0, 390.0, n_days=3),
    level("2026K3", 433.29, 310.0, 560.0, n_below_loq=1),
)
DAYS_WITH_GAP = loads_of(
    day("2025-11-04", 200.0),
    day("2026-02-03", 240.0),
    day("2026-02-04", 260.0),
    day("2026-08-12", 430.0),
    below("2026-08-16", 30.0),
    day("2026-08-17", 999.0, plant="Karlshamn"),
    day("2026-08-18", 999.0, sample_type="duplicate"),
    day("2026-11-18", 999.0),
)


@pytest.fixture(scope="module")
def chart() -> Chart:
    return levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE)


def panels(chart: Chart) -> list[Axes]:
    return list(chart.figure.axes)


def marks(ax: Axes, name: str) -> list[tuple[float, float]]:
    """Return the points of the artists that are drawn as one kind of mark."""
    return [(x, y) for line in ax.lines if line.get_label() == name for x, y in np.asarray(line.get_xydata(), float)]


def segments(ax: Axes) -> list[Any]:
    """Return the straight lines of the panel, each as two points."""
    drawn = (lines for lines in ax.findobj(LineCollection) if lines.get_label() != UP)
    return [segment for lines in drawn for segment in lines.get_segments()]


def under(ax: Axes) -> list[Text]:
    """Return the labels along the x axis."""
    return [text for text in ax.texts if text.get_label() == ACROSS]


def texts(artist: Any) -> list[str]:
    return [text.get_text() for text in artist.findobj(Text) if text.get_text()]


def middle(period: str) -> float:
    named = Period.parse(period)
    return (named.first.toordinal() + named.last.toordinal() + 1) / 2


def test_a_level_stands_in_the_middle_of_its_period_and_the_period_without_samples_stays_empty(chart: Chart) -> None:
    (ax,) = panels(chart)
    (container,) = ax.containers
    assert container.get_label() == "level"
    points = container.lines[0].get_xydata().tolist()  # type: ignore[attr-defined]
    assert points == [[middle("2025K4"), 210.0], [middle("2026K1"), 250.0], [middle("2026K3"), 433.29]]
    low, high = ax.get_xlim()
    assert low < middle("2026K2") < high


def test_no_line_crosses_from_one_period_to_the_next(chart: Chart) -> None:
    (ax,) = panels(chart)
    edges = [named.first.toordinal() for named in timeline(LEVELS_WITH_GAP["period"])][1:]
    drawn = [np.asarray(line.get_xydata(), float) for line in ax.lines if line.get_linestyle() != "None"]
    drawn += segments(ax)
    assert len(drawn) == 6, "three levels and three intervals"
    for path in drawn:
        first, last = path[:, 0].min(), path[:, 0].max()
        assert last - first < 92
        assert not any(first < edge < last for edge in edges)


def test_the_interval_is_drawn_from_low_to_high(chart: Chart) -> None:
    (ax,) = panels(chart)
    spans = [bar[:, 1] for bar in segments(ax) if bar[0, 0] == bar[1, 0]]
    np.testing.assert_allclose(spans, [(140.0, 315.0), (160.0, 390.0), (310.0, 560.0)])


def test_only_the_places_own_samples_within_the_periods_are_drawn_on_their_start_date(chart: Chart) -> None:
    (ax,) = panels(chart)
    assert [height for _, height in marks(ax, "day")] == [200.0, 240.0, 260.0, 430.0]
    assert marks(ax, "day")[0][0] == pd.Timestamp("2025-11-04").toordinal() + 0.5


def test_a_day_below_the_limit_is_a_hollow_triangle_at_the_limit(chart: Chart) -> None:
    (ax,) = panels(chart)
    (line,) = (line for line in ax.lines if line.get_label() == "below_loq")
    assert marks(ax, "below_loq") == [(pd.Timestamp("2026-08-16").toordinal() + 0.5, 30.0)]
    assert line.get_marker() == "v"
    assert line.get_markerfacecolor() == "#ffffff"


def test_a_day_below_an_unknown_limit_is_a_cross_on_the_axis_and_one_above_range_points_upwards() -> None:
    days = loads_of(
        below("2026-08-12", np.nan),
        below("2026-08-13", np.nan, load_low_mg_per_day_per_1000=700.0, qualifier="above_range"),
    )
    (ax,) = panels(levels_chart(LEVELS_WITH_GAP, days, place="Sölvesborg", source_line=SOURCE))
    assert [height for _, height in marks(ax, "below_unknown")] == [0.0]
    assert [height for _, height in marks(ax, "above_range")] == [700.0]
    assert ax.get_ylim()[1] > 700.0


def test_a_day_that_is_known_only_as_an_interval_is_a_bar_and_not_a_triangle() -> None:
    bounds = {"load_low_mg_per_day_per_1000": 10.0, "load_high_mg_per_day_per_1000": 30.0, "qualifier": "detected"}
    days = loads_of(day("2026-08-12", np.nan, **bounds))
    (ax,) = panels(levels_chart(LEVELS_WITH_GAP, days, place="Sölvesborg", source_line=SOURCE))
    place = pd.Timestamp("2026-08-12").toordinal() + 0.5
    assert [[place, 10.0], [place, 30.0]] in [segment.tolist() for segment in segments(ax)]
    assert marks(ax, "below_loq") == []


def test_a_day_of_which_nothing_is_known_is_not_drawn() -> None:
    nothing = dict.fromkeys(["load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000"], np.nan)
    days = loads_of(day("2026-08-12", np.nan, **nothing))
    (ax,) = panels(levels_chart(LEVELS_WITH_GAP, days, place="Sölvesborg", source_line=SOURCE))
    assert not {line.get_label() for line in ax.lines} & set(DRAWN_MARKS)


def test_a_level_without_estimate_is_a_bracket_from_zero_to_its_bound() -> None:
    levels = levels_of(level("2026K2", 20.0, 10.0, 40.0), level("2026K3", np.nan, 0.0, 42.0, n_below_loq=2))
    chart = levels_chart(levels, loads_of(below("2026-08-12", 30.0)), place="Sölvesborg", source_line=SOURCE)
    (ax,) = panels(chart)
    assert marks(ax, "upper_bound") == [(middle("2026K3"), 42.0)]
    assert [[middle("2026K3"), 0.0], [middle("2026K3"), 42.0]] in [segment.tolist() for segment in segments(ax)]
    assert "≤\N{NO-BREAK SPACE}42" in texts(ax)
    assert "senaste nivå (kv 3 2026) högst 42; tidigare 20" in chart.alt_text


def test_earlier_upper_bounds_are_told_apart_from_earlier_levels() -> None:
    bounds = [level("2025K3", np.nan, 0.0, 42.0, n_below_loq=2), level("2025K4", np.nan, 0.0, 30.0, n_below_loq=2)]
    latest = level("2026K3", 25.0, 12.0, 50.0)

    def told(*rows: dict[str, Any], lang: Language = "sv") -> str:
        days = loads_of(day("2026-08-12", 25.0))
        words = levels_chart(levels_of(*rows), days, place="Sölvesborg", source_line=SOURCE, lang=lang).alt_text
        return words.replace("\N{NO-BREAK SPACE}", " ")

    assert "12–50; tidigare perioder med enbart en övre gräns: 2 (högst 30–42); provtagna" in told(*bounds, latest)
    assert "; tidigare 20; tidigare perioder med enbart en övre gräns: 1 (högst 42); provtagna" in told(
        bounds[0], level("2026K1", 20.0, 10.0, 40.0), latest
    )
    assert "; earlier periods with no more than an upper bound: 2 (at most 30–42); days" in told(
        *bounds, latest, lang="en"
    )


def test_a_level_that_is_not_known_at_all_leaves_its_period_empty() -> None:
    levels = levels_of(level("2026K3", np.nan, np.nan, np.nan, n_days=1, n_below_loq=1))
    chart = levels_chart(levels, loads_of(below("2026-08-12", np.nan)), place="Sölvesborg", source_line=SOURCE)
    (ax,) = panels(chart)
    assert {line.get_label() for line in ax.lines} == {"below_unknown"}
    assert "Kokain (bensoylekgonin): ingen nivå kan anges; provtagna dygn: 1, varav 1 under" in chart.alt_text


def test_a_level_without_interval_is_a_line_alone() -> None:
    levels = levels_of(level("2026K3", 20.0, np.nan, np.nan))
    chart = levels_chart(levels, loads_of(day("2026-08-12", 20.0)), place="Sölvesborg", source_line=SOURCE)
    (ax,) = panels(chart)
    known = [segment for segment in segments(ax) if len(segment) and np.isfinite(segment).all()]
    assert [set(segment[:, 1]) for segment in known] == [{20.0}]
    assert "senaste nivå (kv 3 2026) 20; provtagna" in chart.alt_text


def test_the_y_axis_begins_at_zero_and_its_unit_stands_above_it_and_not_along_it(chart: Chart) -> None:
    (ax,) = panels(chart)
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] > 560
    assert ax.get_ylabel() == ""
    (unit,) = (text for text in ax.texts if text.get_text() == "mg per 1 000 personer och dygn")
    assert unit.get_rotation() == 0
    assert unit.xy == (0, 1)  # type: ignore[attr-defined]
    assert "Kokain (bensoylekgonin)" in texts(ax)


def test_periods_are_labelled_with_their_year_once_and_the_number_of_days_under_each(chart: Chart) -> None:
    (ax,) = panels(chart)
    labels = [label.get_text().split("\n") for label in under(ax)]
    assert labels == [["kv 4", "2025"], ["kv 1", "2026"], ["kv 2", " "], ["kv 3", " "]]
    written = [text.get_text() for text in ax.texts if text.get_label() not in (ACROSS, UP)]
    assert written[: written.index("dygn") + 1] == ["433", "2", "3", "0", "2", "dygn"]


def test_the_key_says_in_words_what_each_mark_is(chart: Chart) -> None:
    (key,) = chart.figure.legends
    assert [text.get_text() for text in key.get_texts()] == [
        "Skattad nivå för hela kvartalet med 95\N{NO-BREAK SPACE}%-intervall",
        "Enskilt dygnsprov",
        "Under bestämningsgränsen",
    ]


@pytest.mark.parametrize(
    ("period", "tick", "whole"),
    [
        ("2026T2", ["tertial 2", "2026"], "hela tertialet"),
        ("2026H1", ["halvår 1", "2026"], "hela halvåret"),
        ("2026-08", ["aug", "2026"], "hela månaden"),
        ("2026v41", ["v. 41", "2026"], "hela veckan"),
        ("2026", ["2026", " "], "hela året"),
        ("2026-01-01/2026-02-11", ["1/1–11/2", "2026"], "hela perioden"),
    ],
)
def test_every_kind_of_period_has_its_label_and_its_word_in_the_key(period: str, tick: list[str], whole: str) -> None:
    levels = levels_of(level(period, 20.0, 10.0, 40.0))
    chart = levels_chart(levels, loads_of(day("2026-01-12", 20.0)), place="Sölvesborg", source_line=SOURCE)
    (ax,) = panels(chart)
    assert [label.get_text().split("\n") for label in under(ax)] == [tick]
    assert whole in chart.figure.legends[0].get_texts()[0].get_text()


def test_labels_that_would_collide_are_left_out_but_never_the_last() -> None:
    months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    rows = [level(month, 20.0, 10.0, 40.0, substance=name) for name in RESIDUES[:6] for month in months]
    chart = levels_chart(levels_of(*rows), loads_of(day("2026-01-12", 20.0)), place="Sölvesborg", source_line=SOURCE)
    chart.figure.draw_without_rendering()
    for ax in panels(chart):
        shown = [label for label in under(ax) if label.get_text()]
        boxes = [label.get_window_extent() for label in shown]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
        assert shown[-1].get_text().startswith("dec")
        assert len(shown) > 3


def test_one_period_fills_no_more_than_a_third_of_the_panel() -> None:
    levels = levels_of(level("2020K4", 86.0, 36.0, 206.0, n_days=1))
    (ax,) = panels(levels_chart(levels, loads_of(day("2020-10-06", 86.0)), place="Sölvesborg", source_line=SOURCE))
    low, high = ax.get_xlim()
    assert 92 / (high - low) < 1 / 3


def test_the_source_stands_at_the_foot_of_every_page(chart: Chart) -> None:
    assert SOURCE in texts(chart.figure)


def test_synthetic_data_are_stamped_in_every_panel_in_the_title_and_first_in_the_alt_text() -> None:
    rows = [level("2026K3", 20.0, 10.0, 40.0, substance=name) for name in RESIDUES[:3]]
    days = loads_of(day("2026-08-12", 40.0))
    chart = levels_chart(levels_of(*rows), days, place="Sölvesborg", source_line=SOURCE, synthetic=True)
    for ax in panels(chart):
        (stamp,) = (text for text in ax.texts if text.get_text() == "SYNTETISKA DATA")
        chart.figure.draw_without_rendering()
        bottom = ax.transData.inverted().transform(stamp.get_window_extent().min)[1]
        assert bottom > 40.0, "the stamp hides a mark"
    assert chart.title == "SYNTETISKA DATA: Narkotikarester i avloppsvattnet, Sölvesborg"
    assert chart.title in texts(chart.figure)
    assert chart.alt_text.startswith("SYNTETISKA DATA: ")


def test_a_chart_of_real_data_is_not_stamped(chart: Chart) -> None:
    assert not any("SYNTETISK" in text for text in [*texts(chart.figure), chart.alt_text])


def test_a_recalled_factor_is_stamped_in_its_own_panel_and_told_in_the_alt_text() -> None:
    consumption = {"quantity": "consumption", "factor_set": "rise2019"}
    levels = levels_of(
        level("2026K3", 20.0, 10.0, 40.0, substance="cocaine", factor_status="recalled", **consumption),
        level("2026K3", 90.0, 50.0, 160.0, substance="amphetamine", factor_status="derived", **consumption),
    )
    named = {"residue": "drug", "load_mg_per_day_per_1000": "consumption_mg_per_day_per_1000"}
    days = loads_of(day("2026-08-12", 25.0, residue="cocaine")).rename(columns=named).assign(factor_set="rise2019")
    chart = levels_chart(
        levels, arrange(days, CONSUMPTION), place="Sölvesborg", quantity="consumption", source_line=SOURCE
    )
    stamped, other = panels(chart)
    assert "obekräftad faktor" in texts(stamped)
    assert "obekräftad faktor" not in texts(other)
    assert "mg per 1 000 personer och dygn" in texts(stamped)
    assert [height for _, height in marks(stamped, "day")] == [25.0]
    assert chart.alt_text.count("obekräftad faktor") == 1
    assert chart.title == "Beräknad narkotikakonsumtion, Sölvesborg"


def test_the_alt_text_states_the_finding(chart: Chart) -> None:
    assert chart.alt_text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Narkotikarester i avloppsvattnet, Sölvesborg, kv 4 2025–kv 3 2026. Enhet: mg per 1 000 personer och dygn."
        " Kokain (bensoylekgonin): senaste nivå (kv 3 2026) 433 med 95 %-intervall 310–560; tidigare 210–250;"
        " provtagna dygn: 7, varav 1 under bestämningsgränsen. Inga prov: kv 2 2026."
    )


def test_the_alt_text_and_labels_are_english_on_request() -> None:
    chart = levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE, lang="en")
    assert chart.alt_text == (
        "Drug residues in wastewater, Sölvesborg, Q4 2025–Q3 2026. Unit: mg per 1,000 persons and day."
        " Cocaine (benzoylecgonine): latest level (Q3 2026) 433 with 95% interval 310–560; earlier 210–250;"
        " days sampled: 7, of which 1 below the limit of quantification. No samples: Q2 2026."
    )


def test_many_gaps_are_counted_and_free_periods_are_told_by_their_dates() -> None:
    weeks = levels_of(level("2025v11", 20.0, 10.0, 40.0), level("2026v11", 20.0, 10.0, 40.0))
    chart = levels_chart(weeks, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE)
    assert chart.alt_text.endswith("Inga prov i 51 av 53 perioder.")
    free = levels_of(level("2026-01-01/2026-02-11", 20.0, 10.0, 40.0), level("2026-02-12/2026-04-15", 20.0, 10.0, 40.0))
    chart = levels_chart(free, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE)
    assert ", 1 januari 2026–15 april 2026." in chart.alt_text


def test_the_table_behind_holds_what_is_drawn(chart: Chart) -> None:
    assert list(chart.table.columns) == [
        "period", "substance", "factor_set", "unit", "estimate", "low", "high", "interval_level", "n_days",
        "n_campaigns", "n_below_loq",
    ]  # fmt: skip
    assert chart.table["estimate"].tolist() == [210.0, 250.0, 433.29]


@pytest.mark.parametrize(
    ("substances", "pages"), [(1, [1]), (4, [4]), (6, [6]), (7, [4, 3]), (9, [6, 3]), (10, [6, 4]), (12, [6, 6])]
)
def test_substances_fill_pages_of_six_panels_without_leaving_holes(substances: int, pages: list[int]) -> None:
    names = [*RESIDUES, "O-desmethyltramadol", "oxycodone", "fentanyl", "methadone", "mephedrone"][:substances]
    levels = levels_of(*(level("2026K3", 20.0, 10.0, 40.0, substance=name) for name in names))
    charts = levels_charts(levels, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE)
    assert [len(panels(chart)) for chart in charts] == pages
    assert [name for chart in charts for name in chart.table["substance"]] == names
    assert len({chart.name for chart in charts}) == len(pages)
    if len(pages) > 1:
        assert charts[0].title == f"Narkotikarester i avloppsvattnet, Sölvesborg (1 av {len(pages)})"


def test_a_long_title_stays_on_the_page() -> None:
    title = "SYNTETISKA DATA: Narkotikarester i avloppsvattnet, Lidköpings avloppsreningsverk vid Vänern (1 av 2)"
    chart = levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", title=title, source_line=SOURCE)
    chart.figure.draw_without_rendering()
    (heading,) = (text for text in chart.figure.texts if text.get_text() == title)
    assert heading.get_window_extent().x1 < chart.figure.bbox.x1


def test_names_for_files_hold_no_letter_that_a_system_may_spell_in_two_ways(chart: Chart) -> None:
    assert chart.name == "nivaer-solvesborg-load"


def test_a_place_that_is_not_in_the_table_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(
        TableError, match=r"no level of quantity 'load' for the place 'Solvesborg'\. Is it 'Sölvesborg'\?"
    ):
        levels_charts(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Solvesborg", source_line=SOURCE)
    with pytest.raises(TableError, match=r"The levels of 'Sölvesborg' fill 1 pages; there is no page 2\."):
        levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE, page=2)


def test_marks_keep_3_to_1_and_texts_4_5_to_1_against_white_and_light_grey() -> None:
    for background in ("#ffffff", "#f7f7f7"):
        assert min(contrast(colour, background) for colour in MARKS.values()) >= 3
        assert min(contrast(colour, background) for colour in TEXTS.values()) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)  # the greyest text that passes on white
    assert contrast("#ffffff", "#ffffff") == 1


def test_marks_differ_by_shape_and_not_by_colour_alone() -> None:
    levels = levels_of(level("2026K2", 20.0, 10.0, 40.0), level("2026K3", np.nan, 0.0, 42.0))
    days = loads_of(
        day("2026-05-12", 20.0),
        below("2026-08-12", 30.0),
        below("2026-08-13", np.nan),
        below("2026-08-14", np.nan, load_low_mg_per_day_per_1000=50.0),
    )
    (ax,) = panels(levels_chart(levels, days, place="Sölvesborg", source_line=SOURCE))
    looks = {
        line.get_label(): (line.get_marker(), line.get_markerfacecolor() == "#ffffff")
        for line in ax.lines
        if line.get_label() in DRAWN_MARKS
    }
    assert set(looks) == set(DRAWN_MARKS) - {"level", "day_interval"}, (
        "a line across its period, and a hollow dot on a bar"
    )
    assert len(set(looks.values())) == len(looks)


def test_the_same_chart_gives_the_same_bytes_whatever_the_user_has_set_in_matplotlib(tmp_path: Path) -> None:
    written = []
    settings: tuple[dict[Any, Any], ...] = ({}, {"font.size": 30, "axes.grid": True, "svg.fonttype": "none"})
    for number, setting in enumerate(settings):
        folder = tmp_path / str(number)
        folder.mkdir()
        with mpl.rc_context(setting):
            chart = levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", source_line=SOURCE)
            written.append([path.read_bytes() for path in chart.write(folder)])
    assert written[0] == written[1]


def test_a_chart_is_written_as_svg_png_and_alt_text(chart: Chart, tmp_path: Path) -> None:
    svg, png, txt = chart.write(tmp_path)
    assert [path.name for path in (svg, png, txt)] == [f"{chart.name}.{ending}" for ending in ("svg", "png", "txt")]
    assert txt.read_text(encoding="utf-8") == chart.alt_text + "\n"
    header = png.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")) == (1920, 1080)
    root = ET.parse(svg).getroot()
    name_space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{name_space}title") == chart.title
    assert root.findtext(f"{name_space}desc") == chart.alt_text
    assert root.find(f".//{name_space}text") is None, "letters must be outlines"


def test_drawing_leaves_the_arguments_alone() -> None:
    levels, days = LEVELS_WITH_GAP.copy(deep=True), DAYS_WITH_GAP.copy(deep=True)
    levels_charts(levels, days, place="Sölvesborg", source_line=SOURCE)
    pd.testing.assert_frame_equal(levels, LEVELS_WITH_GAP)
    pd.testing.assert_frame_equal(days, DAYS_WITH_GAP)


def test_the_order_of_the_rows_does_not_change_the_chart(chart: Chart) -> None:
    turned = levels_chart(LEVELS_WITH_GAP.iloc[::-1], DAYS_WITH_GAP.iloc[::-1], place="Sölvesborg", source_line=SOURCE)
    assert turned.alt_text == chart.alt_text
    pd.testing.assert_frame_equal(turned.table, chart.table)


def test_the_timeline_fills_in_periods_of_one_kind_only() -> None:
    assert [named.name for named in timeline(["2025v51", "2026v02"])] == ["2025v51", "2025v52", "2026v01", "2026v02"]
    free = ["2026-03-01/2026-03-31", "2026-01-01/2026-01-31"]
    assert [named.name for named in timeline(free)] == free[::-1]
    assert kind_of(["2026K1", "2026"]) is None


def test_the_panels_leave_room_for_a_long_source() -> None:
    words = [SOURCE, f"{SOURCE} " * (1 + 400 // len(SOURCE))]
    charts = [levels_chart(LEVELS_WITH_GAP, DAYS_WITH_GAP, place="Sölvesborg", source_line=line) for line in words]
    lowest = [panels(one)[0].get_position().y0 for one in charts]
    assert lowest[1] > lowest[0]
