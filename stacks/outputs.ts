import type { Output } from "@pulumi/pulumi";
import type { Gateway } from "../components/gateway";
import type { Monitoring } from "../components/monitoring";
import type { Slot } from "../components/slots";
import type { Certificate } from "../components/tls";
import type { Tunnel } from "../components/workload";
import type { PlatformConfig } from "./config";
import { enabledSlots } from "./releases";
import type { Secrets } from "./secrets";

/** What a stack tells about itself; operators, the summary and later operations read it. Kept stable. */
export interface PlatformOutputs {
  readonly endpoints: { readonly public: string; readonly operator: string };
  readonly activeSlot: Slot;
  readonly canaryWeight: number;
  readonly maintenance: boolean;
  /** Version of the API service in each slot that runs. */
  readonly versions: Readonly<Partial<Record<Slot, string>>>;
  /** Behind the operator entry. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** Command that opens the operator entry, where it is published nowhere. */
  readonly tunnel?: string;
  /** Vectors that each collection is made to hold. */
  readonly expectedVectors: Readonly<Record<string, number>>;
  /** What a client of a generated certificate has to trust, PEM. */
  readonly certificate: Output<string>;
  readonly apiKey: Output<string>;
  readonly operatorKey: Output<string>;
  /** Commands that print the keys. */
  readonly readKeys: { readonly api: string; readonly operator: string };
  readonly warnings: readonly string[];
}

interface Made {
  readonly config: PlatformConfig;
  readonly secrets: Secrets;
  readonly gateway: Gateway;
  readonly certificate: Certificate;
  readonly monitoring: Monitoring | undefined;
}

export function platformOutputs({ config, secrets, gateway, certificate, monitoring }: Made): PlatformOutputs {
  const read = (output: string) => `pulumi stack output ${output} --show-secrets --stack ${config.stack}`;
  return {
    endpoints: { public: gateway.url, operator: gateway.operatorUrl },
    activeSlot: config.activeSlot,
    canaryWeight: config.canaryWeight,
    maintenance: config.maintenance,
    versions: Object.fromEntries(enabledSlots(config).map((slot) => [slot, config.slots[slot].version])),
    dashboards: dashboards(monitoring),
    ...(gateway.tunnel && { tunnel: tunnelCommand(gateway.tunnel, config.gateway.operator.port) }),
    expectedVectors: Object.fromEntries(
      Object.entries(config.collections).map(([name, { expectedVectors }]) => [name, expectedVectors]),
    ),
    certificate: certificate.chain,
    apiKey: secrets.apiKey,
    operatorKey: secrets.operatorKey,
    readKeys: { api: read("apiKey"), operator: read("operatorKey") },
    warnings: monitoring?.warnings ?? [],
  };
}

function tunnelCommand({ context, namespace, workload, port }: Tunnel, nearPort: number): string {
  const cluster = context && `--context ${context} `;
  return `kubectl ${cluster}--namespace ${namespace} port-forward service/${workload} ${nearPort}:${port}`;
}

function dashboards(monitoring: Monitoring | undefined): Record<string, string> {
  if (!monitoring) return {};
  const { prometheusUrl, alertmanagerUrl, grafanaUrl } = monitoring;
  return { prometheus: prometheusUrl, alertmanager: alertmanagerUrl, ...(grafanaUrl && { grafana: grafanaUrl }) };
}
