"""Sources of the numbers, and the words that say how far a number can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypedDict, cast, get_args

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import Row, read_rows

__all__ = ["STATUSES", "Citation", "Source", "Status", "citation", "source", "sources", "weakest"]

Status = Literal["confirmed", "derived", "chosen", "recalled"]

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
"""How far a number can be trusted, the strongest first: read in its source, computed from numbers that were, decided by
this project (inside a range that was read, or for want of one), or known from hearsay and not read anywhere."""


class Citation(TypedDict):
    """What every cited number carries: where it stands, and how far it can be trusted."""

    source: str
    locator: str
    status: Status
    note: str


def citation(row: Row) -> Citation:
    """Return the citation of a row of a data file."""
    status = cast(Status, row["status"])
    return {"source": row["source"], "locator": row["locator"], "status": status, "note": row["note"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a number was published, and where its text was seen."""

    key: str
    citation: str
    doi: str
    doi_status: str
    publisher: str
    year: int | None
    text_kind: str
    seen_at: str


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its key.

    Returns
    -------
    mapping of str to Source
        Read-only.

    Examples
    --------
    >>> sources()["zuccato_2005"].doi
    '10.1186/1476-069X-4-14'
    """
    return MappingProxyType(
        {
            row["key"]: Source(
                key=row["key"],
                citation=row["citation"],
                doi=row["doi"],
                doi_status=row["doi_status"],
                publisher=row["publisher"],
                year=int(row["year"]) if row["year"] else None,
                text_kind=row["text_kind"],
                seen_at=row["seen_at"],
            )
            for row in read_rows("sources.csv")
        }
    )


def source(key: str) -> Source:
    """Return one source.

    Parameters
    ----------
    key : str
        As the other tables name it in their column `source`.

    Returns
    -------
    Source

    Raises
    ------
    UnknownNameError
        If there is no such source; near matches are listed.

    Examples
    --------
    >>> source("gao_2022").text_kind
    'abstract'
    """
    try:
        return sources()[key]
    except KeyError:
        raise UnknownNameError("source", key, sources()) from None


def weakest(statuses: Iterable[Status]) -> Status:
    """Return the weakest of some statuses; of none, the strongest.

    Parameters
    ----------
    statuses : iterable of str
        Members of `STATUSES`.

    Returns
    -------
    str

    Examples
    --------
    >>> weakest(["confirmed", "recalled", "derived"])
    'recalled'
    """
    return max(statuses, key=STATUSES.index, default=STATUSES[0])
