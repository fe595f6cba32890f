"""What the group concludes: read as it was written, held against the figure that it was made of, and kept at home."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis, analyse, write_assessment_form
from avloppsanalys.cli.check import print_check
from avloppsanalys.exports import OutFolderError, write_excel_csv
from avloppsanalys.lagesbild import assessment_problems, figure_digest, indicator_cards
from avloppsanalys.readers import Reading, check_file, read_flow, read_lab, read_plants
from avloppsanalys.tables import ASSESSMENTS, LEVELS, arrange, check

HEAD = "Plats;Ämne;Period;Bedömning;Vem;Datum;Underlag (digest)"


def read(folder: Path, *rows: str, head: str = HEAD) -> Reading:
    file = folder / "bedomning.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return avl.read_assessments(file)


def rules(reading: Reading) -> list[str]:
    return reading.problems["rule"].to_list()


def test_a_row_is_read_under_its_swedish_headings(tmp_path: Path) -> None:
    reading = read(tmp_path, "Storverket;Kokain (bensoylekgonin);kv 3 2026;Stabilt;BRÅ-gruppen;2026-11-26;ABCDEF012345")
    check(reading.table, ASSESSMENTS)
    (row,) = reading.table.to_dict("records")
    assert (row["substance"], row["period"], row["text"], row["who"]) == (
        "benzoylecgonine", "2026K3", "Stabilt", "BRÅ-gruppen",
    )  # fmt: skip
    assert (row["underlag_digest"], row["date"].date().isoformat()) == ("abcdef012345", "2026-11-26")
    assert rules(reading) == []


@pytest.mark.parametrize(
    ("row", "rule", "used"),
    [
        (";Kokain;2026K3;Stabilt;BRÅ;2026-11-26;", "ASM001", 0),
        ("A;Kokainn;2026K3;Stabilt;BRÅ;2026-11-26;", "ASM002", 0),
        ("A;zzzzz;2026K3;Stabilt;BRÅ;2026-11-26;", "ASM010", 0),
        ("A;Kokain;i höstas;Stabilt;BRÅ;2026-11-26;", "ASM003", 0),
        ("A;Kokain;2026K3;Stabilt;;2026-11-26;", "ASM004", 1),
        ("A;Kokain;2026K3;Stabilt;Eva Exempel;2026-11-26;", "ASM005", 1),
        ("A;Kokain;2026K3;Stabilt;070-123 45 67;2026-11-26;", "ASM005", 1),
        ("A;Kokain;2026K3;;;;abcdef012345", "ASM006", 0),
        ("A;Kokain;2026K3;Ring 070-123 45 67;BRÅ;2026-11-26;", "ASM011", 1),
        ("A;Kokain;2026K3;Stabilt;BRÅ;2026-11-26;1,23E+11", "ASM012", 1),
        ("A;Kokain;2026K3;Stabilt;BRÅ;2026-13-26;", "DAT001", 0),
    ],
)
def test_what_is_wrong_is_told_and_every_row_is_accounted_for(row: str, rule: str, used: int, tmp_path: Path) -> None:
    reading = read(tmp_path, row)
    assert rules(reading) == [rule]
    (file,) = reading.files
    assert (file.rows_read, file.rows_used, file.rows_set_aside) == (1, used, 1 - used)
    assert len(reading.table) == used


def test_granska_knows_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path, "A;Kokain;2026K3;Stabilt;BRÅ;2026-11-26;abcdef012345")
    assert "text" in check_file(tmp_path / "bedomning.csv").table
    assert print_check(tmp_path / "bedomning.csv", "sv") == 0
    assert "gruppens bedömningar" in capsys.readouterr().out


def level(**more: object) -> dict[str, object]:
    return {
        "place": "A", "substance": "MDMA", "quantity": "load", "factor_set": "none", "period": "2026K3",
        "estimate": 9.2, "low": 5.0, "high": 17.1, "interval_level": 0.95, "n_days": 4, "n_below_loq": 0,
        "method": "moderated_lognormal",
    } | more  # fmt: skip


def test_a_digest_follows_the_figure_and_begins_with_a_letter() -> None:
    first = figure_digest(level())
    assert first[0] in "abcdef"
    assert figure_digest(level(estimate=9.2000001)) == first
    # what a further quarter does to the interval of an earlier one, because the scatter is learnt from all of them
    assert figure_digest(level(low=5.2, high=17.8)) == first
    others = [
        level(estimate=9.4), level(low=3.9), level(high=31.0), level(interval_level=0.8), level(n_days=5),
        level(n_below_loq=1), level(method="upper_bound"), level(place="B"),
    ]  # fmt: skip
    assert len({first, *map(figure_digest, others)}) == 1 + len(others)
    assert figure_digest(level(estimate=float("nan")))


def assessed(digest: str | None, **more: object) -> pd.DataFrame:
    row = {"place": "A", "substance": "MDMA", "period": "2026K3", "text": "Stabilt.", "who": "BRÅ-gruppen"}
    return arrange(pd.DataFrame([row | {"underlag_digest": digest} | more]), ASSESSMENTS)


def test_an_assessment_of_another_figure_of_none_and_of_an_unknown_one_is_told() -> None:
    levels = arrange(pd.DataFrame([level()]), LEVELS)
    now = figure_digest(level())
    found = {
        name: assessment_problems(table, levels)["rule"].to_list()
        for name, table in {
            "same": assessed(now), "other": assessed("abcdef012345"), "unsaid": assessed(None),
            "unknown": assessed(now, period="2026K2"),
        }.items()
    }  # fmt: skip
    assert found == {"same": [], "other": ["ASM008"], "unsaid": ["ASM009"], "unknown": ["ASM007"]}
    both = pd.concat([assessed("abcdef012345", date=stamp("2026-09-01")), assessed(now, date=stamp("2026-11-01"))])
    assert assessment_problems(both, levels).empty  # the newest counts, and the old one stays in the file


def stamp(day: str) -> pd.Timestamp:
    return pd.Timestamp(day, tz="Europe/Stockholm")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("in")
    days = ("2026-08-12", "2026-08-16")
    lines = [f"A;{day} 07:00;MDMA;{value};10;R-1" for day, value in zip(days, (40, 70), strict=True)]
    (folder / "svar.csv").write_text(
        "\n".join(["Verk;Start;Preparat;Halt (ng/L);LOQ (ng/L);Rapportnr", *lines]) + "\n", encoding="utf-8"
    )
    flows = "\n".join(["Verk;Start;Volym (m3)", *[f"A;{day} 07:00;4420" for day in days]])
    (folder / "flode.csv").write_text(flows + "\n", encoding="utf-8")
    (folder / "verk.csv").write_text("Verk;Anslutna\nA;17000\n", encoding="utf-8")
    return analyse(
        read_lab(folder / "svar.csv", lab="Exempellabb", available_from=pd.Timestamp("2026-11-20")),
        read_flow(folder / "flode.csv"),
        read_plants(folder / "verk.csv"),
        protocol=avl.AnalysisProtocol(name="E", version="1", factor_set="none"),
        purpose="Löftet till medborgarna.",
    )


def told(result: Analysis, **more: object) -> Analysis:
    return dataclasses.replace(result, **more)  # type: ignore[arg-type]


def test_the_form_is_filled_in_read_back_and_belongs_to_its_figure(result: Analysis, tmp_path: Path) -> None:
    form = result.assessment_form()
    assert list(form.columns) == HEAD.split(";")
    write_excel_csv(form, tmp_path / "bedomning.csv")
    assert rules(avl.read_assessments(tmp_path / "bedomning.csv")) == ["ASM006"]
    filled = form.assign(Bedömning="Läget är stabilt.", Vem="BRÅ-gruppen", Datum="2026-11-26")
    write_excel_csv(filled, tmp_path / "bedomning.csv")
    reading = avl.read_assessments(tmp_path / "bedomning.csv")
    assert rules(reading) == []
    (card,) = told(result, assessments=reading.table).cards
    assert card.assessment == "Läget är stabilt (BRÅ-gruppen, 26 november 2026)."
    assert card.assessment_status == "current"


def test_a_changed_figure_under_an_old_assessment_is_flagged(result: Analysis) -> None:
    (card,) = result.cards
    assert (card.assessment, card.assessment_status) == ("görs av gruppen", "none")
    old = assessed(card.digest)
    moved = told(result, assessments=old, levels=result.levels.assign(high=result.levels["high"] * 1.1))
    (changed,) = moved.cards
    assert changed.assessment_status == "changed"
    assert changed.assessment == ("Stabilt (BRÅ-gruppen, okänt när). OBS! Talet har ändrats sedan bedömningen gjordes.")
    (unknown,) = told(result, assessments=assessed(None)).cards
    assert unknown.assessment.endswith("OBS! Bedömningen säger inte vilken siffra den gäller.")


def test_what_the_group_wrote_stays_at_home(result: Analysis, tmp_path: Path) -> None:
    internal = told(result, assessments=assessed(result.cards[0].digest, text="Hemligt om en enskild"))
    assert "Hemligt om en enskild" in internal.card_text()
    decision = avl.analysis.PublicationDecision(
        digest=internal.digest, decided_by="chefen", decided_on=stamp("2026-12-01").date(), motivation="insyn"
    )
    public = internal.published(decision)
    (card,) = public.cards
    assert (card.assessment, card.assessment_status) == ("", "not_told")
    assert public.assessments.empty
    assert "Hemligt" not in json.dumps(public.underlag(), ensure_ascii=False) + public.card_text()
    assert "Löftet till medborgarna." in public.control_questions[0][1]
    assert told(internal, purpose="Annat").digest != internal.digest


def test_the_questions_are_answered_and_only_the_kommun_can_say_why(result: Analysis) -> None:
    answers = [answer for _, answer in result.control_questions]
    assert len(answers) == 4
    assert answers[0].startswith("Löftet till medborgarna. Protokollet E, version 1, följer ")
    assert "en fil med labbsvar, en fil med flöden och en fil om reningsverken" in answers[1]
    assert "A: 2 av 92 dygn kv 3 2026 provtogs" in answers[2].replace("\u00a0", " ")
    assert "Förändringen går inte att bedöma." in answers[3]
    assert not any("[kommunen" in answer for answer in answers)
    unsaid = told(result, purpose=None)
    assert unsaid.control_questions[0][1].startswith("[kommunen fyller i: ")


def test_cards_can_be_made_from_tables_alone_and_in_english(result: Analysis) -> None:
    (card,) = indicator_cards(result.levels, result.trends, result.loads, lang="en")
    assert card.title.endswith("mg per 1,000\u00a0persons and day – too early to say whether it rises or falls")
    assert card.sampled == (
        "Wednesday 12 August and Sunday 16 August 2026: one weekday and one weekend day or holiday, one sampling week"
    )
    assert (card.assessment, card.source) == ("", "Laboratory report R-1.")
    swedish = {"och", "eller", "inte", "från", "dygn", "är"}
    words = " ".join(str(value) for value in dataclasses.asdict(card).values())
    assert swedish.isdisjoint(words.split())


def test_the_form_is_made_once_and_never_written_over(result: Analysis, tmp_path: Path) -> None:
    file = tmp_path / "bedomning.csv"
    assert write_assessment_form(result, file)
    file.write_text("gruppens egna ord", encoding="utf-8")
    assert not write_assessment_form(result, file)
    assert file.read_text(encoding="utf-8") == "gruppens egna ord"
    with pytest.raises(OutFolderError):
        write_assessment_form(result, tmp_path / "ingen mapp" / "bedomning.csv")
