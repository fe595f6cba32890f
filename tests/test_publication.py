"""An underlag is internal until people have answered every question for that very result; small plants stay at home."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner

from avloppsanalys.analysis import (
    Analysis,
    PublicationDecision,
    PublicationError,
    analyse,
    read_config,
    read_decision,
)
from avloppsanalys.analysis.public_parts import public_words
from avloppsanalys.analysis.public_tables import public_tables
from avloppsanalys.analysis.publication import DECISION_FILE, QUESTIONS
from avloppsanalys.cli import app
from avloppsanalys.cli.overdue import print_overdue
from avloppsanalys.exports import underlag_schema
from avloppsanalys.lagesbild import context_table
from avloppsanalys.readers import read_context
from avloppsanalys.reference import bundled
from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import text

Words = Callable[[Path], str]

TEMPLATE = bundled("protocols/mallar/publiceringsbeslut.toml").read_text(encoding="utf-8")
DIGEST = "0123456789ab"

CONFIG = """
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]
[[lab]]
file = "svar.csv"
lab = "Exempellabb"
"""
PROTOCOL = 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\n'
HALVES = {"Storverket": (17_000, 4_420, 230), "Lillverket": (1_200, 310, 987)}


MONTHS = ("07", "08", "09")


def made(
    folder: Path,
    *plants: str,
    concentration: float | None = None,
    months: tuple[str, ...] = MONTHS,
    said: str = "",
    more: str = "",
) -> Path:
    """Write the files of a report on some of the plants, and return its configuration.

    `said` is what people wrote in their own words, wherever there is room for it; `more` begins the configuration.
    """
    folder.mkdir(exist_ok=True)
    named = plants or tuple(HALVES)
    days = [f"2026-{month}-12" for month in months]
    lab = [
        f"{p};{d} 07:00;Kokain;{concentration or HALVES[p][2] + n};{said}{p}{n};{said};{said}"
        for p in named
        for n, d in enumerate(days)
    ]
    persons = [f"{plant};{HALVES[plant][0]};{said}" for plant in named]
    flow = [f"{p};{d} 07:00;{HALVES[p][1]};{said}" for p in named for d in days]
    files = {
        "rapport.toml": more + CONFIG,
        "protokoll.toml": PROTOCOL,
        "verk.csv": "\n".join(["Verk;Anslutna;Befolkningskälla", *persons]),
        "flode.csv": "\n".join(["Verk;Start;Volym (m3);Flödesmätare", *flow]),
        "svar.csv": "\n".join(["Verk;Start;Preparat;Halt (ng/L);Prov;Metod;Rapport", *lab]),
    }
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")
    return folder / "rapport.toml"


def analysed(config: Path) -> Analysis:
    setup = read_config(config)
    lab, flow, plants = setup.read()
    return analyse(lab, flow, plants, protocol=setup.protocol)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analysed(made(tmp_path_factory.mktemp("underlag")))


@pytest.fixture(scope="module")
def written(result: Analysis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, ...]]:
    """Return the files of the internal underlag and of what is published of it, to be read only."""
    folder = tmp_path_factory.mktemp("skrivet")
    public = result.published(decided(result.digest))
    return {"internt": result.write(folder / "internt"), "publikt": public.write(folder / "publikt")}


def filled(digest: str = DIGEST, **answers: str) -> str:
    """Return the template with everything filled in, but for what `answers` says otherwise."""
    said = {"underlag_digest": f'"{digest}"', "decided_by": '"Säkerhetschefen"', "decided_on": "2026-10-15"}
    said |= {"motivation": '"Kommunen visar vad den gör."'} | dict.fromkeys(QUESTIONS, "true") | answers
    done = TEMPLATE
    for key, value in said.items():
        done = re.sub(rf"^{key} = \S*", f"{key} = {value}", done, flags=re.MULTILINE)
    return done


def refusal(folder: Path, content: str, digest: str = DIGEST) -> list[str]:
    """Return the rules and what they say that a decision is refused with."""
    (folder / DECISION_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(PublicationError) as refused:
        read_decision(folder / DECISION_FILE, digest)
    problems = refused.value.problems("sv")
    return list(problems["rule"] + " " + problems["what"])


def decided(digest: str) -> PublicationDecision:
    day = pd.Timestamp("2026-12-01").date()
    return PublicationDecision(digest=digest, decided_by="Säkerhetschefen", decided_on=day, motivation="x")


@cache
def asked() -> dict[str, str]:
    return {question: text(f"publication.question.{question}", "sv") for question in QUESTIONS}


def test_the_template_asks_what_the_code_asks_in_its_words_and_order() -> None:
    lines = re.findall(r"^(?:#.*|(\w+) = false)$", TEMPLATE, flags=re.MULTILINE)
    assert tuple(filter(None, lines)) == QUESTIONS
    words = " ".join(line.removeprefix("#").strip() for line in TEMPLATE.splitlines())
    for number, (question, words_of_it) in enumerate(asked().items(), start=1):
        assert f"{number}. {words_of_it} {question} = false" in words


def test_the_routine_on_ethics_asks_the_same_questions() -> None:
    routine = bundled("protocols/13-etik.md").read_text(encoding="utf-8")
    boxes = re.findall(r"^- \[ \] (.+?)(?=\n-|\n\n)", routine, flags=re.MULTILINE | re.DOTALL)
    assert [" ".join(box.split()) for box in boxes] == list(asked().values())


def test_a_filled_template_is_a_decision(tmp_path: Path) -> None:
    (tmp_path / DECISION_FILE).write_text(filled(), encoding="utf-8")
    decision = read_decision(tmp_path / DECISION_FILE, DIGEST)
    assert (decision.decided_by, decision.decided_on.isoformat()) == ("Säkerhetschefen", "2026-10-15")
    (tmp_path / DECISION_FILE).write_text(filled(decided_on='"2026-10-15"'), encoding="utf-8")
    assert read_decision(tmp_path / DECISION_FILE, DIGEST) == decision


def test_the_empty_template_names_every_question_and_all_that_is_blank(tmp_path: Path) -> None:
    told = refusal(tmp_path, TEMPLATE)
    for number, (question, words) in enumerate(asked().items(), start=1):
        assert f"PUB002 Fråga {number} ({question}) är inte ikryssad: {words}" in told
    assert sum(line.startswith("PUB003") for line in told) == 3
    assert "PUB004 Det står inte vilken dag beslutet togs (decided_on)." in told
    assert len(told) == len(QUESTIONS) + 4


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", ["false", '"ja"', "1"])
def test_each_question_must_be_ticked_with_true(question: str, answer: str, tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, filled(**{question: answer}))
    assert told.startswith(f"PUB002 Fråga {QUESTIONS.index(question) + 1} ({question}) är inte ikryssad")


def test_a_question_that_was_taken_out_or_renamed_is_asked_all_the_same(tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, filled().replace("stigma = true\n", ""))
    assert told.startswith("PUB002 Fråga 5 (stigma)")
    told = " ".join(refusal(tmp_path, filled().replace("stigma = true", "stigmata = true")))
    assert "PRO003" in told
    assert "PUB002 Fråga 5" in told
    assert len(refusal(tmp_path, filled().split("[questions]", maxsplit=1)[0])) == len(QUESTIONS)


def test_a_kommun_may_ask_more_and_its_own_questions_must_be_ticked_too(tmp_path: Path) -> None:
    (tmp_path / DECISION_FILE).write_text(filled() + "egen_fraga = true\nmedia_2 = true\n", encoding="utf-8")
    assert read_decision(tmp_path / DECISION_FILE, DIGEST).digest == DIGEST
    assert refusal(tmp_path, filled() + 'egen_fraga = false\nmedia_2 = "ja"\nannan = true\n') == [
        "PUB012 Kommunens egen fråga egen_fraga är inte ikryssad.",
        "PUB012 Kommunens egen fråga media_2 är inte ikryssad.",
    ]
    offered = TEMPLATE.replace("# egen_fraga", "egen_fraga")
    assert "PUB012 Kommunens egen fråga egen_fraga är inte ikryssad." in refusal(tmp_path, offered)


def test_a_misspelled_question_is_no_question_of_the_kommun(tmp_path: Path) -> None:
    told = refusal(tmp_path, filled().replace("records = true", "record = true"))
    assert [line.split()[0] for line in told] == ["PRO003", "PUB002"]
    assert "questions.record" in told[0]


def test_only_who_decided_is_told_to_be_a_function(tmp_path: Path) -> None:
    (tmp_path / DECISION_FILE).write_text(filled(underlag_digest='""', motivation='""', decided_by='""'), "utf-8")
    with pytest.raises(PublicationError) as refused:
        read_decision(tmp_path / DECISION_FILE, DIGEST)
    remedies = refused.value.problems("sv")["remedy"].tolist()
    assert ["funktion, aldrig namn" in remedy for remedy in remedies] == [False, True, False]
    assert "kontrollsumma" in remedies[0]


def test_an_old_decision_does_not_hold_for_a_new_result(tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, filled(), digest="ba9876543210")
    assert told == (
        "PUB005 Beslutet gäller ett annat resultat: det har kontrollsumman 0123456789ab, och det som nu är räknat har"
        " ba9876543210."
    )


def test_without_a_file_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match=r"there is no publiceringsbeslut\.toml in .* fill in the digest 01234"):
        read_decision(tmp_path / DECISION_FILE, DIGEST)


def test_the_digest_follows_the_result_and_nothing_else(result: Analysis, tmp_path: Path) -> None:
    assert analysed(made(tmp_path)).digest == result.digest
    assert replace(result, lang="en").digest == result.digest
    assert replace(result, title="Annan rubrik").digest != result.digest
    assert analysed(made(tmp_path, concentration=231)).digest != result.digest
    other = replace(result.protocol, band_percent=20)
    assert replace(result, protocol=other).digest != result.digest
    nudged = result.levels.assign(estimate=result.levels["estimate"] * (1 + 1e-12))
    assert replace(result, levels=nudged).digest == result.digest


def test_own_limits_of_the_protocol_reach_the_underlag(tmp_path: Path) -> None:
    config = made(tmp_path, "Storverket")
    more = "[thresholds]\nQUA010 = { low = 300 }\n"
    (tmp_path / "protokoll.toml").write_text(PROTOCOL + more, encoding="utf-8")
    water = analysed(config).quality.query("check == 'QUA010'")
    assert set(water["verdict"]) == {"flag"}  # 260 litres, which the tabled limits pass
    assert water["source"].str.contains("kommunens eget val").all()


def test_persons_counted_in_pe_are_told_in_the_underlag(tmp_path: Path) -> None:
    told = analysed(made(tmp_path, "Storverket", said="pe")).problems
    assert told.loc[told["rule"] == "ANL011", "severity"].tolist() == ["warning"]


def test_everything_is_computed_internally_and_the_guard_tells_why(result: Analysis) -> None:
    assert set(result.levels["place"]) == {"Storverket", "Lillverket"}
    assert result.small == {"Lillverket": 1200.0}
    document = result.underlag()
    jsonschema.validate(document, underlag_schema(), cls=jsonschema.Draft202012Validator)
    found = document["publication"]
    assert (found["status"], found["decided_by"], found["motivation"]) == ("internt", None, None)
    (withheld,) = found["withheld"]
    assert withheld["place"] == "Lillverket"
    assert (
        withheld["reason"]
        .replace("\u00a0", " ")
        .startswith("Lillverket har 1 200 anslutna personer, färre än protokollets gräns 2 500.")
    )


def test_a_bound_stays_a_bound_in_the_public_table_of_quality(result: Analysis) -> None:
    rows = result.quality[result.quality["plant"] == "Storverket"].head(5).reset_index(drop=True)
    typed = rows.assign(
        check=["QUA020", "QUA042", "QUA020", "QUA007", "QUA061"],
        detail=["minst", "at most", "ring Anna 0456-12 34 56", "minst", "Annas bröllop"],
    )
    (public,) = public_tables({"quality": typed}, []).values()
    assert public["detail"].fillna("").tolist() == ["minst", "at most", "", "", ""]


def test_the_second_question_points_to_what_is_withheld_and_the_third_tells_it_once(result: Analysis) -> None:
    public = result.published(decided(result.digest))
    for analysis, said in ((result, "är med här, men inte i det som publiceras"), (public, "är inte med")):
        answers = [answer for _, answer in analysis.control_questions]
        assert f"Verk som inte redovisas utåt {said}: se nästa fråga." in answers[1]
        assert "Lillverket" not in answers[1]
    large = replace(result, small={})
    assert "redovisas utåt" not in " ".join(answer for _, answer in large.control_questions)


def test_a_published_underlag_holds_no_number_of_a_withheld_plant(
    result: Analysis, written: dict[str, tuple[Path, ...]], words_in: Words, tmp_path: Path
) -> None:
    out = shutil.copytree(written["internt"][0].parent, tmp_path / "ut")
    assert any("lillverket" in path.name for path in out.iterdir())
    public = result.published(decided(result.digest))
    files = public.write(out)  # over the internal one
    assert {path for path in out.rglob("*") if path.is_file()} == set(files)
    assert not any("lillverket" in path.name or path.name == "anmarkningar.csv" for path in files)
    document = json.loads((out / "underlag.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, underlag_schema(), cls=jsonschema.Draft202012Validator)
    assert document["publication"]["status"] == "publikt"
    assert document["publication"]["digest"] == result.digest
    assert document["publication"]["decided_on"] == "2026-12-01"
    assert [one["place"] for one in document["publication"]["withheld"]] == ["Lillverket"]
    assert {row["place"] for row in document["indicators"] + document["changes"]} == {"Storverket"}
    for path in (path for path in files if path.suffix in (".csv", ".svg", ".txt", ".pptx")):
        # it is named with its reason, as on the page and in the document, and nowhere else
        assert "Lillverket" not in re.sub(r"Lillverket\s+har\s+1\s200", "", words_in(path)), path.name
    told = " ".join((out / "kort.txt").read_text(encoding="utf-8-sig").split())
    (withheld,) = document["publication"]["withheld"]
    assert " ".join(withheld["reason"].split()) in told


def test_what_has_changed_tells_nothing_of_a_plant_that_is_withheld_now(result: Analysis, tmp_path: Path) -> None:
    config = made(tmp_path / "förra")
    persons = config.parent / "verk.csv"
    grown = re.sub(r"(?m)^(Lillverket;)[^;]+", r"\g<1>12000", persons.read_text(encoding="utf-8"))
    persons.write_text(grown, encoding="utf-8")
    before = analysed(config)
    shown = before.published(decided(before.digest)).write(tmp_path / "ut")
    assert any("lillverket" in path.name for path in shown)
    now = result.published(decided(result.digest)).write(tmp_path / "ut")
    (file,) = (path for path in now if path.name == "underlag.json")
    changed = json.loads(file.read_text(encoding="utf-8"))["changed"]
    assert file.parent.name == "rev2"
    assert changed["rows"]
    assert "Lillverket" not in json.dumps(changed, ensure_ascii=False)
    assert "Lillverket" not in (file.parent / "andrat.csv").read_text(encoding="utf-8-sig")


def test_every_output_says_whether_it_is_internal(written: dict[str, tuple[Path, ...]], words_in: Words) -> None:
    for status, mark in (("internt", True), ("publikt", False)):
        for path in written[status]:
            if path.suffix == ".csv":
                separator = "," if path.parent.name == "oppna-data" else ";"
                table = pd.read_csv(path, sep=separator, encoding="utf-8-sig")
                assert (table["publication"] == status).all(), path.name
            if path.suffix == ".html":
                assert f'<meta name="publication" content="{status}">' in path.read_text(encoding="utf-8")
            if path.suffix in (".svg", ".html", ".pptx", ".xlsx"):
                assert ("INTERNT UNDERLAG" in words_in(path)) is mark


def test_nothing_is_published_by_another_decision_or_of_small_plants_alone(result: Analysis, tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match="made for another result: it has the digest 0123456789ab"):
        result.published(decided(DIGEST))
    small = analysed(made(tmp_path, "Lillverket"))
    with pytest.raises(PublicationError, match=r"every plant is withheld \(Lillverket\)"):
        small.published(decided(small.digest))


def test_nothing_is_published_that_still_waits_to_be_filled_in(result: Analysis) -> None:
    open_title = dataclasses.replace(result, title="[kommunen fyller i]")
    with pytest.raises(PublicationError, match=r"title is not filled in: it says '\[kommunen fyller i\]'"):
        open_title.published(decided(open_title.digest))
    personal = dataclasses.replace(result, title="Kvartal 3, frågor till 070-123 45 67")
    with pytest.raises(PublicationError, match="title seems to hold personal data"):
        personal.published(decided(personal.digest))
    protocol = dataclasses.replace(result.protocol, roles={"review": "[kommunen fyller i]"})
    open_role = dataclasses.replace(result, protocol=protocol)
    with pytest.raises(PublicationError, match=r"roles\.review is not filled in"):
        open_role.published(decided(open_role.digest))


def run(*arguments: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, " ".join(found.output.split())


@pytest.mark.usefixtures("unpictured")
def test_the_way_from_an_internal_underlag_to_a_public_one(tmp_path: Path) -> None:
    config, out = made(tmp_path / "Årets mätning"), tmp_path / "ut"
    code, told = run("rapport", config, "--out", out, "--publicera")
    assert code == 2
    assert "PUB001" in told
    assert not out.exists()
    code, told = run("rapport", config, "--out", out)
    assert code == 0
    (digest,) = re.findall(r"Underlaget är internt. Kontrollsumma för ett publiceringsbeslut: ([0-9a-f]{12})\.", told)
    beside = config.parent / DECISION_FILE
    beside.write_text(filled(digest, media="false", review="false"), encoding="utf-8")
    code, told = run("rapport", config, "--out", tmp_path / "publikt", "--publicera")
    assert code == 2
    for question in ("media", "review"):
        assert f"({question}) är inte ikryssad: {asked()[question]}" in told
    assert not (tmp_path / "publikt").exists()
    beside.write_text(filled(digest), encoding="utf-8")
    code, told = run("rapport", config, "--out", tmp_path / "publikt", "--publicera")
    assert code == 0
    assert "Underlaget är publikt enligt beslut 2026-10-15 av Säkerhetschefen." in told
    made(config.parent, concentration=231)
    code, told = run("rapport", config, "--out", tmp_path / "publikt", "--publicera")
    assert code == 2
    assert "PUB005" in told


EVENTS = """Plats;Start;Slut;Typ;Beskrivning
Storverket;2026-05-09;2026-05-10;insats;Razzia hos Anna Andersson
Lillverket;2026-05-16;2026-05-17;festival;Fest i Lillverket
alla;2026-08-02;2026-08-03;driftstörning;Ring Anna Andersson
"""
HALF_A_YEAR = ("04", "05", "06", "07", "08", "09")


def eventful(folder: Path, events: str = EVENTS) -> Analysis:
    """Return an analysis of two quarters in that people wrote a name wherever there was room for one."""
    more = 'events = ["handelser.csv"]\n'
    folder.mkdir()
    (folder / "handelser.csv").write_text(events, encoding="utf-8")
    config = made(folder, months=HALF_A_YEAR, said="Anna Andersson", more=more)
    setup = read_config(config)
    lab, flow, plants = setup.read()
    return analyse(lab, flow, plants, protocol=setup.protocol, **setup.read_forms())


def test_no_word_that_people_wrote_themselves_is_published(words_in: Words, tmp_path: Path) -> None:
    result = eventful(tmp_path / "in")
    texts = (path for path in result.write(tmp_path / "internt") if path.suffix != ".png")
    inside = " ".join(words_in(path) for path in texts)
    for words in ("Razzia hos Anna", "Anna AnderssonStorverket1", "Ring Anna"):
        assert words in inside, words
    for name in ("meter", "population_method", "report_id"):
        assert set(result.loads[name].str.title()) == {"Anna Andersson"}
    public = result.published(decided(result.digest))
    written = public.write(tmp_path / "publikt")
    assert any(path.name.startswith("utveckling-storverket") for path in written)
    for path in (path for path in written if path.suffix != ".png"):
        content = words_in(path)
        for words in ("anna a", "razzia", "fest i", "svar.csv"):
            assert words not in content.casefold(), (path.name, words)
    (told,) = [path.read_text("utf-8") for path in written if path.name == "utveckling-storverket-load.txt"]
    assert "Insatser" in told  # the type is told, and when
    assert list(public.loads["sample_id"]) == [f"prov {n}" for n in range(1, 7)]
    for name in ("method", "meter", "population_method"):
        assert set(public.loads[name]) == {"1"}
    assert set(public.loads["report_id"]) == {"svar 1"}
    assert list(public.loads["start"]) == sorted(public.loads["start"])
    assert [file.file for file in public.inputs] == ["lab 1", "flow 2", "plants 3", "events 4"]
    numbers = ["load_mg_per_day_per_1000", "low", "high"]
    own = result.loads[result.loads["plant"] == "Storverket"].reset_index(drop=True)
    pd.testing.assert_frame_equal(public.loads[numbers], own[numbers])
    internal = {json.dumps(row) for row in result.underlag()["indicators"] if row["place"] == "Storverket"}
    assert {json.dumps(row) for row in public.underlag()["indicators"]} == internal  # with the same caveats


def test_neither_the_name_of_an_event_nor_what_a_sheet_says_of_a_sample_is_published(
    words_in: Words, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    config = made(folder, more='events = ["handelser.csv"]\nsamples = ["foljesedel.csv"]\n')
    event = "Storverket;2026-08-11;2026-08-14;festival;Fest hos Anna Andersson"
    days = (f"2026-{month}-12 07:00;2026-{month}-13 07:00" for month in MONTHS)
    sheets = [f"Storverket;Storverket{n};{ends};trasig, ring Bo Ek" for n, ends in enumerate(days)]
    written = {
        "handelser.csv": ["Plats;Start;Slut;Typ;Beskrivning", event],
        "foljesedel.csv": ["Verk;Prov-id;Start;Stopp;Skick vid ankomst", *sheets],
    }
    for name, lines in written.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    setup = read_config(config)
    result = analyse(*setup.read(), protocol=setup.protocol, **setup.read_forms())
    told = " ".join(result.quality["detail"].dropna())
    assert "Anna Andersson" in told
    assert "Bo Ek" in told
    public = result.published(decided(result.digest))
    assert public.quality["detail"].isna().all()
    assert len(public.quality["detail"]) == (result.quality["plant"] == "Storverket").sum()
    tables = []
    for path in (path for path in public.write(tmp_path / "ut") if path.suffix != ".png"):
        assert not re.search(r"\banna\b|bo ek", words_in(path), flags=re.IGNORECASE), path.name
        if path.suffix == ".csv":
            table = pd.read_csv(path, sep="," if path.parent.name == "oppna-data" else ";", encoding="utf-8-sig")
            tables += [path.name] if "detail" in table else []
            assert "detail" not in table or table["detail"].isna().all(), path.name
    assert tables == ["kvalitet.csv", "kvalitet.csv"]


def test_a_decision_does_not_hold_when_the_words_have_changed(tmp_path: Path) -> None:
    first = eventful(tmp_path / "a")
    assert eventful(tmp_path / "b").digest == first.digest
    for old, new in (("Razzia", "Rassia"), ("2026-05-09", "2026-05-08"), ("insats", "festival")):
        assert eventful(tmp_path / new, EVENTS.replace(old, new)).digest != first.digest, new


@pytest.mark.parametrize(
    ("key", "words"), [("decided_by", "Chefen 070-123 45 67"), ("motivation", "Fråga anna@kommun.se om 19850101-1234")]
)
def test_a_decision_that_holds_personal_data_is_refused(key: str, words: str, tmp_path: Path) -> None:
    content = re.sub(rf"^{key} = .*", f'{key} = "{words}"', filled(), flags=re.MULTILINE)
    assert refusal(tmp_path, content) == [f"PUB008 {key} ser ut att innehålla en personuppgift: ”{words}”."]
    dated = re.sub(
        r"^motivation = .*", 'motivation = "Enligt beslut 2026-10-15, KS 2026/123"', filled(), flags=re.MULTILINE
    )
    (tmp_path / DECISION_FILE).write_text(dated, encoding="utf-8")
    assert read_decision(tmp_path / DECISION_FILE, DIGEST).motivation.startswith("Enligt")


def test_a_decision_lies_between_the_last_answer_and_today(tmp_path: Path) -> None:
    (tmp_path / DECISION_FILE).write_text(filled(decided_on="2030-01-01"), encoding="utf-8")
    assert read_decision(tmp_path / DECISION_FILE, DIGEST).decided_on.year == 2030
    with pytest.raises(PublicationError, match="dated 2030-01-01, a day that has not come yet"):
        read_decision(tmp_path / DECISION_FILE, DIGEST, today=pd.Timestamp("2029-12-31").date())
    answered = analysed(made(tmp_path / "in", months=("07",)))
    late = answered.loads.assign(available_from=pd.Timestamp("2026-12-02", tz="Europe/Stockholm").as_unit("us"))
    known = replace(answered, loads=late)
    with pytest.raises(PublicationError, match=r"dated 2026-12-01, but the last answer came on 2026-12-02"):
        known.published(decided(known.digest))


PLAN = """Plats;Start;Stopp;Svar senast
{days}
"""


def test_a_public_follow_up_counts_the_published_plants_only(tmp_path: Path) -> None:
    days = "\n".join(f"{p};2026-{m}-12 07:00;2026-{m}-13 07:00;2026-{m}-28" for p in HALVES for m in (*MONTHS, "06"))
    config = made(tmp_path, more='plan = ["plan.csv"]\n')
    (tmp_path / "plan.csv").write_text(PLAN.format(days=days), encoding="utf-8")
    setup = read_config(config)
    then = pd.Timestamp("2026-12-01", tz="Europe/Stockholm")
    result = analyse(*setup.read(), protocol=setup.protocol, **setup.read_forms(), as_of=then)
    assert result.follow_up_words()[0].replace("\u00a0", " ").startswith("2026: 6 av 8 planerade provdygn togs (75 %)")
    public = result.published(decided(result.digest))
    assert list(public.follow_up["place"]) == ["Storverket"]
    assert public.follow_up_words()[0].replace("\u00a0", " ").startswith("2026: 3 av 4 planerade provdygn togs (75 %)")
    written = public.write(tmp_path / "ut")
    assert tmp_path / "ut" / "uppfoljning.csv" in written
    table = pd.read_csv(tmp_path / "ut" / "uppfoljning.csv", sep=";", encoding="utf-8-sig")
    sampled = pd.read_csv(tmp_path / "ut" / "kvalitet.csv", sep=";", encoding="utf-8-sig")["sample_id"].nunique()
    assert table["n_taken"].sum() == sampled == 3


def test_a_year_in_which_sampling_stopped_is_told_by_todays_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = "\n".join(f"Storverket;2026-{m}-12 07:00;2026-{m}-13 07:00;2026-{m}-28" for m in ("07", "08", "10", "11"))
    config = made(tmp_path, "Storverket", months=("07", "08"), more='plan = ["plan.csv"]\n')
    (tmp_path / "plan.csv").write_text(PLAN.format(days=days), encoding="utf-8")
    setup = read_config(config)
    lab, *others = setup.read()
    september, today = (pd.Timestamp(day, tz="Europe/Stockholm") for day in ("2026-09-01", "2026-11-24"))
    result = analyse(lab, *others, protocol=setup.protocol, **setup.read_forms(), as_of=september)
    assert "2 av 2 planerade provdygn togs" in result.follow_up_words()[0].replace("\u00a0", " ")
    plan = setup.read_forms()["plan"]
    assert plan is not None
    print_overdue(plan.table, lab.table, result, today, "sv")
    told = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert told == (
        "Obs! 1 planerade dygn borde ha varit besvarade i dag, men räknas inte som uteblivna: uppföljningen gäller"
        " 1 september 2026, då det senaste labbsvaret kom. Skriv as_of = 2026-11-24 i konfigurationsfilen så räknas de."
    )
    print_overdue(plan.table, lab.table, result, september, "sv")
    assert capsys.readouterr().out == ""


def test_what_was_told_apart_is_still_told_apart_in_public(result: Analysis) -> None:
    own = result.loads["plant"] == "Storverket"
    days = result.loads.assign(method=["a@b.se", "Annas", "a@b.se", "x", "y", "z"], meter=["", "m", "n", *"xyz"])
    public = replace(result, loads=days)
    shown = public.published(decided(public.digest)).loads
    assert own.tolist() == [True] * 3 + [False] * 3
    assert list(shown["method"]) == ["1", "2", "1"]
    assert list(shown["meter"].fillna("")) == ["1", "2", "3"]


def refused_words(result: Analysis) -> list[str]:
    """Return rule and what it says for everything that keeps a result at home."""
    with pytest.raises(PublicationError) as refused:
        result.published(decided(result.digest))
    told = refused.value.problems("sv")
    return list(told["rule"] + " " + told["what"])


def of_protocol(result: Analysis, **said: Any) -> Analysis:
    return replace(result, protocol=replace(result.protocol, **said))


def context_of(source: str) -> pd.DataFrame:
    day = pd.Timestamp("2025-01-01", tz=TIMEZONE)
    of = {"start": [day], "end": [day + pd.DateOffset(years=1)], "value": [40.0], "source": [source]}
    return context_table(pd.DataFrame({"indicator": ["Orosanmälningar"], "unit": ["count"], **of}))


def season(name: str) -> dict[str, Any]:
    return {"marked_seasons": ({"name": name, "first": "06-15", "last": "08-15"},)}


@pytest.mark.parametrize("name", ["Lena Karlsson", "Anna Svensson-Berg, utredare", "Säkerhetschef Lena Karlsson"])
def test_a_role_or_a_decision_that_names_a_person_is_refused(name: str, result: Analysis, tmp_path: Path) -> None:
    as_a_name = f"ser ut som namnet på en person: ”{name}”."
    assert refused_words(of_protocol(result, roles={"review": name})) == [f"PUB011 protocol.roles.review {as_a_name}"]
    content = re.sub(r"^decided_by = .*", f'decided_by = "{name}"', filled(), flags=re.MULTILINE)
    assert refusal(tmp_path, content) == [f"PUB011 decided_by {as_a_name}"]


NUMBERS = ["ring 070-1234567", "anna@lab.se", "19850101-1234"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_and_addresses_in_any_name_that_goes_out_are_refused(number: str, result: Analysis) -> None:
    words = f"Lena {number}"
    named = {
        "protocol.name": of_protocol(result, name=words),
        "protocol.version": of_protocol(result, version=words),
        "protocol.marked_seasons": of_protocol(result, **season(words)),
        "lab": replace(result, loads=result.loads.assign(lab=words)),
        "title": replace(result, title=words),
        "source": replace(result, context=context_of(words)),
    }
    for where, one in named.items():
        assert refused_words(one) == [f"PUB008 {where} ser ut att innehålla en personuppgift: ”{words}”."], where


@pytest.mark.parametrize("plant", HALVES)
def test_a_plant_with_a_number_in_its_name_is_refused_though_it_is_withheld(plant: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    config = made(folder)
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text("utf-8").replace(plant, "Gård Eriksson 0701234567"), encoding="utf-8")
    told = "PUB008 plant ser ut att innehålla en personuppgift: ”Gård Eriksson 0701234567”."
    assert told in refused_words(analysed(config))


def test_a_place_a_firm_and_a_year_are_no_persons(result: Analysis) -> None:
    named = of_protocol(result, name="Stora Vika 2025-2026", **season("Lena Sjös marknad 2026-06-03"))
    for lab in ("RISE", "Eurofins Environment Testing Sweden AB", "Linköpings universitet"):
        public = replace(named, loads=named.loads.assign(lab=lab), title="Norra Berg, kvartal 3 2026")
        assert public.published(decided(public.digest)).decision


@pytest.mark.usefixtures("unpictured")
def test_the_words_that_would_go_out_are_told_for_somebody_to_read(tmp_path: Path) -> None:
    config = made(tmp_path)
    more = '[[marked_seasons]]\nname = "Lena Karlssons kalas"\nfirst = "06-15"\nlast = "08-15"\n'
    (tmp_path / "protokoll.toml").write_text(PROTOCOL + more, encoding="utf-8")
    _, told = run("rapport", config, "--out", tmp_path / "ut")
    assert told.endswith(
        "leta efter namn, adresser och telefonnummer: Rubrik: Storverket Protokoll: Exempel; 1"
        " Säsonger: Lena Karlssons kalas Verk: Storverket; Lillverket Laboratorier: Exempellabb"
    )


REPORTS = {
    "R-2026-17": "Labbrapport R-2026-17.", "AR-26/104": "Labbrapport AR-26/104.",
    **dict.fromkeys(["20010101-1234", "0701234567", "Anna 3", "Anna", ""], "Labbets svar från 20 juli 2026."),
}  # fmt: skip


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_published_cites_a_report_by_what_an_outsider_can_ask_for(report: str, tmp_path: Path) -> None:
    config = made(tmp_path)
    # a name with a digit, as numbers of reports have: a laboratory may name its file so, and a person another
    config.write_text(config.read_text(encoding="utf-8").replace("svar.csv", "R-2026-17.csv"), encoding="utf-8")
    lines = (tmp_path / "svar.csv").read_text(encoding="utf-8").splitlines()
    dated = [f"{lines[0]};Svarsdatum", *(f"{line}{report};2026-07-20" for line in lines[1:])]
    (tmp_path / "R-2026-17.csv").write_text("\n".join(dated) + "\n", encoding="utf-8")
    internal = analysed(config)
    public = internal.published(decided(internal.digest))
    (card,) = {one.source for one in public.cards}
    assert card.startswith(REPORTS[report] + " Labb: Exempellabb.")
    assert "svar " not in card.replace("Labbets svar från", "")
    told = "report" in public_words(internal)
    assert told == (report in set(public.loads["report_id"])) == REPORTS[report].startswith("Labbrapport")


@pytest.mark.usefixtures("unpictured")
def test_every_kind_of_word_that_would_go_out_is_told_and_stands_in_the_routine(tmp_path: Path) -> None:
    why = "Därför frågar Annas grupp"
    config = made(tmp_path, more=f'purpose = "{why}"\ncontext = ["andra.csv"]\n')
    cases = "Kommun;Indikator;Period;Värde;Enhet;Källa\nStorverket;Orosanmälningar;2025;40;antal;Egen statistik\n"
    (tmp_path / "andra.csv").write_text(cases, encoding="utf-8")
    seasons = '[[marked_seasons]]\nname = "Sommar"\nfirst = "06-15"\nlast = "08-15"\n'
    (tmp_path / "protokoll.toml").write_text(PROTOCOL + seasons + '[roles]\nreview = "utredaren"\n', encoding="utf-8")
    svar = tmp_path / "svar.csv"
    svar.write_text(re.sub(r";(?=\n)", ";R-17", svar.read_text(encoding="utf-8")), encoding="utf-8")
    named = public_words(replace(analysed(config), purpose=why, context=read_context(tmp_path / "andra.csv").table))
    spoken = {
        "title": "rubrik", "purpose": "varför narkotika följs", "protocol.name": "protokoll",
        "protocol.version": "version", "protocol.roles.review": "roll", "protocol.marked_seasons": "säsong",
        "plant": "verk", "lab": "lab", "report": "rapport", "source": "källor",
    }  # fmt: skip
    assert set(named) == set(spoken)
    _, told = run("rapport", config, "--out", tmp_path / "ut")
    listed = told.partition("telefonnummer:")[2]
    assert [words for every in named.values() for words in every if words not in listed] == []
    routine = bundled("protocols/12-publiceringsbeslut.md").read_text(encoding="utf-8")
    points = dict(re.findall(r"^- \*\*(.+?):\*\* (.+?)(?=^- |^#)", routine, flags=re.MULTILINE | re.DOTALL))
    goes, read = (" ".join(points[it].split()) for it in ("Följer med ut som det står", "Måste läsas av en människa"))
    assert [kind for kind in spoken.values() if kind not in goes] == []
    # what a role is, and what a version holds, the program can tell
    told_by_program = ("protocol.version", "protocol.roles.review")
    assert [kind for where, kind in spoken.items() if where not in told_by_program and kind not in read] == []
