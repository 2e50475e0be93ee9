import * as pulumi from "@pulumi/pulumi";
import { compare, identity, type KubernetesObject, marker, renderConfig } from "../render";
import { FORMULAS, SWITCHES } from "./parameters";
import { prepared } from "./prepare";
import type { Sample } from "./samples";
import { Conditions, type Runs, runsWhere } from "./synthesis/condition";
import { Explainer, type Pair } from "./synthesis/explain";
import { merged, type Shape } from "./synthesis/shape";
import { unified } from "./synthesis/unify";

/** One object of the platform, as it is in all samples that have it. */
export interface ObjectShape {
  readonly kind: string;
  readonly name: string;
  readonly runs: ReadonlySet<number>;
  readonly shape: Shape;
  /** Besides what the runs say: a condition that no configuration decides. */
  readonly also?: string;
}

export interface PlatformShapes {
  readonly objects: readonly ObjectShape[];
  readonly conditions: Conditions;
  readonly all: Runs;
  readonly count: number;
}

/** Renders every sample and finds what makes the difference between them. */
export async function platformShapes(samples: readonly Sample[]): Promise<PlatformShapes> {
  const explained: ReadonlyMap<string, Record<string, unknown>>[] = [];
  for (const sample of samples) explained.push(await explainedObjects(sample));
  const all = (1n << BigInt(samples.length)) - 1n;
  const literals = SWITCHES.map(({ name, on }) => ({
    name,
    runs: runsWhere(samples, ({ configs, facts }) => on(configs.a, facts)),
  }));
  return {
    objects: objectShapes(explained, samples),
    conditions: new Conditions(literals, all, "$on."),
    all,
    count: samples.length,
  };
}

async function explainedObjects(sample: Sample): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const explainer = new Explainer(FORMULAS, sample.configs);
  const a = await rendered(sample, "a");
  const b = await rendered(sample, "b");
  if (a.length !== b.length)
    throw new Error(`one sample rendered ${a.length} objects with some values and ${b.length} with others`);
  const explained = a.map((object, i) => explainer.explain({ a: object, b: b[i] }, identity(object)));
  return new Map(explained.map((object) => [identity(object as KubernetesObject), object as Record<string, unknown>]));
}

async function rendered({ configs, facts }: Sample, side: keyof Pair<unknown>): Promise<KubernetesObject[]> {
  const secrets = facts.webhook ? { webhookUrl: pulumi.secret(marker("webhookUrl")) } : {};
  return (await renderConfig(configs[side], secrets)).map(prepared);
}

function objectShapes(
  explained: readonly ReadonlyMap<string, Record<string, unknown>>[],
  samples: readonly Sample[],
): ObjectShape[] {
  const keys = [...new Set(explained.flatMap((objects) => [...objects.keys()]))].sort(compare);
  return keys.map((key) => {
    const runs = explained.flatMap((objects, run) => (objects.has(key) ? [run] : []));
    const values = unified(
      runs.map((run) => ({ config: (samples[run] as Sample).configs.a, value: explained[run]?.get(key) })),
      FORMULAS,
    );
    const [kind = "", name = ""] = key.split("/");
    return { kind, name, runs: new Set(runs), shape: merged(new Map(runs.map((run, i) => [run, values[i]]))) };
  });
}
