"""JCGM 101:2008, chapter 9: sums of four, comparison loss; and the logarithm of a uniform (NPL DEM-ES-011, 9.2).

The exact values are closed form; a fixed seed, and four of the draws' own standard errors.
"""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest

from avloppsanalys.montecarlo import Distribution, Normal, Summary, Uniform, numerical_tolerance, propagate

Floats = npt.NDArray[np.float64]

DRAWS = 1_000_000
UNIT = Uniform(-math.sqrt(3), math.sqrt(3))
WIDE = Uniform(-10 * math.sqrt(3), 10 * math.sqrt(3))


def added(**terms: Floats) -> Floats:
    return np.asarray(np.sum(list(terms.values()), axis=0))


def named(*distributions: Distribution) -> Mapping[str, Distribution]:
    return {f"x{number}": one for number, one in enumerate(distributions, start=1)}


@pytest.mark.parametrize(
    ("section", "inputs", "sd", "half_width", "printed", "rounding"),
    [
        ("9.2.2", [Normal()] * 4, 2.0, 3.919928, 3.92, 0.005),
        ("9.2.3", [UNIT] * 4, 2.0, None, 3.88, 0.005),
        ("9.2.4", [UNIT] * 3 + [WIDE], math.sqrt(103), None, 17.0, 0.05),
    ],
)
def test_additive_models(
    section: str, inputs: list[Distribution], sd: float, half_width: float | None, printed: float, rounding: float
) -> None:
    made = propagate(added, named(*inputs), draws=DRAWS, seed=101)
    assert abs(made.mean) < 4 * made.mean_error
    assert abs(made.sd - sd) < 4 * made.sd_error
    for end, error, sign in zip(made.symmetric, made.symmetric_error, (-1, 1), strict=True):
        if half_width is not None:
            assert abs(end - sign * half_width) < 4 * error
        assert abs(end - sign * printed) < 4 * error + rounding, section


def loss(correlation: float, estimate: float, draws: int = DRAWS) -> Summary:
    """Comparison loss (9.4): Y = X1² + X2², both with u = 0.005 and the given correlation, estimates x1 and 0."""

    def squares(a: Floats, b: Floats) -> Floats:
        first = estimate + 0.005 * a
        second = 0.005 * (correlation * a + math.sqrt(1 - correlation**2) * b)
        return first**2 + second**2

    return propagate(squares, {"a": Normal(), "b": Normal()}, draws=draws, seed=94)


@pytest.mark.parametrize(
    ("correlation", "estimate", "mean", "sd"),
    [
        (0.0, 0.0, 50, 50),
        (0.0, 0.01, 150, 111.803),
        (0.0, 0.05, 2550, 502.494),
        (0.9, 0.0, 50, 67.268),
        (0.9, 0.01, 150, 120.520),
        (0.9, 0.05, 2550, 504.505),
    ],
)
def test_comparison_loss_has_its_exact_moments(correlation: float, estimate: float, mean: float, sd: float) -> None:
    exact = 4 * 0.005**4 * (1 + correlation**2) + 4 * 0.005**2 * estimate**2
    assert math.sqrt(exact) * 1e6 == pytest.approx(sd, abs=5e-4)
    made = loss(correlation, estimate)
    assert abs(made.mean * 1e6 - mean) < 4e6 * made.mean_error
    assert abs(made.sd * 1e6 - sd) < 4e6 * made.sd_error


@pytest.mark.parametrize(("estimate", "shortest"), [(0.0, (0, 150)), (0.01, (0, 367)), (0.05, (1590, 3543))])
def test_comparison_loss_has_the_printed_shortest_interval(estimate: float, shortest: tuple[float, float]) -> None:
    """Printed from draws; the ends of a shortest interval wander, and for x1 = 0.05 by some tens."""
    made = loss(0.0, estimate)
    widths = [high - low for low, high in (made.shortest, made.symmetric)]
    assert widths[0] < widths[1]
    assert np.array(made.shortest) * 1e6 == pytest.approx(np.array(shortest), abs=2 if estimate < 0.05 else 30)


def test_the_least_loss_is_exponential() -> None:
    """With r = 0 and x1 = 0 the loss over 2u² is exponential, so the shortest interval ends at 2u² ln 20 = 149.79."""
    made = loss(0.0, 0.0)
    assert made.shortest[0] * 1e6 == pytest.approx(0, abs=0.1)
    assert made.shortest[1] * 1e6 == pytest.approx(50 * math.log(20), abs=1)


def test_logarithm_of_a_uniform() -> None:
    """Exact mean -0.664900; printed -0.665, 0.606 and the shortest interval -1.895 to 0.095, whose end is ln 1.1."""
    made = propagate(lambda x: np.log(x), {"x": Uniform(0.1, 1.1)}, draws=DRAWS, seed=2)
    assert abs(made.mean - -0.664900) < 4 * made.mean_error
    assert made.sd == pytest.approx(0.606, abs=5e-4 + 4 * made.sd_error)
    assert made.shortest[1] == pytest.approx(math.log(1.1), abs=2e-4)
    assert made.shortest[0] == pytest.approx(math.log(0.15), abs=0.003)  # 5 % of the width of 1 above 0.1


def test_numerical_tolerance() -> None:
    """7.9.2: u = 0.000 35 as 35e-5 to two digits gives 0.5e-5; 2 and 0.2 by hand."""
    assert numerical_tolerance(0.00035, 2) == pytest.approx(0.5e-5)
    assert numerical_tolerance(2.0, 1) == pytest.approx(0.5)
    assert numerical_tolerance(0.2, 1) == pytest.approx(0.05)


def test_the_adaptive_procedure_stops_when_the_digits_have_settled() -> None:
    made = propagate(added, named(*[Normal()] * 4), digits=2, seed=7)
    assert made.converged
    assert 20_000 <= made.draws < 2_000_000
    assert made.draws % 10_000 == 0
    assert made.sd == pytest.approx(2.0, abs=numerical_tolerance(2.0, 2))
    assert all(2 * error < numerical_tolerance(2.0, 2) for error in made.shortest_error)


def test_the_adaptive_procedure_says_when_it_gives_up() -> None:
    made = propagate(added, named(*[Normal()] * 4), digits=4, seed=7, most_draws=50_000)
    assert made.converged is False
    assert made.draws == 50_000
