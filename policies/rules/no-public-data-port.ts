import { resourceRule } from "../rule";
import { EXPOSES, exposuresOf } from "../view/exposure";
import { DATA_WORKLOADS } from "../view/workload";

/** Ports of what keeps data: the platform's own services first, then what a stack may run beside them. */
const DATA_PORTS: Readonly<Record<number, string>> = {
  6333: "Qdrant",
  6334: "Qdrant",
  6335: "Qdrant",
  6379: "Redis",
  5432: "Postgres",
  3306: "MySQL",
  27017: "MongoDB",
  9200: "Elasticsearch",
  2379: "etcd",
  11211: "memcached",
};

export const noPublicDataPort = resourceRule(EXPOSES, {
  name: "no-public-data-port",
  description: "No port of what keeps data leaves the platform's own network.",
  why: "The gateway is the one way in: it alone asks for a key, limits the rate and keeps a log.",
  judge: (resource) =>
    exposuresOf(resource)
      .filter(({ loopback }) => !loopback)
      .flatMap(({ title, how, ports, workload }) => {
        const data = ports.map((port) => DATA_PORTS[port]).find((name) => name) ?? dataWorkload(workload);
        if (data === undefined) return [];
        const port = ports.length > 0 ? `port ${ports[ports.length - 1]}` : "its port";
        const fix = "remove the publication, and come in through the gateway's operator entry";
        return [{ which: title, what: `${port} of ${data} is ${how}`, fix }];
      }),
});

function dataWorkload(name: string | undefined): string | undefined {
  return DATA_WORKLOADS.find((workload) => workload === name);
}
