"""Documents say what the code does: glossary, API page, README, versions, and no trace of anyone's machine."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import avloppsanalys
from avloppsanalys import tables
from avloppsanalys.readers.spellings import SPELLINGS
from avloppsanalys.tables import Table

ROOT = Path(__file__).parents[2]
TABLES = [table for table in vars(tables).values() if isinstance(table, Table)]
ANALYSIS_FIELDS = {field.name for field in fields(avloppsanalys.Analysis)}
README = (ROOT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

# Written in two parts, so that this file does not find itself.
TRACES = re.compile(
    r"(?<![\w.])/(?:wo" r"rk|tm" r"p|ro" r"ot|ho" r"me|Us" r"ers)/"
    r"|[A-Z]:\\\\?Us" r"ers"
    r"|\b127\.0\." r"0\.1|\bloc" r"alhost\b"
    r"|py" r"pi\.org|python" r"hosted|index" r"-url"
)  # fmt: skip
MADE_BY_TOOLS = {"_build", "generated", "build", "dist", "demo", "underlag", "__pycache__"}


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(".coverage"):
            yield path
        elif path.is_dir() and (path.name == ".ci" or not (path.name.startswith(".") or path.name in MADE_BY_TOOLS)):
            yield from project_files(path)


def explained_columns() -> dict[str, str]:
    """Return column -> unit, from the rows of the glossary's tables that begin with a name in code type."""
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| ([^|]*) \| ([^|]*) \|$", GLOSSARY, flags=re.MULTILINE)
    assert all(meaning.strip() for _, _, meaning in rows)
    return {column: unit.strip() for column, unit, _ in rows}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_glossary_explains_every_column_with_its_unit(table: Table) -> None:
    explained = explained_columns()
    assert [column for column in table.columns if column not in explained] == []
    numbers = [column for column, kind in table.columns.items() if kind in ("number", "count")]
    assert [column for column in numbers if explained[column] in ("", "-", "–")] == []


def test_the_glossary_explains_no_column_that_does_not_exist() -> None:
    assert explained_columns().keys() <= {column for table in TABLES for column in table.columns}


def test_the_glossary_lists_the_headings_that_the_readers_recognise() -> None:
    missing = [field for field, words in SPELLINGS.items() if f"| {field} | {' · '.join(words)} |" not in GLOSSARY]
    assert missing == []


def test_the_api_page_lists_every_public_name() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^ {3}(\w+)$", page, flags=re.MULTILINE))
    assert listed == {name for name in dir(avloppsanalys) if not name.startswith("_")}


def test_the_script_in_the_readme_uses_names_that_exist() -> None:
    scripts = [ast.parse(block) for block in re.findall(r"^```python\n(.*?)^```", README, flags=re.M | re.S)]
    assert scripts
    known = {"avl": set(dir(avloppsanalys)), "result": {*dir(avloppsanalys.Analysis), *ANALYSIS_FIELDS}}
    for node in (node for script in scripts for node in ast.walk(script) if isinstance(node, ast.Attribute)):
        assert isinstance(node.value, ast.Name)
        assert node.attr in known[node.value.id]


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert avloppsanalys.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_names_a_machine_or_an_address_of_a_registry() -> None:
    found = []
    for path in project_files():
        if path.suffix in (".png", ".xlsx"):
            continue
        for count, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if TRACES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{count}: {line.strip()}")
    assert found == []


def test_no_file_is_empty_but_markers() -> None:
    empty = [path.relative_to(ROOT).as_posix() for path in project_files() if path.stat().st_size == 0]
    assert [name for name in empty if not name.endswith(("py.typed", "__init__.py"))] == []
