"""The week tables: how loads go through the week, how much days and weeks scatter, and where the figures come from."""

import sys
from pathlib import Path

import numpy as np
import pytest

from avloppsanalys.reference import campaign_scatter, datafiles, week_model, week_models

DERIVE = Path(__file__).parents[1] / "benchmarks" / "derive"


@pytest.mark.parametrize("residue", list(week_models()))
def test_the_mean_of_the_seven_factors_is_one(residue: str) -> None:
    assert np.exp(week_model(residue).log_factors).mean() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("residue", list(week_models()))
def test_the_spread_between_sites_is_a_covariance_of_departures_from_the_week(residue: str) -> None:
    spread = week_model(residue).spread
    np.testing.assert_allclose(spread, spread.T)
    np.testing.assert_allclose(spread.sum(axis=0), 0, atol=1e-3)
    assert np.linalg.eigvalsh(spread).min() > -1e-4


@pytest.mark.parametrize("residue", list(week_models()))
def test_less_mass_scatters_more(residue: str) -> None:
    variance = week_model(residue).day_variance([10.0, 1000.0, 100_000.0])
    assert (np.diff(variance) < 0).all()


def test_a_residue_that_the_tables_lack_is_taken_for_the_most_scattered() -> None:
    assert week_model("tramadol") is week_models()["*"]
    small = 100.0  # mg/day, as passes a small plant
    widest = max(float(model.day_variance(small)) for model in week_models().values())
    assert float(week_model("tramadol").day_variance(small)) == widest


@pytest.mark.parametrize(("persons", "log_sd"), [(49_999, 0.2121), (50_000, 0.15), (float("nan"), 0.2121)])
def test_small_and_unknown_plants_scatter_more_between_weeks(persons: float, log_sd: float) -> None:
    found, prior_df = campaign_scatter([persons])
    assert (found.tolist(), prior_df.tolist()) == ([log_sd], [5.0])


def test_the_tables_are_what_the_script_derives_from_the_published_weeks(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(DERIVE))
    import weeks  # type: ignore[import-not-found]  # the script of benchmarks/derive, on the path just now

    folder = shared / "euda"
    weeks.main(str(folder / "ww2025-all-data.csv"), str(folder / "ww2025-site-info-table.csv"), str(tmp_path))
    for name in ("weekday.csv", "weekday_spread.csv", "day_scatter.csv"):
        written = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        shipped = (Path(datafiles.__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()
        assert written[:2] == shipped[:2]
        for derived, own in zip(written[2:], shipped[2:], strict=True):
            for one, other in zip(derived.split(","), own.split(","), strict=True):
                assert one == other or float(one) == pytest.approx(float(other), rel=1e-3, abs=2e-5), (name, derived)
    sys.modules.pop("weeks")
