"""Options of the command line, each with the environment variable that TEI gives it."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

MODEL_ID = "sentence-transformers/all-MiniLM-L6-v2"


class SettingsError(Exception):
    """The process cannot start with these settings; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    model_id: str
    hostname: str
    port: int
    max_concurrent_requests: int
    max_batch_tokens: int
    max_client_batch_size: int
    auto_truncate: bool
    api_key: str | None
    log_level: str


def load(arguments: list[str], environ: Mapping[str, str]) -> Settings:
    parser = ArgumentParser(prog="text-embeddings-router")

    def option(name: str, default: str | int) -> None:
        kind = type(default)
        parser.add_argument(f"--{name}", type=kind, default=kind(environ.get(name.replace("-", "_").upper(), default)))

    option("model-id", MODEL_ID)
    option("hostname", "0.0.0.0")
    option("port", 3000)
    option("max-concurrent-requests", 512)
    option("max-batch-tokens", 16384)
    option("max-client-batch-size", 32)
    option("api-key", "")
    parser.add_argument("--auto-truncate", action="store_true", default=environ.get("AUTO_TRUNCATE") == "true")
    given = parser.parse_args(arguments)

    if given.model_id != MODEL_ID:
        raise SettingsError(
            f"--model-id {given.model_id}: the stand-in holds {MODEL_ID} alone; use that model here, or TEI's own image"
        )
    return Settings(
        model_id=given.model_id,
        hostname=address(given.hostname),
        port=given.port,
        max_concurrent_requests=given.max_concurrent_requests,
        max_batch_tokens=given.max_batch_tokens,
        max_client_batch_size=given.max_client_batch_size,
        auto_truncate=given.auto_truncate,
        api_key=given.api_key or None,
        log_level=environ.get("LOG_LEVEL", "info").upper(),
    )


def address(hostname: str) -> str:
    """Docker sets HOSTNAME, which this option reads: as in TEI, a name that is no address means all of them."""
    try:
        return str(ip_address(hostname))
    except ValueError:
        return "0.0.0.0"
