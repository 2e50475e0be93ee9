"""Point ids: unsigned integers or UUIDs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ..errors import format_error

PointId = int | UUID


def point_id(value: Any) -> PointId:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return value
    if isinstance(value, str):
        try:
            return UUID(value)
        except ValueError:
            pass
    raise format_error(f"value {value} is not a valid point ID, valid values are either an unsigned integer or a UUID")


def point_ids(values: Any) -> list[PointId]:
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise format_error("expected a list of point IDs")
    return [point_id(value) for value in values]


def id_json(value: PointId) -> int | str:
    return value if isinstance(value, int) else str(value)
