"""The routes of TEI, and how its failures look."""

import base64
import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from . import VERSION
from .embedding import Embedded, Embedding
from .errors import BodyError, EmbedError
from .metrics import Metrics
from .settings import Settings
from .tokens import Tokens

OPEN_PATHS = frozenset({"/health", "/ping", "/metrics"})

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Services:
    settings: Settings
    tokens: Tokens
    embedding: Embedding
    metrics: Metrics


def build(services: Services) -> Starlette:
    async def health(_request: Request) -> Response:
        return Response()

    async def metrics(_request: Request) -> Response:
        return Response(services.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def info(_request: Request) -> Response:
        return json(describe(services))

    async def embed(body: dict[str, Any]) -> Response:
        texts = texts_of(body, "inputs")
        found = await services.embedding.embed(texts, body.get("truncate"), body.get("normalize", True))
        return json(found.vectors)

    async def openai(body: dict[str, Any]) -> Response:
        found = await services.embedding.embed(texts_of(body, "input"), None, True)
        return json(openai_answer(found, body, services.settings.model_id))

    native = counted(services, embed, lambda problem: {"error": problem.message, "error_type": problem.kind})
    compatible = counted(
        services, openai, lambda problem: {"message": problem.message, "code": problem.status, "type": problem.kind}
    )
    return Starlette(
        routes=[
            Route("/health", health),
            Route("/ping", health),
            Route("/metrics", metrics),
            Route("/info", guarded(services, info)),
            Route("/embed", guarded(services, native), methods=["POST"]),
            Route("/v1/embeddings", guarded(services, compatible), methods=["POST"]),
        ]
    )


def guarded(services: Services, handler: Handler) -> Handler:
    key = services.settings.api_key

    async def guard(request: Request) -> Response:
        if key is not None and not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {key}"):
            return Response(status_code=401)
        return await handler(request)

    return guard


def counted(
    services: Services,
    handler: Callable[[dict[str, Any]], Awaitable[Response]],
    shape: Callable[[EmbedError], dict[str, Any]],
) -> Handler:
    """Reads the body, counts the outcome, and gives a failure the shape of its route."""
    metrics = services.metrics

    async def respond(request: Request) -> Response:
        started = time.perf_counter()
        try:
            body = await read(request)
            method = "batch" if isinstance(body.get("inputs", body.get("input")), list) else "single"
            metrics.counts.add("te_request_count", method=method)
            response = await handler(body)
        except BodyError as problem:
            return PlainTextResponse(problem.message, problem.status)
        except EmbedError as problem:
            metrics.counts.add("te_request_failure", err=problem.kind.lower())
            return json(shape(problem), problem.status)
        metrics.counts.add("te_request_success", method=method)
        metrics.duration.observe(time.perf_counter() - started)
        return response

    return respond


async def read(request: Request) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise BodyError(415, "Expected request with `Content-Type: application/json`")
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError as problem:
        raise BodyError(400, f"Failed to parse the request body as JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise unfit("expected an object")
    return body


def texts_of(body: dict[str, Any], field: str) -> list[str]:
    if field not in body:
        raise unfit(f"missing field `{field}`")
    value = body[field]
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise unfit(f"{field}: expected a string or a list of strings")
    return texts


def unfit(detail: str) -> BodyError:
    return BodyError(422, f"Failed to deserialize the JSON body into the target type: {detail}")


def openai_answer(found: Embedded, body: dict[str, Any], model_id: str) -> dict[str, Any]:
    packed = body.get("encoding_format") == "base64"
    vectors = [base64.b64encode(row.tobytes()).decode() for row in found.vectors] if packed else found.vectors
    return {
        "object": "list",
        "data": [{"object": "embedding", "embedding": row, "index": index} for index, row in enumerate(vectors)],
        "model": body.get("model") or model_id,
        "usage": {"prompt_tokens": found.tokens, "total_tokens": found.tokens},
    }


def describe(services: Services) -> dict[str, Any]:
    settings = services.settings
    return {
        "model_id": settings.model_id,
        "model_sha": None,
        "model_dtype": "float32",
        "model_type": {"embedding": {"pooling": "mean"}},
        "max_concurrent_requests": settings.max_concurrent_requests,
        "max_input_length": services.tokens.limit,
        "max_batch_tokens": settings.max_batch_tokens,
        "max_batch_requests": None,
        "max_client_batch_size": settings.max_client_batch_size,
        "auto_truncate": settings.auto_truncate,
        "tokenization_workers": 1,
        "version": VERSION,
        "sha": None,
        "docker_label": "stand-in",
    }


def json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY), status, media_type="application/json")
