"""What has changed since the last underlag: each difference once, in a sentence, and nothing that was never printed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.cli import app
from avloppsanalys.lagesbild import UnderlagError, changes_in_brief, compare_underlag, read_underlag
from avloppsanalys.reference import bundled
from avloppsanalys.tables import REVISIONS, check

Underlag = dict[str, Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = read_config(bundled("protocols/exempel/config.toml"))
    folder = tmp_path_factory.mktemp("ut")
    avl.analyse(*config.read(), protocol=config.protocol, **config.read_forms()).write(folder)
    return folder


@pytest.fixture
def before(written: Path) -> Underlag:
    return dict(read_underlag(written / "underlag.json"))


@pytest.fixture
def after(before: Underlag) -> Underlag:
    return copy.deepcopy(before)


def told(before: Underlag, after: Underlag) -> dict[str, str]:
    table = compare_underlag(before, after)
    check(table, REVISIONS, unique=True)
    assert not table["change"].duplicated().any()
    return {change: words.replace("\u00a0", " ") for change, words in zip(table["change"], table["words"], strict=True)}


def level(underlag: Underlag, substance: str) -> dict[str, Any]:
    (found,) = [one for one in underlag["indicators"] if one["substance"] == substance]
    assert isinstance(found, dict)
    return found


def test_the_same_underlag_has_not_changed(before: Underlag, after: Underlag) -> None:
    assert told(before, after) == {}
    level(after, "MDMA")["estimate"] *= 1 + 1e-9  # a digit that nobody was shown
    assert told(before, after) == {}


def test_a_corrected_answer_moves_a_level(before: Underlag, after: Underlag) -> None:
    after["inputs"][0]["sha256"] = "0" * 64
    level(after, "benzoylecgonine").update(estimate=70.0, low=40.0, high=120.0, n_days=3)
    assert told(before, after) == {
        "file_changed": "Filen labbsvar.csv har ändrats: rättad, eller utökad.",
        "level_moved": "Exempelköpings ARV, Kokain (bensoylekgonin), mängd, kv 3 2026: nivån är 70 (40–120) ur 3 dygn,"
        " den var 63 (37–110) ur 4 dygn.",
    }


def test_a_level_that_is_new_or_gone(before: Underlag, after: Underlag) -> None:
    after["indicators"] = [one for one in after["indicators"] if one["substance"] != "6-MAM"]
    level(after, "MDMA")["period"] = "2026K4"
    table = compare_underlag(before, after)
    assert table["change"].tolist() == ["level_new", "level_gone", "level_gone"]
    assert set(table["substance"]) == {"MDMA", "6-MAM"}
    assert table["words"].iloc[-1].replace("\u00a0", " ") in {
        "Exempelköpings ARV, Heroin (6-MAM), mängd, kv 3 2026: nivån finns inte längre, den var högst 1,2 ur 4 dygn.",
        "Exempelköpings ARV, MDMA, mängd, kv 3 2026: nivån finns inte längre, den var 4,2 (2,2–8,6) ur 4 dygn.",
    }


def test_a_word_that_is_another(before: Underlag, after: Underlag) -> None:
    (word,) = [one for one in after["changes"] if one["substance"] == "MDMA" and one["verdict"]]
    word.update(verdict="increasing", reason="excludes_zero", change_percent=24.2, low_percent=6.1, high_percent=45.0)
    assert told(before, after) == {
        "word_changed": "Exempelköpings ARV, MDMA, mängd: Ökar: +24 % per år över perioden (+6 till +45). Förut: Går"
        " inte att bedöma än: 1 kvartal, minst 6 behövs."
    }
    word["change_percent"] = 30.0
    again = copy.deepcopy(after)
    level(again, "MDMA")["caveats"] = []
    assert set(compare_underlag(after, again)["change"]) == {"caveat_gone"}
    assert set(compare_underlag(again, after)["change"]) == {"caveat_new"}


def test_protocol_tables_and_version(before: Underlag, after: Underlag) -> None:
    after["protocol"] = {**after["protocol"], "version": "2", "digest": "0" * 12}
    after |= {"tables_digest": "0" * 12, "tables_version": "2027.1.1", "library_version": "0.2.0"}
    found = told(before, after)
    assert list(found) == ["protocol", "tables", "library"]
    assert found["protocol"].startswith("Protokollet är ett annat: Exempelköping 2 i stället för Exempelköping 1.")
    assert "2027.1.1 i stället för" in found["tables"]


def test_the_command_tells_it_and_its_exit_code_says_whether_something_changed(
    written: Path, after: Underlag, tmp_path: Path
) -> None:
    def run(*arguments: str | Path) -> tuple[int, str]:
        found = CliRunner().invoke(app, ["jamfor-underlag", *map(str, arguments)])
        assert found.exception is None or isinstance(found.exception, SystemExit)
        return found.exit_code, " ".join(found.output.split())

    code, words = run(written, written / "underlag.json")
    assert (code, words) == (0, "Inget har ändrats: samma tal, ord och förbehåll, ur samma filer.")
    after["inputs"].append({"file": "kv4.csv", "sha256": "1" * 64, "kind": "lab"})
    (tmp_path / "underlag.json").write_text(json.dumps(after), encoding="utf-8")
    code, words = run(written, tmp_path)
    assert (code, words) == (1, "Ändrat sedan förra underlaget (1) - Filen kv4.csv är ny.")
    (tmp_path / "annat.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "trasig.json").write_text("{", encoding="utf-8")
    for name, rule in (("finns inte.json", "REV001"), ("trasig.json", "REV002"), ("annat.json", "REV003")):
        code, words = run(written, tmp_path / name)
        assert code == 2
        assert rule in words
        with pytest.raises(UnderlagError):
            read_underlag(tmp_path / name)


def test_levels_that_moved_little_are_told_in_one_sentence_and_each_stands_in_the_table(
    before: Underlag, after: Underlag
) -> None:
    for name in ("MDMA", "ketamine", "tramadol"):
        for end in ("estimate", "low", "high"):
            level(after, name)[end] *= 1.04
    level(after, "amphetamine")["high"] *= 1.3  # one end is enough
    level(after, "benzoylecgonine")["n_days"] += 1
    after["inputs"][0]["sha256"] = "0" * 64
    table = compare_underlag(before, after)
    assert table["change"].value_counts().to_dict() == {"level_adjusted": 3, "level_moved": 2, "file_changed": 1}
    moved, other, adjusted, unit, file = (words.replace("\u00a0", " ") for words in changes_in_brief(table))
    assert {"amf" in moved.lower(), "amf" in other.lower()} == {True, False}
    assert adjusted.startswith("Tre tidigare nivåer, ur samma dygn som förut, har ändrats med högst 5 %.")
    assert unit == "Mängder är mg per 1 000 personer och dygn, med intervallet inom parentes."
    assert file.startswith("Filen labbsvar.csv")
    assert changes_in_brief(table.iloc[:0]) == ()
