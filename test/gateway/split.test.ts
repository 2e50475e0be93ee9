import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "./support/client";
import { Haproxy } from "./support/haproxy";
import { Upstream } from "./support/upstream";

const REQUESTS = 4000;
/** A fair draw lies farther out once in about two million runs. */
const DEVIATIONS = 5;

describe("the canary weight", () => {
  let blue: Upstream;
  let green: Upstream;
  let haproxy: Haproxy;
  let client: Client;

  const input = (canaryWeight: number) => ({
    slots: { blue: { address: blue.address }, green: { address: green.address } },
    activeSlot: "blue" as const,
    canaryWeight,
    limits: { requestsPerSecond: 100_000, burst: 100_000 },
    operatorRoutes: [],
  });

  beforeAll(async () => {
    blue = await Upstream.start("blue");
    green = await Upstream.start("green");
    haproxy = await Haproxy.start(input(0));
    client = new Client(haproxy.url, haproxy.site.ca);
  });

  afterAll(async () => {
    await client?.close();
    await haproxy?.stop();
    await blue?.stop();
    await green?.stop();
  });

  async function greenShare(requests: number): Promise<number> {
    let toGreen = 0;
    let left = requests;
    const worker = async () => {
      while (left-- > 0) {
        if ((await client.get("/api/x")).headers.get("x-slot") === "green") toGreen++;
      }
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    return toGreen;
  }

  async function weigh(weight: number): Promise<void> {
    await haproxy.reload(input(weight));
    // Connections of the old worker are closed by their next answer; these belong to nobody's share.
    await client.close();
    client = new Client(haproxy.url, haproxy.site.ca);
  }

  it.each([1, 10, 50])("of %i sends that share of the requests to the idle slot", async (weight) => {
    await weigh(weight);
    const share = weight / 100;
    const deviation = Math.sqrt(REQUESTS * share * (1 - share));
    const toGreen = await greenShare(REQUESTS);
    console.log(`canary ${weight} %: ${toGreen} of ${REQUESTS} (${((toGreen / REQUESTS) * 100).toFixed(2)} %)`);
    expect(Math.abs(toGreen - REQUESTS * share)).toBeLessThanOrEqual(DEVIATIONS * deviation);
  });

  it.each([
    [0, 0],
    [100, 200],
  ])("of %i is exact", async (weight, expected) => {
    await weigh(weight);
    expect(await greenShare(200)).toBe(expected);
  });
});
