"""The handbook's own example files run, and its figures are those that the library gives."""

import re
from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import read_config

ROOT = Path(__file__).parents[2]
CHAPTER = (ROOT / "docs" / "handbok" / "01-fran-labbsvar-till-kvartalsdiagram.md").read_text(encoding="utf-8")
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
    (tmp_path / "metadatablad.csv").write_text(block("Reningsverk;Start"), encoding="utf-8")
    (tmp_path / "handelselogg.csv").write_text(block("Plats;Start"), encoding="utf-8")
    (tmp_path / "labbsvar").mkdir()
    (tmp_path / "labbsvar" / "kv3.csv").write_text("Preparat;Halt (µg/m3)\nBensoylekgonin;230\n", encoding="utf-8")
    config = read_config(tmp_path / "config.toml")
    lab, flow, plants = config.read()
    result = avl.analyse(lab, flow, plants, protocol=config.protocol, events=config.read_events(), title=config.title)
    assert result.problems[result.problems["severity"] == "error"].empty
    assert result.loads["load_mg_per_day_per_1000"].tolist() == pytest.approx([230 * 4420 / 17000])
    assert result.levels["period"].tolist() == ["2026K3"]


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
