"""`/metrics` with the names that TEI gives its figures.

TEI's counters lack the `_total` that this library insists on, so they go out untyped.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Labels = tuple[tuple[str, str], ...]


class Metrics:
    def __init__(self, queued: Callable[[], int]) -> None:
        disable_created_metrics()
        registry = CollectorRegistry()
        self.counts = Counts()
        self.duration = Histogram("te_request_duration", "Seconds of a request", buckets=BUCKETS, registry=registry)
        self.inference = Histogram(
            "te_embed_inference_duration", "Seconds in queue and model", buckets=BUCKETS, registry=registry
        )
        registry.register(self.counts)
        registry.register(Queue(queued))
        ProcessCollector(registry=registry)
        self._registry = registry

    def render(self) -> bytes:
        return generate_latest(self._registry)


class Counts(Collector):
    def __init__(self) -> None:
        self._values: Counter[tuple[str, Labels]] = Counter()

    def add(self, name: str, count: int = 1, **labels: str) -> None:
        self._values[name, tuple(sorted(labels.items()))] += count

    def collect(self) -> Iterator[Metric]:
        for name in sorted({name for name, _ in self._values}):
            metric = Metric(name, name, "unknown")
            for (owner, labels), value in self._values.items():
                if owner == name:
                    metric.add_sample(name, dict(labels), value)
            yield metric


class Queue(Collector):
    def __init__(self, queued: Callable[[], int]) -> None:
        self._queued = queued

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("te_queue_size", "Texts that wait for the model", value=self._queued())
