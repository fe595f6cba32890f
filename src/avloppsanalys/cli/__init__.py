"""The command ``avloppsanalys``: a thin skin in Swedish over the library."""

from avloppsanalys.cli.commands import app

__all__ = ["app"]
