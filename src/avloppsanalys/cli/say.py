"""What is printed in a terminal, without what would turn it around or steer the terminal."""

from __future__ import annotations

import typer

from avloppsanalys.wording import harmless

__all__ = ["say"]


def say(words: str, *, err: bool = False, nl: bool = True) -> None:
    r"""Print words, their lines kept: a name that somebody typed can neither turn a number around nor move the cursor.

    Parameters
    ----------
    words : str
        What is to be read.
    err : bool, default False
        Whether it is a fault, and not the answer.
    nl : bool, default True
        Whether a line end follows.

    Examples
    --------
    >>> say("Byns\u202e verk\x1b[2J\n  17 mg")
    Byns verk[2J
      17 mg
    """
    typer.echo(harmless(words, lines=True), err=err, nl=nl)
