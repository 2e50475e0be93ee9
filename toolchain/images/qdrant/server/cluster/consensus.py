"""Agreement on one document, as Raft has it: a leader by majority, terms, and no vote for who knows less than oneself.

The document is small, so it travels whole where Raft sends a log.
"""

import asyncio
import json
import logging
import os
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ..errors import ApiError
from .state import changed
from .transport import Unreachable, post

log = logging.getLogger("qdrant")

Json = dict[str, Any]

HEARTBEAT_SECONDS = 0.25
# Patient beside the heartbeat: a busy machine must not look like a dead leader.
ELECTION_SECONDS = (2.5, 5.0)
PROPOSE_SECONDS = 20


class Consensus:
    def __init__(self, file: Path, applied: Callable[[], Awaitable[None]]) -> None:
        self._file = file
        self._applied = applied
        self._changing = asyncio.Lock()
        stored = json.loads(file.read_text()) if file.exists() else {}
        # Small enough for every JSON reader.
        self.peer: str = stored.get("peer") or str(secrets.randbelow(2**52) + 1)
        self.term: int = stored.get("term", 0)
        self._vote: str | None = stored.get("vote")
        self.document: Json | None = stored.get("document")
        self.leader: str | None = None
        self.reachable: set[str] = set()
        self._heard = time.monotonic()
        self._beating: dict[str, asyncio.Task[Any]] = {}

    @property
    def leads(self) -> bool:
        return self.leader == self.peer

    @property
    def peers(self) -> dict[str, str]:
        return self.document["peers"] if self.document else {}

    def version(self) -> tuple[int, int]:
        return (self.document["term"], self.document["index"]) if self.document else (-1, -1)

    def save(self) -> None:
        partial = self._file.with_suffix(".partial")
        with partial.open("w") as out:
            json.dump({"peer": self.peer, "term": self.term, "vote": self._vote, "document": self.document}, out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(self._file)

    async def run(self) -> None:
        patience = random.uniform(*ELECTION_SECONDS)
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                silence = time.monotonic() - self._heard
                if self.leads:
                    self._beat()
                elif self.peer in self.peers and (silence > patience or len(self.peers) == 1):
                    patience = random.uniform(*ELECTION_SECONDS)
                    await self.elect()
            except Exception:
                log.exception("consensus: a round failed")

    async def elect(self) -> None:
        self.term, self._vote, self.leader = self.term + 1, self.peer, None
        self._heard = time.monotonic()
        self.save()
        term = self.term
        votes = await self._ask(self._others(), "/vote", {"term": term, "peer": self.peer, "version": self.version()})
        granted = {self.peer} | {peer for peer, answer in votes.items() if answer["granted"]}
        if self.term == term and self._is_majority(granted):
            log.info("consensus: leads term %d", term)
            self.leader = self.peer
            # Of the new term, so that whoever has it knows no less than this leader.
            self.document = {**self.document, "term": term, "index": self.document["index"] + 1}
            self.save()
            await self.push()
            await self._applied()

    async def push(self) -> set[str]:
        """Everybody gets the document. @returns who has it now"""
        self.reachable = {self.peer} | await self._tell(self._others())
        return self.reachable

    def _beat(self) -> None:
        """Everybody at their own pace: who is gone must not keep the others from hearing of their leader."""
        for peer, uri in self._others().items():
            if peer not in self._beating or self._beating[peer].done():
                self._beating[peer] = asyncio.create_task(self._tell({peer: uri}))

    async def _tell(self, others: dict[str, str]) -> set[str]:
        term, version = self.term, self.version()
        message = {"term": term, "peer": self.peer, "document": self.document}
        answers = await self._ask(others, "/append", message)
        if self.leads and any(answer["term"] > self.term for answer in answers.values()):
            self.leader = None
        followers = {peer: answer for peer, answer in answers.items() if answer["term"] <= term}
        return {peer for peer, answer in followers.items() if tuple(answer["version"]) >= version}

    async def propose(self, operation: Json) -> None:
        """Returns when a majority has agreed and everybody who answers has acted on it."""
        deadline = time.monotonic() + PROPOSE_SECONDS
        while True:
            try:
                return await (self._lead(operation) if self.leads else self._hand_over(operation))
            except Unreachable as problem:
                if time.monotonic() > deadline:
                    raise ApiError(500, f"Service internal error: no agreement: {problem}") from problem
                await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _lead(self, operation: Json) -> None:
        async with self._changing:
            if not self._is_majority(await self.push()) or not self.leads:
                raise Unreachable("fewer than half of the members answer")
            new = changed(self.document, operation, self.reachable)
            self.document = {**new, "term": self.term}
            self.save()
            await asyncio.gather(self.push(), self._applied())

    async def _hand_over(self, operation: Json) -> None:
        if self.leader not in self.peers:
            raise Unreachable("there is no leader")
        answer = await post(self.peers[self.leader], "/propose", operation, PROPOSE_SECONDS)
        if "error" in answer:
            raise ApiError(answer["status"], answer["error"])

    def on_vote(self, message: Json) -> Json:
        self._follow_term(message["term"])
        known = self._vote in (None, message["peer"]) and tuple(message["version"]) >= self.version()
        granted = message["term"] == self.term and known
        if granted:
            self._vote, self._heard = message["peer"], time.monotonic()
            self.save()
        return {"peer": self.peer, "term": self.term, "granted": granted}

    async def on_append(self, message: Json) -> Json:
        self._follow_term(message["term"])
        if message["term"] == self.term:
            self.leader, self._heard = message["peer"], time.monotonic()
            told = message["document"]
            # A late heartbeat may carry an older one.
            if (told["term"], told["index"]) > self.version():
                self.document = told
                self.save()
            await self._applied()
        return {"peer": self.peer, "term": self.term, "version": self.version()}

    def _follow_term(self, term: int) -> None:
        if term > self.term:
            self.term, self._vote, self.leader = term, None, None
            self.save()

    def _others(self) -> dict[str, str]:
        return {peer: uri for peer, uri in self.peers.items() if peer != self.peer}

    async def _ask(self, others: dict[str, str], target: str, message: Json) -> dict[str, Json]:
        answers = await asyncio.gather(*(post(uri, target, message) for uri in others.values()), return_exceptions=True)
        pairs = zip(others, answers, strict=True)
        # Another member may live under the address of one that is gone.
        return {peer: answer for peer, answer in pairs if isinstance(answer, dict) and answer["peer"] == peer}

    def _is_majority(self, who: set[str]) -> bool:
        return 2 * len(who & set(self.peers)) > len(self.peers)
