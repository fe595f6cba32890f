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
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(["No plan can be made.", *(f"- {fault}" for fault in faults)]))
