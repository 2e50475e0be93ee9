import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verify } from "../../../operations/checkpoint";
import { type Change, changed, first, programOf, settled, type World } from "./evolution";
import { TestProject } from "./project";

/**
 * How many random histories are lived through; each costs a dozen runs of the engine. `REPLAY_RUNS=50` for a thorough look,
 * `REPLAY_SEED` to live through the same ones again.
 */
const RUNS = Number(process.env.REPLAY_RUNS ?? 3);
const SEED = Number(process.env.REPLAY_SEED ?? Date.now() % 1_000_000);

const text = fc.stringMatching(/^[a-z]{4,8}$/);
const which = fc.nat(9);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), value: text, options: fc.nat(31) }),
  fc.record({ kind: fc.constantFrom("value" as const, "replace" as const, "rename" as const), which, value: text }),
  fc.record({ kind: fc.constant("delete" as const), which }),
  fc.record({ kind: fc.constantFrom("rotate" as const, "provider" as const), value: text }),
);
/** What is done at once, update by update; and to which of the checkpoints the stack then returns. */
const history = fc.tuple(
  fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 }),
  fc.nat(9),
);

describe(`any checkpoint of any history is brought back exactly (REPLAY_SEED=${SEED})`, () => {
  // Sampled, not searched for a smaller example: that would take minutes and is seldom smaller.
  it.each(fc.sample(history, { numRuns: RUNS, seed: SEED }).map(([updates, pick]) => ({ updates, pick })))(
    "$pick after $updates",
    async ({ updates, pick }) => {
      const project = new TestProject();
      try {
        await liveThrough(await project.create(), updates, pick);
      } finally {
        project.remove();
      }
    },
  );
});

async function liveThrough(project: TestProject, updates: readonly (readonly Change[])[], pick: number): Promise<void> {
  const worlds: World[] = [first()];
  for (const update of updates) worlds.push(update.reduce(changed, settled(worlds.at(-1) ?? first())));
  for (const world of worlds) await project.up(programOf(world), ...rotations(world));
  const number = 1 + (pick % updates.length);
  const recorded = await project.recorded(number);

  const { ok, runs, kept } = await project.replay(number);
  expect(ok, runs.map(({ output }) => output).join("\n")).toBe(true);
  const now = await project.now();
  expect(verify(recorded, now, kept).differences).toEqual([]);

  // The real world holds what the state says, and nothing else.
  const alive = now.resources.filter(({ type }) => type === "thing:index:Thing");
  expect(Object.keys(project.things.all()).sort()).toEqual(alive.map(({ id }) => id).sort());

  const again = await project.replay(number);
  expect(again.runs.map(({ changes }) => changes)).toEqual(again.runs.map(() => ({})));
  expect(await project.up(programOf(worlds[number - 1] ?? first()))).toBe(0);
}

/** A stash takes a new value only when it is asked to be made anew. */
function rotations(world: World): string[] {
  return world.rotated ? ["--replace", "urn:pulumi:test::replay-test::pulumi:index:Stash::key"] : [];
}
