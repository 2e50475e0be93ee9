import { decode } from "./decode";
import { valueAt } from "./merge";
import { SITE_VARIABLE } from "./namespace";
import { ConfigError, type Problem } from "./problem";
import { type PlatformConfig, resolve } from "./resolve";
import { CHECKS, type Facts } from "./rules";
import { operatorKeys } from "./schema";
import { isSecretName, secretProblems } from "./secrets";
import { SITE_FILE, validate } from "./validate";

export interface LoadOptions {
  /** Name of the stack, e.g. `dev`. */
  readonly stack: string;
  /** Partial configuration of the place the stack runs in: mirrors, engine, what is not available. @default - none */
  readonly site?: unknown;
  /** Keys whose values were encrypted. @default - none */
  readonly encrypted?: ReadonlySet<string>;
}

type Raw = Readonly<Record<string, string>>;

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
  const { parsed, problems, unsound } = validate({ site: siteSettings(site), stack: own });
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

function siteSettings(site: unknown): unknown {
  return isObject(site) ? pick(site, (key) => !belongsToStack(key)) : undefined;
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
  return Object.keys(site)
    .filter(belongsToStack)
    .map((key) => ({
      path: [key],
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
