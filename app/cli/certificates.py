"""`countersign read-certificate`: what certificates say, read as the service reads them, without a database.

The process that reads is started before anything else is loaded: most files take it less time than that takes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.core.certificates.read.model import Reading
    from app.core.problems import Problem
    from app.infra.reading.guard import Guarded
    from app.infra.settings import Settings


def read_certificate(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: an object, or a list for several files.")
    ] = False,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Do not read pages that are pictures.")] = False,
    timeout: Annotated[float | None, typer.Option(min=1, help="Seconds for each file.")] = None,
) -> None:
    """Read certificates (PDF, PNG, JPEG) and print their facts. Exit code 1: one of them could not be read."""
    from app.infra.reading.guard import Guarded

    read: dict[Path, Reading | Problem] = {}
    for file in files:
        with Guarded("read") as guarded:
            read[file] = _read(guarded, file, no_ocr, timeout)
    _print(read, as_json)
    if any(not hasattr(result, "certificates") for result in read.values()):
        raise typer.Exit(1)


def _read(guarded: Guarded, file: Path, no_ocr: bool, timeout: float | None) -> Reading | Problem:
    from app.infra.content import reference
    from app.infra.reading import Limits, Unreadable, read_with, seems_to_be
    from app.infra.settings import Settings

    settings = Settings()
    limits = Limits.of(settings)
    limits = limits.model_copy(
        update={"ocr": limits.ocr and not no_ocr, "seconds": limits.seconds if timeout is None else timeout}
    )
    with file.open("rb") as opened:
        try:
            return read_with(guarded, opened, seems_to_be(opened), reference(), limits, roots=_roots(settings))
        except Unreadable as error:
            return error.problem


def _roots(settings: Settings) -> tuple[bytes, ...]:
    """The operator's trust list. What reads it takes longer to load than most files take to read."""
    if settings.trust_list is None:
        return ()
    from app.infra.seals import TrustListError, load_roots

    try:
        return load_roots(settings.trust_list)
    except TrustListError as error:
        typer.echo(f"error {error.code} COUNTERSIGN_TRUST_LIST: {error}", err=True)
        raise typer.Exit(1) from None


def _print(read: dict[Path, Reading | Problem], as_json: bool) -> None:
    from app.cli import certificate_output as output

    if as_json:
        said = [{"file": str(file), **output.as_json(result)} for file, result in read.items()]
        typer.echo(json.dumps(said[0] if len(said) == 1 else said, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n\n".join("\n".join(output.table(file, result)) for file, result in read.items()))


def register(app: typer.Typer) -> None:
    app.command("read-certificate")(read_certificate)
