"""Points, their vectors and payloads."""

from collections.abc import Iterator, Mapping
from typing import Any

import qdrant_edge as engine

from ..errors import format_error
from .ids import id_json, point_id

Json = Mapping[str, Any]


def to_points(body: Json) -> list[engine.Point]:
    """Of an upsert: a list of points, or the same as columns under `batch`."""
    if "batch" in body:
        return [engine.Point(point_id(i), to_vector(v), p) for i, v, p in columns(body["batch"])]
    if not isinstance(body.get("points"), list):
        raise format_error("data did not match any variant of untagged enum PointInsertOperations")
    return [to_point(point) for point in body["points"]]


def to_point(body: Json) -> engine.Point:
    for field in ("id", "vector"):
        if field not in body:
            raise format_error(f"missing field `{field}`")
    return engine.Point(point_id(body["id"]), to_vector(body["vector"]), body.get("payload"))


def columns(batch: Json) -> Iterator[tuple[Any, Any, Any]]:
    ids, vectors = batch["ids"], batch["vectors"]
    payloads = batch.get("payloads") or [None] * len(ids)
    if isinstance(vectors, Mapping):
        vectors = [dict(zip(vectors, row, strict=True)) for row in zip(*vectors.values(), strict=True)]
    if not len(ids) == len(vectors) == len(payloads):
        raise format_error("batch: ids, vectors and payloads must have the same length")
    return zip(ids, vectors, payloads, strict=True)


def to_vector(body: Any) -> Any:
    """A dense vector, a matrix, a sparse vector, or several by name."""
    if isinstance(body, Mapping):
        if set(body) == {"indices", "values"}:
            return engine.SparseVector(body["indices"], body["values"])
        return {name: to_vector(vector) for name, vector in body.items()}
    if not isinstance(body, list):
        raise format_error("vector: expected a list of numbers")
    return body


def vector_json(vector: Any) -> Any:
    if isinstance(vector, engine.SparseVector):
        return {"indices": vector.indices, "values": vector.values}
    if isinstance(vector, Mapping):
        return {name: vector_json(part) for name, part in vector.items()}
    return vector


def record_json(record: engine.Record) -> dict[str, Any]:
    return {"id": id_json(record.id), **parts(record)}


def scored_json(point: engine.ScoredPoint) -> dict[str, Any]:
    return {"id": id_json(point.id), "version": point.version, "score": point.score, **parts(point)}


def parts(found: engine.Record | engine.ScoredPoint) -> dict[str, Any]:
    """Only what was asked for appears."""
    given: dict[str, Any] = {}
    if found.payload is not None:
        given["payload"] = found.payload
    if found.vector is not None:
        given["vector"] = vector_json(found.vector)
    if found.order_value is not None:
        given["order_value"] = found.order_value
    return given


def to_payload_choice(body: Any) -> Any:
    if isinstance(body, Mapping):
        if "include" in body:
            return engine.PayloadSelector.Include(body["include"])
        if "exclude" in body:
            return engine.PayloadSelector.Exclude(body["exclude"])
        raise format_error("with_payload: expected `include` or `exclude`")
    return body


def to_vector_choice(body: Any) -> Any:
    return False if body is None else body
