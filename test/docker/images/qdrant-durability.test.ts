import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench, type Running } from "./container";
import { client, startQdrant } from "./qdrant-server";

const NAME = "durable";
const WRITES_BEFORE_KILL = 150;
const bench = new Bench();
let qdrant: Running;

beforeAll(async () => {
  qdrant = await startQdrant(bench, "durable");
  await client(await qdrant.untilAnswers("/readyz")).createCollection(NAME, {
    vectors: { size: 8, distance: "Cosine" },
  });
});
afterAll(() => bench.remove());

/** Writes one point after the other until the server is gone. */
async function writeUntilKilled(url: string, acknowledged: number[]): Promise<void> {
  const writer = client(url);
  for (let id = 1; ; id++) {
    const vector = Array.from({ length: 8 }, (_, axis) => Math.sin(id * (axis + 1)));
    try {
      await writer.upsert(NAME, { wait: true, points: [{ id, vector, payload: { id } }] });
    } catch {
      return;
    }
    acknowledged.push(id);
  }
}

describe("a server that is killed while it is written to", () => {
  it("has every acknowledged point, and its settings, when it comes back", async () => {
    const acknowledged: number[] = [];
    const writing = writeUntilKilled(await qdrant.url(), acknowledged);
    await qdrant.until(async () => {
      if (acknowledged.length < WRITES_BEFORE_KILL) throw new Error(`${acknowledged.length} writes so far`);
    });
    await qdrant.container.kill({ signal: "SIGKILL" });
    await writing;
    await qdrant.container.start();

    const reader = client(await qdrant.untilAnswers("/readyz"));
    const found = await reader.retrieve(NAME, { ids: acknowledged, with_payload: true });
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(acknowledged));
    expect(found.every(({ id, payload }) => payload?.id === id)).toBe(true);
    // One write may have been under way, applied but not acknowledged.
    const { count } = await reader.count(NAME, { exact: true });
    expect(count - acknowledged.length).toBeLessThanOrEqual(1);
    expect((await reader.getCollection(NAME)).config.params.vectors).toMatchObject({ size: 8, distance: "Cosine" });
  });

  it("says so in plain words when its volumes are not writable", async () => {
    const { Image } = await qdrant.container.inspect();
    const bare = await bench.start(Image, { user: 1000 });
    expect(await bare.ended()).toBe(1);
    expect(await bare.logs()).toContain("mount writable volumes for storage and snapshots");
  });
});
