"""The real application, with two floors beside it: what one inserted row and one small template cost here."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from jinja2 import Template
from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime
from app.infra.ids import new_id
from app.infra.services import build_services
from app.infra.settings import Settings
from app.infra.transaction import WriteSession
from app.main import create_app

router = APIRouter()
_HELLO = Template("<!doctype html><title>{{ name }}</title><p>Hello, {{ name }}.</p>", autoescape=True)


class BenchRow(SQLModel, table=True):
    __tablename__ = "bench_row"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    at: datetime = Field(sa_type=UtcDateTime)


@router.post("/bench/insert")
def insert(session: WriteSession) -> Response:
    session.execute(sa.insert(BenchRow.__table__).values(id=new_id(), at=datetime.now().astimezone()))  # type: ignore[attr-defined]
    return HTMLResponse("saved")


@router.get("/bench/hello")
def hello() -> Response:
    return HTMLResponse(_HELLO.render(name="Marta"))


def from_environment() -> FastAPI:
    app = create_app(build_services(Settings()))
    app.include_router(router)
    return app
