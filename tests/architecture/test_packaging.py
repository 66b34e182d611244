"""Lock files, the installed environment, the commands of the Makefile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT, addresses

LOCKS = [ROOT / "requirements/app.txt", ROOT / "requirements/dev.txt", ROOT / "package-lock.json"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_host(path: Path) -> None:
    assert addresses(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "--index-url https://mirror.example/simple",
        "--extra-index-url mirror",
        "--find-links wheels",
        '"resolved": "https://mirror.example/axe-core.tgz"',
        "htmx @ file:///wheels/htmx.whl",
    ],
)
def test_an_address_in_a_lock_file_is_noticed(planted: str) -> None:
    assert addresses("fastapi==1 \\\n" + planted)


def test_every_pinned_package_has_a_sum() -> None:
    for path in LOCKS[:2]:
        entries = re.split(r"\n(?=[a-z0-9])", path.read_text(), flags=re.IGNORECASE)
        assert len(entries) > 20
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    packages = json.loads(LOCKS[2].read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def pins(path: Path) -> set[str]:
    return set(re.findall(r"^\S+==\S+(?: ; [^\\\n]+)?", path.read_text(), flags=re.MULTILINE))


def test_what_is_tested_is_what_runs() -> None:
    assert pins(LOCKS[0])
    assert pins(LOCKS[0]) - pins(LOCKS[1]) == set()


@pytest.mark.parametrize("name", ["app", "dev"])
def test_every_wanted_package_is_pinned(name: str) -> None:
    wanted = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"requirements/{name}.in").read_text(), flags=re.MULTILINE)
    pinned = {pin.split("==")[0] for pin in pins(ROOT / f"requirements/{name}.txt")}
    assert {package.lower().replace("_", "-") for package in wanted} - pinned == set()


def test_the_build_uses_the_pinned_backend() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (backend,) = project["build-system"]["requires"]
    assert backend in pins(LOCKS[0])


def test_what_is_installed_fits_together() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False, timeout=120
    )
    assert checked.returncode == 0, checked.stdout


def script(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_an_old_python_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/install.sh", tmp_path / "tools")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    old = script(tmp_path, "python3.9", "exit 1")
    ran = subprocess.run(
        [tmp_path / "tools/install.sh", "app"],
        env={"PATH": os.environ["PATH"], "PYTHON": f"{old} no-such-python"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "needs Python 3.11 or newer" in ran.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_missing_browser_is_named_with_the_remedy(tmp_path: Path) -> None:
    script(tmp_path, "id", "echo 1000")
    ran = subprocess.run(
        ["/bin/sh", ROOT / "tools/test-needs.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "chromium npm" in ran.stderr
    assert "make test-fast" in ran.stderr

    script(tmp_path, "chromium", "")
    script(tmp_path, "npm", "")
    subprocess.run(["/bin/sh", ROOT / "tools/test-needs.sh"], env={"PATH": str(tmp_path)}, check=True, timeout=60)


def test_the_makefile_explains_itself() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    ).stdout
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: ([\w-]+)$", makefile, flags=re.MULTILINE)) - {"test-needs"}
    assert targets == {line.split()[1] for line in shown.splitlines()}


def test_ci_runs_what_a_contributor_runs() -> None:
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("\nmake test")


def test_the_changelog_tells_of_this_version() -> None:
    import app

    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert "## Unreleased" in changelog or f"## {app.__version__}" in changelog
