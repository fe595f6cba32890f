"""A worked example on lisdexamfetamine: 10 DDD per 1000 and day, against the levels of Lidköping and Växjö.

It computes 17.8, 35.6 and 62.3 mg per 1000 and day from 30 mg (recalled), .2967 (Elvanse's label) and .20-.40-.70 by
urine pH (Norsk legemiddelhåndbok L6.8.1.2); tolerance is half of the last printed digit.
"""

import pandas as pd
import pytest

from avloppsanalys.consumption import prescribed_loads
from avloppsanalys.tables import TIMEZONE


def level(estimate: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": ["A"], "substance": ["amphetamine"], "quantity": ["load"], "factor_set": ["none"],
            "period": ["2025"], "period_start": [pd.Timestamp("2025-01-01", tz=TIMEZONE)],
            "period_end": [pd.Timestamp("2026-01-01", tz=TIMEZONE)], "estimate": [estimate],
            "low": [estimate / 1.6], "high": [estimate * 1.6], "interval_level": [0.95],
        }
    )  # fmt: skip


def dispensed(ddd: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "medicine": ["lisdexamfetamine"], "atc": ["N06BA12"], "ddd_per_day_per_1000": [ddd],
            "start": [pd.Timestamp("2025-01-01", tz=TIMEZONE)], "end": [pd.Timestamp("2026-01-01", tz=TIMEZONE)],
        }
    )  # fmt: skip


@pytest.mark.parametrize("measured", [86.0, 120.0])
def test_ten_daily_doses_of_lisdexamfetamine(measured: float) -> None:
    (row,) = prescribed_loads(dispensed(10), level(measured), allow_recalled=True).to_dict("records")
    assert row["expected_low"] == pytest.approx(17.8, abs=0.05)
    assert row["expected"] == pytest.approx(35.6, abs=0.05)
    assert row["expected_high"] == pytest.approx(62.3, abs=0.05)
    assert row["net"] == pytest.approx(measured - 35.6, abs=0.05)


@pytest.mark.parametrize(("measured", "percent"), [(86.0, 43), (120.0, 31)])
def test_the_share_with_the_fraction_of_the_label_lies_inside(measured: float, percent: float) -> None:
    (row,) = prescribed_loads(dispensed(10), level(measured), allow_recalled=True).to_dict("records")
    with_label = row["expected"] * 0.42 / 0.40  # the label's recalled fraction, which the tables do not use
    assert 100 * with_label / measured == pytest.approx(percent, abs=0.55)
    assert row["expected_low"] < with_label < row["expected_high"]
