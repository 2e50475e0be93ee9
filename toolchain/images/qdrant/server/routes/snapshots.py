"""Snapshots of a collection: make, list, fetch, remove, and bring one back."""

from typing import Any

from starlette.responses import FileResponse

from ..errors import format_error, unsupported
from ..web import Call, Endpoint

CHUNK = 1024 * 1024


async def create(call: Call) -> dict[str, Any]:
    return await call.snapshots.create(call.collection)


async def list_snapshots(call: Call) -> list[dict[str, Any]]:
    return call.snapshots.list(call.collection.name)


async def download(call: Call) -> FileResponse:
    file = call.snapshots.file(call.collection.name, call.request.path_params["snapshot"])
    return FileResponse(file, media_type="application/octet-stream", filename=file.name)


async def delete(call: Call) -> bool:
    call.snapshots.delete(call.collection.name, call.request.path_params["snapshot"])
    return True


async def recover(call: Call) -> bool:
    body = await call.body()
    source = await call.snapshots.fetch(body["location"], body.get("api_key"))
    try:
        await call.snapshots.recover(call.catalog, call.name, source, body.get("checksum"))
    finally:
        source.unlink()
    return True


async def upload(call: Call) -> bool:
    async with call.request.form() as form:
        part = form.get("snapshot")
        if part is None or isinstance(part, str):
            raise format_error("missing the file part `snapshot`")
        source = call.snapshots.incoming()
        try:
            with source.open("wb") as out:
                while chunk := await part.read(CHUNK):
                    out.write(chunk)
            checksum = call.request.query_params.get("checksum")
            await call.snapshots.recover(call.catalog, call.name, source, checksum)
        finally:
            source.unlink(missing_ok=True)
    return True


async def refused(_call: Call, _endpoint: Endpoint) -> None:
    """Copies on other members would keep what they hold."""
    raise unsupported("recovering a snapshot in a cluster")


SNAPSHOTS = "/collections/{name}/snapshots"

ENDPOINTS = [
    Endpoint("POST", SNAPSHOTS, create, manages=True),
    Endpoint("GET", SNAPSHOTS, list_snapshots),
    Endpoint("PUT", f"{SNAPSHOTS}/recover", recover, manages=True, clustered=refused),
    Endpoint("POST", f"{SNAPSHOTS}/upload", upload, manages=True, clustered=refused),
    Endpoint("GET", f"{SNAPSHOTS}/{{snapshot}}", download),
    Endpoint("DELETE", f"{SNAPSHOTS}/{{snapshot}}", delete, manages=True),
]
