"""Every verb leaves the tables that it is given alone, and gives the same answer whatever order their rows stand in."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.simulate import SimulatedResidue
from avloppsanalys.tables import REPORTED, arrange
from avloppsanalys.weekdays import expected_weekdays, weekday_ratios

DAYS = pd.DatetimeIndex(["2026-07-08", "2026-07-11", "2026-08-12", "2026-08-16", "2026-09-09"])
RESIDUES = {
    "benzoylecgonine": SimulatedResidue(level=60),
    "amphetamine": SimulatedResidue(level=120),
    "methamphetamine": SimulatedResidue(level=1.2, loq_ng_per_l=6),
}
PLANT = avl.simulate_plant(RESIDUES, DAYS, first="2026K3", last="2026K3", rng=np.random.default_rng(2026))
JOINED = avl.join_samples(PLANT.measurements, PLANT.flows, PLANT.plants)
LOADS = avl.daily_loads(JOINED)
CONSUMPTION = avl.back_calculate(LOADS, "rise2019", drugs=["amphetamine"])
PRINTED = arrange(
    LOADS[["plant", "sample_id"]].assign(
        substance=LOADS["residue"],
        quantity="load_mg_per_day_per_1000",
        value=LOADS["load_mg_per_day_per_1000"].round(1),
        unit="mg/day/1000 inh",
        printed=LOADS["load_mg_per_day_per_1000"].round(1).astype("str"),
    ),
    REPORTED,
)

VERBS: dict[str, tuple[Callable[..., pd.DataFrame], tuple[pd.DataFrame, ...]]] = {
    "join_samples": (avl.join_samples, (PLANT.measurements, PLANT.flows, PLANT.plants)),
    "daily_loads": (avl.daily_loads, (JOINED,)),
    "back_calculate": (lambda loads: avl.back_calculate(loads, "rise2019", drugs=["amphetamine"]), (LOADS,)),
    "period_levels of loads": (avl.period_levels, (LOADS,)),
    "period_levels of doses": (lambda table: avl.period_levels(table, quantity="doses"), (CONSUMPTION,)),
    "quality_report": (avl.quality_report, (JOINED,)),
    "weekday_means": (avl.weekday_means, (LOADS,)),
    "weekday_ratios": (weekday_ratios, (LOADS,)),
    "expected_weekdays": (expected_weekdays, (LOADS,)),
    "compare_with_lab": (lambda *tables: avl.compare_with_lab(*tables).figures, (PRINTED, LOADS, CONSUMPTION)),
}


def sorted_by_all(table: pd.DataFrame) -> pd.DataFrame:
    keys = [column for column in table.columns if table[column].notna().any()]
    return table.sort_values(keys, ignore_index=True)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_its_arguments_alone(verb: str) -> None:
    call, tables = VERBS[verb]
    given = [table.copy(deep=True) for table in tables]
    assert not call(*given).empty
    for table, before in zip(given, tables, strict=True):
        pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("verb", VERBS)
def test_the_order_of_rows_does_not_matter(verb: str) -> None:
    call, tables = VERBS[verb]
    shuffled = [table.sample(frac=1, random_state=number) for number, table in enumerate(tables)]
    pd.testing.assert_frame_equal(sorted_by_all(call(*shuffled)), sorted_by_all(call(*tables)))
