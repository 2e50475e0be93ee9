import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Deployment } from "../../test/support/deployment";
import { type Phases, type ProbeEvent, phasesOf } from "./phases";

/** Runs the engine once with the probe in every Node.js process. Slower than a plain run, so it is never timed as one. */
export async function traced(deployment: Deployment, args: readonly string[]): Promise<Phases> {
  const folder = mkdtempSync(join(tmpdir(), "vector-platform-bench-"));
  try {
    const probe = join(folder, "probe.js");
    const record = join(folder, "record");
    buildSync({ entryPoints: [join(__dirname, "probe.ts")], outfile: probe, platform: "node", format: "cjs" });
    const began = Date.now();
    await deployment.pulumi(args, { NODE_OPTIONS: `--require ${probe}`, BENCH_PROBE: record });
    return phasesOf(eventsIn(readFileSync(record, "utf8")), began, Date.now());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process that was killed while it wrote leaves half a line. */
export function eventsIn(record: string): ProbeEvent[] {
  return record
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as ProbeEvent);
}
