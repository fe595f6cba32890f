"""Error bars of their own length up and down: python-pptx has none, so they are written as the format says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from avloppsanalys.exports.slides.columns import Reach
from avloppsanalys.exports.slides.sheet import cells

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["add_error_bars"]


def add_error_bars(series: _Element, reach: Reach, *, colour: str, width: int, cap: bool) -> None:
    """Give a series of a line chart error bars.

    ECMA-376 part 1, 21.2.2.55, has them after the labels and before the categories; PowerPoint refuses the file, or
    repairs it, where they stand elsewhere.

    Parameters
    ----------
    series : lxml element
        ``c:ser`` of a line chart.
    reach : Reach
        How far the bars reach; a missing number is no bar.
    colour : str
        Name of a colour of the theme.
    width : int
        Of the line [EMU].
    cap : bool
        Whether the bars end in a stroke across.
    """
    rows = len(reach.plus)
    kind = "plus" if reach.below is None else "both"
    parts = f"<c:plus>{_numbers(cells(reach.above, rows), reach.plus)}</c:plus>"
    if reach.below is not None:
        parts += f"<c:minus>{_numbers(cells(reach.below, rows), reach.minus)}</c:minus>"
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="{kind}"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="{int(not cap)}"/>{parts}<c:spPr><a:ln w="{width}" cap="flat"><a:solidFill>'
        f'<a:schemeClr val="{colour}"/></a:solidFill><a:round/></a:ln></c:spPr></c:errBars>'
    )
    series.find(qn("c:cat")).addprevious(bars)


def _numbers(reference: str, values: Sequence[float | None]) -> str:
    """Return where numbers stand, and what they are."""
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values) if value is not None
    )
    return (
        f"<c:numRef><c:f>{escape(reference)}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )
