"""`countersign verify-answers` and `answer-keys`: who signed an answer file, and what this installation signs with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.infra.settings import Settings
    from app.infra.signing import Known, Verdict


def verify_answers(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    keys: Annotated[
        Path | None, typer.Option(help="Published keys of other installations: a file, or a folder of them.")
    ] = None,
) -> None:
    """Say who made an answer file, and whether it is as it was signed. Exit code 1: changed, or no answer file."""
    from app.core.problems import Invalid
    from app.infra.answer_files import opened

    known = _known(keys)
    try:
        found, verdict = opened(file.read_bytes(), known)
    except Invalid as invalid:
        for problem in invalid.problems:
            typer.echo(f"{problem.code} {problem.where}: {problem.message} {problem.remedy}", err=True)
        raise typer.Exit(1) from None
    made, asked = found.made, found.questionnaire
    typer.echo(f"{asked.title}, edition {asked.edition} ({asked.id})")
    typer.echo(f"Said by {made.vendor}: {made.name}, {made.at.isoformat()} ({made.state})")
    typer.echo(f"Answers: {len(found.answers)}, files named: {len(found.evidence)}")
    typer.echo(_words(verdict))


def answer_keys(
    new: Annotated[
        bool, typer.Option("--new", help="Sign with a new key from now on; the old ones stay known.")
    ] = False,
) -> None:
    """Print the keys that this installation signs answer files with, as they are published."""
    from app.infra import signing

    settings = _settings()
    if new:
        signing.replace_key(settings)
    typer.echo(json.dumps(signing.published(settings), indent=2))


def _words(verdict: Verdict) -> str:
    from app.infra.signing import Standing

    return {
        Standing.SIGNED: f"Signed by the Countersign at {verdict.issuer}, and unchanged since.",
        Standing.UNKNOWN: f"Unchanged since it was signed, by a key that is not known here ({verdict.key}).",
    }[verdict.standing]


def _known(keys: Path | None) -> dict[str, Known]:
    from app.infra.signing import KeysError, known_keys, read_keys

    try:
        return known_keys(_settings()) | (read_keys(keys) if keys else {})
    except KeysError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _settings() -> Settings:
    from app.infra.settings import Settings

    return Settings()


def register(app: typer.Typer) -> None:
    app.command("verify-answers")(verify_answers)
    app.command("answer-keys")(answer_keys)
