import { decode } from "./decode";
import { merge, valueAt } from "./merge";
import { SITE_VARIABLE } from "./namespace";
import { ConfigError, type Problem } from "./problem";
import { type PlatformConfig, resolve } from "./resolve";
import { CHECKS, type Facts } from "./rules";
import { operatorKeys, PLATFORMS, type PlatformName } from "./schema";
import { isSecretName, secretProblems } from "./secrets";
import { platformOf, SITE_FILE, validate } from "./validate";

export interface LoadOptions {
  /** Name of the stack, e.g. `dev`. */
  readonly stack: string;
  /** Partial configuration of the place the stack runs in: mirrors, engine, what is not available. @default - none */
  readonly site?: unknown;
  /** Keys whose values were encrypted. @default - none */
  readonly encrypted?: ReadonlySet<string>;
}

type Raw = Readonly<Record<string, string>>;

/** Key of the site file alone: settings by platform. */
const PLATFORM_PARTS = "platforms";
const NOBODY: ReadonlySet<string> = new Set();

/**
 * Reads a stack's configuration.
 * @param raw the values of the namespace, as Pulumi hands them over: text, objects as JSON
 * @throws ConfigError with every problem found
 */
export function loadConfig(raw: Raw, options: LoadOptions): PlatformConfig {
  const { stack, site, encrypted = NOBODY } = options;
  const secrets = pick(raw, isSecretName);
  const own = decodeAll(pick(raw, (key) => !isSecretName(key)));
  const { parsed, problems, unsound } = validate({ site: siteSettings(site, platformOf(own)), stack: own });
  const config = resolve(parsed, stack);
  const facts: Facts = {
    given: (path) => valueAt(own, path) ?? valueAt(config, path),
    secrets: new Set(Object.keys(secrets)),
  };
  const all = [
    ...problems,
    ...siteProblems(site),
    ...crossFieldProblems(config, facts, unsound),
    ...secretProblems(secrets, encrypted),
  ];
  if (all.length > 0) {
    throw new ConfigError(
      stack,
      all.map((problem) => hideEncrypted(problem, encrypted)),
    );
  }
  return config;
}

/** A check that read a value already refused would only talk about its replacement; without a preset, every check would. */
function crossFieldProblems(config: PlatformConfig, facts: Facts, unsound: ReadonlySet<string>): Problem[] {
  if (unsound.has("environment") || unsound.has("sizing")) {
    return [];
  }
  return CHECKS.flatMap((check) => {
    const read = new Set<string>();
    const observed = new Proxy(config, {
      get: (target, key) => {
        read.add(String(key));
        return Reflect.get(target, key);
      },
    });
    const problems = check(observed, facts);
    return [...read].some((key) => unsound.has(key)) ? [] : problems;
  });
}

/** What was encrypted without need is still not printed. */
function hideEncrypted(problem: Problem, encrypted: ReadonlySet<string>): Problem {
  const key = String(problem.path[0]);
  return encrypted.has(key) && !isSecretName(key) ? { ...problem, found: "is encrypted and not valid" } : problem;
}

/** A site says where and from what a stack is built; what an operator switches and what is secret belongs to the stack. */
const belongsToStack = (key: string): boolean => Object.hasOwn(operatorKeys, key) || isSecretName(key);

/** What the site says to every stack, and over it what it says to those on one platform: below `platforms.<platform>`. */
function siteSettings(site: unknown, platform: PlatformName): unknown {
  if (!isObject(site)) return undefined;
  const settings = (part: unknown) => (isObject(part) ? pick(part, (key) => !belongsToStack(key)) : undefined);
  const { [PLATFORM_PARTS]: parts, ...common } = site;
  return merge(settings(common), isObject(parts) ? settings(parts[platform]) : undefined);
}

function siteProblems(site: unknown): Problem[] {
  if (site === undefined) {
    return [];
  }
  if (!isObject(site)) {
    return [
      {
        path: [SITE_VARIABLE],
        found: "is no object",
        allowed: "an object like the stack's configuration",
        advice: "correct the file",
      },
    ];
  }
  const { [PLATFORM_PARTS]: parts } = site;
  return [...stackKeysIn(site, []), ...(parts === undefined ? [] : platformPartProblems(parts))];
}

function platformPartProblems(parts: unknown): Problem[] {
  const given = isObject(parts) ? Object.entries(parts) : [[undefined, parts] as const];
  return given.flatMap(([name, part]) => {
    const path = name === undefined ? [PLATFORM_PARTS] : [PLATFORM_PARTS, name];
    const known = name !== undefined && PLATFORMS.some((platform) => platform === name);
    if (known && isObject(part)) return stackKeysIn(part, path);
    const found = known || name === undefined ? "is no object" : "is no platform";
    const allowed = known
      ? "an object like the stack's configuration"
      : `an object for each of ${PLATFORMS.join(", ")}`;
    return [{ path, found, allowed, advice: "correct it there", source: SITE_FILE }];
  });
}

function stackKeysIn(part: Readonly<Record<string, unknown>>, path: readonly string[]): Problem[] {
  return Object.keys(part)
    .filter(belongsToStack)
    .map((key) => ({
      path: [...path, key],
      found: "is set",
      allowed: "only the stack's own configuration sets this key",
      advice: "take it out there",
      source: SITE_FILE,
    }));
}

function decodeAll(raw: Raw): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, decode(key, text)]));
}

function pick<T>(values: Readonly<Record<string, T>>, wanted: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => wanted(key)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
