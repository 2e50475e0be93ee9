import { Collections } from "../components/collections";
import { Gateway } from "../components/gateway";
import { Monitoring, scrapeTargets } from "../components/monitoring";
import { Postgres } from "../components/postgres";
import { Qdrant } from "../components/qdrant";
import { Redis } from "../components/redis";
import { Slots } from "../components/slots";
import { Certificate } from "../components/tls";
import type { Runtime } from "../components/workload";
import {
  collectionsArgs,
  gatewayArgs,
  monitoringArgs,
  postgresArgs,
  qdrantArgs,
  redisArgs,
  slotsArgs,
} from "./arguments";
import { type ClusterFacts, NO_CLUSTER } from "./cluster";
import type { PlatformConfig, PlatformSecrets } from "./config";
import { type PlatformOutputs, platformOutputs } from "./outputs";
import type { Releases } from "./releases";
import { createRuntime } from "./runtime";
import { Secrets } from "./secrets";

/**
 * The whole platform of one stack. Reads top to bottom in the order in which things become ready: the data services, the
 * slots on top of them, and the gateway only when every slot that may receive traffic can take it.
 */
export class Platform {
  readonly outputs: PlatformOutputs;
  private readonly runtime: Runtime;
  private readonly secrets: Secrets;

  constructor(
    private readonly config: PlatformConfig,
    private readonly given: PlatformSecrets,
    private readonly releases: Releases,
    /** @default - none, as for stacks on Docker and for manifests that are only rendered */
    cluster: ClusterFacts = NO_CLUSTER,
  ) {
    this.runtime = createRuntime(config, cluster);
    this.secrets = new Secrets("secrets", given);
    const qdrant = new Qdrant("qdrant", qdrantArgs(this.parts));
    const redis = new Redis("redis", redisArgs(this.parts));
    const postgres = new Postgres("postgres", postgresArgs(this.parts));
    const slots = this.createSlots(qdrant, redis, postgres);
    const certificate = this.createCertificate();
    const gateway = this.createGateway(qdrant, slots, certificate);
    this.createCollections(qdrant, gateway, certificate);
    const monitoring = this.createMonitoring(qdrant, redis, postgres, slots, gateway);
    this.outputs = platformOutputs({ config, secrets: this.secrets, gateway, certificate, monitoring });
  }

  private get parts() {
    return { config: this.config, runtime: this.runtime, secrets: this.secrets, releases: this.releases };
  }

  private createSlots(qdrant: Qdrant, redis: Redis, postgres: Postgres): Slots {
    return new Slots("slots", slotsArgs(this.parts, { qdrant, redis, postgres }));
  }

  private createCertificate(): Certificate {
    const { mode, hostnames } = this.config.gateway.tls;
    const provided = mode === "provided" ? this.given.tlsCertificate : undefined;
    const hosts = [...new Set([...hostnames, ...publishedAt(this.config)])];
    return new Certificate("certificate", { hosts, ...(provided && { provided }) });
  }

  private createGateway(qdrant: Qdrant, slots: Slots, { pem: certificate }: Certificate): Gateway {
    return new Gateway("gateway", gatewayArgs(this.parts, { qdrant, slots, certificate }), { dependsOn: [slots] });
  }

  private createCollections(qdrant: Qdrant, gateway: Gateway, certificate: Certificate): void {
    const args = collectionsArgs(this.parts, gateway, certificate.chain);
    const kept = this.config.protectData;
    // Where the storage goes with the stack, deleting its collections one by one first would only take time.
    const fate = kept ? { protect: true, retainOnDelete: true } : { deletedWith: qdrant };
    new Collections("collections", args, { dependsOn: [qdrant, gateway], ...fate });
  }

  private createMonitoring(
    qdrant: Qdrant,
    redis: Redis,
    postgres: Postgres,
    slots: Slots,
    gateway: Gateway,
  ): Monitoring | undefined {
    if (!this.config.monitoring.enabled) return undefined;
    const targets = scrapeTargets([qdrant.workload, ...slots.workloads, gateway.workload], this.runtime);
    const args = monitoringArgs(this.parts, { targets, redis, postgres, webhookUrl: this.given.webhookUrl });
    // It depends on nothing it watches: what is not there yet is one of the things it has to show.
    return new Monitoring("monitoring", args);
  }
}

/** The address that users are told; of "every address" none in particular. */
function publishedAt({ gateway: { publish } }: PlatformConfig): string[] {
  return ["0.0.0.0", "::"].includes(publish.address) ? [] : [publish.address];
}
