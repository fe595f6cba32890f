"""What the operating system refused, in our words: its own come in the language of the computer."""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import Final

from avloppsanalys.wording.problems import Phrase

__all__ = ["system_fault"]

_TOLD: Final = MappingProxyType(
    {
        errno.ENOENT: "missing",
        errno.EISDIR: "folder",
        errno.ENOTDIR: "no_folder",
        errno.EEXIST: "exists",
        errno.EACCES: "not_allowed",
        errno.EPERM: "not_allowed",
        errno.EROFS: "read_only",
        errno.EBUSY: "busy",
        errno.ENOSPC: "full",
        errno.ENAMETOOLONG: "long",
        errno.EINVAL: "impossible",
        errno.EMFILE: "many",
        errno.EIO: "damaged",
        errno.ELOOP: "loop",
    }
)
"""The errors that a file or a folder of an analyst can meet with -> texts ``system_fault.<id>``."""


def system_fault(fault: OSError) -> Phrase:
    """Return why the operating system could not do what was asked.

    Parameters
    ----------
    fault : OSError
        What it raised.

    Returns
    -------
    Phrase
        For a field of a problem's text: it is told in the language of the reader.

    Examples
    --------
    >>> system_fault(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    Phrase(text_id='system_fault.missing')
    """
    return Phrase(f"system_fault.{_TOLD.get(fault.errno or 0, 'other')}")
