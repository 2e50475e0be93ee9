import type { Row } from "./row";

/** Everything that is measured; times in seconds but for `flipGateway`, which is in milliseconds. */
export type Measure =
  | "programStart"
  | "emptyProgramStart"
  | "preview"
  | "emptyPreview"
  | "firstUp"
  | "composeUp"
  | "composeOrderedUp"
  | "noOpUp"
  | "emptyNoOpUp"
  | "oneValueLive"
  | "oneValueUp"
  | "flip"
  | "flipGateway"
  | "flipWithPreview"
  | "destroy"
  | "checkpointKiB"
  | "resources"
  | RollbackMeasure;

/** Until users are back, until the command has ended, and how many requests failed meanwhile. */
type RollbackMeasure = `${"replay" | "git"}${"Fast" | "Full"}${"" | "Ended" | "Failed"}`;

/** What was measured so far. */
export class Samples<M extends string = Measure> {
  private readonly taken = new Map<M, number[]>();

  add(measure: M, sample: number): void {
    this.taken.set(measure, [...this.of(measure), sample]);
  }

  of(measure: M): readonly number[] {
    return this.taken.get(measure) ?? [];
  }
}

const EMPTY = "empty program";
const COMPOSE = "docker-compose up";
const ORDERED = "the same in our order";
const GIT = "git checkout, pulumi up";

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
    row("  beside one that waits", "firstUp", {
      beside: { name: ORDERED, samples: samples.of("composeOrderedUp") },
      aim: { ratio: 1.5 },
    }),
    row("one value, until it is live", "oneValueLive"),
    row("one value, until up has ended", "oneValueUp"),
    row("slot flip, until the first answer", "flip", { aim: { atMost: 5 } }),
    row("  of it the gateway", "flipGateway", { unit: "ms", aim: { below: 100 } }),
    row("slot flip with its preview", "flipWithPreview"),
    row("destroy", "destroy"),
    row("checkpoint", "checkpointKiB", { unit: "KiB" }),
    row("resources", "resources", { unit: "" }),
    ...rollbackRows(samples),
  ];
}

/** Issue 5: traffic back in 5 s where the slot is warm, everything in two minutes where it is not, nobody turned away. */
function rollbackRows(samples: Samples): Row[] {
  const paths = [
    { path: "Fast", name: "rollback, fast path, until users are back", back: { atMost: 5 } },
    { path: "Full", name: "rollback, full path, until users are back", ended: { atMost: 120 } },
  ] as const;
  return paths.flatMap(({ path, name, ...aims }) => {
    const row = (what: string, part: "" | "Ended" | "Failed", unit: Row["unit"], aim: Row["aim"]): Row => ({
      name: what,
      unit,
      samples: samples.of(`replay${path}${part}`),
      beside: { name: GIT, samples: samples.of(`git${path}${part}`) },
      ...(aim && { aim }),
    });
    return [
      row(name, "", "s", "back" in aims ? aims.back : undefined),
      row("  until the command has ended", "Ended", "s", "ended" in aims ? aims.ended : undefined),
      row("  failed requests, of 20 a second", "Failed", "", { atMost: 0 }),
    ];
  });
}
