"""Rows of tables: which are kept, which belong together, and what their words mean."""

import numpy as np
import pandas as pd
import pytest

from avloppsanalys.tables import numbered_by, only, translated


@pytest.mark.parametrize("kept", [[True, True, True], [False, False, False], [True, False, True]])
def test_the_rows_that_are_kept_are_those_of_a_mask_numbered_anew(kept: list[bool]) -> None:
    frame = pd.DataFrame({"plant": ["A", "B", "C"], "population": [1.0, 2.0, 3.0]}, index=[7, 3, 5])
    pd.testing.assert_frame_equal(only(frame, np.array(kept)), frame[kept].reset_index(drop=True))
    assert frame.index.tolist() == [7, 3, 5]


def test_what_is_written_into_the_kept_rows_is_not_written_into_the_table() -> None:
    frame = pd.DataFrame({"plant": ["A", "B"]})
    rows = only(frame, np.array([True, True]))
    rows["plant"] = "C"
    rows["new"] = 1
    assert frame.to_dict("list") == {"plant": ["A", "B"]}


def test_rows_are_numbered_as_pandas_groups_them() -> None:
    at = np.random.default_rng(4).integers(0, 3, (4, 200))
    kinds = {
        "plant": pd.array(["A", "B", None], dtype="str"),
        "residue": pd.array(["MDMA", "cocaine", None], dtype="str"),
        "start": pd.DatetimeIndex(["2026-01-01", "2026-02-01", "NaT"], tz="UTC").array,
        "revision": pd.array([1, 2, None], dtype="Int64"),
    }
    frame = pd.DataFrame({name: values.take(row) for (name, values), row in zip(kinds.items(), at, strict=True)})
    names = list(frame.columns)
    expected = frame.groupby(names, sort=False, dropna=False).ngroup()
    assert numbered_by(frame, names).tolist() == expected.tolist()
    assert numbered_by(frame[:0], names).tolist() == []


def test_each_different_word_is_asked_for_once() -> None:
    asked: list[str] = []

    def meaning(word: str) -> str | None:
        asked.append(word)
        return {"ja": "yes"}.get(word)

    found = translated(pd.Series(["ja", "nej", None, "ja"], index=[4, 3, 2, 1]), meaning)
    assert asked == ["ja", "nej"]
    pd.testing.assert_series_equal(found, pd.Series(["yes", None, None, "yes"], index=[4, 3, 2, 1], dtype="str"))
