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
    level(after, "benzoylecgonine").update(estimate=70.0, low=40.0, high=120.0)
    assert told(before, after) == {
        "file_changed": "Filen labbsvar.csv har ändrats: rättad, eller utökad.",
        "level_moved": "Exempelköpings ARV, Kokain (bensoylekgonin), mängd, kv 3 2026: nivån är 70 (40–120) ur 4 dygn,"
        " den var 63 (37–110) ur 4 dygn, i mg per 1 000 personer och dygn.",
    }


def test_days_that_came_in_are_not_told_as_a_corrected_figure(before: Underlag, after: Underlag) -> None:
    level(after, "benzoylecgonine").update(estimate=70.0, low=40.0, high=120.0, n_days=6)
    assert told(before, after) == {
        "level_more_days": "Exempelköpings ARV, Kokain (bensoylekgonin), mängd, kv 3 2026: fler dygn har kommit med."
        " Nivån är 70 (40–120) ur 6 dygn, den var 63 (37–110) ur 4 dygn, i mg per 1 000 personer och dygn."
    }
    assert told(after, before)["level_fewer_days"].endswith(
        "färre dygn än förut räknas. Nivån är 63 (37–110) ur 4 dygn, den var 70 (40–120) ur 6 dygn,"
        " i mg per 1 000 personer och dygn."
    )
    table = compare_underlag(before, after)
    assert table["unit"].str.replace("\u00a0", " ").tolist() == ["mg per 1 000 personer och dygn"]
    assert changes_in_brief(table) == tuple(table["words"])


def test_a_level_that_is_new_or_gone(before: Underlag, after: Underlag) -> None:
    after["indicators"] = [one for one in after["indicators"] if one["substance"] != "6-MAM"]
    level(after, "MDMA")["period"] = "2026K4"
    table = compare_underlag(before, after)
    assert table["change"].tolist() == ["level_gone", "level_new", "level_gone"]
    assert table["substance"].tolist() == ["6-MAM", "MDMA", "MDMA"]
    assert table["words"].iloc[-1].replace("\u00a0", " ").replace(", i mg per 1 000 personer och dygn", "") in {
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
    told = "Ändrat sedan förra underlaget (1) - Filen kv4.csv är ny."
    every = "Alla ändringar, en på varje rad (antal: 1): --out MAPP skriver dem i andrat.csv."
    assert (code, words) == (1, f"{told} {every}")
    code, words = run(written, tmp_path, "--out", tmp_path / "ut")
    assert (code, words.startswith(told)) == (1, True)
    assert "Filen kv4.csv är ny." in (tmp_path / "ut" / "andrat.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "annat.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "trasig.json").write_text("{", encoding="utf-8")
    for name, rule in (("finns inte.json", "REV001"), ("trasig.json", "REV002"), ("annat.json", "REV003")):
        code, words = run(written, tmp_path / name)
        assert code == 2
        assert rule in words
        with pytest.raises(UnderlagError):
            read_underlag(tmp_path / name)


def test_the_command_prints_what_a_meeting_hears_and_not_every_trifle(written: Path, tmp_path: Path) -> None:
    after = dict(read_underlag(written / "underlag.json"))
    for one in after["indicators"]:
        if one["estimate"] is not None:
            one.update(estimate=one["estimate"] * 1.03, low=one["low"] * 1.03, high=one["high"] * 1.03)
    (tmp_path / "underlag.json").write_text(json.dumps(after), encoding="utf-8")
    found = CliRunner().invoke(app, ["jamfor-underlag", str(written), str(tmp_path)])
    count = len(compare_underlag(read_underlag(written / "underlag.json"), after))
    assert count > 2
    assert sum(line.startswith("  - ") for line in found.output.splitlines()) == 1
    assert f"(antal: {count})" in " ".join(found.output.split())


def test_a_caveat_in_another_wording_is_one_change(before: Underlag, after: Underlag) -> None:
    one = "Inga provsvar finns från Verket kv 2 2026: ett provdygn var planerat, och svaret skulle ha kommit."
    two = "Inga provsvar finns från Verket kv 2 2026: 2 provdygn var planerade, och svaren skulle ha kommit."
    other = "Provet togs vid bräddning, onsdag 12 augusti. Mängden kan vara för låg."
    for underlag, caveats in ((before, [one]), (after, [other, two])):
        (card,) = [card for card in underlag["cards"] if card["substance"] == "MDMA"]
        card["caveats"] = caveats
        del card["caveat_ids"]  # an underlag of an older version has none
    assert told(before, after) == {
        "caveat_new": f"Exempelköpings ARV, MDMA, mängd, kv 3 2026: nytt förbehåll. {other}",
        "caveat_reworded": f"Exempelköpings ARV, MDMA, mängd, kv 3 2026: förbehållet lyder nu: {two}",
    }
    (card,) = [card for card in after["cards"] if card["substance"] == "MDMA"]
    card["caveats"] = [other]
    assert list(told(before, after)) == ["caveat_new", "caveat_gone"]


def test_caveats_of_cards_are_compared_by_their_ids(before: Underlag, after: Underlag) -> None:
    one = "Vatten per person och dygn, onsdag 12 augusti. Mängden kan vara för låg."
    two = "Ovanligt mycket vatten, ett prov: räkna om."
    other = "Vatten per person och dygn, onsdag 12 augusti. Mängden kan vara fel."
    for underlag, caveats in ((before, {one: "QUA012"}), (after, {other: "QUA013", two: "QUA012"})):
        (card,) = [card for card in underlag["cards"] if card["substance"] == "MDMA"]
        card |= {"caveats": [*caveats], "caveat_ids": [*caveats.values()]}
    assert told(before, after) == {
        "caveat_new": f"Exempelköpings ARV, MDMA, mängd, kv 3 2026: nytt förbehåll. {other}",
        "caveat_reworded": f"Exempelköpings ARV, MDMA, mängd, kv 3 2026: förbehållet lyder nu: {two}",
    }


def test_printed_changes_and_corrected_answers(before: Underlag, after: Underlag) -> None:
    row = next(one for one in after["changes"] if one["substance"] == "MDMA")
    beside = {**row, "comparison": "same_period_last_year", "verdict": None, "reason": None}
    before["changes"].append({**beside, "change_percent": 20.0, "low_percent": -5.0, "high_percent": 51.0})
    after["changes"].append({**beside, "change_percent": 46.0, "low_percent": 12.0, "high_percent": 90.0})
    card = next(one for one in after["cards"] if one["substance"] == "MDMA")
    card["caveats"] = [
        "Labbet har gett ut svaret på nytt (utgåva 2, 2026-11-12): tal som visats tidigare kan ha ändrats."
    ]
    gone = next(one for one in before["cards"] if one["substance"] == "MDMA")
    gone["caveats"] = []
    card["caveat_ids"], gone["caveat_ids"] = ["corrected"], []
    assert told(before, after) == {
        "change_turned": "Exempelköpings ARV, MDMA, mängd: en jämförelse säger något annat än förut. Nu, kv 3 2026:"
        " +46 % mot samma kvartal i fjol (+12 till +90), hela intervallet visar en ökning. Förut, kv 3 2026: +20 %"
        " mot samma kvartal i fjol (−5 till +51), intervallet rymmer både minskning och ökning. Ordet om hela serien"
        " är ”Går inte att bedöma”.",
        "answer_corrected": "Exempelköpings ARV, MDMA, mängd, kv 3 2026: rättat svar. Labbet har gett ut svaret på"
        " nytt (utgåva 2, 2026-11-12): tal som visats tidigare kan ha ändrats.",
    }
    for one, percent in ((before, 33.0), (after, 43.0)):
        (word,) = [change for change in one["changes"] if change["substance"] == "MDMA" and change["verdict"]]
        word.update(verdict="increasing", reason="excludes_zero", change_percent=percent, low_percent=6.1)
        word.update(high_percent=80.0)
    table = compare_underlag(before, after)
    assert table["change"].tolist() == ["change_moved", "change_turned", "answer_corrected"]
    assert "+43 % per år" in table["words"].iloc[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ((-63.0, -6.0), (-19.0, 113.0), "change_turned"),
        ((-63.0, -5.0), (11.0, 193.0), "change_turned"),
        ((2.0, 70.0), (-3.0, 63.0), "change_turned"),
        ((-17.0, 128.0), (-48.0, 69.0), "change_moved"),
        ((5.0, 60.0), (8.0, 90.0), "change_moved"),
    ],
)
def test_a_comparison_says_the_same_when_its_interval_lies_on_the_same_side_of_zero(
    before: Underlag, after: Underlag, old: tuple[float, float], new: tuple[float, float], change: str
) -> None:
    row = next(one for one in after["changes"] if one["substance"] == "MDMA")
    for underlag, (low, high) in ((before, old), (after, new)):
        beside = {"comparison": "previous_period", "verdict": None, "reason": None}
        underlag["changes"].append(
            {**row, **beside, "change_percent": (low + high) / 2, "low_percent": low, "high_percent": high}
        )
    table = compare_underlag(before, after)
    assert table["change"].tolist() == [change]
    assert table[["before", "after"]].map(lambda cell: cell.startswith("kv 3 2026: ")).all(axis=None)
    (said,) = changes_in_brief(table)
    assert said.startswith("Exempelköpings ARV" if change == "change_turned" else "En jämförelse över tid")


def test_the_same_word_with_another_note_is_told_and_not_counted(before: Underlag, after: Underlag) -> None:
    for underlag, percent, is_new in ((before, 24.2, True), (after, 26.0, False)):
        (word,) = [one for one in underlag["changes"] if one["substance"] == "MDMA" and one["verdict"]]
        word.update(verdict="increasing", reason="excludes_zero", is_new=is_new)
        word.update(change_percent=percent, low_percent=6.1, high_percent=45.0)
    assert told(before, after) == {
        "change_turned": "Exempelköpings ARV, MDMA, mängd: förändringen visas annorlunda. Nu: Ökar: +26 % per år över"
        " perioden (+6 till +45). Förut: Ökar: +24 % per år över perioden (+6 till +45). Ny, bekräftas nästa period."
    }


def test_a_corrected_answer_of_an_earlier_period_is_told_with_the_level_that_it_moved(
    before: Underlag, after: Underlag
) -> None:
    for underlag in (before, after):
        for one in underlag["indicators"]:
            one["period"] = "2026K2"  # no card is of it
    assert {one["answer_revision"] for one in before["indicators"] if one["quantity"] == "load"} == {1}
    corrected = [one for one in after["indicators"] if one["substance"] in ("MDMA", "6-MAM")]
    for one in corrected:
        one.update(answer_revision=2, answer_reissued="2026-12-05")
    level(after, "MDMA").update(estimate=5.2, low=2.9, high=9.4)
    table = compare_underlag(before, after)
    assert sorted(table["change"]) == ["answer_corrected", "answer_corrected", "level_moved"]
    said = [words.replace("\u00a0", " ") for words in changes_in_brief(table)]
    assert said == [
        "Exempelköpings ARV, två ämnen, mängd, kv 2 2026: rättat svar. Labbet har gett ut svaret på nytt (utgåva 2, 5"
        " december 2026): tal som visats tidigare kan ha ändrats.",
        "Exempelköpings ARV, MDMA, mängd, kv 2 2026: nivån är 5,2 (2,9–9,4) ur 4 dygn, den var 4,2 (2,2–8,6) ur 4 dygn,"
        " i mg per 1 000 personer och dygn.",
    ]
    for one in before["indicators"]:  # an underlag of an older version: the day of the edition decides
        del one["answer_revision"], one["answer_reissued"]
    assert set(compare_underlag(before, after)["change"]) == {"answer_corrected", "level_moved"}
    for one in corrected:
        one["answer_reissued"] = "2026-10-05"
    assert set(compare_underlag(before, after)["change"]) == {"level_moved"}
    assert set(compare_underlag(after, after)["change"]) == set()


def test_a_withheld_plant_never_stands_before_what_the_meeting_came_to_see(before: Underlag, after: Underlag) -> None:
    for underlag in (before, after):
        for name in ("indicators", "changes", "cards"):  # as they are written: levels by name of place, cards not
            other = [{**one, "place": "Byns verk"} for one in copy.deepcopy(underlag[name])]
            small = [one | ({"withheld": "Verket är litet."} if name == "cards" else {}) for one in other]
            underlag[name] = [*underlag[name], *small] if name == "cards" else [*small, *underlag[name]]
    for one in after["indicators"]:
        if one["substance"] in ("MDMA", "benzoylecgonine"):
            one.update(estimate=70.0, low=40.0, high=120.0)
            one["caveats"] = one["caveats"][1:]
    for one in after["changes"]:
        if one["verdict"]:
            one.update(verdict="increasing", reason="excludes_zero", change_percent=24.2, low_percent=6.1,
                       high_percent=45.0)  # fmt: skip
    table = compare_underlag(before, after)
    order = list(dict.fromkeys((card["place"], card["substance"]) for card in after["cards"]))
    for change in ("level_moved", "word_changed", "caveat_gone"):
        rows = table[table["change"] == change]
        told = list(zip(rows["place"], rows["substance"], strict=True))
        assert {place for place, _ in told} == {"Byns verk", "Exempelköpings ARV"}
        assert told == sorted(told, key=order.index), change
    gone = copy.deepcopy(after)
    gone["indicators"] = [one for one in gone["indicators"] if one["place"] == "Byns verk"]
    assert compare_underlag(before, gone)["place"].dropna().iloc[-1] == "Byns verk"


def test_what_is_shown_of_a_file_is_not_told_as_the_file(before: Underlag, after: Underlag) -> None:
    (shown,) = [one for one in after["inputs"] if one["kind"] == "context"]
    assert shown["digest_of"] == "shown_rows"
    shown["sha256"] = "0" * 64
    assert told(before, after) == {"file_changed": f"Det som visas ur {shown['file']} har ändrats."}


def test_an_answer_that_came_after_the_last_underlag_is_late(before: Underlag, after: Underlag) -> None:
    before["as_of"] = "2026-10-20T00:00:00+02:00"
    before["indicators"] = [one for one in before["indicators"] if one["substance"] != "MDMA"]
    found = told(before, after)
    assert list(found) == ["as_of", "answer_late"]
    assert found["as_of"].startswith("Underlaget visar vad som var känt 13 november 2026; det förra")
    assert "saknades i förra underlaget, svaret kom senare. Nivån är 4,2" in found["answer_late"]


def test_what_stands_beside_the_levels(before: Underlag, after: Underlag) -> None:
    after["context"][0].update(value=320.0, shown="320")
    for card in after["cards"]:
        card["next_sampling"] = "nästa provtagning onsdag 9 december 2026"
    figures = {"observed": 86.0, "observed_low": 60.0, "observed_high": 120.0, "net_low": 8.0, "net": 50.0}
    row = {
        "place": "Exempelköpings ARV", "substance": "amphetamine", "period": "2026K3", "medicines": "lisdexamfetamine",
        **figures, "expected": 35.6, "expected_low": 17.8, "expected_high": 62.3, "net_high": 108.0,
        "verdict": "exceeds", "reason": "interval_above_zero", "factor_status": "derived", "note": None, "text": "",
    }  # fmt: skip
    before["prescribed"] = [row]
    more = {"expected": 142.0, "net": -56.0, "net_low": -120.0, "net_high": 30.0, "verdict": "can_be_fully_explained"}
    after["prescribed"] = [row | more]
    town = {"place": "Exempelköpings ARV", "substance": "MDMA", "part": "daily", "year": 2025, "position": "below"}
    numbers = {f"towns_p{share}_mg_per_day_per_1000": 10.0 * share for share in (25, 50, 75)}
    town |= {
        "reason": None,
        "n_towns": 9,
        "n_days": 7,
        "n_below_loq": 0,
        "euda_view_mg_per_day_per_1000": 4.0,
        **numbers,
    }
    before["europe"] = {"comparisons": [town], "text": []}
    after["europe"] = {"comparisons": [town | {"position": "within"}], "text": []}
    found = told(before, after)
    assert list(found) == ["next_sampling", "prescribed_moved", "context_moved", "europe_moved"]
    assert found["context_moved"] == (
        "Exempelköping, Anmälda narkotikabrott, juli 2026: uppgiften är 320 (preliminärt), den var 31 (preliminärt)."
    )
    assert found["next_sampling"].startswith(
        "Exempelköpings ARV: nästa provtagning onsdag 9 december 2026. Förut: nästa"
    )
    assert "kan helt förklaras av förskrivning. Förut: nivå 86" in found["prescribed_moved"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (None, "not_given", "perioden är ny, men det finns inget tal att visa (uppgift saknas)."),
        ("not_given", None, "perioden är inte längre med. Den hade inget tal (uppgift saknas)."),
        ("not_given", 31, "det finns nu ett tal, 31 (preliminärt). Förut fanns inget (uppgift saknas)."),
        (31, "not_given", "det finns inte längre något tal att visa (uppgift saknas). Förut: 31 (preliminärt)."),
        ("not_given", "withheld", "inget tal, som förut, men av annat skäl (visas inte). Förut: uppgift saknas."),
        (31, "small_count", "uppgiften är 1–4 (preliminärt), den var 31 (preliminärt)."),
    ],
)
def test_a_figure_of_another_indicator_that_is_missing(
    before: Underlag, after: Underlag, old: int | str | None, new: int | str | None, said: str
) -> None:
    shown = {"not_given": "uppgift saknas", "withheld": "visas inte", "small_count": "1–4"}
    for underlag, figure in ((before, old), (after, new)):
        if figure is None:
            del underlag["context"][0]
        elif isinstance(figure, str):
            underlag["context"][0].update(value=None, missing=figure, shown=shown[figure])
    (words,) = told(before, after).values()
    assert words == f"Exempelköping, Anmälda narkotikabrott, juli 2026: {said}"


def test_what_the_group_says_otherwise_is_told(before: Underlag, after: Underlag) -> None:
    def assessed(underlag: Underlag, words: str, status: str) -> None:
        (card,) = [one for one in underlag["cards"] if one["substance"] == "MDMA"]
        card.update(assessment=words, assessment_status=status)

    note = "OBS! Talet har ändrats sedan bedömningen gjordes."
    where = "Exempelköpings ARV, MDMA, kv 3 2026: "
    assessed(after, "Inget nytt (BRÅ, 26 november 2026).", "current")
    assert told(before, after) == {"assessment_new": f"{where}ny bedömning. Inget nytt (BRÅ, 26 november 2026)."}
    assert told(after, before)["assessment_gone"].startswith(f"{where}bedömningen är inte längre med. Förut: Inget")
    assessed(before, "Följs upp (BRÅ, 3 september 2026).", "current")
    assert told(before, after)["assessment_moved"] == (
        f"{where}bedömningen är ändrad. Nu: Inget nytt (BRÅ, 26 november 2026). Förut: Följs upp (BRÅ, 3 september"
        " 2026)."
    )
    assessed(after, f"Följs upp (BRÅ, 3 september 2026). {note}", "changed")
    assert told(before, after)["assessment_outdated"].endswith(
        "talet har ändrats sedan gruppen bedömde det. Bedömningen är den gamla: Följs upp (BRÅ, 3 september 2026)."
    )
    assert told(after, before)["assessment_renewed"].endswith(
        "bedömningen står kvar och gäller nu talet som visas. Följs upp (BRÅ, 3 september 2026)."
    )
    (first,) = changes_in_brief(compare_underlag(before, after))
    assert "bedömde" in first
    # a card of another period has made room: only what is said of the new one is told
    (card,) = [one for one in before["cards"] if one["substance"] == "MDMA"]
    card["period"] = "2026K2"
    assert list(told(before, after)) == ["assessment_new"]
    assessed(after, "", "not_told")
    assessed(before, "Följs upp (BRÅ, 3 september 2026).", "current")
    card["period"] = "2026K3"
    assert told(before, after) == {}  # what is published does not quote what was said at home


def test_an_underlag_of_an_older_version_still_compares(before: Underlag, after: Underlag) -> None:
    for name in ("cards", "prescribed", "context", "caveats", "not_sampled"):
        before.pop(name, None)
    assert set(compare_underlag(before, after)["change"]) == {"context_new"}


def test_cards_in_two_languages_are_not_held_against_each_other(before: Underlag, after: Underlag) -> None:
    after["caveats"] = [{**one, "text": "In English"} for one in after["caveats"]]
    after["cards"] = [{**card, "caveats": ["In English"], "next_sampling": "In English"} for card in after["cards"]]
    assert told(before, after) == {}
