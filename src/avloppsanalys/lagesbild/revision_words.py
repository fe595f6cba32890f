"""A level as it was printed: what two underlag are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from avloppsanalys.wording import Language, quantity, spread, text

__all__ = ["level_words"]


def level_words(level: Mapping[str, Any], lang: Language) -> str:
    """Return a level with its interval and the days that it rests on."""
    if level["estimate"] is not None:
        told = f"{quantity(level['estimate'], lang)} ({spread(level['low'], level['high'], lang)})"
    elif level["high"]:
        told = text("summary.at_most", lang, high=quantity(level["high"], lang))
    else:
        told = "–"
    return text("revision.level", lang, level=told, days=level["n_days"])
