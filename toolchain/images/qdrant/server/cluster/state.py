"""What the members agree on, as one document, and how an operation changes it. Pure."""

from copy import deepcopy
from typing import Any
from uuid import uuid4

from ..errors import ApiError, already_exists, collection_not_found, wrong_input

Json = dict[str, Any]

ACTIVE, PARTIAL, DEAD = "Active", "Partial", "Dead"


def founded(peer: str, uri: str, configs: dict[str, Json]) -> Json:
    """A cluster of one. Collections that it held while it stood alone come along."""
    collections = {name: entry(config, [peer]) for name, config in configs.items()}
    return {"term": 0, "index": 1, "peers": {peer: uri}, "collections": collections}


def entry(config: Json, holders: list[str]) -> Json:
    own = {key: value for key, value in config.items() if key != "id"}
    return {"id": config.get("id", uuid4().hex), "config": own, "replicas": dict.fromkeys(holders, ACTIVE)}


def changed(document: Json, operation: Json, reachable: set[str]) -> Json:
    new = deepcopy(document)
    CHANGES[operation["kind"]](new, operation, reachable)
    new["index"] += 1
    return new


def join(new: Json, operation: Json, _reachable: set[str]) -> None:
    new["peers"][operation["peer"]] = operation["uri"]


def leave(new: Json, operation: Json, _reachable: set[str]) -> None:
    peer = operation["peer"]
    if peer not in new["peers"]:
        raise ApiError(404, f"Not found: peer {peer}")
    holding = [name for name, held in new["collections"].items() if peer in held["replicas"]]
    if holding and not operation["force"]:
        raise wrong_input(f"Cannot remove peer {peer} as there are shards on it")
    del new["peers"][peer]
    for name in holding:
        new["collections"][name]["replicas"].pop(peer)


def create(new: Json, operation: Json, reachable: set[str]) -> None:
    name, config = operation["name"], operation["config"]
    if name in new["collections"]:
        raise already_exists(name)
    held = {peer: sum(peer in c["replicas"] for c in new["collections"].values()) for peer in new["peers"]}
    # Those that answer first, and of them those with the least.
    order = sorted(held, key=lambda peer: (peer not in reachable, held[peer], peer))
    new["collections"][name] = entry(config, order[: config["params"]["replication_factor"]])


def configure(new: Json, operation: Json, _reachable: set[str]) -> None:
    collection(new, operation)["config"] = operation["config"]


def delete(new: Json, operation: Json, _reachable: set[str]) -> None:
    new["collections"].pop(operation["name"], None)


def mark(new: Json, operation: Json, _reachable: set[str]) -> None:
    replicas, peer, state = collection(new, operation)["replicas"], operation["peer"], operation["state"]
    last = [other for other, its in replicas.items() if its == ACTIVE] == [peer]
    if peer in replicas and not (last and state != ACTIVE):
        replicas[peer] = state


def replicate(new: Json, operation: Json, _reachable: set[str]) -> None:
    if operation["peer"] not in new["peers"]:
        raise wrong_input(f"Peer {operation['peer']} does not exist")
    collection(new, operation)["replicas"].setdefault(operation["peer"], PARTIAL)


def collection(new: Json, operation: Json) -> Json:
    if operation["name"] not in new["collections"]:
        raise collection_not_found(operation["name"])
    return new["collections"][operation["name"]]


CHANGES = {
    "join": join,
    "leave": leave,
    "create": create,
    "configure": configure,
    "delete": delete,
    "mark": mark,
    "replicate": replicate,
}
