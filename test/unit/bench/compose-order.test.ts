import { describe, expect, it, vi } from "vitest";
import { untilGone } from "../../../bench/compose/down";
import { inOrder } from "../../../bench/compose/order";

describe("compose in our order", () => {
  const names = [
    "qdrant",
    "redis",
    "postgres",
    "embedding-blue",
    "embedding-green",
    "api-blue",
    "api-green",
    "gateway",
    "prometheus",
    "redis-exporter",
  ];
  const file = {
    services: Object.fromEntries(names.map((name) => [name, { image: name }])),
    networks: {},
    volumes: { a: {} },
  };
  const ordered = inOrder(file);
  const needs = (name: string) =>
    Object.keys((ordered.services[name] as { depends_on?: object }).depends_on ?? {}).sort();

  it("has a slot wait for its data services and its own embedding, and the gateway for the slots", () => {
    expect(needs("api-blue")).toEqual(["embedding-blue", "postgres", "qdrant", "redis"]);
    expect(needs("api-green")).toEqual(["embedding-green", "postgres", "qdrant", "redis"]);
    expect(needs("gateway")).toEqual(["api-blue", "api-green"]);
  });

  it("has everything else start at once, the exporters among them", () => {
    const waiting = names.filter((name) => needs(name).length > 0);
    expect(waiting).toEqual(["api-blue", "api-green", "gateway"]);
  });

  it("waits until they are healthy, names only what is there, and leaves the rest of the file alone", () => {
    const [api, gateway] = [{ image: "a" }, { image: "g" }];
    const small = { services: { "api-blue": api, gateway }, networks: { inner: {} }, volumes: { a: {} } };
    expect(inOrder(small)).toEqual({
      ...small,
      services: {
        "api-blue": api,
        gateway: { image: "g", depends_on: { "api-blue": { condition: "service_healthy" } } },
      },
    });
  });
});

describe("compose's down", () => {
  it("is tried again while Docker counts a container that is gone", async () => {
    const busy = new Error(
      "`docker-compose down` failed:\n  error while removing network: network a id b has active endpoints",
    );
    const down = vi
      .fn<() => Promise<void>>()
      .mockRejectedValueOnce(busy)
      .mockRejectedValueOnce(busy)
      .mockResolvedValue();
    await untilGone(down);
    expect(down).toHaveBeenCalledTimes(3);
  });

  it("fails at once for any other reason", async () => {
    const down = vi.fn<() => Promise<void>>().mockRejectedValue(new Error("no such file"));
    await expect(untilGone(down)).rejects.toThrow("no such file");
    expect(down).toHaveBeenCalledTimes(1);
  });
});
