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
        `rows` with the residue's `value`, `low` and `high` reduced, and `not_estimable` True where the ratio of the two
        loads lies in the band in which most of the residue may come from the other drug.
    """
    other = rows.loc[rows["residue"] == contribution.from_residue, [*key, "value", "low", "high"]]
    paired = rows.merge(other, on=key, how="left", suffixes=("", "_other"), validate="many_to_one")
    affected = ((paired["residue"] == contribution.residue) & paired["high_other"].notna()).to_numpy()
    ratio = paired["value"] / paired["value_other"]
    in_band = ratio.between(contribution.not_estimable_low, contribution.not_estimable_high).to_numpy()
    net = {  # the least is left when the residue is at its lowest and the other at its highest
        "value": net_load(paired["value"], paired["value_other"], contribution.ratio),
        "low": net_load(paired["low"], paired["high_other"], contribution.ratio),
        "high": net_load(paired["high"], paired["low_other"], contribution.ratio),
    }
    reduced = rows.assign(not_estimable=rows["not_estimable"].to_numpy() | (affected & in_band))
    for name, values in net.items():
        reduced[name] = np.where(affected, values, rows[name])
    return reduced
