"""Filters of a request to filters of the engine."""

from collections.abc import Callable, Mapping
from typing import Any

import qdrant_edge as engine

from ..errors import format_error
from .ids import point_ids

Json = Mapping[str, Any]


class _Bool:
    """The engine's Python binding tries integers before booleans, and Python's own booleans are integers.

    It recognises a NumPy boolean without ever taking it for a number, so this passes for one.
    """

    def __init__(self, value: bool) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return self._value


_Bool.__module__, _Bool.__name__, _Bool.__qualname__ = "numpy", "bool_", "bool_"


def to_filter(body: Json | None) -> engine.Filter | None:
    if body is None:
        return None
    if not isinstance(body, Mapping):
        raise format_error("filter: expected an object")
    unknown = set(body) - {"must", "should", "must_not", "min_should"}
    if unknown:
        raise format_error(
            f"filter: unknown field `{min(unknown)}`, expected one of `should`, `min_should`, `must`, `must_not`"
        )
    least = body.get("min_should")
    return engine.Filter(
        must=conditions(body.get("must")),
        should=conditions(body.get("should")),
        must_not=conditions(body.get("must_not")),
        min_should=engine.MinShould(conditions(least["conditions"]) or [], least["min_count"]) if least else None,
    )


def conditions(body: Any) -> list[Any] | None:
    if body is None:
        return None
    return [condition(item) for item in (body if isinstance(body, list) else [body])]


def condition(body: Json) -> Any:
    if not isinstance(body, Mapping):
        raise format_error("filter: a condition must be an object")
    if "key" in body:
        return field_condition(body)
    for name, build in CONDITIONS.items():
        if name in body:
            return build(body[name])
    return to_filter(body)


def nested(body: Json) -> engine.NestedCondition:
    inner = to_filter(body.get("filter"))
    if inner is None:
        raise format_error("nested: missing field `filter`")
    return engine.NestedCondition(body["key"], inner)


CONDITIONS: Mapping[str, Callable[[Any], Any]] = {
    "is_empty": lambda body: engine.IsEmptyCondition(body["key"]),
    "is_null": lambda body: engine.IsNullCondition(body["key"]),
    "has_id": lambda body: engine.HasIdCondition(set(point_ids(body))),
    "has_vector": engine.HasVectorCondition,
    "nested": nested,
}


def field_condition(body: Json) -> engine.FieldCondition:
    given = {name: build(body[name]) for name, build in FIELD_PARTS.items() if body.get(name) is not None}
    if not given:
        raise format_error(f"filter: the condition on `{body['key']}` says nothing about it")
    return engine.FieldCondition(body["key"], **given)


def match(body: Json) -> Any:
    for name, build in MATCHES.items():
        if name in body:
            return build(body[name])
    raise format_error(f"match: expected one of {', '.join(MATCHES)}")


MATCHES: Mapping[str, Callable[[Any], Any]] = {
    "value": lambda value: engine.MatchValue(_Bool(value) if isinstance(value, bool) else value),
    "text": engine.MatchText,
    "text_any": engine.MatchTextAny,
    "phrase": engine.MatchPhrase,
    "any": engine.MatchAny,
    "except": engine.MatchExcept,
}


def value_range(body: Json) -> Any:
    bounds = {name: body[name] for name in ("gte", "gt", "lte", "lt") if body.get(name) is not None}
    dates = any(isinstance(bound, str) for bound in bounds.values())
    return engine.RangeDateTime(**bounds) if dates else engine.RangeFloat(**bounds)


def geo_point(body: Json) -> engine.GeoPoint:
    return engine.GeoPoint(lon=body["lon"], lat=body["lat"])


def ring(body: Json) -> list[engine.GeoPoint]:
    return [geo_point(point) for point in body["points"]]


FIELD_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "match": match,
    "range": value_range,
    "geo_bounding_box": lambda box: engine.GeoBoundingBox(geo_point(box["top_left"]), geo_point(box["bottom_right"])),
    "geo_radius": lambda circle: engine.GeoRadius(geo_point(circle["center"]), circle["radius"]),
    "geo_polygon": lambda area: engine.GeoPolygon(
        ring(area["exterior"]), [ring(hole) for hole in area.get("interiors") or []]
    ),
    "values_count": lambda body: engine.ValuesCount(**body),
    "is_empty": bool,
    "is_null": bool,
}
