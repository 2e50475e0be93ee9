import type { Row } from "./row";

/** Everything that is measured; times in seconds but for `flipGateway`, which is in milliseconds. */
export type Measure =
  | "programStart"
  | "emptyProgramStart"
  | "preview"
  | "emptyPreview"
  | "firstUp"
  | "composeUp"
  | "noOpUp"
  | "emptyNoOpUp"
  | "oneValueLive"
  | "oneValueUp"
  | "flip"
  | "flipGateway"
  | "flipWithPreview"
  | "destroy"
  | "checkpointKiB"
  | "resources";

/** What was measured so far. */
export class Samples {
  private readonly taken = new Map<Measure, number[]>();

  add(measure: Measure, sample: number): void {
    this.taken.set(measure, [...this.of(measure), sample]);
  }

  of(measure: Measure): readonly number[] {
    return this.taken.get(measure) ?? [];
  }
}

const EMPTY = "empty program";
const COMPOSE = "docker-compose up";

/** The aims are those of docs/performance.md. */
export function rowsOf(samples: Samples): Row[] {
  const row = (name: string, measure: Measure, more: Partial<Row> = {}): Row => ({
    name,
    unit: "s",
    samples: samples.of(measure),
    ...more,
  });
  const empty = (measure: Measure) => ({ name: EMPTY, samples: samples.of(measure) });
  return [
    row("program start", "programStart", { beside: empty("emptyProgramStart") }),
    row("preview", "preview", { beside: empty("emptyPreview"), aim: { ratio: 2.5 } }),
    row("no-op up", "noOpUp", { beside: empty("emptyNoOpUp"), aim: { ratio: 3 } }),
    row("first up, images present", "firstUp", {
      beside: { name: COMPOSE, samples: samples.of("composeUp") },
      aim: { atMost: 120, ratio: 1.5 },
    }),
    row("one value, until it is live", "oneValueLive"),
    row("one value, until up has ended", "oneValueUp"),
    row("slot flip, until the first answer", "flip", { aim: { atMost: 5 } }),
    row("  of it the gateway", "flipGateway", { unit: "ms", aim: { below: 100 } }),
    row("slot flip with its preview", "flipWithPreview"),
    row("destroy", "destroy"),
    row("checkpoint", "checkpointKiB", { unit: "KiB" }),
    row("resources", "resources", { unit: "" }),
  ];
}
