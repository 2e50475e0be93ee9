import { expect, it } from "vitest";
import type { LoadResult } from "../../support/load";
import { MINUTES, type World } from "./world";

/** Both slots side by side, and the traffic from one to the other. Leaves green active and blue idle beside it. */
export function releaseCases(world: World): void {
  it(
    "brings the idle slot up without touching the active one, and shows it to operators first",
    async () => {
      const before = await world.platform.startOf("api-blue");
      await world.deployment.set("slots.green.enabled", "true");
      await world.up();
      expect(await world.platform.startOf("api-blue")).toBe(before);
      expect((await world.user.call("/api/v1/collections")).headers["x-slot"]).toBe("blue");
      const preview = world.operatorAtPublicEntry({ "x-slot": "green" });
      const answer = async () => {
        const { headers } = await preview.call("/api/v1/collections");
        return [headers["x-slot"], headers["x-version"]];
      };
      await expect.poll(answer, { timeout: 2 * MINUTES, interval: 1000 }).toEqual(["green", "1.1.0"]);
    },
    30 * MINUTES,
  );

  it(
    "moves the traffic with the flag: 0 of at least 10 000 requests fail",
    async () => {
      const began = performance.now();
      const result = await world.underLoad("green", async () => {
        await world.deployment.set("activeSlot", "green");
        await world.up();
      });
      const seconds = (((result.firstAnswer.green ?? Number.NaN) - began) / 1000).toFixed(1);
      console.log(`flip on ${world.platform.name}: green answers ${seconds} s after the load began`);
      expectNoneFailed(world, "flip", result);
      expect(result.bySlot.blue).toBeGreaterThan(1000);
      expect(result.bySlot.green).toBeGreaterThan(1000);
      expect((await world.user.call("/api/v1/collections")).headers["x-slot"]).toBe("green");
    },
    20 * MINUTES,
  );
}

export function expectNoneFailed(world: World, what: string, result: LoadResult): void {
  console.log(`${what} under load on ${world.platform.name}: ${JSON.stringify(result)}`);
  expect(result.failures).toEqual([]);
  expect(result.sent).toBeGreaterThanOrEqual(10_000);
}
