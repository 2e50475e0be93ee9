"""One member: joins, keeps its own collections as agreed, and fetches what it missed while it was away."""

import asyncio
import logging
import time
from collections import defaultdict
from pathlib import Path

import qdrant_edge as engine

from ..catalog import Catalog
from ..collection import Collection
from ..errors import ApiError
from ..settings import Settings
from ..snapshots import Snapshots
from ..wire.schema import to_schema
from .consensus import Consensus, Json
from .state import ACTIVE, DEAD, PARTIAL, founded
from .transport import Unreachable, post, send

log = logging.getLogger("qdrant")

# As long as Qdrant waits for its first contact, and what it waits between two tries of a transfer.
BOOTSTRAP_SECONDS = 15
RETRY_SECONDS = 1
TRANSFER_SECONDS = 120
STATE_FILE = "raft_state.json"


class Member:
    def __init__(self, settings: Settings, catalog: Catalog, snapshots: Snapshots) -> None:
        self.consensus = Consensus(settings.storage_path / STATE_FILE, self.reconcile)
        self._settings = settings
        self._catalog = catalog
        self._snapshots = snapshots
        # Held by each write, and for as long as a copy of the collection is fetched: writes wait and follow the copy.
        self.gates: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._reconciling = asyncio.Lock()
        self._fetching: dict[str, asyncio.Task[None]] = {}
        self._caught_up = False

    @property
    def uri(self) -> str:
        return self._settings.uri or ""

    @property
    def collections(self) -> dict[str, Json]:
        return self.consensus.document["collections"] if self.consensus.document else {}

    def holds(self, name: str) -> bool:
        """Whether what it has of a collection may be read."""
        return self.ready() and self.collections[name]["replicas"].get(self.consensus.peer) == ACTIVE

    def ready(self) -> bool:
        """As Qdrant: once it has caught up after its start, it stays ready."""
        if not self._caught_up and self.consensus.leader is not None:
            own = [held["replicas"].get(self.consensus.peer, ACTIVE) for held in self.collections.values()]
            self._caught_up = all(state == ACTIVE for state in own)
        return self._caught_up

    def dead_replicas(self, name: str) -> int:
        return list(self.collections.get(name, {}).get("replicas", {}).values()).count(DEAD)

    async def join(self) -> None:
        """Done only once: whoever has joined finds the others by what it stored."""
        consensus = self.consensus
        if consensus.peer in consensus.peers:
            return
        if self._settings.bootstrap is None:
            configs = {name: collection.config for name, collection in self._catalog.collections.items()}
            consensus.document = founded(consensus.peer, self.uri, configs)
            return consensus.save()
        consensus.save()
        await self._ask_to_join(self._settings.bootstrap)

    async def _ask_to_join(self, known: str) -> None:
        message = {"kind": "join", "peer": self.consensus.peer, "uri": self.uri}
        deadline = time.monotonic() + BOOTSTRAP_SECONDS
        while True:
            try:
                answer = await post(known, "/join", message, BOOTSTRAP_SECONDS)
                if "error" in answer:
                    raise Unreachable(answer["error"])
                self.consensus.document = answer["document"]
                return self.consensus.save()
            except Unreachable as problem:
                if time.monotonic() > deadline:
                    raise ConnectionError(f"cannot join the cluster of {known}: {problem}") from problem
                await asyncio.sleep(RETRY_SECONDS)

    async def reconcile(self) -> None:
        """Makes the collections here what was agreed on. Cheap when they are."""
        async with self._reconciling:
            agreed = {n: held for n, held in self.collections.items() if self.consensus.peer in held["replicas"]}
            for name, collection in list(self._catalog.collections.items()):
                # Deleted and created anew while this member was away, it is another collection under the same name.
                if name not in agreed or self._other_than(collection, agreed[name]):
                    self._catalog.delete(name)
            for name, held in agreed.items():
                await self._settle(name, held)

    def _other_than(self, collection: Collection, held: Json) -> bool:
        return collection.config.get("id", held["id"]) != held["id"]

    async def _settle(self, name: str, held: Json) -> None:
        own = held["replicas"][self.consensus.peer]
        config = {**held["config"], "id": held["id"]}
        collection = self._catalog.collections.get(name)
        if own != ACTIVE:
            if name not in self._fetching:
                self._fetching[name] = asyncio.create_task(self._fetch_until_active(name))
        elif collection is None:
            self._catalog.create(name, config)
            await index(self._catalog.get(name), {}, config["payload_schema"])
        elif collection.config != config:
            await index(collection, collection.config["payload_schema"], config["payload_schema"])
            async with collection.writing:
                collection.reconfigure(config)
                self._catalog.save()

    async def _fetch_until_active(self, name: str) -> None:
        try:
            while self.collections.get(name, {}).get("replicas", {}).get(self.consensus.peer) in (DEAD, PARTIAL):
                try:
                    await self._fetch(name)
                except (ApiError, Unreachable, OSError) as problem:
                    log.warning("%s: cannot catch up yet: %s", name, problem)
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            del self._fetching[name]

    async def _fetch(self, name: str) -> None:
        replicas = self.collections[name]["replicas"]
        sources = [self.consensus.peers[peer] for peer, state in replicas.items() if state == ACTIVE]
        if not sources:
            raise Unreachable("no active replica to copy from")
        async with self.gates[name]:
            await self._mark(name, PARTIAL)
            answer = await send(sources[0], "GET", f"/snapshot/{name}", seconds=TRANSFER_SECONDS)
            if answer.status != 200:
                raise Unreachable(f"{sources[0]} has no copy: {answer.status}")
            await self._adopt(name, answer.body)
        await self._mark(name, ACTIVE)
        log.info("%s: caught up", name)

    async def _adopt(self, name: str, packed: bytes) -> None:
        copy: Path = self._snapshots.incoming()
        try:
            await asyncio.to_thread(copy.write_bytes, packed)
            await self._snapshots.recover(self._catalog, name, copy, None)
        finally:
            copy.unlink(missing_ok=True)

    async def _mark(self, name: str, state: str) -> None:
        operation = {"kind": "mark", "name": name, "peer": self.consensus.peer, "state": state}
        await self.consensus.propose(operation)


async def index(collection: Collection, old: Json, new: Json) -> None:
    for field in old.keys() - new.keys():
        await collection.update(engine.UpdateOperation.delete_field_index(field))
    for field in new.keys() - old.keys():
        await collection.update(engine.UpdateOperation.create_field_index(field, to_schema(new[field])))
