"""Requests from member to member."""

import asyncio
import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

# Members that are gone hold a thread until their time is up, and must not keep others from being asked.
POOL = ThreadPoolExecutor(32)


class Unreachable(Exception):
    """Nobody there, or no answer in time: unlike a refusal, it says nothing about the request."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


async def send(uri: str, method: str, target: str, body: bytes = b"", seconds: float = 10) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(POOL, ask, uri, method, target, body, seconds)


async def post(uri: str, target: str, message: Any, seconds: float = 2) -> Any:
    answer = await send(uri, "POST", target, json.dumps(message).encode(), seconds)
    if answer.status != 200:
        raise Unreachable(f"{uri}{target} answers {answer.status}")
    return answer.json()


def ask(uri: str, method: str, target: str, body: bytes, seconds: float) -> Answer:
    parts = urlsplit(uri)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.request(method, target, body, {"content-type": "application/json"})
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{uri}: {problem}") from problem
    finally:
        connection.close()
