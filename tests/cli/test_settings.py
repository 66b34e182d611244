"""A setting that will not do is named in one line, and a secret among them is not printed."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from app.cli import app


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMTP_PORT", "sixty", "COUNTERSIGN_SMTP_PORT: Input should be a valid integer"),
        ("SECRET_KEY", "hunter2-too-short", "COUNTERSIGN_SECRET_KEY: must be at least 32 characters"),
        ("DATABASE_URL", "the usual place", "COUNTERSIGN_DATABASE_URL: must begin with"),
        ("DATABASE_URL", "mysql://a:hunter2@db/c", "COUNTERSIGN_DATABASE_URL: must begin with"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_wrong_setting_stops_the_command_in_words(
    monkeypatch: pytest.MonkeyPatch, command: str, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"COUNTERSIGN_{name}", value)
    ran = CliRunner().invoke(app, [command])
    assert ran.exit_code == 2
    assert ran.stderr.startswith(said)
    assert value not in ran.output
    assert "Traceback" not in ran.output
