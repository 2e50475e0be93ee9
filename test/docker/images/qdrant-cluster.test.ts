import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { qdrantWorkload } from "../../../components/qdrant";
import { replicaName } from "../../../components/runtime/docker/docker-workload";
import { Bench, image, type Running } from "./container";
import { ask, client, KEY } from "./qdrant-server";

/*
 * Three members, started by the very command that the component gives them. QDRANT_TEST_IMAGE names an image to test in
 * place of the stand-in: a real Qdrant, say.
 */

const NAME = "shared";
const MEMBERS = 3;
/** Elections and copies take seconds on an idle machine; nothing here is about how fast they are. */
const PATIENCE_MS = 180_000;

const bench = new Bench();
const members: Running[] = [];

const hosts = (count: number) => Array.from({ length: count }, (_, index) => replicaName("qdrant", index + 1));
const workload = qdrantWorkload("qdrant", {
  runtime: {
    run: ({ name }) => ({ host: name }),
    hostOf: ({ name }) => name,
    memberHosts: ({ replicas = 1 }) => hosts(replicas),
    tunnelTo: () => undefined,
  },
  image: { reference: "" },
  replicas: MEMBERS,
  apiKey: pulumi.secret(KEY),
  readOnlyKey: pulumi.secret("read-key"),
  ...{ cpu: 1, memoryMiB: 512, storageGiB: 1, snapshotsGiB: 1, protected: false },
});

async function start(replica: number, storage: string): Promise<Running> {
  return bench.start(process.env.QDRANT_TEST_IMAGE ?? (await image("qdrant")), {
    user: workload.user,
    port: 6333,
    hostname: replicaName("qdrant", replica),
    cmd: workload.command,
    env: workload.env as Record<string, string>,
    volumes: { "/qdrant/storage": bench.volume(storage), "/qdrant/snapshots": bench.volume(`${storage}-snapshots`) },
    files: { [workload.secrets?.[0]?.path ?? ""]: JSON.stringify({ service: { api_key: KEY } }) },
    scratch: workload.scratch?.map(({ path }) => path),
  });
}

function member(index: number): Running {
  const running = members[index];
  if (!running) throw new Error(`there is no member ${index}`);
  return running;
}

async function ready(running: Running): Promise<string> {
  await running.untilAnswers("/readyz", PATIENCE_MS);
  return running.url();
}

interface Status {
  readonly peer_id: number;
  readonly peers: Readonly<Record<string, { readonly uri: string }>>;
}

async function status(running: Running): Promise<Status> {
  return JSON.parse((await ask(await running.url(), "GET", "/cluster")).text).result;
}

async function uris(running: Running): Promise<string[]> {
  return Object.values((await status(running)).peers)
    .map(({ uri }) => uri)
    .sort();
}

async function write(running: Running, ids: readonly number[]): Promise<void> {
  await client(await running.url()).upsert(NAME, {
    wait: true,
    points: ids.map((id) => ({ id, vector: [id, 1], payload: { id } })),
  });
}

async function found(running: Running): Promise<unknown[]> {
  const { points } = await client(await running.url()).scroll(NAME, { limit: 100, with_payload: false });
  return points.map(({ id }) => id);
}

/** Until it holds, or the patience is over: the last failure is then the test's. */
const eventually = (running: Running, check: () => Promise<void>) => running.until(check, PATIENCE_MS);

beforeAll(async () => {
  // All at the same time, as a platform may start them.
  members.push(...(await Promise.all([1, 2, 3].map((replica) => start(replica, `storage-${replica}`)))));
  await Promise.all(members.map(ready));
});
afterAll(() => bench.remove());

describe("three members", () => {
  it("know each other under the names that the platform gives them", async () => {
    const expected = hosts(MEMBERS).map((host) => `http://${host}:6335/`);
    for (const running of members) {
      await eventually(running, async () => expect(await uris(running)).toEqual(expected.sort()));
    }
    expect(new Set(await Promise.all(members.map(async (each) => (await status(each)).peer_id))).size).toBe(MEMBERS);
  });

  it("show what is written to one of them at every other", async () => {
    const settings = { vectors: { size: 2, distance: "Dot" }, shard_number: 2, replication_factor: MEMBERS } as const;
    await client(await member(1).url()).createCollection(NAME, settings);
    await write(member(0), [1, 2]);
    await write(member(2), [3]);
    for (const running of members) {
      await eventually(running, async () => expect(await found(running)).toEqual([1, 2, 3]));
    }
  });

  it("serve a collection that one of them does not hold", async () => {
    const single = `${NAME}-single`;
    await client(await member(0).url()).createCollection(single, { vectors: { size: 2, distance: "Dot" } });
    await client(await member(1).url()).upsert(single, { wait: true, points: [{ id: 7, vector: [1, 1] }] });
    for (const running of members) {
      await eventually(running, async () => {
        expect(await client(await running.url()).count(single, { exact: true })).toEqual({ count: 1 });
      });
    }
    await client(await member(2).url()).deleteCollection(single);
    await eventually(member(0), async () => {
      expect(await client(await member(0).url()).collectionExists(single)).toEqual({ exists: false });
    });
  });

  it("count themselves for Prometheus, by the names that the alert asks for", async () => {
    for (const running of members) {
      const { text } = await ask(await running.url(), "GET", "/metrics");
      expect(text).toMatch(/^cluster_enabled 1/m);
      expect(text).toMatch(/^cluster_peers_total 3/m);
      expect(text).toMatch(/^cluster_term [1-9]/m);
      expect(text).toMatch(/^cluster_commit\{peer_id="\d+"\} [1-9]/m);
    }
  });
});

describe("a member that is killed", () => {
  // The founder: the one whose return could be mistaken for a new cluster.
  it("leaves the others serving, and comes back to them with what was written meanwhile", async () => {
    const before = await status(member(0));
    await member(0).container.kill({ signal: "SIGKILL" });
    // The first write after the loss may be refused, until the others have agreed on it.
    await eventually(member(1), () => write(member(1), [4]));
    await eventually(member(2), () => write(member(2), [5]));
    await eventually(member(2), async () => expect(await found(member(2))).toEqual([1, 2, 3, 4, 5]));

    await member(0).container.start();
    await ready(member(0));
    expect((await status(member(0))).peer_id).toBe(before.peer_id);
    await eventually(member(0), async () => expect(await uris(member(0))).toHaveLength(MEMBERS));
    await eventually(member(0), async () => {
      const shards = await ask(await member(0).url(), "GET", `/collections/${NAME}/cluster`);
      const states = JSON.parse(shards.text).result.local_shards.map(({ state }: { state: string }) => state);
      expect(states).toEqual(["Active", "Active"]);
    });
    // From its own storage: nobody is left whom it could ask.
    await Promise.all([1, 2].map((other) => member(other).container.kill({ signal: "SIGKILL" })));
    expect(await found(member(0))).toEqual([1, 2, 3, 4, 5]);
  });

  it("is found again when all of them start at once, and nothing is lost", async () => {
    await member(0).container.kill({ signal: "SIGKILL" });
    await Promise.all(members.map(({ container }) => container.start()));
    await Promise.all(members.map(ready));
    await eventually(member(1), () => write(member(1), [6]));
    for (const running of members) {
      await eventually(running, async () => expect(await found(running)).toEqual([1, 2, 3, 4, 5, 6]));
    }
  });
});

describe("the first member without its storage", () => {
  it("joins the cluster that it has lost instead of founding another", async () => {
    const lost = await status(member(0));
    await member(0).container.kill({ signal: "SIGKILL" });
    members[0] = await start(1, "storage-replaced");
    const url = await ready(member(0));
    const joined = await status(member(0));
    expect(joined.peer_id).not.toBe(lost.peer_id);
    await eventually(member(1), async () => {
      expect(Object.keys((await status(member(1))).peers)).toContain(String(joined.peer_id));
    });
    expect(await client(url).collectionExists(NAME)).toEqual({ exists: true });
    await eventually(member(0), async () => expect(await found(member(0))).toEqual([1, 2, 3, 4, 5, 6]));

    // What is left to the operator: to strike the lost one off.
    await ask(await member(1).url(), "DELETE", `/cluster/peer/${lost.peer_id}?force=true`);
    await eventually(member(2), async () => expect(Object.keys((await status(member(2))).peers)).toHaveLength(MEMBERS));
  });
});
