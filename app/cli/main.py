"""`countersign`: one command per thing an operator or an author does. The library returns; this prints."""

from __future__ import annotations

import typer

from app.cli import certificates, rules, server

app = typer.Typer(
    name="countersign",
    help="Answers are claims, certificates are evidence: test the one against the other.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
server.register(app)
rules.register(app)
certificates.register(app)
