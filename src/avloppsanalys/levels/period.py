"""The mean of a whole period from the few days that were sampled."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from avloppsanalys.days import LevelQuantity, sampled_days
from avloppsanalys.levels.working import worked_levels
from avloppsanalys.reference import WeekModel
from avloppsanalys.tables import ALL_COMPONENTS, WeekdayBasis

__all__ = ["period_levels"]


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
    return worked_levels(
        sampled_days(table, period, quantity),
        components=components,
        interval_level=interval_level,
        weekday_basis=weekday_basis,
        models=models,
    ).levels
