"""Why the campaigns of a period do not fit between its closed days, and what would open weeks for them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.planning.request import PlanRequest
from avloppsanalys.planning.slots import Slots, day_numbers, spread_slots

__all__ = ["misfits"]


def misfits(
    slots: Slots,
    special: pd.DataFrame,
    request: PlanRequest,
    *,
    outside: npt.NDArray[np.bool_],
    late: npt.NDArray[np.bool_],
) -> list[str]:
    """Return period by period why the campaigns do not fit, and what would open weeks for them."""
    faults = []
    closed = special[special["closed"].astype(bool)]
    by_kind = {
        _ARGUMENTS[str(kind)]: np.isin(slots.day, day_numbers(rows["date"])).any(axis=2)
        for kind, rows in closed.assign(by=closed["kind"].where(closed["kind"].isin(_ARGUMENTS), "event")).groupby("by")
    }
    by_kind = {told: weeks for told, weeks in (*by_kind.items(), (_ARGUMENTS["late"], late)) if weeks.any()}
    shut = np.logical_or.reduce([outside, *by_kind.values()])
    for part in dict.fromkeys(slots.periods):
        own = np.array([other == part for other in slots.periods])
        alone = Slots(
            periods=(part,) * int(own.sum()), begin=slots.begin[own], finish=slots.finish[own],
            target=slots.target[own], monday=slots.monday, day=slots.day[own], outside=outside[own],
        )  # fmt: skip
        if spread_slots(alone, ~shut[own]) is not None:
            continue
        whole, left = int((~outside[own][0]).sum()), int((~shut[own]).any(axis=0).sum())
        shares = {told: int((weeks & ~outside)[own][0].sum()) for told, weeks in by_kind.items()}
        closes = [f"{told} closes {share}" for told, share in shares.items() if share]
        opens = [
            told
            for told in by_kind
            if spread_slots(alone, ~np.logical_or.reduce([outside, *(w for t, w in by_kind.items() if t != told)])[own])
            is not None
        ]
        loosen = [f"loosen {told}" for told in opens if told != _ARGUMENTS["public_holiday"]]
        loosen += [f"ask for at most {left} campaigns"] if left else []
        loosen += ["give fewer or other weekdays"]
        asked = int(own.sum())
        faults.append(
            f"{part.name}: {asked} campaigns are asked for, and {left} of its {whole} weeks have all their days open"
            f" ({'; '.join(closes)}). To have a plan: {', or '.join(loosen)}."
        )
    return faults or [
        "Each period has room for its campaigns, but two at a border begin within seven days of each other:"
        " ask for one campaign less, or give other weekdays."
    ]


_ARGUMENTS: Final = {
    "public_holiday": "storhelger",
    "day_after": "days_after",
    "school_holiday": "avoid_school_holidays",
    "payday_weekend": "avoid_payday_weekends",
    "event": "events",
    "late": "answers_before_meeting",
}
"""What closes days -> the argument that opens them; storhelger cannot be opened."""
