"""What a card cites: reports by the laboratory's own numbers, and else the days on which its answers came."""

import pandas as pd
import pytest

from avloppsanalys.lagesbild.source_words import source_words
from avloppsanalys.wording import Language

ROWS = pd.DataFrame(
    {
        "report_id": ["R-2", "R-1", "svar 1", "svar 2", None],
        "lab": ["Lab A", "Lab A", "Lab A", "Lab B", "Lab B"],
        "available_from": pd.to_datetime(["2026-07-20", "2026-07-20", "2026-08-03", "NaT", "2026-09-01"]).tz_localize(
            "Europe/Stockholm"
        ),
    }
)


def told(rows: pd.DataFrame, labs: tuple[str, ...] = ("Lab A",), lang: Language = "sv") -> str:
    found = source_words(rows, labs=labs, unnamed={"svar 1", "svar 2"}, foot="Foten.", lang=lang)
    return found.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("rows", "labs", "words"),
    [
        (ROWS[:2], ("Lab A",), "Labbrapport R-1 och R-2. Foten."),
        (ROWS[:3], ("Lab A",), "Labbrapport R-1 och R-2. Labbets svar från 3 augusti 2026. Foten."),
        (ROWS[3:4], ("Lab B",), "Labbets svar, utan datum. Foten."),
        (
            ROWS,
            ("Lab A", "Lab B"),
            "Labbrapport R-1 och R-2 (Lab A). Labbets svar från 3 augusti 2026 (Lab A). Labbets svar, utan datum"
            " (Lab B). Foten.",
        ),
        (ROWS[4:], ("Lab A", "Lab B"), "Foten."),
        (ROWS[:0], (), "Foten."),
    ],
)
def test_reports_are_cited_by_number_and_answers_without_one_by_their_day(
    rows: pd.DataFrame, labs: tuple[str, ...], words: str
) -> None:
    assert told(rows, labs) == words


def test_the_same_in_english() -> None:
    assert told(ROWS[1:3], lang="en") == "Laboratory report R-1. The laboratory's answers of 3 August 2026. Foten."
