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
from .cluster.member import Member
from .snapshots import Snapshots

BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    def __init__(self, catalog: Catalog, snapshots: Snapshots, member: Member | None) -> None:
        self._registry = CollectorRegistry()
        labels = ["method", "endpoint", "status"]
        # Qdrant has no creation timestamps beside its figures.
        disable_created_metrics()
        self._responses = Counter("rest_responses_total", "Responses of the REST API", labels, registry=self._registry)
        self._durations = Histogram(
            "rest_responses_duration_seconds", "Duration of responses", labels, buckets=BUCKETS, registry=self._registry
        )
        self._registry.register(Figures(catalog, snapshots, member))
        ProcessCollector(registry=self._registry)

    def observe(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        self._responses.labels(method, endpoint, str(status)).inc()
        self._durations.labels(method, endpoint, str(status)).observe(seconds)

    def render(self) -> bytes:
        return generate_latest(self._registry)


class Figures(Collector):
    """Read at each scrape, so they are never behind."""

    def __init__(self, catalog: Catalog, snapshots: Snapshots, member: Member | None) -> None:
        self._catalog = catalog
        self._snapshots = snapshots
        self._member = member

    def collect(self):
        info = GaugeMetricFamily("app_info", "Server name and version", labels=["name", "version"])
        info.add_metric(["qdrant", VERSION], 1)
        yield info
        yield GaugeMetricFamily("app_status_recovery_mode", "Started in recovery mode", value=0)
        yield GaugeMetricFamily("cluster_enabled", "Distributed mode", value=int(self._member is not None))
        if self._member:
            yield from cluster_figures(self._member)
        known = self._member.collections if self._member else self._catalog.collections
        yield GaugeMetricFamily("collections_total", "Number of collections", value=len(known))
        yield GaugeMetricFamily("snapshot_created_total", "Snapshots created", value=self._snapshots.created)
        points = GaugeMetricFamily("collection_points", "Points of a collection", labels=["id"])
        vectors = GaugeMetricFamily("collection_vectors", "Vectors of a collection", labels=["id", "vector"])
        dead = GaugeMetricFamily("collection_dead_replicas", "Replicas that do not serve", labels=["id"])
        for name, collection in self._catalog.collections.items():
            count = collection.shard.info().points_count
            points.add_metric([name], count)
            dead.add_metric([name], self._member.dead_replicas(name) if self._member else 0)
            for vector in collection.vector_names():
                vectors.add_metric([name, vector], count)
        yield from (points, vectors, dead)


def cluster_figures(member: Member):
    consensus = member.consensus
    yield GaugeMetricFamily("cluster_peers_total", "Members that the cluster counts", value=len(consensus.peers))
    # Counters to Qdrant; of this type here, because the library would put `_total` behind the name.
    yield GaugeMetricFamily("cluster_term", "Term of the consensus", value=consensus.term)
    commit = GaugeMetricFamily("cluster_commit", "Last operation agreed on", labels=["peer_id"])
    commit.add_metric([consensus.peer], consensus.version()[1])
    yield commit
    yield GaugeMetricFamily("cluster_pending_operations_total", "Operations not applied yet", value=0)
    yield GaugeMetricFamily("cluster_voter", "Whether it votes", value=int(consensus.peer in consensus.peers))
    state = GaugeMetricFamily("cluster_working_state", "State of the consensus", labels=["state"])
    state.add_metric(["working"], 1)
    state.add_metric(["stopped"], 0)
    yield state
