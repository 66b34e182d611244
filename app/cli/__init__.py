"""The command line: serve, work, migrate, check, score, explain, demo."""

from app.cli.main import app

__all__ = ["app"]
