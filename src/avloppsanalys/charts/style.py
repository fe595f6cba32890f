"""How every chart looks: colours, sizes, line widths, and the contrast that the colours must keep.

A mark is told from another by its shape first and its colour second, so that a chart survives a grey printer and a
colour-blind reader. Marks keep 3:1 against the background and text 4.5:1 (WCAG 2.1, 1.4.11 and 1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Final

import matplotlib as mpl

__all__ = ["MARKS", "TEXTS", "contrast", "drawing"]

BACKGROUND: Final = "#ffffff"
PERIOD: Final = "#dbe8f1"
"""The stretch and interval of a period: only a backdrop, all that it says is drawn on it in `LEVEL` too."""

LEVEL: Final = "#00507d"
DAY: Final = "#6b6b6b"
BELOW: Final = "#b34700"
AXIS: Final = "#4f5859"
GRID: Final = "#e3e6e6"

TEXT: Final = "#1a1a1a"
TEXT_QUIET: Final = "#4f5859"
STAMP: Final = "#a61c00"

MARKS: Final[Mapping[str, str]] = MappingProxyType({"level": LEVEL, "day": DAY, "below": BELOW, "axis": AXIS})
"""Colours that carry information; each must keep 3:1 against the background."""

TEXTS: Final[Mapping[str, str]] = MappingProxyType({"text": TEXT, "quiet": TEXT_QUIET, "stamp": STAMP, "level": LEVEL})
"""Colours of text; each must keep 4.5:1 against the background."""

# The font ships with matplotlib. Letters become outlines in the SVG: Word and PowerPoint then draw them alike on a
# machine without the font, and the words themselves stand in the file's title and description.
_SETTINGS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "font.family": ["DejaVu Sans"],
        "svg.fonttype": "path",
        "text.parse_math": False,  # a name with two dollar signs is a name, and no formula
        "svg.hashsalt": "avloppsanalys",
        "path.simplify": False,
        "figure.facecolor": BACKGROUND,
        "savefig.facecolor": BACKGROUND,
        "axes.facecolor": BACKGROUND,
        "axes.edgecolor": AXIS,
        "axes.linewidth": 0.8,
        "text.color": TEXT,
        "xtick.color": AXIS,
        "ytick.color": AXIS,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "legend.frameon": False,
    }
)


def drawing() -> AbstractContextManager[None]:
    """Return a context in which matplotlib has this package's settings, whatever the user has set outside it.

    Returns
    -------
    context manager
    """
    own: dict[Any, Any] = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
    return mpl.rc_context(own | dict(_SETTINGS))


def contrast(colour: str, background: str = BACKGROUND) -> float:
    """Return the contrast ratio of two colours after WCAG 2.1.

    Parameters
    ----------
    colour, background : str
        ``"#rrggbb"``.

    Returns
    -------
    float
        [unitless], 1 (alike) to 21 (black on white).

    Notes
    -----
    (L1 + 0.05) / (L2 + 0.05) with L the relative luminance of the lighter and the darker colour.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, definitions of contrast ratio and relative luminance.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((_luminance(colour), _luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
