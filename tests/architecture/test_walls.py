"""The floors, the order of features, and what each floor may do. Each wall is also held against a planted violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT, commits, impure, our_files, side_doors, too_long

MODULES = our_files("app", ".py")


def lint_imports(where: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache", "--no-logo"], cwd=where, capture_output=True, text=True, check=False, timeout=120
    )


def test_imports_keep_every_contract() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_contracts_notice_what_they_forbid(tmp_path: Path) -> None:
    planted = {
        "app/core/a.py": "import sqlalchemy\n",
        "app/infra/b.py": "import app.features.vendors\n",
        "app/web/c.py": "import app.api\n",
        "app/features/vendors/d.py": "import app.features.campaigns\n",
        "app/features/vendors/e.py": "import fastapi\n",
        "app/features/campaigns/__init__.py": "",
        "app/features/unplaced/__init__.py": "",
        "app/cli/__init__.py": "",
        "app/main.py": "",
    }
    for name, source in planted.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    for folder in [tmp_path / "app", *(path for path in (tmp_path / "app").rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    (tmp_path / "app/api").mkdir()
    (tmp_path / "app/api/__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    unplaced = lint_imports(tmp_path)
    assert unplaced.returncode == 1
    assert "unplaced" in unplaced.stdout + unplaced.stderr

    shutil.rmtree(tmp_path / "app/features/unplaced")
    linted = lint_imports(tmp_path)
    assert linted.returncode == 1
    for broken in (
        "app.core is not allowed to import sqlalchemy",
        "app.infra is not allowed to import app.features",
        "app.web is not allowed to import app.api",
        "app.features.vendors is not allowed to import app.features.campaigns",
        "app.features is not allowed to import fastapi",
    ):
        assert broken in linted.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert too_long(path.read_text()) == []


def test_500_lines_are_the_limit() -> None:
    assert too_long("x\n" * 500) == []
    assert too_long("x\n" * 501)


CORE = our_files("app/core", ".py")


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_are_functions(path: Path) -> None:
    assert impure(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from pathlib import Path",
        "import urllib.request",
        "def f():\n    return datetime.now(UTC)",
        "x = date.today()",
        "print('scored')",
        "open('rules.yaml')",
    ],
)
def test_a_rule_that_looks_around_is_noticed(source: str) -> None:
    assert impure(source)


@pytest.mark.parametrize("source", ["import yaml", "from datetime import date", "from urllib.parse import quote"])
def test_pure_modules_are_welcome(source: str) -> None:
    assert impure(source) == []


FEATURES = [path for path in our_files("app/features", ".py") if len(path.relative_to(ROOT).parts) > 3]


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_feature_is_entered_by_its_doors_and_never_commits(path: Path) -> None:
    source = path.read_text()
    assert side_doors(path.relative_to(ROOT / "app/features").parts[0], source) == []
    assert commits(source) == []


def test_a_side_door_and_a_commit_are_noticed() -> None:
    assert side_doors("campaigns", "from app.features.vendors.matching import _normalise")
    assert side_doors("campaigns", "import app.features.vendors.matching")
    assert side_doors("campaigns", "from app.features.vendors import matching")
    assert side_doors("campaigns", "from app.features.vendors import service") == []
    assert side_doors("campaigns", "from app.features.vendors.queries import get") == []
    assert side_doors("vendors", "from app.features.vendors.matching import _normalise") == []
    assert side_doors("vendors", "from app.features.errors import NotFound") == []
    assert commits("def save(session):\n    session.commit()")
    assert commits("def save(session):\n    session.flush()") == []
