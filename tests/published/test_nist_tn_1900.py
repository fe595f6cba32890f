"""NIST Technical Note 1900, example E3 (viscosity by falling ball): 5.82, 1.11, 95 % interval 4.05 to 8.39 mPa s.

A. Possolo, "Simple Guide for Evaluating and Expressing the Uncertainty of NIST Measurement Results" (2015),
doi 10.6028/NIST.TN.1900. Tolerance: the printed rounding and four of the draws' own standard errors.
"""

import numpy as np
import numpy.typing as npt
import pytest

from avloppsanalys.montecarlo import Distribution, Normal, propagate

Floats = npt.NDArray[np.float64]

INPUTS: dict[str, Distribution] = {
    "mu_c": Normal(4.63, 0.0463),
    "t_m": Normal(61, 6.1),
    "rho_b": Normal(2217, 0.5),
    "rho_m": Normal(1180, 0.5),
    "t_c": Normal(36.6, 5.49),
    "rho_c": Normal(810, 0.5),
}


def viscosity(mu_c: Floats, t_m: Floats, rho_b: Floats, rho_m: Floats, t_c: Floats, rho_c: Floats) -> Floats:
    return mu_c * t_m * (rho_b - rho_m) / (t_c * (rho_b - rho_c))


def test_e3_viscosity() -> None:
    made = propagate(viscosity, INPUTS, draws=1_000_000, seed=1900)
    assert made.mean == pytest.approx(5.82, abs=0.005 + 4 * made.mean_error)
    assert made.sd == pytest.approx(1.11, abs=0.005 + 4 * made.sd_error)
    assert made.symmetric[0] == pytest.approx(4.05, abs=0.005 + 4 * made.symmetric_error[0])
    assert made.symmetric[1] == pytest.approx(8.39, abs=0.005 + 4 * made.symmetric_error[1])


def test_e3_first_order_lies_below() -> None:
    at_the_means = viscosity(**{name: np.array(one.mean) for name, one in INPUTS.items()})
    assert float(at_the_means) == pytest.approx(5.69, abs=0.005)
