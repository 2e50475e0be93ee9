import { describe, expect, it } from "vitest";
import { type ProbeEvent, phasesOf, programStartMs } from "../../../bench/phases/phases";
import { phasesTable } from "../../../bench/phases/table";
import { eventsIn } from "../../../bench/phases/trace";

const LAUNCHER = "/app/node_modules/@pulumi/pulumi/cmd/run/run.js";

function imported(pid: number, path: string, from: string, began: number, tookMs: number, ownMs = tookMs): ProbeEvent {
  return { pid, at: began + tookMs, event: "import", path, from, began, tookMs, ownMs };
}

const EVENTS: readonly ProbeEvent[] = [
  {
    pid: 5,
    at: 1101,
    event: "start",
    origin: 1100,
    argv: ["/usr/bin/node", "/app/node_modules/@pulumi/pulumi/cmd/run"],
  },
  imported(5, LAUNCHER, "/app/node_modules/@pulumi/pulumi/cmd/run/index.js", 1150, 300),
  imported(5, "/app/node_modules/typescript/lib/typescript.js", LAUNCHER, 1200, 200),
  imported(5, "/app/stacks/config/load.ts", "/app/stacks/index.ts", 1510, 90, 40),
  imported(5, "/app/node_modules/zod/index.js", "/app/stacks/config/load.ts", 1520, 50, 10),
  imported(5, "/app/node_modules/zod/v4/core.js", "/app/node_modules/zod/index.js", 1525, 40),
  imported(5, "/app/stacks/index.ts", LAUNCHER, 1500, 600, 510),
  {
    pid: 7,
    at: 2101,
    event: "start",
    origin: 2100,
    argv: ["/usr/bin/node", "/home/plugins/resource-docker-v5.2.0/plugin.js"],
  },
  { pid: 7, at: 2400, event: "print" },
  { pid: 7, at: 2500, event: "print" },
  {
    pid: 8,
    at: 2102,
    event: "start",
    origin: 2100,
    argv: ["/usr/bin/node", "/home/plugins/resource-command/plugin.js"],
  },
  { pid: 5, at: 3100, event: "exit" },
];

describe("phases", () => {
  const phases = phasesOf(EVENTS, 1000, 3300);

  it("follow one another from the command's start to its end", () => {
    const { engineMs, runtimeMs, programMs, registrationMs, closingMs } = phases;
    expect({ engineMs, runtimeMs, programMs, registrationMs, closingMs }).toEqual({
      engineMs: 100,
      runtimeMs: 400,
      programMs: 600,
      registrationMs: 1000,
      closingMs: 200,
    });
    expect(engineMs + runtimeMs + programMs + registrationMs + closingMs).toBe(3300 - 1000);
    expect(programStartMs(phases)).toBe(1000);
  });

  it("know a plugin's start by its first word, and leave out one that said none", () => {
    expect(phases.plugins).toEqual([{ name: "docker", startMs: 300 }]);
  });

  it("list the program's own imports, not what packages import themselves", () => {
    expect(phases.imports.map(({ path }) => path)).toEqual(["stacks/config/load.ts", "zod/index.js"]);
  });

  it("are refused for a record without a program, or with one that was killed", () => {
    expect(() => phasesOf([], 0, 1)).toThrow("shows no process of the program");
    expect(() => phasesOf(EVENTS.slice(0, -1), 0, 1)).toThrow("not run to its end");
  });

  it("are shown side by side", () => {
    expect(phasesTable(phases, phases)).toMatch(/^program: imports and constructors +600 ms +600 ms$/m);
  });
});

describe("record", () => {
  it("may end in the middle of a line", () => {
    expect(eventsIn('{"pid":1,"at":2,"event":"exit"}\n{"pid":1,"at"')).toEqual([{ pid: 1, at: 2, event: "exit" }]);
  });
});
