"""The real application behind a real socket: in a thread with its worker, or as a process that can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from app.infra.services import Services, build_services
from app.infra.settings import ROOT, Settings
from app.main import create_app

KEY = "a secret that is long enough for every test"


@dataclass(frozen=True)
class Site:
    url: str
    services: Services


def settings_of(folder: Path, port: int) -> Settings:
    return Settings(
        _env_file=None, data_dir=folder, database_url=f"sqlite:///{folder / 'countersign.db'}", smtp_host="",
        base_url=f"http://127.0.0.1:{port}", secret_key=KEY, worker=True,
    )  # fmt: skip


@contextmanager
def serving(folder: Path, template: Path) -> Iterator[Site]:
    """Serve from a thread of this process; `template` is the migrated database to begin with."""
    (folder / "countersign.db").write_bytes(template.read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = settings_of(folder, listener.getsockname()[1])
        services = build_services(settings)
        config = uvicorn.Config(create_app(services), log_config=None, access_log=False, timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="site", daemon=True)
        thread.start()
        _wait(settings.origin)
        try:
            yield Site(settings.origin, services)
        finally:
            server.should_exit = True
            thread.join(timeout=15)


class Mortal:
    """`countersign serve` as a process of its own, so that `kill -9` is what it says."""

    def __init__(self, folder: Path, port: int) -> None:
        self.settings = settings_of(folder, port)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")},
            "COUNTERSIGN_DATA_DIR": str(folder),
            "COUNTERSIGN_DATABASE_URL": self.settings.database_url,
            "COUNTERSIGN_BASE_URL": self.settings.origin,
            "COUNTERSIGN_SECRET_KEY": KEY,
        }
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = f"from app.cli import app; app(['serve', '--port', '{self._port}'])"
        self._process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=self._environment)
        _wait(self.settings.origin)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait(origin: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
