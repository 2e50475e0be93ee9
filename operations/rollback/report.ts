import type { Finding, Proof, Step } from "../checkpoint";
import { isProvider, nameOf, STACK_TYPE } from "../checkpoint";
import type { HealthReport } from "./health";

/** What a rollback did, for people and for machines. */
export interface Report {
  readonly stack: string;
  readonly release: number;
  readonly ok: boolean;
  readonly path: "fast" | "full";
  readonly seconds: { readonly engine: number; readonly total: number; readonly health: number };
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly replaced: readonly string[];
  readonly deleted: readonly string[];
  readonly kept: readonly string[];
  /** Keys of the stack file that have the release's value again. */
  readonly config: readonly string[];
  readonly services: { readonly running: number; readonly total: number } | undefined;
  readonly proof: { readonly exact: boolean; readonly compared: number; readonly differences: readonly Finding[] };
  readonly health: HealthReport;
  /** The command that takes it back. */
  readonly back: string;
}

/** Names of resources by what the engine did to them; what only the engine cares about is left out. */
export function sorted(steps: readonly Step[]): Pick<Report, "created" | "changed" | "replaced" | "deleted"> {
  const of = (...ops: string[]) => {
    const all = steps.filter(({ op, type }) => ops.includes(op) && type !== STACK_TYPE && !isProvider(type));
    return [...new Set(all.map(({ urn }) => nameOf(urn)))];
  };
  return {
    created: of("create"),
    changed: of("update"),
    replaced: of("replace", "create-replacement"),
    deleted: of("delete"),
  };
}

export function proofOf({ exact, compared, differences }: Proof): Report["proof"] {
  return { exact, compared, differences };
}

export function lines(report: Report): string[] {
  const { seconds, proof, health, services } = report;
  return [
    `release ${report.release} of ${report.stack} ${report.ok ? "runs again" : "is NOT what runs"}`,
    ...row("time", `${seconds.total.toFixed(1)} s (${report.path} path; engine ${seconds.engine.toFixed(1)} s)`),
    ...row("services", services ? `${services.running} of ${services.total} run` : undefined),
    ...row("config", list(report.config, "as it was already")),
    ...row("created", list(report.created)),
    ...row("changed", list(report.changed)),
    ...row("replaced", list(report.replaced)),
    ...row("deleted", list(report.deleted)),
    ...row("kept", list(report.kept)),
    ...row("proof", proof.exact ? `${proof.compared} resources are as recorded` : `${proof.differences.length} differ`),
    ...proof.differences.map(({ urn, what }) => `  ${nameOf(urn)}: ${what}`),
    ...row("health", `${health.health}: ${health.because}`),
    ...row("take it back", report.back),
  ];
}

function row(title: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`  ${title.padEnd(13)}${text}`];
}

function list(names: readonly string[], otherwise?: string): string | undefined {
  return names.length > 0 ? `${names.join(", ")}` : otherwise;
}
