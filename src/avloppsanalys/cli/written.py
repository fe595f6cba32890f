"""What ``rapport`` says of the files that it wrote."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from avloppsanalys.cli.say import say
from avloppsanalys.exports import DOCUMENT
from avloppsanalys.wording import Language, text

__all__ = ["print_written"]

_CHANGED = "andrat.csv"


def print_written(files: Collection[Path], out: Path, lang: Language, *, since: Path | None = None) -> None:
    """Print how many files there are and where; why in another folder than `out`, and what tells of the changes."""
    folder = next(path.parent for path in files if path.name == DOCUMENT)
    say(text("cli.written", lang, count=len(files), out=folder))
    if folder != out:
        say(text("cli.revision", lang, out=out, folder=folder.name))
    if folder / _CHANGED in files:
        say(text("cli.changed", lang, file=_CHANGED))
    elif since is not None:
        say(text("cli.not_compared", lang, since=since))
