import * as pulumi from "@pulumi/pulumi";
import type { CallerKey } from "../components/gateway";
import { keptSecret } from "../components/secrets";
import type { PlatformSecrets } from "./config";

/** Every secret that the platform runs on: given by the operator, or generated once and kept in the stack's state. */
export class Secrets extends pulumi.ComponentResource {
  readonly apiKeys: pulumi.Output<readonly CallerKey[]>;
  /** The key that the outputs tell how to read: the first client's. */
  readonly apiKey: pulumi.Output<string>;
  readonly operatorKey: pulumi.Output<string>;
  readonly qdrantApiKey: pulumi.Output<string>;
  readonly qdrantReadOnlyKey: pulumi.Output<string>;
  readonly redisPassword: pulumi.Output<string>;
  readonly postgresPassword: pulumi.Output<string>;
  readonly postgresMonitorPassword: pulumi.Output<string>;
  readonly grafanaPassword: pulumi.Output<string>;

  constructor(name: string, given: PlatformSecrets, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:data:Secrets", name, {}, opts);
    const kept = (key: string, value?: pulumi.Output<string>) => keptSecret(key, value, { parent: this });
    this.apiKeys = given.apiKeys ? callers(given.apiKeys) : onlyCaller(kept("api-key"));
    this.apiKey = pulumi.secret(this.apiKeys.apply(([first]) => pulumi.output(first?.key ?? "")));
    this.operatorKey = kept("operator-key", given.operatorKey);
    this.qdrantApiKey = kept("qdrant-api-key", given.qdrantApiKey);
    this.qdrantReadOnlyKey = kept("qdrant-read-only-key", given.qdrantReadOnlyKey);
    this.redisPassword = kept("redis-password", given.redisPassword);
    this.postgresPassword = kept("postgres-password", given.postgresPassword);
    this.postgresMonitorPassword = kept("postgres-monitor-password");
    this.grafanaPassword = kept("grafana-password", given.grafanaPassword);
    this.registerOutputs();
  }
}

function callers(keys: pulumi.Output<Readonly<Record<string, string>>>): pulumi.Output<readonly CallerKey[]> {
  return pulumi.secret(keys.apply((byName) => Object.entries(byName).map(([name, key]) => ({ name, key }))));
}

function onlyCaller(key: pulumi.Output<string>): pulumi.Output<readonly CallerKey[]> {
  return pulumi.secret(key.apply((value) => [{ name: "default", key: value }]));
}
