"""Starts the server: settings, collections, then the port. The port opens only when everything is loaded."""

import asyncio
import contextlib
import errno
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from . import VERSION
from .catalog import Catalog
from .cluster.member import Member
from .cluster.port import p2p_app
from .metrics import Metrics
from .routes import ENDPOINTS
from .settings import Settings, SettingsError, load
from .snapshots import Snapshots
from .web import Services, build

log = logging.getLogger("qdrant")

# Qdrant's own default. The write-ahead log holds what was not flushed; this keeps the log short.
FLUSH_EVERY_SECONDS = 5


@contextlib.asynccontextmanager
async def flushing(catalog: Catalog) -> AsyncIterator[None]:
    async def forever() -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY_SECONDS)
            catalog.flush()

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        catalog.close()


async def serve(settings: Settings) -> None:
    catalog, snapshots = Catalog(settings.storage_path), Snapshots(settings.snapshots_path)
    member = Member(settings, catalog, snapshots) if settings.clustered else None
    services = Services(settings, catalog, snapshots, Metrics(catalog, snapshots, member), member)
    rest = uvicorn.Server(listening(build(ENDPOINTS, services), settings.host, settings.port))
    log.info("%d collections loaded; listening on port %d", len(catalog.collections), settings.port)
    async with flushing(catalog), joined(member, services):
        await rest.serve()


def listening(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # Longer than any client keeps an idle connection, so that it is the client who closes, never in mid-request.
        timeout_keep_alive=75,
    )


class PeerServer(uvicorn.Server):
    """Signals belong to the server of the REST port."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def joined(member: Member | None, services: Services) -> AsyncIterator[None]:
    """In the cluster, if there is one. The port for members opens only then: whoever answers there can be joined."""
    if member is None:
        yield
        return
    await member.join()
    app = p2p_app(ENDPOINTS, services, member)
    server = PeerServer(listening(app, services.settings.host, services.settings.p2p_port))
    tasks = [asyncio.create_task(server.serve()), asyncio.create_task(member.consensus.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def main() -> int:
    try:
        settings = load(sys.argv[1:], os.environ, Path.cwd())
    except SettingsError as problem:
        print(f"qdrant: {problem}", file=sys.stderr)
        return 1
    level = {"WARN": "WARNING", "TRACE": "DEBUG", "OFF": "CRITICAL"}.get(settings.log_level, settings.log_level)
    logging.basicConfig(
        level=level if level in logging.getLevelNamesMapping() else "INFO", format="%(levelname)s %(message)s"
    )
    print(
        f"stand-in for Qdrant v{VERSION}: same REST routes over Qdrant's own storage engine (qdrant-edge-py)",
        flush=True,
    )
    try:
        asyncio.run(serve(settings))
    except ConnectionError as problem:
        print(f"qdrant: {problem}", file=sys.stderr)
        return 1
    except PermissionError as problem:
        return refuse(problem)
    except OSError as problem:
        if problem.errno != errno.EROFS:
            raise
        return refuse(problem)
    return 0


def refuse(problem: OSError) -> int:
    """What an operator meets who forgot the volumes, or gave them to another user."""
    hint = "mount writable volumes for storage and snapshots, owned by the user that the container runs as"
    print(f"qdrant: {problem.filename}: {problem.strerror}; {hint}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
