"""Payload indexes: `"keyword"` or `{"type": "keyword", ...}` to the engine's parameters."""

from collections.abc import Mapping
from typing import Any

import qdrant_edge as engine

from ..errors import format_error

TYPES: Mapping[str, Any] = {
    "keyword": engine.KeywordIndexParams,
    "integer": engine.IntegerIndexParams,
    "float": engine.FloatIndexParams,
    "geo": engine.GeoIndexParams,
    "text": engine.TextIndexParams,
    "bool": engine.BoolIndexParams,
    "datetime": engine.DatetimeIndexParams,
    "uuid": engine.UuidIndexParams,
}

TOKENIZERS: Mapping[str, engine.TokenizerType] = {
    "prefix": engine.TokenizerType.Prefix,
    "whitespace": engine.TokenizerType.Whitespace,
    "word": engine.TokenizerType.Word,
    "multilingual": engine.TokenizerType.Multilingual,
}


def schema_json(body: Any) -> Any:
    """Checked, in the form in which it is kept and reported: a bare name stays bare."""
    name = body if isinstance(body, str) else (body or {}).get("type")
    if name not in TYPES:
        raise format_error(f"field_schema: unknown type `{name}`, expected one of {', '.join(TYPES)}")
    return body


def to_schema(body: Any) -> Any:
    if isinstance(body, str):
        # By its full parameters as well, since the engine's defaults for both are the same.
        body = {"type": body}
    options = {name: value for name, value in body.items() if name != "type" and value is not None}
    if body["type"] == "text":
        options["tokenizer"] = TOKENIZERS[options.get("tokenizer", "word")]
    elif body["type"] == "integer":
        options.setdefault("lookup", True)
        options.setdefault("range", True)
    try:
        return TYPES[body["type"]](**options)
    except TypeError as problem:
        raise format_error(f"field_schema: {problem}") from problem


def schema_report(body: Any, points: int) -> dict[str, Any]:
    if isinstance(body, str):
        return {"data_type": body, "points": points}
    return {"data_type": body["type"], "params": body, "points": points}
