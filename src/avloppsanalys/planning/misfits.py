"""Why the campaigns of a period do not fit between its closed days, and what would open weeks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.planning.refusal import PlanError
from avloppsanalys.planning.slots import Slots, day_numbers, spread_slots
from avloppsanalys.wording import Language, text

__all__ = ["Misfit", "misfit_error", "misfits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A period whose campaigns do not fit between its closed days."""

    period: str
    asked: int
    left: int
    """Weeks that have all their days open."""
    weeks: int
    closes: Mapping[str, int]
    """What closes weeks -> how many."""
    opens: tuple[str, ...]
    """What of that would have to be loosened, alone, for the campaigns to fit."""

    def fault(self) -> str:
        """Return it in English, with the arguments of `plan_year`."""
        closes = "; ".join(f"{_ARGUMENTS[kind]} closes {share}" for kind, share in self.closes.items())
        advice = [f"loosen {_ARGUMENTS[kind]}" for kind in self.opens]
        advice += [f"ask for at most {self.left} campaigns"] if self.left else []
        advice += ["give fewer or other weekdays"]
        return (
            f"{self.period}: {self.asked} campaigns are asked for, and {self.left} of its {self.weeks} weeks have all"
            f" their days open ({closes}). To have a plan: {', or '.join(advice)}."
        )

    def told(self, lang: Language) -> str:
        """Return it in words that need no Python."""
        closes = ", ".join(
            text("plan.misfit.closes", lang, what=text(f"plan.misfit.what.{kind}", lang), count=share)
            for kind, share in self.closes.items()
        )
        advice = [text(f"plan.misfit.loosen.{kind}", lang) for kind in self.opens]
        advice += [text("plan.misfit.fewer_weeks", lang, count=self.left)] if self.left else []
        advice += [text("plan.misfit.other_weekdays", lang)]
        return text(
            "plan.misfit", lang, period=self.period, asked=self.asked, left=self.left, weeks=self.weeks, closes=closes,
            advice=text("plan.misfit.or", lang).join(advice),
        )  # fmt: skip


def misfit_error(found: Sequence[Misfit], lang: Language) -> PlanError:
    """Return the refusal of a plan whose campaigns do not fit: in some periods, or none but at a border between two."""
    if not found:
        fault = (
            "Each period has room for its campaigns, but two at a border begin within seven days of each other:"
            " ask for one campaign less, or give other weekdays."
        )
        return PlanError([fault], told=[text("plan.misfit.border", lang)])
    return PlanError([one.fault() for one in found], told=[one.told(lang) for one in found])


def misfits(
    slots: Slots,
    special: pd.DataFrame,
    *,
    outside: npt.NDArray[np.bool_],
    late: npt.NDArray[np.bool_],
) -> list[Misfit]:
    """Return the periods whose campaigns do not fit, with why, and what would open weeks for them."""
    found = []
    closed = special[special["closed"].astype(bool)]
    by_kind = {
        str(kind): np.isin(slots.day, day_numbers(rows["date"])).any(axis=2)
        for kind, rows in closed.assign(by=closed["kind"].where(closed["kind"].isin(_ARGUMENTS), "event")).groupby("by")
    }
    by_kind = {kind: weeks for kind, weeks in (*by_kind.items(), ("late", late)) if weeks.any()}
    shut = np.logical_or.reduce([outside, *by_kind.values()])
    for part in dict.fromkeys(slots.periods):
        own = np.array([other == part for other in slots.periods])
        alone = Slots(
            periods=(part,) * int(own.sum()), begin=slots.begin[own], finish=slots.finish[own],
            target=slots.target[own], monday=slots.monday, day=slots.day[own], outside=outside[own],
        )  # fmt: skip
        if spread_slots(alone, ~shut[own]) is not None:
            continue
        opens = [
            kind
            for kind in by_kind
            if spread_slots(alone, ~np.logical_or.reduce([outside, *(w for k, w in by_kind.items() if k != kind)])[own])
            is not None
        ]
        shares = {kind: int((weeks & ~outside)[own][0].sum()) for kind, weeks in by_kind.items()}
        found.append(
            Misfit(
                period=part.name,
                asked=int(own.sum()),
                left=int((~shut[own]).any(axis=0).sum()),
                weeks=int((~outside[own][0]).sum()),
                closes={kind: share for kind, share in shares.items() if share},
                opens=tuple(kind for kind in opens if kind != "public_holiday"),
            )
        )
    return found


_ARGUMENTS: Final = {
    "public_holiday": "storhelger",
    "day_after": "days_after",
    "school_holiday": "avoid_school_holidays",
    "payday_weekend": "avoid_payday_weekends",
    "event": "events",
    "late": "answers_before_meeting",
}
"""What closes days -> the argument that opens them; storhelger cannot be opened."""
