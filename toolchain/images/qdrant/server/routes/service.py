"""What the process says about itself."""

from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response

from .. import VERSION
from ..web import Call, Endpoint


async def root(_call: Call) -> Response:
    return JSONResponse({"title": "qdrant - vector search engine", "version": VERSION, "commit": "stand-in"})


async def healthz(_call: Call) -> Response:
    return PlainTextResponse("healthz check passed")


async def livez(_call: Call) -> Response:
    return PlainTextResponse("livez check passed")


async def readyz(call: Call) -> Response:
    member = call.services.member
    if member and not member.ready():
        return PlainTextResponse("some shards are not ready", 503)
    return PlainTextResponse("all shards are ready")


async def metrics(call: Call) -> Response:
    return Response(call.services.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def telemetry(call: Call) -> dict[str, Any]:
    collections = [{"id": name, **collection.info()} for name, collection in call.catalog.collections.items()]
    return {
        "app": {"name": "qdrant", "version": VERSION, "features": {"stand_in": True}},
        "collections": {"number_of_collections": len(collections), "collections": collections},
        "cluster": {"enabled": call.services.member is not None},
    }


ENDPOINTS = [
    Endpoint("GET", "/", root),
    Endpoint("GET", "/healthz", healthz),
    Endpoint("GET", "/livez", livez),
    Endpoint("GET", "/readyz", readyz),
    Endpoint("GET", "/metrics", metrics),
    Endpoint("GET", "/telemetry", telemetry),
]
