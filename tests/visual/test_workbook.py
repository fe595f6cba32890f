"""The workbook as LibreOffice opens it: nothing is repaired away, and every chart draws its numbers."""

import subprocess
from pathlib import Path

import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pytest

from avloppsanalys.exports import Briefing, write_workbook

pytestmark = pytest.mark.visual


def converted(file: Path, ending: str, soffice: str, folder: Path) -> Path:
    """Return what LibreOffice makes of a file when it saves it in another form."""
    own = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    subprocess.run(
        [soffice, own, "--headless", "--convert-to", ending, "--outdir", str(folder / ending), str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / ending / f"{file.stem}.{ending}"


def test_a_program_of_spreadsheets_reads_what_was_written(quarterly: Briefing, soffice: str, tmp_path: Path) -> None:
    file = tmp_path / "lagesbild.xlsx"
    write_workbook(quarterly, file)
    written = openpyxl.load_workbook(file)
    again = openpyxl.load_workbook(converted(converted(file, "ods", soffice, tmp_path), "xlsx", soffice, tmp_path))
    assert again.sheetnames == written.sheetnames
    numbers = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert again[sheet.title][cell.coordinate].value == pytest.approx(cell.value, rel=1e-14)
                    numbers += 1
    assert numbers > 1000


def test_every_chart_is_drawn(quarterly: Briefing, soffice: str, pdftoppm: str, tmp_path: Path) -> None:
    file = tmp_path / "lagesbild.xlsx"
    write_workbook(quarterly, file)
    charts = len(quarterly.findings) + len(quarterly.beside)
    subprocess.run(
        [pdftoppm, "-r", "60", str(converted(file, "pdf", soffice, tmp_path)), str(tmp_path / "sida")], check=True
    )
    level = np.array([0x00, 0x50, 0x7D])  # the colour of a level and its interval
    drawn = 0
    for page in sorted(tmp_path.glob("sida-*.ppm")):
        _, size, _, dots = page.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        picture = np.frombuffer(dots, dtype=np.uint8).reshape(height, width, 3).astype(int)
        drawn += int((np.abs(picture - level).max(axis=2) < 40).sum())
    assert drawn > 60 * charts
