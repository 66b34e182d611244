"""What every door needs at hand, put together once per process."""

from __future__ import annotations

from dataclasses import dataclass

from app.infra.clock import Clock, system_clock
from app.infra.db import Database
from app.infra.settings import Settings
from app.infra.storage import FolderStorage, Storage


@dataclass(frozen=True)
class Services:
    settings: Settings
    database: Database
    storage: Storage
    clock: Clock


def build_services(settings: Settings, clock: Clock = system_clock) -> Services:
    return Services(
        settings=settings,
        database=Database(settings.database, pool_size=settings.thread_count + 2),
        storage=FolderStorage(settings.data_dir / "evidence"),
        clock=clock,
    )
