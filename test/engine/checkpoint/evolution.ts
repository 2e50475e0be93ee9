import * as pulumi from "@pulumi/pulumi";
import { type PulumiProgram, Thing, ThingProvider } from "./project";

/** A stack as plain data: what a random history changes, and what a program is made from. */
export interface World {
  readonly things: readonly ThingSpec[];
  /** Kept in a stash, which keeps it until it is made anew. */
  readonly key: string;
  readonly rotated: boolean;
  readonly region: string;
}

interface ThingSpec {
  readonly name: string;
  readonly formerName?: string;
  readonly value: string;
  readonly hard: string;
  /** One bit for each kind of option. */
  readonly options: number;
}

export type Change =
  | { readonly kind: "create"; readonly value: string; readonly options: number }
  | { readonly kind: "value" | "replace" | "rename"; readonly which: number; readonly value: string }
  | { readonly kind: "delete"; readonly which: number }
  | { readonly kind: "rotate" | "provider"; readonly value: string };

const OPTION = { child: 1, byHand: 2, linked: 4, ignores: 8, sealed: 16 };

export function first(): World {
  const things = [
    { name: "alpha", value: "start", hard: "x", options: OPTION.sealed },
    { name: "beta", value: "start", hard: "x", options: OPTION.child | OPTION.linked },
    { name: "gamma", value: "start", hard: "x", options: OPTION.byHand | OPTION.linked | OPTION.ignores },
  ];
  return { things, key: "first-key", rotated: false, region: "here" };
}

/** The same world once it is deployed: nothing is on its way to another name any more. */
export function settled(world: World): World {
  const things = world.things.map(({ formerName: _, ...thing }) => thing);
  return { ...world, things, rotated: false };
}

/** What one change makes of a world. A change of what is not there changes nothing. */
export function changed(world: World, change: Change, step: number): World {
  const { things } = world;
  if (change.kind === "create") {
    const { value, options } = change;
    const name = `${value}-${step}-${things.length}`;
    return things.some((thing) => thing.name === name)
      ? world
      : { ...world, things: [...things, { name, value, hard: "x", options }] };
  }
  if (!("which" in change)) {
    return change.kind === "rotate"
      ? { ...world, key: change.value, rotated: true }
      : { ...world, region: change.value };
  }
  const at = things[change.which % Math.max(things.length, 1)];
  if (!at) return world;
  if (change.kind === "delete") return { ...world, things: things.filter((thing) => thing !== at) };
  const now = replaced(at, change);
  if (things.some((thing) => thing !== at && thing.name === now.name)) return world;
  return { ...world, things: things.map((thing) => (thing === at ? now : thing)) };
}

function replaced(thing: ThingSpec, { kind, value }: { kind: string; value: string }): ThingSpec {
  if (kind === "value") return { ...thing, value };
  if (kind === "replace") return { ...thing, hard: value };
  // Two renames between two updates leave the engine only the name that it knows.
  return { ...thing, name: `${value}-renamed`, formerName: thing.formerName ?? thing.name };
}

/** The program of a world: every thing may name the one before it. */
export function programOf({ things, key, region }: World): PulumiProgram {
  return async () => {
    const stash = new pulumi.Stash("key", { input: pulumi.secret(key) }, { ignoreChanges: ["input"] });
    const parent = new pulumi.ComponentResource("test:index:Group", "group", { size: things.length });
    const provider = new ThingProvider("by-hand", { region, token: stash.output });
    let before: Thing | undefined;
    for (const { name, formerName, value, hard, options } of things) {
      const has = (option: keyof typeof OPTION) => (options & OPTION[option]) !== 0;
      const linked =
        has("linked") && before ? { link: pulumi.interpolate`${before.serial} of ${before.id}`, whole: before.id } : {};
      before = new Thing(
        name,
        {
          value,
          hard,
          ...linked,
          ...(has("sealed") && { sealed: { deep: [stash.output, 1, null, true] } }),
          asset: new pulumi.asset.StringAsset(value),
          ...(has("ignores") && { ignored: value }),
        },
        {
          ...(has("child") && { parent }),
          ...(has("byHand") && { provider, additionalSecretOutputs: ["serial"] }),
          ...(has("ignores") && { ignoreChanges: ["ignored"], customTimeouts: { update: "3m" } }),
          ...(formerName && { aliases: [{ name: formerName }] }),
        },
      );
    }
    return { last: before?.id, key: stash.output, count: things.length };
  };
}
