"""Settings from where Qdrant takes them: YAML files of the config folder, `--config-path`, QDRANT__ variables."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PREFIX = "QDRANT__"


class SettingsError(Exception):
    """The process cannot start with these settings; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    api_key: str | None
    read_only_api_key: str | None
    storage_path: Path
    snapshots_path: Path
    log_level: str
    clustered: bool
    p2p_port: int
    # Where the other members reach this one, and whom it joins.
    uri: str | None
    bootstrap: str | None


def load(arguments: list[str], environ: Mapping[str, str], folder: Path) -> Settings:
    parser = ArgumentParser(prog="qdrant")
    parser.add_argument("--config-path", type=Path)
    parser.add_argument("--uri")
    parser.add_argument("--bootstrap")
    given = parser.parse_args(arguments)

    tree: dict[str, Any] = {}
    for file in config_files(folder / "config", environ.get("RUN_MODE", "production"), given.config_path):
        merge(tree, read_yaml(file))
    merge(tree, from_environment(environ))
    return to_settings(tree, folder, given)


def config_files(config: Path, mode: str, explicit: Path | None) -> list[Path]:
    """Later files win. Those of the config folder may be absent; one that was asked for by name must be there."""
    names = ["config", mode, "local"]
    files = [config / f"{name}{suffix}" for name in names for suffix in (".yaml", ".yml")]
    present = [file for file in files if file.is_file()]
    if explicit is None:
        return present
    if not explicit.is_file():
        raise SettingsError(f"--config-path {explicit}: there is no such file")
    return [*present, explicit]


def read_yaml(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text()) or {}
    except (OSError, yaml.YAMLError) as problem:
        raise SettingsError(f"{file}: cannot be read: {type(problem).__name__}") from problem
    if not isinstance(content, dict):
        raise SettingsError(f"{file}: expected a mapping at the top")
    return content


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """QDRANT__SERVICE__API_KEY=x becomes {"service": {"api_key": "x"}}."""
    tree: dict[str, Any] = {}
    for name, value in environ.items():
        if name.startswith(PREFIX):
            branch = tree
            *parents, leaf = name.removeprefix(PREFIX).lower().split("__")
            for part in parents:
                branch = branch.setdefault(part, {})
            branch[leaf] = value
    return tree


def merge(into: dict[str, Any], layer: Mapping[str, Any]) -> None:
    for key, value in layer.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def to_settings(tree: Mapping[str, Any], folder: Path, given: Namespace) -> Settings:
    service, storage, cluster = (tree.get(part) or {} for part in ("service", "storage", "cluster"))
    clustered = str(cluster.get("enabled", False)).lower() == "true"
    if clustered and not given.uri:
        raise SettingsError("--uri: a member of a cluster has to say where the others reach it")
    if str(service.get("enable_tls", False)).lower() == "true":
        raise SettingsError("service.enable_tls: the stand-in speaks plain HTTP; end TLS at the gateway")
    port = str(service.get("http_port", 6333))
    if not port.isdigit():
        raise SettingsError(f"service.http_port: expected a number, found {port!r}")
    return Settings(
        host=str(service.get("host", "0.0.0.0")),
        port=int(port),
        api_key=key_of(service, "api_key"),
        read_only_api_key=key_of(service, "read_only_api_key"),
        storage_path=folder / str(storage.get("storage_path", "storage")),
        snapshots_path=folder / str(storage.get("snapshots_path", "snapshots")),
        log_level=str(tree.get("log_level", "INFO")).upper(),
        clustered=clustered,
        p2p_port=int((cluster.get("p2p") or {}).get("port", 6335)),
        uri=given.uri,
        bootstrap=given.bootstrap,
    )


def key_of(service: Mapping[str, Any], name: str) -> str | None:
    # An empty key means "no key" to Qdrant too.
    return str(service[name]) if service.get(name) else None
