"""The "erase-file" job: bytes that no response refers to any more leave the storage, and the pictures of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from app.features.privacy.erasing import GRACE, JOB
from app.features.responses.models import EvidenceFile
from app.infra.clock import Clock
from app.infra.db import Database
from app.infra.jobs import Performer
from app.infra.pictures import PictureFolder
from app.infra.settings import Settings
from app.infra.storage import Storage

__all__ = ["JOB", "StillNew", "performer"]


class StillNew(Exception):
    """The same bytes came in meanwhile, and nothing refers to them yet: the job is tried again later."""


def performer(storage: Storage, settings: Settings, clock: Clock) -> Performer:
    def perform(database: Database, payload: Mapping[str, Any], key: str) -> None:
        sha256 = str(payload["sha256"])
        with database.reading() as session:
            if session.exec(select(EvidenceFile.id).where(EvidenceFile.sha256 == sha256)).first() is not None:
                return
        if not storage.remove(sha256, put_before=clock() - GRACE):
            raise StillNew(sha256)
        PictureFolder(settings.data_dir / "pictures").remove(sha256)

    return perform
