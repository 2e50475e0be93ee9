import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../../workload";
import { lifecycle } from "./lifecycle";
import { literal, literalInput } from "./literal";
import { type HealthPolicy, probes } from "./probes";
import { resourceLimits } from "./sizes";

export interface ContainerSettings {
  readonly health: HealthPolicy;
  /** Cores promised for each core that there is. */
  readonly cpuOvercommit: number;
}

/**
 * Users of images are small numbers, which may be those of real accounts of the node; scanners ask for ones that are not.
 */
const USER_OFFSET = 10_000;

export function userOf({ user }: Workload): number {
  return user + USER_OFFSET;
}

/** Nothing but its own process, and no way to become more. */
const SECURITY: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The process itself. */
export function container(
  workload: Workload,
  settings: ContainerSettings,
  volumeMounts: types.input.core.v1.VolumeMount[],
): types.input.core.v1.Container {
  const { lifecycle: hooks } = lifecycle(workload);
  return {
    ...common(workload, settings, volumeMounts),
    name: workload.name,
    // As on Docker, it follows the image's own entrypoint.
    ...(workload.command && { args: workload.command.map(literal) }),
    ports: workload.ports.map(({ name, number }) => ({ name, containerPort: number, protocol: "TCP" })),
    ...probes(workload, settings.health),
    ...(hooks && { lifecycle: hooks }),
  };
}

/**
 * Judges the files before the process takes them: a new pod that does not pass never becomes ready, and the old ones, which
 * read their files when they started, serve on.
 */
export function checks(
  workload: Workload,
  settings: ContainerSettings,
  volumeMounts: types.input.core.v1.VolumeMount[],
): types.input.core.v1.Container[] {
  const check = workload.reload?.check;
  if (!check) return [];
  return [{ ...common(workload, settings, volumeMounts), name: CHECK, command: check.map(literal) }];
}

export const CHECK = "check";

function common(workload: Workload, settings: ContainerSettings, volumeMounts: types.input.core.v1.VolumeMount[]) {
  const env = Object.entries(workload.env ?? {}).map(([name, value]) => ({ name, value: literalInput(value) }));
  const user = userOf(workload);
  return {
    image: workload.image.reference,
    // Asks the registry each time whether this node may have the image; what is named by its digest is not fetched twice.
    imagePullPolicy: "Always",
    ...(env.length > 0 && { env }),
    volumeMounts,
    resources: resourceLimits(workload, settings.cpuOvercommit),
    securityContext: { ...SECURITY, runAsUser: user, runAsGroup: user },
  };
}
