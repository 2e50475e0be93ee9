"""What the routes of collections do in cluster mode: agree first, then every member acts on it."""

from typing import TYPE_CHECKING, Any

from ..collection_config import checked_name, created, patched
from ..errors import format_error
from ..wire.schema import schema_json
from .consensus import Json
from .routing import agreed, member_of, propose

if TYPE_CHECKING:
    from ..web import Call, Endpoint


async def list_collections(call: "Call", _endpoint: "Endpoint") -> Json:
    return {"collections": [{"name": name} for name in sorted(member_of(call).collections)]}


async def exists(call: "Call", _endpoint: "Endpoint") -> Json:
    return {"exists": call.name in member_of(call).collections}


async def create(call: "Call", _endpoint: "Endpoint") -> bool:
    config = created(await call.body())
    checked_name(call.name)
    await propose(call, "create", config=config)
    return True


async def patch(call: "Call", _endpoint: "Endpoint") -> bool:
    await propose(call, "configure", config=patched(agreed(call)["config"], await call.body()))
    return True


async def delete(call: "Call", _endpoint: "Endpoint") -> bool:
    known = call.name in member_of(call).collections
    await propose(call, "delete")
    return known


async def create_index(call: "Call", _endpoint: "Endpoint") -> Json:
    body = await call.body()
    schema = agreed(call)["config"]["payload_schema"]
    return await index(call, {**schema, body["field_name"]: schema_json(body.get("field_schema"))})


async def delete_index(call: "Call", _endpoint: "Endpoint") -> Json:
    field = call.request.path_params["field"]
    schema = agreed(call)["config"]["payload_schema"]
    return await index(call, {name: kept for name, kept in schema.items() if name != field})


async def index(call: "Call", schema: Json) -> Json:
    await propose(call, "configure", config={**agreed(call)["config"], "payload_schema": schema})
    operation = member_of(call).consensus.version()[1]
    return {"operation_id": operation, "status": "completed" if call.flag("wait") else "acknowledged"}


async def shards(call: "Call", _endpoint: "Endpoint") -> Json:
    """Every holder has every shard. Points are not told apart by shard, so they all count to the first."""
    held, member = agreed(call), member_of(call)
    count = held["config"]["params"]["shard_number"]
    local, remote = [], []
    for peer, state in held["replicas"].items():
        for shard in range(count):
            if peer == member.consensus.peer:
                here = call.catalog.collections.get(call.name)
                points = here.count() if here and shard == 0 else 0
                local.append({"shard_id": shard, "points_count": points, "state": state})
            else:
                remote.append({"shard_id": shard, "peer_id": int(peer), "state": state})
    parts = {"local_shards": local, "remote_shards": remote, "shard_transfers": []}
    return {"peer_id": int(member.consensus.peer), "shard_count": count, **parts}


async def replicate(call: "Call", _endpoint: "Endpoint") -> bool:
    order = (await call.body()).get("replicate_shard")
    if order is None:
        raise format_error("the stand-in for Qdrant knows `replicate_shard` and no other operation on shards")
    await propose(call, "replicate", peer=str(order["to_peer_id"]))
    return True


async def status(call: "Call", _endpoint: "Endpoint") -> Any:
    consensus = member_of(call).consensus
    leader = int(consensus.leader) if consensus.leader else 0
    return {
        "status": "enabled",
        "peer_id": int(consensus.peer),
        "peers": {peer: {"uri": f"{uri}/"} for peer, uri in consensus.peers.items()},
        "raft_info": {
            "term": consensus.term,
            "commit": consensus.version()[1],
            "pending_operations": 0,
            "leader": leader,
            "role": "Leader" if consensus.leads else "Follower",
            "is_voter": consensus.peer in consensus.peers,
        },
        "consensus_thread_status": {"consensus_thread_status": "working"},
        "message_send_failures": {},
    }


async def remove_peer(call: "Call", _endpoint: "Endpoint") -> bool:
    operation = {"kind": "leave", "peer": call.request.path_params["peer"], "force": call.flag("force")}
    await member_of(call).consensus.propose(operation)
    return True
