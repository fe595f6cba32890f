"""Readers of what an underlag is written as, one format a module: they return the words and numbers that stand in it.

Each gives `Passage` (words, and what they are about) or `Held` (a number that a program would compute with), with the
place where it stands, so that a test can say which number of which file is wrong.
"""

from reading.passages import Held, Passage

__all__ = ["Held", "Passage"]
