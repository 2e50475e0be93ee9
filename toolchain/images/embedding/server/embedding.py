"""From checked texts to vectors: limits first, then tokens, then the model."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .batcher import Batcher
from .errors import empty, overloaded, too_many
from .metrics import Metrics
from .model import Matrix
from .settings import Settings
from .tokens import Tokens


@dataclass(frozen=True)
class Embedded:
    vectors: Matrix
    tokens: int


class Embedding:
    def __init__(self, settings: Settings, tokens: Tokens, batcher: Batcher, metrics: Metrics) -> None:
        self._settings = settings
        self._tokens = tokens
        self._batcher = batcher
        self._metrics = metrics
        self._running = 0

    async def embed(self, texts: Sequence[str], truncate: bool | None, normalize: bool) -> Embedded:
        if not texts:
            raise empty()
        if len(texts) > self._settings.max_client_batch_size:
            raise too_many(len(texts), self._settings.max_client_batch_size)
        if self._running >= self._settings.max_concurrent_requests:
            raise overloaded()
        self._running += 1
        try:
            return await self._embed(texts, self._settings.auto_truncate if truncate is None else truncate, normalize)
        finally:
            self._running -= 1

    async def _embed(self, texts: Sequence[str], truncate: bool, normalize: bool) -> Embedded:
        ids = [self._tokens.encode(text, truncate) for text in texts]
        started = time.perf_counter()
        vectors = np.stack(await self._batcher.embed(ids))
        self._metrics.inference.observe(time.perf_counter() - started)
        self._metrics.counts.add("te_embed_count", len(texts))
        if normalize:
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return Embedded(vectors, sum(len(text) for text in ids))
