"""An expected range as columns that float between its ends, behind the levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from pptx.chart.chart import Chart

__all__ = ["band_of_columns"]


def band_of_columns(chart: Chart, periods: int) -> None:
    """Make the first two series of a line chart into columns: the first unseen, the second standing on it.

    Stacked columns show one single period as well as twenty, and a gap as a gap, which a stacked area does not.

    Parameters
    ----------
    chart : pptx.chart.chart.Chart
        A line chart, whose first series is the lower end of the band and whose second is its height.
    periods : int
        How many there are: a single column would else fill the chart.
    """
    lines = chart.element.find(f".//{qn('c:lineChart')}")
    columns = parse_xml(
        f'<c:barChart {nsdecls("c")}><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'<c:gapWidth val="{max(60, 500 // periods)}"/><c:overlap val="100"/></c:barChart>'
    )
    unseen = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    tint = (
        '<a:solidFill><a:schemeClr val="bg2"/></a:solidFill><a:ln w="12700"><a:solidFill><a:schemeClr val="accent3"/>'
    )
    for series, look in zip(lines.findall(qn("c:ser"))[:2], (unseen, f"{tint}</a:solidFill></a:ln>"), strict=True):
        for name in ("c:spPr", "c:marker", "c:smooth"):
            for part in series.findall(qn(name)):
                series.remove(part)
        filled = parse_xml(f"<c:spPr {nsdecls('c', 'a')}>{look}</c:spPr>")
        series.find(qn("c:tx")).addnext(filled)
        filled.addnext(parse_xml(f'<c:invertIfNegative {nsdecls("c")} val="0"/>'))
        columns.find(qn("c:gapWidth")).addprevious(series)
    for axis in lines.findall(qn("c:axId")):
        columns.append(parse_xml(f'<c:axId {nsdecls("c")} val="{axis.get("val")}"/>'))
    lines.addprevious(columns)
