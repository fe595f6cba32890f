"""Sentences in a row, wherever the parts came from."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["sentences"]


def sentences(told: Iterable[str]) -> str:
    """Return sentences in a row, each with one full stop, whether it came with one or not.

    Parameters
    ----------
    told : iterable of str
        Sentences that end with a full stop or with nothing.

    Returns
    -------
    str

    Examples
    --------
    >>> sentences(["Ökar: +24 % per år", "Ny, bekräftas nästa period."])
    'Ökar: +24 % per år. Ny, bekräftas nästa period.'
    """
    return " ".join(f"{one.rstrip('.')}." for one in told)
