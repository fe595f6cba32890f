"""The chart of days against the smallest change that is seen: what is drawn, where, and what its words say."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from numpy.testing import assert_allclose

from avloppsanalys.charts import Chart, plan_power_chart
from avloppsanalys.errors import TableError
from avloppsanalys.planning import SamplingPlan, plan_sampling


@pytest.fixture(scope="module")
def plan() -> SamplingPlan:
    return plan_sampling("cocaine", 100.0, {"A": 17000, "B": 4000})


@pytest.fixture(scope="module")
def chart(plan: SamplingPlan) -> Chart:
    return plan_power_chart(plan, place="A", source_line="Beräknat")


def line(ax: Axes, label: str) -> np.ndarray:
    (found,) = (one for one in ax.get_lines() if one.get_label() == label)
    return np.asarray(found.get_xydata())


def test_every_panel_draws_the_numbers_of_its_horizon(chart: Chart) -> None:
    for ax, years in zip(chart.figure.axes, (2, 3, 5), strict=True):
        for label, spread in (("run", False), ("spread", True)):
            rows = chart.table[(chart.table["years"] == years) & (chart.table["spread"] == spread)]
            assert_allclose(line(ax, label), rows[["days_per_period", "detectable_percent"]].to_numpy(dtype=float))


def test_all_panels_share_one_scale(chart: Chart) -> None:
    assert len({ax.get_ylim() for ax in chart.figure.axes}) == 1


def test_the_heading_is_the_finding_and_the_words_hold_the_numbers(chart: Chart) -> None:
    seen = chart.table.set_index(["years", "spread", "days_per_period"])["detectable_percent"]
    spread, run = (f"{seen.loc[(3, own, 3)]:.0f}\xa0%" for own in (True, False))
    assert chart.title == f"Kokain: tre dygn per kvartal visar {spread} per år efter 3 år om de sprids, {run} i följd"
    assert chart.alt_text.startswith(f"{chart.title}. ")
    assert f"{seen.loc[(2, False, 7)]:.0f}\xa0%." in chart.alt_text


def test_the_place_is_all_plants_together_unless_one_is_named(plan: SamplingPlan) -> None:
    assert set(plan_power_chart(plan, source_line="x").table["place"]) == {"A + B"}
    with pytest.raises(TableError, match=r"no place 'C'; it has A, B, A \+ B"):
        plan_power_chart(plan, place="C", source_line="x")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_text_lies_outside_the_page_or_on_another(plan: SamplingPlan, lang: str) -> None:
    figure = plan_power_chart(plan, source_line="Källa", lang="sv" if lang == "sv" else "en").figure
    figure.draw_without_rendering()
    found = [one for one in figure.findobj(mpl.text.Text) if one.get_text() and one.get_visible()]
    boxes = [one.get_window_extent() for one in found]
    page = figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)
    pairs = [
        (one.get_text(), other.get_text())
        for number, (one, box) in enumerate(zip(found, boxes, strict=True))
        for other, beside in zip(found[:number], boxes[:number], strict=True)
        if box.overlaps(beside)
    ]
    assert pairs == []
