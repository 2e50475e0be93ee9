import { stackFileSchema } from "./json-schema";
import { NAMESPACE } from "./namespace";
import { defaultSizing, preset } from "./presets";
import { SECRETS } from "./secrets";

/** The part of JSON Schema that our own schema uses. */
interface Node {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
}

const INTRODUCTION = `# Configuration

Generated from the schema by \`npm run schema\`: edit that, not this. Every key stands below \`vector-platform:\` in a stack file.
The default is development's; the last two columns say what the presets of staging and production put in its place.

| key | what | allowed | default | staging | production |
|---|---|---|---|---|---|`;

/** The reference of every key, as Markdown. */
export function configReference(): string {
  const { config } = (stackFileSchema() as { properties: { config: Node } }).properties;
  const own = Object.entries(config.properties ?? {}).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
  const settings = own.filter(([key]) => !Object.hasOwn(SECRETS, bare(key)));
  const rows = settings.flatMap(([key, node]) => rowsOf([bare(key)], node));
  const secrets = Object.entries(SECRETS).map(([key, { description }]) => `| \`${key}\` | ${description} |`);
  return [
    INTRODUCTION,
    ...rows,
    "",
    "## Secrets",
    "",
    SECRETS_TEXT,
    "",
    "| key | what |",
    "|---|---|",
    ...secrets,
    "",
  ].join("\n");
}

const SECRETS_TEXT = "All optional, always encrypted: `pulumi config set --secret <key>`.";

const bare = (key: string): string => key.slice(NAMESPACE.length + 1);

function rowsOf(path: readonly string[], node: Node): string[] {
  const object = objectOf(node);
  const inner = Object.entries(object?.properties ?? {}).flatMap(([key, child]) => rowsOf([...path, key], child));
  const entry = typeof object?.additionalProperties === "object" ? objectOf(object.additionalProperties) : undefined;
  const entries = Object.entries(entry?.properties ?? {}).flatMap(([key, child]) =>
    rowsOf([...path, "<name>", key], child),
  );
  if (inner.length > 0) return inner;
  return [...(entries.length > 0 ? [] : [row(path, node)]), ...entries];
}

function objectOf(node: Node): Node | undefined {
  return node.type === "object" ? node : node.anyOf?.find(({ type }) => type === "object");
}

function row(path: readonly string[], node: Node): string {
  const presets = (["staging", "production"] as const).map((environment) => presetValue(environment, path));
  const cells = [`\`${path.join(".")}\``, node.description ?? "", allowed(node), shown(node.default), ...presets];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function presetValue(environment: "staging" | "production", path: readonly string[]): string {
  const values: unknown = preset(environment, defaultSizing(environment));
  return shown(path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values));
}

function allowed(node: Node): string {
  const { type, minimum, maximum, enum: choices } = node;
  if (choices) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (node.anyOf) return [...new Set(node.anyOf.map(allowed))].filter((text) => text !== "text").join(" or ") || "text";
  if (minimum !== undefined || maximum !== undefined) return `${minimum} to ${maximum}`;
  if (type === "array") return `list of ${node.items ? allowed(node.items) : "values"}`;
  return type === "boolean" ? "`true`, `false`" : type === "string" ? "text" : (type ?? "");
}

function shown(value: unknown): string {
  return value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
