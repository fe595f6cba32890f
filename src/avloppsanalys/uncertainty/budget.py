"""What an interval is made of, and what would shrink it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.errors import TableError
from avloppsanalys.tables import ALL_COMPONENTS, component_column
from avloppsanalys.uncertainty.propagation import propagate_means
from avloppsanalys.uncertainty.tabled import Component, TableMeans, table_means

__all__ = ["uncertainty_budget"]

VALUES: Final = ("consumption_mg_per_day_per_1000", "load_mg_per_day_per_1000")
NAMES: Final = ("plant", "residue", "drug", "factor_set")


def uncertainty_budget(
    rows: pd.DataFrame,
    *,
    components: Iterable[str | Component] = ALL_COMPONENTS,
    by: Sequence[str] | None = None,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Tell what share each component has in the interval of a mean of days, and what halving it would be worth.

    The mean is that of the days in the table: what is told is the error of measurement and factors. How much the days
    that nobody sampled may differ is told by `period_levels`, and is often more.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of loads or of consumption, with ``log_sd_<component>``. Days without a number are left out.
    components : iterable of str or Component
        By default all; one that the table says nothing of is left out.
    by : sequence of str, optional
        Columns that name a result: by default those of plant, residue, drug and factor_set that the table has.
    interval_level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a result and component: `by`, `n_rows`, `component`, `scope` (within which the error is one and the
        same), `log_sd` that the component leaves in the mean [-], its `share` of the log variance [fraction, sums to
        one over a result's components], `low` and `high` as they are, `low_if_halved` and `high_if_halved`
        [mg/day/1000 persons], and `method`.

    Raises
    ------
    TableError
        If the table has neither loads nor consumption, or none of the columns that name a result.

    Notes
    -----
    Shares are to first order: ``sum over errors of (sum of weight * log_sd)² / total``. Intervals are made anew for
    each component with its log-sd halved.

    References
    ----------
    .. [1] JCGM 100:2008, Guide to the expression of uncertainty in measurement, annex H.1.7.

    Examples
    --------
    >>> days = pd.DataFrame({"plant": ["A", "A"], "sample_id": ["1", "2"], "residue": ["MDMA", "MDMA"]})
    >>> days = days.assign(load_mg_per_day_per_1000=[20.0, 30.0], log_sd_sampling=0.2, log_sd_population=0.1)
    >>> uncertainty_budget(days.assign(population_method="register"))[["component", "share"]].round(2)
        component  share
    0    sampling   0.68
    1  population   0.32
    """
    value = next((name for name in VALUES if name in rows.columns), None)
    names = [name for name in NAMES if name in rows.columns] if by is None else list(by)
    if value is None or not names:
        raise TableError(f"A budget needs one of the columns {', '.join(VALUES)}, and one that names a result.")
    chosen = [Component(name=one) if isinstance(one, str) else one for one in components]
    told = [one for one in chosen if one.distribution is not None or component_column(one.name) in rows.columns]
    if not told:
        raise TableError("The table says nothing of any component: it has no column log_sd_<component>.")
    whole = table_means(rows, value, names, told)
    total = np.sum(list(whole.log_variance.values()), axis=0)
    found = propagate_means(whole.means, level=interval_level)
    lines = [
        whole.labels.assign(
            component=one.name,
            scope=", ".join(one.columns),
            log_sd=np.sqrt(whole.log_variance[one.name]),
            share=whole.log_variance[one.name] / np.where(total > 0, total, np.nan),
            low=found.low,
            high=found.high,
            **_if_halved(table_means(rows, value, names, told, halved=one.name), interval_level),
            method=found.method,
        )
        for one in told
    ]
    budget = pd.concat(lines, keys=range(len(told)), names=["component_order", "result"])
    return budget.sort_index(level=["result", "component_order"]).reset_index(drop=True)


def _if_halved(table: TableMeans, level: float) -> dict[str, npt.NDArray[np.float64]]:
    """Return the ends of the intervals of a table with one component halved."""
    found = propagate_means(table.means, level=level)
    return {"low_if_halved": found.low, "high_if_halved": found.high}
