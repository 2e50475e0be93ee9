import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Qdrant } from "../../components/qdrant";
import { KubernetesRuntime } from "../../components/runtime/kubernetes";
import { ask, client } from "../docker/images/qdrant-server";
import { throughForward } from "./support/forward";
import { CONTEXT, get, isReady, type KubeObject, kubectl } from "./support/kubectl";
import { namespaceOfRun, removeRemains } from "./support/namespace";
import { until } from "./support/until";

/*
 * The Qdrant component with three replicas on a real cluster. QDRANT_TEST_IMAGE names an image to test in place of what the
 * site file names.
 */

const NAME = "shared";
const MEMBERS = [0, 1, 2] as const;
const KEY = "manage-key";
const REST_PORT = 6333;
/** One machine with two cores may run three members, the cluster itself and more. */
const UP_MS = 20 * 60_000;
const TEST_MS = 20 * 60_000;
const PATIENCE = { patienceMs: 8 * 60_000 };

const namespace = namespaceOfRun("qdrant");
// A backend of its own: the test must not leave its stack among a developer's.
const folder = mkdtempSync(join(tmpdir(), `${namespace}-`));
const envVars = {
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: "test",
  // The pack judges platforms; this stack is none.
  PULUMI_OPTION_POLICY_PACK: "",
};
let stack: Stack;

function siteImage(): string {
  const site = JSON.parse(readFileSync(process.env.VECTOR_PLATFORM_SITE ?? "", "utf8"));
  return site.platforms.kubernetes.images.qdrant;
}

async function program(): Promise<void> {
  const runtime = new KubernetesRuntime("runtime", {
    namespace,
    context: CONTEXT,
    health: { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 },
    exposure: "NodePort",
    cpuOvercommit: 10,
  });
  new Qdrant("qdrant", {
    runtime,
    image: { reference: process.env.QDRANT_TEST_IMAGE ?? siteImage() },
    replicas: MEMBERS.length,
    apiKey: pulumi.secret(KEY),
    readOnlyKey: pulumi.secret("read-key"),
    ...{ cpu: 0.5, memoryMiB: 256, storageGiB: 1, snapshotsGiB: 1, protected: false },
  });
}

/** Asked again while the way to the pod does not open: a forward may fail on a busy machine. All that is asked may be asked twice. */
const onMember = <T>(member: number, use: (url: string) => Promise<T>): Promise<T> =>
  until(`an answer of member ${member}`, () => throughForward(`qdrant-${member}`, namespace, REST_PORT, use), PATIENCE);

interface Status {
  readonly peer_id: number;
  readonly peers: Readonly<Record<string, { readonly uri: string }>>;
}

async function status(member: number): Promise<Status> {
  const { text } = await onMember(member, (url) => ask(url, "GET", "/cluster"));
  return JSON.parse(text).result;
}

async function write(member: number, ids: readonly number[]): Promise<void> {
  const points = ids.map((id) => ({ id, vector: [id, 1] }));
  await onMember(member, (url) => client(url, KEY).upsert(NAME, { wait: true, points }));
}

async function found(member: number): Promise<unknown[]> {
  const { points } = await onMember(member, (url) => client(url, KEY).scroll(NAME, { limit: 100 }));
  return points.map(({ id }) => id);
}

async function pod(member: number): Promise<KubeObject> {
  const there = await get("pod", `qdrant-${member}`, namespace);
  if (!there) throw new Error(`there is no pod qdrant-${member}`);
  return there;
}

beforeAll(async () => {
  const settings = { stackName: "qdrant", projectName: namespace, program };
  stack = await LocalWorkspace.createOrSelectStack(settings, { envVars });
  await stack.up();
}, UP_MS);

afterAll(async () => {
  await stack?.destroy();
  await removeRemains(namespace);
  rmSync(folder, { recursive: true, force: true });
}, UP_MS);

describe("three replicas of Qdrant on Kubernetes", () => {
  it(
    "are three members that know each other by the names of their pods",
    async () => {
      for (const member of MEMBERS) {
        const uris = await until(`member ${member} knows all`, async () => {
          const known = Object.values((await status(member)).peers).map(({ uri }) => uri);
          return known.length === MEMBERS.length && known.sort();
        });
        for (const [index, uri] of uris.entries()) {
          expect(uri).toMatch(
            new RegExp(`^http://qdrant-${index}\\.[a-z-]+\\.${namespace}\\.svc\\.cluster\\.local:6335/$`),
          );
        }
      }
    },
    TEST_MS,
  );

  it(
    "are disturbed one at a time, and spread where there are nodes to spread over",
    async () => {
      const budget = await until("the budget has counted the members", async () => {
        const there = await get("poddisruptionbudget", "qdrant", namespace);
        return there?.status?.currentHealthy === MEMBERS.length && there;
      });
      expect(budget.status.disruptionsAllowed).toBe(1);
      const spread = (await pod(0)).spec.topologySpreadConstraints.map((s: { topologyKey: string }) => s.topologyKey);
      expect(spread).toContain("kubernetes.io/hostname");
    },
    TEST_MS,
  );

  it(
    "let nobody else to the port that asks for no key",
    async () => {
      const policy = await get("networkpolicy", "qdrant", namespace);
      const rules = (policy?.spec.ingress ?? []) as {
        ports?: { port: number }[];
        from?: { podSelector?: unknown }[];
      }[];
      const open = rules.filter(({ ports }) => !ports || ports.some(({ port }) => port === 6335));
      expect(open).toHaveLength(1);
      expect(JSON.stringify(open[0]?.from)).toContain('"qdrant"');
    },
    TEST_MS,
  );

  it(
    "show at one what is written to another, and change nothing the second time they are deployed",
    async () => {
      const settings = { vectors: { size: 2, distance: "Dot" }, replication_factor: MEMBERS.length } as const;
      await onMember(0, async (url) => {
        const { exists } = await client(url, KEY).collectionExists(NAME);
        return exists || client(url, KEY).createCollection(NAME, settings);
      });
      await write(1, [1, 2]);
      await until("the write is at the others", async () => (await found(2)).length === 2);
      const { summary } = await stack.up();
      const { same: _, ...changes } = { ...summary.resourceChanges };
      expect(changes).toEqual({});
    },
    TEST_MS,
  );

  it(
    "lose nothing with a killed pod, which comes back as the member that it was",
    async () => {
      const [before, uid] = [await status(0), (await pod(0)).metadata.uid];
      await kubectl(["delete", "pod", "qdrant-0", "--namespace", namespace, "--grace-period=0", "--force"]);
      // Refused, it is tried again: until the others have agreed on the loss.
      await write(1, [3]);
      await until(
        "the pod is back and ready",
        async () => {
          const there = await pod(0);
          return there.metadata.uid !== uid && isReady(there);
        },
        PATIENCE,
      );
      const after = await status(0);
      expect(after.peer_id).toBe(before.peer_id);
      expect(Object.keys(after.peers).sort()).toEqual(Object.keys(before.peers).sort());
      const held = await until("what was written is at the member itself", async () => {
        const shards = await onMember(0, (url) => ask(url, "GET", `/collections/${NAME}/cluster`));
        const [shard] = JSON.parse(shards.text).result.local_shards;
        return shard?.state === "Active" && shard.points_count;
      });
      expect(held).toBe(3);
      expect(await found(0)).toEqual([1, 2, 3]);
    },
    TEST_MS,
  );
});
