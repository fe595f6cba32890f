"""EURACHEM/CITAC Guide (QUAM:2012), examples A1 and A3, with the full-digit figures of the GTC documentation.

Concentrations over volumes, like ours over persons. The guide is of first order and so small that the log scale
differs from it by 1e-6; standard uncertainties to the printed digits.
"""

import math

import numpy as np
import pytest

from avloppsanalys.montecarlo import (
    Distribution,
    FactorMatrix,
    GroupMeans,
    Normal,
    Triangular,
    Uniform,
    propagate,
)
from avloppsanalys.uncertainty import moments, propagate_means

SPREAD_BY_TEMPERATURE = 2.1e-4 * 4  # expansion of water [1/K] times 4 K


def rectangular(half_width: float) -> float:
    return half_width / math.sqrt(3)


def triangular(half_width: float) -> float:
    return half_width / math.sqrt(6)


def product(factors: dict[str, tuple[Distribution, float]], constant: float) -> GroupMeans:
    return GroupMeans(
        median=np.array([constant]),
        log_sd=np.zeros(1),
        group=np.zeros(1, dtype=int),
        ids=("c",),
        factors=FactorMatrix.common(factors, 1),
    )


def contributions(factors: dict[str, tuple[Distribution, float]], value: float) -> dict[str, float]:
    """Return what each factor alone leaves in the result: its log-sd times the value."""
    return {name: value * math.sqrt(one.log_cumulants()[1]) for name, (one, _) in factors.items()}


def test_a1_calibration_standard() -> None:
    volume = math.hypot(triangular(0.1), 0.02, rectangular(0.084))
    factors: dict[str, tuple[Distribution, float]] = {
        "m": (Normal(100.28, 0.05), 1),
        "P": (Uniform(0.9998, 1.0), 1),
        "V": (Normal(100.0, volume), -1),
    }
    cadmium = product(factors, 1000.0)
    mean, sd = (figure.item() for figure in moments(cadmium))
    assert mean == pytest.approx(1002.7, abs=0.05)
    assert sd == pytest.approx(0.835199, abs=2e-6)
    parts = contributions(factors, 1002.69972)
    assert parts["m"] == pytest.approx(0.49995, abs=5e-6)
    assert parts["V"] == pytest.approx(0.666525, abs=1e-6)
    assert parts["P"] == pytest.approx(0.0578967, abs=1e-7)
    found = propagate_means(cadmium)
    assert (found.high - found.low).item() / 2 == pytest.approx(1.959964 * 0.835199, rel=2e-4)


def test_a1_by_monte_carlo_with_the_distributions_of_the_guide() -> None:
    made = propagate(
        lambda m, purity, flask, filling, warmth: 1000 * m * purity / (flask + filling + warmth),
        {
            "m": Normal(100.28, 0.05),
            "purity": Uniform(0.9998, 1.0),
            "flask": Triangular(99.9, 100.0, 100.1),
            "filling": Normal(0, 0.02),
            "warmth": Uniform(-0.084, 0.084),
        },
        draws=1_000_000,
        seed=1,
    )
    assert made.mean == pytest.approx(1002.7, abs=0.05)
    assert abs(made.sd - 0.835199) < 4 * made.sd_error


def test_a3_titration() -> None:
    def titrated(volume: float, nominal: float, half_width: float) -> Normal:
        return Normal(volume, math.hypot(triangular(half_width), rectangular(nominal * SPREAD_BY_TEMPERATURE)))

    molar = 8 * 12.0107 + 5 * 1.00794 + 4 * 15.9994 + 39.0983
    molar_sd = math.hypot(8 * rectangular(8e-4), 5 * rectangular(7e-5), 4 * rectangular(3e-4), rectangular(1e-4))
    factors: dict[str, tuple[Distribution, float]] = {
        "R": (Normal(1.0, 0.001), 1),
        "m_KHP": (Normal(0.3888, math.sqrt(2) * rectangular(1.5e-4)), 1),
        "P_KHP": (Normal(1.0, rectangular(5e-4)), 1),
        "V_T2": (titrated(14.89, 15, 0.03), 1),
        "V_T1": (titrated(18.64, 19, 0.03), -1),
        "M_KHP": (Normal(molar, molar_sd), -1),
        "V_HCl": (titrated(15.0, 15, 0.02), -1),
    }
    acid = product(factors, 1000.0)
    mean, sd = (figure.item() for figure in moments(acid))
    assert mean == pytest.approx(0.10139, abs=5e-6)
    assert sd == pytest.approx(0.0001843, abs=5e-8)
    printed = {
        "R": 0.000101387,
        "V_T2": 9.69953e-05,
        "V_T1": 8.33653e-05,
        "V_HCl": 7.39151e-05,
        "m_KHP": 3.19376e-05,
        "P_KHP": 2.9268e-05,
        "M_KHP": 1.86931e-06,
    }
    value = 1000 * 0.3888 * 14.89 / (molar * 18.64 * 15)
    assert contributions(factors, value) == pytest.approx(printed, rel=1e-5)
