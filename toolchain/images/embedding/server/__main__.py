"""Starts the server. The port opens only when the model is loaded and has answered once."""

import asyncio
import logging
import os
import sys
from pathlib import Path

import uvicorn

from . import VERSION
from .batcher import Batcher
from .embedding import Embedding
from .metrics import Metrics
from .model import Model
from .settings import MODEL_ID, Settings, SettingsError, load
from .tokens import Tokens
from .web import Services, build

log = logging.getLogger("embedding")

LEVELS = {"WARN": "WARNING", "TRACE": "DEBUG", "OFF": "CRITICAL"}


async def serve(settings: Settings, folder: Path) -> None:
    tokens, model = Tokens(folder), Model(folder)
    batcher = Batcher(model, settings.max_batch_tokens)
    metrics = Metrics(lambda: batcher.queued)
    embedding = Embedding(settings, tokens, batcher, metrics)
    working = asyncio.create_task(batcher.run())
    await batcher.embed([tokens.encode("warm up", truncate=False)])
    log.info("Ready: %s, %d dimensions, port %d", settings.model_id, model.size, settings.port)
    config = uvicorn.Config(
        build(Services(settings, tokens, embedding, metrics)),
        host=settings.hostname,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # Longer than any client keeps an idle connection, so that it is the client who closes, never in mid-request.
        timeout_keep_alive=75,
    )
    await uvicorn.Server(config).serve()
    working.cancel()


def main() -> int:
    try:
        settings = load(sys.argv[1:], os.environ)
    except SettingsError as problem:
        print(f"text-embeddings-router: {problem}", file=sys.stderr)
        return 1
    level = LEVELS.get(settings.log_level, settings.log_level)
    logging.basicConfig(
        level=level if level in logging.getLevelNamesMapping() else "INFO", format="%(levelname)s %(message)s"
    )
    print(f"stand-in for TEI {VERSION}: the real {MODEL_ID}, computed with NumPy on the CPU", flush=True)
    asyncio.run(serve(settings, Path(os.environ["MODEL_FOLDER"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
