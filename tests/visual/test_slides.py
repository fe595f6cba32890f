"""The deck as LibreOffice shows it: every slide is a page, and none is blank."""

import subprocess
from pathlib import Path

import numpy as np
import pptx
import pytest

from avloppsanalys.analysis import analyse, read_config
from avloppsanalys.reference import bundled

pytestmark = pytest.mark.visual


def test_every_slide_is_a_page_with_something_on_it(soffice: str, pdftoppm: str, tmp_path: Path) -> None:
    setup = read_config(bundled("protocols") / "exempel" / "config.toml")
    analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms()).write(tmp_path / "ut")
    deck = tmp_path / "ut" / "lagesbild.pptx"
    own = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    subprocess.run(
        [soffice, own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    subprocess.run([pdftoppm, "-gray", "-r", "30", str(tmp_path / "lagesbild.pdf"), str(tmp_path / "bild")], check=True)
    pages = sorted(tmp_path.glob("bild-*.pgm"))
    assert len(pages) == len(pptx.Presentation(str(deck)).slides)
    for page in pages:
        kind, size, deepest, dots = page.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        assert (kind, deepest) == (b"P5", b"255")
        assert width / height == pytest.approx(16 / 9, rel=0.01)
        shade = np.frombuffer(dots, dtype=np.uint8).reshape(height, width)
        inside = shade[height // 20 : -height // 10]  # without the line above and the marks below
        assert (inside < 128).mean() > 0.003, page.name
        margin = np.concatenate([inside[:, : width // 40], inside[:, -width // 40 :]], axis=1)
        assert margin.min() > 200, f"{page.name} writes in its margin"
