"""Points: write, read, page through, count."""

from collections.abc import Callable
from typing import Any

import qdrant_edge as engine

from ..cluster.routing import read, write
from ..collection import chosen
from ..errors import not_found
from ..web import Call, Endpoint, Handler
from ..wire.filters import to_filter
from ..wire.ids import id_json, point_id, point_ids
from ..wire.points import record_json, to_payload_choice, to_points, to_vector_choice
from ..wire.queries import positive, to_order
from .collections import acknowledged

Update = engine.UpdateOperation

UPDATE_MODES = {
    "upsert": engine.UpdateMode.Upsert,
    "insert_only": engine.UpdateMode.InsertOnly,
    "update_only": engine.UpdateMode.UpdateOnly,
}


async def upsert(call: Call) -> dict[str, Any]:
    collection, body = call.collection, await call.body()
    mode = UPDATE_MODES[body.get("update_mode") or "upsert"]
    operation = Update.upsert_points(to_points(body), to_filter(body.get("update_filter")), mode)
    return acknowledged(call, await collection.update(operation))


async def delete(call: Call) -> dict[str, Any]:
    collection, body = call.collection, await call.body()
    which = chosen(body)
    operation = Update.delete_points(which) if isinstance(which, list) else Update.delete_points_by_filter(which)
    return acknowledged(call, await collection.update(operation))


def payload_change(by_id: Callable[..., Update], by_filter: Callable[..., Update], *fields: str) -> Handler:
    """The four changes to payloads differ only in what they carry."""

    async def change(call: Call) -> dict[str, Any]:
        collection, body = call.collection, await call.body()
        which = chosen(body)
        operation = (by_id if isinstance(which, list) else by_filter)(which, *(body.get(field) for field in fields))
        return acknowledged(call, await collection.update(operation))

    return change


async def retrieve(call: Call) -> list[dict[str, Any]]:
    collection, body = call.collection, await call.body()
    payload = to_payload_choice(body.get("with_payload", True))
    records = collection.shard.retrieve(point_ids(body["ids"]), payload, to_vector_choice(body.get("with_vector")))
    return [record_json(record) for record in records]


async def get(call: Call) -> dict[str, Any]:
    given = call.request.path_params["id"]
    wanted = point_id(int(given) if given.isdigit() else given)
    records = call.collection.shard.retrieve([wanted], True, True)
    if not records:
        raise not_found(f"Point with id {given} does not exists!")
    return record_json(records[0])


async def scroll(call: Call) -> dict[str, Any]:
    collection, body = call.collection, await call.body()
    order = body.get("order_by")
    records, following = collection.shard.scroll(
        engine.ScrollRequest(
            offset=point_id(body["offset"]) if body.get("offset") is not None else None,
            limit=positive(body, "limit", 10),
            filter=to_filter(body.get("filter")),
            with_payload=to_payload_choice(body.get("with_payload", True)),
            with_vector=to_vector_choice(body.get("with_vector")),
            order_by=to_order(order) if order else None,
        )
    )
    next_page = None if following is None else id_json(following)
    return {"points": [record_json(record) for record in records], "next_page_offset": next_page}


async def count(call: Call) -> dict[str, int]:
    collection, body = call.collection, await call.body()
    return {"count": collection.count(to_filter(body.get("filter")), body.get("exact", True))}


POINTS = "/collections/{name}/points"

PAYLOAD = f"{POINTS}/payload"

set_payload = payload_change(Update.set_payload, Update.set_payload_by_filter, "payload", "key")
overwrite_payload = payload_change(Update.overwrite_payload, Update.overwrite_payload_by_filter, "payload")
delete_payload = payload_change(Update.delete_payload, Update.delete_payload_by_filter, "keys")
clear_payload = payload_change(Update.clear_payload, Update.clear_payload_by_filter)

ENDPOINTS = [
    Endpoint("PUT", POINTS, upsert, manages=True, clustered=write),
    Endpoint("POST", POINTS, retrieve, clustered=read),
    Endpoint("POST", f"{POINTS}/delete", delete, manages=True, clustered=write),
    Endpoint("POST", f"{POINTS}/scroll", scroll, clustered=read),
    Endpoint("POST", f"{POINTS}/count", count, clustered=read),
    Endpoint("POST", PAYLOAD, set_payload, manages=True, clustered=write),
    Endpoint("PUT", PAYLOAD, overwrite_payload, manages=True, clustered=write),
    Endpoint("POST", f"{PAYLOAD}/delete", delete_payload, manages=True, clustered=write),
    Endpoint("POST", f"{PAYLOAD}/clear", clear_payload, manages=True, clustered=write),
    Endpoint("GET", f"{POINTS}/{{id}}", get, clustered=read),
]
