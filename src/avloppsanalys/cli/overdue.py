"""What ``rapport`` says of planned days that no answer has come of, though it should have by today."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.analysis import Analysis
from avloppsanalys.cli.paragraphs import print_paragraph
from avloppsanalys.planning import follow_up
from avloppsanalys.wording import Language, date, text

__all__ = ["print_overdue"]


def print_overdue(
    plan: pd.DataFrame, answers: pd.DataFrame, result: Analysis, now: pd.Timestamp, lang: Language
) -> None:
    """Print how many planned days wait in the follow-up but are missed by today's clock.

    The follow-up's clock is the latest answer, so that the same files give the same underlag whenever it is made: a
    year in which sampling stopped would look kept. Only the terminal knows the day, and says how to write it down.
    """
    waiting, still = (table["n_remaining"].sum() for table in (result.follow_up, follow_up(plan, answers, as_of=now)))
    if waiting > still and result.as_of is not None:
        fields = {"day": date(result.as_of.date(), lang), "today": now.date().isoformat()}
        print_paragraph(text("follow_up.overdue", lang, count=waiting - still, **fields))
