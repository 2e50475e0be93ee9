import { covering } from "./covering";

/** How the switches of one sample stand. */
export interface Choice {
  readonly activeGreen: boolean;
  /** The idle slot runs as well. */
  readonly both: boolean;
  readonly canary: "none" | "part" | "all";
  readonly flags: Readonly<Record<Flag, boolean>>;
}

const FLAGS = [
  "maintenance",
  "monitoring",
  "grafana",
  "redisExporter",
  "postgresExporter",
  "nodeExporter",
  "qdrants",
  "apis",
  "embeddings",
  "gateways",
  "loadBalancer",
  "protectData",
  "gpu",
  "storageClass",
  "webhook",
] as const;
type Flag = (typeof FLAGS)[number];

const CANDIDATES = 600;
const SEED = 20_250;

/** So many that no simple condition is mistaken for another, and the same on every machine. */
export function choices(): Choice[] {
  const random = generator(SEED);
  // With everything on, texts are at their longest, and the others only leave something out.
  const everything = choice(() => true, "part");
  const canaries = ["none", "part", "all"] as const;
  const others = Array.from({ length: CANDIDATES }, (_, i) => choice(random, canaries[i % canaries.length] ?? "none"));
  return covering([everything, ...others], standOf);
}

function choice(on: () => boolean, canary: Choice["canary"]): Choice {
  const both = canary !== "none" || on();
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, on()])) as Record<Flag, boolean>;
  return { activeGreen: on(), both, canary, flags };
}

/** As templates see it: which slots run is a switch of its own, though it follows from the others. */
function standOf({ activeGreen, both, canary, flags }: Choice): boolean[] {
  const runs = [both || !activeGreen, both || activeGreen];
  return [activeGreen, ...runs, canary === "part", canary === "all", ...FLAGS.map((flag) => flags[flag])];
}

/** Pseudo-random, from the high bits: the low ones of such a generator only alternate. */
function generator(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >= 2 ** 31;
  };
}
