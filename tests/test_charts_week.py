"""The chart of one week: what is drawn, where, in which order, and what its words say."""

from pathlib import Path
from runpy import run_path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.week import week_chart
from avloppsanalys.errors import TableError
from avloppsanalys.readers.euda import read_euda
from avloppsanalys.reference import bundled
from avloppsanalys.weekdays import weekday_means

EXAMPLE = Path(__file__).parents[1] / "examples" / "02_euda_swedish_towns.py"


@pytest.fixture(scope="module")
def loads() -> pd.DataFrame:
    return read_euda(bundled("examples/euda_sweden_2024.csv")).table


def drawn(loads: pd.DataFrame, residues: list[str] | None = None) -> Chart:
    """Return the chart of `loads` under a fixed title and source."""
    return week_chart(loads, weekday_means(loads), title="En vecka", source_line="Källa: EUDA", residues=residues)


def points(ax: Axes, label: str) -> list[tuple[float, float]]:
    """Return the places of the marks that are labelled so."""
    lines = [line for line in ax.get_lines() if line.get_label() == label]
    return [(float(x), float(y)) for line in lines for x, y in np.asarray(line.get_xydata(), dtype=float)]


def words(figure: Figure | Axes) -> list[str]:
    """Return every text in the figure or panel."""
    return [found.get_text() for found in figure.findobj(mpl.text.Text) if found.get_text()]


def test_every_day_and_mean_stands_in_the_row_of_its_town(loads: pd.DataFrame) -> None:
    ax = drawn(loads, ["benzoylecgonine"]).figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Gävle", "Stockholm (2)", "Trollhättan"]
    assert sorted(points(ax, "weekday"))[:2] == [(31.73, 2.0), (35.58, 2.0)]
    assert [x for x, row in points(ax, "weekend") if row == 0] == [76.09, 64.37, 99.51, 120.38]
    assert [x for x, _ in points(ax, "mean")] == pytest.approx([77.08, 374.23, 92.76], abs=0.011)
    assert [row for _, row in points(ax, "mean")] == [0.0, 1.0, 2.0]
    assert len(points(ax, "weekday") + points(ax, "weekend")) == 21


def test_days_below_an_unknown_limit_are_triangles_at_zero_and_have_no_mean(loads: pd.DataFrame) -> None:
    ax = drawn(loads, ["MDMA"]).figure.axes[0]
    assert set(points(ax, "below_loq")) == {(0.0, 2.0), (0.0, 3.0)}
    assert [row for _, row in points(ax, "mean")] == [0.0, 1.0]
    assert words(ax).count("alla 7 dygn") == 2
    assert words(ax).count("–") == 2


def test_a_day_below_a_known_limit_stands_at_its_limit(loads: pd.DataFrame) -> None:
    first = loads[(loads["residue"] == "ketamine")].iloc[[0]].index
    changed = loads.assign(
        qualifier=loads["qualifier"].mask(loads.index.isin(first), "below_loq"),
        load_mg_per_day_per_1000=loads["load_mg_per_day_per_1000"].mask(loads.index.isin(first)),
        load_high_mg_per_day_per_1000=loads["load_high_mg_per_day_per_1000"].mask(loads.index.isin(first), 1.5),
    )
    chart = drawn(changed, ["ketamine"])
    assert points(chart.figure.axes[0], "below_loq") == [(1.5, 0.0)]
    assert "1 av 7 under bestämningsgränsen" in chart.alt_text


def test_the_weekend_is_that_of_the_year_and_the_key_says_which_days(loads: pd.DataFrame) -> None:
    back = pd.Timedelta(weeks=157)  # from the week in March 2024 to one in March 2021
    of_2021 = loads.assign(start=loads["start"] - back, end=loads["end"] - back)
    for days, count, weekday, weekend in (
        (loads, 3, "Dygn tisdag–torsdag", "Dygn fredag–måndag"),
        (of_2021, 4, "Dygn tisdag–fredag", "Dygn lördag–måndag"),
    ):
        figure = drawn(days, ["ketamine"]).figure
        assert len(points(figure.axes[0], "weekday")) == count
        assert len(points(figure.axes[0], "weekend")) == 7 - count
        key = [found.get_text() for found in figure.legends[0].get_texts()]
        assert key == ["Veckans medelvärde (under bestämningsgränsen räknas som 0)", weekday, weekend]
        whole = drawn(days).figure
        whole.draw_without_rendering()
        assert all(found.get_window_extent().x1 < whole.bbox.x1 for found in whole.legends[0].get_texts())


def test_towns_stand_in_swedish_alphabetical_order(loads: pd.DataFrame) -> None:
    names = {"Gävle": "Örebro", "Stockholm (2)": "Åmål", "Trollhättan": "Zinkgruvan"}
    chart = drawn(loads[loads["residue"] == "benzoylecgonine"].replace({"plant": names}))
    assert list(chart.table["plant"]) == ["Zinkgruvan", "Åmål", "Örebro"]


def test_the_scale_begins_at_zero_and_holds_every_mark(loads: pd.DataFrame) -> None:
    for ax in drawn(loads).figure.axes:
        left, right = ax.get_xlim()
        assert left == 0
        assert all(x <= right for label in ("weekday", "weekend", "below_loq", "mean") for x, _ in points(ax, label))


def test_unit_means_and_source_are_written(loads: pd.DataFrame) -> None:
    chart = drawn(loads)
    written = words(chart.figure)
    assert len(chart.figure.axes) == 6
    assert written.count("mg per 1 000 personer och dygn") == 6
    assert {"En vecka", "Källa: EUDA", "Amfetamin", "Cannabis (THC-COOH)", "518", "4,0", "0"} <= set(written)


def test_no_text_lies_outside_the_page_or_on_another(loads: pd.DataFrame, tmp_path: Path) -> None:
    figure = drawn(loads).figure
    drawn(loads).write(tmp_path)
    figure.draw_without_rendering()
    page = figure.bbox
    boxes = [
        found.get_window_extent() for found in figure.findobj(mpl.text.Text) if found.get_text() and found.get_visible()
    ]
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)
    pairs = [(one, other) for number, one in enumerate(boxes) for other in boxes[:number]]
    assert not [pair for pair in pairs if pair[0].overlaps(pair[1])]


def test_the_alternative_text_says_what_the_picture_says(loads: pd.DataFrame) -> None:
    assert drawn(loads, ["ketamine", "MDMA"]).alt_text == (
        "En vecka. Dygnsvärden och veckans medelvärde i mg per 1 000 personer och dygn. Ketamin: Karlstad medel 4,0, "
        "dygn 1,9–7,7. MDMA: Gävle medel 16, dygn 10–25; Stockholm (2) medel 23, dygn 10–50; Trollhättan alla 7 dygn "
        "under bestämningsgränsen; Växjö alla 7 dygn under bestämningsgränsen."
    )


def test_all_that_a_page_cannot_show_is_said_at_once(loads: pd.DataFrame) -> None:
    later = loads.assign(start=loads["start"] + pd.DateOffset(days=7), end=loads["end"] + pd.DateOffset(days=7))
    both = pd.concat([loads, later], ignore_index=True)
    with pytest.raises(TableError, match=r"^No chart of a week: no rows of heroin; 2 weeks, the chart shows one\.$"):
        drawn(both, ["ketamine", "heroin"])


def test_the_example_draws_the_swedish_weeks_that_come_along(tmp_path: Path) -> None:
    said = run_path(str(EXAMPLE))["main"](tmp_path / "euda")
    assert sorted(path.name for path in (tmp_path / "euda").iterdir()) == [
        "vecka.csv", "vecka.png", "vecka.svg", "vecka.txt",
    ]  # fmt: skip
    table = (tmp_path / "euda" / "vecka.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert table[0] == ("residue;plant;weekday_mean;weekend_mean;daily_mean;n_days;n_below_loq;lowest_day;highest_day")
    assert [row for row in table if row.startswith("benzoylecgonine;Gävle;59,72")]
    assert len([row for row in table if row]) == 1 + sum("av 7" in line for line in said)
    assert "   Kokain (bensoylekgonin) Gävle                59,72     90,09     77,07  0 av 7" in said
    assert "CC BY 4.0" in run_path(str(EXAMPLE))["SOURCE"]


def test_the_example_reads_euda_s_own_file(shared: Path, tmp_path: Path) -> None:
    days, sites = shared / "euda" / "ww2025-all-data.csv", shared / "euda" / "ww2025-site-info-table.csv"
    said = run_path(str(EXAMPLE))["main"](tmp_path, days, sites)
    assert said[0].startswith("02 Svenska orter i EUDA:s mätvecka 2024 (ww2025-all-data.csv): 4 filer i ")
    assert sum("av 7" in line for line in said) == 30
