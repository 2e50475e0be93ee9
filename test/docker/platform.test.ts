import Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { NO_RATE_LIMIT } from "../conformance/platform/world";
import { MINUTES, platformSuite, type World } from "../conformance/platform-suite";
import { cisFindings } from "./support/cis";

const STACK = `test-${process.pid}`;
const PREFIX = `vector-platform-${STACK}`;
const docker = new Docker();

async function containers() {
  const all = await docker.listContainers({ all: true, filters: { label: [`vector-platform.stack=${PREFIX}`] } });
  return Promise.all(all.map(({ Id }) => docker.getContainer(Id).inspect()));
}

platformSuite({
  name: "Docker",
  stack: STACK,
  // Ports of their own, so that a developer's stack may run beside the test.
  config: async () => ({
    gateway: {
      publish: { address: "127.0.0.1", port: 18443 },
      operator: { address: "127.0.0.1", port: 19443 },
      rateLimit: NO_RATE_LIMIT,
    },
  }),
  throughOperatorEntry: ({ endpoints }, use) => use(endpoints.operator),
  shown: async () => {
    const all = await containers();
    const logs = await Promise.all(all.map(({ Id }) => docker.getContainer(Id).logs({ stdout: true, stderr: true })));
    return { listings: JSON.stringify(all), logs: logs.map(String).join("\n") };
  },
  startOf: async (workload) => (await docker.getContainer(`${PREFIX}-${workload}`).inspect()).State.StartedAt,
  remains: async () => {
    const networks = await docker.listNetworks({ filters: { name: [PREFIX] } });
    const { Volumes } = await docker.listVolumes({ filters: { name: [PREFIX] } });
    const left = (await containers()).map(({ Name }) => Name);
    return [...left, ...networks.map(({ Name }) => Name), ...Volumes.map(({ Name }) => Name)];
  },
  cases: { beforeRelease, afterRelease },
});

function beforeRelease(world: World): void {
  it("satisfies the CIS items in every container", async () => {
    expect((await containers()).flatMap((container) => cisFindings(container))).toEqual([]);
  });

  describe("one config value later", () => {
    it("limits the rate of a client", () => limited(world), 20 * MINUTES);
    it("lets in only who is on the allowlist", () => listed(world), 20 * MINUTES);
    it("says what is going on during maintenance, and lets operators pass", () => closed(world), 20 * MINUTES);
  });
}

async function limited(world: World): Promise<void> {
  await setRateLimit(world, { requestsPerSecond: 1, burst: 1 });
  await world.up();
  const refused = async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => world.user.call("/api/v1/collections")));
    return answers.find(({ status }) => status === 429)?.headers["retry-after"];
  };
  try {
    await expect.poll(refused, { timeout: 5 * MINUTES, interval: 100 }).toBeDefined();
  } finally {
    // The next cases are about something else.
    await setRateLimit(world, NO_RATE_LIMIT);
  }
}

async function setRateLimit({ deployment }: World, { requestsPerSecond, burst }: typeof NO_RATE_LIMIT): Promise<void> {
  await deployment.set("gateway.rateLimit.requestsPerSecond", `${requestsPerSecond}`);
  await deployment.set("gateway.rateLimit.burst", `${burst}`);
}

async function listed(world: World): Promise<void> {
  await world.deployment.set("gateway.allowlist[0]", "10.99.0.0/16");
  await world.up();
  expect((await world.user.call("/api/v1/collections")).status).toBe(403);
  await world.deployment.pulumi(["config", "rm", "--path", "vector-platform:gateway.allowlist"]);
}

async function closed(world: World): Promise<void> {
  await world.deployment.set("maintenance", "true");
  await world.deployment.set("maintenanceMessage", "Back at noon");
  await world.up();
  const answer = await world.user.call("/api/v1/collections");
  expect([answer.status, answer.text.includes("Back at noon")]).toEqual([503, true]);
  expect((await world.operatorAtPublicEntry().call("/api/v1/collections")).status).toBe(200);
  await world.deployment.set("maintenance", "false");
  await world.up();
  expect((await world.user.call("/api/v1/collections")).status).toBe(200);
}

function afterRelease(world: World): void {
  it(
    "repairs a container that was removed",
    async () => {
      await docker.getContainer(`${PREFIX}-redis`).remove({ force: true });
      await world.up("--refresh");
      expect((await docker.getContainer(`${PREFIX}-redis`).inspect()).State.Running).toBe(true);
      expect((await world.user.call("/api/v1/collections")).status).toBe(200);
      expect(await world.up("--refresh")).toBe(0);
    },
    30 * MINUTES,
  );
}
