"""What was known on a day that somebody asked for: no later file is counted as used, nothing later is told."""

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


LATER = {
    "insatser.csv": "Plats;Start;Slut;Typ;Händelse\nA;2026-09-01;2026-09-03;insats;Krogkontroller\n",
    "skyfall.csv": "Plats;Start;Slut;Typ;Händelse\nA;2026-06-01;2026-06-02;driftstörning;Skyfall\n",
    "gruppen.csv": "Plats;Ämne;Period;Bedömning;Vem;Datum;Underlag (digest)\nA;MDMA;2026K2;Vi väntar;BRÅ;2026-10-20;\n",
    "oro.csv": "Kommun;Indikator;Period;Värde;Enhet;Källa;Tillgänglig från\n"
    "A;Orosanmälningar;2026K1;40;antal;Egen statistik;2026-10-01\n",
    "oro_forr.csv": "Kommun;Indikator;Period;Värde;Enhet;Källa;Tillgänglig från\n"
    "A;Orosanmälningar;2025K4;30;antal;Egen statistik;2026-02-01\n",
}
FORMS = """
events = ["insatser.csv", "skyfall.csv"]
context = ["oro.csv", "oro_forr.csv"]
"""


def test_files_of_which_nothing_was_known_are_not_among_those_that_were_used(folder: Path) -> None:
    for name, content in LATER.items():
        (folder / name).write_text(content, encoding="utf-8")

    def used(result: Analysis) -> set[str]:
        return {
            one["file"] for one in result.underlag()["inputs"] if one["kind"] in ("events", "context", "assessments")
        }

    asked = analysed(folder, f"as_of = 2026-08-20{FORMS}")
    assert used(asked) == {"skyfall.csv", "oro_forr.csv", "bedomning.csv"}
    assert asked.events["description"].tolist() == ["Skyfall"]
    assert asked.context["value"].tolist() == [30.0]
    (note,) = asked.problems.loc[asked.problems["rule"] == "EVT010", "what"]
    assert note == "Händelser som börjar efter 20 augusti 2026 är inte med (antal: 1)."
    latest = analysed(folder, FORMS)
    assert used(latest) == {"insatser.csv", "skyfall.csv", "oro.csv", "oro_forr.csv", "bedomning.csv"}
    assert "EVT010" not in set(latest.problems["rule"])
    (folder / "bedomning.csv").write_text(LATER["gruppen.csv"], encoding="utf-8")
    assert used(analysed(folder, "as_of = 2026-08-20")) == set()
    assert used(analysed(folder, "as_of = 2026-10-20")) == {"bedomning.csv"}
