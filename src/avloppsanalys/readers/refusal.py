"""The refusal of a whole file: an error whose text is a rule of the catalogue, so that it exists in Swedish too."""

from __future__ import annotations

from typing import Final

from avloppsanalys.errors import FileError
from avloppsanalys.wording import ProblemLog, RefusedError

__all__ = ["RefusedFileError"]


class RefusedFileError(RefusedError, FileError):
    """A file that cannot be trusted as a whole, and the rule that says why.

    Parameters
    ----------
    rule_id : str
        A rule of the catalogue with severity ``error``.
    file : str
        Name of the file.
    **fields : object
        What the rule's text needs.
    """

    def __init__(self, rule_id: str, file: str, **fields: object) -> None:
        self.rule_id: Final = rule_id
        self.file: Final = file
        self.fields: Final = fields
        log = ProblemLog()
        log.add(rule_id, file=file, line=None, **fields)
        super().__init__(log)
