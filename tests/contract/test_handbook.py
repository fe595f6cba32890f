"""The handbook's own example files run, and its figures are those that the library gives."""

import json
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import avloppsanalys as avl
from avloppsanalys.analysis import DECISION_FILE, read_config
from avloppsanalys.analysis.file_patterns import matching
from avloppsanalys.cli import app
from avloppsanalys.planning import Design, plan_power
from avloppsanalys.reference import bundled
from avloppsanalys.tables import QUALITY_VERDICTS

ROOT = Path(__file__).parents[2]
CHAPTER = (ROOT / "docs" / "handbok" / "01-fran-labbsvar-till-lagesbild.md").read_text(encoding="utf-8")
PLANNING = (ROOT / "docs" / "handbok" / "02-planera-provtagningen.md").read_text(encoding="utf-8")
READING = (ROOT / "docs" / "handbok" / "03-tolka-underlaget.md").read_text(encoding="utf-8")

# The levels of a made-up series: how they lie around 100 matters less than how wide the intervals are.
DESIGNS: dict[str, dict[str, float]] = {
    "1 dygn": {"2026-07-08": 100},
    "3 dygn i följd": {"2026-08-11": 80, "2026-08-12": 100, "2026-08-13": 125},
    "7 dygn i följd": {
        "2026-08-10": 80, "2026-08-11": 85, "2026-08-12": 90, "2026-08-13": 100, "2026-08-14": 110, "2026-08-15": 117,
        "2026-08-16": 125,
    },
    "3 dygn, spridda över kvartalet": {"2026-07-07": 80, "2026-08-12": 100, "2026-09-17": 125},
    "7 dygn, spridda över kvartalet": {
        "2026-07-07": 80, "2026-07-21": 85, "2026-08-05": 90, "2026-08-20": 100, "2026-09-03": 110, "2026-09-15": 117,
        "2026-09-27": 125,
    },
}  # fmt: skip


FILE = re.compile(r"`([\w/]+\.(?:csv|toml))`")


def walk_first_chapter(folder: Path) -> list[tuple[str, int, str]]:
    """Do what the chapter says, in its order, and return each command with its exit code and what it said.

    A block stands for a file if the words before it name one last, else it is lines that are typed.
    """
    done: list[tuple[str, int, str]] = []
    before = 0
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", CHAPTER, flags=re.MULTILINE | re.DOTALL):
        words, content = CHAPTER[before : found.start()].rstrip(), found[2]
        before = found.end()
        if re.match(r"avloppsanalys |cd ", content):
            for line in content.splitlines():
                program, *arguments = shlex.split(line)
                if program == "cd":
                    folder = folder / arguments[0]
                    os.chdir(folder)
                    continue
                assert program == "avloppsanalys"
                if "--publicera" in arguments:
                    decide(folder, done)
                if "jamfor" in arguments:
                    (folder / arguments[-2]).write_text(KEPT, encoding="utf-8")
                result = CliRunner().invoke(app, arguments)
                done.append((line, result.exit_code, " ".join(result.output.split())))
        else:
            named = FILE.findall(words)
            assert named, f"no file is named before {content[:60]!r}"
            (folder / named[-1]).write_text(content, encoding="utf-8")
    return done


KEPT = 'name = "Exempelköpings protokoll"\nversion = "0"\nfactor_set = "none"\nband_percent = 20\n'
"""The protocol of the year before."""


def decide(folder: Path, done: list[tuple[str, int, str]]) -> None:
    """See that nothing is public before somebody has decided; then answer every question, as the chapter says."""
    refused = CliRunner().invoke(app, ["rapport", "config.toml", "--out", "publikt/2026K3", "--publicera"])
    assert refused.exit_code == 2
    assert not (folder / "publikt").exists()
    (digest,) = re.findall(r"Kontrollsumma för ett publiceringsbeslut: (\w{12})", done[-1][2])
    form = (folder / "mallar" / DECISION_FILE).read_text(encoding="utf-8").replace(" = false", " = true")
    said = {"underlag_digest": digest, "decided_by": "säkerhetschefen", "decided_on": "2026-11-20", "motivation": "x"}
    for key, value in said.items():
        form = form.replace(f'{key} = ""', f'{key} = "{value}"')
    (folder / DECISION_FILE).write_text(form, encoding="utf-8")


@pytest.fixture(scope="module")
def chapter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, int, str]]]:
    """Return the folder in which all was done that the first chapter says, and what each command said."""
    top = tmp_path_factory.mktemp("kapitel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        done = walk_first_chapter(top)
    return top / "Mätningar 2026", done


def test_the_first_chapter_leads_from_nothing_to_a_public_underlag(
    chapter: tuple[Path, list[tuple[str, int, str]]],
) -> None:
    folder, done = chapter
    assert [(line, code) for line, code, _ in done if code] == []
    said = {" ".join(line.split()[1:3]).partition(" config")[0]: words for line, _, words in done}
    assert list(said) == [
        'init "Mätningar', "granska labbsvar/kv3.csv", "protokoll visa", "protokoll jamfor", "rapport", "jamfor-labb"
    ]  # fmt: skip
    assert "band_percent: 20 → 25" in said["protokoll jamfor"]
    underlag = json.loads((folder / "underlag" / "2026K3" / "underlag.json").read_text(encoding="utf-8"))
    (level,) = underlag["indicators"]
    assert (level["period"], level["n_days"]) == ("2026K3", 1)
    loads = pd.read_csv(folder / "underlag" / "2026K3" / "oppna-data" / "dygnsvarden.csv")
    assert loads["load_mg_per_day_per_1000"].tolist() == pytest.approx([230 * 4420 / 17000])
    assert underlag["problems"]["error"] == 0
    (year,) = underlag["follow_up"]["years"]
    assert (year["n_planned"], year["n_taken"], year["n_in_time"]) == (1, 1, 1)
    quality = pd.read_csv(folder / "underlag" / "2026K3" / "oppna-data" / "kvalitet.csv").set_index("check")
    assert set(quality.loc[["QUA002", "QUA004", "QUA060"], "verdict"]) == {"pass"}
    public = json.loads((folder / "publikt" / "2026K3" / "underlag.json").read_text(encoding="utf-8"))
    assert public["publication"]["status"] == "publikt"
    assert not (folder / "publikt" / "2026K3" / "anmarkningar.csv").exists()


def test_commands_within_sentences_of_the_first_chapter_are_run_too(
    chapter: tuple[Path, list[tuple[str, int, str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(chapter[0], tmp_path / chapter[0].name))
    written = set(re.findall(r"`avloppsanalys ([^`]+)`", CHAPTER)) - {"granska labbsvar.csv", "planera"}
    assert written == {"rapport", "jamfor-labb labbsvar/kv3.csv --population 17000 --flow 4420"}
    for command in sorted(written):
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, result.output
    assert Path("underlag", "underlag.json").is_file()


def test_the_files_of_the_chapter_on_reading_are_those_that_are_written(
    tmp_path: Path, pictures_off: Callable[[], AbstractContextManager[None]]
) -> None:
    config = read_config(bundled("protocols/exempel/config.toml"))
    result = avl.analyse(*config.read(), protocol=config.protocol, **config.read_forms())
    with pictures_off():
        result.write(tmp_path / "förra")
    written = {path.relative_to(tmp_path).as_posix() for path in result.write(tmp_path, since=tmp_path / "förra")}
    charts = tuple(chart.name for chart in result.charts())
    tables = {name for name in written if "/" not in name and not name.startswith(charts)}
    named = set(re.findall(r"^\| `([\w-]+\.\w+)`", READING, flags=re.MULTILINE))
    assert named == tables - {"underlag.schema.json"}
    asked, (substance,) = "--visa-utrakning", re.findall(r"rapport config.toml --visa-utrakning (\w+)$", READING, re.M)
    folder = bundled("protocols/exempel/config.toml")
    with pictures_off():
        explained = CliRunner().invoke(app, ["rapport", str(folder), "--out", str(tmp_path / "2"), asked, substance])
    assert explained.exit_code == 0, explained.output
    assert "UTRÄKNING: Kokain" in explained.output
    (command,) = re.findall(r"^```text\navloppsanalys (jamfor-underlag) \S+ \S+\n```$", READING, flags=re.MULTILINE)
    compared = CliRunner().invoke(app, [command, str(tmp_path), str(tmp_path)])
    assert compared.exit_code == 0, compared.output
    verdicts = set(re.findall(r"^- `(\w+)`:", READING, flags=re.MULTILINE))
    assert verdicts == set(QUALITY_VERDICTS)


def test_the_commands_of_the_second_chapter_make_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```\w+\n(.*?)^```", PLANNING, flags=re.MULTILINE | re.DOTALL)
    (log,) = [text for text in blocks if text.startswith("Plats;Start")]
    commands = [shlex.split(text) for text in blocks if text.startswith("avloppsanalys planera")]
    assert len(commands) == 2
    folder = tmp_path / "Mätningar 2026 åäö"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("händelser.csv").write_text(log, encoding="utf-8")
    for command in commands:
        result = CliRunner().invoke(app, command[1:])
        assert result.exit_code == 0, result.output
    told = " ".join(result.output.split())
    assert "Rockfestivalen" in told
    assert Path("plan", "arsplan-2027.png").exists()
    (said,) = [tomllib.loads(text) for text in blocks if text.startswith("plan = ")]
    made = [file for pattern in said["plan"] for file in matching(folder, pattern)]
    (own,) = [text for text in blocks if text.startswith("Plats;Provdatum")]
    by_hand = folder / "för hand.csv"
    by_hand.write_text(own, encoding="utf-8")
    assert made
    for file in (*made, by_hand):
        plan = avl.read_plan(file)
        assert not (plan.problems["severity"] == "error").any()
        assert len(plan.table)
    assert len(blocks) == len(commands) + 3, "a block that nothing here runs"


def test_every_option_that_the_second_chapter_names_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    options = CliRunner().invoke(app, ["planera", "--help"]).output
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PLANNING))
    assert {option for option in named if f"  {option} " not in options} == set()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_widths_in_the_chapter_are_those_of_the_library(design: str) -> None:
    start = pd.DatetimeIndex(list(DESIGNS[design])).tz_localize("Europe/Stockholm")
    loads = pd.DataFrame(
        {
            "plant": "A",
            "sample_id": [str(number) for number in range(len(start))],
            "residue": "benzoylecgonine",
            "start": start,
            "end": start + pd.Timedelta(days=1),
            "load_mg_per_day_per_1000": list(DESIGNS[design].values()),
            "population": 17000,
            "available_from": start,
        }
    )
    (level,) = avl.period_levels(loads).to_dict("records")
    printed = re.search(rf"^\| {design} \| (\d+)–(\d+) \|$", READING, flags=re.MULTILINE)
    assert printed, f"the chapter has no row for {design}"
    assert [level["low"], level["high"]] == pytest.approx([float(end) for end in printed.groups()], rel=0.05)


CHANGE = " ".join((ROOT / "docs" / "handbok" / "04-tolka-forandringen.md").read_text(encoding="utf-8").split())
TRUTH = ROOT / "docs" / "method" / "truth"
DAY_LOG_SD, WEEK_LOG_SD = float(np.sqrt(np.log1p(0.45**2))), 0.2121  # as in the chapter on planning


def test_how_often_words_are_false_is_what_the_truth_benchmarks_found() -> None:
    words = pd.read_csv(TRUTH / "changes.csv")
    barred = words[~words["scenario"].str.contains("AR|one day|drifts|walk")]
    assert barred["false"].max() <= 5
    assert barred.loc[barred["quarters"] == 12, "false"].between(1, 4.5).all()
    eight, looks = pd.read_csv(TRUTH / "changes-together.csv")["any_false_word"]
    assert f"har {eight:.0f} av 100 underlag minst ett falskt ord" in CHANGE
    assert f"minst ett falskt ord i {looks:.0f} fall av 100" in CHANGE


def test_the_price_of_having_no_main_substance_is_that_of_the_library() -> None:
    design = Design(campaigns=3, weekdays=(3,))
    alone, of_eight = (
        100 * plan_power(design, 3, 0.25, day_log_sd=DAY_LOG_SD, week_log_sd=WEEK_LOG_SD, substances=count)
        for count in (1, 8)
    )
    assert f"efter tre år i {of_eight:.0f} fall av 100, i stället för {alone:.0f} när" in CHANGE
    chances = [
        100 * plan_power(design, 2, 0.25, day_log_sd=DAY_LOG_SD, week_log_sd=week) for week in (0.0, 0.15, WEEK_LOG_SD)
    ]
    low, high = map(int, re.findall(r"bara i (\d+)–(\d+) fall av 100 efter två år", CHANGE)[0])
    assert low <= min(chances)
    assert max(chances) <= high


def test_a_chapter_is_either_run_block_by_block_or_has_no_block() -> None:
    run_here = {"01-fran-labbsvar-till-lagesbild", "02-planera-provtagningen", "03-tolka-underlaget"}
    run_beside = {"05-fallgropar", "07-lagga-till"}  # in test_handbook_reference.py
    chapters = (ROOT / "docs" / "handbok").glob("*.md")
    assert {
        chapter.stem for chapter in chapters if "```" in chapter.read_text(encoding="utf-8")
    } == run_here | run_beside
    assert READING.count("```") == 4
