"""Search by the universal query, alone or in batches. The older search routes went with Qdrant 1.19's clients."""

from typing import Any

from ..cluster.routing import read
from ..collection import Collection
from ..web import Call, Endpoint
from ..wire.points import scored_json
from ..wire.queries import Query

Json = dict[str, Any]


def run_query(collection: Collection, body: Json) -> Json:
    points = collection.shard.query(Query(body, collection.vector_of).request)
    return {"points": [scored_json(point) for point in points]}


async def query(call: Call) -> Json:
    return run_query(call.collection, await call.body())


async def query_batch(call: Call) -> list[Json]:
    collection, body = call.collection, await call.body()
    return [run_query(collection, search) for search in body["searches"]]


ENDPOINTS = [
    Endpoint("POST", "/collections/{name}/points/query", query, clustered=read),
    Endpoint("POST", "/collections/{name}/points/query/batch", query_batch, clustered=read),
]
