"""The collector of problems: everything that was flagged, told at once, in the language of the reader."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.tables import PROBLEMS, arrange
from avloppsanalys.wording.catalogue import Language, rule

__all__ = ["ProblemLog"]


class ProblemLog:
    """Problems of one reading or step, in the order in which they were found.

    Parameters
    ----------
    lang : {"sv", "en"}, default "sv"
        Language of the texts.

    Examples
    --------
    >>> log = ProblemLog(lang="en")
    >>> len(log.table())
    0
    """

    def __init__(self, lang: Language = "sv") -> None:
        self.lang: Language = lang
        self._rows: list[dict[str, object]] = []

    def add(self, rule_id: str, *, file: str = "", line: int | None = None, **fields: object) -> None:
        """Note one problem under its rule; `fields` fill in the rule's text."""
        found = rule(rule_id)
        self._rows.append(
            {
                "file": file,
                "line": line,
                "rule": rule_id,
                "severity": found.severity,
                "what": found.what[self.lang].format(**fields),
                "remedy": found.remedy[self.lang].format(**fields),
            }
        )

    def table(self) -> pd.DataFrame:
        """Return the problems as a `problems` table, in file and line order."""
        frame = arrange(pd.DataFrame(self._rows, columns=list(PROBLEMS.columns)), PROBLEMS)
        return frame.sort_values(["file", "line"], kind="stable", na_position="first", ignore_index=True)
