"""The command line as an analyst meets it: what it prints, what it writes, and the exit code."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.cli.tables import print_flags, print_table
from avloppsanalys.reference import bundled

LIDKOPING = bundled("examples/lidkoping_2020")
TURNED = "\u202e\u206717"
NAME = f"Lid{TURNED[:2]} köping"


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_demo_says_in_five_lines_what_it_made(tmp_path: Path) -> None:
    code, output = run("demo", "--out", tmp_path / "Mätningar 2026 åäö")
    assert code == 0
    assert len(output.splitlines()) == 5
    for example in ("01_lidkoping_2020", "03_quarterly_series"):
        made = tmp_path / "Mätningar 2026 åäö" / example
        assert json.loads((made / "underlag.json").read_text(encoding="utf-8"))["indicators"]
        assert list(made.glob("*.png"))


@pytest.mark.parametrize(("asked", "last"), [([], "03_quarterly_series"), (["--allt"], "04_lagesbild")])
def test_the_demo_makes_the_whole_underlag_when_it_is_asked_to(
    asked: list[str], last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runpy.run_path", lambda script: {"main": lambda out: [f"{Path(script).stem} {out.name}"]})
    code, output = run("demo", *asked, "--out", tmp_path)
    assert code == 0
    assert output.splitlines()[-1] == f"{last} {last}"
    assert len(output.splitlines()) == 2 + len(asked)


def test_a_clean_file_is_clean() -> None:
    code, output = run("granska", LIDKOPING / "flode.csv")
    assert code == 0
    assert "Läst som flödesfil med en rad per värde, teckenkodning utf-8. 1 poster: 1 använda" in output
    assert "Filen är ren: inga fel." in output


def test_before_the_first_answer_nothing_was_known_and_no_file_is_blamed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(LIDKOPING, folder)
    config = folder / "rapport.toml"
    asked = config.read_text("utf-8").replace("[[lab]]", "as_of = 2020-11-01\n[[lab]]\navailable_from = 2020-12-09")
    config.write_text(asked, encoding="utf-8")
    code, output = run("rapport", config, "--out", tmp_path / "ut")
    assert (code, (tmp_path / "ut").exists()) == (2, False)
    told = " ".join(output.split())
    assert "Inget labbsvar var känt 1 november 2020: det första kom 9 december 2020. Skriv en senare dag" in told
    assert "Rätta felen" not in told
    config.write_text(asked.replace("2020-11-01", '"31 december 2027"'), encoding="utf-8")
    code, output = run("rapport", config, "--out", tmp_path / "ut")
    assert code == 2
    assert "Skriv ett datum utan citattecken, till exempel 2027-01-31." in " ".join(output.split())


def test_a_file_with_warnings_is_not_called_clean(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    people = ("811218-9876", "811278-9873", "640823-3234")  # printed as examples, one of them with 60 more days
    rows = "".join(f"Kokain;12,5;{number}\n" for number in people)
    file.write_text(f"Preparat;Halt (ng/L);Lämnat av\n{rows}", encoding="utf-8")
    code, output = run("granska", file)
    assert "PER001" in output
    assert (code, "Filen är ren" in output) == (0, False)
    assert output.rstrip().endswith("Filen går att använda, men läs varningarna ovan först.")


def test_a_log_of_events_is_known_by_its_header(tmp_path: Path) -> None:
    file = tmp_path / "handelser.csv"
    file.write_text("Plats;Start;Typ;Beskrivning\nAx;2026-06-03;bal;x\nAx;2026-06-03;festival;x\n", encoding="utf-8")
    code, output = run("granska", file)
    assert code == 1
    assert "Läst som händelselogg" in output
    assert "EVT002" in output


def test_the_missing_ordered_fields_of_a_lab_answer_are_named() -> None:
    code, output = run("granska", LIDKOPING / "labbsvar.csv")
    assert code == 0
    told = " ".join(output.split())
    assert (
        "Svaret saknar uppgifter som bör ingå i en beställning: mätosäkerhet, detektionsgräns (LOD),"
        " kvantifieringsgräns (LOQ), matris (filtrerat eller ofiltrerat), metod."
    ) in told


def test_a_file_with_errors_gives_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("Preparat;Halt (µg/m3)\nKokain;12,5\nKokian;-3\n", encoding="utf-8")
    code, output = run("granska", file)
    assert code == 1
    assert "svar.csv rad 3" in output
    assert "Filen har fel" in output


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \x00\x01", b"\x00\x01\x02\x03" * 50])
def test_an_unusable_file_gives_exit_code_2(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(content)
    code, output = run("granska", file)
    assert code == 2
    assert "FIL0" in output


def test_the_worst_of_several_files_decides(tmp_path: Path) -> None:
    empty = tmp_path / "tom.csv"
    empty.write_bytes(b"")
    code, output = run("granska", LIDKOPING / "flode.csv", empty)
    assert code == 2
    assert "flode.csv" in output
    assert "tom.csv" in output


def test_the_report_prints_the_table_and_writes_the_underlag(tmp_path: Path) -> None:
    code, output = run("rapport", LIDKOPING / "rapport.toml", "--out", tmp_path / "ut")
    assert code == 0
    assert "Kokain (bensoylekgonin)" in output
    assert "kv 4 2020" in output
    assert "CHK001 labbsvar.csv rad 12" in output
    assert (tmp_path / "ut" / "underlag.json").exists()


@pytest.mark.usefixtures("unpictured")
def test_the_report_prints_the_working_that_was_asked_for(tmp_path: Path) -> None:
    report = ("rapport", LIDKOPING / "rapport.toml", "--out", tmp_path / "ut", "--visa-utrakning")
    code, output = run(*report, "Lidköping/bensoylekgonin/2020K4")
    assert code == 0
    assert output.index("filer") < output.index(
        "UTRÄKNING: Kokain (bensoylekgonin) vid Lidköping, kv 4 2020 (belastning)"
    )
    assert "Belastning: 234 × 9\u00a0340 / 36\u00a0000 = 60,71 mg" in output


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("bensoylekgonim", "ämnet ”bensoylekgonim” finns inte här. Liknande: "),
        ("Lidkoping/kokain", "platsen ”Lidkoping” finns inte här. Liknande: Lidköping."),
        ("Lidköping/kokain/2020K3", "perioden ”2020K3” finns inte här. Liknande: 2020K4."),
    ],
)
def test_a_working_that_is_not_there_stops_the_report_with_what_is_near(tmp_path: Path, asked: str, told: str) -> None:
    code, output = run("rapport", LIDKOPING / "rapport.toml", "--out", tmp_path / "ut", "--visa-utrakning", asked)
    assert code == 2
    assert told in " ".join(output.split(" "))
    assert not (tmp_path / "ut").exists()


def test_the_report_speaks_english_on_request(tmp_path: Path) -> None:
    code, output = run("rapport", LIDKOPING / "rapport.toml", "--out", tmp_path / "ut", "--lang", "en")
    assert code == 0
    assert "Cocaine (benzoylecgonine)" in output
    assert "Q4 2020" in output


def test_a_faulty_configuration_names_all_its_faults_in_swedish(tmp_path: Path) -> None:
    config = tmp_path / "rapport.toml"
    config.write_text('titel = "A"\nprotocol = "p.toml"\nplants = 3\n', encoding="utf-8")
    code, output = run("rapport", config, "--out", tmp_path / "ut")
    told = " ".join(output.split())
    assert code == 2
    assert "Nyckeln titel är okänd. Menades något av: title?" in told
    assert "Nyckeln flow saknas." in told
    assert "Nyckeln lab saknas." in told
    assert "plants = 3 är av fel slag." in told
    assert "Ingen fil passar p.toml" in told
    assert not (tmp_path / "ut").exists()


def test_an_untrustworthy_lab_file_stops_the_report_with_its_reason_in_swedish(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "labbsvar.csv").write_bytes(b"")
    code, output = run("rapport", tmp_path / "rapport.toml", "--out", tmp_path / "ut")
    assert code == 2
    assert "FIL002 labbsvar.csv" in output
    assert "Filen är tom." in output
    assert not (tmp_path / "ut").exists()


@pytest.mark.usefixtures("unpictured")
def test_rows_set_aside_are_told_and_give_exit_code_1(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    answer = tmp_path / "labbsvar.csv"
    answer.write_text(answer.read_text(encoding="utf-8").replace("MDMA*;31", "MDMA*;-31"), encoding="utf-8")
    code, output = run("rapport", tmp_path / "rapport.toml", "--out", tmp_path / "ut")
    assert code == 1
    assert "labbsvar.csv rad 13" in output
    assert "MDMA" not in output.split("Provens kvalitet")[0]


@pytest.mark.usefixtures("unpictured")
def test_a_second_file_of_the_same_water_is_told(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    again = (tmp_path / "labbsvar.csv").read_text(encoding="utf-8")
    (tmp_path / "igen.csv").write_text(again, encoding="utf-8")
    config = tmp_path / "rapport.toml"
    section = config.read_text(encoding="utf-8")
    second = section[section.index("[[lab]]") :].replace("labbsvar.csv", "igen.csv").replace("T07:00", "T08:00")
    config.write_text(section + "\n" + second.replace("[[lab]]", '[[lab]]\nsample_id = "igen"'), encoding="utf-8")
    _, output = run("rapport", config, "--out", tmp_path / "ut")
    assert "LOAD006 igen.csv" in output


def test_a_small_plant_is_told_and_stands_at_the_foot_of_its_charts(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    plants = tmp_path / "verk.csv"
    plants.write_text(plants.read_text(encoding="utf-8").replace("36 000", "2 400"), encoding="utf-8")
    _, output = run("rapport", tmp_path / "rapport.toml", "--out", tmp_path / "ut")
    assert "LOAD007" in output
    assert "doser à 100 mg/1" in " ".join(output.split())
    (page, *_) = sorted((tmp_path / "ut").glob("nivaer-*-doses*.svg"))
    assert "Litet verk" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("unpictured")
def test_a_name_can_neither_turn_what_is_printed_around_nor_steer_the_terminal(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes().replace("Lidköping;".encode(), NAME.encode() + b";"))
    config = tmp_path / "rapport.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('plant = "Lidköping"', f'plant = "{NAME}"'), "utf-8")
    code, told = run("rapport", config, "--out", tmp_path / "ut")
    assert code == 0
    checked = tmp_path / f"svar{TURNED}.csv"
    checked.write_bytes((tmp_path / "verk.csv").read_bytes().replace(b"36 000", f"{TURNED}36 x".encode()))
    _, refused = run("granska", checked)
    for output in (told, refused):
        assert not set(output) & {"\u202e", "\u2067", "\x1b", "\x07"}
    assert "Lid köping" in told
    assert "svar17.csv" in refused


def test_a_cell_of_a_printed_table_is_one_line_and_no_wider_than_it_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(pd.DataFrame({"plats": ["Byns\u202e\nverk\x1b", "B"], "nivå": ["17", "8"]}), "sv")
    _, _, *rows = capsys.readouterr().out.splitlines()
    assert rows == ["Byns verk  17", "B          8"]


def test_the_version_is_printed() -> None:
    assert run("--version") == (0, "0.1.0\n")


def copied(tmp_path: Path, *replaced: tuple[str, str, str]) -> Path:
    """Copy the example, with some texts of its files replaced; return its configuration file."""
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name, old, new in replaced:
        file = tmp_path / name
        content = file.read_text(encoding="utf-8")
        assert old in content
        file.write_text(content.replace(old, new), encoding="utf-8")
    return tmp_path / "rapport.toml"


@pytest.mark.usefixtures("unpictured")
def test_an_out_that_is_a_file_is_refused_in_swedish_and_left_alone(tmp_path: Path) -> None:
    taken = tmp_path / "ut"
    taken.write_text("min fil", encoding="utf-8")
    for out in (taken / "under", taken):
        code, output = run("rapport", LIDKOPING / "rapport.toml", "--out", out)
        assert code == 2
        assert "Inget skrevs." in " ".join(output.split())
    assert "är en fil, ingen mapp." in " ".join(output.split())
    assert taken.read_text(encoding="utf-8") == "min fil"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[lab]]", '[[lab]]\ndecimal = ";"', "lab.decimal = ; går inte att använda. Skriv något av: , ."),
        ("[[lab]]", '[[lab]]\nmatrix = "slam"', "lab.matrix = slam går inte att använda. Skriv något av: whole"),
        ("[[lab]]", '[[lab]]\nunit = "ppt"', "lab.unit = ppt går inte att använda. Skriv något av: ng/l"),
        ("[[lab]]", "as_of = 2026-01-01T00:00:00Z\n[[lab]]", "as_of = 2026-01-01 00:00:00+00:00 har en tidszon."),
        ("[[lab]]", "as_of = 2026-03-29T02:30:00\n[[lab]]", "as_of = 2026-03-29 02:30:00 finns inte:"),
        ("start = 2020-10-06T07:00:00", "start = 2020-03-29T02:30:00", "lab.start = 2020-03-29 02:30:00 finns inte:"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_in_swedish(tmp_path: Path, old: str, new: str, told: str) -> None:
    code, output = run("rapport", copied(tmp_path, ("rapport.toml", old, new)), "--out", tmp_path / "ut")
    assert code == 2
    assert told in " ".join(output.split())
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("flode.csv", "2020-10-0", "2019-10-0"), ("labbsvar.csv", "Halt (µg/m3)", "Halt (furlong/m3)")],
)
def test_a_report_without_levels_writes_nothing(tmp_path: Path, file: str, old: str, new: str) -> None:
    code, output = run("rapport", copied(tmp_path, (file, old, new)), "--out", tmp_path / "ut")
    assert code == 2
    assert "Inga nivåer kunde räknas, så inget skrevs." in output
    assert "Fel (" in output
    assert not (tmp_path / "ut").exists()


@pytest.mark.usefixtures("unpictured")
def test_a_file_that_is_open_in_excel_is_named_in_swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nivaer.csv").write_text("gammal", encoding="utf-8")
    monkeypatch.setattr("avloppsanalys.exports.folder._is_locked", lambda path: path.name == "nivaer.csv")
    code, output = run("rapport", LIDKOPING / "rapport.toml", "--out", tmp_path)
    told = " ".join(output.split())
    assert code == 2
    assert "som inte kan ersättas (2): nivaer.csv, oppna-data/nivaer.csv. Inget skrevs. Stäng dem i Excel" in told
    assert (tmp_path / "nivaer.csv").read_text(encoding="utf-8") == "gammal"


@pytest.mark.usefixtures("unpictured")
def test_a_sheet_of_samples_is_checked_and_its_flags_are_told(tmp_path: Path) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = tmp_path / "rapport.toml"
    config.write_text('samples = ["sedlar.csv"]\n' + config.read_text(encoding="utf-8"), encoding="utf-8")
    header = "Verk;Start;Stopp;Veckodag;Temperatur (°C);Regn (mm)"
    times = "2020-10-06 07:00;2020-10-07 07:00"
    (tmp_path / "sedlar.csv").write_text(f"{header}\nLidköping;{times};lördag;12;0\n", encoding="utf-8")
    code, output = run("rapport", config, "--out", tmp_path / "ut")
    told = " ".join(output.split())
    assert code == 0
    assert "Provens kvalitet: 5 kontroller utan anmärkning, 2 flaggor, 18 gick inte att bedöma" in told
    assert "QUA004 Lidköping: Temperatur i provtagaren" in told
    assert "(12 °C; högst 8 går utan flagga)" in told
    assert "(angiven lördag, datumet är en tisdag)" in told
    assert "SMP00" not in told
    written = (tmp_path / "ut" / "underlag.json").read_text(encoding="utf-8")
    assert '"check": "QUA060"' in written


@pytest.mark.parametrize("name", ["handelselogg", "provtagningsplan", "foljesedel"])
def test_a_form_that_may_be_empty_is_no_fault_while_it_is(name: str) -> None:
    code, output = run("granska", bundled(f"protocols/mallar/{name}.csv"))
    assert code == 0
    assert f"FIL018 {name}.csv" in output
    assert "Filen har rubriker men inga rader än." in output
    assert "Fel" not in output


@pytest.mark.parametrize("name", ["reningsverk", "metadatablad", "bestallning"])
def test_a_form_that_a_report_needs_is_a_fault_while_it_is_empty(name: str) -> None:
    code, output = run("granska", bundled(f"protocols/mallar/{name}.csv"))
    assert code == 2
    assert "FIL017" in output


@pytest.mark.usefixtures("unpictured")
def test_the_report_finds_its_configuration_and_its_folder_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in LIDKOPING.iterdir():
        (tmp_path / file.name.replace("rapport.toml", "config.toml")).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    code, output = run("rapport")
    assert code == 0
    assert (tmp_path / "underlag" / "underlag.json").is_file()
    assert "Antal filer i underlag: " in output


def test_a_report_without_a_configuration_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run("rapport")
    assert code == 2
    assert f"Det finns ingen config.toml i mappen {tmp_path}. Gå till arbetsmappen" in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "told", "usage"),
    [
        (["granska"], "Uppgiften FIL... saknas. Labbsvar, flöde", "granska FIL..."),
        (["init"], "Uppgiften MAPP saknas. Mappen som ska göras.", "init MAPP"),
        (["jamfor-underlag", "a"], "Uppgiften EFTER saknas. Det nya.", "jamfor-underlag FÖRE EFTER"),
        (["protokoll", "jamfor"], "Uppgiften FÖRE saknas. Det tidigare protokollet.", "protokoll jamfor FÖRE EFTER"),
        (["planera", "kokain"], "Uppgiften --plant NAMN=PERSONER saknas.", "--plant NAMN=PERSONER --load TAL"),
    ],
)
def test_a_missing_argument_is_told_in_swedish(command: list[str], told: str, usage: str) -> None:
    code, output = run(*command)
    assert code == 2
    assert told in output
    assert f"{usage}\nMer hjälp: " in output
    assert "Missing" not in output
    assert "Usage" not in output


def test_a_negative_number_is_told_as_that_with_the_heading_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "foljesedel.csv"
    file.write_text("Verk;Prov-id;Start;Regn (mm);Skick\nA;P1;2026-09-02 07:00;-2;fryst\n", encoding="utf-8")
    _, output = run("granska", file)
    assert "ANL010" in output
    assert "”-2” i kolumnen ”Regn (mm)” är negativt, vilket inte kan stämma" in " ".join(output.split())


@pytest.mark.parametrize(("flags", "told"), [(0, "0 flaggor"), (1, "1 flagga"), (2, "2 flaggor")])
def test_flags_are_counted_in_good_swedish(flags: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    quality = pd.DataFrame({"verdict": ["flag"] * flags + ["pass"], "check": "QUA012", "what": "Regn"})
    print_flags(pd.DataFrame(columns=["check", "what", "place", "samples", "words"]), quality, "sv")
    printed = capsys.readouterr().out
    assert f"Provens kvalitet: 1 kontroll utan anmärkning, {told}, 0 gick inte att bedöma" in printed
