"""The amount consumed that an excreted amount stands for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["consumed"]


def consumed(
    load: npt.ArrayLike, excretion_fraction: npt.ArrayLike, molar_mass_ratio: npt.ArrayLike = 1.0
) -> npt.NDArray[np.float64]:
    """Return the consumption that a residue's load stands for.

    Losses in the sewer, amounts poured out unused and differences between persons are not modelled.

    Parameters
    ----------
    load : array_like
        Load of the residue [mg/day/1000 persons, or any mass rate], any shape.
    excretion_fraction : array_like
        Share of the dose that is excreted as the residue [fraction], by moles or by mass.
    molar_mass_ratio : array_like, default 1
        Molar mass of the drug over that of the residue [-] when the fraction counts moles; 1 when it counts mass.

    Returns
    -------
    numpy.ndarray
        In the unit of `load`: ``load * molar_mass_ratio / excretion_fraction``.

    References
    ----------
    .. [1] E. Zuccato et al., "Estimating community drug abuse by wastewater analysis", Environ. Health Perspect. 116
       (2008), :doi:`10.1289/ehp.11022`.

    Examples
    --------
    >>> float(consumed(60.775, 0.29, 303.36 / 289.33))
    219.731
    """
    return np.asarray(
        np.asarray(load, dtype=float) * np.asarray(molar_mass_ratio) / np.asarray(excretion_fraction, dtype=float)
    )
