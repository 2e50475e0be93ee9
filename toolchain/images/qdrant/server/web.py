"""The web application: routes, the envelope around every answer, and how failures look."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .auth import Access, Refusal, authorize
from .catalog import Catalog
from .cluster.member import Member
from .errors import ApiError, format_error
from .metrics import Metrics
from .settings import Settings
from .snapshots import Snapshots

log = logging.getLogger("qdrant")


@dataclass(frozen=True)
class Services:
    settings: Settings
    catalog: Catalog
    snapshots: Snapshots
    metrics: Metrics
    # Only in cluster mode.
    member: Member | None = None


class Call:
    """One request, as a handler sees it."""

    def __init__(self, request: Request, services: Services) -> None:
        self.request = request
        self.services = services
        self.catalog = services.catalog
        self.snapshots = services.snapshots

    @property
    def name(self) -> str:
        return self.request.path_params["name"]

    @property
    def collection(self):
        return self.catalog.get(self.name)

    def flag(self, name: str) -> bool:
        return self.request.query_params.get(name, "false").lower() == "true"

    async def body(self) -> dict[str, Any]:
        raw = await self.request.body()
        try:
            body = orjson.loads(raw or b"{}")
        except orjson.JSONDecodeError as problem:
            raise format_error(str(problem)) from problem
        if not isinstance(body, dict):
            raise format_error("expected an object")
        return body


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    handler: Handler
    # Not open to the read-only key.
    manages: bool = False
    # Serves it in cluster mode, where the collection may be elsewhere; `handler` is then what a holder does.
    clustered: "Callable[[Call, Endpoint], Awaitable[Any]] | None" = None


def build(endpoints: list[Endpoint], services: Services) -> ASGIApp:
    routes = [Route(e.path, answer(e, services), methods=[e.method]) for e in endpoints]
    return KeyGate(Starlette(routes=routes), services.settings)


def local_routes(endpoints: list[Endpoint], services: Services) -> list[Route]:
    """The same routes as members ask each other: about what is here, without a key."""
    own = [replace(e, clustered=None) for e in endpoints]
    return [Route(e.path, answer(e, services, trusted=True), methods=[e.method]) for e in own]


class KeyGate:
    """Stands before the routes, so that a path that does not exist tells a stranger no more than one that does."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            access = authorize(self._settings, scope["path"], Request(scope).headers)
            if isinstance(access, Refusal):
                return await PlainTextResponse(access.message, access.status)(scope, receive, send)
            scope["access"] = access
        await self._app(scope, receive, send)


def answer(endpoint: Endpoint, services: Services, trusted: bool = False) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        started = time.perf_counter()
        try:
            if endpoint.manages and not trusted and request.scope["access"] is not Access.MANAGE:
                raise ApiError(403, "Forbidden: Global manage access is required")
            result = await handle(endpoint, Call(request, services))
            response = result if isinstance(result, Response) else envelope(result, "ok", started)
        except Exception as problem:  # Whatever it is, the client gets Qdrant's shape of an error.
            known = to_api_error(problem)
            response = envelope(None, {"error": known.message}, started, known.status)
        services.metrics.observe(request.method, endpoint.path, response.status_code, time.perf_counter() - started)
        return response

    return respond


async def handle(endpoint: Endpoint, call: Call) -> Any:
    member = call.services.member
    if member and endpoint.clustered:
        return await endpoint.clustered(call, endpoint)
    if member and endpoint.manages and "name" in call.request.path_params:
        async with member.gates[call.name]:
            return await endpoint.handler(call)
    return await endpoint.handler(call)


def envelope(result: Any, status: Any, started: float, code: int = 200) -> Response:
    content = {"status": status, "time": time.perf_counter() - started}
    if code == 200:
        content = {"result": result, **content}
    return Response(orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS), code, media_type="application/json")


# How the engine words a refusal of what the client sent; all it raises has one type.
REFUSALS = ("error: expected", "Not existing vector name", "Wrong input", "Bad request", "No range index", "dimension")


def to_api_error(problem: Exception) -> ApiError:
    if isinstance(problem, ApiError):
        return problem
    text = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
    if isinstance(problem, KeyError):
        return format_error(f"missing field `{problem.args[0]}`")
    if isinstance(problem, TypeError | ValueError | AttributeError | OverflowError):
        # Nearly always a value of the wrong kind in the body; the trace tells the rare case that is ours.
        log.warning("refused: %s", text, exc_info=True)
        return format_error(text)
    if any(mark in text for mark in REFUSALS):
        return ApiError(400, f"Wrong input: {text}")
    log.exception("request failed")
    return ApiError(500, f"Service internal error: {text}")
