import type { Row } from "../report/row";
import type { Samples } from "../report/rows";

/** Everything that is measured of a way; times in seconds. */
export type Measure =
  | "preview"
  | "noOp"
  | "install"
  | "oneValueLive"
  | "oneValueEnded"
  | "flip"
  | "flipEnded"
  | "uninstall"
  | "checkpointKiB"
  | "resources";

/** One way's measurements beside the other's. No aims: those of the Docker table are of another runtime. */
export function rowsOf(pulumi: Samples<Measure>, helm: Samples<Measure>): Row[] {
  const beside = (name: string, measure: Measure, helms: string): Row => ({
    name,
    unit: "s",
    samples: pulumi.of(measure),
    beside: { name: helms, samples: helm.of(measure) },
  });
  return [
    beside("preview", "preview", "helm upgrade --dry-run=server"),
    beside("no-op up", "noOp", "helm upgrade"),
    beside("first up, images present", "install", "helm install"),
    beside("one value, until it is live", "oneValueLive", "helm upgrade"),
    beside("one value, until the command has ended", "oneValueEnded", "helm upgrade"),
    beside("slot flip, until the first answer", "flip", "helm upgrade"),
    beside("slot flip, until the command has ended", "flipEnded", "helm upgrade"),
    beside("destroy", "uninstall", "helm uninstall"),
    { name: "checkpoint", unit: "KiB", samples: pulumi.of("checkpointKiB") },
    { name: "resources", unit: "", samples: pulumi.of("resources") },
  ];
}
