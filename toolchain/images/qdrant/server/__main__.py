"""Starts the server: settings, collections, then the port. The port opens only when everything is loaded."""

import asyncio
import contextlib
import errno
import logging
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn

from . import VERSION
from .catalog import Catalog
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
    services = Services(settings, catalog, snapshots, Metrics(catalog, snapshots))
    config = uvicorn.Config(
        build(ENDPOINTS, services),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # Longer than any client keeps an idle connection, so that it is the client who closes, never in mid-request.
        timeout_keep_alive=75,
    )
    log.info("%d collections loaded; listening on port %d", len(catalog.collections), settings.port)
    async with flushing(catalog):
        await uvicorn.Server(config).serve()


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
