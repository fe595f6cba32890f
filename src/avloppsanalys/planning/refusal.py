"""The refusal of a plan: what is asked for cannot be had together, and what to loosen."""

from __future__ import annotations

from collections.abc import Sequence

from avloppsanalys.errors import AvloppsanalysError

__all__ = ["PlanError"]


class PlanError(AvloppsanalysError, ValueError):
    """A plan that cannot be made: every reason at once.

    Parameters
    ----------
    faults : sequence of str
        What is wrong, and what to do about it.
    told : sequence of str, optional
        The same in the language that was asked for, for who did not write the call; by default as `faults`.
    """

    def __init__(self, faults: Sequence[str], *, told: Sequence[str] | None = None) -> None:
        self.faults = tuple(faults)
        self.told = self.faults if told is None else tuple(told)
        super().__init__("\n".join(["No plan can be made.", *(f"- {fault}" for fault in faults)]))
