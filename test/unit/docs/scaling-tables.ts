import { capacity, type PlatformConfig } from "../../../stacks/config";
import { collectionNeed, type Need } from "../../../stacks/config/capacity";
import type { CollectionConfig } from "../../../stacks/config/resolve";
import { load, PRODUCTION } from "../stacks/config/support";

/** The tables of docs/scaling.md, computed by the same functions that refuse a stack at preview. */
export const TABLES = {
  "One copy of 100 million vectors": perHundredMillion,
  "What a member holds": perMember,
  "The stacks as shipped": perStack,
  "How far production's member goes": furthest,
} as const;

type Kind = Pick<CollectionConfig, "quantization" | "onDisk">;

const MILLION = 1_000_000;
const KINDS: Readonly<Record<string, Kind>> = {
  "float32 in memory": { quantization: "none", onDisk: false },
  "scalar, originals on disk": { quantization: "scalar", onDisk: true },
  "binary, originals on disk": { quantization: "binary", onDisk: true },
};

function collection(expectedVectors: number, dimensions: number, more: Partial<CollectionConfig>): CollectionConfig {
  const { mixtral } = load().collections;
  if (!mixtral) throw new Error("the standard collections have changed");
  return { ...mixtral, expectedVectors, dimensions, ...more };
}

function perHundredMillion(): string {
  const rows = [384, 768, 1024, 1536].map((dimensions) => [
    String(dimensions),
    ...Object.values(KINDS).map((kind) => both(collectionNeed(collection(100 * MILLION, dimensions, kind)))),
  ]);
  return table(["dimensions", ...Object.keys(KINDS)], rows);
}

function perMember(): string {
  const spreads = [
    { vectors: 100 * MILLION, members: 1, copies: 1 },
    { vectors: 100 * MILLION, members: 3, copies: 1 },
    { vectors: 100 * MILLION, members: 3, copies: 2 },
    { vectors: 100 * MILLION, members: 6, copies: 2 },
    { vectors: 1000 * MILLION, members: 6, copies: 2 },
    { vectors: 1000 * MILLION, members: 12, copies: 2 },
  ];
  const rows = spreads.map(({ vectors, members, copies }) => {
    const held = ["scalar", "binary"].map((quantization) => {
      const spread = { quantization, onDisk: true, shards: 12, replicas: copies } as Partial<CollectionConfig>;
      const { member } = capacity(cluster(members, { a: collection(vectors, 768, spread) }));
      return `${both(member)}; ${setting(member)}`;
    });
    return [`${vectors / MILLION} M`, String(members), String(copies), `${(12 * copies) / members} of 12`, ...held];
  });
  return table(["vectors", "members", "copies", "shards on each", "scalar", "binary"], rows);
}

function perStack(): string {
  const stacks: Readonly<Record<string, Parameters<typeof load>[0]>> = {
    dev: {},
    staging: { environment: "staging" },
    production: PRODUCTION,
  };
  const rows = Object.entries(stacks).map(([name, settings]) => {
    const config = load(settings);
    const { vectors, member, usable } = capacity(config);
    const most = vectors * Math.min(usable.memoryGiB / member.memoryGiB, usable.diskGiB / member.diskGiB);
    const { memoryMiB, storageGiB } = config.qdrant;
    const sizes = `${gib(memoryMiB / 1024)} / ${gib(storageGiB)}`;
    return [
      name,
      millions(vectors),
      sizes,
      part(member, usable, "memoryGiB"),
      part(member, usable, "diskGiB"),
      millions(most),
    ];
  });
  return table(["stack", "vectors", "memory / disk GiB", "memory held", "disk held", "room for"], rows);
}

function furthest(): string {
  const production = load(PRODUCTION);
  const rows = [1, 3, 6, 12, 32].map((members) => {
    const kinds = Object.values(KINDS).map((kind) => {
      const copies = Math.min(2, members);
      const probe = { a: collection(MILLION, 384, { ...kind, shards: members, replicas: copies }) };
      const { member, usable } = capacity({ ...production, ...cluster(members, probe, production) });
      return millions(MILLION * Math.min(usable.memoryGiB / member.memoryGiB, usable.diskGiB / member.diskGiB));
    });
    return [String(members), String(Math.min(2, members)), ...kinds];
  });
  return table(["members", "copies", ...Object.keys(KINDS)], rows);
}

type Sized = Pick<PlatformConfig, "qdrant" | "collections">;

function cluster(replicas: number, collections: PlatformConfig["collections"], base = load()): Sized {
  return { qdrant: { ...base.qdrant, replicas }, collections };
}

function setting({ memoryGiB, diskGiB }: Need): string {
  return `\`${Math.ceil(memoryGiB / 0.8)}Gi\`, \`${Math.ceil(diskGiB / 0.8)}Gi\``;
}

function part(held: Need, usable: Need, kind: keyof Need): string {
  return `${gib(held[kind])} of ${gib(usable[kind])} (${Math.round((100 * held[kind]) / usable[kind])} %)`;
}

const both = ({ memoryGiB, diskGiB }: Need): string => `${gib(memoryGiB)} / ${gib(diskGiB)}`;
const gib = (n: number): string => (n < 10 ? n.toFixed(2).replace(/\.?0+$/, "") : n.toFixed(1).replace(/\.0$/, ""));
const millions = (n: number): string =>
  n < MILLION ? `${(n / MILLION).toFixed(2)} M` : `${Math.floor(n / MILLION)} M`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")).replaceAll(" --- ", "---"), ...rows.map(line)].join("\n");
}
