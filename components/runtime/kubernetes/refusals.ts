import { RunError } from "@pulumi/pulumi";
import type { Workload } from "../../workload";

/**
 * What a workload may ask for elsewhere and cannot have here.
 * @throws pulumi.RunError with all of it at once
 */
export function refuseImpossible(workload: Workload): void {
  const problems = [...build(workload), ...directories(workload), ...lostVolumes(workload)];
  if (problems.length > 0) throw new RunError(problems.map((problem) => `${workload.name}: ${problem}`).join("\n"));
}

function build({ image }: Workload): string[] {
  if (!image.build) return [];
  return [
    `image ${image.reference} is to be built from ${image.build.context}; Kubernetes pulls images and builds none. ` +
      "Build and push it first, and name it by its digest.",
  ];
}

function directories({ volumes = [] }: Workload): string[] {
  return volumes.flatMap(({ name, hostDirectory }) =>
    hostDirectory
      ? [
          `volume ${name} asks for the directory ${hostDirectory} of the machine; on Kubernetes a storage class decides where ` +
            "data lies. Leave the directory out, and name the class in `kubernetes.storageClass`.",
        ]
      : [],
  );
}

/** Replicas without identity come and go, and what they kept on a volume of their own would be found by none. */
function lostVolumes({ stateful, volumes = [] }: Workload): string[] {
  return volumes
    .filter((volume) => volume.protected && !stateful)
    .map(
      ({ name }) =>
        `volume ${name} is protected, but the workload is not stateful. Declare \`stateful: true\`, or leave it unprotected.`,
    );
}
