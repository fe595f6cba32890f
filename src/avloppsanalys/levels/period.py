"""The mean of a whole period from the few days that were sampled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.censoring import detection_frequency
from avloppsanalys.days import QUANTITIES, Layers, LevelQuantity, check_settings, sampled_days, scatter_layers
from avloppsanalys.errors import TableError
from avloppsanalys.levels.estimate import estimated_levels
from avloppsanalys.reference import WeekModel, week_models
from avloppsanalys.tables import ALL_COMPONENTS, LEVELS, WeekdayBasis, arrange

__all__ = ["period_levels"]

Numbers = npt.NDArray[Any]
Integers = npt.NDArray[np.integer[Any]]

_SERIES: Final = ["place", "substance", "factor_set"]


def period_levels(
    table: pd.DataFrame,
    period: str = "quarter",
    *,
    quantity: LevelQuantity = "load",
    components: Collection[str] = ALL_COMPONENTS,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    models: Mapping[str, WeekModel] | None = None,
) -> pd.DataFrame:
    """Estimate the mean daily load (or consumption, or doses) of each period, with its interval.

    The interval covers the mean of all days of the period, sampled or not: it holds the scatter between days and
    between campaigns, the errors of each sample, and the errors that the samples share. Days of one campaign share
    that week's luck, so more days in the same run add little. Days are evened out over the week by the common weekday
    factors, shrunk to the plant's own as its days come. Not modelled: seasons and events within the period.

    Parameters
    ----------
    table : pandas.DataFrame
        A table of loads, or of consumption for `quantity` ``consumption`` and ``doses``.
    period : str, default "quarter"
        ``week``, ``month``, ``quarter``, ``tertial``, ``halfyear``, ``year``, or one period by its dates
        (``2026-01-01/2026-02-11``, the last one included).
    quantity : {"load", "consumption", "doses"}, default "load"
        What the level is of.
    components : collection of str
        Uncertainty components to include. With ``()`` the observed scatter alone makes the interval.
    interval_level : float, default 0.95
        Coverage of `low` and `high`.
    weekday_basis : {"seven_days", "as_sampled"}, default "seven_days"
        Whether the sampled days are evened out to seven-day weeks, or count as they were sampled.
    models : mapping of str to WeekModel, optional
        What is known of the days of a week, by residue; by default `reference.week_models`.

    Returns
    -------
    pandas.DataFrame
        A table of levels, one row a place, substance and period with at least one sampled day. Where all samples, or
        over 80 % of them, lie below a limit there is no estimate: `low` is 0 and `high` an upper bound.
        `detection_frequency` is the share of the samples that showed the substance, with its interval.

    Raises
    ------
    TableError
        If the table does not hold the quantity, or a component is unknown.
    PeriodError
        If `period` names no period.

    Notes
    -----
    On the log scale, with m campaigns and n days out of N days, M = N / 7 and s² the moderated scatter of days::

        Var = s_c²/m (1 - min(m/M, 1)) + s_d²/n (1 - n/N) + s_e²/n + weekdays + shared

    where s_e² is the part of s² that sampling, analysis and flow explain and s_d² the rest, and the weekday part is
    ``p' C p`` with p the share of each weekday in the samples and C what is unknown of the plant's pattern. Days that
    were not sampled are expected at ``exp(mean of logs + (s_d² + s_c²)/2)``, sampled ones count as they were. The
    interval adds the squares of three reaches: Student's t (Satterthwaite's degrees of freedom) for the scatter, which
    is partly borrowed, the normal for what is known, and chi-square's for the step from median to mean, which reaches
    further up than down (`scatter.lift_reach`). Days below a limit enter by likelihood
    (`censoring.location_fit`).

    Examples
    --------
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": ["1", "2"], "residue": "benzoylecgonine",
    ...     "start": pd.to_datetime(["2026-07-08", "2026-08-16"]).tz_localize("Europe/Stockholm"),
    ...     "end": pd.to_datetime(["2026-07-09", "2026-08-17"]).tz_localize("Europe/Stockholm"),
    ...     "load_mg_per_day_per_1000": [100.0, 140.0], "population": 17000,
    ... })
    >>> period_levels(loads)[["period", "n_days", "n_campaigns", "sample_mean"]]
       period  n_days  n_campaigns  sample_mean
    0  2026K3       2            2        120.0
    """
    unknown = sorted(set(components) - set(ALL_COMPONENTS))
    if unknown:
        raise TableError(f"Unknown uncertainty components {unknown}; the known ones are {', '.join(ALL_COMPONENTS)}.")
    check_settings(weekday_basis, interval_level)
    days = sampled_days(table, period, quantity)
    if days.empty:
        return arrange(pd.DataFrame(), LEVELS)
    days["factor_set"] = days["factor_set"] if "factor_set" in days.columns else "none"
    included = [name for name in QUANTITIES[quantity].components if name in components]
    layers = scatter_layers(
        days,
        days.groupby(_SERIES, sort=False).ngroup().to_numpy(),
        included,
        week_models() if models is None else models,
        by_weekday=weekday_basis == "seven_days",
    )
    cells = days.groupby([*_SERIES, "period"])
    cell = cells.ngroup().to_numpy()
    first = days.iloc[np.unique(cell, return_index=True)[1]].reset_index(drop=True)
    periods = [Period.parse(name) for name in first["period"]]
    counts = _counts(days, cell, interval_level)
    fitted = estimated_levels(
        days, cell, counts, layers, np.array([named.days for named in periods]), included, interval_level
    )
    known_from = {"available_from": cells["available_from"].max().array} if "available_from" in days.columns else {}
    return arrange(
        first[[*_SERIES, "period"]].assign(
            **known_from,
            **counts,
            **fitted,
            quantity=quantity,
            unit=QUANTITIES[quantity].unit,
            period_start=[named.start for named in periods],
            period_end=[named.end for named in periods],
            interval_level=interval_level,
            weekday_basis=weekday_basis,
            factor_status=first["factor_status"] if "factor_status" in first.columns else "",
            dose_mg=first["dose_mg"] if quantity == "doses" and "dose_mg" in first.columns else np.nan,
            note=_notes(days, cell, layers),
        ),
        LEVELS,
    )


def _counts(days: pd.DataFrame, cell: Integers, interval_level: float) -> dict[str, Numbers]:
    """Return what stands behind each level: how many days, in what share it was found, and a plain mean."""
    size = np.bincount(cell)
    detected = detection_frequency(np.bincount(cell, ~days["below"]), size, interval_level)
    unseen = days["value"].isna()
    above = unseen & (days["low"] > 0) & ~np.isfinite(days["high"])
    length = np.maximum(np.rint(days["days"]), 1)  # a week's composite is seven days in one bottle
    opened = ~days.assign(cell=cell).duplicated(["cell", "campaign"])
    return {
        "n_days": np.bincount(cell, length),
        "n_campaigns": np.bincount(cell, opened),
        "n_below_loq": np.bincount(cell, (unseen & ~above) * length),
        "days_sampled": np.bincount(cell, days["days"]),
        # As EUDA prints a mean: what lies below counts as zero. What lies above counts as no number would.
        "sample_mean": np.bincount(cell, days["value"].mask(unseen & ~above, 0.0)) / size,
        "detection_frequency": detected.frequency,
        "detection_low": detected.low,
        "detection_high": detected.high,
    }


def _notes(days: pd.DataFrame, cell: Integers, layers: Layers) -> list[str]:
    """Return what a reader of each level must know, as ids joined by a space."""
    marks = {
        "above_range": (days["low"] > 0).to_numpy() & ~np.isfinite(days["high"].to_numpy(dtype=float)),
        "limit_inferred": days["limit_inferred"].to_numpy() & days["high"].notna().to_numpy(),
        "limit_unknown": days["limit_inferred"].to_numpy() & days["high"].isna().to_numpy(),
        "scatter_extrapolated": layers.extrapolated,
    }
    present = {name: np.bincount(cell, rows) > 0 for name, rows in marks.items()}
    return [" ".join(name for name, found in present.items() if found[one]) for one in range(cell.max() + 1)]
