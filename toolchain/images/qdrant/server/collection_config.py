"""A collection's configuration: as declared, with Qdrant's defaults, and as the engine takes it.

What is stored and reported is Qdrant's own JSON; only what the engine can honour is passed on to it.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import qdrant_edge as engine

from .errors import format_error, validation_error, wrong_input

Json = dict[str, Any]

FORBIDDEN = set('<>:"/\\|?*\0\x1f')
LONGEST_NAME = 255

HNSW: Json = {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000, "max_indexing_threads": 0, "on_disk": False}
OPTIMIZER: Json = {
    "deleted_threshold": 0.2,
    "vacuum_min_vector_number": 1000,
    "default_segment_number": 0,
    "max_segment_size": None,
    "memmap_threshold": None,
    "indexing_threshold": 10000,
    "flush_interval_sec": 5,
    "max_optimization_threads": None,
}
WAL: Json = {"wal_capacity_mb": 32, "wal_segments_ahead": 0, "wal_retain_closed": 1}
PARAMS: Json = {"shard_number": 1, "replication_factor": 1, "write_consistency_factor": 1, "on_disk_payload": True}

DISTANCES: Mapping[str, engine.Distance] = {
    "Cosine": engine.Distance.Cosine,
    "Euclid": engine.Distance.Euclid,
    "Dot": engine.Distance.Dot,
    "Manhattan": engine.Distance.Manhattan,
}
DATATYPES: Mapping[str, engine.VectorStorageDatatype] = {
    "float32": engine.VectorStorageDatatype.Float32,
    "float16": engine.VectorStorageDatatype.Float16,
    "uint8": engine.VectorStorageDatatype.Uint8,
}
COMPRESSIONS: Mapping[str, engine.CompressionRatio] = {
    name.lower(): getattr(engine.CompressionRatio, name) for name in ("X4", "X8", "X16", "X32", "X64")
}


def checked_name(name: str) -> str:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise validation_error("name", f"must be from 1 to {LONGEST_NAME} characters")
    if FORBIDDEN & set(name) or name in (".", ".."):
        raise wrong_input(f"collection name cannot contain {sorted(FORBIDDEN & set(name))}")
    return name


def created(body: Mapping[str, Any]) -> Json:
    """The configuration of a new collection."""
    params = {"vectors": body.get("vectors") or {}, **PARAMS}
    if body.get("sparse_vectors"):
        params["sparse_vectors"] = body["sparse_vectors"]
    params.update(given(body, PARAMS))
    config: Json = {
        "params": params,
        "hnsw_config": {**HNSW, **given(body.get("hnsw_config"))},
        "optimizer_config": {**OPTIMIZER, **given(body.get("optimizers_config"))},
        "wal_config": {**WAL, **given(body.get("wal_config"))},
        "quantization_config": body.get("quantization_config"),
        "payload_schema": {},
    }
    for optional in ("strict_mode_config", "metadata"):
        if body.get(optional):
            config[optional] = body[optional]
    return checked(config)


def patched(config: Json, body: Mapping[str, Any]) -> Json:
    """The configuration after a PATCH: only what it names changes."""
    new = deepcopy(config)
    new["params"].update(given(body.get("params")))
    new["hnsw_config"].update(given(body.get("hnsw_config")))
    new["optimizer_config"].update(given(body.get("optimizers_config")))
    quantization = body.get("quantization_config")
    if quantization is not None:
        new["quantization_config"] = None if quantization == "Disabled" else quantization
    for optional in ("strict_mode_config", "metadata"):
        if body.get(optional):
            new[optional] = {**(new.get(optional) or {}), **body[optional]}
    for name, change in (body.get("vectors") or {}).items():
        vector_named(new, name).update(given(change))
    return checked(new)


def vector_named(config: Json, name: str) -> Json:
    vectors = config["params"]["vectors"]
    if single(vectors) and name == "":
        return vectors
    if single(vectors) or name not in vectors:
        raise wrong_input(f"Not existing vector name error: {name}")
    return vectors[name]


def given(body: Mapping[str, Any] | None, names: Mapping[str, Any] | None = None) -> Json:
    return {k: v for k, v in (body or {}).items() if v is not None and (names is None or k in names)}


def single(vectors: Mapping[str, Any]) -> bool:
    """One unnamed vector, rather than several by name."""
    return isinstance(vectors.get("size"), int)


def checked(config: Json) -> Json:
    """Refuses before anything is stored what the engine would refuse later."""
    to_engine(config)
    return config


def to_engine(config: Json) -> engine.EdgeConfig:
    params = config["params"]
    vectors = params["vectors"]
    sparse = params.get("sparse_vectors") or {}
    dense = {"": vectors} if single(vectors) else vectors
    optimizer = config["optimizer_config"]
    return engine.EdgeConfig(
        vectors={name: vector_params(name, body) for name, body in dense.items()},
        sparse_vectors={name: sparse_params(body or {}) for name, body in sparse.items()},
        on_disk_payload=params["on_disk_payload"],
        hnsw_config=hnsw(config["hnsw_config"]),
        quantization_config=quantization(config["quantization_config"]),
        optimizers=engine.EdgeOptimizersConfig(
            deleted_threshold=optimizer["deleted_threshold"],
            vacuum_min_vector_number=optimizer["vacuum_min_vector_number"],
            default_segment_number=optimizer["default_segment_number"],
            max_segment_size=optimizer["max_segment_size"],
            indexing_threshold=optimizer["indexing_threshold"],
        ),
        # The engine's calls hold Python's lock, so a pool of threads would only wait.
        max_search_threads=1,
    )


def vector_params(name: str, body: Mapping[str, Any]) -> engine.EdgeVectorParams:
    if not isinstance(body, Mapping) or not isinstance(body.get("size"), int) or isinstance(body["size"], bool):
        raise format_error(f"vectors{f'.{name}' if name else ''}: missing field `size`")
    if not 1 <= body["size"] <= 65536:
        raise wrong_input(f"vectors.size: value {body['size']} invalid, must be from 1 to 65536")
    if body.get("distance") not in DISTANCES:
        raise format_error(f"unknown variant `{body.get('distance')}`, expected one of {', '.join(DISTANCES)}")
    multi = engine.MultiVectorConfig(engine.MultiVectorComparator.MaxSim) if body.get("multivector_config") else None
    own_hnsw = body.get("hnsw_config")
    return engine.EdgeVectorParams(
        size=body["size"],
        distance=DISTANCES[body["distance"]],
        on_disk=body.get("on_disk"),
        multivector_config=multi,
        datatype=DATATYPES[body["datatype"]] if body.get("datatype") else None,
        quantization_config=quantization(body.get("quantization_config")),
        hnsw_config=hnsw({**HNSW, **given(own_hnsw)}) if own_hnsw else None,
    )


def sparse_params(body: Mapping[str, Any]) -> engine.EdgeSparseVectorParams:
    index = body.get("index") or {}
    return engine.EdgeSparseVectorParams(
        full_scan_threshold=index.get("full_scan_threshold"),
        on_disk=index.get("on_disk"),
        modifier=engine.Modifier.Idf if body.get("modifier") == "idf" else None,
    )


def hnsw(body: Mapping[str, Any]) -> engine.HnswIndexConfig:
    return engine.HnswIndexConfig(
        m=body["m"],
        ef_construct=body["ef_construct"],
        full_scan_threshold=body["full_scan_threshold"],
        max_indexing_threads=body["max_indexing_threads"],
        on_disk=body["on_disk"],
        payload_m=body.get("payload_m"),
    )


def quantization(body: Mapping[str, Any] | None) -> Any:
    if body is None:
        return None
    if "scalar" in body:
        scalar = body["scalar"]
        return engine.ScalarQuantizationConfig(
            type=engine.ScalarType.Int8, quantile=scalar.get("quantile"), always_ram=scalar.get("always_ram")
        )
    if "product" in body:
        product = body["product"]
        return engine.ProductQuantizationConfig(
            compression=COMPRESSIONS[product["compression"]], always_ram=product.get("always_ram")
        )
    if "binary" in body:
        return engine.BinaryQuantizationConfig(always_ram=body["binary"].get("always_ram"))
    raise format_error("quantization_config: expected one of `scalar`, `product`, `binary`")
