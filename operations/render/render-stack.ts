import * as pulumi from "@pulumi/pulumi";
import { NO_CLUSTER } from "../../stacks/cluster";
import { loadFromPulumi, NAMESPACE, type PlatformConfig, type PlatformSecrets } from "../../stacks/config";
import { Platform } from "../../stacks/platform";
import { enabledSlots, type Releases } from "../../stacks/releases";
import { collected } from "./collect";
import type { KubernetesObject } from "./objects";
import { marker } from "./secret-markers";
import type { StackConfig } from "./stack-config";

export interface RenderedStack {
  readonly config: PlatformConfig;
  readonly objects: readonly KubernetesObject[];
}

/**
 * The objects of one stack, its configuration judged as `pulumi up` judges it.
 * @throws RunError with every problem of the configuration, or when the stack runs on Docker
 */
export async function renderStack(stack: string, given: StackConfig): Promise<RenderedStack> {
  pulumi.runtime.setAllConfig({ ...given.values }, [...given.secretKeys]);
  let config: PlatformConfig | undefined;
  const objects = await collected(stack, () => {
    const loaded = loadFromPulumi();
    config = loaded.config;
    refuseDocker(config);
    new Platform(config, markersFor(loaded.secrets, given), releases(config), NO_CLUSTER);
  });
  if (!config) throw new pulumi.RunError(`The configuration of stack ${stack} could not be read.`);
  return { config, objects };
}

/** The objects of a configuration that is known to be valid. */
export function renderConfig(
  config: PlatformConfig,
  secrets: PlatformSecrets = {},
): Promise<readonly KubernetesObject[]> {
  return collected(config.stack, () => new Platform(config, secrets, releases(config), NO_CLUSTER));
}

function refuseDocker({ platform, stack }: PlatformConfig): void {
  if (platform === "kubernetes") return;
  throw new pulumi.RunError(
    `Stack ${stack} runs on ${platform}, which has no manifests: add PLATFORM=kubernetes to see it on Kubernetes, or set \`pulumi config set platform kubernetes\`.`,
  );
}

/** A marker for each secret that the stack gives; the others get theirs where the engine would generate them. */
function markersFor(secrets: PlatformSecrets, { values }: StackConfig): PlatformSecrets {
  const names = Object.keys(secrets).filter((name) => name !== "apiKeys");
  const clients = Object.keys(JSON.parse(values[`${NAMESPACE}:apiKeys`] ?? "{}") as object);
  const keys = Object.fromEntries(clients.map((client) => [client, marker(`apiKey.${client}`)]));
  return {
    ...Object.fromEntries(names.map((name) => [name, pulumi.secret(marker(name))])),
    ...(clients.length > 0 && { apiKeys: pulumi.secret(keys) }),
  };
}

/** Images are named, never built: a cluster pulls them. */
function releases(config: PlatformConfig): Releases {
  const entries = enabledSlots(config).map((slot) => {
    const { version, image } = config.slots[slot];
    return [slot, { version, image: { reference: image } }];
  });
  return Object.fromEntries(entries);
}
