"""The handbook's own example files run, and its figures are those that the library gives."""

import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.cli import app
from avloppsanalys.planning import Design, plan_power

ROOT = Path(__file__).parents[2]
CHAPTER = (ROOT / "docs" / "handbok" / "01-fran-labbsvar-till-kvartalsdiagram.md").read_text(encoding="utf-8")
PLANNING = (ROOT / "docs" / "handbok" / "02-planera-provtagningen.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w+\n(.*?)^```", CHAPTER, flags=re.MULTILINE | re.DOTALL)

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


def block(beginning: str) -> str:
    (found,) = [str(text) for text in BLOCKS if text.startswith(beginning)]
    return found


def test_the_files_of_the_chapter_make_an_underlag(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(block("title = "), encoding="utf-8")
    (tmp_path / "protokoll.toml").write_text(block("name = "), encoding="utf-8")
    (tmp_path / "reningsverk.csv").write_text(block("Reningsverk;Anslutna"), encoding="utf-8")
    (tmp_path / "metadatablad.csv").write_text(block("Reningsverk;Start;Stopp;Volym"), encoding="utf-8")
    (tmp_path / "foljesedel.csv").write_text(block("Reningsverk;Start;Stopp;Veckodag"), encoding="utf-8")
    (tmp_path / "handelselogg.csv").write_text(block("Plats;Start"), encoding="utf-8")
    (tmp_path / "labbsvar").mkdir()
    (tmp_path / "labbsvar" / "kv3.csv").write_text("Preparat;Halt (µg/m3)\nBensoylekgonin;230\n", encoding="utf-8")
    config = read_config(tmp_path / "config.toml")
    lab, flow, plants = config.read()
    forms = config.read_forms()
    sheet = forms["samples"]
    assert sheet is not None
    assert sheet.problems.empty
    result = avl.analyse(lab, flow, plants, protocol=config.protocol, title=config.title, **forms)
    assert result.problems[result.problems["severity"] == "error"].empty
    assert result.loads["load_mg_per_day_per_1000"].tolist() == pytest.approx([230 * 4420 / 17000])
    assert result.levels["period"].tolist() == ["2026K3"]
    assert set(result.quality.loc[result.quality["check"].isin(["QUA002", "QUA004", "QUA060"]), "verdict"]) == {"pass"}


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
    printed = re.search(rf"^\| {design} \| (\d+)–(\d+) \|$", CHAPTER, flags=re.MULTILINE)
    assert printed, f"the chapter has no row for {design}"
    assert [level["low"], level["high"]] == pytest.approx([float(end) for end in printed.groups()], rel=0.05)


CHANGE = " ".join((ROOT / "docs" / "handbok" / "03-tolka-forandringen.md").read_text(encoding="utf-8").split())
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
