"""Errors: which builtin each is caught as, what near names are offered, how rows are shown."""

from importlib import import_module
from pkgutil import walk_packages

import pandas as pd
import pytest

import avloppsanalys
from avloppsanalys.errors import (
    AvloppsanalysError,
    FileError,
    TableError,
    UnitError,
    UnknownNameError,
    near_matches,
    show_rows,
)


def exception_classes() -> list[type[Exception]]:
    """Return every exception class that the package defines, in whatever room."""
    found: set[type[Exception]] = set()
    for module in walk_packages(avloppsanalys.__path__, "avloppsanalys."):
        if not module.name.endswith("__main__"):
            things = vars(import_module(module.name)).values()
            found |= {thing for thing in things if isinstance(thing, type) and issubclass(thing, Exception)}
    return sorted((error for error in found if error.__module__.startswith("avloppsanalys.")), key=lambda e: e.__name__)


@pytest.mark.parametrize("error", exception_classes())
def test_each_error_is_ours_and_also_a_builtin_one(error: type[Exception]) -> None:
    assert issubclass(error, AvloppsanalysError)
    assert issubclass(error, (ValueError, LookupError, OSError)) == (error is not AvloppsanalysError)
    assert error.__name__.endswith("Error")
    assert error.__doc__


@pytest.mark.parametrize(
    ("error", "builtin"),
    [(FileError, ValueError), (TableError, ValueError), (UnitError, ValueError), (UnknownNameError, LookupError)],
)
def test_an_error_is_caught_as_the_builtin_that_one_expects(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, builtin)


def test_an_unknown_name_offers_the_names_near_it() -> None:
    error = UnknownNameError("substance", "kokian", ["kokain", "ketamin", "MDMA"])
    assert str(error) == "Unknown substance 'kokian'. Did you mean 'kokain'?"
    assert error.matches == ("kokain",)
    assert (error.kind, error.name) == ("substance", "kokian")


def test_an_unknown_name_with_nothing_near_says_so() -> None:
    error = UnknownNameError("factor set", "xyz", ["rise2019", "pk"])
    assert str(error) == "Unknown factor set 'xyz'. No name is near it."
    assert error.matches == ()


def test_near_matches_ignore_case_and_are_at_most_three() -> None:
    assert near_matches("mdma", ["MDMA"]) == ("MDMA",)
    assert len(near_matches("aaaa", ["aaab", "aaac", "aaad", "aaae"])) == 3


@pytest.mark.parametrize(("rows", "lines"), [(1, 2), (5, 6), (6, 7), (100, 7)])
def test_at_most_five_rows_are_shown_and_the_rest_are_counted(rows: int, lines: int) -> None:
    shown = show_rows(pd.DataFrame({"plant": ["A"] * rows, "line": range(rows)}))
    assert len(shown.splitlines()) == lines
    assert all(line.startswith("    ") for line in shown.splitlines())
    assert shown.endswith(f"... and {rows - 5} more") == (rows > 5)
