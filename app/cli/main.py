"""`countersign`: one command per thing an operator or an author does. The library returns; this prints."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# Which module has which command: what one command needs takes longer to load than many of the others to run.
COMMANDS = {
    "serve": "server",
    "work": "server",
    "migrate": "server",
    "demo": "server",
    "check": "rules",
    "score": "rules",
    "explain": "rules",
    "read-certificate": "certificates",
    "verify-answers": "answers",
    "answer-keys": "answers",
}


class Commands(TyperGroup):
    """Loads the module of the command that is asked for, and all of them only to list them."""

    # Any: typer keeps the types of what it is made of to itself.
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return commands_of(COMMANDS[cmd_name]).get(cmd_name) if cmd_name in COMMANDS else None


def commands_of(module: str) -> dict[str, Any]:
    """The commands of one module of app.cli, by name."""
    part = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    part.callback()(lambda: None)  # so that one command alone is a group too
    import_module(f"app.cli.{module}").register(part)
    return dict(typer.main.get_group(part).commands)


app = typer.Typer(
    name="countersign",
    cls=Commands,
    help="Answers are claims, certificates are evidence: test the one against the other.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _countersign() -> None:
    """Here so that this is a group of commands, although none is registered before it is asked for."""
