"""What is said when a command lacks an argument: in Swedish, with what to write."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from avloppsanalys.cli.options import ExitCode
from avloppsanalys.cli.say import say
from avloppsanalys.wording import text

__all__ = ["CommandGroup"]


class CommandGroup(TyperGroup):
    """Commands that say in Swedish which argument is missing, as their help is in Swedish."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, or say what it lacks and how it is written."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as refused:
            # the class of a missing argument has no public name in typer; it alone has a type of parameter
            if not hasattr(refused, "param_type") or refused.param is None or refused.ctx is None:
                raise
            say(_told(refused), err=True)
            raise typer.Exit(ExitCode.UNUSABLE) from None


def _told(refused: typer.BadParameter) -> str:
    """Return which argument is missing, what it is, and how the command is written."""
    param, ctx = refused.param, refused.ctx
    assert param is not None
    assert ctx is not None
    needed = [one for one in ctx.command.get_params(ctx) if one.required]
    usage = " ".join([ctx.command_path, *map(_spelled, needed)])
    meaning = str(getattr(param, "help", None) or "")
    return text("cli.missing", "sv", name=_spelled(param), meaning=meaning, usage=usage, command=ctx.command_path)


def _spelled(param: Any) -> str:
    """Return an argument or option as it is typed."""
    option = [param.opts[0]] if param.opts[0].startswith("-") else []
    return " ".join([*option, param.metavar or "TAL"])
