"""What ``rapport`` says of whether its underlag may leave the house."""

from __future__ import annotations

from typing import Final

from avloppsanalys.analysis import Analysis
from avloppsanalys.analysis.public_parts import public_words
from avloppsanalys.cli.paragraphs import print_paragraph
from avloppsanalys.cli.say import say
from avloppsanalys.wording import Language, text

__all__ = ["print_publication"]

_KINDS: Final = ("title", "purpose", "protocol", "roles", "marked_seasons", "plant", "lab", "report", "source")


def print_publication(result: Analysis, lang: Language) -> None:
    """Print who decided to publish; or that it is internal, the digest for a decision, and the words to read first."""
    decision = result.decision
    if decision is None:
        say(text("cli.publication.internal", lang, digest=result.digest))
        _print_words(result, lang)
    else:
        fields = {"decided_by": decision.decided_by, "decided_on": decision.decided_on}
        say(text("cli.publication.public", lang, **fields))


def _print_words(result: Analysis, lang: Language) -> None:
    """Print the words that would be published as they were written: whether one is a name only a reader can tell."""
    named = public_words(result)
    print_paragraph(text("cli.publication.words", lang))
    for kind in _KINDS:
        words = dict.fromkeys(one for where, names in named.items() if _kind(where) == kind for one in names)
        if words:
            print_paragraph(f"{text(f'cli.publication.words.{kind}', lang)}: {'; '.join(words)}", "  ")


def _kind(where: str) -> str:
    """Return under which heading words are told."""
    return next((kind for kind in ("roles", "marked_seasons") if kind in where.split(".")), where.split(".")[0])
