"""Columns of the fill-in forms that are meant for people: nothing is computed from them."""

from __future__ import annotations

from typing import Final

__all__ = ["FOR_PEOPLE"]

FOR_PEOPLE: Final = frozenset(
    {
        "Anmärkning", "Avsänt", "Externslam", "Extra flaskor", "Industri", "Mätarens skick", "Provvolym (l)",
        "Signatur", "Temperatur vid ankomst (°C)",
    }
)  # fmt: skip
"""Headings of ``protocols/mallar`` that the readers leave unread without a word: to say so each time would teach the
one who fills in a form to overlook the problems that matter."""
