"""Queries of `/points/query`."""

from collections.abc import Callable, Mapping
from typing import Any

import qdrant_edge as engine

from ..errors import format_error, not_found, unsupported, validation_error
from .filters import to_filter
from .ids import PointId, point_id
from .points import to_payload_choice, to_vector, to_vector_choice

Json = Mapping[str, Any]

# Looks up a stored vector: (point, name of the vector) -> vector, or None.
Lookup = Callable[[PointId, str | None], Any]

DEFAULT_LIMIT = 10
RRF_K = 2


class Query:
    """One request, translated. Points that it names by id are looked up, and left out of their own results."""

    def __init__(self, body: Json, lookup: Lookup) -> None:
        self._lookup = lookup
        self._named: list[PointId] = []
        scoring = self._scoring(body.get("query"), body.get("using"))
        self.request = engine.QueryRequest(
            limit=positive(body, "limit", DEFAULT_LIMIT),
            offset=body.get("offset") or 0,
            query=scoring,
            prefetches=[self._prefetch(item) for item in as_list(body.get("prefetch"))],
            filter=without(self._named, body.get("filter")),
            score_threshold=body.get("score_threshold"),
            params=to_params(body.get("params")),
            with_payload=to_payload_choice(body.get("with_payload", False)),
            with_vector=to_vector_choice(body.get("with_vector")),
        )

    def _prefetch(self, body: Json) -> engine.Prefetch:
        named_before = len(self._named)
        scoring = self._scoring(body.get("query"), body.get("using"))
        return engine.Prefetch(
            limit=positive(body, "limit", DEFAULT_LIMIT),
            query=scoring,
            prefetches=[self._prefetch(item) for item in as_list(body.get("prefetch"))],
            filter=without(self._named[named_before:], body.get("filter")),
            score_threshold=body.get("score_threshold"),
            params=to_params(body.get("params")),
        )

    def _scoring(self, query: Any, using: str | None) -> Any:
        if query is None:
            return None
        if not isinstance(query, Mapping) or set(query) == {"indices", "values"}:
            return engine.Query.Nearest(self._vector(query, using), using)
        if "nearest" in query:
            return self._nearest(query, using)
        if "recommend" in query:
            return self._recommend(query["recommend"], using)
        if "fusion" in query:
            return fusion(query["fusion"])
        if "rrf" in query:
            return engine.Fusion.Rrf(query["rrf"].get("k") or RRF_K, query["rrf"].get("weights"))
        if "order_by" in query:
            return to_order(query["order_by"])
        if "sample" in query:
            return engine.Sample.Random
        raise unsupported(f"the query kind {', '.join(sorted(query))}")

    def _nearest(self, query: Json, using: str | None) -> Any:
        vector = self._vector(query["nearest"], using)
        mmr = query.get("mmr")
        if mmr is None:
            return engine.Query.Nearest(vector, using)
        diversity = 0.5 if mmr.get("diversity") is None else mmr["diversity"]
        return engine.Mmr(vector, 1 - diversity, mmr.get("candidates_limit") or DEFAULT_LIMIT, using)

    def _recommend(self, body: Json, using: str | None) -> Any:
        examples = engine.RecommendQuery(
            [self._vector(item, using) for item in body.get("positive") or []],
            [self._vector(item, using) for item in body.get("negative") or []],
        )
        strategy = body.get("strategy") or "average_vector"
        if strategy == "best_score":
            return engine.Query.RecommendBestScore(examples, using)
        if strategy == "sum_scores":
            return engine.Query.RecommendSumScores(examples, using)
        return engine.Query.Nearest(average(examples.positives, examples.negatives), using)

    def _vector(self, value: Any, using: str | None) -> Any:
        """A vector as it is, or that of the point whose id is given."""
        if not isinstance(value, int | str):
            return to_vector(value)
        named = point_id(value)
        vector = self._lookup(named, using)
        if vector is None:
            raise not_found(f"No point with id {value} found")
        self._named.append(named)
        return vector


def positive(body: Json, field: str, default: int) -> int:
    value = body.get(field)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool):
        raise format_error(f"{field}: expected an integer")
    if value < 1:
        raise validation_error(field, f"value {value} invalid, must be 1 or larger")
    return value


def as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def without(named: list[PointId], body: Json | None) -> engine.Filter | None:
    given = to_filter(body)
    if not named:
        return given
    return engine.Filter(must=[given] if given else None, must_not=[engine.HasIdCondition(set(named))])


def fusion(name: str) -> Any:
    if name == "rrf":
        return engine.Fusion.Rrf(RRF_K)
    if name == "dbsf":
        return engine.Fusion.Dbsf()
    raise format_error(f"unknown variant `{name}`, expected `rrf` or `dbsf`")


def to_order(body: Any) -> engine.OrderBy:
    if isinstance(body, str):
        return engine.OrderBy(body)
    directions = {"asc": engine.Direction.Asc, "desc": engine.Direction.Desc}
    return engine.OrderBy(body["key"], directions.get(body.get("direction") or "asc"), body.get("start_from"))


def to_params(body: Json | None) -> engine.SearchParams | None:
    if not body:
        return None
    quantization = body.get("quantization")
    return engine.SearchParams(
        hnsw_ef=body.get("hnsw_ef"),
        exact=bool(body.get("exact")),
        indexed_only=bool(body.get("indexed_only")),
        quantization=engine.QuantizationSearchParams(**quantization) if quantization else None,
    )


def average(positives: list[list[float]], negatives: list[list[float]]) -> list[float]:
    """Qdrant's default strategy: the mean of what is liked, pushed away from the mean of what is not."""
    if not positives:
        raise validation_error("query.recommend.positive", "at least one positive example is needed")
    liked = mean(positives)
    if not negatives:
        return liked
    return [2 * like - dislike for like, dislike in zip(liked, mean(negatives), strict=True)]


def mean(vectors: list[list[float]]) -> list[float]:
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]
