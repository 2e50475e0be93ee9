import type { Resource } from "../../checkpoint";
import { nameOf } from "../../checkpoint";
import type { Verdict } from "../verdict";

/** What a service can do to the data that another version of it has written. */
interface Format {
  readonly workload: string;
  /** Parts of a version that name the format: 1 for the major, 2 for major and minor. */
  readonly parts: 1 | 2;
  /** Steps upwards that it takes at once; downwards it takes none. */
  readonly upwards: number;
}

const FORMATS: readonly Format[] = [
  { workload: "qdrant", parts: 2, upwards: 1 },
  { workload: "postgres", parts: 1, upwards: 0 },
];

export interface StoredBy {
  readonly workload: string;
  readonly image: string;
}

/** The images of the services whose data outlives them, by workload; on either platform. */
export function storedBy(resources: readonly Resource[]): readonly StoredBy[] {
  const docker = resources
    .filter(({ type }) => type === "docker:index/remoteImage:RemoteImage")
    .map(({ urn, inputs }) => ({ workload: nameOf(urn).replace(/-image$/, ""), image: String(inputs?.name) }));
  const kubernetes = resources
    .filter(({ type }) => type === "kubernetes:apps/v1:StatefulSet")
    .flatMap(({ inputs }) => statefulSet(inputs as StatefulSet | undefined));
  return [...docker, ...kubernetes].filter(({ workload }) => FORMATS.some((format) => format.workload === workload));
}

export function judgeStorage(target: readonly StoredBy[], today: readonly StoredBy[]): Verdict {
  const check = "storage";
  const all = FORMATS.flatMap((format): Verdict[] => {
    const [then, now] = [imageOf(target, format), imageOf(today, format)];
    return then === undefined || now === undefined || then === now ? [] : [judge(format, then, now)];
  });
  const worst = all.find(({ answer }) => answer === "no") ?? all.find(({ answer }) => answer === "unknown");
  return worst ?? { check, answer: "yes", says: "every service reads the data that is there" };
}

function judge({ workload, parts, upwards }: Format, then: string, now: string): Verdict {
  const check = "storage";
  const [to, from] = [versionOf(then), versionOf(now)];
  if (!to || !from) {
    const says = `${workload} is another image (${now} today, ${then} then) and neither says its version`;
    return { check, answer: "unknown", says, remedy: "compare them by hand, then --accept storage" };
  }
  const steps = stepsBetween(from.slice(0, parts), to.slice(0, parts));
  if (steps >= 0 && steps <= upwards) return { check, answer: "yes", says: `${workload} reads the data that is there` };
  const says = `${workload} ${to.join(".")} cannot read what ${from.join(".")} has written`;
  const remedy =
    steps < 0 ? `restore the snapshot of that release first, or keep ${workload} as it is` : "go one version at a time";
  return { check, answer: "no", says, remedy };
}

/** More than any service takes at once where a major lies between. */
function stepsBetween(from: readonly number[], to: readonly number[]): number {
  const [major = 0, minor = 0] = [(to[0] ?? 0) - (from[0] ?? 0), (to[1] ?? 0) - (from[1] ?? 0)];
  return major === 0 ? minor : major * 1000;
}

/** `v1.19.0-unprivileged` is 1.19; a digest alone says nothing. */
function versionOf(image: string): readonly number[] | undefined {
  const [reference = ""] = image.split("@");
  const [, major, minor] = /:v?(\d+)(?:\.(\d+))?[^/:]*$/.exec(reference) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor ?? 0)];
}

function imageOf(all: readonly StoredBy[], { workload }: Format): string | undefined {
  return all.find((stored) => stored.workload === workload)?.image;
}

interface StatefulSet {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
  };
}

function statefulSet(inputs: StatefulSet | undefined): StoredBy[] {
  const image = inputs?.spec?.template?.spec?.containers?.[0]?.image;
  return image ? [{ workload: inputs?.metadata?.name ?? "", image }] : [];
}
