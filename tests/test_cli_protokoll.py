"""The commands on protocols, as an analyst meets them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.protocol import read_protocol
from avloppsanalys.reference import bundled

BASE = 'name = "Exempelköping"\nversion = "1"\nfactor_set = "rise2019"\n'


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_protocol_is_shown_with_values_defaults_and_meanings(tmp_path: Path) -> None:
    file = written(tmp_path, "p.toml", BASE + 'band_percent = 20\n[roles]\nreview = "kvalitetsansvarig"\n')
    code, output = run("protokoll", "visa", file)
    assert code == 0
    assert output.startswith("Protokoll Exempelköping, version 1 (kontrollsumma ")
    for line in (
        'factor_set = "rise2019"  (valt; har inget förval)',
        'period = "quarter"  (förvalt)',
        "band_percent = 20  (valt)",
        "components.excretion = 0.26  (förvalt)",
        'roles.review = "kvalitetsansvarig"  (valt)',
        "roles.sampling = inget angivet  (förvalt)",
    ):
        assert line in output.splitlines()
    assert "Så stor förändring i procent per år räknas som oförändrat." in " ".join(output.split())


@pytest.mark.parametrize(
    ("lang", "origin", "left"),
    [
        ("sv", "ej beslutat", "Kvar att besluta: 8 (name, roles"),
        ("en", "not decided", "Left to decide: 8 (name, roles"),
    ],
)
def test_what_the_kommun_has_not_decided_is_told_and_counted(lang: str, origin: str, left: str) -> None:
    code, output = run("protokoll", "visa", "--lang", lang)
    assert code == 0
    assert f'name = "[kommunen fyller i]"  ({origin})' in output
    assert f'roles.ordering = "[kommunen fyller i]"  ({origin})' in output
    assert left in " ".join(output.split())


def test_own_limits_are_shown_as_chosen_and_told_apart(tmp_path: Path) -> None:
    own = written(tmp_path, "own.toml", BASE + "[thresholds]\nQUA010 = { low = 150, high = 500 }\n")
    plain = written(tmp_path, "plain.toml", BASE)
    limits = "{ QUA010 = { low = 150, high = 500 } }"
    assert f"thresholds = {limits}  (valt)" in run("protokoll", "visa", own)[1].splitlines()
    assert "thresholds = inget angivet  (förvalt)" in run("protokoll", "visa", plain)[1].splitlines()
    code, output = run("protokoll", "jamfor", plain, own)
    assert code == 0
    assert f"thresholds: inget angivet → {limits}" in output
    assert "Andra prov märks i kvalitetskontrollen. Inga tal ändras." in " ".join(output.split())


def test_nothing_is_left_where_all_is_decided(tmp_path: Path) -> None:
    assert "Kvar att besluta" not in run("protokoll", "visa", written(tmp_path, "p.toml", BASE))[1]


def test_without_a_file_the_starting_protocol_is_shown_in_english_too() -> None:
    code, output = run("protokoll", "visa", "--lang", "en")
    assert code == 0
    assert 'factor_set = "none"  (chosen; there is no default)' in output


def test_the_starting_protocol_names_every_key_that_there_is() -> None:
    start = bundled("protocols/startprotokoll.toml")
    said = start.read_text(encoding="utf-8")
    keys = set(read_protocol(start).__dataclass_fields__) - {"components"}
    assert [key for key in sorted(keys) if f"\n{key} = " not in said and f"[{key}]" not in said] == []


@pytest.mark.parametrize("command", ["visa", "jamfor"])
def test_a_faulty_protocol_names_its_faults_with_exit_code_2(tmp_path: Path, command: str) -> None:
    file = written(tmp_path, "p.toml", BASE + 'perid = "year"\n')
    code, output = run("protokoll", command, *[file] * (2 if command == "jamfor" else 1))
    assert code == 2
    assert "Nyckeln perid är okänd. Menades något av: period?" in " ".join(output.split())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ('version = "2"\n', "Tidigare tal gäller oförändrade."),
        ('version = "2"\nsmallest_population = 3000\n', "Tidigare tal gäller. Det som ändras är vad som visas"),
        ('version = "2"\nband_percent = 20\n', "Tidigare nivåer gäller. Orden om förändring kan bli andra"),
        ('version = "2"\ninterval_level = 0.9\nband_percent = 20\n', "Tidigare intervall är inte jämförbara"),
        ('version = "2"\nperiod = "year"\nband_percent = 20\n', "Tidigare tal är inte jämförbara med nya."),
        ('version = "1"\nband_percent = 20\n', "Beslut har ändrats men inte versionen"),
        ('version = "1"\n', "Protokollen säger samma sak."),
    ],
)
def test_the_farthest_reach_of_a_change_is_told(tmp_path: Path, changed: str, told: str) -> None:
    before = written(tmp_path, "a.toml", BASE)
    after = written(tmp_path, "b.toml", BASE.replace('version = "1"\n', changed))
    code, output = run("protokoll", "jamfor", before, after)
    assert code == 0
    assert told in " ".join(output.split())


def test_each_change_is_told_with_before_after_and_effect(tmp_path: Path) -> None:
    before = written(tmp_path, "a.toml", BASE)
    after = written(tmp_path, "b.toml", BASE + "[components]\npopulation = 0.2\n")
    _, output = run("protokoll", "jamfor", before, after)
    assert "components.population: 0.1 → 0.2" in output
    assert "Intervallen ändras, och nivåerna kan flytta sig något." in " ".join(output.split())


def test_what_a_protocol_hardly_means_is_told_when_it_is_shown_and_when_it_is_used(tmp_path: Path) -> None:
    source = bundled("examples/lidkoping_2020")
    for one in source.iterdir():
        (tmp_path / one.name).write_bytes(one.read_bytes())
    config = (source / "rapport.toml").read_text(encoding="utf-8")
    name = next(line for line in config.splitlines() if line.startswith("protocol")).split('"')[1]
    own = (source / name).read_text(encoding="utf-8")
    written(tmp_path, "rapport.toml", config.replace(name, "p.toml"))
    file = written(tmp_path, "p.toml", "smallest_population = 0\n" + own + '\n[roles]\nreview = "Anna Andersson"\n')
    commands: list[list[str | Path]] = [
        ["protokoll", "visa", file],
        ["rapport", tmp_path / "rapport.toml", "--out", tmp_path / "ut"],
    ]
    for command in commands:
        code, output = run(*command)
        told = " ".join(output.split())
        assert code == 0
        assert "roles.review = Anna Andersson ser ut som namnet på en person." in told
        assert "smallest_population = 0: inget verk är så litet. Skyddet för små verk är avstängt" in told
