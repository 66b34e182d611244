"""What can be shown of the image and the compose file without an engine.

The build's steps run in an empty folder, the command of the image starts there as an unprivileged user, and its health
check is asked. That Docker itself does these steps is what remains untried.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.container import Stage, copy_into, left_out, read_dockerfile
from tests.architecture.rules import ROOT

IGNORED = (ROOT / ".dockerignore").read_text()
BUILD, IMAGE = read_dockerfile((ROOT / "Dockerfile").read_text())
NOBODY = 65534
# What reads scans is half of what is installed, and the same script installed it for these tests.
SHORTER = {"OCR": "no", "PIP_NO_COMPILE": "1"}


def test_everything_copied_is_there_and_not_ignored() -> None:
    for stage in (BUILD, IMAGE):
        for sources, _ in stage.copies:
            for source in sources:
                assert (ROOT / source).exists(), source
                assert not left_out(source, IGNORED), source


def test_nothing_private_enters_the_build() -> None:
    for source in (".env", "compose.env", ".git", ".venv", "var", "tests", "node_modules", "app/__pycache__"):
        assert left_out(source, IGNORED), source


def test_image_and_makefile_install_by_the_same_script() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert [run for run in BUILD.runs if "install" in run] == ["tools/install.sh app .venv"]
    assert "\ttools/install.sh app $(VENV)\n" in makefile
    assert "\ttools/install.sh dev $(VENV)\n" in makefile
    assert os.access(ROOT / "tools/install.sh", os.X_OK)
    script = (ROOT / "tools/install.sh").read_text()
    assert "--require-hashes" in script
    assert "pip install" not in makefile


def test_the_environment_stays_in_the_folder_it_was_made_in() -> None:
    assert BUILD.workdir == IMAGE.workdir
    assert (BUILD.name, f"{BUILD.workdir}/.venv", ".venv") in IMAGE.copies_from


def test_the_image_runs_unprivileged() -> None:
    assert IMAGE.user not in {"root", "0"}


def test_compose_is_complete() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"app", "worker", "database"}
    assert all(service["env_file"] == "compose.env" for service in services.values())
    assert services["database"]["healthcheck"]["test"]
    assert services["app"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["app"]["environment"]["COUNTERSIGN_WORKER"] == "false"
    assert services["worker"]["command"] == ["countersign", "work"]
    assert all(port.startswith("127.0.0.1:") for port in services["app"]["ports"])
    assert "ports" not in services["database"]
    named = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert named == set(compose["volumes"])


def test_the_example_of_secrets_holds_none_and_names_real_settings() -> None:
    from app.infra.settings import Settings

    given = dict(
        line.split("=", 1)
        for line in (ROOT / "compose.env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert given["COUNTERSIGN_SECRET_KEY"] == ""
    assert given["POSTGRES_PASSWORD"] == ""
    ours = {name.removeprefix("COUNTERSIGN_").lower() for name in given if name.startswith("COUNTERSIGN_")}
    assert ours <= set(Settings.model_fields)


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    """The image's working directory, made by the Dockerfile's own steps."""
    folder = Path(tempfile.mkdtemp(prefix="countersign-image-"))
    try:
        folder.chmod(0o755)
        made = folder / "countersign"
        copy_into(BUILD, made)
        for run in BUILD.runs:
            subprocess.run(
                run,
                shell=True,
                cwd=made,
                check=True,
                timeout=300,
                env=_bare_environment(made) | {"HOME": os.environ.get("HOME", "/")} | SHORTER,
            )
        copy_into(IMAGE, made)
        (made / "var").mkdir(mode=0o750)
        if os.geteuid() == 0:
            os.chown(made / "var", NOBODY, NOBODY)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_built_folder_starts_and_is_healthy(built: Path) -> None:
    port = _free_port()
    command = [_here(word, port) for word in IMAGE.command]
    environment = _bare_environment(built)
    unprivileged = _another_user(command[0], environment)
    log = built.parent / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=built, env=environment, stdout=out, stderr=subprocess.STDOUT, **unprivileged
        )
    try:
        assert _becomes_healthy(server, [_here(word, port) for word in IMAGE.health], environment), log.read_text()
        for path in ("/", "/static/countersign.css"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                assert answer.status == 200
        assert any((built / "var").iterdir()), "nothing was kept in var/"
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()


def test_a_dead_server_is_unhealthy() -> None:
    check = [_here(word, _free_port()) for word in IMAGE.health]
    assert subprocess.run(check, capture_output=True, check=False, env=os.environ, timeout=30).returncode != 0


def test_unknown_instructions_and_ignored_sources_are_noticed() -> None:
    with pytest.raises(ValueError, match="not understood"):
        read_dockerfile("FROM a\nADD https://elsewhere.example/x x\n")
    stages = read_dockerfile(
        "FROM a AS build\nWORKDIR /srv\nRUN one \\\n  && two\nFROM b\nCOPY --from=build /x y\nCOPY p q r/\n"
    )
    assert stages == [
        Stage("a", "build", "/srv", runs=["one && two"]),
        Stage("b", copies_from=[("build", "/x", "y")], copies=[(["p", "q"], "r/")]),
    ]
    assert left_out("docs/a.md", "*\n!app\n")
    assert not left_out("app/main.py", "*\n!app\n")


def _becomes_healthy(server: subprocess.Popen[bytes], check: list[str], environment: dict[str, str]) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(check, env=environment, capture_output=True, check=False).returncode == 0:
            return True
        time.sleep(0.5)
    return False


def _another_user(program: str, environment: dict[str, str]) -> dict[str, Any]:
    """How to start a program as nobody. Only root can, and only with an interpreter that others may reach."""
    if os.geteuid() != 0:
        return {}
    nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        subprocess.run([program, "--help"], env=environment, capture_output=True, check=True, timeout=60, **nobody)
    except PermissionError:
        return {}
    return nobody


def _bare_environment(folder: Path) -> dict[str, str]:
    """The image's PATH and none of this machine's settings of ours; how pip reaches its index stays."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERSIGN_", "VIRTUAL_ENV"))}
    path = f"{folder}/.venv/bin:/usr/local/bin:/usr/bin:/bin:{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}


def _here(word: str, port: int) -> str:
    return word.replace("0.0.0.0", "127.0.0.1").replace("8000", str(port))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
