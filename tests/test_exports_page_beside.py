"""What stands beside the levels is a whole table on the page: medicines, other indicators, Europe's towns."""

import numpy as np
import pandas as pd

from avloppsanalys.exports.page_beside import beside_table
from avloppsanalys.exports.page_table import PageTable


def shown(table: PageTable | None) -> list[list[str]]:
    assert table is not None
    return [[cell.replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_level_expected_load_and_difference_with_the_conclusion_of_each_period() -> None:
    row = {
        "substance": "tramadol", "period": "2026K3", "verdict": "can_be_fully_explained", "observed": 89.0,
        "observed_low": 54.0, "observed_high": 148.0, "expected": 90.0, "expected_low": 45.0, "expected_high": 105.0,
        "net": -0.51, "net_low": -39.0, "net_high": np.nan,
    }  # fmt: skip
    table = beside_table(pd.DataFrame([row]), title="Tramadol")
    numbers = ["89", "54", "148", "90", "45", "105", "−0,51", "−39", "–"]
    assert shown(table) == [["Tramadol", "kv 3 2026", *numbers, "kan helt förklaras av förskrivning"]]
    assert table is not None
    above, below = table.heads
    assert sum(head.columns for head in above) == len(table.rows[0]) == len(table.numbers)
    assert len(below) == 9


def test_other_indicators_as_they_are_told_and_levels_with_their_intervals() -> None:
    rows = [
        {"indicator": "Kokain i avloppet", "period": "2026K3", "value": 68.0, "low": 41.0, "high": 113.0, "unit": "mg"},
        {"indicator": "Anmälda narkotikabrott", "period": "2026-08", "value": np.nan, "shown": "1–4", "unit": "count",
         "status": "preliminary", "missing": "small_count"},
        {"indicator": "Anmälda narkotikabrott", "period": "2026-09", "value": np.nan, "shown": "uppgift saknas",
         "unit": "count", "status": "preliminary", "missing": "not_given"},
    ]  # fmt: skip
    assert shown(beside_table(pd.DataFrame(rows), title="Andra")) == [
        ["Kokain i avloppet", "kv 3 2026", "68", "41", "113", "mg", "–"],
        ["Anmälda narkotikabrott", "augusti 2026", "1–4", "–", "–", "antal", "preliminär"],
        ["Anmälda narkotikabrott", "september 2026", "uppgift saknas", "–", "–", "antal", "–"],
    ]


def test_the_plant_beside_the_middle_of_the_towns() -> None:
    towns = {f"towns_p{cut}_mg_per_day_per_1000": value for cut, value in ((25, 20.0), (50, 60.0), (75, 140.0))}
    row = {"substance": "MDMA", "year": 2025, "n_days": 14, "euda_view_mg_per_day_per_1000": 9.4, "n_towns": 31} | towns
    assert shown(beside_table(pd.DataFrame([row]), title="Europa")) == [
        ["MDMA", "2025", "14", "9,4", "20", "60", "140", "31"]
    ]


def test_levels_are_left_to_the_table_that_knows_them() -> None:
    assert beside_table(pd.DataFrame({"substance": ["MDMA"], "estimate": [1.0]}), title="Nivåer") is None
