"""Registers that may be asked: of legal entities (GLEIF), and of certificates as the operator describes them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app import __version__
from app.infra.clock import Clock
from app.infra.db import Database
from app.infra.http import Client, origin_of
from app.infra.registers.configured import Register, load_registers
from app.infra.settings import Settings


@dataclass(frozen=True)
class Registers:
    """Everything that the settings allow to be asked, and the one client that asks."""

    client: Client
    gleif: str  # address of the API, "" when it is not asked
    certificates: tuple[Register, ...]

    def certificate_register(self, register_id: str) -> Register | None:
        return next((r for r in self.certificates if r.id == register_id), None)


def build_registers(
    settings: Settings, database: Database, clock: Clock, sleep: Callable[[float], None] = time.sleep
) -> Registers:
    """Raises RegistersError when the file of registers cannot be used."""
    certificates = load_registers(settings.registers)
    origins = {r.origin for r in certificates} | ({origin_of(settings.gleif_url)} if settings.gleif_url else set())
    agent = f"Countersign/{__version__} (+{settings.origin})"
    client = Client(database, clock, origins, agent=agent, proxy=settings.register_proxy, sleep=sleep)
    return Registers(client, settings.gleif_url, certificates)
