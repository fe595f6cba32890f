"""A worked example, closed form: a load and the cocaine behind it, by the kernels and by the verbs.

C 234 ng/L, Q 9350 m³/day, P 36 000. Coefficients of variation: sampling, analysis and flow 10 %, stability 5 %,
excretion 26 %, population 15 %. Benzoylecgonine with an excretion fraction of 0.29; molar masses of two decimals.
"""

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from avloppsanalys import back_calculate, daily_loads
from avloppsanalys.consumption import consumed
from avloppsanalys.loads import load_per_1000
from avloppsanalys.uncertainty import log_sd_from_cv, lognormal_interval, normal_quantile

COMPONENTS = {
    "sampling": 0.10,
    "analysis": 0.10,
    "flow": 0.10,
    "stability": 0.05,
    "excretion": 0.26,
    "population": 0.15,
}
MASS_RATIO = 303.36 / 289.33


def sample(concentration: float = 234.0, flow: float = 9350.0, population: float = 36_000) -> pd.DataFrame:
    """Return the sample with its flow and population."""
    return pd.DataFrame(
        {
            "plant": ["Lidköping"],
            "sample_id": ["1"],
            "residue": ["benzoylecgonine"],
            "start": [pd.Timestamp("2020-10-06 07:00", tz="Europe/Stockholm")],
            "end": [pd.Timestamp("2020-10-07 07:00", tz="Europe/Stockholm")],
            "concentration_ng_per_l": [concentration],
            "flow_m3_per_day": [flow],
            "population": [population],
        }
    )


def test_one_hundred_ng_per_litre_in_ten_thousand_cubic_metres_is_a_gram() -> None:
    loads = daily_loads(sample(100.0, 10_000.0))
    assert loads["load_g_per_day"].item() == pytest.approx(1.0)
    assert loads["load_mg_per_day_per_1000"].item() == pytest.approx(27.78, abs=0.005)


def test_load() -> None:
    assert float(load_per_1000(234.0, 9350.0, 36_000)) == pytest.approx(60.775, abs=5e-5)
    loads = daily_loads(sample())
    assert loads["load_g_per_day"].item() == pytest.approx(2.18790, abs=5e-6)
    assert loads["load_mg_per_day_per_1000"].item() == pytest.approx(60.7750, abs=5e-5)


@pytest.mark.parametrize(("excretion", "printed"), [(0.45, 141.605), (0.35, 182.063), (0.29, 219.731)])
def test_consumption_by_the_kernel(excretion: float, printed: float) -> None:
    assert float(consumed(60.7750, excretion, MASS_RATIO)) == pytest.approx(printed, abs=5e-4)


def test_interval_by_the_kernels() -> None:
    variances = {name: float(log_sd_from_cv(cv)) ** 2 for name, cv in COMPONENTS.items()}
    total = sum(variances.values())
    assert total**0.5 == pytest.approx(0.346427, abs=5e-7)
    low, high = lognormal_interval(consumed(60.7750, 0.29, MASS_RATIO), total**0.5, quantile=1.96)
    assert_allclose([float(low), float(high)], [111.431, 433.288], atol=5e-4)
    shares = {name: round(variance / total, 3) for name, variance in variances.items()}
    assert shares == {
        "sampling": 0.083,
        "analysis": 0.083,
        "flow": 0.083,
        "stability": 0.021,
        "excretion": 0.545,
        "population": 0.185,
    }


def test_consumption_and_interval_by_the_verbs() -> None:
    """The example rounds z to 1.96; brought to that z the verb prints the same, else 433.28 for 433.29."""
    loads = daily_loads(sample(), components=COMPONENTS)
    cocaine = back_calculate(loads, "score2016", drugs=["cocaine"], allow_recalled=True, components=COMPONENTS)
    estimate, low, high = (cocaine[name].item() for name in ("consumption_mg_per_day_per_1000", "low", "high"))
    assert estimate == pytest.approx(219.731, abs=5e-4)
    assert (low, high) == (pytest.approx(111.43, abs=5e-3), pytest.approx(433.29, rel=2e-5))
    rounded_z = 1.96 / normal_quantile(0.95)
    assert estimate * (low / estimate) ** rounded_z == pytest.approx(111.43, abs=5e-3)
    assert estimate * (high / estimate) ** rounded_z == pytest.approx(433.29, abs=5e-3)
    assert high / estimate == pytest.approx(1.97187, abs=5e-6)
    assert cocaine["doses_per_day_per_1000"].item() == pytest.approx(2.197, abs=5e-4)
    assert cocaine["factor_status"].item() == "recalled"
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=5e-7)
