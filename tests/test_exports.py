"""Files that leave the house: what stands in them, and that they appear whole or not at all."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys import __version__
from avloppsanalys.errors import AvloppsanalysError, TableError, UnknownNameError
from avloppsanalys.exports import (
    InputFile,
    LockedFileError,
    OutFolderError,
    underlag,
    underlag_schema,
    whole_folder,
    write_excel_csv,
    write_json,
    write_open_csv,
)
from avloppsanalys.exports import folder as folder_module
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.reference import tables_digest, tables_version
from avloppsanalys.tables import LEVELS, PROBLEMS, QUALITY, TIMEZONE, TRENDS, arrange, empty

STARTS = pd.to_datetime(["2026-08-12 07:00", "2026-10-25 00:30"]).tz_localize(TIMEZONE)
TABLE = pd.DataFrame(
    {
        "plats": ["Sölvesborg", None],
        "estimate": [60.775, np.nan],
        "n_days": pd.array([3, None], dtype="Int64"),
        "start": STARTS,
        "synthetic": [True, False],
    }
)


def excel_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def open_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_excel_flavour_is_what_swedish_excel_opens(tmp_path: Path) -> None:
    write_excel_csv(TABLE, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        "\ufeffplats;estimate;n_days;start;synthetic\r\n"
        "Sölvesborg;60,775;3;2026-08-12 07:00;true\r\n"
        ";;;2026-10-25 00:30;false\r\n"
    ).encode()


def test_the_open_flavour_is_plain_utf_8_with_offsets(tmp_path: Path) -> None:
    write_open_csv(TABLE, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        "plats,estimate,n_days,start,synthetic\n"
        "Sölvesborg,60.775,3,2026-08-12T07:00:00+02:00,true\n"
        ",,,2026-10-25T00:30:00+02:00,false\n"
    ).encode()


def test_moments_of_another_zone_are_told_in_swedish_time_in_excel(tmp_path: Path) -> None:
    frame = pd.DataFrame({"start": [pd.Timestamp("2026-01-12 23:30", tz="UTC"), pd.NaT]})
    write_excel_csv(frame, tmp_path / "t.csv")
    assert excel_rows(tmp_path / "t.csv")[1:] == [["2026-01-13 00:30"], [""]]


def test_a_moment_without_zone_has_no_offset(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-01-12"])})
    write_open_csv(frame, tmp_path / "t.csv")
    write_excel_csv(frame, tmp_path / "e.csv")
    assert open_rows(tmp_path / "t.csv")[1] == ["2026-01-12T00:00:00"]
    assert excel_rows(tmp_path / "e.csv")[1] == ["2026-01-12 00:00"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize(("write", "read"), [(write_excel_csv, excel_rows), (write_open_csv, open_rows)])
def test_text_that_a_spreadsheet_would_execute_becomes_text(start: str, write: Any, read: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame({f"{start}cmd": [f"{start}HYPERLINK(1)", "a=1"], "number": [-1.5, 2.0]})
    write(frame, tmp_path / "t.csv")
    header, first, second = read(tmp_path / "t.csv")
    assert header[0][0] == first[0][0] == "'"
    assert first[0].endswith("HYPERLINK(1)")
    assert second[0] == "a=1"
    assert first[1].replace(",", ".") == "-1.5", "a number is never touched"


@pytest.mark.parametrize(("write", "read"), [(write_excel_csv, excel_rows), (write_open_csv, open_rows)])
def test_separators_quotes_and_line_breaks_stay_within_their_cell(write: Any, read: Any, tmp_path: Path) -> None:
    cells = ['a;b,c"d"', "två\r\nrader", "gammal\rMac", 'x";=1+1;"y']
    write(pd.DataFrame({"text": cells, "other": "z"}), tmp_path / "t.csv")
    rows = read(tmp_path / "t.csv")[1:]
    assert [row[0] for row in rows] == ['a;b,c"d"', "två\nrader", "gammal\nMac", 'x";=1+1;"y']
    assert {row[1] for row in rows} == {"z"}


@given(values=st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=1))
def test_numbers_come_back_as_they_were_from_both_flavours_and_without_exponent(
    values: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    frame = pd.DataFrame({"value": values, "key": "k"})
    write_excel_csv(frame, folder / "e.csv")
    write_open_csv(frame, folder / "o.csv")
    opened = [row[0] for row in open_rows(folder / "o.csv")[1:]]
    excel = [row[0] for row in excel_rows(folder / "e.csv")[1:]]
    assert [text.replace(".", ",") for text in opened] == excel
    assert not any("e" in text.lower() for text in opened)
    back = [float(text) if text else math.nan for text in opened]
    assert all(
        found == value or (math.isnan(found) and math.isnan(value)) for found, value in zip(back, values, strict=True)
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(36000.0, "36000"), (0.1 + 0.2, "0.30000000000000004"), (1e-7, "0.0000001"), (1e22, "1" + "0" * 22)],
)
def test_numbers_are_written_with_the_digits_that_they_need(value: float, written: str, tmp_path: Path) -> None:
    write_open_csv(pd.DataFrame({"value": [value]}), tmp_path / "t.csv")
    assert open_rows(tmp_path / "t.csv")[1] == [written]


def test_an_empty_table_has_its_header_and_columns_of_the_same_name_are_both_kept(tmp_path: Path) -> None:
    write_excel_csv(empty(LEVELS), tmp_path / "t.csv")
    assert excel_rows(tmp_path / "t.csv") == [list(LEVELS.columns)]
    write_open_csv(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "t.csv")
    assert open_rows(tmp_path / "t.csv") == [["a", "a"], ["1", "2"]]


def test_writing_leaves_the_table_alone(tmp_path: Path) -> None:
    before = TABLE.copy(deep=True)
    write_excel_csv(TABLE, tmp_path / "t.csv")
    write_open_csv(TABLE, tmp_path / "t.csv")
    pd.testing.assert_frame_equal(TABLE, before)


PROTOCOL = AnalysisProtocol(name="Exempelkommun", version="1", factor_set="none")
INPUT = InputFile(file="svar_2026k3.csv", sha256="0f" * 32, kind="lab")


def level(**other: Any) -> dict[str, Any]:
    row = {
        "place": "Sölvesborg", "substance": "benzoylecgonine", "quantity": "load", "factor_set": "none",
        "period": "2026K3", "period_start": pd.Timestamp("2026-07-01", tz=TIMEZONE),
        "period_end": pd.Timestamp("2026-10-01", tz=TIMEZONE), "unit": "mg/day/1000", "estimate": 219.73, "low": 111.43,
        "high": 433.29, "interval_level": 0.95, "n_days": 3, "n_campaigns": 1, "n_below_loq": 0, "factor_status": "",
        "detection_frequency": 1.0, "detection_low": 0.4385, "detection_high": 1.0, "method": "moderated_lognormal",
    }  # fmt: skip
    return row | other


def document(
    *rows: dict[str, Any],
    caveats: list[list[str]] | None = None,
    trends: list[dict[str, Any]] | None = None,
    **other: Any,
) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "title": "Sölvesborg", "as_of": pd.Timestamp("2026-10-08 12:00", tz=TIMEZONE), "inputs": [INPUT],
        "protocol": PROTOCOL, "problems": empty(PROBLEMS), "quality": empty(QUALITY), "library_version": __version__,
        "caveats": [[] for _ in rows] if caveats is None else caveats,
    }  # fmt: skip
    changed = arrange(pd.DataFrame(trends or []), TRENDS)
    return underlag(arrange(pd.DataFrame(rows), LEVELS), changed, **arguments | other)


def assert_fits_schema(found: dict[str, Any]) -> None:
    schema = underlag_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)


def test_an_indicator_holds_the_level_and_all_that_it_rests_on() -> None:
    found = document(level(), caveats=[["one_campaign"]])
    assert_fits_schema(found)
    (indicator,) = found["indicators"]
    (caveat,) = indicator.pop("caveats")
    assert caveat["id"] == "one_campaign"
    assert caveat["text"].endswith(".")
    assert indicator == {
        "place": "Sölvesborg", "substance": "benzoylecgonine", "substance_sv": "Kokain (bensoylekgonin)",
        "quantity": "load", "unit": "mg/day/1000", "period": "2026K3", "period_start": "2026-07-01",
        "period_end": "2026-09-30", "estimate": 219.73, "low": 111.43, "high": 433.29, "interval_level": 0.95,
        "n_days": 3, "n_campaigns": 1, "n_below_loq": 0, "detection_frequency": 1.0, "detection_low": 0.4385,
        "detection_high": 1.0, "factor_set": "none", "factor_status": None,
        "dose_mg": None, "marked_season": None, "level_g_per_day": None,
        "level_low_g_per_day": None, "level_high_g_per_day": None, "method": "moderated_lognormal",
    }  # fmt: skip


def test_a_change_holds_its_word_its_interval_and_what_it_could_have_seen() -> None:
    row = {
        "place": "Sölvesborg", "substance": "MDMA", "quantity": "load", "factor_set": "none", "comparison": "trend",
        "first_period": "2024K1", "last_period": "2026K3", "change_percent": 12.5, "low_percent": -8.0,
        "high_percent": 38.0, "interval_level": 0.95, "verdict": "not_confirmed", "reason": "includes_zero",
        "smallest_detectable_percent": 41.0, "is_new": False, "is_main": True, "n_periods": 11, "n_days": 33,
        "n_blocks": 1, "factor_status": "", "note": "",
    }  # fmt: skip
    found = document(level(), caveats=[[]], trends=[row])
    assert_fits_schema(found)
    (change,) = found["changes"]
    nothing = dict.fromkeys(
        (
            "factor_status", "step_percent", "step_low_percent", "step_high_percent", "step_start",
            "theil_sen_percent", "theil_sen_low_percent", "theil_sen_high_percent",
        )
    )  # fmt: skip
    assert change == row | nothing | {"substance_sv": "MDMA"}
    assert found["caveats"][-1]["text"].startswith("En förändring är den över perioden som mättes. Den är ingen regel")


def test_the_document_says_what_it_was_made_from_and_by() -> None:
    severities = pd.DataFrame({"severity": ["error", "note", "error"], "rule": "LAB001", "file": "svar.csv"})
    found = document(level(), problems=arrange(severities, PROBLEMS))
    assert_fits_schema(found)
    assert found["problems"] == {"error": 2, "warning": 0, "note": 1}
    assert found["inputs"] == [{"file": "svar_2026k3.csv", "sha256": "0f" * 32, "kind": "lab"}]
    assert found["protocol"] == {"name": "Exempelkommun", "version": "1", "digest": PROTOCOL.digest, "roles": {}}
    assert (found["library_version"], found["tables_version"]) == (__version__, tables_version())
    assert found["tables_digest"] == tables_digest()
    assert found["as_of"] == "2026-10-08T12:00:00+02:00"
    assert found["schema"] == "underlag/1"


def test_synthetic_data_are_marked_and_told() -> None:
    found = document(level(), synthetic=True)
    assert_fits_schema(found)
    assert found["synthetic"] is True
    assert found["caveats"][0] == {
        "id": "synthetic",
        "text": "Uppgifterna är påhittade och beskriver ingen verklig ort.",
    }
    assert [caveat["id"] for caveat in document(level())["caveats"]] == ["population_level"]


def test_what_does_not_exist_is_null_and_never_nan(tmp_path: Path) -> None:
    bounded = level(estimate=np.nan, low=0.0, high=42.0, period="2026K2", method=None)
    unknown = level(estimate=np.nan, low=np.nan, high=np.inf, period="2026K1")
    found = document(bounded, unknown, as_of=pd.NaT, inputs=[])
    assert_fits_schema(found)
    assert [indicator["estimate"] for indicator in found["indicators"]] == [None, None]
    assert [indicator["high"] for indicator in found["indicators"]] == [42.0, None]
    assert found["as_of"] is None
    write_json(found, tmp_path / "underlag.json")
    assert "NaN" not in (tmp_path / "underlag.json").read_text(encoding="utf-8")


def test_a_document_with_nan_cannot_be_written(tmp_path: Path) -> None:
    found = document(level())
    found["indicators"][0]["low"] = math.nan
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        write_json(found, tmp_path / "underlag.json")
    assert not (tmp_path / "underlag.json").exists()


def test_an_underlag_without_levels_is_still_an_underlag() -> None:
    found = document()
    assert_fits_schema(found)
    assert found["indicators"] == []


def test_the_schema_refuses_what_is_not_an_underlag() -> None:
    for change in ({"n_days": -1}, {"estimate": "219"}, {"quantity": "headcount"}, {"colour": "red"}):
        found = document(level())
        found["indicators"][0] |= change
        with pytest.raises(jsonschema.ValidationError):
            assert_fits_schema(found)


def test_an_underlag_is_read_back_as_it_was_written_in_bytes_that_do_not_change(tmp_path: Path) -> None:
    found = document(level(), caveats=[["one_day", "as_sampled"]])
    for name in ("a.json", "b.json"):
        write_json(document(level(), caveats=[["one_day", "as_sampled"]]), tmp_path / name)
    written = (tmp_path / "a.json").read_bytes()
    assert written == (tmp_path / "b.json").read_bytes()
    assert json.loads(written) == found
    assert written.startswith(b'{\n  "schema": "underlag/1",\n  "title": "S\xc3\xb6lvesborg",')
    assert b"\r" not in written


def test_flags_go_into_the_underlag_whole_and_the_rest_as_numbers() -> None:
    start = pd.Timestamp("2026-08-12 07:00", tz=TIMEZONE)
    row = {"plant": "A", "sample_id": "P1", "start": start, "what": "Regn", "source": "eget val"}
    flag = {"value": 22.0, "threshold_high": 10.0, "unit": "mm", "consequence": "Späder.", "remedy": "Nämn det."}
    rows = [
        row | {"check": "QUA012", "verdict": "flag"} | flag,
        row | {"check": "QUA013", "verdict": "pass"},
        row | {"check": "QUA004", "verdict": "not_assessable"},
    ]
    found = document(level(), quality=arrange(pd.DataFrame(rows), QUALITY))
    assert_fits_schema(found)
    quality = found["quality"]
    assert (quality["flag"], quality["not_assessable"], quality["pass"]) == (1, 1, 1)
    assert quality["never_assessed"] == ["QUA004"]
    (told,) = quality["flags"]
    assert told == {
        "plant": "A", "sample_id": "P1", "date": "2026-08-12", "substance": None, "check": "QUA012", "what": "Regn",
        "value": 22.0, "threshold_low": None, "threshold_high": 10.0, "unit": "mm", "detail": None,
        "consequence": "Späder.", "remedy": "Nämn det.", "source": "eget val",
    }  # fmt: skip


def test_every_level_needs_its_list_of_caveats_and_each_must_have_a_text() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        document(level(), caveats=[])
    with pytest.raises(UnknownNameError, match=r"Unknown text 'caveat\.one_campain'\. Did you mean 'caveat\.one_cam"):
        document(level(), caveats=[["one_campain"]])
    with pytest.raises(TableError, match="Not a table of levels: column 'place' is missing"):
        underlag(
            pd.DataFrame({"substance": ["MDMA"]}), empty(TRENDS), title="", as_of=None, inputs=[], protocol=PROTOCOL,
            problems=empty(PROBLEMS), quality=empty(QUALITY), library_version="", caveats=[[]],
        )  # fmt: skip


def test_files_appear_together_when_all_are_written(tmp_path: Path) -> None:
    out = tmp_path / "underlag" / "2026K3"
    with whole_folder(out) as folder:
        (folder / "tabeller").mkdir()
        (folder / "tabeller" / "levels.csv").write_text("a", encoding="utf-8")
        (folder / "underlag.json").write_text("b", encoding="utf-8")
        assert not out.exists()
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == [
        "tabeller/levels.csv",
        "underlag.json",
    ]
    assert list(out.parent.iterdir()) == [out]


def test_nothing_appears_when_anything_fails(tmp_path: Path) -> None:
    out = tmp_path / "2026K3"

    def write_half() -> None:
        with whole_folder(out) as folder:
            (folder / "levels.csv").write_text("a", encoding="utf-8")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_is_replaced_and_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "2026K3"
    out.mkdir()
    (out / "levels.csv").write_text("old", encoding="utf-8")
    (out / "anteckning.docx").write_text("mine", encoding="utf-8")
    with whole_folder(out) as folder:
        (folder / "levels.csv").write_text("new", encoding="utf-8")
        assert (out / "levels.csv").read_text(encoding="utf-8") == "old"
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == {
        "levels.csv": "new",
        "anteckning.docx": "mine",
    }


def test_a_file_that_is_open_elsewhere_is_named_and_nothing_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "2026K3"
    out.mkdir()
    for name in ("doses.csv", "levels.csv", "loads.csv"):
        (out / name).write_text("old", encoding="utf-8")
    opened = Path.open

    def open_as_windows_does(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.parent == out and path.name in ("levels.csv", "loads.csv"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    def write_all() -> None:
        with whole_folder(out) as folder:
            for name in ("doses.csv", "levels.csv", "loads.csv"):
                (folder / name).write_text("new", encoding="utf-8")

    monkeypatch.setattr(Path, "open", open_as_windows_does)
    with pytest.raises(LockedFileError) as caught:
        write_all()
    assert str(caught.value) == (
        f"Files in {out} that cannot be replaced (2): levels.csv, loads.csv. Nothing was written. Close them in Excel"
        " (or whatever program has them open), or remove their write protection, and run again."
    )
    assert isinstance(caught.value, AvloppsanalysError)
    assert isinstance(caught.value, PermissionError)
    told = caught.value.problems("sv")
    assert told["what"].tolist() == [f"Filer i {out} som inte kan ersättas (2): levels.csv, loads.csv. Inget skrevs."]
    monkeypatch.undo()
    assert {path.read_text(encoding="utf-8") for path in out.iterdir()} == {"old"}
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_of_an_earlier_run_goes_when_the_new_files_are_in_place_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chart-old.svg").write_text("old", encoding="utf-8")
    (tmp_path / "chart-mine.svg.bak").write_text("mine", encoding="utf-8")

    def write_one() -> None:
        with whole_folder(tmp_path, own=re.compile(r"chart-.*\.svg")) as folder:
            (folder / "chart-new.svg").write_text("new", encoding="utf-8")

    with monkeypatch.context() as locked:
        locked.setattr(folder_module, "_is_locked", lambda path: path.name == "chart-old.svg")
        with pytest.raises(LockedFileError, match=r"cannot be replaced \(1\): chart-old\.svg\."):
            write_one()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chart-mine.svg.bak", "chart-old.svg"]
    write_one()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chart-mine.svg.bak", "chart-new.svg"]


def test_a_file_that_is_opened_at_the_last_moment_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(os, "replace", refuse)

    def write_one() -> None:
        with whole_folder(tmp_path / "2026K3") as folder:
            (folder / "levels.csv").write_text("new", encoding="utf-8")

    with pytest.raises(LockedFileError, match=r"Cannot replace levels\.csv in .*2026K3: it was opened"):
        write_one()
    assert [path.name for path in tmp_path.iterdir()] == ["2026K3"]


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    def write_one() -> None:
        with whole_folder(tmp_path / "2026K3") as folder:
            (folder / "levels.csv").write_text("new", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutFolderError) as caught:
        write_one()
    assert "disken är full" in caught.value.problems("sv")["what"].item()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_a_file_should_go_is_told_before_anything_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "andrat.csv").write_text("old", encoding="utf-8")
    (tmp_path / "levels.csv").mkdir()

    def write_two() -> None:
        with whole_folder(tmp_path) as folder:
            for name in ("andrat.csv", "levels.csv"):
                (folder / name).write_text("new", encoding="utf-8")

    with pytest.raises(OutFolderError) as caught:
        write_two()
    assert "levels.csv i" in caught.value.problems("sv")["what"].item()
    assert (tmp_path / "andrat.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["andrat.csv", "levels.csv"]
