"""The intervals of real European weeks, out of sample: `python benchmarks/truth weeks` with few draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Results = tuple[Any, pd.DataFrame, pd.DataFrame, pd.DataFrame]

PAGE = Path(__file__).parents[2] / "docs" / "method" / "truth" / "real-weeks.csv"
FIXED = ["Sat+Sun", "Wed+Sun"]
RANDOM = ["1 random day", "3 random days"]
DRAWS = 6


@pytest.fixture(scope="module")
def results(shared: Path, truths: None) -> Results:
    """Return the script, its table, the weeks with zeros and those with days below made-up limits."""
    import real_weeks  # type: ignore[import-not-found]  # a script of benchmarks/truth, on the path for now

    files = [str(shared / "euda" / name) for name in ("ww2025-all-data.csv", "ww2025-site-info-table.csv")]
    known = real_weeks.weeks(*files)
    zeros = real_weeks.covered_with_zeros(known, real_weeks.weeks_with_zeros(*files), DRAWS)
    limits = real_weeks.covered_below_limits(known, 1)
    return real_weeks, real_weeks.report(real_weeks.covered(known, DRAWS)), zeros, limits


def test_every_bar_that_does_not_hang_on_the_draws_is_held(results: Results) -> None:
    script, table, zeros, limits = results
    fixed = table[table["design"].isin(FIXED)]
    assert [str(bar) for bar in script.bars_of(fixed, zeros, limits) if not bar.held] == []


def test_random_days_hold_theirs_but_for_the_chance_of_few_draws(results: Results) -> None:
    table = results[1]
    whole = table[table["design"].isin(RANDOM) & (table["part"] == "all")]
    assert whole.groupby("design")["coverage"].mean().between(94, 97).all()
    assert (whole["coverage"] >= 91).all()


def test_the_table_of_the_method_page_is_what_the_code_gives(results: Results) -> None:
    table = results[1]
    page = pd.read_csv(PAGE, index_col=["residue", "part"])
    today = table.pivot_table(index=["residue", "part"], columns="design", values="coverage", sort=False)
    assert page.index.tolist() == today.index.tolist()
    # The fixed designs have no chance in them; of random days fifty draws of a whole residue are close to six.
    pd.testing.assert_frame_equal(page[FIXED], today[FIXED].round(1), check_names=False)
    whole = page.index.get_level_values("part") == "all"
    assert ((page[RANDOM] - today[RANDOM])[whole].abs() < 2.5).all().all()
