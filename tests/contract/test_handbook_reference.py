"""The handbook's chapters on slips, words and additions: blocks run, words are columns, checks exist."""

import contextlib
import dataclasses
import io
import re
import tomllib
from pathlib import Path

import pytest

from avloppsanalys import read_lab, tables
from avloppsanalys.quality.findings import CHECKS
from avloppsanalys.reference import FactorRow, factor_sets
from avloppsanalys.wording import rules

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbok"
SLIPS, WORDS, ADDING = (
    (HANDBOOK / f"{name}.md").read_text(encoding="utf-8") for name in ("05-fallgropar", "06-ordlista", "07-lagga-till")
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"


def run(block: str, names: dict[str, object]) -> str:
    """Run a block of Python, and return what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "handbook", "exec"), names)
    return printed.getvalue()


def test_each_slip_is_caught_by_the_checks_that_the_chapter_names() -> None:
    names: dict[str, object] = {}
    sections = SLIPS.split("\n## ")
    for _, block in BLOCK.findall(sections[0]):
        run(block, names)
    shown = 0
    for section in sections[1:]:
        for kind, block in BLOCK.findall(section):
            assert kind == "python"
            caught = set(re.findall(r"^(CHK\d{3}) ", run(block, names), flags=re.MULTILINE))
            promised = set(re.findall(r"\bCHK\d{3}\b", section))
            assert caught
            assert caught == promised, section.splitlines()[0]
            shown += 1
    assert shown == 6


def test_every_check_that_the_chapters_name_exists() -> None:
    known = {*rules(), *CHECKS}
    named = set(re.findall(r"\b[A-Z]{3,4}\d{3}\b", SLIPS + ADDING))
    assert named - known == set()
    assert {"LOAD007", "DAT005", "FIL022"} <= named


def test_the_words_are_in_the_order_of_the_alphabet() -> None:
    words = re.findall(r"^\| \*\*([^*]+)\*\*", WORDS, flags=re.MULTILINE)
    assert len(words) > 30
    keys = [[ALPHABET.find(letter) for letter in word.casefold()] for word in words]
    assert keys == sorted(keys)


def test_every_column_that_the_words_name_is_one() -> None:
    columns = {name for table in vars(tables).values() if isinstance(table, tables.Table) for name in table.columns}
    columns |= {item.name for item in dataclasses.fields(FactorRow)}
    named = set(re.findall(r"`(\w+)`", WORDS))
    assert named - columns == set()


def test_the_blocks_on_additions_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Mätningar 2026 åäö"
    (folder / "labbsvar").mkdir(parents=True)
    monkeypatch.chdir(folder)
    kinds = [kind for kind, _ in BLOCK.findall(ADDING)]
    assert kinds == ["text", "toml", "python", "python", "python"]
    (_, answer), (_, section), *python = BLOCK.findall(ADDING)
    Path("labbsvar/kv1.csv").write_text(answer, encoding="utf-8")
    (said,) = tomllib.loads(section)["lab"]
    full = read_lab(Path(said.pop("file")), **said)
    assert full.problems["severity"].tolist() == ["warning"], "what the laboratory did not say"
    assert full.table["concentration_ng_per_l"].tolist()[0] == 312
    names: dict[str, object] = {}
    printed = [run(block, names) for _, block in python]
    assert "LAB" in printed[0]
    assert printed[1].startswith("cocaine Kokain")
    assert set(re.findall(r"^(\S+) \[", printed[2], flags=re.MULTILINE)) == set(factor_sets())
