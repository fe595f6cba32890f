"""``jamfor-labb`` as an analyst meets it: what it prints, what it writes, and the exit code."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.reference import bundled

LIDKOPING = bundled("examples/lidkoping_2020")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["jamfor-labb", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a space and å, ä, ö in its name that holds the printed answer."""
    place = tmp_path / "Mätningar 2026 åäö"
    shutil.copytree(LIDKOPING, place)
    return place


def test_a_configuration_gives_flow_persons_and_factors(folder: Path) -> None:
    code, told = run(folder / "rapport.toml", "--out", folder / "jämförelse")
    assert code == 1
    assert "16 stämmer till sista siffran, 2 inom avrundningen, 1 skiljer, 0 kunde inte räknas om." in told
    assert "Flöde med vår befolkning: 9 323–9 337 m³ per dygn (11 av 11 rader). Vi räknar med 9 340." in told
    assert "CHK001 labbsvar.csv rad 12" in told
    assert sorted(file.name for file in (folder / "jämförelse").iterdir()) == [
        "jamforelse-doser.csv",
        "jamforelse-vatten.csv",
        "jamforelse.csv",
    ]
    first, *rows = (folder / "jämförelse" / "jamforelse.csv").read_text(encoding="utf-8-sig").splitlines()
    assert first.startswith("plant;sample_id;substance;quantity;")
    assert len(rows) == 19


def test_an_answer_alone_tells_what_it_can_have_been_computed_with(folder: Path) -> None:
    code, told = run(folder / "labbsvar.csv")
    assert code == 1  # the row of amphetamine needs another population than the others
    assert "CHK014 labbsvar.csv rad 12" in told
    assert "Vatten: 259,0–259,4 liter per person och dygn (11 av 11 rader)." in told
    assert "Anslutna personer enligt doserna: 34 674–36 415 (2 av 3 rader)." in told
    assert "1 201–1 222" not in told  # doses in all need a population
    assert "Ange --population och --flow" in told
    assert "2000" not in told  # no date is invented


def test_another_flow_is_told_as_the_reason(folder: Path) -> None:
    code, told = run(
        folder / "labbsvar.csv", "--population", "36000", "--flow", "9800", "--factor-set", "rise2019", "--lang", "en"
    )
    assert code == 1
    assert "Its rows agree with a flow of 9,323–9,337 m³ a day or 37,784–37,840 connected persons." in told
    assert "Why the figures differ:" in told


def test_an_answer_that_agrees_is_clean(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("Preparat;Halt (ng/L);mg per 1000 inv. & 24 h\nTramadol;524;136\n", encoding="utf-8")
    code, told = run(file, "--population", "36000", "--flow", "9330")
    assert (code, told.endswith("Allt som gick att räkna om stämmer.")) == (0, True)


def test_doses_alone_cannot_be_tried(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("Substans;Doser per 1000 invånare och 24 timmar\nCannabis;130\nKokain;0,7\n", encoding="utf-8")
    code, told = run(file)
    assert code == 2
    assert "med 125 mg per dos 106–107 mg Cannabis (THC-COOH) per 1 000 och dygn (rise2019)" in told
    assert "kunde räknas om: halt, antal anslutna, flöde och faktoruppsättning saknas." in told
    assert told.endswith(
        "Ange --population och --flow för att räkna om labbets tal. Ange --factor-set för att räkna om doserna."
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("svar.csv", "Preparat;Halt (ng/L)\nTramadol;524\n", "inga egna mängder eller doser"),
        ("svar.csv", "", "FIL0"),
        ("rapport.toml", 'titel = "A"\n', "Nyckeln titel är okänd"),
    ],
)
def test_what_cannot_be_compared_gives_exit_code_2(tmp_path: Path, name: str, content: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    code, told = run(file)
    assert code == 2
    assert said in told


def test_an_unknown_factor_set_is_named(folder: Path) -> None:
    code, told = run(folder / "labbsvar.csv", "--factor-set", "rise2018")
    assert code == 2
    assert "rise2019" in told


def test_what_could_only_be_left_aside_is_refused_in_swedish(folder: Path) -> None:
    code, told = run(folder / "labbsvar.csv", "--population=-3", "--flow=0", "--factor-set", "rise2018")
    assert code == 2
    assert "--population är −3,0; skriv ett tal större än noll" in told
    assert "--flow är 0; skriv ett tal" in told
    assert "Faktoruppsättningen rise2018 finns inte. Menade du rise2019?" in told
    code, told = run(folder / "rapport.toml", "--population", "31500", "--factor-set", "pk")
    assert (code, "--population, --factor-set går inte ihop med en konfigurationsfil" in told) == (2, True)


@pytest.mark.parametrize("population", [31_500, 36_000, 40_000])
def test_our_population_does_not_make_the_laboratory_contradict_itself(folder: Path, population: int) -> None:
    code, told = run(
        folder / "labbsvar.csv", "--flow", "9340", "--population", str(population), "--factor-set", "rise2019"
    )
    assert code == 1
    accused = re.findall(
        r"CHK001 .*?Labbets egna doser för (.*?) säger emot varandra: (\S+) doser totalt på (.*?) pers", told
    )
    assert [(who, total, persons.replace("\u00a0", " ")) for who, total, persons in accused] == [
        ("Amfetamin + Metamfetamin", "232", "36 000")
    ]
    unlike = re.findall(
        r"- ([^:]+): Labbets doser totalt och per 1 000 säger emot varandra", told.replace("\u00a0", " ")
    )
    assert set(unlike) == {"Amfetamin + Metamfetamin"}
    other = f"bygger på 34 674–36 415 anslutna personer, ni räknar med {population // 1000} {population % 1000:03}."
    assert (other in told.replace("\u00a0", " ")) is (population != 36_000)


HEADING = "Preparat;Halt (ng/L);{load}Antal doser totalt;Doser per 1000 inv. & 24 h"


def answered(folder: Path, *rows: str, load: bool = False) -> Path:
    """Return a file of an answer with doses, and with loads if they are asked for."""
    file = folder / "svar.csv"
    heading = HEADING.format(load="mg per 1000 inv. & 24 h;" if load else "")
    file.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return file


def test_one_row_that_nothing_confirms_accuses_nobody(tmp_path: Path) -> None:
    code, told = run(
        answered(tmp_path, "Cannabis;66;232;10"),
        "--flow", "9340", "--population", "36000", "--factor-set", "rise2019",
    )  # fmt: skip
    assert (code, "CHK001" in told, "CHK015" in told) == (1, False, False)
    assert (
        "CHK016 svar.csv rad 2 Cannabis (THC-COOH): labbets 232 doser totalt och 10 doser per 1 000 hör ihop om de"
        " anslutna är 22 048–24 474, ni räknar med 36 000. Antingen är något av labbets tal fel, eller så räknar labbet"
        " med ett annat antal än ni."
    ) in told.replace("\u00a0", " ")
    assert "antingen är något av labbets tal fel, eller vårt antal ett annat än labbets" in told
    assert "säger emot" not in told


def test_one_row_whose_doses_and_load_need_the_same_persons_is_consistent(tmp_path: Path) -> None:
    file = answered(tmp_path, "Cannabis;66;17;746;21", load=True)
    code, told = run(file, "--flow", "9340", "--population", "31500", "--factor-set", "rise2019")
    assert code == 1  # the load differs
    assert "CHK001" not in told
    assert "CHK016" not in told
    assert "bygger på 34 958–36 415 anslutna personer, ni räknar med 31 500." in told.replace("\u00a0", " ")


def test_one_row_of_doses_that_its_own_load_and_our_persons_contradict_is_told(tmp_path: Path) -> None:
    file = answered(tmp_path, "Cannabis;66;17,1;232;10", load=True)
    _, told = run(file, "--flow", "9340", "--population", "36000")
    assert ("CHK001" in told, "CHK015" in told, "CHK016" in told) == (True, False, False)
    _, told = run(file, "--flow", "9340", "--population", "31500")  # neither holds: who is wrong nobody knows
    assert ("CHK001" in told, "CHK015" in told, "CHK016" in told) == (False, False, True)


def test_two_rows_that_disagree_are_settled_by_the_loads(tmp_path: Path) -> None:
    rows = "Cannabis;66;17,1;746;21", "MDMA;31;8,0;232;10"
    file = answered(tmp_path, *rows, load=True)
    _, told = run(file, "--flow", "9340", "--population", "31500")
    assert re.findall(r"CHK0\d\d", told).count("CHK001") == 1
    assert "Labbets egna doser för MDMA säger emot varandra" in told
    assert "CHK015" in told
    _, told = run(answered(tmp_path, *(row.replace(";17,1;", ";").replace(";8,0;", ";") for row in rows)),
                  "--flow", "9340", "--population", "31500")  # fmt: skip
    assert ("CHK001" in told, told.count("CHK016")) == (False, 2)


def test_water_that_no_plant_has_is_told_though_no_other_row_agrees(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    rows = "Amfetamin;300;78000\nTramadol;524;136\n"
    file.write_text(f"Preparat;Halt (ng/L);mg per 1000 inv. & 24 h\n{rows}", encoding="utf-8")
    code, told = run(file)
    assert code == 1
    assert re.findall(r"CHK017 svar\.csv rad (\d+)", told) == ["2"]
    assert "259 566–260 436 liter vatten per dygn" in told.replace("\u00a0", " ")


def test_water_of_a_row_that_the_others_tell_of_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    rows = "Amfetamin;300;78000\nTramadol;524;136\nMDMA;100;26\nKokain;50;13\n"
    file.write_text(f"Preparat;Halt (ng/L);mg per 1000 inv. & 24 h\n{rows}", encoding="utf-8")
    _, told = run(file)
    assert ("CHK012" in told, "CHK017" in told) == (True, False)


def test_the_factors_that_would_do_are_told_with_the_digits_that_tell_them_apart(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    heading = "Preparat;Halt (ng/L);mg per 1000 inv. & 24 h;Doser per 1000 inv. & 24 h"
    file.write_text(f"{heading}\nMetamfetamin;300;78000;10\nCannabis;66000;17134;2150,00\n", encoding="utf-8")
    _, told = run(file)
    assert "Faktor som krävs: 0,0037–0,0040 på Metamfetamin med 30 mg per dos." in told
    assert "Faktor som krävs: 15,68–15,69 på Cannabis (THC-COOH) med 125 mg per dos" in told
    assert not re.search(r"([\d,]+)–\1(?![\d,])", told)


WATER = ["--population", "17000", "--flow", "4420"]
FACTORS = ["--factor-set", "rise2019"]


@pytest.mark.parametrize(
    ("given", "missing", "hint"),
    [
        (WATER, "faktoruppsättning", "Ange --factor-set för att räkna om doserna."),
        ([*WATER[:2], *FACTORS], "flöde", "Ange --flow för att räkna om labbets tal."),
        ([*WATER[2:], *FACTORS], "antal anslutna", "Ange --population för att räkna om labbets tal."),
        ([*WATER, "--factor-set", "zuccato2008"], "en faktor för ämnet som får användas ur zuccato2008", None),
    ],
)
def test_only_what_is_missing_is_asked_for(tmp_path: Path, given: list[str], missing: str, hint: str | None) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("Preparat;Halt (ng/L);Doser per 1000\nBensoylekgonin;230;1,2\n", encoding="utf-8")
    code, told = run(file, *given)
    assert code == 2
    told_last = f"Inget av labbets egna tal kunde räknas om: {missing} saknas."
    assert told.endswith(told_last if hint is None else f"{told_last} {hint}")
