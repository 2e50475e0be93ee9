import { byUrn, differing, keysOf, linksBetween } from "./compare";
import type { Opened } from "./decrypt";
import type { Resource } from "./schema";
import { STACK_TYPE } from "./urn";
import { equal, revealed, type Value } from "./values";

/** What a comparison of today's state with a recorded one has found. Values are not told: they may be secret. */
export interface Proof {
  /** Everything that was recorded is so again. */
  readonly exact: boolean;
  readonly compared: number;
  readonly differences: readonly Finding[];
  /** Values that a provider makes up anew each time (an id, an address), named so that nobody has to guess. */
  readonly volatile: readonly Finding[];
  /** Resources of today that the recorded state does not know and that stay because they are protected. */
  readonly kept: readonly string[];
}

export interface Finding {
  readonly urn: string;
  /** `missing`, `extra`, or the name of an input, an option or `outputs.<name>`. */
  readonly what: string;
}

/** @param kept URNs that stay on purpose */
export function verify(recorded: Opened, now: Opened, kept: readonly string[] = []): Proof {
  const wanted = byUrn(recorded);
  const found = byUrn(now);
  const links = linksBetween([...wanted.values()], found);
  const differences: Finding[] = [];
  const volatile: Finding[] = [];
  for (const resource of wanted.values()) {
    const other = found.get(resource.urn);
    if (!other) {
      differences.push({ urn: resource.urn, what: "missing" });
      continue;
    }
    differences.push(...differing(resource, other, links).map((what) => ({ urn: resource.urn, what })));
    for (const key of differentOutputs(resource, other, (value) => links.follow(value, "any", resource.urn))) {
      const finding = { urn: resource.urn, what: `outputs.${key}` };
      (isVolatile(resource, other, key) ? volatile : differences).push(finding);
    }
  }
  for (const urn of found.keys()) {
    if (!wanted.has(urn) && !kept.includes(urn)) differences.push({ urn, what: "extra" });
  }
  return { exact: differences.length === 0, compared: wanted.size, differences, volatile, kept };
}

function differentOutputs(recorded: Resource, now: Resource, follow: (value: Value) => Value): string[] {
  const [wanted, found] = [recorded.outputs ?? {}, now.outputs ?? {}];
  // What a provider says in the same words is the same, whatever else those words may have become elsewhere.
  const said = recorded.custom && recorded.type !== STACK_TYPE;
  return keysOf(wanted, found).filter((key) => {
    const value = wanted[key];
    if (said && equal(value, found[key])) return false;
    return !equal(value === undefined ? undefined : follow(value), found[key]);
  });
}

/**
 * An output is volatile where the provider made it up and the resource has been made or changed since it was recorded.
 * What only repeats an input is not; neither is what a stash keeps, nor the outputs of components and of the stack, which
 * the program says.
 */
function isVolatile(recorded: Resource, now: Resource, key: string): boolean {
  if (!recorded.custom || recorded.type === STACK_TYPE || recorded.type === "pulumi:index:Stash") return false;
  const input = recorded.inputs?.[key];
  const output = recorded.outputs?.[key];
  const repeats = input !== undefined && output !== undefined && equal(revealed(input), revealed(output));
  return !repeats && (recorded.id !== now.id || recorded.modified !== now.modified);
}
