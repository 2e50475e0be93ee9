import { appendFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Slot } from "../../components/slots";
import { Load } from "../support/load";
import { Client } from "./support/client";
import { API_KEY, Haproxy } from "./support/haproxy";
import { Upstream } from "./support/upstream";

const PER_SECOND = 200;
const FLIPS = 6;
const BETWEEN_FLIPS = 500;

describe("a reload", () => {
  let blue: Upstream;
  let green: Upstream;
  let haproxy: Haproxy;

  const input = (activeSlot: Slot) => ({
    slots: { blue: { address: blue.address }, green: { address: green.address } },
    activeSlot,
    canaryWeight: 0,
    operatorRoutes: [],
  });

  beforeEach(async () => {
    blue = await Upstream.start("blue");
    green = await Upstream.start("green");
    haproxy = await Haproxy.start(input("blue"));
  });

  afterEach(async () => {
    await haproxy?.stop();
    await blue?.stop();
    await green?.stop();
  });

  /** The slot that a new connection reaches. */
  async function answering(): Promise<string> {
    const client = new Client(haproxy.url, haproxy.site.ca);
    const answer = await client.get("/api/x");
    await client.close();
    return answer.headers.get("x-slot") ?? `${answer.status}: ${answer.text}`;
  }

  it("moves the traffic without losing a request, on kept-alive and on new connections", async () => {
    const load = new Load({
      url: `${haproxy.url}/api/x`,
      ca: haproxy.site.ca,
      headers: { "x-api-key": API_KEY },
      perSecond: PER_SECOND,
    });
    const switches: number[] = [];
    for (let flip = 1; flip <= FLIPS; flip++) {
      await haproxy.until("the load has gone on", () => load.count >= flip * BETWEEN_FLIPS);
      const slot = flip % 2 === 1 ? "green" : "blue";
      const signalled = performance.now();
      await haproxy.reload(input(slot));
      expect(await answering()).toBe(slot);
      switches.push(Math.round(performance.now() - signalled));
    }
    const result = await load.stop();
    console.log(
      `${FLIPS} flips under ${PER_SECOND}/s: ${result.failed} failed of ${result.sent}; ` +
        `signal to first answer of the other slot ${switches.join(", ")} ms; latency ${JSON.stringify(result.milliseconds)}`,
    );
    expect(result.failures).toEqual([]);
    expect(result.sent).toBeGreaterThanOrEqual(FLIPS * BETWEEN_FLIPS);
    expect(result.bySlot.green).toBeGreaterThan(BETWEEN_FLIPS);
  });

  it("with a broken file leaves the old worker serving, and works again with a good one", async () => {
    appendFileSync(haproxy.site.configFile, "backend broken\n  no-such-keyword\n");
    expect(haproxy.site.check().ok).toBe(false);
    haproxy.signal();
    await haproxy.until("the file is refused", () => haproxy.log.includes("no-such-keyword"));
    expect(await answering()).toBe("blue");
    expect(haproxy.loaded).toBe(1);
    await haproxy.reload(input("green"));
    expect(await answering()).toBe("green");
  });
});
