"""``python -m avloppsanalys``: the same as the command ``avloppsanalys``."""

import atexit
import gc

__all__ = ["OBJECTS_BEFORE_SEARCH", "main"]

OBJECTS_BEFORE_SEARCH = 100_000
"""Imports and charts leave thousands of objects that hold each other; by default Python looks for some that nothing
else holds every 700 new ones, which is a tenth of the time."""


def main() -> None:
    """Run the command; what it needs is imported here, since a process that only draws imports this module too."""
    gc.set_threshold(OBJECTS_BEFORE_SEARCH)
    atexit.register(gc.freeze)  # all memory is given back at once, without a last search, which took a second
    from avloppsanalys.cli import app

    app(prog_name="avloppsanalys")


if __name__ == "__main__":
    main()
