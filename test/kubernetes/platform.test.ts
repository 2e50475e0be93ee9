import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { expectNoneFailed } from "../conformance/platform/release-cases";
import { NO_RATE_LIMIT, type Outputs } from "../conformance/platform/world";
import { MINUTES, platformSuite, type World } from "../conformance/platform-suite";
import { freeNodePort } from "../support/node-port";
import { throughForward } from "./support/forward";
import { CONTEXT, get, isReady, kubectl, list, podsOf, tryKubectl } from "./support/kubectl";
import { remainsOf, removeRemains } from "./support/namespace";
import { until } from "./support/until";

const STACK = `test-${process.pid}-${Date.now().toString(36)}`;
const NAMESPACE = `vector-platform-${STACK}`;
const NAMESPACES = [NAMESPACE, `${NAMESPACE}-host`];
const OPERATOR_PORT = 9443;

platformSuite({
  name: "Kubernetes",
  stack: STACK,
  config: async () => ({
    platform: "kubernetes",
    gateway: { publish: { port: await freeNodePort() }, rateLimit: NO_RATE_LIMIT },
  }),
  throughOperatorEntry,
  shown: async () => ({ listings: await listings(), logs: await logs() }),
  startOf: async (workload) => (await podsOf(workload, NAMESPACE)).map(({ metadata }) => metadata.uid).join(),
  remains: () => remainsOf(NAMESPACE),
  sweep: () => removeRemains(NAMESPACE),
  cases: { beforeRelease, afterRelease },
});

/** A new tunnel for each use: it ends with the pod that it leads to, and pods come and go here. */
function throughOperatorEntry<T>(_: Outputs, use: (url: string) => Promise<T>): Promise<T> {
  return until("a gateway takes a tunnel", async () => {
    const [gateway] = (await podsOf("gateway", NAMESPACE)).filter(isReady);
    return gateway && { name: gateway.metadata.name };
  }).then(({ name }) => throughForward(name, NAMESPACE, OPERATOR_PORT, (url) => use(url.replace("http:", "https:"))));
}

async function listings(): Promise<string> {
  const kinds = "pods,deployments,statefulsets,services,configmaps,serviceaccounts,networkpolicies,events";
  const texts = NAMESPACES.map((namespace) => kubectl(["get", kinds, "--namespace", namespace, "--output", "json"]));
  return (await Promise.all(texts)).join("\n");
}

async function logs(): Promise<string> {
  const pods = (await Promise.all(NAMESPACES.map((namespace) => list("pods", namespace)))).flat();
  const texts = pods.map(async ({ metadata: { name, namespace = "" } }) => {
    // A pod that is about to go may be gone by now.
    const { out } = await tryKubectl(["logs", name, "--namespace", namespace, "--all-containers"]);
    return out;
  });
  return (await Promise.all(texts)).join("\n");
}

function beforeRelease(world: World): void {
  it("refuses a privileged pod in its namespace", refusesPrivilege, 5 * MINUTES);
  it("says how to open the operator entry", () => opensOperatorEntry(world), 10 * MINUTES);
}

async function refusesPrivilege(): Promise<void> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "privileged" },
    spec: { containers: [{ name: "shell", image: "shell:1", securityContext: { privileged: true } }] },
  };
  const asked = await tryKubectl(["create", "--namespace", NAMESPACE, "--filename", "-"], JSON.stringify(pod));
  expect(asked.code).not.toBe(0);
  expect(asked.err).toMatch(/violates PodSecurity "restricted/);
}

/** The command of the outputs, as an operator would paste it, but at a near port that is free. */
async function opensOperatorEntry({ outputs }: World): Promise<void> {
  const command = (outputs.tunnel ?? "").replace(/ \d+:/, " :");
  expect(command).toContain(`--context ${CONTEXT} --namespace ${NAMESPACE} port-forward service/gateway :`);
  const child = spawn("sh", ["-c", `exec ${command}`], { stdio: ["ignore", "pipe", "inherit"] });
  const opened = new Promise<boolean>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => resolve(text.includes("Forwarding from 127.0.0.1")));
    child.on("close", () => resolve(false));
  });
  expect(await opened).toBe(true);
  child.kill();
}

function afterRelease(world: World): void {
  describe("under the same load", () => {
    it("changes the gateway's configuration: 0 failed", () => changesGateway(world), 30 * MINUTES);
    it("rolls the active slot: 0 failed", () => rollsActiveSlot(world), 30 * MINUTES);
  });
  describe("what was changed by hand", () => {
    it("shows a Deployment that was scaled, and puts it back", () => scaled(world), 20 * MINUTES);
    it("shows a StatefulSet that was deleted, and puts it back", () => deleted(world), 30 * MINUTES);
  });
  it("stops at a broken image, with its last words and the slot that still serves", () => broken(world), 40 * MINUTES);
}

async function changesGateway(world: World): Promise<void> {
  const before = await world.platform.startOf("gateway");
  const result = await world.underLoad("green", async () => {
    await world.deployment.set("gateway.timeouts.idleSeconds", "59");
    expect(await world.up()).toBeGreaterThan(0);
  });
  expectNoneFailed(world, "gateway change", result);
  expect(await world.platform.startOf("gateway")).not.toBe(before);
}

/** Both services of the slot, each with the least that it may have: one replica. */
async function rollsActiveSlot(world: World): Promise<void> {
  const before = [await world.platform.startOf("api-green"), await world.platform.startOf("embedding-green")];
  const result = await world.underLoad("green", async () => {
    await world.deployment.set("api.memory", "288Mi");
    await world.deployment.set("embedding.memory", "1088Mi");
    expect(await world.up()).toBeGreaterThan(0);
  });
  expectNoneFailed(world, "rolling restart", result);
  expect(result.bySlot).toEqual({ green: result.sent });
  const after = [await world.platform.startOf("api-green"), await world.platform.startOf("embedding-green")];
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
}

async function scaled(world: World): Promise<void> {
  await kubectl(["scale", "deployment/api-blue", "--namespace", NAMESPACE, "--replicas", "0"]);
  await shownByRefresh(world, /Deployment api-blue update .*spec/);
  await world.up("--refresh");
  expect((await get("deployment", "api-blue", NAMESPACE))?.spec.replicas).toBe(1);
  expect((await podsOf("api-blue", NAMESPACE)).filter(isReady)).toHaveLength(1);
}

async function deleted(world: World): Promise<void> {
  await kubectl(["delete", "statefulset/redis", "--namespace", NAMESPACE, "--wait=true"]);
  await shownByRefresh(world, /StatefulSet redis delete/);
  await world.up("--refresh");
  expect((await podsOf("redis", NAMESPACE)).filter(isReady)).toHaveLength(1);
  expect(await world.up("--refresh")).toBe(0);
  await answers(world);
}

async function shownByRefresh(world: World, line: RegExp): Promise<void> {
  const check = await world.deployment.tryPulumi(["refresh", "--preview-only", "--expect-no-changes"]);
  expect(check.code).not.toBe(0);
  expect(check.output).toMatch(line);
}

/** Prometheus in the place of the API: a program that starts there and ends for want of its own files. */
async function broken(world: World): Promise<void> {
  const prometheus = (await get("statefulset", "prometheus", NAMESPACE))?.spec.template.spec.containers[0]
    .image as string;
  await world.deployment.set("slots.blue.enabled", "true");
  await world.deployment.set("slots.blue.image", prometheus);
  // The image is on the node; nobody has to wait five minutes for it to arrive.
  await world.deployment.set("kubernetes.arriveSeconds", "60");
  const { code, output } = await world.deployment.tryPulumi(["up", "--yes", "--skip-preview"]);
  world.printed.push(output);
  expect(code).not.toBe(0);
  expect(output).toMatch(/api-blue is not ready: .*\(pod api-blue-/);
  // The words of the program that ended, and who serves meanwhile.
  expect(output).toMatch(/\| .*Starting Prometheus/);
  expect(output).toMatch(/ready meanwhile: .*api-green \(1\)/);
  await answers(world);
  await world.deployment.pulumi(["config", "rm", "--path", "vector-platform:slots.blue.image"]);
  await world.deployment.pulumi(["config", "rm", "--path", "vector-platform:kubernetes.arriveSeconds"]);
  await world.up("--refresh");
  await answers(world);
}

async function answers(world: World): Promise<void> {
  const slot = async () => {
    const { status, headers } = await world.user.call("/api/v1/collections");
    return `${status} ${headers["x-slot"]}`;
  };
  await expect.poll(slot, { timeout: 5 * MINUTES, interval: 1000 }).toBe("200 green");
}
