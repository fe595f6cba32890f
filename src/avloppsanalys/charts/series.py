"""Which rows of a table a chart shows, in which order, and under which title and unit."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.errors import TableError, near_matches
from avloppsanalys.reference import substances
from avloppsanalys.tables import LevelQuantity, Table, arrange, check
from avloppsanalys.wording import Language, number, text

__all__ = ["in_order", "place_rows", "series_of", "titled", "unit_of"]


def place_rows(table: pd.DataFrame, contract: Table, place: str, quantity: LevelQuantity) -> pd.DataFrame:
    """Return the rows of one place and quantity.

    Raises
    ------
    TableError
        If there are none; the nearest place is named.
    """
    check(table, contract)
    known = table.loc[table["quantity"] == quantity, "place"]
    rows = arrange(table[(table["quantity"] == quantity) & (table["place"] == place)], contract)
    if rows.empty:
        near = near_matches(place, known)
        hint = f" Is it {near[0]!r}?" if near else ""
        raise TableError(
            f"The table of {contract.name} holds no row of quantity {quantity!r} for the place {place!r}.{hint}"
        )
    return rows


def in_order(rows: pd.DataFrame, *within: str) -> pd.DataFrame:
    """Return the rows with the substances in the order of the reference table, each sorted by the columns `within`."""
    rank = {record.name: rank for rank, record in enumerate(substances())}
    rows = rows.assign(factor_set=rows["factor_set"].fillna("none"), rank=rows["substance"].map(rank))
    ordered = rows.sort_values(["rank", "substance", "factor_set", *within], kind="stable", ignore_index=True)
    return ordered.drop(columns="rank")


def series_of(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the name of each row's panel: its substance under its factor set."""
    return rows["substance"] + "\n" + rows["factor_set"]


def unit_of(quantity: LevelQuantity, days: pd.DataFrame, lang: Language) -> str:
    """Return the unit above the axis; a dose never without its size.

    Raises
    ------
    TableError
        If doses are shown and the days do not say how large one is.
    """
    if quantity != "doses":
        return text(f"chart.unit.{quantity}", lang)
    sizes = days["dose_mg"].dropna().unique()
    if not len(sizes):
        raise TableError(
            "Doses are never shown without the size of a dose: give the table of consumption as `days`, with `dose_mg`."
        )
    return text("chart.unit.doses", lang, dose=" / ".join(number(size, 0, lang) for size in sizes))


def titled(title: str, page: int, pages: int, *, synthetic: bool, lang: Language) -> str:
    """Return the heading of a page: with its number where there are several, and the stamp of invented data."""
    heading = title if pages == 1 else text("chart.page", lang, title=title, page=page, pages=pages)
    return f"{text('chart.synthetic', lang)}: {heading}" if synthetic else heading
