"""Headings and running text in a terminal."""

from __future__ import annotations

import textwrap

from avloppsanalys.cli.say import say

__all__ = ["print_heading", "print_paragraph"]

_WIDTH = 100


def print_heading(words: str) -> None:
    """Print a heading between empty lines."""
    say(f"\n{words}\n")


def print_paragraph(words: str, indent: str = "") -> None:
    """Print running text, wrapped; its later lines stand further in."""
    say(textwrap.fill(words, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  "))
