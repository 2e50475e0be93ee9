import type { File } from "../render";
import type { ObjectShape } from "./platform-shapes";
import { dataTemplate } from "./prepare";
import { finishSecrets, USES_SECRETS } from "./secret-expressions";
import { bits, Emitter, HEADER, type Language } from "./synthesis/emit";
import type { Part, Shape } from "./synthesis/shape";
import { textTemplates } from "./texts";

const SUFFIXES = /-(files|secrets|members|public)$/;
/** File for what belongs to no workload. */
const PLATFORM = "platform";

/** The templates of all objects, a file for each workload, and the texts in them. */
export function templateFiles(objects: readonly ObjectShape[], language: Language): File[] {
  const workloads = [...new Set(objects.map(workloadOf))].sort();
  return workloads.flatMap((workload) => {
    const own = objects.filter((object) => workloadOf(object) === workload).sort(byKind);
    const written = own.map((object) => template(object, { ...language, finish: finishSecrets }));
    const texts = written.flatMap(({ defines }) => defines);
    return [
      {
        path: `templates/${workload}.yaml`,
        content: `${[HEADER, ...written.map(({ document }) => document)].join("\n")}\n`,
      },
      ...(texts.length > 0 ? [{ path: `templates/_${workload}.tpl`, content: `${texts.join("\n")}\n` }] : []),
      ...written.flatMap(({ files }) => files),
    ];
  });
}

interface Written {
  readonly document: string;
  readonly defines: readonly string[];
  readonly files: readonly File[];
}

function template(object: ObjectShape, language: Language): Written {
  const { kind, name, shape, runs } = object;
  const emitter = new Emitter(language, `vector-platform.${kind.toLowerCase()}.${name}`);
  const data = dataOf(shape);
  const body = emitter.document(without(shape, data?.key), runs);
  const filled = data ? [`${data.key}:`, `{{ include "${dataTemplate(name)}" $ | indent 2 }}`] : [];
  const contents = data ? [defined(dataTemplate(name), emitter.document(data.shape, runs))] : [];
  const everywhere = emitter.when(runs, all(language), "the object");
  const condition = [everywhere?.expression, object.also].filter((text) => text !== undefined);
  const texts = textTemplates(emitter, language);
  return {
    document: conditional(["---", body, ...filled].join("\n"), condition),
    defines: [...contents, ...texts.defines],
    files: texts.files,
  };
}

function conditional(text: string, conditions: readonly string[]): string {
  const [first, ...rest] = conditions;
  if (first === undefined) return text;
  const all = rest.length > 0 ? `and ${conditions.map((condition) => `(${condition})`).join(" ")}` : first;
  return `{{- if ${all} }}\n${text}\n{{- end }}`;
}

/** Names what the body uses, and nothing else: a template gives out exactly its body. */
function defined(name: string, body: string): string {
  const header = HEADER.replace("}}", "-}}");
  const keys = USES_SECRETS.test(body) ? '{{- $keys := include "vector-platform.keys" $ | fromJson -}}\n' : "";
  return `{{- define "${name}" -}}\n${header}\n${keys}${body}\n{{- end }}`;
}

function dataOf(shape: Shape): Part | undefined {
  return shape.kind === "map" ? shape.entries.find(({ key }) => key === "data" || key === "stringData") : undefined;
}

function without(shape: Shape, key: string | undefined): Shape {
  return shape.kind === "map" ? { ...shape, entries: shape.entries.filter((entry) => entry.key !== key) } : shape;
}

function workloadOf({ name, kind }: ObjectShape): string {
  const of = name.replace(SUFFIXES, "");
  return ["Namespace", "PriorityClass"].includes(kind) || /^(deny-all|allow-names)/.test(of) ? PLATFORM : of;
}

const KINDS = ["Namespace", "PriorityClass", "ServiceAccount", "NetworkPolicy", "Secret", "ConfigMap", "Service"];

function byKind(a: ObjectShape, b: ObjectShape): number {
  const place = ({ kind }: ObjectShape) => (KINDS.indexOf(kind) + KINDS.length + 1) % (KINDS.length + 1);
  return place(a) - place(b);
}

function all(language: Language): ReadonlySet<number> {
  const runs = new Set<number>();
  for (let run = 0; language.all >> BigInt(run) > 0n; run++) runs.add(run);
  if (bits(runs) !== language.all) throw new Error("the runs of a language are counted from 0");
  return runs;
}
