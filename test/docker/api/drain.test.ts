import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BalancedLoad } from "./support/balanced-load";
import { docker, eventually } from "./support/docker";
import { type Extra, World } from "./support/world";

const world = new World();
const PATH = "/api/v1/collections";
const SEARCH = "/api/v1/collections/mixtral/search";
const VECTOR = [1, 0, 0, 0, 0, 0, 0, 0];

beforeAll(() => world.start());
afterAll(() => world.stop());

/** Stops one of two servers while requests run; returns what the load saw and how the server ended. */
async function stopUnderLoad(extra: Extra) {
  const names = [await world.api(extra), await world.api(extra)];
  const [leaving = ""] = names;
  const servers = await Promise.all(names.map((name) => world.ready(name)));
  const load = new BalancedLoad({ servers, path: SEARCH, body: { vector: VECTOR } });
  await eventually("the load runs", async () => expect(load.sent).toBeGreaterThan(800));
  await docker("kill", "-s", "TERM", leaving);
  const exitCode = await docker("wait", leaving);
  const sentByThen = load.sent;
  await eventually("the load goes on", async () => expect(load.sent).toBeGreaterThan(Math.max(2400, sentByThen + 400)));
  const result = await load.stop();
  return { ...result, exitCode, log: await docker("logs", leaving), leftServer: servers[0] ?? "" };
}

describe("SIGTERM under load", () => {
  it.each([
    ["one process", {}],
    ["two workers", { WORKERS: "2" }],
  ])("loses no request with %s, on kept-alive and on new connections", async (_what, workers: Extra) => {
    const { sent, failures, exitCode, byServer, leftServer, log } = await stopUnderLoad({
      DRAIN_SECONDS: "3",
      // From Redis: the neighbours run in this process, which the load keeps busy.
      SEARCH_CACHE_SECONDS: "600",
      ...workers,
    });
    expect(failures.slice(0, 5)).toEqual([]);
    expect(sent).toBeGreaterThan(2400);
    expect(byServer[leftServer]).toBeGreaterThan(400);
    expect(exitCode).toBe("0");
    expect(log).toContain('"msg":"stopped"');
  });

  it("finishes a request that is still running when the drain period is over", async () => {
    const leaving = await world.api({ DRAIN_SECONDS: "3", REQUEST_TIMEOUT_SECONDS: "60" });
    const url = await world.ready(leaving);
    const held = holdSearches();
    try {
      const body = JSON.stringify({ vector: VECTOR, limit: 7 });
      const running = fetch(`${url}${SEARCH}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      await held.arrived;
      await docker("kill", "-s", "TERM", leaving);
      const health = await eventually("not ready", async () => {
        const response = await fetch(`${url}/health`);
        expect(await response.json()).toMatchObject({ status: "draining" });
        return response;
      });
      expect([health.status, health.headers.get("connection")]).toEqual([503, "close"]);
      await eventually("no longer listening", () => expect(fetch(`${url}/livez`)).rejects.toThrow());
      held.release();
      expect((await running).status).toBe(200);
      expect(await docker("wait", leaving)).toBe("0");
    } finally {
      held.restore();
    }
  });
});

/** Keeps the database from answering a search until it is released. */
function holdSearches() {
  const { store } = world.neighbours;
  const search = store.search.bind(store);
  const signals = new EventEmitter();
  const [arrived, released] = [once(signals, "arrived"), once(signals, "released")];
  store.search = async (...args) => {
    signals.emit("arrived");
    await released;
    return search(...args);
  };
  return {
    arrived,
    release: () => signals.emit("released"),
    restore: () => {
      store.search = search;
    },
  };
}

describe("several workers", () => {
  it("add up their figures, and a dead one is replaced", async () => {
    const name = await world.api({ WORKERS: "2", DRAIN_SECONDS: "0" });
    const url = await world.ready(name);
    await Promise.all(Array.from({ length: 40 }, () => fetch(`${url}${PATH}`, { headers: { connection: "close" } })));
    const counted = async () => {
      const text = await (await fetch(`${url}/metrics`, { headers: { connection: "close" } })).text();
      expect(text).toContain('build_info{version="1.0.0-test",slot="blue"} 1');
      return text.match(/http_requests_total\{method="GET",route="\/api\/v1\/collections",status="200"\} (\d+)/)?.[1];
    };
    expect(await counted()).toBe("40");
    const pids = () => docker("exec", name, "sh", "-c", "cat /proc/1/task/1/children").then((text) => text.split(" "));
    const [first = ""] = await pids();
    await docker("exec", name, "sh", "-c", `kill -9 ${first}`);
    await eventually("another worker", async () => {
      const now = await pids();
      expect([now.length, now.includes(first)]).toEqual([2, false]);
    });
    await world.ready(name);
  });
});
