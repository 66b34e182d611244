"""`kill -9` between any two requests: every answer that was told "saved" is there after the restart."""

from __future__ import annotations

import random
from pathlib import Path

import httpx
import pytest

from app.infra.services import build_services
from tests.browser.seeds import seed
from tests.browser.site import Mortal, Site, free_port

pytestmark = pytest.mark.browser

SAVES, DEATHS = 30, 3


def test_what_was_told_saved_outlives_the_process(tmp_path: Path, template_file: Path) -> None:
    (tmp_path / "countersign.db").write_bytes(template_file.read_bytes())
    server = Mortal(tmp_path, free_port())
    services = build_services(server.settings)
    marta = seed(Site(server.settings.origin, services)).marta
    services.database.dispose()
    chance = random.Random(7)
    deaths = set(chance.sample(range(1, SAVES), DEATHS))
    told: list[str] = []
    try:
        server.start()
        with httpx.Client(base_url=server.settings.origin, headers={"Sec-Fetch-Site": "same-origin"}) as browser:
            assert browser.post(f"/q/{marta.token}").status_code == 303
            for number in range(SAVES):
                if number in deaths:
                    server.kill()
                    server.start()
                words = f"Version {number} of the answer."
                fields = {"D03:version": str(len(told)), "D03:value": words}
                answer = browser.post(marta.page("answers/D03"), data=fields)
                assert answer.status_code == 200, answer.text[:300]
                told.append(words)
    finally:
        server.kill()
    database = build_services(server.settings).database
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT value FROM answer_version WHERE question_id = 'D03' ORDER BY version")
        assert [value.strip('"') for (value,) in kept] == told
    database.dispose()
