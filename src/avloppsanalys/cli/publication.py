"""What ``rapport`` says of whether its underlag may leave the house."""

from __future__ import annotations

import typer

from avloppsanalys.analysis import Analysis
from avloppsanalys.wording import Language, text

__all__ = ["print_publication"]


def print_publication(result: Analysis, lang: Language) -> None:
    """Print who decided to publish; or that it is internal, and the digest that a decision is to name."""
    decision = result.decision
    if decision is None:
        typer.echo(text("cli.publication.internal", lang, digest=result.digest))
    else:
        fields = {"decided_by": decision.decided_by, "decided_on": decision.decided_on}
        typer.echo(text("cli.publication.public", lang, **fields))
