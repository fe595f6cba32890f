"""The numbers beside the marks of a chart, with the digits that the cards have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from avloppsanalys.exports.slides.columns import Drawn
from avloppsanalys.wording import decimals_for, decimals_given

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["add_labels"]

_SHOWN: Final = (
    '<c:showLegendKey val="0"/><c:showVal val="{shown}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
_PLACES: Final = {"level": ("r",), "bound": ("t",), "line": ("t", "b")}
"""Beside a level, which has a bar through it; above a line, and below the next one."""


def add_labels(series: _Element, one: Drawn, *, few: bool, as_given: bool, locale: str) -> None:
    """Write the numbers of a series beside its marks.

    Parameters
    ----------
    series : lxml element
        ``c:ser`` of a line chart.
    one : Drawn
        What it is.
    few : bool
        Whether each mark has room for its number; else only the last has one.
    as_given : bool
        Whether the numbers are somebody else's, and have the decimals that they were given with.
    locale : str
        What stands in front of the format of a number.
    """
    if one.role not in _PLACES:
        return
    known = [index for index, value in enumerate(one.values) if value is not None]
    points = "".join(_label(index, one, locale, as_given=as_given) for index in (known if few else known[-1:]))
    labels = parse_xml(f"<c:dLbls {nsdecls('c', 'a')}>{points}{_SHOWN.format(shown=0)}</c:dLbls>")
    series.find(qn("c:cat")).addprevious(labels)


def _label(index: int, one: Drawn, locale: str, *, as_given: bool) -> str:
    """Return the label of one mark."""
    value = one.values[index] or 0.0
    decimals = decimals_given(value) if as_given else decimals_for(value)  # nine offences are 9, not 9,0
    places = _PLACES[one.role]
    written = f"{locale}{'&quot;≤ &quot;' if one.role == 'bound' else ''}#,##0{'.' * (decimals > 0)}{'0' * decimals}"
    return (
        f'<c:dLbl><c:idx val="{index}"/><c:numFmt formatCode="{written}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'<c:dLblPos val="{places[one.nth % len(places)]}"/>{_SHOWN.format(shown=1)}</c:dLbl>'
    )
