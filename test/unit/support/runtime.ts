import * as pulumi from "@pulumi/pulumi";
import type { Runtime, Workload } from "../../../components/workload";

/** A runtime that runs nothing and remembers what it was asked to. */
export interface RecordingRuntime extends Runtime {
  /** In the order in which they were run. */
  readonly ran: Workload[];
}

export interface RecordingRuntimeArgs {
  /** Appended to every name, as a platform with full names does. @default - a workload's host is its name */
  readonly domain?: string;
  /** Registers a resource of this type below the parent for every workload. @default - registers none */
  readonly registers?: string;
}

export function recordingRuntime({ domain = "", registers }: RecordingRuntimeArgs = {}): RecordingRuntime {
  const ran: Workload[] = [];
  const hostOf = ({ name }: Pick<Workload, "name">) => `${name}${domain}`;
  return {
    ran,
    hostOf,
    run(workload, parent) {
      ran.push(workload);
      if (registers) new pulumi.ComponentResource(registers, workload.name, {}, { parent });
      return { host: hostOf(workload) };
    },
    memberHosts: ({ name, replicas = 1 }) =>
      Array.from({ length: replicas }, (_, member) => `${name}-${member}${domain}`),
    tunnelTo: () => undefined,
  };
}
