"""The collector of problems: everything that was flagged, told at once, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.tables import PROBLEMS, arrange, empty
from avloppsanalys.wording.catalogue import Language, rule, text

__all__ = ["Phrase", "ProblemLog", "RefusedError"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the catalogue as a field of another: it is told in the language of the table, whichever that is."""

    text_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    rule_id: str
    file: str
    line: int | None
    fields: Mapping[str, object]

    def told(self, template: str, lang: Language) -> str:
        """Return a template of the rule with the fields filled in."""
        values = {
            name: text(value.text_id, lang) if isinstance(value, Phrase) else value
            for name, value in self.fields.items()
        }
        return template.format(**values)


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
        self._problems: list[_Problem] = []

    def __len__(self) -> int:
        """Return how many problems there are."""
        return len(self._problems)

    def add(self, rule_id: str, *, file: str = "", line: int | None = None, **fields: object) -> None:
        """Note one problem under its rule; `fields` fill in the rule's text."""
        self._problems.append(_Problem(rule_id=rule_id, file=file, line=line, fields=fields))

    def table(self, lang: Language | None = None) -> pd.DataFrame:
        """Return the problems as a `problems` table, in file and line order."""
        if not self._problems:
            return empty(PROBLEMS)
        chosen = lang or self.lang
        rows = [
            {
                "file": problem.file,
                "line": problem.line,
                "rule": problem.rule_id,
                "severity": rule(problem.rule_id).severity,
                "what": problem.told(rule(problem.rule_id).what[chosen], chosen),
                "remedy": problem.told(rule(problem.rule_id).remedy[chosen], chosen),
            }
            for problem in self._problems
        ]
        frame = arrange(pd.DataFrame(rows, columns=list(PROBLEMS.columns)), PROBLEMS)
        return frame.sort_values(["file", "line"], kind="stable", na_position="first", ignore_index=True)


class RefusedError(AvloppsanalysError, ValueError):
    """Input that is refused as a whole; every fault is named, in English here and in any language by `problems`."""

    def __init__(self, log: ProblemLog) -> None:
        self._log = log
        faults = log.table("en")
        told = [f"{file + ': ' if file else ''}{what} {remedy}" for file, what, remedy in _told(faults)]
        super().__init__(
            told[0] if len(told) == 1 else f"{len(told)} faults:\n" + "\n".join(f"  - {one}" for one in told)
        )

    def problems(self, lang: Language = "sv") -> pd.DataFrame:
        """Return the faults as a `problems` table."""
        return self._log.table(lang)


def _told(faults: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return file, fault and remedy of each fault."""
    return list(zip(faults["file"].fillna(""), faults["what"], faults["remedy"], strict=True))
