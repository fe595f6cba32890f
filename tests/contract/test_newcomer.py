"""A newcomer's way from nothing to a first report, from a checkout and from the installed wheel."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.analysis import DECISION_FILE, read_config
from avloppsanalys.cli import app

ROOT = Path(__file__).parents[2]
FOLDER = "Mätningar 2026 åäö"
PLANT = "Exempelköpings ARV"
DAYS = ("2026-07-08", "2026-08-12", "2026-09-16")

Command = Callable[..., tuple[int, str]]


def fill_in(template: Path, *rows: dict[str, str]) -> None:
    """Write rows under the headings of a template as a person does in Excel: by what the heading says."""
    with template.open(encoding="utf-8-sig", newline="") as file:
        (headings,) = csv.reader(file, delimiter=";")
    assert all(set(row) <= set(headings) for row in rows), f"{template.name} has the headings {headings}"
    with template.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, headings, delimiter=";", lineterminator="\r\n").writerows(rows)


def fill_in_all(folder: Path) -> None:
    """Do what LÄS MIG says, with invented figures."""
    fill_in(
        folder / "reningsverk.csv",
        {
            "Reningsverk": PLANT,
            "Anslutna personer": "17 000",
            "Befolkningskälla": "folkbokföring",
            "Gäller från": "2026-01-01",
        },
    )
    samples = [
        {"Reningsverk": PLANT, "Start": f"{day} 07:00", "Stopp": f"{day[:-2]}{int(day[-2:]) + 1:02} 07:00"}
        for day in DAYS
    ]
    fill_in(folder / "metadatablad.csv", *[sample | {"Volym (m3)": "4 420"} for sample in samples])
    kept = {"Provtagningssätt": "flödesproportionellt", "Delprovsintervall (min)": "10", "Skick vid ankomst": "fryst"}
    kept |= {"Temperatur i provtagaren (°C)": "4", "Fryst": "2026-09-17 09:00", "Analyserat": "2026-10-12"}
    fill_in(folder / "foljesedel.csv", samples[-1] | kept | {"Prov-id": "3"})
    planned = {"Svar senast": "2026-11-16", "Möte": "2026-11-26"}
    missed = {"Reningsverk": PLANT, "Start": "2026-09-20 07:00", "Stopp": "2026-09-21 07:00"}
    fill_in(folder / "provtagningsplan.csv", *[sample | planned for sample in (*samples, missed)])
    answer = folder / "labbsvar" / "kv3.csv"
    answer.write_bytes((folder / "mallar" / "bestallning.csv").read_bytes())
    (folder / "labbsvar" / "kv3.pdf").write_bytes(b"%PDF-1.7")
    found = {"Bensoylekgonin": ("230", "5"), "MDMA": ("<10", "10")}
    fill_in(
        answer,
        *[
            sample
            | {"Prov-id": str(number), "Provtyp": "prov", "Substans": substance, "Halt (ng/l)": value}
            | {"Bestämningsgräns (ng/l)": limit, "Matris": "ofiltrerat", "Labb": "SYNTETISKA DATA"}
            | {"Rapportdatum": "2026-11-20"}
            for number, sample in enumerate(samples, start=1)
            for substance, (value, limit) in found.items()
        ],
    )


def walk(run: Command, parent: Path) -> None:
    """Take the way, step by step, and hold each against what a newcomer should meet."""
    folder = parent / FOLDER
    code, output = run("init", folder)
    assert code == 0, output
    assert "LÄS MIG.txt" in output
    code, output = run("rapport", folder / "config.toml", "--out", folder / "underlag")
    assert code == 2
    assert "Inget underlag ännu. Gör detta först:" in output
    assert "1. Fyll i reningsverk.csv" in output
    assert "3. Lägg labbsvaret där labbsvar/* pekar" in output
    assert "Traceback" not in output
    assert not (folder / "underlag").exists()
    code, output = run("granska", folder / "reningsverk.csv")
    assert code == 2
    assert "Är det en mall är den inte ifylld än" in " ".join(output.split())
    fill_in_all(folder)
    files = [folder / f"{name}.csv" for name in ("reningsverk", "metadatablad", "foljesedel", "provtagningsplan")]
    code, output = run("granska", *files, folder / "labbsvar" / "kv3.csv")
    assert code == 0, output
    assert output.count("Filen är ren: inga fel.") == 4
    assert output.rstrip().endswith(
        "Filen går att använda, men läs varningarna ovan först."
    )  # the answer lacks details
    code, output = run("rapport", folder / "config.toml", "--out", folder / "underlag")
    assert code == 0, output
    assert "Kokain (bensoylekgonin)" in output
    assert "Granskar: [kommunen fyller i]" in output
    underlag = json.loads((folder / "underlag" / "underlag.json").read_text(encoding="utf-8"))
    assert underlag["problems"]["error"] == 0
    (level,) = [one for one in underlag["indicators"] if one["substance"] == "benzoylecgonine"]
    assert (level["period"], level["n_days"], level["marked_season"]) == ("2026K3", 3, "sommar")
    assert level["low"] < 230 * 4420 / 17_000 < level["high"]
    assert list((folder / "underlag").glob("nivaer-*-load*.png"))
    (year,) = underlag["follow_up"]["years"]
    assert (year["n_planned"], year["n_taken"], year["n_missed"], year["n_in_time"]) == (4, 3, 1, 3)
    assert (year["n_routine_kept"], year["n_routine_off"], year["n_routine_unknown"]) == (1, 0, 2)
    publish(run, folder)


def publish(run: Command, folder: Path) -> None:
    """Ask for a public underlag too early, then decide what is open, answer the questions, and ask again."""
    asked = ("rapport", folder / "config.toml", "--out", folder / "publikt", "--publicera")
    code, output = run(*asked)
    assert code == 2
    assert "mallar/publiceringsbeslut.toml" in output
    assert not (folder / "publikt").exists()
    for name in ("config.toml", "protokoll.toml"):
        unfilled = (folder / name).read_text(encoding="utf-8")
        decided = unfilled.replace('"[kommunen fyller i]"', '"Exempelköping"')
        (folder / name).write_text(decided, encoding="utf-8")
    code, output = run("rapport", folder / "config.toml", "--out", folder / "underlag")
    assert code == 0, output
    (digest,) = re.findall(r"Kontrollsumma för ett publiceringsbeslut: (\w{12})", output)
    form = (folder / "mallar" / DECISION_FILE).read_text(encoding="utf-8").replace(" = false", " = true")
    said = {"underlag_digest": digest, "decided_by": "säkerhetschefen", "decided_on": "2026-11-20", "motivation": "x"}
    for key, value in said.items():
        form = form.replace(f'{key} = ""', f'{key} = "{value}"')
    (folder / DECISION_FILE).write_text(form, encoding="utf-8")
    code, output = run(*asked)
    assert code == 0, output
    public = json.loads((folder / "publikt" / "underlag.json").read_text(encoding="utf-8"))
    assert public["publication"]["status"] == "publikt"
    assert not (folder / "publikt" / "anmarkningar.csv").exists()


def in_this_process(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_way_from_a_checkout(tmp_path: Path) -> None:
    walk(in_this_process, tmp_path)


@pytest.mark.slow
def test_the_way_from_an_installed_wheel(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheels, site = tmp_path / "wheels", tmp_path / "site packages å"
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", site, wheel], check=True, capture_output=True)
    elsewhere = {**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"}

    def run(*arguments: str | Path) -> tuple[int, str]:
        command = [sys.executable, "-m", "avloppsanalys", *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, env=elsewhere, capture_output=True, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    where = [sys.executable, "-c", "import avloppsanalys; print(avloppsanalys.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=elsewhere, check=True, capture_output=True, encoding="utf-8")
    assert Path(found.stdout.strip()).is_relative_to(site), "the wheel, not the checkout"
    walk(run, tmp_path)


def test_init_never_writes_over_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    assert in_this_process("init", folder)[0] == 0
    mine = folder / "reningsverk.csv"
    mine.write_text("mitt", encoding="utf-8")
    (folder / "config.toml").unlink()
    code, output = in_this_process("init", folder)
    assert code == 0
    assert "Filer som gjordes i" in output
    assert "redan fanns och lämnades som de var" in output
    assert mine.read_text(encoding="utf-8") == "mitt"
    assert (folder / "config.toml").exists()


def test_init_on_a_file_is_refused_in_swedish(tmp_path: Path) -> None:
    taken = tmp_path / "upptagen"
    taken.write_text("min fil", encoding="utf-8")
    for folder in (taken, taken / "under"):
        code, output = in_this_process("init", folder)
        assert code == 2
        assert "Inget skrevs." in " ".join(output.split())
    assert taken.read_text(encoding="utf-8") == "min fil"


def test_the_steps_that_are_done_are_not_told_again(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    in_this_process("init", folder)
    plants = {"Reningsverk": PLANT, "Anslutna personer": "17 000", "Gäller från": "2026-01-01"}
    fill_in(folder / "reningsverk.csv", plants)
    code, output = in_this_process("rapport", folder / "config.toml", "--out", folder / "underlag")
    assert code == 2
    assert "reningsverk.csv" not in output
    assert "1. Fyll i metadatablad.csv" in output


@pytest.mark.parametrize(
    ("key", "file", "old"),
    [
        ("flow_decimal", "metadatablad.csv", "4 420"),
        ("plants_decimal", "reningsverk.csv", "17 000"),
    ],
)
def test_the_decimal_sign_of_flow_and_plants_can_be_said_in_the_configuration(
    tmp_path: Path, key: str, file: str, old: str
) -> None:
    folder = tmp_path / FOLDER
    in_this_process("init", folder)
    fill_in_all(folder)
    config, table = folder / "config.toml", folder / file
    said = config.read_text(encoding="utf-8")
    filled = table.read_text(encoding="utf-8")
    for number, sign in (("4,420", ","), ("4.420", ".")):  # three digits behind the sign: it may be either
        table.write_text(filled.replace(old, number), encoding="utf-8")
        for said_first, doubtful in (("", True), (f'{key} = "{sign}"\n', False)):
            config.write_text(said_first + said, encoding="utf-8")
            _, flow, plants = read_config(config).read()
            rules = {*flow.problems["rule"], *plants.problems["rule"]}
            assert ("CEL002" in rules) == doubtful
    config.write_text(f'{key} = ";"\n{said}', encoding="utf-8")
    code, output = in_this_process("rapport", config, "--out", folder / "underlag")
    assert code == 2
    assert f"{key} = ; går inte att använda." in " ".join(output.split())
