"""A deck of slides with native charts: python-pptx, and what it leans on, is imported on first use."""

from __future__ import annotations

from pathlib import Path

from avloppsanalys.exports.briefing import Briefing

__all__ = ["write_slides"]


def write_slides(briefing: Briefing, path: Path) -> None:
    """Write a briefing as a PowerPoint deck: one finding a slide, with a chart that can be edited.

    Title, what has changed, a slide a finding, a slide a picture that stands beside, control questions, method, and
    what the measurement does not say. All that a card holds stands in the notes of its slide. The same briefing gives
    the same bytes.

    Parameters
    ----------
    briefing : Briefing
        A finished underlag.
    path : pathlib.Path
        File to write; its folder must exist.
    """
    from avloppsanalys.exports.slides.deck import deck
    from avloppsanalys.exports.slides.package import fixed_bytes

    path.write_bytes(fixed_bytes(deck(briefing)))
