"""Composition root: settings in, application out. The only file that knows everything."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import __version__
from app.features.effects import build_worker
from app.infra.files import FileType
from app.infra.logs import configure_logs
from app.infra.services import Services, build_services
from app.infra.settings import ROOT, Settings
from app.infra.transaction import Transactions
from app.web import errors
from app.web.language import Language
from app.web.pages import ROUTERS
from app.web.security import Security


class HashedStatic(StaticFiles):
    """Static files are asked for with their hash (`?v=`), so a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]
        answer = await super().get_response(path, scope)
        hashed = b"v=" in scope.get("query_string", b"")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "public, max-age=3600"
        return answer


@contextmanager
def _worker(services: Services) -> Iterator[None]:
    """A worker thread inside the web process, where the settings want one; it ends with the process."""
    if not services.settings.worker:
        yield
        return
    stop = threading.Event()
    worker = build_worker(services)
    thread = threading.Thread(target=worker.run_until, args=(stop,), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def from_environment() -> FastAPI:
    """What the web server calls in each of its processes."""
    settings = Settings()
    configure_logs(settings.log_format)
    return create_app(build_services(settings))


def create_app(services: Services) -> FastAPI:
    """The application, ready to serve. The database must be migrated (`countersign migrate`)."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services: Services = app.state.services
        to_thread.current_default_thread_limiter().total_tokens = services.settings.thread_count
        with _worker(services):
            yield
        services.database.dispose()

    app = FastAPI(
        title="Countersign", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.services = services
    app.state.transactions = Transactions(services.database)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", HashedStatic(directory=ROOT / "static"), name="static")
    app.add_middleware(
        GZipMiddleware,
        minimum_size=800,
        compresslevel=5,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *FileType),
    )
    app.add_middleware(Language)  # within the next one, whose own answers are few and in English
    app.add_middleware(
        Security, origin=services.settings.origin, refused=errors.cross_site_refused, broken=errors.unexpected
    )
    return app
