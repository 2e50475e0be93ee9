"""Who may do what: the key of the `api-key` header, or a bearer token, against the two configured keys."""

import hmac
from dataclasses import dataclass
from enum import Enum

from starlette.datastructures import Headers

from .settings import Settings

OPEN_PATHS = frozenset({"/", "/healthz", "/livez", "/readyz"})


class Access(Enum):
    MANAGE = "manage"
    READ = "read"


@dataclass(frozen=True)
class Refusal:
    """Qdrant answers these in plain text, before any route sees the request."""

    status: int
    message: str


MISSING = Refusal(401, "Must provide an API key or an Authorization bearer token")
INVALID = Refusal(401, "Invalid API key or JWT")


def authorize(settings: Settings, path: str, headers: Headers) -> Access | Refusal:
    if settings.api_key is None and settings.read_only_api_key is None:
        return Access.MANAGE
    if path in OPEN_PATHS:
        return Access.READ
    given = headers.get("api-key") or bearer(headers.get("authorization", ""))
    if not given:
        return MISSING
    if matches(given, settings.api_key):
        return Access.MANAGE
    return Access.READ if matches(given, settings.read_only_api_key) else INVALID


def bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def matches(given: str, key: str | None) -> bool:
    return key is not None and hmac.compare_digest(given.encode(), key.encode())
