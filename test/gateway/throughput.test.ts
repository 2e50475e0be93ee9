import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, Haproxy } from "./support/haproxy";
import { Upstream } from "./support/upstream";

const REQUESTS = 3000;
const CONNECTIONS = 16;

/** Rough figures for the reader of the log; a shared machine is no place to judge them. */
describe("the gateway's cost", () => {
  let upstream: Upstream;
  let haproxy: Haproxy;

  beforeAll(async () => {
    upstream = await Upstream.start("blue");
    haproxy = await Haproxy.start({
      slots: { blue: { address: upstream.address } },
      activeSlot: "blue",
      canaryWeight: 0,
      limits: { requestsPerSecond: 100_000, burst: 100_000 },
      operatorRoutes: [],
    });
  });

  afterAll(async () => {
    await haproxy?.stop();
    await upstream?.stop();
  });

  async function measure(url: string, connections: number) {
    const dispatcher = new Agent({ connections, connect: { ca: haproxy.site.ca } });
    const times: number[] = [];
    let left = REQUESTS;
    const worker = async () => {
      while (left-- > 0) {
        const began = performance.now();
        const { statusCode, body } = await request(url, { dispatcher, headers: { "x-api-key": API_KEY } });
        await body.dump();
        if (statusCode === 200) times.push(performance.now() - began);
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: connections }, worker));
    const seconds = (performance.now() - began) / 1000;
    await dispatcher.close();
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    return { answered: times.length, perSecond: Math.round(REQUESTS / seconds), medianMs: median };
  }

  it("is printed, and every request is answered", async () => {
    for (const connections of [1, CONNECTIONS]) {
      const direct = await measure(`http://${upstream.address}/api/x`, connections);
      const through = await measure(`${haproxy.url}/api/x`, connections);
      console.log(
        `${connections} connection(s): ${through.perSecond}/s through the gateway, ${direct.perSecond}/s without; ` +
          `median ${through.medianMs.toFixed(2)} ms and ${direct.medianMs.toFixed(2)} ms ` +
          "(client and service share one Node process)",
      );
      expect([direct.answered, through.answered]).toEqual([REQUESTS, REQUESTS]);
    }
  });
});
