import { expect, it } from "vitest";
import { MINUTES, PLANTED, type World } from "./world";

interface Target {
  readonly health: string;
  readonly labels: { readonly job: string };
  readonly lastError: string;
}

/** What operators see and repair through their own entry. */
export function operatorCases(world: World): void {
  it(
    "opens the dashboards to operators alone",
    async () => {
      const status = (path: string, headers?: Readonly<Record<string, string>>) => () =>
        world.asOperator(async (operator) => (await (headers ? operator.with(headers) : operator).call(path)).status);
      const patience = { timeout: 2 * MINUTES, interval: 1000 };
      await expect.poll(status("/prometheus/-/ready", {}), patience).toBe(401);
      await expect.poll(status("/prometheus/-/ready"), patience).toBe(200);
      await expect.poll(status("/alertmanager/-/ready"), patience).toBe(200);
    },
    10 * MINUTES,
  );

  it(
    "has every scrape target up",
    async () => {
      const down = () =>
        world.asOperator(async (operator) => {
          const { data } = (await operator.call("/prometheus/api/v1/targets")).json<{
            data: { activeTargets: Target[] };
          }>();
          const found = data.activeTargets.filter(({ health }) => health !== "up");
          // None at all would pass as all of them.
          return data.activeTargets.length === 0
            ? ["no target yet"]
            : found.map(({ labels, lastError }) => `${labels.job}: ${lastError}`);
        });
      await expect.poll(down, { timeout: 5 * MINUTES, interval: 2000 }).toEqual([]);
    },
    10 * MINUTES,
  );

  it(
    "shows a collection that lost an index, and puts it back",
    async () => {
      const qdrant = { "api-key": PLANTED.qdrantApiKey };
      const path = "/qdrant/collections/general";
      const drop = async () =>
        world.asOperator(async (operator) => {
          const { status } = await operator.call(`${path}/index/source?wait=true`, { method: "DELETE" });
          return status;
        }, qdrant);
      await expect.poll(drop, { timeout: 2 * MINUTES, interval: 2000 }).toBe(200);
      const check = await world.deployment.tryPulumi(["refresh", "--preview-only", "--expect-no-changes"]);
      expect(check.code).not.toBe(0);
      expect(check.output).toContain("collections-general");
      await world.up("--refresh");
      const indexes = () =>
        world.asOperator(async (operator) => {
          const { result } = (await operator.call(path)).json<{ result: { payload_schema: object } }>();
          return Object.keys(result.payload_schema);
        }, qdrant);
      await expect.poll(indexes, { timeout: 2 * MINUTES, interval: 2000 }).toContain("source");
    },
    30 * MINUTES,
  );
}
