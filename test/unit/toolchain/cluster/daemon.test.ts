import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { type Cluster, clusterOf } from "../../../../toolchain/cluster/cluster";
import { ensureRunning, isAlive, knownDaemons, runs, stopDaemon, waitFor } from "../../../../toolchain/cluster/daemon";
import type { Daemon } from "../../../../toolchain/cluster/daemons";
import { writeWhole } from "../../../../toolchain/files";
import { until } from "../../../../toolchain/until";
import { emptyProject } from "../support";

/** Programs are started here, and a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SLEEPER: Daemon = { name: "sleeper", command: ["sleep", "600"] };

function cluster(...names: string[]): Cluster {
  const layout = emptyProject();
  const real = clusterOf(layout);
  const root = join(layout.root, "data");
  mkdirSync(root, { recursive: true });
  const one = { ...real, data: { ...real.data, root, logs: join(root, "logs"), records: join(root, "processes") } };
  onTestFinished(async () => {
    for (const name of ["sleeper", ...names]) await stopDaemon(one, name);
  });
  return one;
}

it("starts what does not run, finds what does, and stops it", async () => {
  const one = cluster();
  expect(await ensureRunning(one, [SLEEPER])).toEqual(["sleeper"]);
  expect(await ensureRunning(one, [SLEEPER])).toEqual([]);
  expect(knownDaemons(one)).toEqual(["sleeper"]);
  await stopDaemon(one, "sleeper");
  expect(isAlive(one, "sleeper")).toBe(false);
  expect(knownDaemons(one)).toEqual([]);
});

it("starts again what runs with another command, or with a configuration that changed since", async () => {
  const one = cluster();
  const config = join(one.data.root, "config");
  writeWhole(config, "one");
  const daemon = { name: "sleeper", command: ["sh", "-c", "sleep 600", `--config=${config}`] };
  await ensureRunning(one, [daemon]);
  expect(runs(one, daemon)).toBe(true);
  expect(runs(one, SLEEPER)).toBe(false);
  writeWhole(config, "two");
  expect(runs(one, daemon)).toBe(false);
  expect(await ensureRunning(one, [daemon])).toEqual(["sleeper"]);
});

it("takes no other process with the same number for its own", async () => {
  const one = cluster();
  await ensureRunning(one, [SLEEPER]);
  await stopDaemon(one, "sleeper");
  writeWhole(join(one.data.records, "sleeper.json"), JSON.stringify({ pid: process.pid, start: 1, inputs: "" }));
  expect(isAlive(one, "sleeper")).toBe(false);
});

it("says why a daemon died instead of waiting for it, once it died again and again", async () => {
  const one = cluster("broken");
  const broken: Daemon = { name: "broken", command: ["sh", "-c", "echo the port is taken >&2; exit 1"] };
  await ensureRunning(one, [broken]);
  const waiting = waitFor(one, [broken], { name: "never", holds: async () => false, limitSeconds: 600 });
  await expect(waiting).rejects.toThrow(/broken does not run; the end of its log:\n.* {2}the port is taken/s);
});

it("starts again what died because something else came a moment too late", async () => {
  const one = cluster("early");
  const file = join(one.data.root, "here");
  const early: Daemon = { name: "early", command: ["sh", "-c", `test -e ${file} && exec sleep 600`] };
  await ensureRunning(one, [early]);
  expect(await until(() => !isAlive(one, "early"), 60)).toBe(true);
  const lives = async () => {
    writeWhole(file, "");
    return isAlive(one, "early");
  };
  await waitFor(one, [early], { name: "it lives", holds: lives, limitSeconds: 60 });
  expect(isAlive(one, "early")).toBe(true);
});

it("gives up when the time is over, with the ends of the logs", async () => {
  const one = cluster();
  await ensureRunning(one, [SLEEPER]);
  const waiting = waitFor(one, [SLEEPER], { name: "it sings", holds: async () => false, limitSeconds: 0.2 });
  await expect(waiting).rejects.toThrow("it sings: not so after 0.2 s");
});

it("names a program that is missing", async () => {
  const one = cluster("nothing");
  await expect(ensureRunning(one, [{ name: "nothing", command: ["no-such-program"] }])).rejects.toThrow(
    "nothing cannot be started: `no-such-program` is missing",
  );
});
