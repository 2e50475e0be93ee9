"""One collection: a shard of the engine, and the configuration that it was declared with."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import qdrant_edge as engine

from . import collection_config
from .wire.filters import to_filter
from .wire.ids import PointId, point_ids
from .wire.schema import schema_report

Json = dict[str, Any]


class Collection:
    """The engine is called from the event loop alone: its calls hold Python's lock, so threads would gain nothing."""

    def __init__(self, name: str, folder: Path, config: Json, shard: engine.EdgeShard) -> None:
        self.name = name
        self.folder = folder
        self.config = config
        self.shard = shard
        # Held by each write, and by a snapshot for as long as it reads the files.
        self.writing = asyncio.Lock()
        self._operations = 0
        self._unflushed = False

    @classmethod
    def create(cls, name: str, folder: Path, config: Json) -> "Collection":
        return cls(name, folder, config, engine.EdgeShard.create(str(folder), collection_config.to_engine(config)))

    @classmethod
    def load(cls, name: str, folder: Path, config: Json) -> "Collection":
        return cls(name, folder, config, engine.EdgeShard.load(str(folder), collection_config.to_engine(config)))

    def reconfigure(self, config: Json) -> None:
        """The engine takes a configuration only when it opens a shard."""
        settings = collection_config.to_engine(config)
        self.close()
        self.shard = engine.EdgeShard.load(str(self.folder), settings)
        self.config = config

    async def update(self, operation: engine.UpdateOperation) -> int:
        """Applied and in the write-ahead log when it returns, so a killed process loses nothing of it."""
        async with self.writing:
            self.shard.update(operation)
            self._unflushed = True
            self._operations += 1
            return self._operations

    def flush(self) -> None:
        if self._unflushed:
            self._unflushed = False
            self.shard.flush()

    def close(self) -> None:
        self.flush()
        self.shard.close()

    def count(self, filtered: engine.Filter | None = None, exact: bool = True) -> int:
        return self.shard.count(engine.CountRequest(exact=exact, filter=filtered))

    def vector_of(self, point: PointId, using: str | None) -> Any:
        found = self.shard.retrieve([point], False, [using] if using else True)
        if not found:
            return None
        vector = found[0].vector
        return vector[using] if using and isinstance(vector, Mapping) else vector

    def vector_names(self) -> list[str]:
        """Names of the vectors that a point has; the unnamed one is ''."""
        params = self.config["params"]
        dense = [""] if collection_config.single(params["vectors"]) else list(params["vectors"])
        return [*dense, *params.get("sparse_vectors", {})]

    def info(self) -> Json:
        info = self.shard.info()
        config = {name: part for name, part in self.config.items() if name not in ("payload_schema", "id")}
        schema = {
            field: schema_report(declared, info.payload_schema[field].points if field in info.payload_schema else 0)
            for field, declared in self.config["payload_schema"].items()
        }
        return {
            "status": "green",
            "optimizer_status": "ok",
            "indexed_vectors_count": info.indexed_vectors_count,
            "points_count": info.points_count,
            "segments_count": info.segments_count,
            "config": config,
            "payload_schema": schema,
        }


def chosen(body: Mapping[str, Any]) -> list[PointId] | engine.Filter:
    """What a delete or a payload change is about: points by id, or by filter."""
    if body.get("points") is not None:
        return point_ids(body["points"])
    return to_filter(body.get("filter") or {}) or engine.Filter()
