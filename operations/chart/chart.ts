import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type File, identity, type KubernetesObject, toYaml } from "../render";
import { choices } from "./choices";
import { generatedHelpers } from "./generated-helpers";
import { hookObjects } from "./hooks";
import { FORMULAS } from "./parameters";
import { HOOK_IMAGE, NAMESPACE_PLACEHOLDER } from "./parameters/places";
import { type ObjectShape, type PlatformShapes, platformShapes } from "./platform-shapes";
import { baseConfig, presetConfigs } from "./presets";
import { readme } from "./readme";
import { sample } from "./samples";
import { merged } from "./synthesis/shape";
import { templateFiles } from "./templates";
import { difference, valuesOf } from "./values";
import { valuesFile } from "./values-file";
import { OWN_VALUES, valuesSchema } from "./values-schema";

const ASSETS = join(__dirname, "assets");
/** Needed for the pause before a pod stops, which older clusters do not know. */
const KUBERNETES = ">=1.30.0-0";

/** Every file of the chart. */
export async function chartFiles(version: string): Promise<File[]> {
  const shapes = await platformShapes(choices().map(sample));
  const objects = [...shapes.objects.map(conditional), ...(await hookShapes(shapes))];
  return [
    { path: "Chart.yaml", content: toYaml(chartYaml(version)) },
    ...valueFiles(version),
    ...assets(),
    ...generatedHelpers(baseConfig()),
    ...templateFiles(objects, { formulas: FORMULAS, conditions: shapes.conditions, all: shapes.all }),
  ];
}

function chartYaml(version: string) {
  return {
    apiVersion: "v2",
    name: "vector-platform",
    version,
    appVersion: version,
    type: "application",
    kubeVersion: KUBERNETES,
    description:
      "A vector database platform: Qdrant with its collections, Redis, Postgres, embedding service, API in two slots, gateway, monitoring.",
    keywords: ["vector-database", "qdrant", "blue-green"],
    sources: [],
  };
}

function valueFiles(version: string): File[] {
  const values = { ...valuesOf(baseConfig()), ...OWN_VALUES };
  const schema = valuesSchema(values);
  const head = "Values of the chart, with what they are when you say nothing: a small platform for development.";
  return [
    { path: "values.yaml", content: valuesFile(values, schema, head) },
    { path: "values.schema.json", content: `${JSON.stringify(schema, null, 2)}\n` },
    { path: "README.md", content: readme(values, schema, version) },
    ...presetConfigs().map((config) => ({
      path: `values-${config.stack}.yaml`,
      content: valuesFile(
        difference(valuesOf(config), values),
        schema,
        `The stack ${config.stack}: what differs from values.yaml.`,
      ),
    })),
  ];
}

function assets(): File[] {
  return readdirSync(join(ASSETS, "templates"))
    .sort()
    .map((name) => ({ path: `templates/${name}`, content: readFileSync(join(ASSETS, "templates", name), "utf8") }));
}

/** What no stack decides: whether the release's own namespace and the Secrets are made here. */
function conditional(object: ObjectShape): ObjectShape {
  if (object.kind === "Secret") return { ...object, also: "$.Values.secrets.create" };
  return isOwnNamespace(object) ? { ...object, also: "$.Values.namespace.create" } : object;
}

function isOwnNamespace({ kind, name }: ObjectShape): boolean {
  return kind === "Namespace" && name === NAMESPACE_PLACEHOLDER;
}

async function hookShapes({ count }: PlatformShapes): Promise<ObjectShape[]> {
  const objects = await hookObjects({ namespace: NAMESPACE_PLACEHOLDER, image: HOOK_IMAGE });
  return objects.map((object) => shapeOf(object, count));
}

function shapeOf(object: KubernetesObject, count: number): ObjectShape {
  const runs = Array.from({ length: count }, (_, run) => run);
  const [kind = "", name = ""] = identity(object).split("/");
  const also = name.startsWith("smoke-test") ? "$.Values.secrets.create" : undefined;
  return {
    kind,
    name,
    runs: new Set(runs),
    shape: merged(new Map(runs.map((run) => [run, object]))),
    ...(also && { also }),
  };
}
