"""Streams that any worker draws alike, factorised draws, and what is read from draws."""

import math
import re
import subprocess
import sys
import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from avloppsanalys.montecarlo import (
    BLOCK,
    Beta,
    FactorMatrix,
    GroupMeans,
    Lognormal,
    Normal,
    Uniform,
    draw_means,
    propagate,
    stream,
    summarise,
    summarise_means,
)

Floats = npt.NDArray[np.float64]

# --- streams ----------------------------------------------------------------------------------------------------------


def test_a_stream_is_the_same_in_any_process() -> None:
    code = "from avloppsanalys.montecarlo import stream; print(stream(7, 'population|Mjällby', 2).random(3).tolist())"
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert runs == {f"{stream(7, 'population|Mjällby', 2).random(3).tolist()}\n"}


def test_seed_name_and_block_each_make_another_stream() -> None:
    firsts = [stream(*key).random() for key in ((1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1))]
    assert len(set(firsts)) == 4


# --- factorised draws -------------------------------------------------------------------------------------------------


def plants(count: int = 3, days: int = 4) -> GroupMeans:
    """Return one result a plant: own population, excretion shared by all."""
    every = np.arange(count)
    return GroupMeans(
        median=np.linspace(10, 40, count * days),
        log_sd=np.full(count * days, 0.2),
        group=np.repeat(every, days),
        ids=tuple(f"plant {number}" for number in every),
        factors=FactorMatrix(
            ids=(*(f"population|{number}" for number in every), "excretion"),
            distributions=(*[Lognormal(log_sd=0.1)] * count, Beta.from_mean_cv(0.3, 0.15)),
            result=np.repeat(every, 2),
            factor=np.ravel([[number, count] for number in every]),
            power=np.full(2 * count, -1.0),
        ),
    )


def test_any_worker_draws_the_same() -> None:
    whole = list(draw_means(plants(), 25_000, seed=5))
    for chosen in ([0], [2, 1]):
        part = list(draw_means(plants().take(np.array(chosen)), 25_000, seed=5))
        assert_array_equal(part, [whole[number] for number in chosen])


def test_fewer_draws_are_the_beginning_of_more() -> None:
    short, long = (next(draw_means(plants(), draws, seed=5)) for draws in (2 * BLOCK, 3 * BLOCK))
    assert_array_equal(short, long[: 2 * BLOCK])


def test_a_shared_factor_is_the_same_draw_in_each_result() -> None:
    shared = GroupMeans(
        median=np.array([1.0, 1.0]),
        log_sd=np.zeros(2),
        group=np.arange(2),
        ids=("a", "b"),
        factors=FactorMatrix(
            ids=("excretion",),
            distributions=(Beta.from_mean_cv(0.3, 0.15),),
            result=np.arange(2),
            factor=np.zeros(2, dtype=int),
            power=np.array([-1.0, 2.0]),
        ),
    )
    first, second = draw_means(shared, 1000, seed=1)
    assert_allclose(second, first**-2.0)


def test_draws_have_the_log_moments_of_the_model() -> None:
    first, second, _ = (np.log(made) for made in draw_means(plants(days=1), 200_000, seed=9))
    cumulants = plants(days=1).factors.log_cumulants(3)
    assert first.mean() == pytest.approx(math.log(10.0) + cumulants[0, 0], abs=4 * first.std() / math.sqrt(2e5))
    assert first.var() == pytest.approx(0.2**2 + cumulants[1, 0], rel=0.02)
    assert np.cov(first, second)[0, 1] == pytest.approx(Beta.from_mean_cv(0.3, 0.15).log_cumulants()[1], rel=0.05)


def test_a_row_of_draws_is_lognormal_far_into_the_tails() -> None:
    one = GroupMeans(median=np.ones(1), log_sd=np.ones(1), group=np.zeros(1, dtype=int), ids=("row",))
    normals = np.log(next(draw_means(one, 1_000_000, seed=4)))
    assert stats.kstest(normals, "norm").pvalue > 1e-3
    for score in (3.0, 4.0):
        expected = 1e6 * 2 * stats.norm.sf(score)
        assert abs((np.abs(normals) > score).sum() - expected) < 4 * math.sqrt(expected)
    blocks = normals.reshape(-1, 2, BLOCK // 2)  # cosine and sine halves share a radius, and must not be related
    assert abs(np.corrcoef(blocks[:, 0].ravel(), blocks[:, 1].ravel())[0, 1]) < 4 / math.sqrt(5e5)
    assert abs(np.corrcoef(blocks[:, 0].ravel() ** 2, blocks[:, 1].ravel() ** 2)[0, 1]) < 4 / math.sqrt(5e5)


def test_summaries_of_many_results_need_little_memory() -> None:
    many = plants(count=200, days=7)
    summarise_means(plants(), BLOCK, seed=1)  # what is imported on first use is not what is measured
    tracemalloc.start()
    made = summarise_means(many, BLOCK, seed=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(made.mean) == 200
    assert peak < 60e6  # the draws of all results at once would be 16 MB, of all rows 112 MB


def test_summaries_are_those_of_the_draws() -> None:
    made = summarise_means(plants(), 20_000, seed=2, level=0.9)
    for number, drawn in enumerate(draw_means(plants(), 20_000, seed=2)):
        one = summarise(drawn, 0.9)
        assert (made.mean[number], made.sd[number]) == (one.mean, one.sd)
        assert (made.low[number], made.high[number]) == one.symmetric
        assert (made.shortest_low[number], made.shortest_high[number]) == one.shortest


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"group": np.array([0, 2])}, "2 results need at least one row each and no row outside them."),
        ({"log_sd": np.zeros(3)}, "median, log_sd and group must be of one length."),
        ({"median": np.array([1.0, 0.0])}, "Every median must be positive and every log_sd zero or more."),
        (
            {"factors": FactorMatrix.common({"x": (Lognormal(), 1.0)}, 3)},
            "The factor matrix names results beyond 1.",
        ),
    ],
)
def test_a_model_that_does_not_fit_together_is_refused(changed: dict[str, object], told: str) -> None:
    fits = {"median": np.ones(2), "log_sd": np.zeros(2), "group": np.arange(2), "ids": ("a", "b")}
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        GroupMeans(**{**fits, **changed})  # type: ignore[arg-type]  # wrong on purpose


def test_factor_ids_are_one_each() -> None:
    with pytest.raises(ValueError, match=r"^2 factor ids, which must differ, for 2 distributions\.$"):
        FactorMatrix(
            ids=("x", "x"),
            distributions=(Lognormal(), Lognormal()),
            result=np.arange(2),
            factor=np.arange(2),
            power=np.ones(2),
        )


# --- what draws say ---------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 1000), count=st.integers(400, 3000), level=st.sampled_from([0.8, 0.9, 0.95]))
def test_intervals_are_order_statistics_of_all_draws(seed: int, count: int, level: float) -> None:
    drawn = np.random.default_rng(seed).lognormal(0, 1, count)
    made = summarise(drawn, level)
    ordered = np.sort(drawn)
    covered = math.floor(level * count + 0.5)
    begin = math.ceil((count - covered) / 2) - 1
    assert made.symmetric == (ordered[begin], ordered[begin + covered])
    widths = ordered[covered:] - ordered[: count - covered]
    assert made.shortest[1] - made.shortest[0] == widths.min()
    assert_allclose([made.mean, made.sd], [drawn.mean(), drawn.std(ddof=1)])


def test_draws_are_left_as_they_are() -> None:
    drawn = np.random.default_rng(1).normal(size=1000)
    before = drawn.copy()
    summarise(drawn)
    assert_array_equal(drawn, before)


def test_standard_errors_are_those_of_repeated_runs() -> None:
    runs = [summarise(np.random.default_rng(seed).lognormal(0, 0.4, 10_000)) for seed in range(300)]
    for figure, error in (
        ([one.mean for one in runs], [one.mean_error for one in runs]),
        ([one.sd for one in runs], [one.sd_error for one in runs]),
        ([one.symmetric[0] for one in runs], [one.symmetric_error[0] for one in runs]),
        ([one.symmetric[1] for one in runs], [one.symmetric_error[1] for one in runs]),
    ):
        assert np.std(figure) == pytest.approx(np.mean(error), rel=0.15)


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^100 draws are too few for an interval of 0\.95: at least 200 are needed\.$"
    ):
        summarise(np.zeros(100))


@pytest.mark.parametrize("given_", [{}, {"draws": 10_000, "digits": 2}])
def test_draws_or_digits(given_: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"^Give either draws, a fixed number, or digits,"):
        propagate(lambda x: x, {"x": Normal()}, seed=1, **given_)


def test_an_input_has_the_same_draws_whatever_the_others_are() -> None:
    alone = propagate(lambda x: x, {"x": Normal()}, seed=1, draws=30_000)
    beside = propagate(lambda y, x: x, {"y": Uniform(0, 1), "x": Normal()}, seed=1, draws=30_000)
    assert (alone.mean, alone.symmetric) == (beside.mean, beside.symmetric)
