import type { Problem } from "./problem";

interface SecretRule {
  readonly description: string;
  /** Completes "allowed: …". */
  readonly allowed: string;
  readonly accepts: (value: string) => boolean;
}

const SHORTEST_KEY = 16;
const PEM_BLOCK = (label: string) => new RegExp(`-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----`);

/** HAProxy, Redis and Postgres files carry these values: quotes, spaces and control characters stay out. */
const isKey = (value: string): boolean =>
  new RegExp(`^[!#%&()*+,./:;<=>?@^_{|}~A-Za-z0-9-]{${SHORTEST_KEY},256}$`).test(value);

const key = (description: string): SecretRule => ({
  description,
  allowed: `${SHORTEST_KEY} to 256 characters without spaces, quotes, $ and \\`,
  accepts: isKey,
});

/** Every secret of a stack. All are optional: what is left out is generated, or the feature is off. */
export const SECRETS = {
  apiKeys: {
    description:
      "API keys of clients, one for each name: --path apiKeys.<client>. Default: one generated key for default.",
    allowed: `one key for each client name, ${SHORTEST_KEY} to 256 characters without spaces, quotes, $ and \\`,
    accepts: isKeyring,
  },
  operatorKey: key("Key for the operator entry and the preview of the idle slot. Default: generated."),
  qdrantApiKey: key("Key with which the platform writes to Qdrant. Default: generated."),
  qdrantReadOnlyKey: key("Key that can only read from Qdrant. Default: generated."),
  redisPassword: key("Password of Redis. Default: generated."),
  postgresPassword: key("Password of Postgres. Default: generated."),
  grafanaPassword: key("Password of the Grafana user admin. Default: generated."),
  tlsCertificate: {
    description: "Certificate chain followed by its private key, PEM. Default: generated, if gateway.tls.mode says so.",
    allowed: "a PEM text with a certificate chain and its private key",
    accepts: (value) => PEM_BLOCK("CERTIFICATE").test(value) && PEM_BLOCK("[A-Z ]*PRIVATE KEY").test(value),
  },
  webhookUrl: {
    description: "Address that alerts are sent to. Default: alerts show in Alertmanager and Grafana only.",
    allowed: "an https:// address",
    accepts: (value) => /^https:\/\/\S+$/.test(value) && URL.canParse(value),
  },
} as const satisfies Record<string, SecretRule>;

export type SecretName = keyof typeof SECRETS;
export const SECRET_NAMES = Object.keys(SECRETS) as SecretName[];
export const isSecretName = (name: string): name is SecretName => Object.hasOwn(SECRETS, name);

const PLACEHOLDER =
  /^(change[-_ ]?(me|it)|replace[-_ ]?me|placeholder|password|passwd|secret|example|default|dummy|todo|tbd|fixme|none|null|test|admin|your[-_ ].*|x{3,}|\*{3,}|<.*>|\$\{.*\}|\{\{.*\}\}|(.)\3*)$/i;

/** Judges the secrets a stack was given, without ever repeating a value. */
export function secretProblems(given: Readonly<Record<string, string>>, encrypted: ReadonlySet<string>): Problem[] {
  return SECRET_NAMES.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : judge(name, value, encrypted.has(name));
  });
}

function judge(name: SecretName, value: string, encrypted: boolean): Problem[] {
  const rule: SecretRule = SECRETS[name];
  const command = `pulumi config set --secret ${name === "apiKeys" ? "--path apiKeys.<client>" : name}`;
  if (!encrypted) {
    const advice = `take it out of the file, choose a new value, and run ${command}`;
    return [{ path: [name], found: "is plain text", allowed: "an encrypted value", advice }];
  }
  if (isPlaceholder(name, value)) {
    const advice = `run ${command}, or pulumi config rm ${name} to go without`;
    return [{ path: [name], found: "is empty or a placeholder", allowed: rule.allowed, advice }];
  }
  return rule.accepts(value)
    ? []
    : [{ path: [name], found: "is not usable", allowed: rule.allowed, advice: `run ${command}` }];
}

function isPlaceholder(name: SecretName, value: string): boolean {
  const values = name === "apiKeys" ? Object.values(keyring(value) ?? { none: "" }) : [value];
  return values.some((text) => text.trim() === "" || PLACEHOLDER.test(text.trim()));
}

function isKeyring(value: string): boolean {
  const keys = keyring(value);
  const names = /^[a-z0-9][a-z0-9_-]{0,62}$/;
  return keys !== undefined && Object.entries(keys).every(([client, text]) => names.test(client) && isKey(text));
}

/** The API keys by client name; undefined when the text is no such object. */
export function keyring(value: string): Record<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    const entries = isObject ? Object.entries(parsed) : [];
    return entries.length > 0 && entries.every(([, text]) => typeof text === "string")
      ? Object.fromEntries(entries)
      : undefined;
  } catch {
    return undefined;
  }
}
