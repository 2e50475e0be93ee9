import { z } from "zod";
import { run } from "./command";
import { readJson } from "./files";
import type { Layout } from "./layout";
import { hideLocalSalt } from "./local-salt";
import type { StandIn } from "./steps";

/** The part of the stack's outputs (stacks/outputs.ts) that the summary shows. */
const stackOutputs = z.object({
  endpoints: z.record(z.string(), z.string()),
  activeSlot: z.string(),
  versions: z.record(z.string(), z.string()),
  dashboards: z.record(z.string(), z.string()).default({}),
  tunnel: z.string().optional(),
  readKeys: z.record(z.string(), z.string()),
  warnings: z.array(z.string()).default([]),
});
export type StackOutputs = z.output<typeof stackOutputs>;

/** Says where everything is. Expects the activated environment, in which `pulumi` is on PATH. */
export async function printSummary(layout: Layout, stack: string, print: (line: string) => void): Promise<void> {
  const json = await run("pulumi", ["stack", "output", "--json", "--stack", stack], { cwd: layout.project });
  // The first `up` of a stack has written the salt since set-up looked.
  await hideLocalSalt(layout);
  const standIns = (readJson(layout.standIns) ?? []) as StandIn[];
  for (const line of summary(stack, stackOutputs.parse(JSON.parse(json)), standIns)) print(line);
}

export function summary(stack: string, outputs: StackOutputs, standIns: readonly StandIn[]): string[] {
  const idle = outputs.activeSlot === "blue" ? "green" : "blue";
  return [
    "",
    `Stack ${stack} is up.`,
    ...table("endpoints", outputs.endpoints),
    ...table("active slot", { [outputs.activeSlot]: `version ${outputs.versions[outputs.activeSlot] ?? "unknown"}` }),
    ...table("versions", outputs.versions),
    ...table("dashboards", outputs.dashboards),
    ...list("the operator entry and the dashboards answer while this runs", outputs.tunnel ? [outputs.tunnel] : []),
    ...table("keys", outputs.readKeys),
    ...list("warnings", outputs.warnings),
    ...list(
      "stand-ins in use (the official ones cannot be downloaded here)",
      standIns.map(({ standsFor, what }) => `${standsFor}: ${what}`),
    ),
    "next",
    "  . .tools/activate    puts pulumi and its settings into this shell",
    `  pulumi config set activeSlot ${idle} --stack ${stack} && pulumi up --stack ${stack}    moves the traffic`,
    `  pulumi config set activeSlot ${outputs.activeSlot} --stack ${stack} && pulumi up --stack ${stack}    takes it back`,
    `  make down STACK=${stack}    removes everything`,
  ];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`)];
}

function table(title: string, rows: Readonly<Record<string, string>>): string[] {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return list(
    title,
    Object.entries(rows).map(([name, value]) => `${name.padEnd(width)}  ${value}`),
  );
}
