"""What members ask each other, on a port of its own and without a key, as in Qdrant: only members may reach it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import orjson
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route

from ..errors import ApiError
from ..snapshots import pack
from ..web import Endpoint, Services, local_routes
from .consensus import Json
from .member import Member
from .routing import ANOTHER_MEMBER
from .transport import Unreachable


def p2p_app(endpoints: list[Endpoint], services: Services, member: Member) -> Starlette:
    consensus = member.consensus

    async def vote(message: Json) -> Json:
        return consensus.on_vote(message)

    async def propose(message: Json) -> Json:
        if not consensus.leads:
            raise Unreachable("it does not lead any more")
        await consensus.propose(message)
        return {}

    async def join(message: Json) -> Json:
        await consensus.propose(message)
        return {"document": consensus.document}

    return Starlette(
        routes=[
            Route("/vote", answering(vote), methods=["POST"]),
            Route("/append", answering(consensus.on_append), methods=["POST"]),
            Route("/propose", answering(propose), methods=["POST"]),
            Route("/join", answering(join), methods=["POST"]),
            Route("/snapshot/{name}", snapshot(services)),
            Mount(f"/local/{consensus.peer}", routes=local_routes(endpoints, services)),
            # A member that lost its storage lives under the address of the one that it was.
            Mount("/local", Response(status_code=ANOTHER_MEMBER)),
        ]
    )


def answering(handler: Callable[[Json], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            result = await handler(orjson.loads(await request.body()))
        except ApiError as refusal:
            result = {"status": refusal.status, "error": refusal.message}
        except Unreachable as problem:
            return Response(str(problem), 503)
        return Response(orjson.dumps(result), media_type="application/json")

    return respond


def snapshot(services: Services) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        collection = services.catalog.collections.get(request.path_params["name"])
        if collection is None:
            return Response(status_code=404)
        file: Path = services.settings.snapshots_path / f".transfer-{uuid4().hex}"
        async with collection.writing:
            collection.shard.flush()
            pack(collection, file)
        return FileResponse(file, background=BackgroundTask(file.unlink))

    return respond
