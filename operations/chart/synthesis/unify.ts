import type { PlatformConfig } from "../../../stacks/config";
import { AS_NUMBER, countPlaceholders as count, type Formula, filled, hasPlaceholder } from "./formula";

/**
 * A value that a switch holds fast (one replica) shows no difference in the runs with that switch, while a formula found in
 * other runs predicts it there as well: then the formula is what is meant. Each run's explained value comes with its
 * configuration.
 */
export interface Run {
  readonly config: PlatformConfig;
  readonly value: unknown;
}

type Predictions = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function unified(runs: readonly Run[], formulas: readonly Formula[]): unknown[] {
  const templates = new Map<string, Set<string>>();
  for (const { value } of runs) gather(value, "", templates);
  return runs.map(({ config, value }) => {
    const known = (text: string) => filled(text, formulas, ({ of }) => String(of(config)));
    const predictions = new Map([...templates].map(([path, texts]) => [path, predicted(texts, known)]));
    return replaced(value, "", predictions, known);
  });
}

function gather(value: unknown, path: string, into: Map<string, Set<string>>): void {
  if (typeof value === "string") {
    for (const line of value.split("\n")) {
      if (hasPlaceholder(line)) into.set(path, (into.get(path) ?? new Set()).add(line));
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) gather(inner, below(path, value, key), into);
  }
}

/** What each template comes to; of two that come to the same, the one that says more by formulas. */
function predicted(templates: ReadonlySet<string>, known: (text: string) => string): ReadonlyMap<string, string> {
  const sorted = [...templates].sort((a, b) => count(a) - count(b));
  return new Map(sorted.map((template) => [known(template), template]));
}

function replaced(value: unknown, path: string, predictions: Predictions, known: (text: string) => string): unknown {
  const here = predictions.get(path);
  if (typeof value === "string") {
    if (!here) return value;
    return value
      .split("\n")
      .map((line) => here.get(known(line)) ?? line)
      .join("\n");
  }
  if (typeof value === "number") return here?.get(`${AS_NUMBER}${value}`) ?? value;
  if (Array.isArray(value))
    return value.map((item, i) => replaced(item, below(path, value, `${i}`), predictions, known));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, replaced(inner, below(path, value, key), predictions, known)]),
  );
}

/** Positions in a list differ between runs; a name in it does not. */
function below(path: string, parent: object, key: string): string {
  if (!Array.isArray(parent)) return `${path}.${key}`;
  const item: unknown = parent[Number(key)];
  const name = typeof item === "object" && item !== null && "name" in item ? String(item.name) : "";
  return `${path}[${name}]`;
}
