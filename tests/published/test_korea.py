"""Methamphetamine and codeine in 15 Korean plants: load to consumption, limits of detection carried along.

Loads and consumption in mg/day/1000, http://wallinside.com/post-55013910-daily-loads-mg-xa-d-minus-xa.html; excretion
.43 and .638. Loads have three digits, so that a quotient agrees within 0.5 %. Codeine at B-10 (<2.42, printed <1.89)
does not fit the factor of its own table and is left out.
"""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys import back_calculate
from avloppsanalys.consumption import consumed

METHAMPHETAMINE = 0.43
CODEINE = 0.638

PLANTS = pd.DataFrame(
    [
        ("B-1", 133336, 5.18, 2.59, 12.0, 4.06),
        ("B-2", 215496, 5.65, 3.15, 13.1, 4.94),
        ("B-3", 1157325, 2.85, 1.24, 6.64, 1.94),
        ("B-4", 862424, 8.25, 2.02, 19.2, 3.17),
        ("B-5", 58000, 11.0, 7.31, 25.5, 11.5),
        ("B-6", 139765, 3.24, 1.14, 7.52, 1.79),
        ("B-7", 177596, 9.26, 7.98, 21.5, 12.5),
        ("B-8", 925231, 11.4, 2.55, 26.4, 4.00),
        ("B-9", 18700, np.nan, 1.60, np.nan, 2.52),
        ("B-10", 78444, 9.50, np.nan, 22.1, np.nan),
        ("U-1", 547379, 2.09, 2.15, 4.86, 3.37),
        ("U-2", 46237, 15.1, 7.64, 35.2, 12.0),
        ("K-1", 323000, 14.8, 3.50, 34.4, 5.49),
        ("K-2", 900000, 5.56, 2.83, 12.9, 4.44),
        ("K-3", 58424, 29.2, 8.61, 67.9, 13.5),
    ],
    columns=["plant", "population", "load_meth", "load_codeine", "meth", "codeine"],
)


@pytest.mark.parametrize(
    ("load", "consumption", "excretion"),
    [("load_meth", "meth", METHAMPHETAMINE), ("load_codeine", "codeine", CODEINE)],
)
def test_every_quantified_pair(load: str, consumption: str, excretion: float) -> None:
    pairs = PLANTS.dropna(subset=[load, consumption])
    assert len(pairs) == 14
    assert_allclose(consumed(pairs[load], excretion), pairs[consumption], rtol=0.005)


def test_the_limit_of_detection_goes_through_the_division() -> None:
    assert float(consumed(1.12, METHAMPHETAMINE)) == pytest.approx(2.60, abs=0.005)


def test_back_calculate_carries_the_limit_as_a_bound() -> None:
    """B-9: <1.12 becomes <2.60; the set `pk` has the same excretion fraction of methamphetamine."""
    day = pd.Timestamp("2012-12-01", tz="Europe/Stockholm")
    below = PLANTS["load_meth"].isna()
    loads = pd.DataFrame(
        {
            "plant": PLANTS["plant"],
            "sample_id": "1",
            "residue": "methamphetamine",
            "start": day,
            "end": day + pd.Timedelta(days=1),
            "qualifier": np.where(below, "below_lod", "quantified"),
            "load_mg_per_day_per_1000": PLANTS["load_meth"],
            "load_low_mg_per_day_per_1000": PLANTS["load_meth"].fillna(0.0),
            "load_high_mg_per_day_per_1000": PLANTS["load_meth"].fillna(1.12),
            "population": PLANTS["population"].astype(float),
        }
    )
    found = back_calculate(loads, "pk", drugs=["methamphetamine"]).set_index("plant")
    seen = found.drop(index="B-9")
    assert_allclose(seen["consumption_mg_per_day_per_1000"], PLANTS.set_index("plant")["meth"].drop("B-9"), rtol=0.005)
    censored = found.loc["B-9"]
    assert np.isnan(censored["consumption_mg_per_day_per_1000"])
    assert censored["qualifier"] == "below_loq"
    assert censored["consumption_low_mg_per_day_per_1000"] == 0
    assert censored["consumption_high_mg_per_day_per_1000"] == pytest.approx(2.60, abs=0.005)
