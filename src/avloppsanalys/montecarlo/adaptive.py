"""Any function of independent inputs, with as many draws as the digits asked for need (JCGM 101, 7.9)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo.distribution import Distribution
from avloppsanalys.montecarlo.streams import stream
from avloppsanalys.montecarlo.summary import Summary, summarise

__all__ = ["numerical_tolerance", "propagate"]

Floats = npt.NDArray[np.float64]

SMALLEST_BLOCK = 10_000


def numerical_tolerance(uncertainty: float, digits: int) -> float:
    """Return half of the last of `digits` significant decimal digits of a standard uncertainty.

    Parameters
    ----------
    uncertainty : float
        Standard uncertainty, positive, in any unit.
    digits : int
        How many significant digits of it are wanted.

    Returns
    -------
    float
        In the unit of `uncertainty`.

    References
    ----------
    .. [1] JCGM 101:2008, 7.9.2.

    Examples
    --------
    >>> numerical_tolerance(0.80, 1), numerical_tolerance(0.80, 2)
    (0.05, 0.005)
    """
    return 0.5 * 10.0 ** (math.floor(math.log10(uncertainty)) - digits + 1)


def propagate(
    function: Callable[..., Floats],
    inputs: Mapping[str, Distribution],
    *,
    seed: int,
    draws: int | None = None,
    digits: int | None = None,
    level: float = 0.95,
    most_draws: int = 10_000_000,
) -> Summary:
    """Propagate independent inputs through a function by Monte Carlo.

    Not modelled: dependence between inputs; write the function in terms of what is independent.

    Parameters
    ----------
    function : callable
        Takes the inputs by name as arrays of draws, returns an array of the same length.
    inputs : mapping of str to Distribution
        One a name.
    seed : int
        The same seed gives the same draws, and each input has a stream of its own, keyed by its name.
    draws : int, optional
        A fixed number of draws; or
    digits : int, optional
        draw in blocks until this many significant digits of the standard uncertainty have settled.
    level : float, default 0.95
        Coverage of the intervals.
    most_draws : int, default 10 000 000
        Where the adaptive procedure gives up; the result then says that it did not converge.

    Returns
    -------
    Summary

    Raises
    ------
    ValueError
        Unless exactly one of `draws` and `digits` is given.

    Notes
    -----
    The adaptive procedure stops when twice the standard deviation of the mean over blocks lies below the tolerance for
    the mean, the standard uncertainty and both ends of the shortest interval. Blocks hold 10 000 draws or
    ``100 / (1 - level)``, whichever is more.

    References
    ----------
    .. [1] JCGM 101:2008, 7.9.4.

    Examples
    --------
    >>> from avloppsanalys.montecarlo import Normal
    >>> made = propagate(lambda a, b: a + b, {"a": Normal(1, 3), "b": Normal(1, 4)}, seed=1, draws=100_000)
    >>> round(made.mean, 1), round(made.sd, 1)
    (2.0, 5.0)
    """
    if (draws is None) == (digits is None):
        raise ValueError("Give either draws, a fixed number, or digits, how many of the uncertainty must settle.")
    block = max(SMALLEST_BLOCK, math.ceil(100 / (1 - level)))

    def values(number: int, size: int) -> Floats:
        drawn = {name: one.draws(stream(seed, name, number), size) for name, one in inputs.items()}
        return np.asarray(function(**drawn), dtype=float)

    if draws is not None:
        sizes = [min(block, draws - start) for start in range(0, draws, block)]
        return summarise(np.concatenate([values(number, size) for number, size in enumerate(sizes)]), level)
    assert digits is not None
    return _until_settled(lambda number: values(number, block), digits, level, max(2, most_draws // block))


def _until_settled(block: Callable[[int], Floats], digits: int, level: float, most_blocks: int) -> Summary:
    """Draw blocks until mean, uncertainty and ends of the shortest interval have settled to the digits wanted."""
    drawn, figures = [], []
    total, squares, shift = 0.0, 0.0, 0.0
    error, settled = np.full(4, np.inf), False
    for number in range(most_blocks):
        values = block(number)
        drawn.append(values)
        one = summarise(values, level)
        figures.append([one.mean, one.sd, *one.shortest])
        shift = one.mean if number == 0 else shift
        total += float((values - shift).sum())
        squares += float(np.square(values - shift).sum())
        if number == 0:
            continue
        count = len(values) * (number + 1)
        uncertainty = math.sqrt((squares - total**2 / count) / (count - 1))
        error = np.std(figures, axis=0, ddof=1) / math.sqrt(number + 1)
        settled = bool((2 * error < numerical_tolerance(uncertainty, digits)).all()) if uncertainty else True
        if settled:
            break
    whole = summarise(np.concatenate(drawn), level)
    return replace(whole, shortest_error=(float(error[2]), float(error[3])), converged=settled)
