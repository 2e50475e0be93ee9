import type { z } from "zod";
import { has, merge, valueAt, without } from "./merge";
import { defaultSizing, preset } from "./presets";
import { formatPath, found, type Problem, setCommand } from "./problem";
import {
  ENVIRONMENTS,
  type Environment,
  type ParsedConfig,
  PLATFORMS,
  type PlatformName,
  platformSchema,
  SIZINGS,
} from "./schema";
import { SECRET_NAMES } from "./secrets";
import { suggest } from "./suggest";

type Path = readonly PropertyKey[];

/** What a stack is made of, weakest first: the preset of its environment, the site, the stack's own configuration. */
export interface Layers {
  readonly site: unknown;
  readonly stack: unknown;
}

export interface Validated {
  /** Complete and valid: what the problems name is replaced by what the preset says. */
  readonly parsed: ParsedConfig;
  readonly problems: readonly Problem[];
  /** Top-level keys whose value was replaced, so that nothing more can be said about them. */
  readonly unsound: ReadonlySet<string>;
}

/** Preset against which a stack without a valid environment is judged, so that its other problems show as well. */
const FALLBACK: Environment = "development";

export const SITE_FILE = "site file";

/** Judges every field by itself. */
export function validate(layers: Layers): Validated {
  const first = platformSchema.safeParse(merged(layers));
  const refused: z.core.$ZodIssue[] = first.success ? [] : first.error.issues;
  const problems = refused.flatMap((issue) => describe(issue, layers));
  const invalid = refused.filter((issue) => issue.code !== "unrecognized_keys");
  return {
    parsed: first.success ? first.data : platformSchema.parse(merged(repair(refused, layers))),
    problems,
    unsound: new Set(invalid.map((issue) => String(issue.path[0]))),
  };
}

/** The preset says nothing about the environment itself: a stack has to name it. */
function merged({ site, stack }: Layers): unknown {
  const own = merge(site, stack);
  const environment = oneOf(ENVIRONMENTS, valueAt(own, ["environment"])) ?? FALLBACK;
  const sizing = oneOf(SIZINGS, valueAt(own, ["sizing"])) ?? defaultSizing(environment);
  return merge(merge(preset(environment, sizing, platformOf(stack)), site), stack);
}

/** The platform that a stack's own configuration names, as far as it names one. */
export function platformOf(stack: unknown): PlatformName {
  return oneOf(PLATFORMS, valueAt(stack, ["platform"])) ?? "docker";
}

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

function paths(issue: z.core.$ZodIssue): Path[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** The layers without what was refused, so that the preset speaks instead. */
function repair(refused: z.core.$ZodIssue[], { site, stack }: Layers): Layers {
  const bad = refused.flatMap(paths);
  return { site: bad.reduce(without, site), stack: merge({ environment: FALLBACK }, bad.reduce(without, stack)) };
}

function describe(issue: z.core.$ZodIssue, layers: Layers): Problem[] {
  return issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => unknownKey(key, issue, layers))
    : [wrongValue(issue, layers)];
}

function wrongValue(issue: z.core.$ZodIssue, layers: Layers): Problem {
  const { path } = issue;
  const origin = source(path, layers);
  if (issue.code === "invalid_key") {
    const allowed = issue.issues[0]?.message ?? issue.message;
    return { path, found: "is no valid name", allowed, advice: "rename it", source: origin };
  }
  const given = valueAt(layers.stack, path) ?? valueAt(layers.site, path);
  const advice = origin === undefined ? `run ${setCommand(path)}` : "change it there";
  return { path, found: found(given), allowed: issue.message, advice, source: origin };
}

/** Never repeats the value: under a mistyped key it may be a secret. */
function unknownKey(key: string, issue: z.core.$ZodIssue, layers: Layers): Problem {
  const path = [...issue.path, key];
  const known = [...issue.message.split(" "), ...(issue.path.length === 0 ? SECRET_NAMES : [])];
  const meant = suggest(key, known);
  const origin = source(path, layers);
  const option = path.length > 1 ? `--path '${formatPath(path)}'` : key;
  const remove = origin === undefined ? `run pulumi config rm ${option}` : "take it out there";
  return {
    path,
    found: "is no key of the configuration",
    allowed: meant === undefined ? known.join(", ") : `${meant}, if that is what you mean`,
    advice: meant === undefined ? remove : `rename it, or ${remove}`,
    source: origin,
  };
}

function source(path: Path, { site, stack }: Layers): string | undefined {
  return !has(stack, path) && has(site, path) ? SITE_FILE : undefined;
}
