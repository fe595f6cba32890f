"""What stands beside a level on its card can be followed as well: prescriptions, mass without persons, the insats."""

from __future__ import annotations

import runpy
import shutil

import pandas as pd
import pytest

from avloppsanalys.analysis import Analysis
from avloppsanalys.lagesbild import prescribed_words
from avloppsanalys.reference import bundled
from reading.calculations import followed, result_of


@pytest.fixture(scope="module")
def lagesbild(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The example of an underlag for a meeting: prescriptions, a marked season and an insats."""
    example, folder = runpy.run_path(str(bundled("examples/04_lagesbild.py"))), tmp_path_factory.mktemp("mote")
    shutil.copytree(bundled("examples/lagesbild"), folder, dirs_exist_ok=True)
    (folder / "labbsvar").mkdir()
    answers, volumes = example["invented"]()
    example["write"](volumes, folder / "metadatablad.csv")
    example["write"](answers, folder / "labbsvar" / "svar.csv")
    (folder / "config.toml").write_text(
        (folder / "config.toml").read_text(encoding="utf-8").replace('"bedomning.csv"', ""), encoding="utf-8"
    )
    found: Analysis = example["underlag"](folder)
    return found


def test_what_is_prescribed_can_be_followed_from_doses_to_the_difference(lagesbild: Analysis) -> None:
    for row in lagesbild.prescribed[lagesbild.prescribed["period"] == "2026K3"].to_dict("records"):
        told = lagesbild.explain(place=row["place"], substance=row["substance"], period=row["period"])
        flat = " ".join(told.split()).replace("\u00a0", " ")
        assert prescribed_words(row).replace("\u00a0", " ") in flat
        if pd.isna(row["expected"]):
            continue
        lines = followed(told)
        if len(row["medicines"].split(" + ")) > 1 and "amount_unknown" not in str(row["note"]):
            sums = {"expected_low": "Förväntat, minst", "expected": "Förväntat", "expected_high": "Förväntat, högst"}
            for column, label in sums.items():
                (found,) = [line.result for line in lines if line.label == label]
                assert found == pytest.approx(row[column], rel=1e-5)
        if pd.notna(row["net_low"]):
            assert result_of(lines, "Skillnad (nivå minus förväntat)") == pytest.approx(row["net"], rel=1e-4)
            # seven places instead of 241 give the tails to a few thousandths
            for end, asked in (("undre", 0.025), ("övre", 0.975)):
                chance = result_of(lines, f"Chansen att skillnaden ligger under den {end} gränsen")
                assert chance == pytest.approx(asked, abs=0.003)


def test_a_medicine_is_doses_times_daily_dose_times_shares_with_their_sources(lagesbild: Analysis) -> None:
    told = lagesbild.explain(place="Stadens verk", substance="amfetamin")
    expressions = [line.expression for line in followed(told) if line.label == "Mitt i"]
    assert expressions == ["11,6 × 30 × 0,2967 × 0,4", "0,8 × 15 × 0,4"]
    assert "WHO Collaborating Centre" in told
    assert "OBEKRÄFTAD FAKTOR" in told
    codeine = lagesbild.explain(place="Stadens verk", substance="kodein")
    assert "Det saknas uppgift om hur mycket en dos lämnar" in " ".join(codeine.split())
    english = lagesbild.explain(place="Stadens verk", substance="amfetamin", lang="en")
    assert "FROM PRESCRIBED MEDICINES" in english
    followed(english, "en")
