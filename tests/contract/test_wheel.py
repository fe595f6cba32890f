"""The wheel holds every file of the package, and what the demo needs beside it."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


def files_under(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.mark.slow
def test_a_wheel_built_here_holds_code_data_texts_schema_protocols_and_examples(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    wanted = {f"avloppsanalys/{name}" for name in files_under(ROOT / "src" / "avloppsanalys")}
    for folder in ("protocols", "examples"):
        wanted |= {f"avloppsanalys/_bundle/{folder}/{name}" for name in files_under(ROOT / folder)}
    assert wanted <= packed
    assert not {name for name in packed - wanted if ".dist-info/" not in name}
