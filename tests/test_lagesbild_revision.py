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
from avloppsanalys.lagesbild import UnderlagError, compare_underlag, read_underlag
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


def test_late_answers_and_corrected_ones_are_told_apart(before: Underlag, after: Underlag) -> None:
    late, corrected = level(after, "benzoylecgonine"), level(after, "MDMA")
    late.update(estimate=70.0, low=40.0, high=120.0, n_days=5)
    corrected.update(estimate=5.0, low=3.0, high=9.0)
    found = told(before, after)
    assert found["level_late"] == (
        "Exempelköpings ARV, Kokain (bensoylekgonin), mängd, kv 3 2026: svar har kommit till. Nivån är 70 (40–120) ur 5"
        " dygn, den var 63 (37–110) ur 4 dygn."
    )
    assert found["level_corrected"] == (
        "Exempelköpings ARV, MDMA, mängd, kv 3 2026: rättat, med lika många dygn. Nivån är 5,0 (3,0–9,0) ur 4 dygn, den"
        " var 4,2 (2,2–8,6) ur 4 dygn."
    )
    after["protocol"] = {**after["protocol"], "digest": "0" * 12}
    again = set(compare_underlag(before, after)["change"])
    assert again == {"protocol", "level_moved"}, "another protocol: then nobody knows which of them it was"


def test_the_day_that_an_underlag_was_of(before: Underlag, after: Underlag) -> None:
    after["as_of"] = "2026-11-30T12:00:00+01:00"
    assert told(before, after) == {
        "known": "Det nya bygger på det som var känt 30 november 2026; det förra på det som var känt 13 november 2026."
    }


def prescribed(**other: Any) -> dict[str, Any]:
    row = {
        "place": "Exempelköpings ARV", "substance": "amphetamine", "period": "2026K3", "observed": 86.0,
        "observed_low": 50.0, "observed_high": 150.0, "expected": 36.0, "expected_low": 18.0, "expected_high": 62.0,
        "net": 50.0, "net_low": -8.0, "net_high": 108.0, "verdict": "can_be_fully_explained",
    }  # fmt: skip
    return row | other


def test_prescribed_medicines(before: Underlag, after: Underlag) -> None:
    before["prescribed"], after["prescribed"] = [prescribed()], [prescribed(expected=36.0001)]
    assert told(before, after) == {}
    after["prescribed"] = [prescribed(expected=30.0, net=56.0, net_low=2.0, verdict="exceeds")]
    assert told(before, after) == {
        "prescribed_moved": "Exempelköpings ARV, Amfetamin, kv 3 2026: ändrat om förskrivna läkemedel. Nu: nivå 86"
        " (50–150); förväntat från läkemedel 30 (18–62); skillnad 56 (2,0 till 108); högre än vad förskrivningen"
        " förklarar. Förut: nivå 86 (50–150); förväntat från läkemedel 36 (18–62); skillnad 50 (−8,0 till 108); kan"
        " helt förklaras av förskrivning."
    }
    assert set(told({**before, "prescribed": []}, after)) == {"prescribed_new"}
    assert set(told(before, {**after, "prescribed": []})) == {"prescribed_gone"}


def test_other_indicators(before: Underlag, after: Underlag) -> None:
    (offences,) = [one for one in after["context"] if one["period"] == "2026-07"]
    offences.update(value=34.0, shown="34", status="final")
    (hidden,) = [one for one in after["context"] if one["suppressed"]]
    hidden["status"] = None
    table = compare_underlag(before, after)
    check(table, REVISIONS, unique=True)
    assert table["words"].str.replace("\u00a0", " ").tolist() == [
        "Anmälda narkotikabrott, Exempelköping, juli 2026: uppgiften är 34, den var 31 (preliminär).",
        "Anmälda narkotikabrott, Exempelköping, augusti 2026: uppgiften är 1–4, den var 1–4 (preliminär).",
    ]
    assert table["indicator"].tolist() == ["Anmälda narkotikabrott"] * 2
    assert set(compare_underlag({**before, "context": []}, before)["change"]) == {"context_new"}
    assert set(compare_underlag(before, {**before, "context": []})["change"]) == {"context_gone"}


def europe(**other: Any) -> dict[str, Any]:
    row = {
        "place": "Exempelköpings ARV", "substance": "MDMA", "year": 2026, "part": "daily", "weekdays": "3 7",
        "n_days": 4, "n_below_loq": 0, "euda_view_mg_per_day_per_1000": 4.4, "n_towns": 12, "towns_zero_share": 0.0,
        "towns_p25_mg_per_day_per_1000": 5.0, "towns_p50_mg_per_day_per_1000": 9.0,
        "towns_p75_mg_per_day_per_1000": 14.0, "position": "below", "reason": None, "population_low": 5667.0,
        "population_high": 51_000.0,
    }  # fmt: skip
    return row | other


def test_europe(before: Underlag, after: Underlag) -> None:
    one = {"comparisons": [europe(), europe(part="weekend")], "text": []}
    other = {"comparisons": [europe(position="within", euda_view_mg_per_day_per_1000=5.4)], "text": []}
    assert set(told(before, after | {"europe": one})) == {"europe_new"}
    assert set(told(before | {"europe": one}, after)) == {"europe_gone"}
    assert told(before | {"europe": one}, after | {"europe": other}) == {
        "europe_moved": "Exempelköpings ARV, MDMA, 2026: ändrat bredvid europeiska orter. Nu: Inom mittersta hälften."
        " Egna dygn: 5,4. Orternas mittersta hälft: 5,0–14, median 9,0 (12 orter). Förut: Under mittersta hälften."
        " Egna dygn: 4,4. Orternas mittersta hälft: 5,0–14, median 9,0 (12 orter)."
    }


def test_a_card_of_another_period_and_what_the_group_concluded(before: Underlag, after: Underlag) -> None:
    (card,) = [one for one in after["cards"] if one["substance"] == "MDMA"]
    was = card["assessment"]
    card.update(period="2026K4", title="MDMA ökar vid Exempelköpings ARV", assessment="Läget är allvarligt (rådet).")
    assert told(before, after) == {
        "card_period": "Exempelköpings ARV, MDMA: kortet gäller nu kv 4 2026, förut kv 3 2026. MDMA ökar vid"
        " Exempelköpings ARV.",
        "assessment": "Exempelköpings ARV, MDMA: gruppens bedömning är en annan. Nu: Läget är allvarligt (rådet)."
        f" Förut: {was}".replace("\u00a0", " "),
    }
    card["assessment"] = ""
    assert set(told(before, after)) == {"card_period"}


def test_every_sentence_is_in_english_too(before: Underlag, after: Underlag) -> None:
    after |= {"as_of": "2026-11-30T12:00:00+01:00", "prescribed": [prescribed()], "context": [],
              "europe": {"comparisons": [europe()], "text": []}}  # fmt: skip
    words = compare_underlag(before, after, lang="en")["words"]
    assert any("new on prescribed medicines: level 86" in one for one in words), words.tolist()
    assert any("compared with European towns for the first time. Below the middle half" in one for one in words)
    assert any("the figure is no longer there" in one for one in words)
    assert not words.str.contains("[{}]").any()


def test_an_underlag_of_before_these_parts_can_be_compared(before: Underlag, after: Underlag) -> None:
    for part in ("prescribed", "context", "cards", "europe"):
        before.pop(part, None)
    assert set(compare_underlag(before, after)["change"]) == {"context_new"}


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
