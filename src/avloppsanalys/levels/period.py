"""The mean of a whole period from the few days that were sampled."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import CAMPAIGN_DAYS, Period
from avloppsanalys.censoring import location_bound, location_fit
from avloppsanalys.levels.days import QUANTITIES, LevelQuantity, sampled_days
from avloppsanalys.levels.layers import Layers, scatter_layers
from avloppsanalys.scatter import satterthwaite_df
from avloppsanalys.tables import ALL_COMPONENTS, LEVELS, SAMPLE_COMPONENTS, SHARED_COMPONENTS, arrange
from avloppsanalys.uncertainty import lognormal_interval, shared_log_variance, total_log_sd

__all__ = ["period_levels"]

Floats = npt.NDArray[np.float64]
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
) -> pd.DataFrame:
    """Estimate the mean daily load (or consumption, or doses) of each period, with its interval.

    The interval covers the mean of all days of the period, sampled or not: it holds the scatter between days and
    between campaigns, the errors of each sample, and the errors that the samples share. Days of one campaign share
    that week's luck, so more days in the same run add little. Not modelled: weekdays (the days count as they were
    sampled), and a plant's own scatter between campaigns.

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

    Returns
    -------
    pandas.DataFrame
        A table of levels, one row a place, substance and period with at least one sampled day. Where all days lie below
        a limit there is no estimate: `low` is 0, `high` an upper bound at `interval_level`.

    Raises
    ------
    TableError
        If the table does not hold the quantity.
    PeriodError
        If `period` names no period.

    Notes
    -----
    On the log scale, with m campaigns and n days out of N days, M = N / 7 and s² the moderated scatter of days::

        Var = s_c²/m (1 - min(m/M, 1)) + s_d²/n (1 - n/N) + s_e²/n + s⁴/(2 df) + s_c⁴/(2 df_c) + shared

    where s_e² is the part of s² that sampling, analysis and flow explain and s_d² the rest. The estimate is
    ``exp(mean of logs + (s_d² + s_c²)/2)``; the quantile is Student's t with Satterthwaite's degrees of freedom. Days
    below a limit enter by likelihood (`censoring.location_fit`).

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
    days = sampled_days(table, period, quantity)
    if days.empty:
        return arrange(pd.DataFrame(), LEVELS)
    days["factor_set"] = days["factor_set"] if "factor_set" in days.columns else "none"
    included = [name for name in QUANTITIES[quantity].components if name in components]
    layers = scatter_layers(days, days.groupby(_SERIES, sort=False).ngroup().to_numpy(), included)
    cells = days.groupby([*_SERIES, "period"])
    cell = cells.ngroup().to_numpy()
    first = days.iloc[np.unique(cell, return_index=True)[1]].reset_index(drop=True)
    periods = [Period.parse(name) for name in first["period"]]
    counts = _counts(days, cell)
    fitted = _fit(days, cell, counts, layers, np.array([named.days for named in periods]), included, interval_level)
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
            weekday_basis="as_sampled",
            factor_status=first["factor_status"] if "factor_status" in first.columns else "",
            note=_notes(days, cell, layers),
        ),
        LEVELS,
    )


def _counts(days: pd.DataFrame, cell: Integers) -> dict[str, Numbers]:
    """Return how many samples, campaigns, days and values below a limit stand behind each level, and their mean."""
    size = np.bincount(cell)
    unseen = days["value"].isna()
    opened = ~days.assign(cell=cell).duplicated(["cell", "campaign"])
    return {
        "n_days": size,
        "n_campaigns": np.bincount(cell, opened),
        "n_below_loq": np.bincount(cell, days["below"]),
        "days_sampled": np.bincount(cell, days["days"]),
        # As EUDA prints a mean: what could not be quantified counts as zero.
        "sample_mean": np.bincount(cell, days["value"].where(~unseen, 0.0)) / size,
    }


def _fit(
    days: pd.DataFrame,
    cell: Integers,
    counts: dict[str, Numbers],
    layers: Layers,
    period_days: Integers,
    included: list[str],
    interval_level: float,
) -> dict[str, Numbers]:
    """Return estimate, interval and the parts of the variance, one a level."""
    from scipy.special import stdtrit

    count = len(period_days)
    day, campaign = layers.day_variance, layers.campaign_variance
    error = np.square(total_log_sd(days, [name for name in included if name in SAMPLE_COMPONENTS]))
    length = days["days"].to_numpy(dtype=float)
    sigma = np.sqrt(day / length + error)
    # The log of a mean over k days lies above the mean log of single days.
    lift = day / 2 * (1 - 1 / length)
    log_low, log_high = _log(days["low"]) - lift, _log(days["high"], missing=np.inf) - lift
    known = days["high"].notna().to_numpy() | (days["low"] > 0).to_numpy()
    mean, information = location_fit(log_low[known], log_high[known], sigma[known], cell[known], count)

    weight = np.where(known, 1 / sigma**2, 0.0)
    weight = weight / np.maximum(np.bincount(cell, weight, minlength=count), 1e-300)[cell]
    own = np.divide(1.0, information, out=np.zeros(count), where=information > 0)
    spent = np.maximum(np.bincount(cell, np.square(weight * sigma), minlength=count), 1e-300)
    from_days = np.bincount(cell, np.square(weight) * day / length, minlength=count) / spent
    one = np.unique(cell, return_index=True)[1]
    sampled_share = np.minimum(counts["days_sampled"] / period_days, 1.0)
    campaign_share = np.minimum(counts["n_campaigns"] * CAMPAIGN_DAYS / period_days, 1.0)
    parts = np.array(
        [
            campaign[one] * _concentration(weight, cell, days["campaign"], count) * (1 - campaign_share),
            own * from_days * (1 - sampled_share),
            own * (1 - from_days),
            layers.total_variance[one] ** 2 / (2 * layers.day_df[one]),
            campaign[one] ** 2 / (2 * layers.campaign_df[one]),
            shared_log_variance(days, [name for name in included if name in SHARED_COMPONENTS], weight, cell, count),
        ]
    )
    known_part = np.full(count, np.inf)
    df = satterthwaite_df(
        parts, np.array([layers.campaign_df[one], layers.day_df[one], known_part, known_part, known_part, known_part])
    )
    quantile = stdtrit(df, (1 + interval_level) / 2)
    mean_over_median = (day + campaign)[one] / 2
    estimate = np.exp(mean + mean_over_median)
    spread = np.sqrt(parts.sum(axis=0))
    low, high = lognormal_interval(estimate, spread, interval_level, quantile)

    # All below: the campaign counts, not its days, since they share that week's luck.
    opened = ~days.assign(cell=cell).duplicated(["cell", "campaign"]).to_numpy() & np.isfinite(log_high) & known
    whole = np.sqrt(sigma**2 + campaign + parts[-1][cell])
    bound = location_bound(log_high[opened], whole[opened], cell[opened], count, interval_level)
    unseen = counts["n_below_loq"] == counts["n_days"]
    bounded = unseen & np.isnan(mean) & np.isfinite(bound)
    return {
        "estimate": estimate,
        "low": np.where(bounded, 0.0, low),
        "high": np.where(bounded, np.exp(bound + mean_over_median), high),
        "sd_day": np.sqrt(day[one]),
        "sd_campaign": np.sqrt(campaign[one]),
        "sd_error": np.sqrt(np.bincount(cell, error, minlength=count) / counts["n_days"]),
        "sd_shared": np.sqrt(parts[-1]),
        "df": df,
        "quantile": quantile,
        "method": np.where(
            np.isfinite(mean), "moderated_lognormal", np.where(bounded, "upper_bound", "not_quantified")
        ),
    }


def _log(values: pd.Series[float], missing: float = -np.inf) -> Floats:
    """Return the log of non-negative values: -inf at zero, `missing` where there is none."""
    plain = values.to_numpy(dtype=float)
    return np.where(np.isnan(plain), missing, np.log(plain, out=np.full(len(plain), -np.inf), where=plain > 0))


def _concentration(weight: Floats, cell: Integers, campaign: pd.Series[str], count: int) -> Floats:
    """Return the sum of the squared weights of a level's campaigns: 1/m when they weigh alike."""
    member = pd.DataFrame({"cell": cell, "campaign": campaign.to_numpy()}).groupby(["cell", "campaign"]).ngroup()
    number = member.to_numpy()
    owner = np.zeros(number.max(initial=-1) + 1, dtype=np.intp)
    owner[number] = cell
    return np.asarray(np.bincount(owner, np.square(np.bincount(number, weight)), minlength=count), dtype=float)


def _notes(days: pd.DataFrame, cell: Integers, layers: Layers) -> list[str]:
    """Return what a reader of each level must know, as ids joined by a space."""
    marks = {
        "limit_inferred": days["limit_inferred"].to_numpy() & days["high"].notna().to_numpy(),
        "limit_unknown": days["limit_inferred"].to_numpy() & days["high"].isna().to_numpy(),
        "scatter_extrapolated": layers.extrapolated,
    }
    present = {name: np.bincount(cell, rows) > 0 for name, rows in marks.items()}
    return [" ".join(name for name, found in present.items() if found[one]) for one in range(cell.max() + 1)]
