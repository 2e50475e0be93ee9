"""Who is in the cluster, and who holds what."""

from typing import Any

from ..cluster import clustered
from ..errors import wrong_input
from ..web import Call, Endpoint


async def status(_call: Call) -> dict[str, Any]:
    return {"status": "disabled"}


async def alone(_call: Call) -> bool:
    raise wrong_input("Qdrant is running in standalone mode")


ENDPOINTS = [
    Endpoint("GET", "/cluster", status, clustered=clustered.status),
    Endpoint("DELETE", "/cluster/peer/{peer}", alone, manages=True, clustered=clustered.remove_peer),
    Endpoint("POST", "/collections/{name}/cluster", alone, manages=True, clustered=clustered.replicate),
]
