"""`/metrics` with the names that Qdrant gives its figures."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from . import VERSION
from .catalog import Catalog
from .snapshots import Snapshots

BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    def __init__(self, catalog: Catalog, snapshots: Snapshots) -> None:
        self._registry = CollectorRegistry()
        labels = ["method", "endpoint", "status"]
        # Qdrant has no creation timestamps beside its figures.
        disable_created_metrics()
        self._responses = Counter("rest_responses_total", "Responses of the REST API", labels, registry=self._registry)
        self._durations = Histogram(
            "rest_responses_duration_seconds", "Duration of responses", labels, buckets=BUCKETS, registry=self._registry
        )
        self._registry.register(Figures(catalog, snapshots))
        ProcessCollector(registry=self._registry)

    def observe(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        self._responses.labels(method, endpoint, str(status)).inc()
        self._durations.labels(method, endpoint, str(status)).observe(seconds)

    def render(self) -> bytes:
        return generate_latest(self._registry)


class Figures(Collector):
    """Read at each scrape, so they are never behind."""

    def __init__(self, catalog: Catalog, snapshots: Snapshots) -> None:
        self._catalog = catalog
        self._snapshots = snapshots

    def collect(self):
        info = GaugeMetricFamily("app_info", "Server name and version", labels=["name", "version"])
        info.add_metric(["qdrant", VERSION], 1)
        yield info
        yield GaugeMetricFamily("app_status_recovery_mode", "Started in recovery mode", value=0)
        yield GaugeMetricFamily("cluster_enabled", "Distributed mode", value=0)
        yield GaugeMetricFamily("collections_total", "Number of collections", value=len(self._catalog.collections))
        yield GaugeMetricFamily("snapshot_created_total", "Snapshots created", value=self._snapshots.created)
        points = GaugeMetricFamily("collection_points", "Points of a collection", labels=["id"])
        vectors = GaugeMetricFamily("collection_vectors", "Vectors of a collection", labels=["id", "vector"])
        dead = GaugeMetricFamily("collection_dead_replicas", "Replicas that do not serve", labels=["id"])
        for name, collection in self._catalog.collections.items():
            count = collection.shard.info().points_count
            points.add_metric([name], count)
            dead.add_metric([name], 0)
            for vector in collection.vector_names():
                vectors.add_metric([name, vector], count)
        yield from (points, vectors, dead)
