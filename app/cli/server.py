"""Commands that run the service: serve, work, migrate, demo.

The service is imported by the commands that run it: it takes seconds to load, and `check`, `score` and
`read-certificate` need nothing of it.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.infra.logs import configure_logs
from app.infra.settings import Settings

FIRST_PORT, LAST_PORT = 8000, 8049


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    processes: Annotated[int, typer.Option(help="Number of web processes.", min=1, max=64)] = 1,
) -> None:
    """Bring the database up to date and serve. Without an organisation, the first page creates one."""
    settings = _settings()
    configure_logs(settings.log_format)
    _migrate(settings)
    _run(host, port, processes)


def work() -> None:
    """Perform jobs (mails, scoring, reading files) until told to stop. Any number of these may run."""
    from app.features.effects import build_worker
    from app.infra.services import build_services

    settings = _settings()
    configure_logs(settings.log_format)
    services = build_services(settings)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    build_worker(services).run_until(stop)
    services.database.dispose()


def migrate_command() -> None:
    """Bring the database up to date, and stop."""
    _migrate(_settings())


def _settings() -> Settings:
    """The settings, or the end of the process with one line for each that will not do."""
    try:
        return Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"COUNTERSIGN_{name}: {error['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None


def _migrate(settings: Settings) -> None:
    from app.infra import migrate
    from app.infra.services import build_services

    services = build_services(settings)
    migrate.upgrade(services.database)
    services.database.dispose()


def _run(host: str, port: int, processes: int) -> None:
    import uvicorn

    uvicorn.run(
        "app.main:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=processes,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the number of trusted proxies is our own setting
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def demo(
    port: Annotated[int, typer.Option(help="Port; 0 takes the first free one from 8000 on.", min=0, max=65535)] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demonstration's data away first.")] = False,
) -> None:
    """Serve the product with demonstration data, on this machine only, and print how to sign in."""
    from app.cli import demonstration
    from app.infra import migrate
    from app.infra.services import build_services

    port = port or _free_port()
    folder = Path(os.environ.get("COUNTERSIGN_DATA_DIR") or _settings().data_dir) / "demo"
    os.environ["COUNTERSIGN_DATA_DIR"] = str(folder)
    os.environ["COUNTERSIGN_DATABASE_URL"] = ""
    os.environ["COUNTERSIGN_BASE_URL"] = f"http://127.0.0.1:{port}"
    os.environ["COUNTERSIGN_SMTP_HOST"] = ""
    settings = _settings()
    configure_logs(settings.log_format)
    if fresh:
        demonstration.throw_away(folder)
    services = build_services(settings)
    migrate.upgrade(services.database)
    lines = demonstration.load(services)
    services.database.dispose()
    typer.echo("\n".join(["", f"  Countersign is at {settings.origin}", *(f"  {line}" for line in lines), ""]))
    sys.stdout.flush()
    _run("127.0.0.1", port, 1)


def _free_port() -> int:
    """The first port that nobody listens on, so that a second demonstration does not stop with a traceback."""
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise typer.BadParameter(f"no free port between {FIRST_PORT} and {LAST_PORT}: give one with --port")


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(work)
    app.command("migrate")(migrate_command)
    app.command()(demo)
