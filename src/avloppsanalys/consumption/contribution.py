"""What another drug adds to a residue: amphetamine in the sewer may come from methamphetamine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import Contribution

__all__ = ["net_load", "net_of_contribution"]

Floats = npt.NDArray[np.float64]


def net_load(load: npt.ArrayLike, other_load: npt.ArrayLike, ratio: float) -> Floats:
    """Return a residue's load less what another drug contributes to it.

    The ratio differs between places and with the purity of the drug; its own spread is not modelled.

    Parameters
    ----------
    load : array_like
        Load of the residue [mg/day/1000 persons].
    other_load : array_like
        Load of the residue of the drug that contributes, same unit and shape.
    ratio : float
        Load contributed per load of the other [-].

    Returns
    -------
    numpy.ndarray
        ``max(0, load - ratio * other_load)``, in the unit of `load`.

    References
    ----------
    .. [1] Gao et al., "Refining the estimation of amphetamine consumption by wastewater-based epidemiology", Water Res.
       (2022), :doi:`10.1016/j.watres.2022.119182`.

    Examples
    --------
    >>> float(net_load(50.14, 327.16, 0.09))
    20.6956
    """
    return np.asarray(np.maximum(0.0, np.asarray(load, dtype=float) - ratio * np.asarray(other_load, dtype=float)))


def net_of_contribution(rows: pd.DataFrame, key: list[str], contribution: Contribution) -> pd.DataFrame:
    """Return the rows of loads with one contribution taken off, and whether what is left can be estimated.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `key`, `residue`, `value`, `low`, `high` [mg/day/1000 persons].
    key : list of str
        The columns that name a sample.
    contribution : Contribution
        Which residue gets how much from which.

    Returns
    -------
    pandas.DataFrame
        `rows` with the residue's `value`, `low` and `high` reduced; `not_estimable` True where the ratio of the two
        loads lies in the band in which most of the residue may come from the other drug; `contribution_unknown` True
        where the other was not analysed, or its limit is unknown, so that nothing could be taken off.
    """
    other = rows.loc[rows["residue"] == contribution.from_residue, [*key, "value", "low", "high"]]
    other = other.assign(analysed=True)
    paired = rows.merge(other, on=key, how="left", suffixes=("", "_other"), validate="many_to_one")
    of_residue = (paired["residue"] == contribution.residue).to_numpy()
    # Below a limit that nobody stated the other says as little as if it had not been analysed.
    limitless = paired["high_other"].isna() & ~(paired["low_other"] > 0)
    analysed = (paired["analysed"].eq(True) & ~limitless).to_numpy()
    # The least is left when the residue is at its lowest and the other at its highest; what is not known has no end.
    value, low, high = (paired[name].to_numpy() for name in ("value", "low", "high"))
    least, most = paired["low_other"].fillna(0.0).to_numpy(), paired["high_other"].fillna(np.inf).to_numpy()
    net_low, net_high = net_load(low, most, contribution.ratio), net_load(high, least, contribution.ratio)
    exact = net_load(value, paired["value_other"], contribution.ratio)
    # Below its limit the other leaves a number only where even the limit itself would be negligible.
    unseen = paired["value_other"].isna().to_numpy() & (value > contribution.negligible_above * most)
    ratio = (paired["value"] / paired["value_other"]).to_numpy()
    in_band = (ratio >= contribution.not_estimable_low) & (ratio <= contribution.not_estimable_high)
    affected = of_residue & analysed
    return rows.assign(
        value=np.where(affected, np.where(unseen, value, exact), value),
        low=np.where(affected, net_low, low),
        high=np.where(affected, net_high, high),
        not_estimable=rows["not_estimable"].to_numpy() | (affected & in_band),
        contribution_unknown=rows["contribution_unknown"].to_numpy() | (of_residue & ~analysed),
    )
