"""The charts of change over time: what is drawn where, what is never joined, and which words stand beside."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from avloppsanalys.calendar import Period
from avloppsanalys.charts import (
    Chart,
    same_period_chart,
    same_period_charts,
    trend_chart,
    trend_charts,
)
from avloppsanalys.charts.axis_labels import ACROSS
from avloppsanalys.charts.same_period import SAME_PERIOD_FILE
from avloppsanalys.charts.style import MARKS, TEXTS, contrast
from avloppsanalys.charts.trend import TRENDS_FILE
from avloppsanalys.charts.trend_words import break_words
from avloppsanalys.charts.worded_page import Words, rows_of_pages
from avloppsanalys.errors import TableError
from avloppsanalys.tables import EVENTS, LEVELS, LOADS, TIMEZONE, TREND_LINES, TRENDS, arrange

PLACE = "Sölvesborg"
SOURCE = "Labb: Exempellabbet. Endast belastning."
SUBSTANCES = [
    "benzoylecgonine", "amphetamine", "methamphetamine", "MDMA", "THC-COOH", "ketamine", "tramadol",
    "O-desmethyltramadol",
]  # fmt: skip


def quarters(count: int, first: int = 2024) -> list[str]:
    return [f"{first + number // 4}K{number % 4 + 1}" for number in range(count)]


QUARTERS = quarters(11)


def trend(substance: str = "benzoylecgonine", **other: Any) -> dict[str, Any]:
    row = {
        "place": PLACE, "substance": substance, "quantity": "load", "factor_set": "none", "comparison": "trend",
        "first_period": "2024K1", "last_period": "2026K3", "change_percent": 24.2, "low_percent": 6.1,
        "high_percent": 45.3, "interval_level": 0.95, "verdict": "increasing", "reason": "excludes_zero",
        "smallest_detectable_percent": 35.0, "n_periods": 11, "n_days": 33, "n_blocks": 1,
    }  # fmt: skip
    return row | other


def lines(
    substance: str = "benzoylecgonine", periods: list[str] | None = None, blocks: list[str] | None = None, **other: Any
) -> list[dict[str, Any]]:
    rows = []
    for number, period in enumerate(periods or QUARTERS):
        named = Period.parse(period)
        fitted = 100 * 1.05**number
        row = {
            "place": PLACE, "substance": substance, "quantity": "load", "factor_set": "none", "period": period,
            "period_start": named.start, "period_end": named.end, "unit": "mg/day/1000",
            "block": blocks[number] if blocks else "1", "level": fitted + 3, "fitted": fitted, "low": 0.8 * fitted,
            "high": 1.25 * fitted, "interval_level": 0.95, "n_days": 1 + number % 4,
        }  # fmt: skip
        rows.append(row | other)
    return rows


def events(*rows: tuple[str | None, str, str, str, str]) -> pd.DataFrame:
    named = ["place", "event_type", "start", "end", "description"]
    frame = pd.DataFrame(rows, columns=named)
    for moment in ("start", "end"):
        frame[moment] = pd.to_datetime(frame[moment]).dt.tz_localize(TIMEZONE)
    return arrange(frame, EVENTS)


EVENTS_OF_PLACE = events(
    (PLACE, "intervention", "2025-03-03", "2025-03-24", "Insats vid resecentrum"),
    (PLACE, "festival", "2025-07-10", "2025-07-13", "Sillafestivalen"),
    (None, "public_holiday", "2025-12-23", "2026-01-02", "Jul och nyår"),
    (None, "payday_weekend", "2025-04-25", "2025-04-28", "Lönehelg"),
    ("Karlshamn", "festival", "2025-07-17", "2025-07-20", "Östersjöfestivalen"),
    (PLACE, "festival", "2021-07-17", "2021-07-20", "Långt före"),
)


def day(date: str, load: float, **other: Any) -> dict[str, Any]:
    start = pd.Timestamp(date, tz=TIMEZONE) + pd.Timedelta(hours=7)
    row = {
        "plant": PLACE, "sample_id": date, "residue": "benzoylecgonine", "start": start,
        "end": start + pd.Timedelta(days=1), "load_mg_per_day_per_1000": load, "load_low_mg_per_day_per_1000": load,
        "load_high_mg_per_day_per_1000": load, "qualifier": "quantified",
    }  # fmt: skip
    return row | other


def below(date: str, limit: float, **other: Any) -> dict[str, Any]:
    bounds = {"load_low_mg_per_day_per_1000": 0.0, "load_high_mg_per_day_per_1000": limit, "qualifier": "below_loq"}
    return day(date, np.nan, **bounds | other)


def drawn(rows: list[dict[str, Any]], of: list[dict[str, Any]], **options: Any) -> Chart:
    named = options.pop("days", None)
    days = None if named is None else arrange(pd.DataFrame(named), LOADS)
    table = arrange(pd.DataFrame(of, columns=list(TREND_LINES.columns)), TREND_LINES)
    trends = arrange(pd.DataFrame(rows), TRENDS)
    return trend_chart(trends, table, days, place=PLACE, source_line=SOURCE, **options)


@pytest.fixture(scope="module")
def chart() -> Chart:
    return drawn([trend()], lines())


def panels(chart: Chart) -> list[Axes]:
    return [ax for ax in chart.figure.axes if ax.get_label() != "events"]


def paths(ax: Axes, label: str) -> list[np.ndarray[Any, Any]]:
    return [np.asarray(line.get_xydata(), dtype=float) for line in ax.lines if line.get_label() == label]


def points(ax: Axes) -> list[tuple[float, float]]:
    found = [one for one in ax.collections if one.get_label() == "period"]
    return [(float(x), float(y)) for one in found for x, y in np.asarray(one.get_offsets())]


def under(ax: Axes) -> list[Text]:
    """Return the labels along the x axis."""
    return [text for text in ax.texts if text.get_label() == ACROSS]


def texts(artist: Any) -> list[str]:
    return [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in artist.findobj(Text) if text.get_text()]


def middle(period: str) -> float:
    named = Period.parse(period)
    return (named.first.toordinal() + named.last.toordinal() + 1) / 2


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts that cover each other, and the texts that leave the page."""
    figure.draw_without_rendering()
    shown = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    boxes = [(text.get_text(), text.get_window_extent().padded(-1.5)) for text in shown]
    page = figure.bbox
    outside = [(name, "the page") for name, box in boxes if box.x0 < 0 or box.x1 > page.x1 or box.y0 < 0]
    return outside + [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def test_a_period_is_a_diamond_in_its_middle_and_the_line_stands_in_its_band(chart: Chart) -> None:
    (ax,) = panels(chart)
    known = [(middle(period), 100 * 1.05**number + 3) for number, period in enumerate(QUARTERS)]
    np.testing.assert_allclose(points(ax), known)
    (line,) = paths(ax, "line")
    np.testing.assert_allclose(line[:, 1], [100 * 1.05**number for number in range(11)])
    sizes = np.asarray(next(one for one in ax.collections if one.get_label() == "period").get_sizes())  # type: ignore[attr-defined]
    assert sizes[3] > sizes[2] > sizes[1] > sizes[0], "the more days, the larger"
    assert ax.get_ylim()[0] == 0


def test_nothing_joins_two_blocks_and_the_break_stands_between_them() -> None:
    blocks = ["1"] * 4 + ["2: lab"] * 3 + ["3"] * 4
    (ax,) = panels(drawn([trend(n_blocks=3)], lines(blocks=blocks)))
    assert [len(line) for line in paths(ax, "line")] == [4, 3, 4]
    ends = [(line[0, 0], line[-1, 0]) for line in paths(ax, "line")]
    breaks = [line[0, 0] for line in paths(ax, "break")]
    assert breaks == [Period.parse(period).first.toordinal() for period in (QUARTERS[4], QUARTERS[7])]
    for (_, before), place, (after, _) in zip(ends, breaks, ends[1:], strict=False):
        assert before < place < after
    assert {"nytt labb", "ny serie"} <= set(texts(ax))


def test_a_break_in_a_gap_stands_in_the_middle_of_it_and_a_block_of_one_period_is_a_stroke() -> None:
    blocks = ["1"] * 5 + ["2"]
    (ax,) = panels(drawn([trend()], lines(periods=[*QUARTERS[:5], QUARTERS[8]], blocks=blocks)))
    end, start = Period.parse(QUARTERS[4]).last.toordinal() + 1, Period.parse(QUARTERS[8]).first.toordinal()
    assert [line[0, 0] for line in paths(ax, "break")] == [(end + start) / 2]
    assert [len(line) for line in paths(ax, "line")] == [5, 2]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("2", "ny serie"), ("", "ny serie"), ("2: lab", "nytt labb"), ("lab, method", "nytt labb, ny metod"),
        ("population_method", "ny metod, ny befolkningskälla"), ("meter", "ny flödesmätare"),
        ("pump 2022", "ny serie: pump 2022"),
    ],
)  # fmt: skip
def test_a_block_says_what_has_changed_as_far_as_its_name_does(block: str, words: str) -> None:
    assert break_words(block, "sv") == words


def test_the_days_say_what_has_changed_where_the_block_is_only_a_number() -> None:
    days = [
        day("2024-02-03", 100.0, block="1", lab="A", method="LC", population_method="register"),
        day("2026-02-03", 140.0, block="2", lab="B", method="LC", population_method=None),
    ]
    chart = drawn([trend()], lines(blocks=["1"] * 8 + ["2"] * 3), days=days)
    assert "nytt labb" in texts(panels(chart)[0])
    assert "Brott i serien: nytt labb (kv 1 2026)." in chart.alt_text


def test_no_line_leads_over_a_period_of_which_nothing_is_known() -> None:
    told = lines()
    told[4] |= dict.fromkeys(("fitted", "low", "high"), float("nan"))
    (ax,) = panels(drawn([trend()], told))
    assert [len(line) for line in paths(ax, "line")] == [4, len(told) - 5]


def test_a_block_that_comes_back_is_not_joined_over_the_one_between() -> None:
    (ax,) = panels(drawn([trend()], lines(blocks=["1"] * 4 + ["2"] * 3 + ["1"] * 4)))
    assert [len(line) for line in paths(ax, "line")] == [4, 3, 4]
    assert len(paths(ax, "break")) == 2


def test_a_period_without_samples_stays_empty_but_keeps_its_place() -> None:
    (ax,) = panels(drawn([trend()], lines(periods=[*QUARTERS[:3], *QUARTERS[5:]])))
    assert len(points(ax)) == 9
    places = [x for x, _ in points(ax)]
    assert max(after - before for before, after in pairwise(places)) > 250
    assert len(under(ax)) == 11


def test_the_verdict_stands_beside_the_panel(chart: Chart) -> None:
    written = texts(chart.figure)
    assert {"Kokain (bensoylekgonin)", "Ökar:"} <= set(written)
    assert "+24 % per år över perioden (+6 till +45)" in " ".join(written)
    assert SOURCE in written


def test_notes_stand_under_the_verdict() -> None:
    slope: dict[str, Any] = {"theil_sen_percent": 8.0, "theil_sen_low_percent": -3.0, "theil_sen_high_percent": 40.0}
    slope["note"] = "theil_sen_disagrees"
    written = " ".join(texts(drawn([trend(is_new=True, **slope)], lines()).figure))
    assert "Ny, bekräftas nästa period." in written
    assert "blir slutsatsen en annan: +8 % per år (−3 till +40)." in written


def test_the_word_is_that_of_the_row_that_has_one() -> None:
    rows = [
        trend(verdict=None, reason="too_few_periods", change_percent=np.nan, low_percent=np.nan, high_percent=np.nan),
        trend(comparison="same_period_last_year", change_percent=50.0, low_percent=10.0, high_percent=104.0),
        trend(comparison="previous_period", verdict=None),
    ]
    written = texts(drawn(rows, lines()).figure)
    assert "+50 % mot samma kvartal i fjol" in " ".join(written)


def test_the_alternative_text_names_verdict_interval_breaks_and_days() -> None:
    told = drawn([trend()], lines(blocks=["1"] * 8 + ["lab"] * 3), events=EVENTS_OF_PLACE).alt_text
    assert told.replace("\N{NO-BREAK SPACE}", " ") == (
        "Förändring över perioden: narkotikarester i avloppsvattnet, Sölvesborg, kv 1 2024–kv 3 2026. Enhet: mg per"
        " 1 000 personer och dygn. Kokain (bensoylekgonin): Ökar: +24 % per år över perioden (+6 till +45); 95 %"
        "-intervall. Linjen går från 100 (kv 1 2024) till 163 (kv 3 2026), där intervallet är 130–204."
        " Provtagna dygn: 26 i 11 perioder. Brott i serien: nytt labb (kv 1 2026)."
        " Insatser: Insats vid resecentrum 3 mars 2025–23 mars 2025."
        " Festivaler: Sillafestivalen 10 juli 2025–12 juli 2025. Storhelger: 1. Lönehelger: 1."
    )


def test_everything_is_english_on_request() -> None:
    chart = drawn([trend(is_new=True)], lines(), lang="en", events=EVENTS_OF_PLACE)
    written = texts(chart.figure)
    assert "Increasing: +24% a year over the period (+6 to +45)" in " ".join(written)
    assert "New, to be confirmed by the next period." in " ".join(written)
    assert (
        "Cocaine (benzoylecgonine): Increasing: +24% a year over the period (+6 to +45); 95% interval."
        in chart.alt_text.replace("\N{NO-BREAK SPACE}", " ")
    )


def test_events_of_the_place_are_marks_in_lanes_and_the_intervention_a_dotted_line() -> None:
    chart = drawn([trend()], lines(), events=EVENTS_OF_PLACE)
    (lanes,) = (ax for ax in chart.figure.axes if ax.get_label() == "events")
    assert len(lanes.patches) == 4
    assert lanes.get_xlim() == panels(chart)[0].get_xlim()
    assert {"insats", "festival", "storhelg", "lönehelg", "Sillafestivalen", "Insats vid resecentrum"} == set(
        texts(lanes)
    )
    assert len({to_hex(patch.get_facecolor()) for patch in lanes.patches}) == 1
    assert [line[0, 0] for line in paths(panels(chart)[0], "intervention")] == [pd.Timestamp("2025-03-03").toordinal()]
    assert "Insats" in [text.get_text() for text in chart.figure.legends[0].get_texts()]


def test_sampled_days_stand_behind_and_those_below_the_limit_are_hollow() -> None:
    days = [day("2026-02-03", 140.0), below("2026-02-04", 30.0), day("2026-02-05", 999.0, plant="Karlshamn")]
    (ax,) = panels(drawn([trend()], lines(), days=days))
    assert [path.tolist()[0][1] for path in paths(ax, "day")] == [140.0]
    assert [path.tolist()[0][1] for path in paths(ax, "below_loq")] == [30.0]


def test_all_below_the_limit_shows_the_limits_and_says_why_there_is_no_verdict() -> None:
    nothing: dict[str, Any] = dict.fromkeys(["change_percent", "low_percent", "high_percent"], np.nan)
    row = trend(verdict="not_assessable", reason="mostly_below_limit", **nothing)
    unknown: dict[str, Any] = dict.fromkeys(["level", "fitted", "low", "high"], np.nan)
    empty = lines(**unknown)
    chart = drawn([row], empty, days=[below("2026-02-04", 30.0)])
    (ax,) = panels(chart)
    assert points(ax) == []
    assert paths(ax, "line") == []
    assert ax.get_ylim()[1] > 30
    assert "Går inte att bedöma: fler än fyra av fem dygn ligger under bestämningsgränsen." in chart.alt_text
    assert "nan" not in chart.alt_text.lower()


def test_a_substance_without_any_number_says_so_and_has_a_row_in_the_table() -> None:
    nothing: dict[str, Any] = dict.fromkeys(["change_percent", "low_percent", "high_percent"], np.nan)
    row = trend("ketamine", verdict="not_assessable", reason="too_few_periods", n_periods=0, **nothing)
    chart = drawn([trend(), row], lines())
    assert "inga mätvärden" in texts(panels(chart)[1])
    assert "Går inte att bedöma än: 0 kvartal, minst 6 behövs" in chart.alt_text
    (told,) = chart.table[chart.table["substance"] == "ketamine"].to_dict("records")
    assert told["verdict"] == "not_assessable"
    assert "inga mätvärden" in texts(panels(drawn([row], []))[0])


def test_a_band_that_would_press_the_marks_flat_is_cut_and_its_end_is_told() -> None:
    chart = drawn([trend()], lines(high=28_907.0))
    (ax,) = panels(chart)
    highest = max(y for _, y in points(ax))
    assert 2 * highest < ax.get_ylim()[1] < 4 * highest
    assert "upp till 28 907." in " ".join(texts(chart.figure))


def test_the_table_holds_the_numbers_that_are_drawn(chart: Chart) -> None:
    expected = pd.DataFrame(lines())[["period", "level", "fitted", "low", "high", "n_days"]]
    pd.testing.assert_frame_equal(
        chart.table[expected.columns.tolist()], expected, check_dtype=False, check_column_type=False
    )
    assert set(chart.table["change_percent"]) == {24.2}
    assert set(chart.table["verdict"]) == {"increasing"}


LONGEST = {
    "verdict": "not_confirmed", "reason": "several_substances", "low_percent": 3.0, "high_percent": 1721.0,
    "theil_sen_percent": -60.0, "theil_sen_low_percent": -99.9, "theil_sen_high_percent": -20.0,
    "note": "theil_sen_disagrees",
    "step_percent": -12.0, "step_low_percent": -40.0, "step_high_percent": 6.0,
    "step_start": pd.Timestamp("2025-05-14", tz="Europe/Stockholm"), "n_event_days": 12,
}  # fmt: skip


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("count", [6, 11, 24])
@pytest.mark.parametrize("substances", [1, 2, 8])
def test_no_text_covers_another_or_leaves_the_page(substances: int, count: int, lang: Any) -> None:
    periods = quarters(count, 2021)
    blocks = ["1"] * 2 + ["2: method"] * 1 + ["3: lab, method, population"] * (count - 3)
    names = SUBSTANCES[:substances]
    rows = [trend(name, **(LONGEST if number % 3 == 0 else {"is_new": True})) for number, name in enumerate(names)]
    of = [row for name in names for row in lines(name, periods, blocks)]
    charts = trend_charts(
        arrange(pd.DataFrame(rows), TRENDS),
        arrange(pd.DataFrame(of), TREND_LINES),
        arrange(pd.DataFrame([day("2021-02-03", 100.0), below("2021-02-04", 30.0)]), LOADS),
        place=PLACE, source_line=SOURCE, events=EVENTS_OF_PLACE, synthetic=True, lang=lang,
    )  # fmt: skip
    assert sum(len(panels(chart)) for chart in charts) == substances
    for chart in charts:
        assert overlapping(chart.figure) == []
        low = min(text.get_window_extent().y0 for text in chart.figure.texts if text.get_text() != SOURCE)
        assert low > next(t for t in chart.figure.texts if t.get_text() == SOURCE).get_window_extent().y1


def test_substances_keep_their_order_over_the_pages_and_each_page_has_its_name() -> None:
    names = SUBSTANCES[::-1]
    rows = arrange(pd.DataFrame([trend(name) for name in names]), TRENDS)
    of = arrange(pd.DataFrame([row for name in names for row in lines(name)]), TREND_LINES)
    charts = trend_charts(rows, of, place=PLACE, source_line=SOURCE)
    assert [name for chart in charts for name in chart.table["substance"].unique()] == SUBSTANCES
    assert len({chart.name for chart in charts}) == len(charts) > 1
    assert all(TRENDS_FILE.fullmatch(f"{chart.name}.svg") for chart in charts)
    assert charts[0].title.endswith(f"(1 av {len(charts)})")


def test_words_at_a_break_that_are_wider_than_the_room_beside_it_stand_on_several_lines() -> None:
    blocks = ["1"] * 3 + ["2: lab, method, matrix, population, meter"] * 3
    (ax,) = panels(drawn([trend()], lines(periods=quarters(6), blocks=blocks)))
    whole = "nytt labb, ny metod, ny provtyp, ny befolkningskälla, ny flödesmätare"
    told = [text.get_text() for text in ax.texts if text.get_text() in whole]
    assert " ".join(told) == whole
    assert len(told) > 1


def test_pages_are_about_evenly_filled_and_hold_what_their_words_leave_room_for() -> None:
    brief, long = Words(name="Kokain", word="Ökar:", detail="mer"), Words(name="MDMA", word="", detail="ord " * 150)
    assert rows_of_pages([brief] * 3, SOURCE, row_bottom=0, below=0) == [3]
    assert rows_of_pages([brief] * 5, SOURCE, row_bottom=0, below=0) == [3, 2]
    assert rows_of_pages([brief, long, brief, brief], SOURCE, row_bottom=0, below=0) == [1, 1, 2]


def test_invented_data_and_recalled_factors_are_stamped() -> None:
    chart = drawn([trend(factor_status="recalled")], lines(), synthetic=True)
    assert {"SYNTETISKA DATA", "obekräftad faktor"} <= set(texts(panels(chart)[0]))
    assert chart.title.startswith("SYNTETISKA DATA: ")
    assert chart.alt_text.startswith("SYNTETISKA DATA: ")
    assert not any("SYNTETISK" in text for text in texts(drawn([trend()], lines()).figure))


def test_no_colour_says_whether_a_change_is_good_or_bad() -> None:
    def colours(verdict: str) -> set[str]:
        figure = drawn([trend(verdict=verdict)], lines()).figure
        return {to_hex(text.get_color()) for text in figure.findobj(Text)} | {
            to_hex(line.get_color()) for ax in figure.axes for line in ax.lines
        }

    found = [colours(verdict) for verdict in ("increasing", "decreasing", "unchanged", "not_confirmed")]
    assert all(one == found[0] for one in found)
    assert found[0] <= {*MARKS.values(), *TEXTS.values(), "#000000"}
    assert min(contrast(colour) for colour in found[0]) >= 4.5


def test_drawing_leaves_the_arguments_alone_whatever_the_order_of_their_rows() -> None:
    names = SUBSTANCES[:2]
    rows = arrange(pd.DataFrame([trend(name) for name in names]), TRENDS)
    of = arrange(pd.DataFrame([row for name in names for row in lines(name)]), TREND_LINES)
    days = arrange(pd.DataFrame([day("2026-02-03", 140.0), day("2026-02-05", 120.0)]), LOADS)
    given = (rows, of, days)
    copies = [frame.copy(deep=True) for frame in given]
    first = trend_chart(*given, place=PLACE, source_line=SOURCE, events=EVENTS_OF_PLACE)
    turned = trend_chart(
        *(frame.iloc[::-1] for frame in given), place=PLACE, source_line=SOURCE, events=EVENTS_OF_PLACE
    )
    for frame, copy in zip(given, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    assert first.alt_text == turned.alt_text
    pd.testing.assert_frame_equal(first.table, turned.table)


def test_what_cannot_be_drawn_is_an_error_that_says_why() -> None:
    rows, of = arrange(pd.DataFrame([trend()]), TRENDS), arrange(pd.DataFrame(lines()), TREND_LINES)
    with pytest.raises(TableError, match=r"no row of quantity 'load' for the place 'Solvesborg'\. Is it 'Sölvesborg'"):
        trend_charts(rows, of, place="Solvesborg", source_line=SOURCE)
    with pytest.raises(TableError, match=r"fill 1 pages; there is no page 2"):
        trend_chart(rows, of, place=PLACE, source_line=SOURCE, page=2)
    doses = [frame.assign(quantity="doses") for frame in (rows, of)]
    with pytest.raises(TableError, match="never shown without the size of a dose"):
        trend_chart(doses[0], doses[1], place=PLACE, quantity="doses", source_line=SOURCE)


# The same period last year.


def level(period: str, estimate: float, low: float, high: float, **other: Any) -> dict[str, Any]:
    named = Period.parse(period)
    row = {
        "place": PLACE, "substance": "benzoylecgonine", "quantity": "load", "factor_set": "none", "period": period,
        "period_start": named.start, "period_end": named.end, "unit": "mg/day/1000", "estimate": estimate, "low": low,
        "high": high, "interval_level": 0.95, "n_days": 2, "n_campaigns": 1, "n_below_loq": 0,
    }  # fmt: skip
    return row | other


LEVELS_OF_TWO_YEARS = [
    level("2025K1", 100.0, 60.0, 170.0, n_days=1),
    level("2025K2", 110.0, 70.0, 180.0),
    level("2025K3", np.nan, 0.0, 40.0, n_below_loq=2),
    level("2025K4", 130.0, 80.0, 220.0),
    level("2026K1", 140.0, 90.0, 230.0),
    level("2026K3", 160.0, 100.0, 260.0),
]
YEAR_CHANGE = trend(
    comparison="same_period_last_year", first_period="2025K3", change_percent=30.0, low_percent=-20.0,
    high_percent=110.0, verdict=None,
)  # fmt: skip


def paired(rows: list[dict[str, Any]], changes: list[dict[str, Any]], **options: Any) -> Chart:
    tables = arrange(pd.DataFrame(rows), LEVELS), arrange(pd.DataFrame(changes), TRENDS)
    return same_period_chart(*tables, place=PLACE, source_line=SOURCE, **options)


def test_each_quarter_stands_beside_its_like_a_year_earlier() -> None:
    chart = paired(LEVELS_OF_TWO_YEARS, [YEAR_CHANGE])
    (ax,) = panels(chart)
    marked = {str(one.get_label()): one.lines[0].get_xydata().tolist() for one in ax.containers}  # type: ignore[attr-defined]
    assert [y for _, y in marked["later"]] == [130.0, 140.0, 160.0]
    assert [y for _, y in marked["earlier"]] == [100.0, 110.0]
    assert [round(x) for x, _ in marked["later"]] == [0, 1, 3]
    assert [round(x) for x, _ in marked["earlier"]] == [1, 2]
    assert paths(ax, "bound")[0].tolist() == [[3 - 0.18, 40.0]]
    labels = [label.get_text() for label in under(ax)]
    assert labels == ["2024\n0 dygn", "2025\n2 dygn", "2025\n1 dygn", "2026\n2 dygn", "2025\n2 dygn", "2026\n0 dygn",
                      "2025\n2 dygn", "2026\n2 dygn"]  # fmt: skip
    assert {"kv 4", "kv 1", "kv 2", "kv 3"} <= set(texts(ax))


def test_the_change_stands_in_words_and_the_alternative_text_holds_every_pair() -> None:
    chart = paired(LEVELS_OF_TWO_YEARS, [YEAR_CHANGE, trend()])
    assert {"kv 3 2026 mot kv 3 2025", "+30 % mot samma kvartal i fjol"} <= set(texts(chart.figure))
    told = chart.alt_text.replace("\N{NO-BREAK SPACE}", " ")
    assert "kv 3 2026 mot kv 3 2025: +30 % mot samma kvartal i fjol (−20 till +110)." in told
    assert "kv 4 2025 130 (80–220), 2024 ingen nivå. kv 1 2026 140 (90–230), 2025 100 (60–170)." in told
    assert told.endswith("kv 2 2026 ingen nivå, 2025 110 (70–180). kv 3 2026 160 (100–260), 2025 högst 40.")
    assert "ingen jämförelse kan göras" in paired(LEVELS_OF_TWO_YEARS, [trend()]).alt_text
    english = paired(LEVELS_OF_TWO_YEARS, [YEAR_CHANGE], lang="en")
    assert "+30% against the same quarter last year" in " ".join(texts(english.figure))
    assert "2025\n1 day" in texts(english.figure)


def test_the_table_of_pairs_holds_what_is_drawn() -> None:
    table = paired(LEVELS_OF_TWO_YEARS, [YEAR_CHANGE]).table
    assert table["period"].tolist() == ["2025K4", "2026K1", "2026K2", "2026K3"]
    assert table["earlier_period"].tolist() == ["2024K4", "2025K1", "2025K2", "2025K3"]
    np.testing.assert_array_equal(table["estimate"], [130.0, 140.0, np.nan, 160.0])
    np.testing.assert_array_equal(table["earlier_high"], [np.nan, 170.0, 180.0, 40.0])
    np.testing.assert_array_equal(table["change_percent"], [np.nan, np.nan, np.nan, 30.0])


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("substances", [1, 8])
def test_no_text_of_the_pairs_covers_another(substances: int, lang: Any) -> None:
    names = SUBSTANCES[:substances]
    rows = [row | {"substance": name, "n_days": 12} for name in names for row in LEVELS_OF_TWO_YEARS]
    unsure = {"verdict": "not_confirmed", "reason": "several_substances", "is_new": True}
    changes = [YEAR_CHANGE | unsure | {"substance": name} for name in names]
    tables = arrange(pd.DataFrame(rows), LEVELS), arrange(pd.DataFrame(changes), TRENDS)
    copies = [frame.copy(deep=True) for frame in tables]
    charts = same_period_charts(*tables, place=PLACE, source_line=SOURCE, synthetic=True, lang=lang)
    assert [name for chart in charts for name in chart.table["substance"].unique()] == names
    for chart in charts:
        assert overlapping(chart.figure) == []
        assert SAME_PERIOD_FILE.fullmatch(f"{chart.name}.png")
        assert chart.alt_text.startswith(("SYNTETISKA DATA: ", "SYNTHETIC DATA: "))
    for frame, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_months_are_paired_too_and_free_periods_are_refused() -> None:
    months = [level(f"{year}-{month:02d}", 10.0, 5.0, 20.0) for year in (2025, 2026) for month in range(1, 13)]
    chart = paired(months, [trend()])
    assert chart.table["period"].tolist() == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert overlapping(chart.figure) == []
    with pytest.raises(TableError, match="do not recur every year"):
        paired([level("2026-01-01/2026-02-11", 10.0, 5.0, 20.0)], [trend()])
    with pytest.raises(TableError, match="there is no page 2"):
        paired(LEVELS_OF_TWO_YEARS, [YEAR_CHANGE], page=2)
