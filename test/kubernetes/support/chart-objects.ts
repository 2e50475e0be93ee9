import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";
import { type Values, valuesOf } from "../../../operations/chart";
import {
  BASE_SECRETS,
  identity,
  type KubernetesObject,
  marker,
  ordered,
  renderConfig,
} from "../../../operations/render";
import type { PlatformConfig } from "../../../stacks/config";
import { helm } from "./helm";

/** What only the chart has: its job, its test and the Secret that keeps the keys. */
const OWN = /^(collections|smoke-test|vector-platform-keys)/;
const MANAGED_BY = "app.kubernetes.io/managed-by";
/** Pulumi's is keyed by a secret of the stack, Helm's salted by one of the release. */
const SEALED = "vector-platform/sealed-files";

type Objects = Readonly<Record<string, unknown>>;

/** The objects as the components make them, by name. */
export async function comparable(config: PlatformConfig, webhook: boolean): Promise<Objects> {
  const secrets = webhook ? { webhookUrl: pulumi.secret(marker("webhookUrl")) } : {};
  return byName(await renderConfig(config, secrets));
}

/** The objects as Helm makes them of the same configuration and the same secrets. */
export async function templated(
  chart: string,
  config: PlatformConfig,
  webhook: boolean,
  fileOf: (values: Values) => string,
): Promise<Objects> {
  const keys = BASE_SECRETS.filter((name) => webhook || name !== "webhookUrl").map((name) => [name, marker(name)]);
  const values = { ...valuesOf(config), namespace: { create: true }, secrets: { values: Object.fromEntries(keys) } };
  const where = ["--namespace", config.kubernetes.namespace];
  const text = await helm(["template", config.stack, chart, ...where, "--values", fileOf(values)]);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject | null);
  return byName(
    objects.filter((object): object is KubernetesObject => object !== null && !OWN.test(object.metadata.name)),
  );
}

function byName(objects: readonly KubernetesObject[]): Objects {
  return Object.fromEntries(objects.map((object) => [identity(object), ordered(normal(object))]));
}

/** The same object whichever program made it. */
function normal(object: KubernetesObject): unknown {
  if (object.kind !== "Secret") return without(object);
  const { data, stringData, ...rest } = object as KubernetesObject & { data?: object; stringData?: object };
  const decoded = Object.entries(data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, "base64").toString("utf8"),
  ]);
  return without({ ...rest, content: { ...Object.fromEntries(decoded), ...stringData } });
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== MANAGED_BY && key !== SEALED);
  return Object.fromEntries(entries.map(([key, inner]) => [key, without(inner)]));
}
