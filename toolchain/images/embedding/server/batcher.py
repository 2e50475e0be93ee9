"""Puts texts of different requests into one pass of the model, up to a number of tokens."""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .model import Matrix, Model


@dataclass(frozen=True)
class Waiting:
    ids: Sequence[int]
    vector: asyncio.Future[Matrix]


class Batcher:
    def __init__(self, model: Model, max_batch_tokens: int) -> None:
        self._model = model
        self._max_batch_tokens = max_batch_tokens
        self._queue: deque[Waiting] = deque()
        self._arrived = asyncio.Event()
        # One thread: the pass itself uses as many cores as it was given.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="model")

    @property
    def queued(self) -> int:
        return len(self._queue)

    async def embed(self, texts: Sequence[Sequence[int]]) -> list[Matrix]:
        loop = asyncio.get_running_loop()
        waiting = [Waiting(ids, loop.create_future()) for ids in texts]
        self._queue.extend(waiting)
        self._arrived.set()
        return await asyncio.gather(*(item.vector for item in waiting))

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            batch = self._next()
            if not batch:
                self._arrived.clear()
                continue
            try:
                vectors = await loop.run_in_executor(self._thread, self._model.embed, [item.ids for item in batch])
            except Exception as problem:  # Each caller gets it; the next batch must still run.
                settle(batch, problem)
            else:
                settle(batch, vectors)

    def _next(self) -> list[Waiting]:
        batch: list[Waiting] = []
        tokens = 0
        while self._queue and (not batch or tokens + len(self._queue[0].ids) <= self._max_batch_tokens):
            item = self._queue.popleft()
            # Whoever hung up is not computed.
            if not item.vector.done():
                tokens += len(item.ids)
                batch.append(item)
        return batch


def settle(batch: Sequence[Waiting], outcome: Matrix | Exception) -> None:
    for index, item in enumerate(batch):
        if item.vector.done():
            continue
        if isinstance(outcome, Exception):
            item.vector.set_exception(outcome)
        else:
            item.vector.set_result(outcome[index])
