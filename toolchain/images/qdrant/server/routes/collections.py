"""Collections and their payload indexes."""

from copy import deepcopy
from typing import Any

import qdrant_edge as engine

from ..cluster import clustered, routing
from ..collection_config import checked_name, created, patched
from ..web import Call, Endpoint
from ..wire.schema import schema_json, to_schema


async def list_collections(call: Call) -> dict[str, Any]:
    return {"collections": [{"name": name} for name in sorted(call.catalog.collections)]}


async def exists(call: Call) -> dict[str, bool]:
    return {"exists": call.name in call.catalog.collections}


async def get(call: Call) -> dict[str, Any]:
    return call.collection.info()


async def create(call: Call) -> bool:
    call.catalog.create(checked_name(call.name), created(await call.body()))
    return True


async def patch(call: Call) -> bool:
    collection, body = call.collection, await call.body()
    async with collection.writing:
        collection.reconfigure(patched(collection.config, body))
        call.catalog.save()
    return True


async def delete(call: Call) -> bool:
    return call.catalog.delete(call.name)


async def create_index(call: Call) -> dict[str, Any]:
    collection, body = call.collection, await call.body()
    field = body["field_name"]
    declared = schema_json(body.get("field_schema"))
    operation = await collection.update(engine.UpdateOperation.create_field_index(field, to_schema(declared)))
    set_schema(call, {**collection.config["payload_schema"], field: declared})
    return acknowledged(call, operation)


async def delete_index(call: Call) -> dict[str, Any]:
    collection, field = call.collection, call.request.path_params["field"]
    operation = await collection.update(engine.UpdateOperation.delete_field_index(field))
    set_schema(call, {name: kept for name, kept in collection.config["payload_schema"].items() if name != field})
    return acknowledged(call, operation)


def set_schema(call: Call, schema: dict[str, Any]) -> None:
    config = deepcopy(call.collection.config)
    config["payload_schema"] = schema
    call.collection.config = config
    call.catalog.save()


def acknowledged(call: Call, operation: int) -> dict[str, Any]:
    """Everything is applied at once here; the wording follows what the client asked for."""
    return {"operation_id": operation, "status": "completed" if call.flag("wait") else "acknowledged"}


async def shards(call: Call) -> dict[str, Any]:
    local = {"shard_id": 0, "points_count": call.collection.count(), "state": "Active"}
    return {"peer_id": 0, "shard_count": 1, "local_shards": [local], "remote_shards": [], "shard_transfers": []}


INDEX = "/collections/{name}/index"

ENDPOINTS = [
    Endpoint("GET", "/collections", list_collections, clustered=clustered.list_collections),
    Endpoint("GET", "/collections/{name}", get, clustered=routing.read),
    Endpoint("GET", "/collections/{name}/exists", exists, clustered=clustered.exists),
    Endpoint("GET", "/collections/{name}/cluster", shards, clustered=clustered.shards),
    Endpoint("PUT", "/collections/{name}", create, manages=True, clustered=clustered.create),
    Endpoint("PATCH", "/collections/{name}", patch, manages=True, clustered=clustered.patch),
    Endpoint("DELETE", "/collections/{name}", delete, manages=True, clustered=clustered.delete),
    Endpoint("PUT", INDEX, create_index, manages=True, clustered=clustered.create_index),
    Endpoint("DELETE", f"{INDEX}/{{field}}", delete_index, manages=True, clustered=clustered.delete_index),
]
