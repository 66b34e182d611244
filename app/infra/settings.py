"""Settings: environment variables `COUNTERSIGN_*` (or a `.env` file). See docs/operators.md."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Everything an operator may set. Defaults are for one machine, with nothing to install."""

    # A setting may be a secret, also one that will not do: it is never printed with the error.
    model_config = SettingsConfigDict(
        env_prefix="COUNTERSIGN_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    data_dir: Path = Field(ROOT / "var", description="Folder for the database, evidence files and the generated key.")
    database_url: str = Field("", description="SQLAlchemy URL. Empty: SQLite in the data folder.")
    base_url: AnyHttpUrl = Field(
        AnyHttpUrl("http://127.0.0.1:8000"), description="Address people reach the service at; links in mails use it."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="At least 32 characters. Empty: generated once and kept in the data folder."
    )
    secure_cookies: bool | None = Field(None, description="Send cookies over https only. Unset: follows base_url.")
    trusted_proxies: int = Field(0, ge=0, le=5, description="How many proxies in front set X-Forwarded-For.")

    smtp_host: str = Field("", description="Mail server. Empty: mails are kept and can be read in the app.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="User name at the mail server, when it wants one.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is protected."
    )
    mail_from: str = Field("countersign@localhost", description="Sender address of all mails.")

    evidence_max_mb: int = Field(25, ge=1, le=2000, description="Largest evidence file, in megabytes.")
    response_max_mb: int = Field(500, ge=1, le=100_000, description="All evidence files of one response, in megabytes.")
    trust_list: Path | None = Field(
        None, description="File or folder of certificates (PEM) whose seals on PDFs are trusted. Unset: no seal is."
    )
    answer_keys: Path | None = Field(
        None, description="File or folder of other installations' published keys (JSON). Unset: only the own is known."
    )
    ocr: bool = Field(True, description="Read scans and photographs of certificates by recognising their letters.")
    ocr_threads: int | None = Field(None, ge=1, le=64, description="Threads of the recogniser. Unset: 2 at the most.")
    read_seconds: float = Field(90, ge=1, le=240, description="Reading a file takes no longer than this many seconds.")
    read_memory_mb: int = Field(
        3072, ge=512, le=65536, description="Reading a file takes no more memory, in megabytes."
    )
    report_fonts: Path | None = Field(
        None, description="Folder with fonts (TTF, OTF) for reports in scripts that ours lack. Unset: ours alone."
    )
    gleif_url: str = Field(
        "", description="GLEIF's API, `https://api.gleif.org/api/v1`. Empty: vendors are not looked up there."
    )
    registers: Path | None = Field(
        None, description="YAML file that describes registers of certificates. Unset: none is asked."
    )
    register_proxy: str = Field("", description="Proxy through which registers are asked. Empty: directly.")
    expiry_days: str = Field(
        "90,30,7,0", description="Remind of a certificate's end this many days ahead; 0: on the day."
    )
    retention_months: int = Field(
        36, ge=0, le=600, description="Erase a campaign's answers this long after its contract ends. 0: no day is set."
    )
    session_hours: int = Field(12, ge=1, le=24 * 30, description="A member's session ends after this many hours.")
    vendor_session_days: int = Field(
        7, ge=1, le=90, description="A vendor's browser session; the link opens a new one."
    )
    link_days: int = Field(180, ge=1, le=730, description="An invitation link works for this many days.")
    threads: int | None = Field(None, ge=1, le=64, description="Request threads. Unset: 4 on SQLite, 16 on PostgreSQL.")
    worker: bool = Field(True, description="Run a worker inside `serve`. Set false where `countersign work` runs.")
    log_format: Literal["text", "json"] = Field("text", description="How log lines are written.")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value() and len(key.get_secret_value()) < 32:
            raise ValueError("must be at least 32 characters")
        return key

    @field_validator("trust_list", "answer_keys")
    @classmethod
    def _there(cls, where: Path | None) -> Path | None:
        if where is not None and not where.exists():
            raise ValueError("must be a file or folder that exists")
        return where

    @field_validator("report_fonts")
    @classmethod
    def _a_folder(cls, where: Path | None) -> Path | None:
        if where is not None and not where.is_dir():
            raise ValueError("must be a folder that exists")
        return where

    @field_validator("gleif_url")
    @classmethod
    def _of_https(cls, url: str) -> str:
        if url and not re.match(r"https://[^/]+|http://(127\.0\.0\.1|localhost)[:/]", url):
            raise ValueError("must begin with https://")
        return url

    @field_validator("registers")
    @classmethod
    def _described(cls, file: Path | None) -> Path | None:
        if file is not None:  # what checks it takes longer to load than most commands to run
            from app.infra.registers.configured import load_registers

            load_registers(file)
        return file

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url:
            return url  # commands that need no database do not wait for what checks it
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            known = make_url(url).get_backend_name() in ("sqlite", "postgresql")
        except ArgumentError:
            known = False
        if not known:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("expiry_days")
    @classmethod
    def _days_ahead(cls, given: str) -> str:
        parts = [part.strip() for part in given.split(",") if part.strip()]
        if not parts or not all(part.isascii() and part.isdigit() and int(part) <= 730 for part in parts):
            raise ValueError("must be days from 0 to 730 with commas between, such as 90,30,7,0")
        return ",".join(parts)

    @property
    def remind_days(self) -> tuple[int, ...]:
        """The days ahead on which people are reminded of a certificate's end, the furthest first."""
        return tuple(sorted({int(part) for part in self.expiry_days.split(",")}, reverse=True))

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'countersign.db'}"

    @property
    def on_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def cookies_secure(self) -> bool:
        return self.base_url.scheme == "https" if self.secure_cookies is None else self.secure_cookies

    @property
    def origin(self) -> str:
        return str(self.base_url).rstrip("/")

    @property
    def thread_count(self) -> int:
        return self.threads or (4 if self.on_sqlite else 16)

    @cached_property
    def key(self) -> bytes:
        """The installation's secret: from the setting, or generated once into the data folder (mode 0600)."""
        if given := self.secret_key.get_secret_value():
            return given.encode()
        file = self.data_dir / "secret.key"
        if not file.exists():
            write_once(file, secrets.token_urlsafe(48))
        return file.read_text().strip().encode()


def write_once(file: Path, text: str) -> None:
    """Readable by its owner only, and whole from the moment it is there, when several processes start at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w") as draft:
            draft.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        Path(name).unlink()
