import { afterAll, describe, expect, it } from "vitest";
import { IMAGE_NAMES, type ImageName } from "../../../toolchain/images/recipes";
import { Bench, image, type Running, type Start } from "./container";

interface Case extends Start {
  /** Throws until the program does its work. */
  readonly works: (running: Running) => Promise<unknown>;
}

const bench = new Bench();
afterAll(() => bench.remove());

const NOBODY = 65534;
const HAPROXY_CFG = `defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend all
  bind :8080
  http-request return status 200
`;

/** With wget, as the platform's probes ask from inside. */
const page =
  (port: number, route: string) =>
  (running: Running): Promise<string> =>
    running.exec("wget", "-q", "-O", "-", `http://127.0.0.1:${port}${route}`);

/** With bash alone, for images whose official counterpart has nothing else. */
const bash =
  (port: number, route: string) =>
  (running: Running): Promise<string> =>
    running.exec(
      "bash",
      "-ec",
      `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET ${route} HTTP/1.0\\r\\n\\r\\n' >&3; grep -q ' 200 ' <&3`,
    );

const CASES: Readonly<Record<ImageName, Case>> = {
  redis: { user: 999, works: (redis) => redis.exec("redis-cli", "set", "key", "value") },
  postgres: {
    user: 999,
    scratch: ["/var/run/postgresql"],
    files: { "/run/secrets/password": "a password" },
    env: { POSTGRES_PASSWORD_FILE: "/run/secrets/password" },
    works: (postgres) => postgres.exec("pg_isready", "--host=127.0.0.1"),
  },
  haproxy: {
    user: 99,
    files: { "/usr/local/etc/haproxy/haproxy.cfg": HAPROXY_CFG },
    works: bash(8080, "/"),
  },
  prometheus: {
    user: NOBODY,
    files: { "/etc/config/prometheus.yml": "scrape_configs: []" },
    cmd: ["--config.file=/etc/config/prometheus.yml", "--storage.tsdb.path=/prometheus"],
    works: page(9090, "/-/ready"),
  },
  alertmanager: {
    user: NOBODY,
    files: { "/etc/config/alertmanager.yml": "route: { receiver: none }\nreceivers: [{ name: none }]" },
    cmd: ["--config.file=/etc/config/alertmanager.yml", "--storage.path=/alertmanager", "--cluster.listen-address="],
    works: page(9093, "/-/ready"),
  },
  "redis-exporter": { user: NOBODY, works: page(9121, "/metrics") },
  "postgres-exporter": {
    user: NOBODY,
    env: { DATA_SOURCE_NAME: "postgresql://nobody@127.0.0.1:1/none" },
    works: page(9187, "/metrics"),
  },
  "node-exporter": { user: NOBODY, works: page(9100, "/metrics") },
  node: {
    user: 1000,
    cmd: ["node", "-e", "require('http').createServer((_, answer) => answer.end()).listen(8080)"],
    works: bash(8080, "/"),
  },
  qdrant: {
    user: 1000,
    volumes: { "/qdrant/storage": bench.volume("storage"), "/qdrant/snapshots": bench.volume("snapshots") },
    works: bash(6333, "/readyz"),
  },
  embedding: { user: 1000, cmd: ["--port", "8080"], works: bash(8080, "/health") },
};

/** Programs that a component names, besides what the image starts by itself. */
const ON_PATH: Partial<Record<ImageName, readonly string[]>> = {
  redis: ["redis-cli", "redis-server", "docker-entrypoint.sh"],
  postgres: ["psql", "pg_dump", "pg_isready", "docker-entrypoint.sh"],
  haproxy: ["haproxy", "bash"],
  prometheus: ["/bin/prometheus", "/bin/promtool", "wget"],
  alertmanager: ["/bin/alertmanager", "/bin/amtool", "wget"],
  "redis-exporter": ["/redis_exporter"],
  "postgres-exporter": ["/bin/postgres_exporter"],
  "node-exporter": ["/bin/node_exporter"],
  qdrant: ["/qdrant/entrypoint.sh"],
};

describe("each local image, with a read-only root, no capability and its own user", () => {
  it.each(IMAGE_NAMES)("%s starts and does its work", async (name) => {
    const { works, ...start } = CASES[name];
    const running = await bench.start(await image(name), start);
    await running.until(() => works(running));
    for (const program of ON_PATH[name] ?? []) {
      expect(await running.exec("bash", "-c", `type -P ${program}`), program).not.toBe("");
    }
  });

  it("is watched by a test that can fail: a Prometheus that may not write its data does not pass", async () => {
    const { works, ...start } = CASES.prometheus;
    const running = await bench.start(await image("prometheus"), {
      ...start,
      cmd: ["--config.file=/etc/config/prometheus.yml", "--storage.tsdb.path=/nowhere"],
    });
    await expect(running.until(() => works(running))).rejects.toThrow("Unable to create");
  });
});
