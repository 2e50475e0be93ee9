"""How a member serves what concerns the whole cluster, or a collection that other members hold."""

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from ..errors import ApiError, collection_not_found
from .consensus import Json
from .member import Member
from .state import ACTIVE, DEAD
from .transport import Answer, Unreachable, send

if TYPE_CHECKING:
    from ..web import Call, Endpoint

ANOTHER_MEMBER = 421

# Longer than a copy that makes a write wait, shorter than the patience of Qdrant's clients.
WRITE_SECONDS = 60


def member_of(call: "Call") -> Member:
    member = call.services.member
    assert member is not None
    return member


def agreed(call: "Call") -> Json:
    held = member_of(call).collections.get(call.name)
    if held is None:
        raise collection_not_found(call.name)
    return held


async def propose(call: "Call", kind: str, **operation: Any) -> None:
    await member_of(call).consensus.propose({"kind": kind, "name": call.name, **operation})


async def read(call: "Call", endpoint: "Endpoint") -> Any:
    """From here if it is here, else from the first holder that answers."""
    held, member = agreed(call), member_of(call)
    if member.holds(call.name):
        return await endpoint.handler(call)
    for peer, state in held["replicas"].items():
        if state == ACTIVE and peer != member.consensus.peer:
            try:
                return as_response(await forward(call, peer))
            except Unreachable:
                continue
    raise unanswered(call.name)


async def write(call: "Call", endpoint: "Endpoint") -> Any:
    """To every holder. One that does not take it is dead before the client hears of success, and catches up later."""
    # Read once, before several ask for it at the same time.
    await call.request.body()
    outcomes: dict[str, Any] = {}
    # A member that came back meanwhile gets it too: it may have taken its copy before this write.
    while missing := agreed(call)["replicas"].keys() - outcomes.keys() - dead(call):
        attempts = (on_holder(call, endpoint, peer) for peer in missing)
        results = await asyncio.gather(*attempts, return_exceptions=True)
        outcomes.update(zip(missing, results, strict=True))
    refusals = [r for r in outcomes.values() if isinstance(r, Exception) and not isinstance(r, Unreachable)]
    done = [r for r in outcomes.values() if not isinstance(r, Exception)]
    if not done:
        raise next(iter(refusals), unanswered(call.name))
    for peer, result in outcomes.items():
        if isinstance(result, Unreachable):
            await propose(call, "mark", peer=peer, state=DEAD)
    return done[0]


def unanswered(name: str) -> ApiError:
    return ApiError(500, f"Service internal error: no replica of `{name}` answers")


def dead(call: "Call") -> set[str]:
    return {peer for peer, state in agreed(call)["replicas"].items() if state == DEAD}


async def on_holder(call: "Call", endpoint: "Endpoint", peer: str) -> Any:
    member = member_of(call)
    if peer == member.consensus.peer:
        async with member.gates[call.name]:
            if call.name not in call.catalog.collections:
                raise Unreachable("it is not here yet")
            return await endpoint.handler(call)
    answer = await forward(call, peer)
    # It does not have the collection (yet), or cannot write: the same to the cluster as not being there.
    if answer.status in (404, 500):
        raise Unreachable(f"{peer} answers {answer.status}")
    return as_response(answer)


async def forward(call: "Call", peer: str) -> Answer:
    request = call.request
    path = request.scope["raw_path"].decode()
    target = f"/local/{peer}{path}" + (f"?{request.url.query}" if request.url.query else "")
    uri = member_of(call).consensus.peers.get(peer)
    if uri is None:
        raise Unreachable(f"{peer} is no member any more")
    answer = await send(uri, request.method, target, await request.body(), WRITE_SECONDS)
    if answer.status == ANOTHER_MEMBER:
        raise Unreachable(f"another member lives at {uri} now")
    return answer


def as_response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type="application/json")
