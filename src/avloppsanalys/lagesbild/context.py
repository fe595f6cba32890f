"""Other indicators as they may be shown: what was known then, and no count so small that it can point out a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.reference import indicator_units
from avloppsanalys.tables import CONTEXT, TIMEZONE, arrange, check
from avloppsanalys.wording import Language, ProblemLog, date, decimals_given, number, text

__all__ = ["HIDDEN", "context_table", "has_number", "known_context", "unit_words"]

HIDDEN: Final = ("small_count", "withheld")
"""Why a figure is suppressed here: it is a small count, or it gives one away beside the figures that are shown."""

_FIGURE: Final = ["place", "indicator", "group", "start", "end", "unit"]
_SERIES: Final = ["place", "indicator", "group", "unit"]


def context_table(
    context: pd.DataFrame, *, smallest_count: float = 5, as_of: pd.Timestamp | None = None, lang: Language = "sv"
) -> pd.DataFrame:
    """Return other indicators as they may be shown; nothing is added up, compared or computed from them.

    A count of 1 to `smallest_count` - 1 is suppressed, and so is a rate whose count can be recovered from the number of
    persons in its row. Where a whole is shown and one part of it is suppressed (over groups, places or stretches of
    time), the difference would tell it: then all the parts are suppressed and only the whole stands. Zero is shown.

    What is not handled: a rate of which nobody says how many persons it is of, what differently named indicators tell
    together, and what others have published.

    Parameters
    ----------
    context : pandas.DataFrame
        A table of indicators, from `read_context`.
    smallest_count : float, default 5
        The protocol's smallest count [cases].
    as_of : pandas.Timestamp, optional
        Only what was known at this moment: a figure that does not say when it came counts once its period was over. Of
        several versions the latest known one stands, and of those the final one.
    lang : {"sv", "en"}, default "sv"
        Language of `shown`.

    Returns
    -------
    pandas.DataFrame
        A table of indicators without the suppressed values; `shown` is what is printed.

    Raises
    ------
    TableError
        If `context` is no table of indicators.

    Examples
    --------
    >>> start = pd.Timestamp("2026-01-01", tz="Europe/Stockholm")
    >>> rows = pd.DataFrame({"indicator": "Orosanmälningar", "start": start, "end": start + pd.DateOffset(years=1),
    ...                      "value": [3.0, 41.0], "unit": "count", "place": ["A", "B"]})
    >>> context_table(rows)[["place", "value", "suppressed", "shown"]]
      place  value  suppressed shown
    0     A    NaN        True   1–4
    1     B   41.0       False    41
    """
    check(context, CONTEXT)
    rows = _current(arrange(context, CONTEXT), as_of)
    small = _small(rows, smallest_count)
    withheld = _given_away(rows, small, smallest_count)
    hidden = small | withheld
    rows["missing"] = rows["missing"].mask(small, HIDDEN[0]).mask(withheld, HIDDEN[1])
    rows["suppressed"] = hidden
    # the number behind a hidden rate could be computed from its persons; they stay only beside what is shown
    rows["value"], rows["persons"] = rows["value"].mask(hidden), rows["persons"].mask(hidden)
    rows["period"] = rows["period"].where(rows["period"].notna(), _stretches(rows))
    return arrange(rows.assign(shown=_shown(rows, smallest_count, lang)), CONTEXT)


def known_context(
    context: pd.DataFrame, as_of: pd.Timestamp | None, *, lang: Language = "sv"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures that were known at a moment, all versions of them, and a note of those that were not.

    Parameters
    ----------
    context : pandas.DataFrame
        A table of indicators.
    as_of : pandas.Timestamp or None
        The moment; None leaves nothing out.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    known, problems : pandas.DataFrame
        Tables of indicators and of problems.
    """
    log, rows = ProblemLog(lang), arrange(context, CONTEXT)
    known = _known(rows, as_of)
    if as_of is not None and not known.all():
        log.add("CTX020", count=int((~known).sum()), day=date(as_of.tz_convert(TIMEZONE).date(), lang))
    return rows[known], log.table()


def has_number(figure: Mapping[Any, Any]) -> bool:
    """Return whether a figure has a number to show, or is a small count: then it is told between which it lies.

    Parameters
    ----------
    figure : mapping
        A row of what `context_table` returned, or its record in an underlag: `value` and `missing`.

    Returns
    -------
    bool
    """
    return bool(pd.notna(figure["value"])) or figure.get("missing") == HIDDEN[0]


def unit_words(unit: str, lang: Language) -> str:
    """Return what a unit is called; one that is not ours as it was written."""
    return text(f"context.unit.{unit}", lang) if unit in indicator_units() else unit


def _known(rows: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.Series[bool]:
    """Return which rows were known at a moment."""
    if as_of is None:
        return pd.Series(True, index=rows.index)
    return rows["available_from"].where(rows["available_from"].notna(), rows["end"]) <= as_of


def _current(rows: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return the latest known version of each figure, in the order of place, indicator, group and time."""
    known = rows[_known(rows, as_of)]
    final = known["status"].map({"preliminary": 0, "final": 2}).fillna(1)
    latest = known.assign(final=final).sort_values(["available_from", "final"], kind="stable", na_position="first")
    chosen = latest.drop_duplicates(_FIGURE, keep="last").drop(columns="final")
    return chosen.sort_values([*_SERIES, "start", "end"], na_position="first", kind="stable", ignore_index=True)


def _small(rows: pd.DataFrame, smallest: float) -> pd.Series[bool]:
    """Return which rows are counts under the limit, or rates that such a count can be recovered from; not zeros.

    A share tells those who are not in it as well, and one of fewer persons than the limit tells of each of them.
    """
    units = indicator_units()
    per = rows["unit"].map({name: unit.per for name, unit in units.items()}).astype("float64")
    counts = rows["unit"].map({name: unit.kind == "count" for name, unit in units.items()}).eq(True)
    behind = rows["value"].where(counts, (rows["value"] * rows["persons"] / per).round())
    others = (rows["persons"] - behind).where(rows["unit"] == "percent")
    few = rows["persons"].where(per.notna()) < smallest
    return (((rows["value"] > 0) & (behind < smallest)) | ((others > 0) & (others < smallest)) | few) & (
        rows["value"].notna()
    )


def _given_away(rows: pd.DataFrame, small: pd.Series[bool], smallest: float) -> pd.Series[bool]:
    """Return which rows must be withheld so that no suppressed count is the difference of those that are shown.

    A whole and its parts are known by their true sum. One suppressed part is then the whole less the others; several
    that are all one, or all as large as they can be, are told by their sum. All parts of such a whole are withheld, and
    under one name, so that nobody sees which of them was small; again, until nothing more is given away.
    """
    members = _members(rows)
    withheld = pd.Series(False, index=rows.index)
    family, row, whole = (members[name].to_numpy() for name in ("family", "row", "whole"))
    while small.any() and len(members):
        facts = pd.DataFrame(
            {
                "family": family,
                "shown_whole": whole & ~(small | withheld).loc[row].to_numpy(),
                "part": ~whole,
                "hidden": ~whole & (small | withheld).loc[row].to_numpy(),
                "plain": ~whole & (small & ~withheld).loc[row].to_numpy(),
                "lowest": rows["value"].where(small, np.inf).loc[row].to_numpy(),
                "highest": rows["value"].where(small, -np.inf).loc[row].to_numpy(),
            }
        )
        found = facts.groupby("family").agg(
            {"shown_whole": "any", "part": "sum", "hidden": "sum", "plain": "sum", "lowest": "min", "highest": "max"}
        )
        alike = (found["highest"] == 1) | (found["lowest"] == np.ceil(smallest) - 1)
        told = (found["hidden"] == 1) | ((found["plain"] > 0) & (found["plain"] == found["hidden"]) & alike)
        told &= found["shown_whole"]
        # a whole with a single part is that part
        own = pd.Series(family).map(told).to_numpy() & (~whole | (pd.Series(family).map(found["part"]).to_numpy() == 1))
        more = withheld.copy()
        more.loc[row[own]] = True
        if more.equals(withheld):
            break
        withheld = more
    return withheld


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the wholes and their parts among the counts: `family`, `row` and whether it is the `whole`."""
    counts = rows[rows["unit"].eq("count") & rows["value"].notna()]
    across = [
        _largest_as_whole(counts, ["indicator", "unit", "start", "end", "place"]),
        _largest_as_whole(counts, ["indicator", "unit", "start", "end", "group"]),
        _longest_as_whole(counts),
    ]
    return pd.concat([part.assign(family=f"{nth} " + part["family"]) for nth, part in enumerate(across)])


def _largest_as_whole(counts: pd.DataFrame, within: list[str]) -> pd.DataFrame:
    """Return the families of one key whose largest figure is the sum of the others."""
    family = counts.groupby(within, dropna=False, sort=False).ngroup()
    value = counts["value"]
    is_whole = counts.index.isin(value.groupby(family).idxmax())
    size, total, most = (value.groupby(family).transform(how) for how in ("size", "sum", "max"))
    adds_up = (size > 1) & np.isclose(total - most, most)
    found = pd.DataFrame({"family": family.astype("str"), "row": counts.index, "whole": is_whole})
    return found[adds_up.to_numpy()]


def _longest_as_whole(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the families of a long stretch and shorter ones of one kind within it that add up to it."""
    told = counts.assign(row=counts.index, days=(counts["end"] - counts["start"]).dt.round("D"))
    if told.duplicated([*_SERIES, "days"], keep=False).all() and told["days"].nunique() < 2:
        return pd.DataFrame({"family": [], "row": [], "whole": []}).astype({"family": "str"})
    kind = told["period"].map(lambda name: Period.parse(name).kind if isinstance(name, str) else "free")
    told = told.assign(kind=kind)[[*_SERIES, "start", "end", "days", "kind", "row", "value"]]
    pairs = told.merge(told, on=_SERIES, suffixes=("", "_part"))
    inside = (pairs["start_part"] >= pairs["start"]) & (pairs["end_part"] <= pairs["end"])
    pairs = pairs[inside & (pairs["days_part"] < pairs["days"])]
    family = pairs["row"].astype("str") + " " + pairs["kind_part"]
    adds_up = np.isclose(pairs["value_part"].groupby(family).transform("sum"), pairs["value"])
    parts = pd.DataFrame({"family": family, "row": pairs["row_part"], "whole": False})[adds_up]
    wholes = pd.DataFrame({"family": family, "row": pairs["row"], "whole": True})[adds_up].drop_duplicates("family")
    return pd.concat([wholes, parts])


def _stretches(rows: pd.DataFrame) -> pd.Series[str]:
    """Return each row's days as two dates: a period for rows that name none."""
    last = (rows["end"] - pd.Timedelta(seconds=1)).dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d")
    stretch: pd.Series[str] = rows["start"].dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d") + "/" + last
    return stretch


def _shown(rows: pd.DataFrame, smallest: float, lang: Language) -> list[str]:
    """Return what is printed of each row: the number, or why there is none."""
    most = number(np.ceil(smallest) - 1, 0, lang)
    return [
        _printed(value, lang) if pd.notna(value)
        else text(f"context.shown.{why if isinstance(why, str) else 'not_given'}", lang, most=most)
        for value, why in zip(rows["value"], rows["missing"], strict=True)
    ]  # fmt: skip


def _printed(value: float, lang: Language) -> str:
    """Return a number with the decimals that its source gave."""
    return number(value, decimals_given(value), lang)
