"""Amphetamine in 13 German sites in 2025, less what comes from methamphetamine.

Daily means of EUDA and SCORE 2025 (mg/day/1000 inhabitants), method as published (10.21203/rs.3.rs-9419775/v1):
corrected = max(0, AMP - 0.09 METH), consumption = corrected x 2.77 / 1000 mg per person and day, both to four decimals.
The abstract prints a range of 0.057 to 0.569 in 12 sites and one site at zero.
"""

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys import back_calculate
from avloppsanalys.consumption import consumed, net_load
from avloppsanalys.reference import contributions, factor_set

SITES = pd.DataFrame(
    [
        ("Berlin (IV)", 3948000, 208.78, 37.54, 205.4014, 0.5690),
        ("Chemnitz", 239402, 32.59, 381.60, 0.0, 0.0),
        ("Dresden", 671806, 50.14, 327.16, 20.6956, 0.0573),
        ("Erfurt", 215199, 97.32, 371.23, 63.9093, 0.1770),
        ("Frankfurt (3)", 1157800, 82.90, 24.38, 80.7058, 0.2236),
        ("Hamburg (2)", 2050000, 75.24, 6.53, 74.6523, 0.2068),
        ("Hannover (2)", 793400, 97.01, 0.55, 96.9605, 0.2686),
        ("Magdeburg", 281150, 182.86, 218.17, 163.2247, 0.4521),
        ("Mainz", 223000, 171.66, 18.07, 170.0337, 0.4710),
        ("Munich G", 1171100, 29.84, 10.93, 28.8563, 0.0799),
        ("Nuremberg", 451472, 44.23, 166.51, 29.2441, 0.0810),
        ("Rostock", 242093, 190.18, 3.45, 189.8695, 0.5259),
        ("Stuttgart", 609000, 93.03, 13.21, 91.8411, 0.2544),
    ],
    columns=["plant", "population", "amphetamine", "methamphetamine", "corrected", "consumption"],
)
RATIO = 0.09
FACTOR = 2.77


def loads() -> pd.DataFrame:
    """Return the sites as a table of loads."""
    day = pd.Timestamp("2025-03-10", tz="Europe/Stockholm")
    long = SITES.melt(
        ["plant", "population"], ["amphetamine", "methamphetamine"], "residue", "load_mg_per_day_per_1000"
    )
    return long.assign(sample_id="2025", start=day, end=day + pd.Timedelta(days=7))


def test_corrected_load_and_consumption_of_every_site() -> None:
    corrected = net_load(SITES["amphetamine"], SITES["methamphetamine"], RATIO)
    assert_allclose(corrected, SITES["corrected"], atol=5.1e-5)
    assert_allclose(consumed(corrected, 1 / FACTOR) / 1000, SITES["consumption"], atol=5e-5)


def test_what_the_abstract_prints() -> None:
    used = consumed(net_load(SITES["amphetamine"], SITES["methamphetamine"], RATIO), 1 / FACTOR) / 1000
    assert SITES["population"].sum() == 12_053_422
    assert (round(used[used > 0].min(), 3), round(used.max(), 3), int((used > 0).sum())) == (0.057, 0.569, 12)
    east = SITES[SITES["plant"].isin(["Berlin (IV)", "Chemnitz", "Dresden", "Erfurt", "Magdeburg"])]
    reduced = 1 - east["corrected"] / east["amphetamine"]
    assert (round(100 * reduced.min()), round(100 * reduced.max())) == (2, 100)


def test_the_tables_hold_the_numbers_of_the_study() -> None:
    (contribution,) = contributions()
    assert (contribution.ratio, contribution.not_estimable_low, contribution.not_estimable_high) == (RATIO, 0.04, 0.19)
    (row,) = (row for row in factor_set("score2016").rows if row.drug == "amphetamine")
    assert round(1 / row.excretion_fraction, 2) == FACTOR


@pytest.mark.parametrize("subtracts", ["score2016", "pk"])
def test_back_calculate_prints_no_number_where_most_may_come_from_methamphetamine(subtracts: str) -> None:
    """Chemnitz (AMP/METH 0.085) and Dresden (0.153) lie in the band in which amphetamine cannot be estimated."""
    found = back_calculate(loads(), subtracts, drugs=["amphetamine"]).set_index("plant")
    flagged = found["note"] == "not_estimable"
    assert found.index[flagged].tolist() == ["Chemnitz", "Dresden"]
    numbers = [name for name in found.columns if name.startswith(("consumption", "doses")) or name in ("low", "high")]
    assert found.loc[flagged, numbers].isna().all(axis=None)
    (row,) = (row for row in factor_set(subtracts).rows if row.drug == "amphetamine")
    sites = SITES.set_index("plant").loc[found.index[~flagged]]
    assert_allclose(
        found.loc[~flagged, "consumption_mg_per_day_per_1000"], sites["corrected"] / row.excretion_fraction, rtol=2e-5
    )


def test_a_set_that_does_not_subtract_leaves_the_sum_alone() -> None:
    found = back_calculate(loads(), "rise2019", drugs=["amphetamine"]).set_index("plant")
    both = SITES.set_index("plant")[["amphetamine", "methamphetamine"]].sum(axis=1)
    assert_allclose(found["consumption_mg_per_day_per_1000"], both / 0.30)
    assert (found["note"] == "").all()
