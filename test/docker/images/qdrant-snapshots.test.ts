import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Bench } from "./container";
import { ask, client, KEY, qdrantUrl } from "./qdrant-server";

const NAME = `snapshots-${process.pid}`;
const bench = new Bench();
let url: string;

beforeAll(async () => {
  url = await qdrantUrl(bench);
});
beforeEach(async () => {
  const qdrant = client(url);
  await qdrant.deleteCollection(NAME);
  await qdrant.createCollection(NAME, { vectors: { size: 2, distance: "Dot" } });
  await qdrant.createPayloadIndex(NAME, { wait: true, field_name: "kind", field_schema: "keyword" });
  await qdrant.upsert(NAME, {
    wait: true,
    points: [1, 2, 3].map((id) => ({ id, vector: [id, 0], payload: { kind: "kept" } })),
  });
});
afterAll(async () => {
  await client(url).deleteCollection(NAME);
  await bench.remove();
});

async function snapshot(): Promise<{ name: string; size: number; checksum: string }> {
  const made = await client(url).createSnapshot(NAME);
  if (!made?.checksum) throw new Error(`no checksum in ${JSON.stringify(made)}`);
  return { ...made, checksum: made.checksum };
}

const location = (name: string) => `file:///qdrant/snapshots/${NAME}/${name}`;

async function expectTheThree(): Promise<void> {
  expect(await client(url).count(NAME, { exact: true })).toEqual({ count: 3 });
  const filter = { must: [{ key: "kind", match: { value: "kept" } }] };
  expect((await client(url).query(NAME, { query: [1, 0], filter, limit: 1 })).points[0]?.id).toBe(3);
  expect((await client(url).getCollection(NAME)).payload_schema).toMatchObject({ kind: { data_type: "keyword" } });
}

describe("a snapshot", () => {
  it("is listed, can be fetched, fits its checksum, and goes when deleted", async () => {
    const { name, size, checksum } = await snapshot();
    expect(await client(url).listSnapshots(NAME)).toContainEqual(expect.objectContaining({ name, size, checksum }));
    const file = await fetch(`${url}/collections/${NAME}/snapshots/${name}`, { headers: { "api-key": KEY } });
    const content = Buffer.from(await file.arrayBuffer());
    expect(content).toHaveLength(size);
    expect(createHash("sha256").update(content).digest("hex")).toBe(checksum);
    await client(url).deleteSnapshot(NAME, name);
    expect(await client(url).listSnapshots(NAME)).not.toContainEqual(expect.objectContaining({ name }));
  });

  it("brings a changed collection back, points, payloads and indexes", async () => {
    const qdrant = client(url);
    const { name, checksum } = await snapshot();
    await qdrant.delete(NAME, { wait: true, points: [1, 2] });
    await qdrant.upsert(NAME, { wait: true, points: [{ id: 9, vector: [9, 9], payload: { kind: "late" } }] });
    expect(await qdrant.recoverSnapshot(NAME, { location: location(name), checksum })).toBe(true);
    await expectTheThree();
  });

  it("brings a deleted collection back from an upload", async () => {
    const { name } = await snapshot();
    const file = await fetch(`${url}/collections/${NAME}/snapshots/${name}`, { headers: { "api-key": KEY } });
    const form = new FormData();
    form.append("snapshot", new Blob([await file.arrayBuffer()]), name);
    await client(url).deleteCollection(NAME);
    const uploaded = await fetch(`${url}/collections/${NAME}/snapshots/upload?wait=true`, {
      method: "POST",
      headers: { "api-key": KEY },
      body: form,
    });
    expect(uploaded.status).toBe(200);
    await expectTheThree();
  });

  it("with another checksum changes nothing", async () => {
    const { name } = await snapshot();
    const body = { location: location(name), checksum: "0".repeat(64) };
    const { status } = await ask(url, "PUT", `/collections/${NAME}/snapshots/recover`, { body });
    expect(status).toBe(400);
    await expectTheThree();
  });

  it("is neither read nor fetched from outside its folder", async () => {
    const body = { location: "file:///etc/passwd" };
    const recovered = await ask(url, "PUT", `/collections/${NAME}/snapshots/recover`, { body });
    expect([400, 403]).toContain(recovered.status);
    const fetched = await ask(url, "GET", `/collections/${NAME}/snapshots/..%2F..%2Fetc%2Fpasswd`);
    expect([400, 404]).toContain(fetched.status);
    await expectTheThree();
  });

  it("that does not exist is named in the error", async () => {
    const { status, error } = await ask(url, "DELETE", `/collections/${NAME}/snapshots/none.snapshot`);
    expect([status, error]).toEqual([404, expect.stringContaining("none.snapshot")]);
  });
});
