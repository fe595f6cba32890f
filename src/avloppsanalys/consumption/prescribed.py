"""The load that prescribed medicines are expected to give, and what of a measured level is left without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.reference import STATUSES, prescribed_residues
from avloppsanalys.tables import LEVELS, PRESCRIBED, PRESCRIPTIONS, TIMEZONE, arrange, check, empty
from avloppsanalys.uncertainty import SplitLognormal, difference_interval

__all__ = ["PRESCRIBED_VERDICTS", "WorkedPrescribed", "prescribed_loads", "worked_prescribed"]

PRESCRIBED_VERDICTS: Final = ("can_be_fully_explained", "exceeds", "not_assessable")
"""What may be said of a level beside the prescriptions; the words are the texts ``prescribed.verdict.<id>``."""

ENDS_LEVEL: Final = 0.95
"""Coverage that the low and the high end of an excreted share are taken for; the sources state none. Our choice."""

_LEVEL: Final = "level_row"
_CELL: Final = ["place", "period"]
_AMOUNTS: Final = ("low", "typical", "high")
_SERVING: Final = [
    *("place", "substance", "period", "atc", "medicine", "ddd_per_day_per_1000", "start", "end", "status", "known"),
    *_AMOUNTS,
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkedPrescribed:
    """A table of prescribed loads and the rows of prescriptions that each of its sums was made of."""

    prescribed: pd.DataFrame
    serving: pd.DataFrame
    """One row a level and ATC code: `place`, `substance`, `period`, `atc`, `medicine`, `ddd_per_day_per_1000`, `start`,
    `end`, `status`, `known` (whether its amount is) and `low`, `typical`, `high` [mg/day/1000 persons]."""
    wider: float
    """Power to which the ratio of a low or high share to the typical one is raised for the coverage that is asked."""


def prescribed_loads(
    prescriptions: pd.DataFrame,
    levels: pd.DataFrame,
    *,
    season_cells: pd.DataFrame | None = None,
    interval_level: float = 0.95,
    allow_recalled: bool = False,
) -> pd.DataFrame:
    """Compute what load the dispensed medicines are expected to give beside each level, and the net of the two.

    Parameters
    ----------
    prescriptions : pandas.DataFrame
        A table of prescriptions. A row without place holds for all places; a place's own rows go before those.
    levels : pandas.DataFrame
        A table of levels; only those of loads are used.
    season_cells : pandas.DataFrame, optional
        `place` and `period` of the levels that rest on days of a marked season.
    interval_level : float, default 0.95
        Coverage of the intervals of the expected load and of the net.
    allow_recalled : bool, default False
        Whether numbers with status ``recalled`` may be used; they are marked in `factor_status`.

    Returns
    -------
    pandas.DataFrame
        A table of prescribed loads [the unit of the levels], one row for each level of a substance that a medicine of
        `prescriptions` leaves; in the order of the levels. `net` may be negative and so may its interval.

    Raises
    ------
    TableError
        If a table is not what its name says.

    Notes
    -----
    The expected load is the sum over medicines of DDD per day and 1000 inhabitants, times what one DDD leaves
    (`reference.PrescribedResidue`). For each medicine the newest stretch of time that contains the level's period, or
    was over when the period was, serves. What is unknown of excretion is shared by all medicines that leave the same
    residue, so that low ends are added to low ends and high ends to high ends. The error of the level is independent.

    ``can_be_fully_explained``: the interval of the net reaches zero. ``exceeds``: all of it lies above. Where a
    medicine contributes an amount that nobody can tell, the expected load is a least one: then ``exceeds`` is never
    said, and no more in a marked season: those who visit then give load, and are not among the persons per 1000 of
    whom it is counted.

    Examples
    --------
    >>> from avloppsanalys.tables import TIMEZONE
    >>> year = {"start": pd.Timestamp(2025, 1, 1, tz=TIMEZONE), "end": pd.Timestamp(2026, 1, 1, tz=TIMEZONE)}
    >>> medicine = {"medicine": "lisdexamfetamine", "atc": "N06BA12", "ddd_per_day_per_1000": 10.0}
    >>> quarter = {"period_start": pd.Timestamp(2025, 7, 1, tz=TIMEZONE),
    ...            "period_end": pd.Timestamp(2025, 10, 1, tz=TIMEZONE), "period": "2025K3"}
    >>> level = {"place": "A", "substance": "amphetamine", "quantity": "load", "factor_set": "none",
    ...          "estimate": 86.0, "low": 52.0, "high": 142.0, "interval_level": 0.95}
    >>> loads = prescribed_loads(
    ...     pd.DataFrame([medicine | year]), pd.DataFrame([level | quarter]), allow_recalled=True
    ... )
    >>> loads[["expected_low", "expected", "expected_high", "net"]].round(1).to_numpy().tolist()
    [[17.8, 35.6, 62.3, 50.4]]
    """
    return worked_prescribed(
        prescriptions,
        levels,
        season_cells=season_cells,
        interval_level=interval_level,
        allow_recalled=allow_recalled,
    ).prescribed


def worked_prescribed(
    prescriptions: pd.DataFrame,
    levels: pd.DataFrame,
    *,
    season_cells: pd.DataFrame | None = None,
    interval_level: float = 0.95,
    allow_recalled: bool = False,
) -> WorkedPrescribed:
    """Compute prescribed loads as `prescribed_loads` does, and keep what each medicine gave.

    Parameters
    ----------
    prescriptions, levels, season_cells, interval_level, allow_recalled
        As for `prescribed_loads`.

    Returns
    -------
    WorkedPrescribed

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    check(prescriptions, PRESCRIPTIONS)
    check(levels, LEVELS)
    wider = _wider(interval_level)
    nothing = WorkedPrescribed(prescribed=empty(PRESCRIBED), serving=pd.DataFrame(columns=_SERVING), wider=wider)
    if prescriptions.empty:
        return nothing
    own = arrange(levels[levels["quantity"] == "load"], LEVELS).rename_axis(_LEVEL).reset_index()
    pairs = _pairs(arrange(prescriptions, PRESCRIPTIONS), own)
    known = own[own[_LEVEL].isin(pairs[_LEVEL])].set_index(_LEVEL)
    if known.empty:
        return nothing
    serving = _serving(pairs, wider)
    sums = _sums(serving, known)
    status = sums["weakest"].map(dict(enumerate(STATUSES)))
    refused = (status == "recalled") & (not allow_recalled)
    expected = sums[list(_AMOUNTS)].mask(refused | (sums["n_known"] == 0), axis=0)
    net_low, net_high, measured = _net(known, expected, interval_level)
    table = known.assign(
        medicines=sums["medicines"],
        **{f"expected{end}": expected[name] for end, name in (("_low", "low"), ("", "typical"), ("_high", "high"))},
        observed=known["estimate"],
        observed_low=known["low"],
        observed_high=known["high"],
        net=known["estimate"] - expected["typical"],
        net_low=net_low,
        net_high=net_high,
        interval_level=interval_level,
        prescriptions_start=sums["first"],
        prescriptions_end=sums["last"],
        factor_status=status,
        source=sums["sources"],
        note=_notes(sums, known, below=net_high < 0),
    )
    several = _several_areas(pairs).reindex(known.index, fill_value=False)
    reasons = {
        "several_areas": several,
        "no_prescriptions_for_period": sums["n_medicines"] == 0,
        "unconfirmed_factor": refused,
        "no_amount_known": sums["n_known"] == 0,
        "upper_bound": known["estimate"].isna(),
        "no_interval": ~measured,
        "interval_reaches_zero": net_low <= 0,
        "amount_unknown": sums["n_known"] < sums["n_medicines"],
        "marked_season": _in_season(known, season_cells),
        "interval_above_zero": net_low > 0,
    }
    table["reason"] = np.select([found.to_numpy(dtype=bool) for found in reasons.values()], list(reasons), default="")
    table["verdict"] = table["reason"].map(
        {"interval_reaches_zero": PRESCRIBED_VERDICTS[0], "interval_above_zero": PRESCRIBED_VERDICTS[1]}
    ).fillna(PRESCRIBED_VERDICTS[2])  # fmt: skip
    numbers = ["expected", "expected_low", "expected_high", "net", "net_low", "net_high"]
    table[numbers] = table[numbers].mask(several, axis=0)
    prescribed = arrange(table.reset_index(), PRESCRIBED)
    return WorkedPrescribed(prescribed=prescribed, serving=serving[_SERVING].reset_index(drop=True), wider=wider)


def _in_season(levels: pd.DataFrame, season_cells: pd.DataFrame | None) -> pd.Series[bool]:
    """Return which levels rest on days of a marked season."""
    if season_cells is None:
        return pd.Series(False, index=levels.index)
    here = pd.MultiIndex.from_frame(levels[_CELL]).isin(pd.MultiIndex.from_frame(season_cells[_CELL]))
    return pd.Series(here, index=levels.index)


def _pairs(prescriptions: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return each level beside every row of prescriptions that may serve it, whatever its time."""
    left = pd.DataFrame(
        [
            {
                "atc": row.atc, "residue": row.residue, "rank": rank, "weakness": STATUSES.index(row.weakest_status),
                "hospital": row.given_in == "hospital",
                "sources": tuple(dict.fromkeys((row.ddd_source, row.base_source, row.source))),
                **dict(zip(_AMOUNTS, row.residue_mg_per_ddd, strict=True)),
            }
            for rank, row in enumerate(prescribed_residues())
        ]
    )  # fmt: skip
    # a final figure goes before a preliminary one of the same time, and of two files the one that was named last
    final = prescriptions["status"].ne("preliminary")
    key = ["place", "area", "atc", "start", "end"]
    latest = prescriptions.assign(final=final).sort_values("final", kind="stable").drop_duplicates(key, keep="last")
    rows = latest.drop(columns=["source", "source_file", "source_line", "medicine"])
    rows = rows.rename(columns={"place": "for_place"})
    medicines = {row.atc: row.medicine for row in prescribed_residues()}
    given = rows.assign(medicine=rows["atc"].map(medicines)).merge(left, on="atc")
    told = levels[[_LEVEL, "place", "substance", "period", "period_start", "period_end"]]
    pairs = told.merge(given, left_on="substance", right_on="residue")
    pairs = pairs[pairs["for_place"].isna() | (pairs["for_place"] == pairs["place"])]
    has_own = pairs["for_place"].notna().groupby([pairs[_LEVEL], pairs["atc"]]).transform("any")
    return pairs[pairs["for_place"].notna() | ~has_own]


def _fitting(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs whose prescriptions contain the level's period, or were over when it was."""
    contains = (pairs["start"] <= pairs["period_start"]) & (pairs["end"] >= pairs["period_end"])
    return pairs[contains | (pairs["end"] <= pairs["period_end"])]


def _several_areas(pairs: pd.DataFrame) -> pd.Series[bool]:
    """Return which levels would be served from more than one area: in which the plant lies is not to be guessed."""
    areas = _fitting(pairs).assign(area=lambda rows: rows["area"].fillna("")).groupby(_LEVEL)["area"]
    return areas.min() != areas.max()


def _wider(interval_level: float) -> float:
    """Return how much further than the ends of an excreted share an interval of another coverage reaches, in logs."""
    from scipy.special import ndtri  # scipy is imported on first use: `import avloppsanalys` must stay light

    return float(ndtri((1 + interval_level) / 2) / ndtri((1 + ENDS_LEVEL) / 2))


def _serving(pairs: pd.DataFrame, wider: float) -> pd.DataFrame:
    """Return the newest fitting row of each level and ATC code, with the load that it gives, if that is known."""
    newest = _fitting(pairs).sort_values([_LEVEL, "rank", "end", "start"], kind="stable")
    newest = newest.drop_duplicates([_LEVEL, "atc"], keep="last")
    ddd = newest["ddd_per_day_per_1000"]
    known = newest["typical"].notna() | (ddd == 0)
    loads = {
        name: (ddd * newest["typical"] * (newest[name] / newest["typical"]) ** wider).mask(ddd == 0, 0.0)
        for name in _AMOUNTS
    }
    return newest.assign(**loads, known=known)


def _sums(serving: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return what all medicines of a level give together, and what that rests on; a row for every level."""
    groups = serving.groupby(_LEVEL)
    known = serving[serving["known"]].groupby(_LEVEL)
    sums = known[list(_AMOUNTS)].sum().assign(n_known=known.size())
    described = pd.DataFrame(
        {
            "n_medicines": groups.size(),
            "first": groups["start"].min(),
            "last": groups["end"].max(),
            "oldest": groups["end"].min(),
            "hospital": groups["hospital"].any(),
            "preliminary": groups["status"].agg(lambda found: bool((found == "preliminary").any())),
            "medicines": groups["medicine"].agg(lambda names: " + ".join(dict.fromkeys(names))),
        }
    )
    rests_on = pd.DataFrame(
        {
            "weakest": known["weakness"].max(),
            "sources": known["sources"].agg(
                lambda found: "; ".join(dict.fromkeys(one for keys in found for one in keys if one))
            ),
        }
    )
    table = described.join(sums).join(rests_on).reindex(levels.index)
    counts = {name: table[name].fillna(0) for name in ("n_medicines", "n_known")}
    return table.assign(**counts, **{name: table[name].eq(True) for name in ("hospital", "preliminary")})


def _net(
    levels: pd.DataFrame, expected: pd.DataFrame, interval_level: float
) -> tuple[pd.Series[float], pd.Series[float], pd.Series[bool]]:
    """Return the interval of the level minus the expected load, and which levels have an interval of their own."""
    estimate, low, high = (levels[name] for name in ("estimate", "low", "high"))
    measured = (low > 0) & (low <= estimate) & (estimate <= high) & np.isfinite(high)
    rows = measured & expected["typical"].notna()
    net_low, net_high = (pd.Series(np.nan, index=levels.index) for _ in range(2))
    if rows.any():
        level = levels.loc[rows, "interval_level"].fillna(ENDS_LEVEL).to_numpy("float64")
        middle, lower, upper = (one[rows].to_numpy("float64") for one in (estimate, low, high))
        observed = SplitLognormal.from_interval(middle, lower, upper, level)
        middle, lower, upper = (expected.loc[rows, name].to_numpy("float64") for name in ("typical", "low", "high"))
        background = SplitLognormal.from_interval(middle, lower, upper, interval_level)
        net_low[rows], net_high[rows] = difference_interval(observed, background, interval_level)
    return net_low, net_high, measured


def _notes(sums: pd.DataFrame, levels: pd.DataFrame, *, below: pd.Series[bool]) -> pd.Series[str]:
    """Return ids of the texts ``prescribed.note.<id>`` that go with each level, joined by a space; missing for none."""
    year_began = pd.to_datetime(
        levels["period_start"].dt.tz_convert(TIMEZONE).dt.year.astype("str") + "-01-01"
    ).dt.tz_localize(TIMEZONE)
    marks = {
        "older_than_level": sums["oldest"] <= year_began,
        "preliminary": sums["preliminary"],
        "amount_unknown": (sums["n_known"] > 0) & (sums["n_known"] < sums["n_medicines"]),
        "hospital_use": sums["hospital"],
        "below_expected": below,
    }
    joined = pd.Series("", index=levels.index, dtype="str")
    for name, found in marks.items():
        joined = joined.mask(found.to_numpy(dtype=bool), joined + f" {name}")
    joined = joined.str.strip()
    return joined.mask(joined == "", None)
