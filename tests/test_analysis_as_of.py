"""What was known on a day that somebody asked for: no later answer is counted as used, no later assessment is told."""

from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis, read_config

CONFIG = """
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]
assessments = ["bedomning.csv"]
{as_of}
[[lab]]
file = "juni.csv"
lab = "Exempellabb"
[[lab]]
file = "september.csv"
lab = "Exempellabb"
"""
FILES = {
    "protokoll.toml": 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\n',
    "verk.csv": "Verk;Anslutna\nA;17000\n",
    "flode.csv": "Verk;Start;Volym (m3)\nA;2026-06-10 07:00;4420\nA;2026-09-09 07:00;4420\n",
    "juni.csv": "Verk;Start;Preparat;Halt (ng/L);Svarsdatum\nA;2026-06-10 07:00;MDMA;40;2026-07-10\n",
    "september.csv": "Verk;Start;Preparat;Halt (ng/L);Svarsdatum\nA;2026-09-09 07:00;MDMA;70;2026-10-09\n",
    "bedomning.csv": "Plats;Ämne;Period;Bedömning;Vem;Datum;Underlag (digest)\n"
    "A;MDMA;2026K2;Stabilt;BRÅ;2026-08-20;\nA;MDMA;2026K2;Vi följer upp;BRÅ;2026-10-20;\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def analysed(folder: Path, as_of: str = "") -> Analysis:
    (folder / "rapport.toml").write_text(CONFIG.format(as_of=as_of), encoding="utf-8")
    setup = read_config(folder / "rapport.toml")
    return avl.analyse(*setup.read(), protocol=setup.protocol, as_of=setup.as_of, **setup.read_forms())


def test_a_file_whose_answers_came_later_is_not_among_those_that_were_used(folder: Path) -> None:
    def files(result: Analysis) -> list[str]:
        return [one["file"] for one in result.underlag()["inputs"] if one["kind"] == "lab"]

    asked = analysed(folder, "as_of = 2026-08-20")
    assert files(asked) == ["juni.csv"]
    assert "en fil med labbsvar" in dict(asked.control_questions)[asked.control_questions[1][0]]
    assert files(analysed(folder)) == ["juni.csv", "september.csv"]


def test_an_assessment_of_a_later_day_than_was_asked_for_is_left_out_and_noted(folder: Path) -> None:
    asked, latest = analysed(folder, "as_of = 2026-08-20"), analysed(folder)
    assert asked.assessments["text"].tolist() == ["Stabilt"]
    assert asked.cards[0].assessment.startswith("Stabilt (BRÅ, 20 augusti 2026)")
    (note,) = asked.problems.loc[asked.problems["rule"] == "ASM013", "what"]
    assert note == "Bedömningar som är gjorda efter 20 augusti 2026 är inte med (antal: 1)."
    # by default the clock is the latest answer, and the group says what it says after it
    assert latest.as_of == pd.Timestamp("2026-10-09", tz="Europe/Stockholm")
    assert len(latest.assessments) == 2
    assert "ASM013" not in set(latest.problems["rule"])
